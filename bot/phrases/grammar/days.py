"""How days and stretches of days are written, in any of the languages: the patterns, and what each means."""

from typing import Any

from bot.phrases.grammar.meanings import (
    Agreeing,
    Day,
    FromToday,
    Lasting,
    Listed,
    NamedDate,
    OneEnd,
    Side,
    Span,
    Week,
    Weekday,
)
from bot.phrases.grammar.patterns import Builder

_WEEKS = {"this": 0, "next": 1, "last": -1}  # without "coming": of weeks, that may be this or the next
_MAX_DAYS = 400


def _year(year: int | None = None, two: int | None = None) -> int:
    return year if year is not None else 2000 + (two or 0)


def _date(day: int, month: int, year: int | None = None) -> NamedDate:
    return NamedDate(day, month, year)


def _dotted(day: int, month: int, year: int | None = None) -> NamedDate | None:
    """24.11, unless it can only be a time of the clock, as 10.30 is."""
    is_time = not 1 <= month <= 12 and day <= 24 and month <= 59
    return None if is_time and year is None else NamedDate(day, month, year)


def _of_month(day: int, which: str | None = None, unit: str = "month") -> NamedDate | None:
    if unit != "month" or which == "coming":
        return None
    return NamedDate(day, months_on=None if which is None else _WEEKS[which])


def _bare(day: int) -> NamedDate:
    return NamedDate(day, bare=True)


def _weekday(number: int, which: str | None = None) -> Weekday:
    return Weekday(number, which)


def _weekday_of_week(number: int, which: str, unit: str) -> Weekday | None:
    return Weekday(number, weeks=_WEEKS[which]) if unit == "week" and which in _WEEKS else None


def _from_today(count: int, unit: str) -> FromToday | None:
    return FromToday(count) if unit == "day" and count < _MAX_DAYS else None


def _in_month(first: int, last: int, *, month: int, year: int | None = None) -> Span:
    return Span(NamedDate(first, month, year), NamedDate(last, month, year))


def _days_in_month(days: tuple[int, ...], month: int, year: int | None = None) -> Listed:
    return Listed(tuple(NamedDate(day, month, year) for day in days))


def _both_in_month(first: int, second: int, month: int) -> Listed:
    return _days_in_month((first, second), month)


def _to_day(first: Day, day: int) -> Span | None:
    """24 nov to 26: of the same month."""
    named = first.day if isinstance(first, Agreeing) else first
    if not isinstance(named, NamedDate) or named.month is None:
        return None
    return Span(first, NamedDate(day, named.month, named.year))


def _of_months(first: int, last: int) -> Span:
    return Span(NamedDate(first), NamedDate(last))


def _weekdays_of_week(first: int, last: int, *, which: str, unit: str) -> Span | None:
    first_day, last_day = _weekday_of_week(first, which, unit), _weekday_of_week(last, which, unit)
    return Span(first_day, last_day) if first_day and last_day else None


def _week(unit: str, which: str = "this") -> Week | None:
    return Week(_WEEKS[which]) if unit == "week" and which in _WEEKS else None


def _week_after(unit: str, which: str) -> Week | None:
    return Week(2) if (unit, which) == ("week", "next") else None


def _month(which: str, unit: str) -> Lasting | None:
    """Next month: it is not certain from which day, and how many days."""
    return Lasting(None) if unit == "month" else None


def _rest(unit: str, which: str = "this") -> Week | None:
    return Week(0) if unit == "week" and which == "this" else None


def _lasting(unit: str, count: int, first: Day | None = None) -> Lasting | None:
    """So many days or weeks; a month has no certain number of days."""
    days = {"day": count, "week": 7 * count, "month": None}
    return Lasting(days[unit], first) if unit in days and count <= _MAX_DAYS else None


def _of_unknown_length(unit: str, first: Day | None = None) -> Lasting | None:
    """Two or three days: how many is not certain."""
    return Lasting(None, first) if unit in ("day", "week") else None


def _listed(first: Day, more: tuple[Day, ...]) -> Listed:
    return Listed((first, *more))


def _all(first: int, more: tuple[int, ...] = ()) -> tuple[int, ...]:
    return (first, *more)


def _one_end(side: Side) -> Builder:
    return lambda day: OneEnd(day, side)


def _same(day: Any) -> Any:
    return day


_DAY = "day=num ordinal_ending?"
_MONTH = "of? month=month"
_DATED_LAST = "last=num ordinal_ending? date_word"
_FIRST = "first=num ordinal_ending?"
_LAST = "last=num ordinal_ending? date_word?"
_OF_WEEK = "which=which unit=unit"

