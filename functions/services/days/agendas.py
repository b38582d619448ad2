"""The calendar that somebody subscribes to: their classes as they will really happen, and the holidays."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from functions.services.days import electives
from functions.services.days.day_views import view
from functions.services.ports import Records
from timetable import agenda
from timetable.agenda import Entry
from timetable.calendar import dates
from timetable.model import CalendarDay, DayKind, Resource, StudentId, Term

_PAST = timedelta(days=30)
"""so much of what has been is shown"""


@dataclass(frozen=True, slots=True)
class Holiday:
    term: Term
    date: date
    day: CalendarDay


@dataclass(frozen=True, slots=True)
class Agenda:
    """From a month ago to the end of the last term that is known, by time."""

    since: date
    entries: tuple[tuple[Term, Entry], ...]
    holidays: tuple[Holiday, ...]


def of(
    records: Records, resources: Sequence[Resource], today: date, student: StudentId | None = None
) -> Agenda:
    """One query for each resource and term: a resource's claims are its whole term. `student`: shows of
    electives theirs; None: all of them."""
    since = today - _PAST
    terms = [t for t in records.reference.terms() if t.last >= since]
    found = [(t, e) for t in terms for e in _of_term(records, resources, t, student) if e.date >= since]
    holidays = [
        Holiday(t, on, day)
        for t in terms
        for on, day in sorted(t.days.items())
        if day.kind is DayKind.HOLIDAY and day.name and max(since, t.first) <= on <= t.last
    ]
    found.sort(key=lambda f: (f[1].date, f[1].first, f[1].occupancy, f[1].planned))
    return Agenda(since, tuple(found), tuple(holidays))


def _of_term(
    records: Records, resources: Sequence[Resource], term: Term, student: StudentId | None
) -> list[Entry]:
    claims = [c for r in resources for c in records.claims(r, term.id)]
    chosen = electives.chosen(records, student, claims)
    calendars = ((on, records.reference.calendar(on)) for on in dates(term.first, term.last))
    days = [view(calendar, on, claims, chosen) for on, calendar in calendars if calendar.term.id == term.id]
    breaks_after = records.reference.institute.policies.breaks_after
    return agenda.entries((s for day in days for s in day.seen), claims, breaks_after)
