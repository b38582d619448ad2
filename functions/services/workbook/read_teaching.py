"""Reading what is taught to whom by whom, and when: offerings and the weekly timetable."""

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from functions.services.workbook.intake import Intake, offering_names, user_code
from functions.services.workbook.lines import Line
from functions.services.workbook.natural_keys import Names, folded
from functions.services.workbook.read_people import known_slots
from functions.workbooks.values import quoted
from timetable.baskets import basket_of
from timetable.model import (
    Batch,
    BatchId,
    FacultyId,
    Infra,
    Occupancy,
    OccupancyId,
    Offering,
    OfferingId,
    Section,
    SectionId,
    Slot,
    Subject,
    SubjectId,
    TermId,
)


class Taught(NamedTuple):
    """What a row says is taught: enough to know the offering by."""

    term: TermId
    subject: SubjectId
    sections: tuple[SectionId, ...]
    batches: tuple[BatchId, ...]
    faculty: tuple[FacultyId, ...]


def offerings(intake: Intake) -> None:
    for line in intake.lines("Offerings"):
        taught = _taught(intake, line)
        shown = line.text("Subject")
        before = intake.offerings.claim(line, "Subject", _names(taught)[0], shown)
        was = before or replace(_proposed(taught), id=OfferingId(intake.new_id("offering")))
        intake.offerings.put(line, _offering(intake, line, was, taught))


def _offering(intake: Intake, line: Line, was: Offering, taught: Taught) -> Offering:
    read = replace(
        was,
        sections=taught.sections,
        batches=taught.batches,
        faculty=taught.faculty,
        periods_per_week=line.whole("Periods per week"),
        block_length=line.whole("Block length", was.block_length),
        room_kind=line.text("Room kind", was.room_kind),
        strength=line.whole("Strength", was.strength),
        unavailable=known_slots(intake, line, "Unavailable", was.unavailable),
        min_days=line.whole("Minimum days", was.min_days),
        candidates=_teachers(intake, line, "Candidates") if line.has("Candidates") else was.candidates,
        features=line.texts("Features", was.features),
        parallel=line.text("Parallel", was.parallel),
    )
    if not (read.faculty or read.candidates or line.is_bad()):
        line.wrong("Faculty", "Write who teaches it, or under Candidates those of whom one does.")
    if read.periods_per_week % read.block_length:
        line.wrong(
            "Block length",
            f"Blocks of {read.block_length} do not divide {read.periods_per_week} periods per week.",
        )
    return read


def _taught(intake: Intake, line: Line) -> Taught:
    term, subject = intake.terms.refer_to(line, "Term"), intake.subjects.refer_to(line, "Subject")
    sections = intake.sections.refer_to_all(line, "Sections")
    if subject:
        _check_course(intake, line, subject, sections)
    return Taught(
        term.id if term else TermId(""),
        subject.id if subject else SubjectId(""),
        tuple(s.id for s in sections),
        _batches(intake, line, sections),
        _teachers(intake, line, "Faculty"),
    )


def _check_course(intake: Intake, line: Line, subject: Subject, sections: Sequence[Section]) -> None:
    for section in sections:
        if section.course != subject.course:
            course = intake.courses.now[subject.course].name
            said = f"{section.name} is not a section of {quoted(course)}, whose subject {subject.code} is."
            line.wrong("Sections", said)


def _batches(intake: Intake, line: Line, sections: Sequence[Section]) -> tuple[BatchId, ...]:
    """Batches are named alone, or as section/batch where two of the sections have one of that name."""
    found: list[BatchId] = []
    for name in line.texts("Batches"):
        named = {b.id: b for s in sections for b in s.batches if _means(name, s, b)}
        if len(named) == 1:
            found.extend(named)
        elif named:
            either = " or ".join(quoted(f"{s.name}/{name}") for s in sections)
            line.wrong("Batches", f"More than one section has a batch {quoted(name)}; write {either}.")
        elif sections:
            _refuse_batch(intake, line, name, sections)
    return tuple(found)


def _means(name: str, section: Section, batch: Batch) -> bool:
    return folded(name) in (folded(batch.name), folded(f"{section.name}/{batch.name}"))


def _refuse_batch(intake: Intake, line: Line, name: str, sections: Sequence[Section]) -> None:
    """No section of the row has this batch: its own row may be at fault, or it is another section's."""
    if intake.batches.named(name):
        names = ", ".join(s.name for s in sections)
        line.wrong("Batches", f"{quoted(name)} is not a batch of {names}; write one of its batches.")
    else:
        full = name if "/" in name else f"{sections[0].name}/{name}"
        intake.batches.refer(line, "Batches", full, full)


