"""Which periods of a day are meant by periods and hours as they were named; what can't be is refused."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.contract.schemas import PeriodOut
from bot.phrases.grammar.meanings import At, Clock, Edge, Hours, OpenPeriods, Periods, Several, Times
from bot.phrases.unreadable import unreadable

_HALF_DAY_MINUTES = 12 * 60
# an hour without am or pm is looked for so long before the first and after the last period
_AROUND_CLASSES_MINUTES = 120
_NOON = 12


@dataclass(frozen=True, slots=True)
class DayPlan:
    """A day's periods with their times, in order, and the number of the last one of its forenoon."""

    periods: tuple[PeriodOut, ...]
    forenoon_until: int

    @property
    def numbers(self) -> list[int]:
        return [p["period"] for p in self.periods]

    def half(self, name: str | None) -> frozenset[int]:
        """The periods of a half, or of the whole day where no half is named."""
        wanted = {
            "forenoon": lambda p: p <= self.forenoon_until,
            "afternoon": lambda p: p > self.forenoon_until,
        }
        return frozenset(filter(wanted.get(name or "", lambda _: True), self.numbers))

    def periods_of(self, times: Times, half: str | None) -> frozenset[int]:
        """The periods that are meant; raises Unreadable where there are none such."""
        match times:
            case Periods():
                return frozenset(p for run in times.runs for p in self._run(*run))
            case OpenPeriods():
                return self._open(times)
            case Edge():
                return self._edge(times, half)
            case Hours():
                return self._hours(times)
            case At():
                return self._at(times.time)
            case Several():
                return frozenset().union(*(self.periods_of(part, half) for part in times.parts))

    def has(self, period: int) -> bool:
        return period in self.numbers

    def has_hours(self, first: int, last: int) -> bool:
        """True if these can be hours of the clock with classes between them."""
        return bool(self._ways(Clock(first), Clock(last)))

    def has_open_hours(self, hours: Hours) -> bool:
        return bool(self._ways(hours.start, hours.end))

    def _run(self, first: int, last: int) -> Sequence[int]:
        for period in (first, last):
            self._check(period)
        if last < first:
            raise unreadable("periods", "phrase.periods_wrong_order", first=first, last=last)
        return [p for p in self.numbers if first <= p <= last]

    def _open(self, times: OpenPeriods) -> frozenset[int]:
        self._check(times.period)
        wanted = {
            "from": lambda p: p >= times.period,
            "after": lambda p: p > times.period,
            "till": lambda p: p <= times.period,
            "before": lambda p: p < times.period,
        }[times.side]
        periods = frozenset(filter(wanted, self.numbers))
        if not periods:
            raise unreadable("periods", "phrase.which_periods")
        return periods

    def _edge(self, edge: Edge, half: str | None) -> frozenset[int]:
        numbers = sorted(self.half(half))
        if not 0 < abs(edge.count) <= len(numbers):
            self._check(abs(edge.count))
            raise unreadable("periods", "phrase.which_periods")
        return frozenset(numbers[: edge.count] if edge.count > 0 else numbers[edge.count :])

    def _hours(self, hours: Hours) -> frozenset[int]:
        ways = self._ways(hours.start, hours.end)
        if not ways:
            raise self._no_class()
        start, end = min(ways, key=lambda way: way[1] - way[0])
        return frozenset(self._between(start, end))

    def _at(self, time: Clock) -> frozenset[int]:
        periods = [p for minute in self._minutes(time) for p in self._between(minute, minute + 1)]
        if len(periods) != 1:
            raise self._no_class()
        return frozenset(periods)

    def _ways(self, start: Clock | None, end: Clock | None) -> list[tuple[int, int]]:
        """The hours that may be meant, as minutes of the day, that have a class in them."""
        starts = self._minutes(start) if start else [0]
        ends = self._minutes(end) if end else [24 * 60]
        return [(s, e) for s in starts for e in ends if s < e and self._between(s, e)]

    def _between(self, start: int, end: int) -> list[int]:
        """The periods that overlap with these minutes of the day."""
        return [p["period"] for p in self.periods if _minute(p["start"]) < end and start < _minute(p["end"])]

    def _minutes(self, time: Clock) -> list[int]:
        """The minutes of the day that a time may be: 2:30 without am or pm is sought near the classes."""
        if (
            time.minute > 59
            or time.hour > 24
            or (time.half and not 1 <= time.hour <= _NOON and time.hour < 13)
        ):
            return []
        minute = time.hour * 60 + time.minute
        if time.half == "am" and time.hour <= _NOON:
            return [minute % _HALF_DAY_MINUTES]
        if time.half in ("pm", "noon") and time.hour <= _NOON:
            return [minute % _HALF_DAY_MINUTES + _HALF_DAY_MINUTES]
        if time.hour >= _NOON or time.hour == 0:
            return [minute]
        earliest, latest = self._bounds()
        around, both = _AROUND_CLASSES_MINUTES, (minute, minute + _HALF_DAY_MINUTES)
        return [m for m in both if earliest - around <= m <= latest + around]

    def _bounds(self) -> tuple[int, int]:
        if not self.periods:
            return 0, 0
        return _minute(self.periods[0]["start"]), _minute(self.periods[-1]["end"])

    def _check(self, period: int) -> None:
        numbers = self.numbers
        if not numbers:
            raise unreadable("periods", "phrase.no_periods")
        if period not in numbers:
            raise unreadable(
                "periods", "leave.no_period", unknown=period, first=min(numbers), last=max(numbers)
            )

    def _no_class(self) -> Exception:
        if not self.periods:
            return unreadable("periods", "phrase.no_periods")
        first, last = self.periods[0]["start"], self.periods[-1]["end"]
        return unreadable("periods", "phrase.no_class_then", first=first, last=last)


def _minute(time: str) -> int:
    hour, minute = time.split(":")[:2]
    return int(hour) * 60 + int(minute)
