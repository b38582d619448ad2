"""Reads dates as people type them: tomorrow, fri, next monday, 27/11, 24-26 nov, fri..mon."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bot.texts import plain

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_LONG_AGO = timedelta(days=183)
_DAY = timedelta(days=1)

TO = r"\s*(?:\.{2,3}|…|[-–—]|\b(?:to|till|until|through)\b)\s*"
_ORDINAL = r"(?:st|nd|rd|th)?"
_MONTH = (
    r"(?P<name>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)(?:\.(?!\.))?"
)
_WEEKDAY = (
    r"(?:(?P<next>next)\s+|(?:this|coming)\s+)?"
    r"(?P<weekday>mon(?:day)?|tue(?:s|sday)?|wed(?:nesday)?|thu(?:rs?|rsday)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?)"
)
_END = r"(?![\w]|[/][\d])"

_FORMS = tuple(
    re.compile(form + _END, re.IGNORECASE)
    for form in (
        r"(?P<year>\d{4})[/-](?P<month>\d{1,2})[/-](?P<day>\d{1,2})",
        r"(?P<day>\d{1,2})(?P<sep>[/.-])(?P<month>\d{1,2})(?:(?P=sep)(?P<year>\d{4}|\d{2}))?",
        rf"(?P<day>\d{{1,2}}){_ORDINAL}\s*(?:of\s+)?{_MONTH}(?:,?\s+(?P<year>20\d\d))?",
        rf"{_MONTH}\s*(?P<day>\d{{1,2}}){_ORDINAL}(?:,?\s+(?P<year>20\d\d))?",
        r"(?P<word>today|day after tomorrow|tomorrow|tmrw|tmr|yesterday)",
        _WEEKDAY,
    )
)
_EXACT_FORMS = 4  # the first ones: they name day and month
_WEEKDAY_BEFORE_DATE = re.compile(_WEEKDAY + r"\b[\s,]+", re.IGNORECASE)
_SHARED_MONTH = (
    re.compile(
        rf"(?P<from>\d{{1,2}}){_ORDINAL}{TO}(?P<to>\d{{1,2}}){_ORDINAL}\s*(?:of\s+)?{_MONTH}"
        rf"(?:,?\s+(?P<year>20\d\d))?{_END}",
        re.IGNORECASE,
    ),
    re.compile(
        rf"{_MONTH}\s*(?P<from>\d{{1,2}}){_ORDINAL}{TO}(?P<to>\d{{1,2}}){_ORDINAL}{_END}",
        re.IGNORECASE,
    ),
)
_RANGE = re.compile(TO)
_AFTER_TODAY = {"yesterday": -1, "today": 0, "tomorrow": 1, "tmrw": 1, "tmr": 1, "day after tomorrow": 2}
_NAMES = [name[:3].lower() for name in MONTHS]
_WEEKDAY_NAMES = [name[:3].lower() for name in WEEKDAYS]


class Unreadable(Exception):
    """Words that can't be read: the field they are about, in the API's name, and what to do."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field
        self.sentence = sentence


@dataclass(frozen=True, slots=True)
class Dates:
    """First and last date, and how many characters they took."""

    first: date
    last: date
    length: int


def read_dates(text: str, *, today: date) -> Dates | None:
    """The date or range that the text begins with; None: it begins with something else.

    Raises Unreadable for a date that does not exist or is past.
    """
    shared = _shared_month(text, today)
    if shared:
        return shared
    first = _date(text, today, "start_date", after=None)
    if first is None:
        return None
    _check_not_past(first.first, today)
    to = _RANGE.match(text, first.length)
    last = _date(text[to.end() :], today, "end_date", after=first.first) if to else None
    if to is None or last is None:
        if to and to.group().strip().startswith(".."):
            raise Unreadable("end_date", plain("date.no_end"))
        return first
    return _in_order(first.first, last.first, to.end() + last.length)


def read_day(words: Sequence[str], *, today: date) -> date:
    """One date, past or to come, and nothing else; raises Unreadable."""
    text = " ".join(words).strip()
    found = _date(text, today, "date", after=None, past_is_fine=True)
    if found is None or found.length != len(text):
        raise Unreadable("date", plain("date.unreadable", text=text[:60]))
    return found.first


