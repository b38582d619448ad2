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

_SHOWN_BEFORE_TODAY = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Holiday:
    """A holiday with a name, and the term that it is in."""

    term: Term
    date: date
    day: CalendarDay


@dataclass(frozen=True, slots=True)
class Agenda:
    """What a subscribed calendar shows, by time: from a month ago to the end of the last known term."""

    since: date
    entries: tuple[tuple[Term, Entry], ...]
    holidays: tuple[Holiday, ...]


def agenda_of(
    records: Records, resources: Sequence[Resource], today: date, *, student: StudentId | None = None
) -> Agenda:
    """The calendar of these resources, with one query for each resource and term.

    Of electives it shows those of the student; all of them if none is given.
    """
    since = today - _SHOWN_BEFORE_TODAY
    terms = [t for t in records.reference.terms() if t.last >= since]
    entries = [
        (t, e) for t in terms for e in _of_term(records, resources, t, student=student) if e.date >= since
    ]
    holidays = [
        Holiday(t, on, day)
        for t in terms
        for on, day in sorted(t.days.items())
        if day.kind is DayKind.HOLIDAY and day.name and max(since, t.first) <= on <= t.last
    ]
    entries.sort(key=lambda f: (f[1].date, f[1].first, f[1].occupancy, f[1].planned))
    return Agenda(since, tuple(entries), tuple(holidays))


def _of_term(
    records: Records, resources: Sequence[Resource], term: Term, *, student: StudentId | None
) -> list[Entry]:
    claims = [c for r in resources for c in records.claims(r, term.id)]
    chosen = electives.chosen(records, student, claims)
    calendars = ((on, records.reference.calendar(on)) for on in dates(term.first, term.last))
    days = [
        view(calendar, on, claims, chosen=chosen) for on, calendar in calendars if calendar.term.id == term.id
    ]
    breaks_after = records.reference.institute.policies.breaks_after
    return agenda.entries((s for day in days for s in day.seen), claims, breaks_after)
