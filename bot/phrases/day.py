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

_MAX_SHOWN_CHARACTERS = 60
_MAX_DATE_CHARACTERS = 120
_EVERY_DAY = frozenset(range(1, 8))


def read_day(words: Sequence[str], *, today: date, weeks: bool = False) -> date:
    """The date that the words name; where `weeks` may be named too, the Monday of one. Raises Unreadable."""
    text = " ".join(words).strip()
    week: Week | None = _read(text, "OnlyWeek") if weeks else None
    if week:
        return today + timedelta(7 * week.weeks - today.weekday())
    day: Day | None = _read(text, "OnlyDay")
    if day is None:
        raise unreadable("date", "date.unreadable", text=text[:_MAX_SHOWN_CHARACTERS])
    return Almanac(today, _EVERY_DAY).day(day, "date", past_is_fine=True)


def _read(text: str, rule: str) -> Any:
    """What the whole text means by this rule, if anything."""
    line = lexicon().lexemes(text) if len(text) <= _MAX_DATE_CHARACTERS else []
    parse = Reading(GRAMMAR, line).longest(rule, 0)
    return parse[0] if parse else None
