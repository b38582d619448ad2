"""The sheets of what is taught to whom by whom and when, read: offerings and the weekly timetable."""

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from functions.services.workbook.intake import Intake, offering_names, user_code
from functions.services.workbook.lines import Line
from functions.services.workbook.natural_keys import Names, folded
from functions.services.workbook.people_sheets import read_slots
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


class OfferingKey(NamedTuple):
    """What a row says of an offering: enough to know it by."""

    term: TermId
    subject: SubjectId
    sections: tuple[SectionId, ...]
    batches: tuple[BatchId, ...]
    faculty: tuple[FacultyId, ...]


class Meeting(NamedTuple):
    """What a row of the timetable says: a class of an offering, in one slot and room of the week."""

    offering: OfferingKey
    slot: Slot
    room: Infra


def read_offerings(intake: Intake) -> None:
    """Read the offerings."""
    for line in intake.lines("Offerings"):
        key = _offering_key(intake, line)
        before = intake.offerings.claim(line, "Subject", _names(key)[0], label=line.text("Subject"))
        base = before or replace(_bare_offering(key), id=OfferingId(intake.new_id("offering")))
        intake.offerings.put(line, _offering(intake, line, key, base=base))


def _offering(intake: Intake, line: Line, key: OfferingKey, *, base: Offering) -> Offering:
    offering = replace(
        base,
        sections=key.sections,
        batches=key.batches,
        faculty=key.faculty,
        periods_per_week=line.whole("Periods per week"),
        block_length=line.whole("Block length", base.block_length),
        room_kind=line.text("Room kind", base.room_kind),
        strength=line.whole("Strength", base.strength),
        unavailable=read_slots(intake, line, "Unavailable", default=base.unavailable),
        min_days=line.whole("Minimum days", base.min_days),
        candidates=_teachers(intake, line, "Candidates") if line.has("Candidates") else base.candidates,
        features=line.texts("Features", base.features),
        parallel=line.text("Parallel", base.parallel),
    )
    if not (offering.faculty or offering.candidates or line.is_bad()):
        line.refuse("Faculty", "Write who teaches it, or under Candidates those of whom one does.")
    if offering.periods_per_week % offering.block_length:
        line.refuse(
            "Block length",
            f"Blocks of {offering.block_length} do not divide {offering.periods_per_week} periods per week.",
        )
    return offering


def _offering_key(intake: Intake, line: Line) -> OfferingKey:
    """What a row says of its offering; refused cells leave the key without their part."""
    term, subject = intake.terms.refer_to(line, "Term"), intake.subjects.refer_to(line, "Subject")
    sections = intake.sections.refer_to_all(line, "Sections")
    if subject:
        _check_course(intake, line, subject, sections=sections)
    return OfferingKey(
        term.id if term else TermId(""),
        subject.id if subject else SubjectId(""),
        tuple(s.id for s in sections),
        _batches(intake, line, sections),
        _teachers(intake, line, "Faculty"),
    )


def _check_course(intake: Intake, line: Line, subject: Subject, *, sections: Sequence[Section]) -> None:
    for section in sections:
        if section.course != subject.course:
            course = intake.courses.after[subject.course].name
            line.refuse(
                "Sections",
                f"{section.name} is not a section of {quoted(course)}, whose subject {subject.code} is.",
            )


def _batches(intake: Intake, line: Line, sections: Sequence[Section]) -> tuple[BatchId, ...]:
    """The batches of a row, named alone, or as section/batch where two of its sections have that name."""
    batches: list[BatchId] = []
    for name in line.texts("Batches"):
        named = {b.id: b for s in sections for b in s.batches if _means(name, s, b)}
        if len(named) == 1:
            batches.extend(named)
        elif named:
            either = " or ".join(quoted(f"{s.name}/{name}") for s in sections)
            line.refuse("Batches", f"More than one section has a batch {quoted(name)}; write {either}.")
        elif sections:
            _refuse_batch(intake, line, name, sections=sections)
    return tuple(batches)


def _means(name: str, section: Section, batch: Batch) -> bool:
    return folded(name) in (folded(batch.name), folded(f"{section.name}/{batch.name}"))


def _refuse_batch(intake: Intake, line: Line, name: str, *, sections: Sequence[Section]) -> None:
    """Refuse a batch that no section of the row has: it is of another section, or its row has a problem."""
    if intake.batches.named(name):
        names = ", ".join(s.name for s in sections)
        line.refuse("Batches", f"{quoted(name)} is not a batch of {names}; write one of its batches.")
    else:
        full = name if "/" in name else f"{sections[0].name}/{name}"
        intake.batches.refer(line, "Batches", full)


