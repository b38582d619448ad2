"""The week and the term of every local college: periods with their times, the calendar around today."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from random import Random

from local.college.names import new_id
from timetable.model import CalendarDay, DayKind, SectionId, Term, TermId, TimeSlot, TimeSlotId

_PERIOD_MINUTES = 50
_FIRST_PERIOD_MINUTES = 9 * 60
_PAUSE_MINUTES = {2: 15, 4: 45, 6: 10}  # after these periods
BREAKS_AFTER = tuple(_PAUSE_MINUTES)
WEEKS_BACK, WEEKS_AHEAD = 7, 10
_QUIET_PERIOD = timedelta(days=12)  # around today, without holidays
_FIXED = {
    (1, 26): "Republic Day",
    (5, 1): "Labour Day",
    (8, 15): "Independence Day",
    (10, 2): "Gandhi Jayanti",
    (12, 25): "Christmas",
}


def times(period: int, pauses: Mapping[int, int] = _PAUSE_MINUTES) -> tuple[str, str]:
    """Local wall-clock times of the beginning and the end of a period."""
    start = _FIRST_PERIOD_MINUTES + sum(_PERIOD_MINUTES + pauses.get(p, 0) for p in range(1, period))
    return _clock(start), _clock(start + _PERIOD_MINUTES)


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def timeslots(random: Random, periods: Mapping[int, int]) -> tuple[TimeSlot, ...]:
    """The timeslots of a week. `periods` has their number for each day of the week."""
    return tuple(
        TimeSlot(TimeSlotId(new_id(random)), day, period, *times(period))
        for day, number in periods.items()
        for period in range(1, number + 1)
    )


def term(id: TermId, today: date, *, working_days: int, examined: Sequence[SectionId] = ()) -> Term:
    """A term that has begun some weeks ago; `examined` sit examinations on one day of it."""
    monday = today - timedelta(days=today.weekday())
    first = monday - timedelta(weeks=WEEKS_BACK)
    last = monday + timedelta(weeks=WEEKS_AHEAD, days=working_days - 1)
    days = _fixed_holidays(first, last, today)
    for on, day in _own_days(monday, examined):
        days.setdefault(on, day)
    made_up = next(d for d in _saturdays(monday) if d not in days)
    days[made_up] = CalendarDay(DayKind.FOLLOWS, "for Annual Day", follows=1)
    return Term(id, f"Term of {first:%B %Y}", first, last, days)


def _fixed_holidays(first: date, last: date, today: date) -> dict[date, CalendarDay]:
    holidays = {}
    for year in {first.year, last.year}:
        for (month, day), name in _FIXED.items():
            on = date(year, month, day)
            if first <= on <= last and abs(on - today) >= _QUIET_PERIOD:
                holidays[on] = CalendarDay(DayKind.HOLIDAY, name)
    return holidays


def _own_days(monday: date, examined: Sequence[SectionId]) -> list[tuple[date, CalendarDay]]:
    """The college's own holidays, a half day, and examinations."""

    def on(week: int, weekday: int) -> date:
        return monday + timedelta(weeks=week, days=weekday - 1)

    days = [
        (on(-5, 2), CalendarDay(DayKind.HOLIDAY, "Founders' Day")),
        (on(-3, 4), CalendarDay(DayKind.HOLIDAY, "District festival")),
        (on(3, 3), CalendarDay(DayKind.HALF, "Sports Day", until=4)),
        (on(4, 1), CalendarDay(DayKind.HOLIDAY, "Annual Day")),
        (on(6, 5), CalendarDay(DayKind.HOLIDAY, "Polling day")),
    ]
    if examined:
        days.append(
            (on(8, 2), CalendarDay(DayKind.EXAMINATIONS, "final-year practicals", sections=tuple(examined)))
        )
    return days


def _saturdays(monday: date) -> Iterator[date]:
    """The Saturdays that can make up for Annual Day."""
    return (monday + timedelta(weeks=n, days=5) for n in (4, 5))