def _date(
    text: str, today: date, field: str, *, after: date | None, past_is_fine: bool = False
) -> Dates | None:
    """The single date that the text begins with; `after`: the first date of a range that it ends."""
    named = _WEEKDAY_BEFORE_DATE.match(text)
    if named and (both := _named_and_exact(named, text, today, field)):
        return both
    for form in _FORMS:
        if found := form.match(text):
            day = _resolved(found, today, field, after, past_is_fine)
            return Dates(day, day, found.end())
    return None


def _named_and_exact(named: re.Match[str], text: str, today: date, field: str) -> Dates | None:
    """ "fri 27 nov", which has to be one; "fri 3-5" is a Friday and something else."""
    rest = text[named.end() :]
    found = next((f for form in _FORMS[:_EXACT_FORMS] if (f := form.match(rest))), None)
    if found is None:
        return None
    dashed = found.groupdict().get("sep") == "-" and not found["year"]
    if dashed and not 1 <= int(found["month"]) <= 12:
        return None
    day = _resolved(found, today, field, after=None, past_is_fine=False)
    if _WEEKDAY_NAMES[day.weekday()] == named["weekday"][:3].lower():
        return Dates(day, day, named.end() + found.end())
    if dashed:
        return None
    raise Unreadable(field, plain("date.other_weekday", date=_said(day), weekday=WEEKDAYS[day.weekday()]))


def _resolved(found: re.Match[str], today: date, field: str, after: date | None, past_is_fine: bool) -> date:
    parts = found.groupdict()
    if parts.get("word"):
        return today + _AFTER_TODAY[parts["word"].lower()] * _DAY
    if parts.get("weekday"):
        return _weekday(
            _WEEKDAY_NAMES.index(parts["weekday"][:3].lower()), parts["next"] is not None, after or today
        )
    month = _NAMES.index(parts["name"][:3].lower()) + 1 if parts.get("name") else int(parts["month"])
    year = parts.get("year")
    if year:
        return _real(int(year) + (2000 if len(year) == 2 else 0), month, int(parts["day"]), field)
    return _this_year_or_next(month, int(parts["day"]), after or today, field, past_is_fine)


def _weekday(wanted: int, next_week: bool, since: date) -> date:
    if next_week:
        return since + (7 - since.weekday() + wanted) * _DAY
    return since + (wanted - since.weekday()) % 7 * _DAY


def _this_year_or_next(month: int, day: int, since: date, field: str, past_is_fine: bool) -> date:
    """This year's; next year's only when this year's is long past (or isn't there, as 29 February)."""
    try:
        found = date(since.year, month, day)
    except ValueError:
        if (month, day) != (2, 29):
            return _real(since.year, month, day, field)
        return _real(since.year + (since.month > 2), month, day, field)
    if since - found > _LONG_AGO and not past_is_fine:
        return _real(since.year + 1, month, day, field)
    return found


def _real(year: int, month: int, day: int, field: str) -> date:
    try:
        return date(year, month, day)
    except ValueError as error:
        if not 1 <= month <= 12:
            raise Unreadable(field, plain("date.no_month", month=month)) from error
        raise Unreadable(field, plain("date.no_day", day=day, month=MONTHS[month - 1], year=year)) from error


def _shared_month(text: str, today: date) -> Dates | None:
    for form in _SHARED_MONTH:
        if found := form.match(text):
            month = _NAMES.index(found["name"][:3].lower()) + 1
            year = found.groupdict().get("year")
            first = (
                _real(int(year), month, int(found["from"]), "start_date")
                if year
                else _this_year_or_next(month, int(found["from"]), today, "start_date", past_is_fine=False)
            )
            _check_not_past(first, today)
            return _in_order(first, _real(first.year, month, int(found["to"]), "end_date"), found.end())
    return None


def _check_not_past(day: date, today: date) -> None:
    if day < today:
        raise Unreadable("start_date", plain("date.past", date=_said(day), today=_said(today)))


def _in_order(first: date, last: date, length: int) -> Dates:
    if last < first:
        raise Unreadable("end_date", plain("date.wrong_order", first=_said(first), last=_said(last)))
    return Dates(first, last, length)


def _said(day: date) -> str:
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"
