"""The states of a leave request and the rules for asking."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from tests.support.tiny import FRIDAY, MONDAY, college, occupancy, slot
from timetable.calendar import Calendar
from timetable.errors import Decided, Malformed, Overlaps, Refusal, RuleBroken
from timetable.leave.request import blocked, check_overlap, check_request, moved_to, uncovered
from timetable.model import (
    DepartmentId,
    FacultyId,
    FacultyUnavailability,
    Half,
    LeaveId,
    LeaveStatus,
    RepairCosts,
    UserId,
)

COLLEGE = college()
CALENDAR = Calendar(COLLEGE.term, COLLEGE.timeslots, (1, 2, 3, 4, 5, 6))
POLICIES = COLLEGE.institute.policies
NOW = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)


def leave(**changed: object) -> FacultyUnavailability:
    usual = FacultyUnavailability(
        id=LeaveId("l1"),
        faculty=FacultyId("rao"),
        department=DepartmentId("cs"),
        start_date=FRIDAY,
        end_date=FRIDAY,
        periods=None,
        half=None,
        kind="cl",
        reason="fever",
        status=LeaveStatus.PENDING,
        plan_revision=0,
        created_at=NOW,
        updated_at=NOW,
    )
    return replace(usual, **changed)  # type: ignore[arg-type]


def test_whole_days_block_every_period_of_every_working_date() -> None:
    over_the_weekend = leave(end_date=FRIDAY + timedelta(days=3))

    away = blocked(over_the_weekend, CALENDAR, POLICIES)

    assert {on for on, _ in away} == {FRIDAY, FRIDAY + timedelta(days=1), FRIDAY + timedelta(days=3)}
    assert len(away) == 18


@pytest.mark.parametrize(
    ("asked", "periods"),
    [
        ({"periods": (3, 5)}, [3, 5]),
        ({"half": Half.FORENOON}, [1, 2, 3]),
        ({"half": Half.AFTERNOON}, [4, 5, 6]),
        ({}, [1, 2, 3, 4, 5, 6]),
    ],
)
def test_periods_and_half_days_block_just_themselves(asked: dict[str, object], periods: list[int]) -> None:
    assert [s.period for _, s in blocked(leave(**asked), CALENDAR, POLICIES)] == periods


@pytest.mark.parametrize(
    ("asked", "refusal", "field"),
    [
        ({"start_date": MONDAY - timedelta(days=1)}, RuleBroken, "start_date"),
        ({"end_date": FRIDAY - timedelta(days=1)}, Malformed, "end_date"),
        ({"start_date": date(2027, 3, 1), "end_date": date(2027, 3, 1)}, RuleBroken, "start_date"),
        ({"end_date": date(2027, 3, 1)}, RuleBroken, "end_date"),
        ({"periods": (9,)}, RuleBroken, "periods"),
        ({"periods": ()}, Malformed, "periods"),
        ({"periods": (1,), "half": Half.FORENOON}, Malformed, "half"),
        ({"reason": "x" * 501}, Malformed, "reason"),
        (
            {"start_date": MONDAY + timedelta(days=6), "end_date": MONDAY + timedelta(days=6)},
            RuleBroken,
            "start_date",
        ),
    ],
)
def test_a_wrong_request_names_the_field_and_the_way_out(
    asked: dict[str, object], refusal: type[Refusal], field: str
) -> None:
    with pytest.raises(refusal) as refused:
        check_request(leave(**asked), CALENDAR, POLICIES, today=MONDAY)

    assert refused.value.field == field
    assert len(refused.value.sentence) > 20


def test_leave_for_today_may_still_be_asked() -> None:
    check_request(leave(start_date=MONDAY, end_date=MONDAY), CALENDAR, POLICIES, today=MONDAY)

    assert blocked(leave(start_date=MONDAY, end_date=MONDAY), CALENDAR, POLICIES)


def test_the_same_period_is_asked_for_once_and_another_is_free_to_ask() -> None:
    first = set(blocked(leave(periods=(3, 4)), CALENDAR, POLICIES))

    with pytest.raises(Overlaps):
        check_overlap(set(blocked(leave(periods=(4, 5)), CALENDAR, POLICIES)), [(LeaveId("l1"), first)])
    check_overlap(set(blocked(leave(periods=(5,)), CALENDAR, POLICIES)), [(LeaveId("l1"), first)])


ALLOWED = {
    ("pending", "approved"),
    ("pending", "rejected"),
    ("pending", "withdrawn"),
    ("pending", "expired"),
    ("approved", "withdrawn"),
}


@pytest.mark.parametrize("then", list(LeaveStatus))
@pytest.mark.parametrize("first", list(LeaveStatus))
def test_only_the_known_steps_lead_from_state_to_state(first: LeaveStatus, then: LeaveStatus) -> None:
    request = leave(status=first)

    if (first, then) in ALLOWED:
        assert moved_to(request, then, by=UserId("u"), now=NOW).version == request.version + 1
    else:
        with pytest.raises(Decided):
            moved_to(request, then, by=UserId("u"), now=NOW)


def test_the_first_plan_cancels_every_class_at_its_full_cost() -> None:
    classes = [occupancy(f"c{p}", "o-dbms", slot(5, p)).on(FRIDAY) for p in (3, 4)]

    plan = uncovered(leave(), classes, RepairCosts(cancelled=100))

    assert [row.before for row in plan.rows] == classes
    assert plan.cost == 200 and plan.revision == 0 and all(row.after is None for row in plan.rows)
