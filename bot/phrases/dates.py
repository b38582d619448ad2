"""Which dates are meant by days as they were named, seen from today; what can't be is refused."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise

from bot.phrases.grammar.meanings import (
    Agreeing,
    Day,
    Days,
    FromToday,
    Lasting,
    Listed,
    NamedDate,
    OneEnd,
    Span,
    Week,
    Weekday,
)
from bot.phrases.unreadable import unreadable
from bot.texts import dated

_LONG_AGO = timedelta(days=183)
_DAY = timedelta(days=1)
_MONTHS = 12
_MAX_OVER_MONTH_END = timedelta(days=14)  # the 28th to the 2nd is meant, the 26th to the 24th is not


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days in a row, by the first and the last date."""

    first: date
    last: date

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1


@dataclass(frozen=True, slots=True)
class Almanac:
    """Today, and the days of the week on which the college works (1 is Monday)."""

    today: date
    working_days: frozenset[int]

    def stretch(self, days: Days) -> Stretch:
        """The dates that are meant; raises Unreadable for what is past, is no date, or has no certain end."""
        stretch = self._stretch(days)
        if stretch.first < self.today:
            facts = {"date": in_words(stretch.first), "today": in_words(self.today)}
            raise unreadable("start_date", "date.past", **facts)
        if stretch.last < stretch.first:
            facts = {"first": in_words(stretch.first), "last": in_words(stretch.last)}
            raise unreadable("end_date", "date.wrong_order", **facts)
        return stretch

    def _stretch(self, days: Days) -> Stretch:
        match days:
            case Span():
                first = self.day(days.first, "start_date")
                return Stretch(first, self._last(days.last, first))
            case Listed():
                return self._in_a_row(days)
            case Week():
                return self._week(days)
            case Lasting():
                return self._lasting(days)
            case OneEnd():
                raise self._no_end(days)
        first = self.day(days, "start_date")
        return Stretch(first, first)

    def day(self, day: Day, field: str, *, after: date | None = None, past_is_fine: bool = False) -> date:
        """The date that is meant; `after`: the first date of the stretch that it ends."""
        since = after or self.today
        match day:
            case NamedDate():
                return _named(day, since, field, past_is_fine=past_is_fine)
            case FromToday():
                return self.today + day.days * _DAY
            case Weekday():
                return _weekday(day, since if day.weeks is None else self.today)
            case Agreeing():
                return self._agreeing(day, field, after=after, past_is_fine=past_is_fine)

    def _agreeing(self, day: Agreeing, field: str, *, after: date | None, past_is_fine: bool) -> date:
        named = self.day(day.day, field, after=after, past_is_fine=past_is_fine)
        if named.weekday() != day.weekday:
            raise unreadable(field, "date.other_weekday", date=in_words(named), weekday=dated(named, "EEEE"))
        return named

    def _last(self, day: Day, first: date) -> date:
        if isinstance(day, NamedDate) and day.month is None and day.months_on is None and day.day < first.day:
            same_month = replace(day, month=first.month, year=first.year)
            following = _named(day, first, "end_date")
            return following if following - first <= _MAX_OVER_MONTH_END else self.day(same_month, "end_date")
        return self.day(day, "end_date", after=first)

    def _in_a_row(self, listed: Listed) -> Stretch:
        """The dates of a list, as 24 and 25 nov; refused where there is another day between two of them."""
        first = self.day(listed.days[0], "start_date")
        dates = sorted({first, *(self.day(d, "start_date", after=first) for d in listed.days[1:])})
        for earlier, later in pairwise(dates):
            if later - earlier > _DAY:
                facts = {"one": in_words(earlier), "other": in_words(later)}
                raise unreadable("start_date", "phrase.not_in_a_row", **facts)
        return Stretch(dates[0], dates[-1])

    def _week(self, week: Week) -> Stretch:
        monday = self.today + (7 * week.weeks - self.today.weekday()) * _DAY
        worked = [d for n in range(7) if (d := monday + n * _DAY).isoweekday() in self.working_days]
        left = [d for d in worked if d >= self.today] if week.weeks == 0 else worked
        if not left:
            raise unreadable("start_date", "phrase.week_is_over")
        return Stretch(min(left[0], self.today) if week.weeks == 0 else left[0], left[-1])

    def _lasting(self, lasting: Lasting) -> Stretch:
        """So many days in a row; with a day off among them it is not sure which are counted."""
        if lasting.first is None:
            raise unreadable("start_date", "phrase.which_first_day")
        first = self.day(lasting.first, "start_date")
        if not lasting.days:
            raise unreadable("end_date", "phrase.which_last_day", range=spanned(first, first + 2 * _DAY))
        stretch = Stretch(first, first + (lasting.days - 1) * _DAY)
        days_off = any((first + n * _DAY).isoweekday() not in self.working_days for n in range(lasting.days))
        if days_off and lasting.days % 7:
            facts = {"count": lasting.days, "first": in_words(first), "range": spanned(first, stretch.last)}
            raise unreadable("end_date", "phrase.over_a_day_off", **facts)
        return stretch

    def _no_end(self, end: OneEnd) -> Exception:
        missing = "end_date" if end.side == "from" else "start_date"
        named = self.day(end.day, "start_date")
        if missing == "end_date":
            return unreadable(missing, "phrase.which_last_day", range=spanned(named, named + 2 * _DAY))
        return unreadable(
            missing, "phrase.from_which_day", range=spanned(min(self.today, named - _DAY), named)
        )


