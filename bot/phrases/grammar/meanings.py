"""The meanings that the grammars find in a line, before they are turned into dates and periods."""

from dataclasses import dataclass
from typing import Literal

Side = Literal["from", "after", "till", "before"]  # from P3 on, after P3, till P3, before P3

# days


@dataclass(frozen=True, slots=True)
class NamedDate:
    """A date by its number; of this month, or of the next that has it, where no month is named.

    `bare`: a number with nothing but "on" to say that it is a date.
    """

    day: int
    month: int | None = None
    year: int | None = None
    months_on: int | None = None
    bare: bool = False


@dataclass(frozen=True, slots=True)
class FromToday:
    """A day by its distance from today: 0 is today, 1 tomorrow."""

    days: int


@dataclass(frozen=True, slots=True)
class Weekday:
    """0 is Monday; `which`: this, next or last one; `weeks`: of that week, counted from this one."""

    number: int
    which: str | None = None
    weeks: int | None = None


@dataclass(frozen=True, slots=True)
class Agreeing:
    """A day named twice, once as a weekday."""

    weekday: int
    day: NamedDate


Day = NamedDate | FromToday | Weekday | Agreeing


@dataclass(frozen=True, slots=True)
class Span:
    """All days from one to another."""

    first: Day
    last: Day


@dataclass(frozen=True, slots=True)
class Listed:
    """Days named one after the other."""

    days: tuple[Day, ...]


@dataclass(frozen=True, slots=True)
class Week:
    """The working days of a week, counted from this one; of this one, those that are left."""

    weeks: int


@dataclass(frozen=True, slots=True)
class Lasting:
    """So many days; None: how many is not said for sure."""

    days: int | None
    first: Day | None = None


@dataclass(frozen=True, slots=True)
class OneEnd:
    """A stretch of days of which one end is named only."""

    day: Day
    side: Side


Days = Day | Span | Listed | Week | Lasting | OneEnd

# times of a day


@dataclass(frozen=True, slots=True)
class Periods:
    """Periods by their numbers, in runs; `unsure`: the last number may be of what follows."""

    runs: tuple[tuple[int, int], ...]
    unsure: bool = False


@dataclass(frozen=True, slots=True)
class Edge:
    """The first (1, 2 ...) or last (-1, -2 ...) periods of the day, or of a half."""

    count: int


@dataclass(frozen=True, slots=True)
class OpenPeriods:
    """The periods on one side of a period."""

    period: int
    side: Side


@dataclass(frozen=True, slots=True)
class Clock:
    """A time as written: 10, 10:30, 2 pm; `half` is am, pm or noon, where that is said."""

    hour: int
    minute: int = 0
    half: str | None = None


@dataclass(frozen=True, slots=True)
class Hours:
    """From a time to another; None stands for the beginning or the end of the day."""

    start: Clock | None
    end: Clock | None


@dataclass(frozen=True, slots=True)
class At:
    """One moment: the period that has it."""

    time: Clock


@dataclass(frozen=True, slots=True)
class Several:
    """Periods named one after the other, each in its way."""

    parts: "tuple[Times, ...]"


@dataclass(frozen=True, slots=True)
class Half:
    """A half of the day; `is_open` where only its end is named, as till lunch: a period next to it would be
    the other end."""

    name: str
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class SomeHalf:
    """Half a day, without saying which."""


@dataclass(frozen=True, slots=True)
class WholeDay:
    """The whole day, in so many words."""


@dataclass(frozen=True, slots=True)
class PartOfDay:
    """The evening: no half of a day that the college knows."""


@dataclass(frozen=True, slots=True)
class Amount:
    """So many periods, without saying which."""

    periods: int


Times = Periods | Edge | OpenPeriods | Hours | At | Several

# what may be days or times


@dataclass(frozen=True, slots=True)
class Bare:
    """Numbers that may be days of a month, periods or hours: 3-5, 10-12, 3rd, 3,5.

    `dashed`: without spaces, as 10-12, which may also be a date.
    """

    numbers: tuple[int, ...]
    joined: Literal["alone", "range", "list"]
    ordinal: bool = False
    dashed: bool = False


@dataclass(frozen=True, slots=True)
class BareEnd:
    """From 3, till 11: a period or an hour."""

    number: int
    side: Side


# the rest


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of leave: the codes that may be meant, none where the college has no such kind."""

    codes: tuple[str, ...]
    sure: bool
    says_leave: bool


@dataclass(frozen=True, slots=True)
class Marker:
    """A word about the words around it: leave, because, every, except."""

    what: str


Meaning = Days | Times | Half | SomeHalf | WholeDay | PartOfDay | Amount | Bare | BareEnd | Kind | Marker
