"""Beside the best plan: what each row could have been instead, and plans that are best in other senses."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings

from solver_layer.repair.repair import alternatives, repair
from tests.support.tiny import FRIDAY, slot
from tests.unit.solver.test_repair import (
    MEERA,
    SATURDAY,
    candidate,
    class_,
    every_row,
    kinds,
    problem,
    problems,
    substitutes,
)
from timetable.model import DepartmentId, Outcome, PlanRow, RepairCosts, RunnerUp
from timetable.plan import costs
from timetable.plan.aims import AIMS, BEST, measured
from timetable.plan.constraints import violations
from timetable.problems import RepairProblem

IYER = candidate("iyer")
LATER = ((SATURDAY, slot(6, 2)),)


def told(others: Sequence[RunnerUp]) -> list[tuple[str, str, int, str]]:
    return [(str(o.fate.kind), *(o.fate.faculty or ("",)), o.extra, o.why_not) for o in others]


def test_a_row_names_the_next_best_colleague_and_then_the_next_best_thing() -> None:
    (row,) = repair(problem(class_(3), candidates=(MEERA, replace(IYER, load={FRIDAY: 3})))).rows

    assert told(row.runners_up) == [
        ("substituted", "iyer", 6, "busier_day"),
        ("cancelled", "", 100, "nobody_teaches"),
    ]


@pytest.mark.parametrize(
    ("colleague", "why_not"),
    [
        ({"department": DepartmentId("maths")}, "other_department"),
        ({"subjects": frozenset()}, "not_subject"),
        ({"sections": frozenset()}, "not_section"),
        ({"covered_month": 2, "covered_term": 2}, "covered_more"),
        ({"covered_term": 9}, "covered_more"),
        ({"load": {FRIDAY: 1}}, "busier_day"),
        ({}, "as_good"),
    ],
)
def test_what_tells_two_colleagues_apart_most_is_why_one_was_not_taken(
    colleague: dict[str, Any], why_not: str
) -> None:
    chosen = candidate("aaron")

    (row,) = repair(problem(class_(3), candidates=(chosen, replace(IYER, **colleague)))).rows

    assert {o.why_not for o in row.runners_up if o.fate.faculty} == {why_not}


def test_a_busy_week_counts_only_where_the_institute_says_so() -> None:
    busy = replace(MEERA, load={SATURDAY: 4})
    some = problem(class_(3), candidates=(busy, replace(IYER, covered_term=1)))

    assert substitutes(repair(some)) == ["meera"]
    weekly = repair(replace(some, costs=RepairCosts(load_that_week=1)))
    assert substitutes(weekly) == ["iyer"]
    assert weekly.rows[0].runners_up[0].why_not == "busier_week"


def test_a_run_that_has_moved_could_only_change_as_a_whole() -> None:
    openings = tuple((SATURDAY, slot(6, p)) for p in (4, 5))
    dear = replace(MEERA, covered_month=20)

    first, second = repair(problem(class_(4), class_(5), candidates=(dear,), openings=openings)).rows

    assert first.kind == second.kind == "moved"
    assert [(o.fate.kind, o.extra, o.whole_run) for o in first.runners_up] == [
        ("substituted", 160 - 64, True),
        ("cancelled", 200 - 64, True),
    ]


def test_a_row_says_of_what_its_cost_is_made() -> None:
    stranger = candidate("iyer", subjects=frozenset(), department=DepartmentId("maths"), load={FRIDAY: 2})

    (covered,) = repair(problem(class_(3), candidates=(stranger,))).rows
    (moved,) = repair(problem(class_(3), openings=LATER)).rows

    assert covered.parts == {"not_subject": 12, "other_department": 15, "load_that_day": 4}
    assert moved.parts == {"moved": 30, "moved_per_day": 2}


@settings(max_examples=40, deadline=None)
@given(problems())
def test_the_parts_of_every_row_add_up_to_its_cost(some: RepairProblem) -> None:
    assert all(sum(row.parts.values()) == row.cost for row in repair(some).rows)


def changed(some: RepairProblem, rows: Sequence[PlanRow], n: int) -> Iterator[tuple[PlanRow, ...]]:
    """Every way to change the n-th row, alone or with all of its run, the rest being as it is."""
    run = next(r for r in costs.runs(some) if rows[n].before in r)
    of_run = [i for i, row in enumerate(rows) if row.before in run]
    own = {c.occupancy for c in some.classes}
    as_a_whole = (
        r.after.host.occupancy not in own if r.after and r.after.host else r.kind == "moved" for r in rows
    )
    if not list(as_a_whole)[n]:
        for row in every_row(some, rows[n].before):
            yield (*rows[:n], row, *rows[n + 1 :])
    for choice in product(*(every_row(some, rows[i].before) for i in of_run)):
        by_place = choice[0].kind in ("moved", "merged")
        one_fate = by_place or len({r.after and r.after.faculty for r in choice}) == 1
        exchanged = len(choice) > 1 and any(r.in_return for r in choice)
        if one_fate and not exchanged and all(r.kind == choice[0].kind for r in choice):
            new = dict(zip(of_run, choice, strict=True))
            yield tuple(new.get(i, row) for i, row in enumerate(rows))


def chosen(outcome: Outcome) -> object:
    """Two outcomes that differ in this are another choice: who, in exchange or not; or when."""
    if outcome.kind == "moved":
        return (outcome.on, outcome.slot)
    if outcome.kind == "merged":
        return (outcome.kind, outcome.host)
    return (outcome.kind, outcome.faculty, outcome.in_return is not None)


@settings(max_examples=40, deadline=None)
@given(problems(most_classes=3, most_openings=3))
def test_runners_up_are_exactly_the_next_best_with_the_rest_as_it_is(some: RepairProblem) -> None:
    found = repair(some)

    for n, row in enumerate(found.rows):
        best: dict[object, int] = {}
        for plan in changed(some, found.rows, n):
            key = chosen(plan[n].outcome)
            if not violations(some, plan):
                extra = sum(costs.priced(some, plan)) - found.cost
                best[key] = min(extra, best.get(key, extra))
        best.pop(chosen(row.outcome))
        assert [o.extra for o in row.runners_up] == sorted(best.values())[:2]
        assert all(best[chosen(o.fate)] == o.extra for o in row.runners_up)


def test_fewest_changes_asks_one_colleague_where_the_cheapest_plan_asks_two() -> None:
    first = replace(MEERA, load={FRIDAY: 2})
    second = replace(IYER, busy=frozenset({(FRIDAY, slot(5, 1))}))
    some = problem(class_(1), class_(5), candidates=(first, second))

    assert substitutes(repair(some)) == ["meera", "iyer"]
    assert substitutes(alternatives(some)["fewest_changes"]) == ["meera", "meera"]


def test_the_fairest_plan_asks_who_has_covered_least_though_they_do_not_know_the_subject() -> None:
    some = problem(
        class_(3),
        candidates=(
            replace(MEERA, covered_month=1, covered_term=1),
            replace(IYER, subjects=frozenset(), covered_term=1),
        ),
    )

    assert substitutes(repair(some)) == ["meera"]
    assert substitutes(alternatives(some)["fairest"]) == ["iyer"]


def test_with_nothing_moved_a_dear_colleague_takes_the_class() -> None:
    some = problem(class_(3), candidates=(replace(MEERA, covered_month=10),), openings=LATER)

    assert kinds(repair(some)) == ["moved"]
    assert kinds(alternatives(some)["nothing_moved"]) == ["substituted"]


def test_no_alternative_cancels_what_could_take_place_to_have_fewer_changes() -> None:
    some = problem(class_(3), candidates=(replace(MEERA, covered_month=9, covered_term=9),))

    assert {name: kinds(plan) for name, plan in alternatives(some).items()} == {
        "fewest_changes": ["substituted"],
        "fairest": ["substituted"],
        "nothing_moved": ["substituted"],
    }


def test_without_time_to_search_every_alternative_is_still_a_plan() -> None:
    some = problem(class_(3), candidates=(MEERA,))

    for plan in alternatives(some, seconds=0).values():
        assert violations(some, plan.rows) == [] and plan.status == "feasible"
        assert plan.bound <= plan.cost


@settings(max_examples=30, deadline=None)
@given(problems(most_classes=2, most_openings=3))
def test_no_plan_that_the_checker_allows_is_better_in_the_sense_of_an_alternative(
    some: RepairProblem,
) -> None:
    plans = [p for p in product(*(every_row(some, c) for c in some.classes)) if not violations(some, p)]

    found = alternatives(some)

    assert set(found) == set(AIMS) - {BEST}
    for name, plan in found.items():
        assert violations(some, plan.rows) == []
        assert measured(some, name, plan.rows) == min(measured(some, name, p) for p in plans)
        assert plan.status == "optimal" and plan.bound == plan.cost