def in_words(day: date) -> str:
    """The date as 23 November 2026, in the person's language."""
    return dated(day, "d MMMM y")


def spanned(first: date, last: date) -> str:
    """Two dates as they can be typed: 24/11..26/11."""
    return f"{first.day}/{first.month}..{last.day}/{last.month}"


def _weekday(day: Weekday, since: date) -> date:
    if day.weeks is not None or day.which == "next":
        weeks = 1 if day.weeks is None else day.weeks
        return since + (7 * weeks - since.weekday() + day.number) * _DAY
    ahead = (day.number - since.weekday()) % 7
    return since + (ahead - 7 if day.which == "last" else ahead) * _DAY


def _named(day: NamedDate, since: date, field: str, *, past_is_fine: bool = False) -> date:
    if day.month is None:
        return _of_month(day, since, field=field, past_is_fine=past_is_fine)
    if day.year is not None:
        return _real(day.year, day.month, day.day, field=field)
    return _this_year_or_next(day.month, day.day, since, field=field, past_is_fine=past_is_fine)


def _of_month(day: NamedDate, since: date, *, field: str, past_is_fine: bool) -> date:
    """The 24th: of this month, or of the next where this month's is over."""
    months_on = day.months_on
    if months_on is None:
        months_on = 0 if past_is_fine or day.day >= since.day else 1
    years, month = divmod(since.month - 1 + months_on, _MONTHS)
    return _real(since.year + years, month + 1, day.day, field=field)


def _this_year_or_next(month: int, day: int, since: date, *, field: str, past_is_fine: bool) -> date:
    """This year's; next year's only when this year's is long past (or isn't there, as 29 February)."""
    try:
        this_year = date(since.year, month, day)
    except ValueError:
        if (month, day) != (2, 29):
            return _real(since.year, month, day, field=field)
        return _real(since.year + (since.month > 2), month, day, field=field)
    if since - this_year > _LONG_AGO and not past_is_fine:
        return _real(since.year + 1, month, day, field=field)
    return this_year


def _real(year: int, month: int, day: int, *, field: str) -> date:
    try:
        return date(year, month, day)
    except ValueError as error:
        if not 1 <= month <= _MONTHS:
            raise unreadable(field, "date.no_month", month=month) from error
        name = dated(date(2000, month, 1), "MMMM")
        raise unreadable(field, "date.no_day", day=day, month=name, year=year) from error
