"""Who could substitute, with all that makes them fit or unfit: when they are busy, their load and cover."""

from collections import Counter
from collections.abc import Container, Iterator, Mapping
from datetime import date, timedelta
from itertools import chain
from zlib import crc32

from functions.services.days.weeks import Weeks
from functions.services.ports import FACULTY, Records
from timetable.calendar import Calendar
from timetable.day import Claim
from timetable.model import (
    ClassOnDate,
    Faculty,
    FacultyId,
    FacultyUnavailability,
    SectionId,
    Slot,
    SubjectId,
)
from timetable.plan.covers import covers
from timetable.problems import Candidate

# Teachers whom only their department recommends. If there are more of them, each date looks at others.
_MAX_COLLEAGUES = 60


def candidates(
    records: Records,
    weeks: Weeks,
    calendar: Calendar,
    *,
    leave: FacultyUnavailability,
    classes: tuple[ClassOnDate, ...],
    students: Mapping[str, list[Claim]],
    span: list[date],
) -> Iterator[Candidate]:
    """The teachers whom the institute's policy lets substitute for these classes, with all that they have
    already.

    `students` are the claims of the smallest groups, `span` the dates that a class may move to.
    """
    if not classes:
        return
    knows = _who_knows(classes, students)
    people = _people(records, leave, {c.subject for c in classes}, knows=knows)
    weekly_claims = weeks.claims("faculty", (f.id for f in people))
    days = _Days(calendar, classes, span)
    for person in people:
        yield _candidate(person, weekly_claims[person.id], knows=knows.get(person.id, frozenset()), days=days)


def _who_knows(
    classes: tuple[ClassOnDate, ...], students: Mapping[str, list[Claim]]
) -> dict[FacultyId, frozenset[SectionId]]:
    """For each teacher, which sections of these classes they teach."""
    wanted = {s for c in classes for s in c.sections}
    sections_by_teacher: dict[FacultyId, set[SectionId]] = {}
    for booking in (b for claims in students.values() for claim in claims for b in claim.bookings()):
        for person in booking.faculty:
            sections_by_teacher.setdefault(person, set()).update(wanted & set(booking.sections))
    return {person: frozenset(sections) for person, sections in sections_by_teacher.items()}


def _people(
    records: Records, leave: FacultyUnavailability, subjects: set[SubjectId], *, knows: Container[FacultyId]
) -> list[Faculty]:
    """All who know the subject or the students, and at most _MAX_COLLEAGUES others of the department."""
    ways = records.reference.institute.policies.substitute_by
    fitting, near = [], []
    for person in records.reference.all(FACULTY):
        if person.id == leave.faculty:
            continue
        if ("subject" in ways and subjects & set(person.subjects)) or (
            "section" in ways and person.id in knows
        ):
            fitting.append(person)
        elif "department" in ways and person.department == leave.department:
            near.append(person)
    # by the date, so that all get their turn, and leaves of one date are looked at with the same people
    near.sort(key=lambda f: crc32(f"{leave.start_date}{f.id}".encode()))
    return sorted([*fitting, *near[:_MAX_COLLEAGUES]], key=lambda f: f.id)


class _Days:
    """The timeslots for which candidates are examined: of the weeks of the classes, and of other dates."""

    def __init__(self, calendar: Calendar, classes: tuple[ClassOnDate, ...], span: list[date]) -> None:
        dates_ = {c.date for c in classes}
        mondays = sorted({d - timedelta(days=d.isoweekday() - 1) for d in dates_})
        weeks = (m + timedelta(days=n) for m in mondays for n in range(7))
        self.at = [(on, t.slot) for on in dict.fromkeys(chain(weeks, span)) for t in calendar.slots_on(on)]
        self.months = {(d.year, d.month) for d in dates_}


def _candidate(
    person: Faculty, weekly: list[Claim], *, knows: frozenset[SectionId], days: _Days
) -> Candidate:
    claims = {c.slot: c for c in weekly}
    dates_held = [on for on, slot in days.at if slot in claims and claims[slot].held_on(on)]
    term = covers(person.id, weekly)
    never = never_teaches(person)
    return Candidate(
        id=person.id,
        department=person.department,
        subjects=frozenset(person.subjects),
        sections=knows,
        busy=frozenset(
            (on, slot)
            for on, slot in days.at
            if slot in never or (slot in claims and not claims[slot].is_free(on))
        ),
        load=dict(Counter(dates_held)),
        daily_limit=person.daily_limit,
        weekly_limit=person.weekly_limit,
        covered_month=term.among(lambda on: (on.year, on.month) in days.months).owed,
        covered_term=term.owed,
    )


def never_teaches(person: Faculty | None) -> frozenset[Slot]:
    """The timeslots in which this person never teaches."""
    return frozenset(person.unavailable if person else ())
