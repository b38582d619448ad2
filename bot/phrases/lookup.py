"""Reads what people type after /day and its like: a date and a name, in either order, both optional."""

from collections.abc import Sequence
from datetime import date

from bot.phrases import Unreadable, read_day


def read_date_and_name(words: Sequence[str], *, today: date, weeks: bool = False) -> tuple[date | None, str]:
    """The longest run of words at either end that is a date, and the rest: the name of something.

    With `weeks` a week may be named instead, as in next week.

    Raises Unreadable where the words begin as a date that there is not, such as 31 feb.
    """
    for size in range(len(words), 0, -1):
        for part, rest in ((words[:size], words[size:]), (words[-size:], words[:-size])):
            day = _date(part, today, weeks)
            if day:
                return day, " ".join(rest)
    return None, " ".join(words)


def _date(words: Sequence[str], today: date, weeks: bool) -> date | None:
    try:
        return read_day(words, today=today, weeks=weeks)
    except Unreadable:
        return None
