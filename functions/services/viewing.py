"""What people look at: their own day and week as they will really happen, and free rooms."""

from dataclasses import dataclass
from datetime import date, timedelta

from functions.services.ports import Page, Records
from timetable import listings
from timetable.access import Caller
from timetable.calendar import Calendar
from timetable.day import Claim, SeenClass, classes_on
from timetable.errors import NotAllowed, RuleBroken
from timetable.model import Resource


@dataclass(frozen=True, slots=True)
class DayView:
    """One date for one person. `seen` is in the order of the day."""

    date: date
    calendar: Calendar
    seen: tuple[SeenClass, ...]


def own(caller: Caller) -> tuple[Resource, ...]:
    """Whose claims make up the caller's day: themselves as faculty, or their smallest group of students."""
    user = caller.user
    if user is None:
        raise NotAllowed("Only people are somebody here; this is a program's token.")
    if user.faculty:
        return (Resource("faculty", user.faculty),)
    if user.group:
        return (Resource("group", user.group),)
    return ()


def day(records: Records, caller: Caller, on: date) -> DayView:
    """The caller's classes on one date: one query."""
    calendar = records.reference.calendar(on)
    number = calendar.day_on(on)
    mine = own(caller)
    claims = [c for r in mine for c in records.claims(r, calendar.term.id, number)] if number else []
    return _view(calendar, on, claims)


def week(records: Records, caller: Caller, on: date) -> list[DayView]:
    """Monday to Sunday of a date's week: one query per term that the week touches."""
    mine = own(caller)
    monday = on - timedelta(days=on.isoweekday() - 1)
    days = [monday + timedelta(days=n) for n in range(7)]
    calendars = {d: records.reference.calendar(d) for d in days}
    claims = {
        term: [c for r in mine for c in records.claims(r, term)]
        for term in dict.fromkeys(calendar.term.id for calendar in calendars.values())
    }
    return [_view(calendars[d], d, claims[calendars[d].term.id]) for d in days]


def _view(calendar: Calendar, on: date, claims: list[Claim]) -> DayView:
    held = {t.slot for t in calendar.slots_on(on)}
    seen = classes_on((c for c in claims if c.slot in held), on)
    return DayView(on, calendar, tuple(s for s in seen if calendar.has_class(s.class_.sections, on)))


def free_rooms(
    records: Records,
    on: date,
    period: int,
    kind: str | None,
    capacity: int,
    *,
    limit: int,
    after: str | None,
) -> Page:
    """The rooms that nothing holds at this date and period, smallest first within a kind. A page looks at
    `limit` rooms, so that it may be short while there are more."""
    calendar = records.reference.calendar(on)
    slots = calendar.slots_on(on)
    slot = next((t.slot for t in slots if t.period == period), None)
    if not slots:
        raise RuleBroken(f"There are no classes on {on}: {calendar.note(on)}.", field="date")
    if slot is None:
        raise RuleBroken(f"There is no period {period} on {on}.", field="period")
    stretches, _ = listings.stretches("infra", {"kind": kind} if kind else {}, None)
    page = records.page(
        "infra", stretches, limit=limit, after=after, fits=lambda room: room.capacity >= capacity
    )
    rooms = [Resource("room", r.id) for r in page.values]
    held = {c.resource.id for c in records.claims_at(rooms, calendar.term.id, slot) if not c.is_free(on)}
    return Page(tuple(r for r in page.values if r.id not in held), page.next)
