"""Reads what people type after /leave: dates, periods, a half day, a kind; what is left is the reason."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from bot.contract.schemas import LeaveKindOut, PeriodOut
from bot.phrases.ambiguity import choose
from bot.phrases.dates import Almanac
from bot.phrases.grammar.line import Line
from bot.phrases.kinds import kind_phrases
from bot.phrases.periods import DayPlan
from bot.phrases.reading import half_of, is_by_the_day, kind_of, periods_of, plans_on, stretch_of
from bot.phrases.unreadable import unreadable

LONGEST_REASON = 500
_LONGEST_LINE = 1000
"""characters that are looked at: more than a reason, dates and periods together ever need"""


@dataclass(frozen=True, slots=True)
class Draft:
    """A leave as typed; `start_date` None: no date was named."""

    start_date: date | None
    end_date: date | None
    periods: tuple[int, ...] | None
    half: str | None
    kind: str
    reason: str
    by_the_day: bool = field(default=False, compare=False)
    """the hours of the day decide which periods: read it again with those of the days asked for"""

    def as_json(self) -> dict[str, Any]:
        return {
            "start_date": self.start_date.isoformat() if self.start_date else None,
            "end_date": self.end_date.isoformat() if self.end_date else None,
            "periods": list(self.periods) if self.periods else None,
            "half": self.half,
            "kind": self.kind,
            "reason": self.reason,
        }


def parse_leave(
    words: Sequence[str],
    *,
    today: date,
    periods: Sequence[PeriodOut],
    forenoon_until: int,
    kinds: Sequence[LeaveKindOut],
    working_days: Sequence[int] = (1, 2, 3, 4, 5, 6),
    hours: Mapping[date, Sequence[PeriodOut]] | None = None,
) -> Draft:
    """The draft; raises Unreadable for what can't be read, or could be read in two ways.

    `periods` are those of an ordinary day; `hours` those of certain dates, where they are known.
    """
    plan = DayPlan(tuple(periods), forenoon_until)
    almanac = Almanac(today, frozenset(working_days))
    typed = " ".join(words)
    if len(typed) > _LONGEST_LINE:
        raise unreadable("reason", "leave.long_reason", most=LONGEST_REASON)
    line = Line(typed, kind_phrases(kinds))
    choose(line, almanac, plan)
    stretch = stretch_of(line, almanac)
    half = half_of(line, plan)
    chosen = periods_of(line, plan, plans_on(plan, stretch, hours or {}), half)
    kind = kind_of(line, kinds)
    _refuse_loose_ends(line)
    reason = line.reason()
    if len(reason) > LONGEST_REASON:
        raise unreadable("reason", "leave.long_reason", most=LONGEST_REASON)
    return Draft(
        start_date=stretch.first if stretch else None,
        end_date=stretch.last if stretch else None,
        periods=tuple(sorted(chosen)) or None,
        half=None if chosen else half,
        kind=kind,
        reason=reason,
        by_the_day=any(is_by_the_day(f.meaning) for f in line.found),
    )


def _refuse_loose_ends(line: Line) -> None:
    """Numbers left without a word to them are no reason, and neither is "till": something was meant by it."""
    if any(line.says_after(found, "till") for found in line.found):
        raise unreadable("periods", "phrase.until_when")
    for text in line.wordless():
        raise unreadable("periods", "phrase.time_or_reason", text=text, ways="P3-P5")
