"""What one cell holds: text, whole numbers, dates, times, days or words; anything else raises Malformed."""

import csv
import re
import unicodedata
from datetime import date, datetime, time

from functions.services.workbook.columns import DAYS, Column
from functions.workbooks.values import Flaw, Value, quoted
from timetable.errors import Malformed
from timetable.model import Slot

MAX_TEXT_CHARACTERS = 200
MAX_LIST_CHARACTERS = 4_000
_WHOLE = re.compile(r"[+-]?\d{1,9}(\.0+)?")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_INDIAN = re.compile(r"(\d{1,2})([/-])(\d{1,2})\2(\d{4})")
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})(:00)?")
_YES = ("yes", "y", "true", "1")
_NO = ("no", "n", "false", "0")


def is_empty(value: Value) -> bool:
    """Whether a cell holds nothing, or blanks alone."""
    return value is None or (isinstance(value, str) and not value.strip())


def text(value: Value, maximum: int = MAX_TEXT_CHARACTERS) -> str:
    """The words of a cell. A number is taken as Excel shows it: 1001, not 1001.0."""
    match value:
        case Flaw(sentence):
            raise Malformed(sentence)
        case bool():
            return "yes" if value else "no"
        case float() | int():
            return str(int(value)) if value == value // 1 else str(value)
        case date() | time():
            raise Malformed(f"Excel has made a date or time of this ({value}); format the cell as text.")
        case None:
            return ""
    return _plain(value.strip(), maximum)


def texts(value: Value, _: Column | None = None) -> tuple[str, ...]:
    """The texts of a cell, separated by commas; one that has a comma itself stands in double quotes."""
    words = text(value, MAX_LIST_CHARACTERS)
    items = next(csv.reader([words], skipinitialspace=True), [])
    return tuple(_plain(item.strip(), MAX_TEXT_CHARACTERS) for item in items if item.strip())


def joined(items: list[str]) -> str:
    """The texts as one cell: the inverse of `texts`."""
    return ", ".join(
        '"' + item.replace('"', '""') + '"' if "," in item or item.startswith('"') else item for item in items
    )


def whole(value: Value, column: Column) -> int:
    """A whole number within the limits of the column."""
    number = _number(value)
    if number is None:
        raise Malformed(
            f"{quoted(_shown(value))} is not a whole number; write digits, like {column.minimum}."
        )
    if not column.minimum <= number <= column.maximum:
        raise Malformed(f"{number} is out of range; it must be {column.minimum} to {column.maximum}.")
    return number


def numbers(value: Value, column: Column) -> tuple[int, ...]:
    """Whole numbers, separated by commas, each within the limits of the column."""
    return tuple(whole(item, column) for item in texts(value))


def day_of(value: Value, _: Column | None = None) -> int:
    """The day of the week, 1 = Monday; its name may be shortened to three letters."""
    number = _number(value)
    if number is None:
        word = text(value).casefold()
        named = [i for i, day in enumerate(DAYS, 1) if len(word) >= 3 and day.casefold().startswith(word)]
        number = named[0] if named else 0
    if not 1 <= number <= 7:
        raise Malformed(f"{quoted(_shown(value))} is not a day; write 1 to 7, or Monday ... Sunday.")
    return number


def date_of(value: Value, _: Column | None = None) -> date:
    """A date: one of Excel's, or a text like 2026-11-24 or 24/11/2026."""
    if isinstance(value, datetime):
        if value.time() != time():
            raise Malformed(f"{quoted(value)} is a date with a time of day; write the date alone.")
        value = value.date()
    day = value if isinstance(value, date) else _written_date(_shown(value))
    if not 1990 <= day.year <= 2100:
        raise Malformed(f"{quoted(day)} is too far away; write a year from 1990 to 2100.")
    return day


def time_of(value: Value, _: Column | None = None) -> str:
    """The time of day as HH:MM."""
    if isinstance(value, time) and not value.second:
        return value.strftime("%H:%M")
    parts = _CLOCK.fullmatch(_shown(value))
    if not parts or int(parts[1]) > 23 or int(parts[2]) > 59:
        raise Malformed(f"{quoted(_shown(value))} is not a time; write HH:MM, like 09:05 or 14:30.")
    return f"{int(parts[1]):02}:{parts[2]}"


def flag(value: Value, _: Column | None = None) -> bool:
    """Yes or no, in one of the words for it."""
    word = text(value).casefold()
    if word not in _YES + _NO:
        raise Malformed(f"{quoted(word)} is neither yes nor no; write one of them.")
    return word in _YES


def slots(value: Value, column: Column) -> tuple[Slot, ...]:
    """The slots of a cell: days with periods, like 1/3 or Mon/4."""
    if isinstance(value, date):
        raise Malformed("Excel has made a date of this; write the day as a word, like Mon/3.")
    return tuple(_slot(item, column) for item in texts(value))


def _slot(item: str, column: Column) -> Slot:
    day, _, period = item.rpartition("/")
    if not period.isdecimal() or len(period) > 2:
        raise Malformed(f"{quoted(item)} is not a day and a period; write them like 1/3 or Mon/3.")
    return Slot(day_of(day.strip(), column), int(period))


def _number(value: Value) -> int | None:
    if isinstance(value, str) and _WHOLE.fullmatch(value.strip()):
        return int(value.strip().partition(".")[0])
    if isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) < 1e9:
        return int(value) if value == int(value) else None
    return None


def _written_date(words: str) -> date:
    way_out = "write it like 2026-11-24 or 24/11/2026"
    iso, indian = _ISO.fullmatch(words), _INDIAN.fullmatch(words)
    if not iso and not indian:
        raise Malformed(f"{quoted(words)} is not a date; {way_out}.")
    year, month, day = iso.groups() if iso else (indian[4], indian[3], indian[1]) if indian else ("", "", "")
    try:
        return date(int(year), int(month), int(day))
    except ValueError as impossible:
        raise Malformed(
            f"There is no date {quoted(words)} (day first, then month); {way_out}."
        ) from impossible


def _shown(value: Value) -> str:
    """The words of a cell of whatever type, for a sentence about it."""
    if isinstance(value, (date, time)):
        return str(value)
    return text(value)


def _plain(words: str, maximum: int) -> str:
    if len(words) > maximum:
        raise Malformed(f"{quoted(words)} is {len(words)} characters long; {maximum} is the most.")
    if any(unicodedata.category(c) in ("Cc", "Cs", "Co") for c in words):
        visible = "".join(c if c.isprintable() else "·" for c in words)
        raise Malformed(
            f"{quoted(visible)} has a line break or another control character in it; type it again."
        )
    return words
