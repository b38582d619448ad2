"""Digests and reminders: each person's day at the hour they chose, and a class some minutes before it
begins."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime, timedelta
from math import ceil
from zoneinfo import ZoneInfo

from functions.services.days import day_views
from functions.services.days.day_views import DayView
from functions.services.notices import routing
from functions.services.notices.routing import Telling
from functions.services.ports import ROUND, SETTINGS, USER, Records, Request
from functions.services.ports.paging import pages
from timetable.day import SeenClass, classes_on
from timetable.errors import NotFound, StaleVersion
from timetable.model import ClassOnDate, Resource, TimeSlot, User, UserId
from timetable.objects import listings, preferences
from timetable.objects.listings import Stretch
from timetable.objects.preferences import RemindOf, Round, Settings

DIGEST, REMINDER = KINDS = "digest", "before_class"
EVERY = timedelta(minutes=5)  # between two rounds
_LATEST = timedelta(hours=3)  # notices that were due before that are not sent any more
_PAGE = 200
Tell = Callable[[Sequence[Telling]], None]


def digests(request: Request, tell: Tell) -> None:
    """Tell everybody whose hour has come since the last round of their day; nobody if the date has no
    classes."""
    last = _last(request, DIGEST)
    for span in preferences.spans(_since(last, request.now), request.now, request.reference.institute.zone):
        for portion in _every(request.records, listings.digests_at(span.after, span.until)):
            dates = {s.id: preferences.told_by_digest(span.on, s.digest or "") for s in portion}
            users = _users(request.records, portion)
            for on in sorted(set(dates.values())):
                if request.reference.calendar(on).slots_on(on):
                    tell(routing.to(f"{DIGEST}.{on}", (u for u in users if dates[u.id] == on)))
    _done(request, DIGEST, last)


def reminders(request: Request, tell: Tell) -> None:
    """Remind everybody of a class that begins in as many minutes as they chose, up to one round too early."""
    last = _last(request, REMINDER)
    today = _Today(request.records, request.now)
    for minutes in preferences.REMIND_MINUTES:
        early = timedelta(minutes=minutes) + EVERY
        due = [t for t in today.to_come if _since(last, request.now) < today.start(t) - early <= request.now]
        for portion in _every(request.records, listings.reminded(minutes)) if due else ():
            users = [
                u for u in _users(request.records, portion) if not preferences.is_quiet(u.quiet, today.clock)
            ]
            wanted = {s.id: s.remind_of for s in portion}
            for timeslot in due:
                mine = today.reminded_of(timeslot, users, wanted)
                tell(routing.to(f"{REMINDER}.{today.date}.{timeslot.period}", mine))
    _done(request, REMINDER, last)


def shown(request: Request, notice: str) -> DayView:
    """The day that a digest or a reminder shows now, without classes if that is of no use any more."""
    kind, on, period = _about(notice)
    view = day_views.day(request, on)
    if kind == DIGEST:
        is_over = on < request.today
        return replace(view, seen=()) if is_over else view
    coming = (s for s in view.seen if s.class_.slot.period == period and day_views.takes_place(s))
    return replace(view, seen=tuple(s for s in coming if minutes_until(request, view, s) > 0))


def minutes_until(request: Request, view: DayView, seen: SeenClass) -> int:
    """Whole minutes until a class begins; 0 or less if it has begun."""
    timeslot = view.calendar.at(seen.class_.slot)
    assert timeslot is not None, "what is seen has its timeslot"
    begins = preferences.instant(view.date, timeslot.start, request.reference.institute.zone)
    return ceil((begins - request.now).total_seconds() / 60)


def _about(notice: str) -> tuple[str, date, int]:
    kind, _, about = notice.partition(".")
    day, _, period = about.partition(".")
    try:
        return kind, date.fromisoformat(day), int(period or 0)
    except ValueError as error:
        raise NotFound("notice") from error


class _Today:
    """The institute's date, and who has which class on it."""

    def __init__(self, records: Records, now: datetime) -> None:
        local = now.astimezone(ZoneInfo(records.reference.institute.zone))
        self._records, self._zone = records, records.reference.institute.zone
        self.date, self.clock = local.date(), f"{local:%H:%M}"
        self._calendar = records.reference.calendar(self.date)
        self._timeslots = self._calendar.slots_on(self.date)
        self.to_come = [t for t in self._timeslots if self.start(t) > now]

    def start(self, timeslot: TimeSlot) -> datetime:
        return preferences.instant(self.date, timeslot.start, self._zone)

    def reminded_of(
        self, timeslot: TimeSlot, users: Sequence[User], wanted: Mapping[UserId, RemindOf]
    ) -> list[User]:
        """The users who have a class that begins then; whoever wants to know of their first class, only if
        this is it."""
        own = {u.id: day_views.own_of(u) for u in users}
        classes = self._classes(timeslot, {r for mine in own.values() for r in mine})
        before = [t for t in self._timeslots if t.period < timeslot.period]
        earlier = [self._classes(t, classes) for t in before] if classes else []

        def is_due(user: User) -> bool:
            mine = [r for r in own[user.id] if r in classes]
            if wanted[user.id] is RemindOf.FIRST:
                return bool(mine) and not any(r in period for period in earlier for r in mine)
            just_before = earlier[-1] if earlier else {}
            return any(not _is_same(just_before.get(r), classes[r]) for r in mine)

        return [u for u in users if is_due(u)]

    def _classes(self, timeslot: TimeSlot, resources: Iterable[Resource]) -> dict[Resource, ClassOnDate]:
        """The class that each of these resources has then; without those that have none."""
        claims = self._records.claims_at(sorted(resources), self._calendar.term.id, timeslot.slot)
        return {
            claim.resource: seen.class_
            for claim in claims
            for seen in classes_on([claim], self.date)
            if day_views.takes_place(seen) and self._calendar.has_class(seen.class_.sections, self.date)
        }


def _is_same(before: ClassOnDate | None, after: ClassOnDate) -> bool:
    """True if it is the same class, going on for another period."""
    if before is None:
        return False
    return (before.subject, before.room, before.faculty) == (after.subject, after.room, after.faculty)


def _every(records: Records, stretch: Stretch) -> Iterator[Sequence[Settings]]:
    read = pages(lambda after: records.page(SETTINGS, [stretch], limit=_PAGE, after=after))
    return (settings for settings in read if settings)


def _users(records: Records, settings: Sequence[Settings]) -> list[User]:
    return [u for u in records.fetch(*(USER[s.id] for s in settings)) if u]


# how far it has come


def _last(request: Request, duty: str) -> Round:
    (last,) = request.records.fetch(ROUND[duty])
    return last or Round(duty, request.now - EVERY, version=0)


def _since(last: Round, now: datetime) -> datetime:
    return max(last.until, now - _LATEST)


def _done(request: Request, duty: str, last: Round) -> None:
    """From here on next time. Where another run was faster, it has told the same: each is told once."""
    if request.now <= last.until:
        return
    with suppress(StaleVersion), request.write() as write:
        write.change(ROUND[duty], Round(duty, request.now, last.version + 1), was=last.version)