def _teachers(intake: Intake, line: Line, column: str) -> tuple[FacultyId, ...]:
    people = intake.people.refer_to_all(line, column)
    return tuple(
        profile.id
        for person in people
        if (profile := intake.faculty.refer(line, column, (person.id,), user_code(person)))
    )


def bookings(intake: Intake) -> None:
    for line in intake.lines("Timetable"):
        taught = _taught(intake, line)
        slot = Slot(line.day("Day"), line.whole("Period"))
        if all(slot):
            intake.timeslots.refer(line, "Period", slot, f"{slot.day}/{slot.period}")
        room = intake.rooms.refer_to(line, "Room")
        if room and not line.is_bad():
            _book(intake, line, taught, slot, room)


def _book(intake: Intake, line: Line, taught: Taught, slot: Slot, room: Infra) -> None:
    offering = _offering_of(intake, line, taught, slot, room)
    if offering is None:
        return
    if not (taught.faculty or offering.faculty):
        line.wrong("Faculty", f"Write who of {_team(intake, offering)} teaches it.")
        return
    shown = f"{line.text('Subject')} at {slot.day}/{slot.period}"
    before = intake.timetable.claim(line, "Period", (offering.id, slot, room.id), shown)
    booking = Occupancy(
        before.id if before else OccupancyId(intake.new_id("occupancy")),
        offering.term,
        offering.id,
        offering.subject,
        slot,
        room.id,
        taught.faculty or offering.faculty,
        taught.sections,
        offering.batches or _groups(intake, taught.sections),
        basket_of(offering, intake.offerings.now.values(), intake.sections.now.values()),
    )
    kept = before and replace(
        before,
        faculty=booking.faculty,
        sections=booking.sections,
        groups=booking.groups,
        basket=booking.basket,
    )
    intake.timetable.put(line, kept or booking)


def groups_follow(intake: Intake) -> None:
    """Bookings of whole sections are of their new batches, too, whether or not they are in the file."""
    before = intake.sections.before
    changed = {
        s.id for s in intake.sections.now.values() if s.id in before and before[s.id].groups() != s.groups()
    }
    for booking in list(intake.timetable.now.values()) if changed else ():
        offering = intake.offerings.now.get(booking.offering)
        section = next((s for s in booking.sections if s in changed), None)
        if section and offering and not offering.batches:
            groups = _groups(intake, booking.sections)
            intake.timetable.set(replace(booking, groups=groups), intake.sections.places[section])


def _groups(intake: Intake, sections: Sequence[SectionId]) -> tuple[str, ...]:
    return tuple(group for s in sections for group in intake.sections.now[s].groups())


def _offering_of(intake: Intake, line: Line, taught: Taught, slot: Slot, room: Infra) -> Offering | None:
    """The offering with these teachers; if the row names none, the only one there is."""
    full, short = _names(taught)
    exact, alike = intake.offerings.exact(full), intake.offerings.named(short)
    if exact or (len(alike) == 1 and not taught.faculty):
        return exact or alike[0]
    for offering in alike:
        booked = intake.timetable.exact((offering.id, slot, room.id))
        if booked and set(booked.faculty) == set(taught.faculty):
            return offering
        if set(taught.faculty) - {*offering.faculty} in [{c} for c in offering.candidates]:
            return offering
    _refuse_offering(intake, line, taught, alike)
    return None


def _refuse_offering(intake: Intake, line: Line, taught: Taught, alike: Sequence[Offering]) -> None:
    subject, sections = line.text("Subject"), line.text("Sections")
    if not alike:
        _, short = _names(taught)
        shown = f"the offering of {subject} to {sections}"
        spoilt = intake.offerings.spoilt_by(short)
        if spoilt:
            line.wrong("Subject", f"This refers to {shown}, whose own row ({spoilt}) has a problem.")
        else:
            line.wrong("Subject", f"There is no such thing as {shown}; add it to the sheet Offerings.")
        return
    teams = " or ".join(_team(intake, offering) for offering in alike[:3])
    line.wrong("Faculty", f"{subject} for {sections} is taught by {teams}; write whose class this is.")


def _team(intake: Intake, offering: Offering) -> str:
    team = offering.faculty or offering.candidates
    users = (intake.people.now[intake.faculty.now[f].user] for f in team)
    return quoted(", ".join(user_code(user) for user in users))


def _names(taught: Taught) -> Names:
    return offering_names(_proposed(taught))


def _proposed(taught: Taught) -> Offering:
    return Offering(
        OfferingId(""),
        taught.term,
        taught.subject,
        taught.sections,
        taught.faculty,
        0,
        batches=taught.batches,
    )
