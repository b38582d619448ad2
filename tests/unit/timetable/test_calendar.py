"""Dates and timeslots: what a date of the term is."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.tiny import FRIDAY, MONDAY, TERM, college
from timetable.calendar import Calendar, dates, today
from timetable.model import CalendarDay, DayKind, SectionId, Term

TIMESLOTS = college().timeslots


def calendar(**days: CalendarDay) -> Calendar:
    entries = {date.fromisoformat(name.removeprefix("d").replace("_", "-")): d for name, d in days.items()}
    return Calendar(
        Term(TERM, "t", date(2026, 10, 5), date(2027, 1, 30), entries), TIMESLOTS, (1, 2, 3, 4, 5, 6)
    )


def test_half_past_midnight_in_india_is_not_yesterday() -> None:
    half_past_midnight = datetime(2026, 11, 26, 19, 0, tzinfo=UTC)

    assert today("Asia/Kolkata", half_past_midnight) == date(2026, 11, 27)
    assert today("UTC", half_past_midnight) == date(2026, 11, 26)


def test_an_ordinary_friday_has_fridays_periods_in_order() -> None:
    slots = calendar().slots_on(FRIDAY)

    assert [(t.day, t.period) for t in slots] == [(5, p) for p in range(1, 7)]


def test_sundays_holidays_and_dates_outside_the_term_have_no_classes() -> None:
    some = calendar(d2026_11_27=CalendarDay(DayKind.HOLIDAY, "Diwali"))

    assert some.day_on(FRIDAY) is None and some.note(FRIDAY) == "holiday: Diwali"
    assert some.day_on(MONDAY + timedelta(days=6)) is None
    assert some.day_on(date(2026, 10, 4)) is None and some.note(date(2026, 10, 4)) == "outside the term"


def test_a_saturday_that_follows_monday_has_mondays_periods() -> None:
    some = calendar(d2026_11_28=CalendarDay(DayKind.FOLLOWS, follows=1))

    assert {t.day for t in some.slots_on(date(2026, 11, 28))} == {1}
    assert some.note(date(2026, 11, 28)) == "follows Monday"


def test_a_half_day_ends_after_its_last_period() -> None:
    some = calendar(d2026_11_27=CalendarDay(DayKind.HALF, until=3))

    assert [t.period for t in some.slots_on(FRIDAY)] == [1, 2, 3]


def test_an_examination_keeps_only_its_own_sections_from_class() -> None:
    some = calendar(d2026_11_27=CalendarDay(DayKind.EXAMINATIONS, sections=(SectionId("cse3a"),)))

    assert not some.has_class(["cse3a"], FRIDAY)
    assert some.has_class(["math3"], FRIDAY)


@given(
    st.dates(date(2026, 10, 5), date(2027, 1, 30)), st.sampled_from(["working", "holiday", "follows", "half"])
)
def test_every_date_has_exactly_one_days_timeslots_or_none(on: date, kind: str) -> None:
    entry = CalendarDay(
        DayKind(kind), follows=2 if kind == "follows" else None, until=2 if kind == "half" else None
    )
    some = calendar(**{f"d{on.isoformat().replace('-', '_')}": entry})

    days = {t.day for t in some.slots_on(on)}

    assert days == ({some.day_on(on)} if some.day_on(on) else set())
    assert all(on in some.dates_of(day, on, on) for day in days)


@pytest.mark.parametrize("length", [0, 1, 40])
def test_dates_include_both_ends(length: int) -> None:
    both_dates = list(dates(FRIDAY, FRIDAY + timedelta(days=length)))

    assert (
        both_dates[0] == FRIDAY
        and both_dates[-1] == FRIDAY + timedelta(days=length)
        and len(both_dates) == length + 1
    )
