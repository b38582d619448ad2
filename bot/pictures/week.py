"""What is drawn: a week of anybody's classes, in words that are to be read as they stand."""

from dataclasses import dataclass
from enum import StrEnum

_PAUSE = 15  # minutes between two periods, from which on it is a break and not the way to the next room


class Tone(StrEnum):
    PLANNED = "planned"
    CHANGED = "changed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Period:
    number: int
    name: str
    start: str
    end: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One class from its first period to its last. `tag` says what became of it, `was` what no longer holds;
    `short` stands in for a subject that does not fit."""

    first: int
    last: int
    start: str
    end: str
    subject: str
    short: str
    details: tuple[str, ...]
    tone: Tone = Tone.PLANNED
    tag: str = ""
    was: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """One day. `is_off`: nothing is taught, and the note says why."""

    head: str
    date: str
    entries: tuple[Entry, ...] = ()
    note: str = ""
    is_today: bool = False
    is_off: bool = False


@dataclass(frozen=True, slots=True)
class Words:
    """The legend, the breaks, a week without classes, and when this was true."""

    planned: str
    changed: str
    cancelled: str
    pause: str
    empty: str
    drawn: str


@dataclass(frozen=True, slots=True)
class Week:
    """`periods` has every period of an entry, in the order of the day."""

    title: str
    subtitle: str
    columns: tuple[Column, ...]
    periods: tuple[Period, ...]
    words: Words

    def rows(self) -> tuple[Period, ...]:
        """The periods from the first that anybody is taught in to the last."""
        used = {n for c in self.columns for e in c.entries for n in (e.first, e.last)}
        if not used:
            return ()
        return tuple(p for p in self.periods if min(used) <= p.number <= max(used))


def is_pause(end: str, start: str) -> bool:
    """Whether there is a break between a period's end and the next one's start, both as HH:MM."""
    before, after = _minutes(end), _minutes(start)
    return before is not None and after is not None and after - before >= _PAUSE


def _minutes(time: str) -> int | None:
    hours, _, minutes = time.partition(":")
    return int(hours) * 60 + int(minutes[:2]) if hours.isdecimal() and minutes[:2].isdecimal() else None
