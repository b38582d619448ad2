"""Kinds of leave and their quotas: what a request takes, what is left, what a kind's rules refuse."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.tiny import FRIDAY, MONDAY, college
from tests.unit.timetable.test_leave import leave
from timetable.calendar import Calendar
from timetable.errors import Malformed, RuleBroken
from timetable.leave.quota import balances, check_kind, days, halves, kind_of, year_of
from timetable.model import FacultyUnavailability, Half, LeaveId, LeaveKind, LeaveStatus, Policies, TermId

COLLEGE = college()
CASUAL = LeaveKind("cl", "casual leave", days_a_year=3, longest_stretch=4, notice_days=1)
POLICIES = replace(COLLEGE.institute.policies, leave_kinds=(CASUAL, LeaveKind("od", "on duty")))
CALENDAR = Calendar(COLLEGE.term, COLLEGE.timeslots, POLICIES.working_days)
EVEN = replace(COLLEGE.term, id=TermId("even"), first=date(2026, 3, 2), last=date(2026, 6, 26), days={})


def CALENDARS(on: date) -> Calendar:  # noqa: N802
    """Of the odd term, or of the one before it in the same leave year."""
    return CALENDAR if on >= COLLEGE.term.first else replace(CALENDAR, term=EVEN)


YEAR = year_of(FRIDAY, POLICIES)


def away(first: date = FRIDAY, last: date | None = None, **more: Any) -> FacultyUnavailability:
    return leave(start_date=first, end_date=last or first, kind="cl", periods=None, **more)


def test_a_holiday_inside_a_leave_takes_nothing_of_the_quota() -> None:
    holiday = MONDAY + timedelta(days=14)

    assert (
        halves(
            away(holiday - timedelta(days=2), holiday),
            CALENDARS,
            policies=POLICIES,
            first=YEAR[0],
            last=YEAR[1],
        )
        == 2
    )


@pytest.mark.parametrize(
    ("asked", "taken"),
    [
        ({}, 2),
        ({"half": Half.FORENOON}, 1),
        ({"half": Half.AFTERNOON}, 1),
        ({"periods": (1, 2)}, 1),
        ({"periods": (3, 4)}, 2),
    ],
)
def test_a_date_counts_by_its_halves(asked: dict[str, Any], taken: int) -> None:
    assert (
        halves(replace(away(), **asked), CALENDARS, policies=POLICIES, first=YEAR[0], last=YEAR[1]) == taken
    )


def test_balances_tell_approved_from_pending() -> None:
    spent = [
        away(status=LeaveStatus.APPROVED),
        replace(away(MONDAY), half=Half.FORENOON, id=LeaveId("other")),
    ]

    casual, on_duty = balances(spent, CALENDARS, policies=POLICIES, on=FRIDAY)

    assert (casual.quota, casual.taken, casual.pending, casual.left) == (6, 2, 1, 3)
    assert on_duty.quota is None and on_duty.left is None


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        (away(MONDAY), "start_date"),
        (away(FRIDAY, FRIDAY + timedelta(days=4)), "end_date"),
    ],
)
def test_a_kinds_own_rules_name_the_field(asked: FacultyUnavailability, field: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        check_kind(asked, CASUAL, spent=[], calendar_of=CALENDARS, policies=POLICIES, today=MONDAY)

    assert refused.value.field == field


def test_leave_of_an_earlier_term_counts_in_the_same_year() -> None:
    spent = [away(date(2026, 3, 2), date(2026, 3, 4), status=LeaveStatus.APPROVED)]

    casual, _ = balances(spent, CALENDARS, policies=POLICIES, on=FRIDAY)

    assert (casual.taken, casual.left) == (6, 0)
    with pytest.raises(RuleBroken):
        check_kind(away(), CASUAL, spent=spent, calendar_of=CALENDARS, policies=POLICIES, today=MONDAY)


def test_whole_day_kinds_refuse_halves() -> None:
    whole = replace(CASUAL, half_days=False)

    with pytest.raises(RuleBroken):
        check_kind(
            replace(away(), half=Half.FORENOON),
            whole,
            spent=[],
            calendar_of=CALENDARS,
            policies=POLICIES,
            today=MONDAY,
        )
    check_kind(away(), whole, spent=[], calendar_of=CALENDARS, policies=POLICIES, today=MONDAY)


def test_more_than_is_left_is_refused_with_what_is_left() -> None:
    spent = [away(FRIDAY + timedelta(days=7), FRIDAY + timedelta(days=8))]

    check_kind(away(), CASUAL, spent=spent, calendar_of=CALENDARS, policies=POLICIES, today=MONDAY)
    with pytest.raises(RuleBroken, match=r"takes 2 days .* and 1 day are left") as refused:
        check_kind(
            away(FRIDAY, FRIDAY + timedelta(days=1)),
            CASUAL,
            spent=spent,
            calendar_of=CALENDARS,
            policies=POLICIES,
            today=MONDAY,
        )

    assert (refused.value.facts["left"], refused.value.facts["wanted"]) == (1.0, 2.0)


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(1, 12))
def test_every_date_is_in_exactly_one_leave_year(on: date, starts: int) -> None:
    policies = Policies(leave_year_starts=starts)

    first, last = year_of(on, policies)

    assert first <= on <= last and first.month == starts and first.day == 1
    assert year_of(last, policies) == (first, last)
    assert year_of(last + timedelta(days=1), policies)[0] == last + timedelta(days=1)


def test_an_unknown_kind_is_refused_with_those_that_there_are() -> None:
    with pytest.raises(Malformed, match="cl, od"):
        kind_of("xx", POLICIES)


def test_halves_in_words() -> None:
    assert [days(n) for n in (0, 1, 2, 5)] == ["0 days", "0.5 days", "1 day", "2.5 days"]
