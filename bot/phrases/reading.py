"""What a line comes to once everything in it is read for sure: dates, periods, a half of the day, a kind."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from bot.contract.schemas import LeaveKindOut, PeriodOut
from bot.phrases.ambiguity import MOMENTS_TOO, days_in
from bot.phrases.dates import Almanac, Stretch, in_words, spanned
from bot.phrases.grammar.line import Line, Mention
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
    """The dates that the line names, or None. Two that differ are refused, for a leave is one stretch."""
    named = days_in(line)
    stretches = [almanac.stretch(_with_its_time(line, f, days)) for f, days in named]
    other = next((s for s in stretches if s != stretches[0]), None)
    if other:
        facts = {"one": in_words(stretches[0].first), "other": in_words(other.first)}
        raise unreadable("start_date", "phrase.two_dates", **facts)
    stretch = stretches[0] if stretches else None
    for lasting in line.all(Lasting):
        if not any(lasting is f for f, _ in named):
            _check_count(line, lasting, stretch)
    return stretch


def _with_its_time(line: Line, mention: Mention, days: Days) -> Days:
    """The days, where "from" belongs to the hours after them: from tomorrow 10 to 12 is one day."""
    following = next((f.meaning for f in line.mentions if f.start == mention.end), None)
    if isinstance(days, OneEnd) and days.side == "from" and _has_both_ends(following):
        return days.day
    return days


def _has_both_ends(meaning: object) -> bool:
    if isinstance(meaning, Hours):
        return meaning.start is not None and meaning.end is not None
    return isinstance(meaning, Periods) and meaning.runs[0][0] != meaning.runs[0][1]


def _check_count(line: Line, mention: Mention, stretch: Stretch | None) -> None:
    """Check "for 3 days" against the dates that are named; alone it says neither the first nor the last."""
    assert isinstance(mention.meaning, Lasting)
    days = mention.meaning.days
    if days == (stretch.days if stretch else 1) and line.clean(mention):
        return
    if not line.touched(mention):
        line.drop(mention)
    elif stretch is None:
        raise unreadable("start_date", "phrase.which_first_day")
    elif stretch.days == 1:
        last = stretch.first + ((days or 3) - 1) * _DAY
        raise unreadable("end_date", "phrase.which_last_day", range=spanned(stretch.first, last))
    else:
        facts = {"first": in_words(stretch.first), "last": in_words(stretch.last), "count": stretch.days}
        raise unreadable("end_date", "phrase.count_differs", **facts)


def half_of(line: Line, plan: DayPlan) -> str | None:
    """The half that the line names: forenoon, afternoon, or None for whole days and single periods."""
    names = {f.meaning.name for f in line.all(Half) if isinstance(f.meaning, Half)}
    timed = bool(line.all(*MOMENTS_TOO))
    if line.all(WholeDay) and (names or timed or line.all(SomeHalf)):
        raise unreadable("half", "leave.periods_and_half")
    if len(names) > 1 or (line.all(SomeHalf) and not names and not timed):
        raise unreadable("half", "phrase.which_half")
    if names == {"afternoon"} and not plan.half("afternoon"):
        raise unreadable("half", "leave.no_afternoon")
    return next(iter(names), None)


def periods_of(line: Line, plan: DayPlan, *, plans: Sequence[DayPlan], half: str | None) -> frozenset[int]:
    """The periods that the line names, or none. They have to be named in one place, and within the
    half that is named. `plans` are those of the days asked for."""
    places: list[frozenset[int]] = []
    before: Mention | None = None
    for mention in line.mentions:
        times = mention.meaning
        if not isinstance(times, MOMENTS_TOO):
            continue
        _refuse_unsure(line, mention)
        periods = _on_each_day(times, plan, plans=plans, half=half)
        if before and line.are_connected(before, mention):
            places[-1] |= periods
        else:
            places.append(periods)
        before = mention
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


def _refuse_unsure(line: Line, mention: Mention) -> None:
    """Refuse a number that may be a period or belong to the reason: P3, 2 kids ill."""
    last = mention.meaning.parts[-1] if isinstance(mention.meaning, Several) else None
    if isinstance(last, Periods) and last.unsure and not line.clean_after(mention):
        number = str(last.runs[0][0])
        raise unreadable("periods", "phrase.time_or_reason", text=number, ways=f"P{number}")


def is_by_the_day(times: object) -> bool:
    """True if the day's own hours decide which periods are meant."""
    if isinstance(times, Several):
        return any(map(is_by_the_day, times.parts))
    return isinstance(times, (Edge, Hours, At))


def _on_each_day(
    times: Times, plan: DayPlan, *, plans: Sequence[DayPlan], half: str | None
) -> frozenset[int]:
    """The periods meant, which have to be the same on each day that has a class then."""
    if not is_by_the_day(times):
        return plan.periods_of(times, half)
    meanings: set[frozenset[int]] = set()
    refused: Unreadable | None = None
    for each in plans:
        try:
            meanings.add(each.periods_of(times, half))
        except Unreadable as problem:
            refused = problem
    if refused and not meanings:
        raise refused
    if len(meanings) > 1:
        raise unreadable("periods", "phrase.days_differ")
    return meanings.pop()


def plans_on(
    plan: DayPlan, stretch: Stretch | None, hours: Mapping[date, Sequence[PeriodOut]]
) -> list[DayPlan]:
    """The plans of the days asked for, where they are known; else the plan of an ordinary day."""
    dates = [stretch.first + n * _DAY for n in range(stretch.days)] if stretch else []
    known_plans = [DayPlan(tuple(hours[d]), plan.forenoon_until) for d in dates if hours.get(d)]
    return known_plans or [plan]


def kind_of(line: Line, kinds: Sequence[LeaveKindOut]) -> str:
    """The code of the kind; the college's first, where none is named."""
    named = [(f, f.meaning.codes) for f in line.all(Kind) if isinstance(f.meaning, Kind)]
    codes = {code for _, meant in named for code in meant}
    kinds_in_words = ", ".join(f"{kind['code']} ({kind['name']})" for kind in kinds)
    for mention, meant in named:
        if not meant:
            raise unreadable("kind", "phrase.no_kind", text=line.text(mention), kinds=kinds_in_words)
    if len(codes) > 1:
        raise unreadable("kind", "phrase.two_kinds", kinds=kinds_in_words)
    return next(iter(codes), kinds[0]["code"])
