"""What a line comes to once everything in it is read for sure: dates, periods, a half of the day, a kind."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from bot.contract.schemas import LeaveKindOut, PeriodOut
from bot.phrases.ambiguity import MOMENTS_TOO, days_in
from bot.phrases.dates import Almanac, Stretch, said, spanned
from bot.phrases.grammar.line import Found, Line
from bot.phrases.grammar.meanings import (
    At,
    Days,
    Edge,
    Half,
    Hours,
    Kind,
    Lasting,
    OneEnd,
    Periods,
    Several,
    SomeHalf,
    Times,
    WholeDay,
)
from bot.phrases.periods import DayPlan
from bot.phrases.unreadable import Unreadable, unreadable

_DAY = timedelta(days=1)


def stretch_of(line: Line, almanac: Almanac) -> Stretch | None:
    """The dates; None: none were named. Two that differ are refused: a leave is one stretch."""
    named = days_in(line)
    found = [almanac.stretch(_with_its_time(line, f, days)) for f, days in named]
    other = next((s for s in found if s != found[0]), None)
    if other:
        facts = {"one": said(found[0].first), "other": said(other.first)}
        raise unreadable("start_date", "phrase.two_dates", **facts)
    stretch = found[0] if found else None
    for lasting in line.all(Lasting):
        if not any(lasting is f for f, _ in named):
            _check_count(line, lasting, stretch)
    return stretch


def _with_its_time(line: Line, found: Found, days: Days) -> Days:
    """From tomorrow 10 to 12: the hours have both ends, the day is one."""
    following = next((f.meaning for f in line.found if f.start == found.end), None)
    if isinstance(days, OneEnd) and days.side == "from" and _has_both_ends(following):
        return days.day
    return days


def _has_both_ends(meaning: object) -> bool:
    if isinstance(meaning, Hours):
        return meaning.start is not None and meaning.end is not None
    return isinstance(meaning, Periods) and meaning.runs[0][0] != meaning.runs[0][1]


def _check_count(line: Line, found: Found, stretch: Stretch | None) -> None:
    """For 3 days: it has to be so many; alone it says neither the first nor the last."""
    assert isinstance(found.meaning, Lasting)
    days = found.meaning.days
    if days == (stretch.days if stretch else 1) and line.clean(found):
        return
    if not line.touched(found):
        line.drop(found)
    elif stretch is None:
        raise unreadable("start_date", "phrase.which_first_day")
    elif stretch.days == 1:
        last = stretch.first + ((days or 3) - 1) * _DAY
        raise unreadable("end_date", "phrase.which_last_day", range=spanned(stretch.first, last))
    else:
        facts = {"first": said(stretch.first), "last": said(stretch.last), "count": stretch.days}
        raise unreadable("end_date", "phrase.count_differs", **facts)


def half_of(line: Line, plan: DayPlan) -> str | None:
    """forenoon, afternoon, or None for whole days and single periods."""
    names = {f.meaning.name for f in line.all(Half) if isinstance(f.meaning, Half)}
    timed = bool(line.all(*MOMENTS_TOO))
    if line.all(WholeDay) and (names or timed or line.all(SomeHalf)):
        raise unreadable("half", "leave.periods_and_half")
    if len(names) > 1 or (line.all(SomeHalf) and not names and not timed):
        raise unreadable("half", "phrase.which_half")
    if names == {"afternoon"} and not plan.half("afternoon"):
        raise unreadable("half", "leave.no_afternoon")
    return next(iter(names), None)


def periods_of(line: Line, plan: DayPlan, plans: Sequence[DayPlan], half: str | None) -> frozenset[int]:
    """The periods; none where the line names none. They are named in one place, within the half if one is."""
    places: list[frozenset[int]] = []
    before: Found | None = None
    for found in line.found:
        times = found.meaning
        if not isinstance(times, MOMENTS_TOO):
            continue
        _refuse_unsure(line, found)
        periods = _on_each_day(times, plan, plans, half)
        if before and line.together(before, found):
            places[-1] |= periods
        else:
            places.append(periods)
        before = found
    if len(set(places)) > 1:
        raise unreadable("periods", "phrase.two_times", one=_named(places[0]), other=_named(places[1]))
    chosen = places[0] if places else frozenset()
    is_open = any(f.meaning.is_open for f in line.all(Half) if isinstance(f.meaning, Half))
    by_number = any(not isinstance(f.meaning, Edge) for f in line.all(*MOMENTS_TOO))
    if half and (not chosen <= plan.half(half) or (is_open and by_number)):
        raise unreadable("half", "leave.periods_and_half")
    return chosen


def _named(periods: frozenset[int]) -> str:
    return ", ".join(f"P{p}" for p in sorted(periods))


def _refuse_unsure(line: Line, found: Found) -> None:
    """P3, 2 kids ill: a period, or a number of the reason."""
    last = found.meaning.parts[-1] if isinstance(found.meaning, Several) else None
    if isinstance(last, Periods) and last.unsure and not line.clean_after(found):
        number = str(last.runs[0][0])
        raise unreadable("periods", "phrase.time_or_reason", text=number, ways=f"P{number}")


def is_by_the_day(times: object) -> bool:
    """Whether the day's own hours decide which periods are meant."""
    if isinstance(times, Several):
        return any(map(is_by_the_day, times.parts))
    return isinstance(times, (Edge, Hours, At))


def _on_each_day(times: Times, plan: DayPlan, plans: Sequence[DayPlan], half: str | None) -> frozenset[int]:
    """The same periods on each day, leaving out days without a class then; refused where they differ."""
    if not is_by_the_day(times):
        return plan.meant(times, half)
    found: set[frozenset[int]] = set()
    refused: Unreadable | None = None
    for each in plans:
        try:
            found.add(each.meant(times, half))
        except Unreadable as problem:
            refused = problem
    if refused and not found:
        raise refused
    if len(found) > 1:
        raise unreadable("periods", "phrase.days_differ")
    return found.pop()


def plans_on(
    plan: DayPlan, stretch: Stretch | None, hours: Mapping[date, Sequence[PeriodOut]]
) -> list[DayPlan]:
    """The plans of the days asked for, where they are known; else that of an ordinary day."""
    dates = [stretch.first + n * _DAY for n in range(stretch.days)] if stretch else []
    known = [DayPlan(tuple(hours[d]), plan.forenoon_until) for d in dates if hours.get(d)]
    return known or [plan]


def kind_of(line: Line, kinds: Sequence[LeaveKindOut]) -> str:
    """The code of the kind; the college's first, where none is named."""
    named = [(f, f.meaning.codes) for f in line.all(Kind) if isinstance(f.meaning, Kind)]
    codes = {code for _, meant in named for code in meant}
    known = ", ".join(f"{kind['code']} ({kind['name']})" for kind in kinds)
    for found, meant in named:
        if not meant:
            raise unreadable("kind", "phrase.no_kind", text=line.text(found), kinds=known)
    if len(codes) > 1:
        raise unreadable("kind", "phrase.two_kinds", kinds=known)
    return next(iter(codes), kinds[0]["code"])
