"""What each person chooses for themselves: when they are told or left alone, and in which language."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import NamedTuple
from zoneinfo import ZoneInfo

from timetable.errors import RuleBroken
from timetable.model import QuietHours, Stored, UserId

REMIND_MINUTES = (5, 10, 15, 30, 45, 60)
_NOON = "12:00"
_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
_LANGUAGE = re.compile(r"[a-z]{2,3}")


class RemindOf(StrEnum):
    FIRST = "first"
    EACH = "each"


class Theme(StrEnum):
    LIGHT = "light"
    DARK = "dark"


@dataclass(frozen=True, slots=True)
class Settings(Stored):
    """Everything is off until somebody turns it on: what changes is told at once anyway. Version 0: as they
    are for everybody."""

    id: UserId
    # A language code such as `hi`; None stands for the language of the person's Telegram.
    language: str | None = None
    # The local time of the daily message. Before noon it is about the same day, and else about the next day.
    digest: str | None = None
    # How many minutes before a class the person is reminded: one of REMIND_MINUTES.
    remind_minutes: int | None = None
    remind_of: RemindOf = RemindOf.FIRST
    quiet_from: str | None = None
    quiet_until: str | None = None
    # How pictures of a week are drawn.
    theme: Theme = Theme.LIGHT

    @property
    def quiet(self) -> QuietHours | None:
        return QuietHours(self.quiet_from, self.quiet_until) if self.quiet_from and self.quiet_until else None


@dataclass(frozen=True, slots=True)
class Postponed:
    """A notice that waits for the end of somebody's quiet hours."""

    id: str
    user: UserId
    notice: str
    due: datetime
    version: int = 1


@dataclass(frozen=True, slots=True)
class Round:
    """How far a duty that is done again and again has come; its id is the duty's name."""

    id: str
    until: datetime
    version: int = 1


class Span(NamedTuple):
    """Part of one local date: later than the first time and up to the second, as `HH:MM`."""

    on: date
    after: str
    until: str


def check(settings: Settings) -> None:
    """Raises RuleBroken, naming the field and the way out."""
    for field in ("digest", "quiet_from", "quiet_until"):
        value = getattr(settings, field)
        if value is not None and not _TIME.fullmatch(value):
            raise RuleBroken("Give a time of day as 20:00, or null.", field=field)
    if settings.language is not None and not _LANGUAGE.fullmatch(settings.language):
        raise RuleBroken(
            "Give a language by its code, as hi, or null for that of Telegram.", field="language"
        )
    if settings.remind_minutes not in (None, *REMIND_MINUTES):
        known = ", ".join(map(str, REMIND_MINUTES))
        raise RuleBroken(f"Give one of {known} minutes, or null.", field="remind_minutes")
    if (settings.quiet_from is None) != (settings.quiet_until is None):
        missing = "quiet_until" if settings.quiet_until is None else "quiet_from"
        raise RuleBroken(
            "Quiet hours have a beginning and an end; give both, or null for both.", field=missing
        )
    if settings.quiet and settings.quiet.first == settings.quiet.until:
        raise RuleBroken(
            "Quiet hours that end when they begin are none; give another end.", field="quiet_until"
        )
    if settings.digest and is_quiet(settings.quiet, settings.digest):
        raise RuleBroken("This is within your quiet hours; give another time.", field="digest")


def is_quiet(hours: QuietHours | None, clock: str) -> bool:
    """Whether a local time `HH:MM` is in the quiet hours; their end is not."""
    if hours is None:
        return False
    if hours.first < hours.until:
        return hours.first <= clock < hours.until
    return clock >= hours.first or clock < hours.until


def quiet_until(hours: QuietHours | None, now: datetime, zone: str) -> datetime | None:
    """When the quiet hours that somebody is in end; None: they are in none."""
    local_now = now.astimezone(ZoneInfo(zone))
    if hours is None or not is_quiet(hours, f"{local_now:%H:%M}"):
        return None
    ends_tomorrow = hours.until <= f"{local_now:%H:%M}"
    return instant(local_now.date() + timedelta(days=ends_tomorrow), hours.until, zone)


def instant(on: date, clock: str, zone: str) -> datetime:
    return datetime.combine(on, time.fromisoformat(clock), ZoneInfo(zone)).astimezone(UTC)


def spans(since: datetime, until: datetime, zone: str) -> Iterator[Span]:
    """The local times after an instant and up to another, date by date. Where clocks are put back, none is
    missing and some come twice."""
    first, last = since.astimezone(ZoneInfo(zone)), until.astimezone(ZoneInfo(zone))
    for n in range((last.date() - first.date()).days + 1):
        on = first.date() + timedelta(days=n)
        after = f"{first:%H:%M}" if n == 0 else " "
        yield Span(on, after, f"{last:%H:%M}" if on == last.date() else "24:00")


def told_by_digest(on: date, clock: str) -> date:
    """The date whose classes a digest of this date and time tells."""
    return on if clock < _NOON else on + timedelta(days=1)
