"""What people look at: the days of a person, a section or a room as they will really happen; free rooms."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from functions.services.days import electives
from functions.services.ports import KINDS, ROOM, Page, Records, Request
from timetable.access import Caller
from timetable.calendar import Calendar
from timetable.day import Claim, SeenClass, State, classes_on, concerns, of_student
from timetable.errors import NotAllowed, NotFound, RuleBroken
from timetable.model import Faculty, Infra, Resource, Section, SubjectId, User
from timetable.objects import listings


@dataclass(frozen=True, slots=True)
class DayView:
    """One date for one person. `seen` is in the order of the day."""

    date: date
    calendar: Calendar
    seen: tuple[SeenClass, ...]


@dataclass(frozen=True, slots=True)
class Whose:
    """Whom days are shown of: a section, a teacher or a room."""

    kind: str  # `section`, `faculty` or `infra`
    id: str
    name: str
    resources: tuple[Resource, ...]


@dataclass(frozen=True, slots=True)
class Present:
    """What somebody is in at a moment, and what comes next. The next may be days away."""

    at: datetime  # in the institute's zone
    now: DayView | None
    next: DayView | None


_DAYS_SEARCHED = 14  # for the next class


def own(caller: Caller) -> tuple[Resource, ...]:
    """The resources whose claims make up the caller's day: themselves as faculty, or their smallest group."""
    if caller.user is None:
        raise NotAllowed("Only people are somebody here; this is a program's token.")
    return own_of(caller.user)


def own_of(user: User) -> tuple[Resource, ...]:
    """The resources whose claims make up a user's day; none for who neither teaches nor studies."""
    if user.faculty:
        return (Resource("faculty", user.faculty),)
    if user.group:
        return (Resource("group", user.group),)
    return ()


def day(request: Request, on: date) -> DayView:
    """The caller's classes on one date: one query."""
    calendar = request.reference.calendar(on)
    number = calendar.day_on(on)
    mine = own(request.caller)
    claims = [c for r in mine for c in request.records.claims(r, calendar.term.id, number)] if number else []
    return view(calendar, on, claims, chosen=_chosen(request.records, request.caller, claims))


def week(request: Request, on: date) -> list[DayView]:
    """Monday to Sunday of a date's week: one query per term that the week touches."""
    mine = own(request.caller)
    monday = on - timedelta(days=on.isoweekday() - 1)
    return _views(
        request.records, mine, [monday + timedelta(days=n) for n in range(7)], reader=request.caller
    )


def whose(records: Records, kind: str, id: str) -> Whose:
    """The section, teacher or room with this id; raises NotFound if there is none.

    Everybody may know where it is, but never why it is not there.
    """
    value = records.reference.get(KINDS[kind][id])
    match value:
        case Section():
            resources = tuple(Resource("group", g) for g in value.groups())
        case Faculty():
            resources = (Resource("faculty", id),)
        case Infra():
            resources = (Resource("room", id),)
        case _:
            raise NotFound(kind)
    return Whose(kind, id, value.name, resources)


def days_of(request: Request, whose: Whose, *, first: date, count: int) -> list[DayView]:
    """The days of `count` dates from the first on, with one query per resource and term."""
    views = _views(request.records, whose.resources, [first + timedelta(days=n) for n in range(count)])
    return views if set(whose.resources) == set(own(request.caller)) else [_as_others_see(v) for v in views]


def present(request: Request) -> Present:
    """What the caller is in now, and their next class on this or a later day."""
    local_now = request.now.astimezone(ZoneInfo(request.reference.institute.zone))
    dates = [local_now.date() + timedelta(days=n) for n in range(_DAYS_SEARCHED)]
    today, *later = _views(request.records, own(request.caller), dates, reader=request.caller)
    clock = f"{local_now:%H:%M}"
    times = {t.slot: t for t in request.reference.timeslots()}
    running = [
        s for s in _taking_place(today) if times[s.class_.slot].start <= clock < times[s.class_.slot].end
    ]
    ahead = [s for s in _taking_place(today) if times[s.class_.slot].start > clock]
    coming = [(today, ahead), *((view, _taking_place(view)) for view in later)]
    following = next(((view, seen) for view, seen in coming if seen), None)
    return Present(
        local_now,
        replace(today, seen=tuple(running)) if running else None,
        replace(following[0], seen=_first(following[1])) if following else None,
    )


_NOT_HELD = {State.CANCELLED, State.MOVED_AWAY, State.ON_LEAVE}


def takes_place(seen: SeenClass) -> bool:
    """True if the class is really held at this place of the day."""
    return seen.state not in _NOT_HELD


def _taking_place(view: DayView) -> list[SeenClass]:
    return [s for s in view.seen if takes_place(s)]


def _first(seen: list[SeenClass]) -> tuple[SeenClass, ...]:
    return tuple(s for s in seen if s.class_.slot == seen[0].class_.slot)


def _as_others_see(view: DayView) -> DayView:
    """Who is away and who takes over is for all to see; that it is a leave is not."""
    states = {State.ON_LEAVE: State.CANCELLED, State.COVERING: State.SUBSTITUTED}
    return replace(view, seen=tuple(replace(s, state=states.get(s.state, s.state)) for s in view.seen))


def _views(
    records: Records, resources: Iterable[Resource], days: list[date], *, reader: Caller | None = None
) -> list[DayView]:
    """The days of these resources, with the electives that the reader has chosen; all electives for None."""
    calendars = {d: records.reference.calendar(d) for d in days}
    claims = {
        term: [c for r in resources for c in records.claims(r, term)]
        for term in dict.fromkeys(calendar.term.id for calendar in calendars.values())
    }
    chosen = _chosen(records, reader, [c for term_claims in claims.values() for c in term_claims])
    return [view(calendars[d], d, claims[calendars[d].term.id], chosen=chosen) for d in days]


def _chosen(records: Records, reader: Caller | None, claims: list[Claim]) -> Collection[SubjectId]:
    return electives.chosen(records, reader.user.student if reader and reader.user else None, claims)


def view(calendar: Calendar, on: date, claims: list[Claim], *, chosen: Collection[SubjectId] = ()) -> DayView:
    """One date as the claims have it. `chosen` are the electives of the student whose claims they are."""
    slots = {t.slot for t in calendar.slots_on(on)}
    seen = classes_on(of_student((c for c in claims if c.slot in slots), chosen), on)
    mine = (s for s in seen if not s.class_.apart or concerns(s.class_, chosen))
    return DayView(on, calendar, tuple(s for s in mine if calendar.has_class(s.class_.sections, on)))


def free_rooms(
    records: Records,
    on: date,
    *,
    period: int,
    kind: str | None,
    capacity: int,
    limit: int,
    after: str | None,
) -> Page[Infra]:
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
        ROOM, stretches, limit=limit, after=after, fits=lambda room: room.capacity >= capacity
    )
    rooms = [Resource("room", r.id) for r in page.values]
    occupied = {c.resource.id for c in records.claims_at(rooms, calendar.term.id, slot) if not c.is_free(on)}
    return Page(tuple(r for r in page.values if r.id not in occupied), page.next)
