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

MAX_REASON_CHARACTERS = 500
_MAX_LINE_CHARACTERS = 1000  # more than a reason, dates and periods ever need


@dataclass(frozen=True, slots=True)
class Draft:
    """A leave as typed; `start_date` is None where no date was named.

    `by_the_day`: which periods are meant depends on the hours of the day, so that the line is read again with
    the hours of the days asked for.
    """

    start_date: date | None
    end_date: date | None
    periods: tuple[int, ...] | None
    half: str | None
    kind: str
    reason: str
    by_the_day: bool = field(default=False, compare=False)

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
    if len(typed) > _MAX_LINE_CHARACTERS:
        raise unreadable("reason", "leave.long_reason", most=MAX_REASON_CHARACTERS)
    line = Line(typed, kind_phrases(kinds))
    choose(line, almanac, plan)
    stretch = stretch_of(line, almanac)
    half = half_of(line, plan)
    chosen = periods_of(line, plan, plans=plans_on(plan, stretch, hours or {}), half=half)
    kind = kind_of(line, kinds)
    _refuse_loose_ends(line)
    reason = line.reason()
    if len(reason) > MAX_REASON_CHARACTERS:
        raise unreadable("reason", "leave.long_reason", most=MAX_REASON_CHARACTERS)
    return Draft(
        start_date=stretch.first if stretch else None,
        end_date=stretch.last if stretch else None,
        periods=tuple(sorted(chosen)) or None,
        half=None if chosen else half,
        kind=kind,
        reason=reason,
        by_the_day=any(is_by_the_day(f.meaning) for f in line.mentions),
    )


def _refuse_loose_ends(line: Line) -> None:
    """Refuse numbers without a word to them, and a last "till": they are no reason, something was meant."""
    if any(line.says_after(mention, "till") for mention in line.mentions):
        raise unreadable("periods", "phrase.until_when")
    for text in line.wordless():
        raise unreadable("periods", "phrase.time_or_reason", text=text, ways="P3-P5")
