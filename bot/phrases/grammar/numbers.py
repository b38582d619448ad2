"""Numbers by themselves: 3-5, 10-12, 3rd, from 3 are days, periods or hours, as their place allows."""

from dataclasses import dataclass

from bot.phrases.dates import Almanac, spanned
from bot.phrases.grammar.line import Line, Mention
from bot.phrases.grammar.meanings import (
    Agreeing,
    Bare,
    BareEnd,
    Clock,
    Days,
    Hours,
    Lasting,
    Listed,
    NamedDate,
    OneEnd,
    OpenPeriods,
    Periods,
    Span,
    Times,
    Weekday,
)
from bot.phrases.periods import DayPlan
from bot.phrases.unreadable import Unreadable, unreadable

_DAYS_OF_MONTH, _MONTHS = 31, 12


@dataclass(frozen=True, slots=True)
class _Way:
    """One thing that numbers can be, and how to write it so that it can be nothing else. `instead`: the
    mention before them that they repeat."""

    meaning: Days | Times
    written: str
    instead: Mention | None = None


def choose_numbers(
    line: Line,
    mention: Mention,
    *,
    almanac: Almanac,
    plan: DayPlan,
    days_open: bool,
    times_open: bool,
) -> None:
    """Take the numbers for the one thing they can be, or leave them to the reason; raises Unreadable where
    they may be two things, or stand where a reason may have numbers of its own."""
    meaning = mention.meaning
    ways: list[_Way] = []
    if isinstance(meaning, Bare):
        if days_open:
            ways += _days(meaning, almanac)
        else:
            ways += _repeated_date(line, mention, almanac=almanac, plan=plan)
        ways += _times(meaning, plan, sure=bool(ways) and not days_open) if times_open else []
    elif isinstance(meaning, BareEnd) and times_open:
        ways += _ends(meaning, plan, days_open=days_open)
    is_number = isinstance(meaning, Bare) and meaning.joined == "alone" and not meaning.ordinal
    alone = line.clean(mention)
    is_of_reason = isinstance(meaning, Bare) and meaning.ordinal and line.says_after(mention, "counted")
    if is_of_reason or not ways or not line.touched(mention) or (is_number and not alone):
        line.drop(mention)
    elif len(ways) == 1 and (alone or _fits(line, mention, days_open)) and (days_open or not is_number):
        _take(line, mention, ways[0])
    else:
        raise _in_two_ways(line.text(mention), ways, "start_date" if days_open else "periods")


def _take(line: Line, mention: Mention, way: _Way) -> None:
    start = way.instead.start if way.instead else mention.start
    line.drop(*filter(None, [way.instead]))
    line.put(Mention(way.meaning, start, mention.end), mention)


def _fits(line: Line, mention: Mention, days_open: bool) -> bool:
    """The reason follows at once: a date stands before, or nothing does where a date is looked for."""
    before, meaning = line.before(mention), mention.meaning
    if not line.clean_before(mention):
        return False
    if before is None:
        return days_open
    is_ordinal = isinstance(meaning, Bare) and meaning.joined == "alone"
    return not is_ordinal and not isinstance(before.meaning, Lasting)


def _days(bare: Bare, almanac: Almanac) -> list[_Way]:
    numbers = bare.numbers
    ways: list[Days] = []
    if bare.dashed and _is_month_day(*numbers):
        ways.append(NamedDate(numbers[0], numbers[1]))
    if all(1 <= n <= _DAYS_OF_MONTH for n in numbers):
        if bare.joined == "alone":
            ways.append(NamedDate(numbers[0]))
        elif bare.joined == "range" and numbers[0] < numbers[1]:
            ways.append(Span(NamedDate(numbers[0]), NamedDate(numbers[1])))
        elif bare.joined == "list":
            ways.append(Listed(tuple(map(NamedDate, numbers))))
    return [_Way(days, _written(days, almanac)) for days in ways]


def _repeated_date(line: Line, mention: Mention, *, almanac: Almanac, plan: DayPlan) -> list[_Way]:
    """The date after its weekday: fri 4-12, friday 27th."""
    before, bare = line.before(mention), mention.meaning
    if before is None or not isinstance(before.meaning, Weekday) or not isinstance(bare, Bare):
        return []
    if bare.dashed and _is_month_day(*bare.numbers):
        both = Agreeing(before.meaning.number, NamedDate(bare.numbers[0], bare.numbers[1]))
        try:
            almanac.stretch(both)
        except Unreadable:
            return []
        return [_Way(both, _written(both, almanac), instead=before)]
    if bare.ordinal and bare.joined == "alone" and not plan.has(bare.numbers[0]):
        both = Agreeing(before.meaning.number, NamedDate(bare.numbers[0]))
        return [_Way(both, _written(both, almanac), instead=before)]
    return []


def _times(bare: Bare, plan: DayPlan, *, sure: bool) -> list[_Way]:
    """The periods or hours that the numbers can be. `sure`: all have to be periods that there are; else the
    first is enough, and another is refused later."""
    first, last = bare.numbers[0], bare.numbers[-1]
    if sure and not all(map(plan.has, bare.numbers)):
        return []
    if bare.joined == "list":
        written = ", ".join(f"P{n}" for n in bare.numbers)
        return [_Way(Periods(tuple((n, n) for n in bare.numbers)), written)] if plan.has(first) else []
    ways = [_Way(Periods(((first, last),)), _run(first, last))] if plan.has(first) else []
    is_hours = bare.joined == "range" and not bare.ordinal and not plan.has(last)
    if is_hours and plan.has_hours(first, last):
        ways.append(_Way(Hours(Clock(first), Clock(last)), f"{first}:00-{last}:00"))
    return ways


def _ends(end: BareEnd, plan: DayPlan, *, days_open: bool) -> list[_Way]:
    ways: list[_Way] = []
    if plan.has(end.number):
        ways.append(_Way(OpenPeriods(end.number, end.side), f"P{end.number}"))
    clock = Clock(end.number)
    hours = Hours(clock, None) if end.side in ("from", "after") else Hours(None, clock)
    if plan.has_open_hours(hours):
        ways.append(_Way(hours, f"{end.number}:00"))
    if not ways and days_open and 1 <= end.number <= _DAYS_OF_MONTH:
        ways.append(_Way(OneEnd(NamedDate(end.number), end.side), str(end.number)))
    return ways


def _is_month_day(day: int, month: int) -> bool:
    return 1 <= day <= _DAYS_OF_MONTH and 1 <= month <= _MONTHS


def _run(first: int, last: int) -> str:
    return f"P{first}" if first == last else f"P{first}-P{last}"


def _written(days: Days, almanac: Almanac) -> str:
    """The days as they can be typed, or an example where there are no such dates."""
    try:
        stretch = almanac.stretch(days)
    except Unreadable:
        return "24/11..26/11" if isinstance(days, Span | Listed) else "24/11"
    first = stretch.first
    return f"{first.day}/{first.month}" if stretch.days == 1 else spanned(first, stretch.last)


def _in_two_ways(text: str, ways: list[_Way], field: str) -> Unreadable:
    key = "phrase.ambiguous" if len(ways) > 1 else "phrase.time_or_reason"
    return unreadable(field, key, text=text, ways=", ".join(way.written for way in ways))