DAY_RULES: dict[str, list[tuple[str, Builder]]] = {
    "Year": [("year=year", _year), ("two=two", _year), ("''' two=two", _year)],
    "Count": [("day=num", _same), ("day=number", _same)],
    "Date": [
        ("year=year ~'-' ~month=num ~'-' ~day=num", _date),
        ("year=year ~'/' ~month=num ~'/' ~day=num", _date),
        ("year=year ~'.' ~month=num ~'.' ~day=num", _date),
        ("day=num '/' month=num '/' year=Year", _date),
        ("day=num ~'-' ~month=num ~'-' ~year=Year", _date),
        ("day=num ~'.' ~month=num ~'.' ~year=Year", _date),
        ("day=num '/' month=num", _date),
        ("day=num ~'.' ~month=num ~'.'", _dotted),
        ("day=num ~'.' ~month=num", _dotted),
        (f"{_DAY} {_MONTH} '.'? year=year", _date),
        (f"{_DAY} {_MONTH} '.'? ',' year=year", _date),
        (f"{_DAY} {_MONTH} '.'", _date),
        (f"{_DAY} {_MONTH}", _date),
        (f"month=month '.'? {_DAY} year=year", _date),
        (f"month=month '.'? {_DAY} ',' year=year", _date),
        (f"month=month '.'? {_DAY} !unit", _date),
    ],
    "OfMonth": [
        (f"{_DAY} date_word? joined? of? which=which unit=unit", _of_month),
        (f"which=which unit=unit joined? of? {_DAY} date_word?", _of_month),
        ("on? the day=num ordinal_ending", _of_month),
        ("on day=num ordinal_ending", _of_month),
        (f"{_DAY} date_word", _of_month),
        ("day=num at_date", _bare),
        ("on the? day=num", _bare),
    ],
    "FromToday": [
        ("days=relative", FromToday),
        ("in count=Count unit=unit", _from_today),
        ("count=Count unit=unit later", _from_today),
    ],
    "Weekday": [
        ("number=weekday", _weekday),
        ("which=which number=weekday", _weekday),
        (f"number=weekday of? {_OF_WEEK}", _weekday_of_week),
        (f"{_OF_WEEK} joined? of? on? number=weekday", _weekday_of_week),
    ],
    "Agreeing": [
        ("weekday=weekday '.'? ','? the? day=Date", Agreeing),
        ("weekday=weekday '.'? ','? day=OfMonth", Agreeing),
        ("day=Date ','? '('? weekday=weekday ')'?", Agreeing),
    ],
    "Day": [("day=Date", _same), ("day=OfMonth", _same), ("day=FromToday", _same), ("day=Weekday", _same),
            ("day=Agreeing", _same)],
    "Dashed": [("day=num ~'-' ~month=num", _date)],
    "Number": [("day=num ordinal_ending?", _same)],
    "NextNumber": [("and day=Number", _same)],
    "Numbers": [("first=Number more=NextNumber+", _all)],
    "NextDay": [("and on? day=Day", _same)],
    "Span": [
        (f"first=weekday to last=weekday of? {_OF_WEEK}", _weekdays_of_week),
        (f"first=weekday and last=weekday of? {_OF_WEEK}", _weekdays_of_week),
        (f"{_OF_WEEK} first=weekday to last=weekday", _weekdays_of_week),
        ("from? first=Day joined? to the? last=Day until_here?", Span),
        ("between first=Day and last=Day", Span),
        ("from? first=Dashed to last=Dashed until_here?", Span),
        (f"from? {_FIRST} to {_LAST} {_MONTH} '.'? until_here?", _in_month),
        (f"from? {_FIRST} to {_LAST} {_MONTH} '.'? ','? year=year until_here?", _in_month),
        (f"month=month '.'? {_FIRST} to {_LAST}", _in_month),
        (f"month=month '.'? {_FIRST} to {_LAST} ','? year=year", _in_month),
        ("first=num to last=num '/' month=num", _in_month),
        ("first=num to last=num '/' month=num '/' year=Year", _in_month),
        ("first=num to last=num ~'.' ~month=num '.'", _in_month),
        ("first=Day to day=num ordinal_ending? date_word? until_here?", _to_day),
        (f"from? the? {_FIRST} date_word? to the? {_DATED_LAST} until_here?", _of_months),
        ("from? the first=num ordinal_ending to the? last=num ordinal_ending", _of_months),
    ],
    "Listed": [
        ("first=Day more=NextDay+", _listed),
        (f"days=Numbers {_MONTH} '.'? year=year?", _days_in_month),
        ("first=num '/' second=num month=month", _both_in_month),
    ],
    "Week": [
        (_OF_WEEK, _week),
        (_OF_WEEK, _month),
        ("unit=unit after which=which", _week_after),
        ("rest of? the? which=which? joined? unit=unit", _rest),
        ("which=which unit=unit joined? rest unit", _rest),
    ],
    "Lasting": [
        ("for? count=Count '-'? unit=unit", _lasting),
        ("count=Count '-'? unit=unit joined? leave? joined? from? first=Day from_here?", _lasting),
        ("from? first=Day from_here? for? count=Count '-'? unit=unit", _lasting),
        ("from? first=Day from_here? for? Count to Count unit=unit", _of_unknown_length),
        ("for? Count to Count unit=unit", _of_unknown_length),
    ],
    "OneEnd": [
        ("from day=Day onwards?", _one_end("from")),
        ("day=Day from_here", _one_end("from")),
        ("day=Day onwards", _one_end("from")),
        ("day=Day '..'", _one_end("from")),
        ("day=Day 'to' $", _one_end("from")),
        ("till day=Day", _one_end("till")),
        ("day=Day until_here", _one_end("till")),
        ("before day=Day", _one_end("before")),
        ("day=Day before_here", _one_end("before")),
    ],
    "OnlyDay": [
        (f"on? the? day={rule} joined? {end} $", _same)
        for rule in ("Day", "Dashed", "DayOfMonth")
        for end in ("", "'.'", "'!'", "'?'", "','")
    ],
    "OnlyWeek": [(f"{_OF_WEEK} $", _week)],
    "DayOfMonth": [("day=num ordinal_ending", NamedDate)],
    "Days": [(f"day={rule}", _same) for rule in ("Day", "Span", "Listed", "Week", "Lasting", "OneEnd")],
}  # fmt: skip