def _teachers(intake: Intake, line: Line, column: str) -> tuple[FacultyId, ...]:
    people = intake.people.refer_to_all(line, column)
    return tuple(
        profile.id
        for person in people
        if (profile := intake.faculty.refer(line, column, (person.id,), label=user_code(person)))
    )


def read_bookings(intake: Intake) -> None:
    """Read the weekly timetable."""
    for line in intake.lines("Timetable"):
        key = _offering_key(intake, line)
        slot = Slot(line.day("Day"), line.whole("Period"))
        if all(slot):
            intake.timeslots.refer(line, "Period", slot, label=f"{slot.day}/{slot.period}")
        room = intake.rooms.refer_to(line, "Room")
        if room and not line.is_bad():
            _book(intake, line, Meeting(key, slot, room))


def _book(intake: Intake, line: Line, meeting: Meeting) -> None:
    key, slot, room = meeting
    offering = _offering_of(intake, line, meeting)
    if offering is None:
        return
    if not (key.faculty or offering.faculty):
        line.refuse("Faculty", f"Write who of {_team(intake, offering)} teaches it.")
        return
    label = f"{line.text('Subject')} at {slot.day}/{slot.period}"
    before = intake.timetable.claim(line, "Period", (offering.id, slot, room.id), label=label)
    booking = Occupancy(
        before.id if before else OccupancyId(intake.new_id("occupancy")),
        offering.term,
        offering.id,
        offering.subject,
        slot,
        room.id,
        key.faculty or offering.faculty,
        key.sections,
        offering.batches or _groups(intake, key.sections),
        basket_of(offering, intake.offerings.after.values(), intake.sections.after.values()),
    )
    changed = before and replace(
        before,
        faculty=booking.faculty,
        sections=booking.sections,
        groups=booking.groups,
        basket=booking.basket,
    )
    intake.timetable.put(line, changed or booking)


def regroup_bookings(intake: Intake) -> None:
    """Give each booking of whole sections the batches that the file adds to them.

    The booking itself need not be in the file.
    """
    before = intake.sections.before
    changed = {
        s.id for s in intake.sections.after.values() if s.id in before and before[s.id].groups() != s.groups()
    }
    for booking in list(intake.timetable.after.values()) if changed else ():
        offering = intake.offerings.after.get(booking.offering)
        section = next((s for s in booking.sections if s in changed), None)
        if section and offering and not offering.batches:
            groups = _groups(intake, booking.sections)
            intake.timetable.set(replace(booking, groups=groups), intake.sections.rows[section])


def _groups(intake: Intake, sections: Sequence[SectionId]) -> tuple[str, ...]:
    return tuple(group for s in sections for group in intake.sections.after[s].groups())


def _offering_of(intake: Intake, line: Line, meeting: Meeting) -> Offering | None:
    """The offering with these teachers; if the row names none, the only one there is.

    Where there is no such offering: None, and the row is refused.
    """
    key, slot, room = meeting
    full, short = _names(key)
    exact, alike = intake.offerings.exact(full), intake.offerings.named(short)
    if exact or (len(alike) == 1 and not key.faculty):
        return exact or alike[0]
    for offering in alike:
        booking = intake.timetable.exact((offering.id, slot, room.id))
        if booking and set(booking.faculty) == set(key.faculty):
            return offering
        if set(key.faculty) - {*offering.faculty} in [{c} for c in offering.candidates]:
            return offering
    _refuse_offering(intake, line, key, alike=alike)
    return None


def _refuse_offering(intake: Intake, line: Line, key: OfferingKey, *, alike: Sequence[Offering]) -> None:
    """Refuse a row whose teachers have no such offering; `alike` are the offerings of other teachers."""
    subject, sections = line.text("Subject"), line.text("Sections")
    if not alike:
        _, short = _names(key)
        label = f"the offering of {subject} to {sections}"
        row_name = intake.offerings.spoilt_by(short)
        if row_name:
            line.refuse("Subject", f"This refers to {label}, whose own row ({row_name}) has a problem.")
        else:
            line.refuse("Subject", f"There is no such thing as {label}; add it to the sheet Offerings.")
        return
    teams = " or ".join(_team(intake, offering) for offering in alike[:3])
    line.refuse("Faculty", f"{subject} for {sections} is taught by {teams}; write whose class this is.")


def _team(intake: Intake, offering: Offering) -> str:
    team = offering.faculty or offering.candidates
    users = (intake.people.after[intake.faculty.after[f].user] for f in team)
    return quoted(", ".join(user_code(user) for user in users))


def _names(key: OfferingKey) -> Names:
    return offering_names(_bare_offering(key))


def _bare_offering(key: OfferingKey) -> Offering:
    """An offering without an id that has no more than its key."""
    return Offering(OfferingId(""), key.term, key.subject, key.sections, key.faculty, 0, batches=key.batches)
