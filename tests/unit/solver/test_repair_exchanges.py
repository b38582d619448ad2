"""An exchange: a colleague takes the class, and the teacher away one of theirs when they are back."""

from dataclasses import replace
from typing import Any

import pytest

from solver_layer.repair.repair import alternatives, repair
from tests.support.tiny import FRIDAY, slot
from tests.unit.solver.test_repair import RAO, SATURDAY, candidate, class_, kinds, later_class, problem
from timetable import claims
from timetable.model import (
    AdjustmentKind,
    ClassOnDate,
    DepartmentId,
    LeaveId,
    PlanRow,
    RepairCosts,
    SubjectId,
)
from timetable.plan import costs
from timetable.plan.constraints import violations
from timetable.problems import RepairProblem

OPENING = (SATURDAY, slot(6, 2))
NETS = later_class(OPENING, "meera")
STRANGER = candidate("iyer", subjects=frozenset(), sections=frozenset(), department=DepartmentId("maths"))
MEERA = candidate("meera", subjects=frozenset({SubjectId("nets")}), covered_month=3, covered_term=3)


def exchangeable(*classes: ClassOnDate, **more: Any) -> RepairProblem:
    usual: dict[str, Any] = {"candidates": (MEERA, STRANGER), "openings": (OPENING,), "later": (NETS,)}
    return problem(*(classes or (class_(3),)), **(usual | more))


def test_a_colleague_of_the_same_students_takes_the_class_for_one_of_theirs() -> None:
    found = repair(exchangeable())

    (row,) = found.rows
    assert row.after and row.after.faculty == ("meera",) and row.in_return == NETS
    assert row.returned == replace(NETS, faculty=(RAO,))
    assert row.parts == {"swapped": RepairCosts().swapped} and found.status == "optimal"
    assert "in_exchange" in {r.code for r in row.reasons}


@pytest.mark.parametrize(
    "obstacle",
    [
        {"openings": ()},
        {"later": (replace(NETS, groups=("others",)),)},
        {"later": (replace(NETS, faculty=(MEERA.id, STRANGER.id)),)},
        {"candidates": (replace(MEERA, busy=frozenset({(FRIDAY, slot(5, 3))})), STRANGER)},
        {"candidates": (replace(MEERA, daily_limit=0), STRANGER)},
    ],
)
def test_an_exchange_needs_both_free_and_the_same_students(obstacle: dict[str, Any]) -> None:
    (row,) = repair(exchangeable(**obstacle)).rows

    assert row.in_return is None


def test_one_class_is_given_in_return_only_once() -> None:
    found = repair(exchangeable(class_(3), class_(5), candidates=(MEERA,)))

    assert [row.in_return is not None for row in found.rows].count(True) == 1


def test_the_plan_with_nothing_moved_exchanges_nothing() -> None:
    plan = alternatives(exchangeable())["nothing_moved"]

    assert kinds_and_returns(plan.rows) == [("substituted", False)]


def kinds_and_returns(rows: tuple[PlanRow, ...]) -> list[tuple[str, bool]]:
    return [(str(row.kind), row.in_return is not None) for row in rows]


def test_what_else_there_was_says_that_it_would_be_an_exchange() -> None:
    fresh = replace(MEERA, covered_month=0, covered_term=0, subjects=frozenset({SubjectId("dbms")}))

    (row,) = repair(exchangeable(candidates=(fresh,))).rows

    assert kinds_and_returns((row,)) == [("substituted", False)]
    other = row.runners_up[0]
    assert (other.fate.in_return, other.extra, other.why_not) == (
        (NETS.occupancy, SATURDAY),
        20,
        "in_exchange",
    )


def row(**more: Any) -> PlanRow:
    usual = {"after": replace(class_(3), faculty=(MEERA.id,)), "in_return": NETS}
    values: dict[str, Any] = {"kind": AdjustmentKind.SUBSTITUTED, "before": class_(3), "cost": 0}
    return PlanRow(**(values | usual | more))


@pytest.mark.parametrize(
    ("some", "of"),
    [
        ({"later": ()}, {}),
        ({"openings": ()}, {}),
        ({"later": (replace(NETS, groups=("others",)),)}, {"in_return": replace(NETS, groups=("others",))}),
        ({}, {"after": replace(class_(3), faculty=(STRANGER.id,))}),
    ],
)
def test_the_checker_names_an_exchange_that_is_none(some: dict[str, Any], of: dict[str, Any]) -> None:
    assert violations(exchangeable(), [row()]) == []
    assert {v.rule for v in violations(exchangeable(**some), [row(**of)])} == {"exchanges_are_of_equals"}


def test_the_checker_counts_the_class_in_return_among_what_is_used() -> None:
    both = (class_(3), class_(5))
    second = row(before=both[1], after=replace(both[1], faculty=(MEERA.id,)))

    found = violations(exchangeable(*both), [row(), second])

    assert {v.rule for v in found} == {"nothing_twice"}


def test_an_exchange_becomes_two_adjustments_the_second_after_all_others() -> None:
    other = class_(5)
    rows = [row(), PlanRow(AdjustmentKind.CANCELLED, other, None, 100)]

    made = claims.adjustments_of(LeaveId("l1"), rows, "l1")

    assert [(a.id, a.before.occupancy) for a in made] == [
        ("l1.0", "c3"),
        ("l1.1", "c5"),
        ("l1.2", NETS.occupancy),
    ]
    assert made[2].after and made[2].after.faculty == (RAO,) and made[2].after.adjustment == "l1.2"


def test_an_exchange_is_no_cover_and_costs_none() -> None:
    assert costs.priced(exchangeable(), [row()]) == [RepairCosts().swapped]
    assert kinds(repair(exchangeable(costs=RepairCosts(swapped=1)))) == ["substituted"]
