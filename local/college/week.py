"""The week and the term of every local college: periods with their times, the calendar around today."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from random import Random

from local.college.names import new_id
from timetable.model import CalendarDay, DayKind, SectionId, Term, TermId, TimeSlot, TimeSlotId

_PERIOD = 50
_FIRST_AT = 9 * 60
_PAUSES = {2: 15, 4: 45, 6: 10}
"""minutes after a period"""
BREAKS_AFTER = tuple(_PAUSES)
WEEKS_BACK, WEEKS_AHEAD = 7, 10
_QUIET = timedelta(days=12)
"""around today every day is an ordinary one"""
_FIXED = {
    (1, 26): "Republic Day",
    (5, 1): "Labour Day",
    (8, 15): "Independence Day",
    (10, 2): "Gandhi Jayanti",
    (12, 25): "Christmas",
}


def times(period: int, pauses: Mapping[int, int] = _PAUSES) -> tuple[str, str]:
    """Local wall-clock times of the beginning and the end of a period."""
    start = _FIRST_AT + sum(_PERIOD + pauses.get(p, 0) for p in range(1, period))
    return _clock(start), _clock(start + _PERIOD)


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def timeslots(random: Random, periods: Mapping[int, int]) -> tuple[TimeSlot, ...]:
    """`periods`: of each day of the week, how many it has."""
    return tuple(
        TimeSlot(TimeSlotId(new_id(random)), day, period, *times(period))
        for day, most in periods.items()
        for period in range(1, most + 1)
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
    found = {}
    for year in {first.year, last.year}:
        for (month, day), name in _FIXED.items():
            on = date(year, month, day)
            if first <= on <= last and abs(on - today) >= _QUIET:
                found[on] = CalendarDay(DayKind.HOLIDAY, name)
    return found


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
