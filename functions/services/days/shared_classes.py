"""Classes that several sections share on one date: which class another may join, and what has joined it."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date

from functions.services.days import enrolment
from functions.services.ports import CHANGE_SET, OFFERING, ROOM, SECTION, SUBJECT, Records
from timetable.calendar import Calendar
from timetable.day import Claim
from timetable.errors import InTheWay, Refusal, RuleBroken, StalePlan
from timetable.model import (
    AdjustmentId,
    AdjustmentKind,
    ClassOnDate,
    OccupancyId,
    Outcome,
    Resource,
    Section,
    SectionId,
    Slot,
    SubjectId,
    TermId,
)


def present_claim(records: Records, term: TermId, *, id: OccupancyId, on: date, slot: Slot) -> Claim | None:
    """The claim that holds this class at a date and time, as things stand; None if it is not held then."""
    occupancy = records.occupancy(term, id)
    if occupancy is None:
        return None
    students = [Resource("group", g) for g in occupancy.groups[:1]]
    for claim in records.claims_at(students, term, slot):
        for part in claim.parts():
            class_ = part.held_on(on)
            if class_ and class_.occupancy == id:
                return part
    return None


def check(
    records: Records, calendar: Calendar, class_: ClassOnDate, *, host: ClassOnDate, field: str
) -> None:
    """Raise RuleBroken if the class can't join the host."""
    if why := why_not(records, calendar, class_, host=host):
        raise RuleBroken(why, field=field)


def why_not(records: Records, calendar: Calendar, class_: ClassOnDate, *, host: ClassOnDate) -> str | None:
    """Why the class can't join the host, in a sentence; None if it can."""
    if host.occupancy == class_.occupancy:
        return "A class can't join itself."
    if host.host is not None:
        return "The class that it is to join has joined another itself."
    if host.subject != class_.subject:
        return "A class joins only one of the same subject."
    if not calendar.has_class(host.sections, host.date):
        return f"The class that it is to join is not held on {host.date}."
    room = records.reference.get(ROOM[host.room])
    sections = records.reference.many(SECTION, (*class_.sections, *host.sections))
    term = calendar.term.id
    students = strength(records, term, class_, sections=sections) + strength(
        records, term, host, sections=sections
    )
    if room is None or room.capacity < students:
        return f"{room.name if room else 'The room'} does not seat the {students} students of both."
    return None


def hosts(
    records: Records, calendar: Calendar, wanted: Iterable[tuple[OccupancyId, date, Slot]], *, based_on: int
) -> list[ClassOnDate]:
    """The classes that a plan has others join, as they are held now; raises StalePlan if one no longer can be
    joined.
    """
    present_hosts = []
    for id, on, slot in sorted(wanted):
        claim = present_claim(records, calendar.term.id, id=id, on=on, slot=slot)
        class_ = claim.held_on(on) if claim and on not in claim.joined else None
        if class_ is None:
            raise _host_changed(based_on)
        present_hosts.append(class_)
    return present_hosts


def check_merged(
    records: Records,
    calendar: Calendar,
    class_: ClassOnDate,
    *,
    outcome: Outcome,
    after: ClassOnDate | None,
    based_on: int,
) -> None:
    """Raise RuleBroken or StalePlan unless a merged class names a host that it can join, and no other names
    one.
    """
    if (outcome.kind is AdjustmentKind.MERGED) != (outcome.host is not None):
        raise RuleBroken("A merged class names the class that it joins.", field="rows.host")
    if outcome.host is None:
        return
    if after is None or after.host is None or {*(outcome.faculty or after.faculty)} != {*after.faculty}:
        raise _host_changed(based_on)
    check(records, calendar, class_, host=after.host, field="rows.host")


def _host_changed(based_on: int) -> StalePlan:
    sentence = "A class that was to be joined has changed; solve again."
    return StalePlan(sentence, field="rows.host", plan_revision=based_on)


def parallel(
    records: Records, calendar: Calendar, classes: Iterable[ClassOnDate]
) -> list[tuple[ClassOnDate, int]]:
    """The classes that could be joined by one of these, each with the seats that it leaves free: of the same
    subject, at the same date and time, of other sections. One call for each timeslot."""
    wanted = list(classes)
    at = {(c.date, c.slot, c.subject) for c in wanted}
    affected = {(c.occupancy, c.date) for c in wanted}
    students = [Resource("group", g) for g in _parallel_groups(records, {c.subject for c in wanted})]
    classes_there: dict[ClassOnDate, None] = {}
    for slot in sorted({c.slot for c in wanted}):
        every = records.claims_at(students, calendar.term.id, slot)
        for claim in (part for c in every for part in c.parts()):
            for on in sorted({d for d, s, _ in at if s == slot}):
                class_ = claim.held_on(on)
                if class_ and (on, slot, class_.subject) in at and on not in claim.joined:
                    classes_there[class_] = None
    others = [h for h in classes_there if (h.occupancy, h.date) not in affected and h.host is None]
    held_then = [h for h in others if calendar.has_class(h.sections, h.date)]
    sections = records.reference.many(SECTION, (s for h in held_then for s in h.sections))
    rooms = records.reference.many(ROOM, (h.room for h in held_then))
    return [
        (h, rooms[h.room].capacity - strength(records, calendar.term.id, h, sections=sections))
        for h in held_then
        if h.room in rooms
    ]


def _parallel_groups(records: Records, subjects: Iterable[SubjectId]) -> list[str]:
    """The smallest groups of all sections that are taught these subjects."""
    taught = records.reference.many(SUBJECT, subjects)
    semesters = {(s.course, s.semester) for s in taught.values()}
    sections = records.reference.all(SECTION) if semesters else []
    return [g for s in sections if (s.course, s.semester) in semesters for g in s.groups()]


def strength(records: Records, term: TermId, class_: ClassOnDate, *, sections: Mapping[str, Section]) -> int:
    """The number of students in the class: of its batches, or of its sections without batches; in an
    elective, of those who have chosen it.
    """
    booking = records.occupancy(term, class_.occupancy) if class_.basket else None
    offering = records.reference.get(OFFERING[booking.offering]) if booking else None
    if offering:
        every = {SectionId(id): s for id, s in sections.items()}
        (counted,) = enrolment.with_enrolment(records, [offering], every)
        if counted.strength:
            return counted.strength
    return sum(
        next((b.strength for b in section.batches if b.id == group), section.strength)
        for section in (sections[s] for s in class_.sections)
        for group in section.groups()
        if group in class_.groups
    )


@contextmanager
def naming_joined_class(records: Records) -> Iterator[None]:
    """Put this around a write: a refusal because another class has joined the one that is to go names it."""
    try:
        yield
    except InTheWay as refusal:
        for each in (refusal, *refusal.also):
            _name(records, each)
        raise


def _name(records: Records, refusal: Refusal) -> None:
    id = AdjustmentId(refusal.facts.get("joined") or "")
    (changes,) = records.fetch(CHANGE_SET[id.split(".")[0]]) if id else (None,)
    made = changes.adjustments if changes else ()
    class_ = next((a.before for a in made if a.id == id), None)
    if class_ is None:
        return
    subject = records.reference.get(SUBJECT[class_.subject])
    sections = records.reference.many(SECTION, class_.sections)
    whose = ", ".join(sections[s].name for s in class_.sections if s in sections)
    refusal.sentence = (
        f"{subject.name if subject else 'A class'} of {whose} has joined this class on {class_.date}, "
        f"period {class_.slot.period}. Say first what becomes of that."
    )
