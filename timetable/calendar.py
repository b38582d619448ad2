"""Dates to timeslots and back: terms, holidays, days that follow another day, half days, examinations."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from timetable.model import CalendarDay, DayKind, Slot, Term, TimeSlot

DAY_NAMES = ("", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_ORDINARY = CalendarDay(DayKind.WORKING)


def today(zone: str, now: datetime) -> date:
    """The institute's date at an aware instant: 00:30 in India is not yesterday."""
    return now.astimezone(ZoneInfo(zone)).date()


def instant(on: date, clock: str, zone: str) -> datetime:
    """A local date and wall-clock time `HH:MM` of the institute as an instant."""
    return datetime.combine(on, time.fromisoformat(clock), ZoneInfo(zone)).astimezone(UTC)


def dates(first: date, last: date) -> Iterator[date]:
    """Every date from first to last, both included."""
    for n in range((last - first).days + 1):
        yield first + timedelta(days=n)


class Special(NamedTuple):
    """Why a date is not ordinary: a code, and what it is about where that is known: the name of a holiday or
    an examination, the number of the day that is followed, the last period of a half day."""

    code: str
    about: str = ""


@dataclass(frozen=True, slots=True)
class Calendar:
    """One term of one institute: for each date exactly one day's timeslots, or none."""

    term: Term
    timeslots: tuple[TimeSlot, ...]
    working_days: tuple[int, ...]

    def entry(self, on: date) -> CalendarDay:
        return self.term.days.get(on, _ORDINARY)

    def day_on(self, on: date) -> int | None:
        """The day (or day order) whose timeslots this date has; None: no classes at all."""
        if not self.term.first <= on <= self.term.last:
            return None
        entry = self.entry(on)
        if entry.kind is DayKind.HOLIDAY:
            return None
        if entry.kind is DayKind.FOLLOWS:
            return entry.follows
        return on.isoweekday() if on.isoweekday() in self.working_days else None

    def slots_on(self, on: date) -> tuple[TimeSlot, ...]:
        """The timeslots of a date in the order of the day, a half day's only until its last period."""
        day, until = self.day_on(on), self.entry(on).until
        return tuple(
            sorted(
                (t for t in self.timeslots if t.day == day and (until is None or t.period <= until)),
                key=lambda t: t.period,
            )
        )

    def has_class(self, sections: Iterable[str], on: date) -> bool:
        """False where any of these sections sits an examination that date, or there are no classes."""
        if self.day_on(on) is None:
            return False
        entry = self.entry(on)
        return entry.kind is not DayKind.EXAMINATIONS or not set(sections) & set(entry.sections)

    def dates_of(self, day: int, first: date, last: date) -> list[date]:
        """The dates between first and last that have this day's timeslots."""
        return [d for d in dates(first, last) if self.day_on(d) == day]

    def at(self, slot: Slot) -> TimeSlot | None:
        return next((t for t in self.timeslots if t.slot == slot), None)

    def special(self, on: date) -> Special | None:
        """What a person should know about a date that is not ordinary."""
        if on < self.term.first or on > self.term.last:
            return Special("outside_term")
        entry = self.entry(on)
        if entry.kind is DayKind.WORKING:
            return None if self.day_on(on) else Special("no_classes")
        about = {DayKind.FOLLOWS: entry.follows, DayKind.HALF: entry.until}.get(entry.kind, entry.name)
        return Special(str(entry.kind), str(about or ""))

    def note(self, on: date) -> str:
        """The same in a few words; empty on an ordinary date."""
        match self.special(on):
            case None:
                return ""
            case Special("follows", about):
                named = about.isdecimal() and int(about) < len(DAY_NAMES)
                return f"follows {DAY_NAMES[int(about)] if named else f'day {about}'}"
            case Special("half", about):
                return f"half day, until period {about}"
            case Special("holiday", about) if about:
                return f"holiday: {about}"
            case Special("examinations", about) if about:
                return about
            case Special(code):
                return code.replace("_term", " the term").replace("_", " ")
