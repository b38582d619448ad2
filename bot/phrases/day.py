"""Reads what people type after /day: one date, past or to come, and nothing else."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from bot.phrases.dates import Almanac
from bot.phrases.grammar.lexicon import lexicon
from bot.phrases.grammar.line import GRAMMAR
from bot.phrases.grammar.meanings import Day, Week
from bot.phrases.grammar.patterns import Reading
from bot.phrases.unreadable import unreadable

_SHOWN = 60
_LONGEST = 120
"""characters that a date may take"""
_EVERY_DAY = frozenset(range(1, 8))


def read_day(words: Sequence[str], *, today: date, weeks: bool = False) -> date:
    """The date; of a week its Monday, where `weeks` may be named too. Raises Unreadable."""
    text = " ".join(words).strip()
    week: Week | None = _read(text, "OnlyWeek") if weeks else None
    if week:
        return today + timedelta(7 * week.weeks - today.weekday())
    day: Day | None = _read(text, "OnlyDay")
    if day is None:
        raise unreadable("date", "date.unreadable", text=text[:_SHOWN])
    return Almanac(today, _EVERY_DAY).day(day, "date", past_is_fine=True)


def _read(text: str, rule: str) -> Any:
    """What the whole text means by this rule, if anything."""
    line = lexicon().lexemes(text) if len(text) <= _LONGEST else []
    parse = Reading(GRAMMAR, line).longest(rule, 0)
    return parse[0] if parse else None
