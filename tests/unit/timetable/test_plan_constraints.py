"""The checker of a repair: what it lets pass, and each rule broken once."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from tests.support.tiny import FRIDAY, college, occupancy, slot
from timetable.model import (
    AdjustmentKind,
    ClassOnDate,
    DepartmentId,
    FacultyId,
    Infra,
    InfraId,
    LeaveId,
    PlanRow,
    RepairCosts,
    SectionId,
    SubjectId,
)
from timetable.plan import costs as plan_costs
from timetable.plan.constraints import violations
from timetable.problems import Candidate, RepairProblem

SATURDAY = FRIDAY + timedelta(days=1)
RAO, MEERA, IYER = FacultyId("rao"), FacultyId("meera"), FacultyId("iyer")
FIRST, SECOND = (occupancy(f"c{p}", "o-dbms", slot(5, p)).on(FRIDAY) for p in (4, 5))
OPENINGS = tuple((SATURDAY, slot(6, p)) for p in (2, 3, 4, 5))
HALL = Infra(InfraId("hall"), "Hall", "hall", 200)
CELL = Infra(InfraId("cell"), "Cell", "classroom", 10)


def person(id: FacultyId, **more: Any) -> Candidate:
    usual: dict[str, Any] = {
        "id": id,
        "department": DepartmentId("cs"),
        "subjects": frozenset({SubjectId("dbms")}),
        "sections": frozenset({SectionId("cse3a")}),
        "busy": frozenset(),
        "load": {},
        "daily_limit": 6,
        "weekly_limit": 24,
    }
    return Candidate(**(usual | more))


def problem(*classes: ClassOnDate, **more: Any) -> RepairProblem:
    usual: dict[str, Any] = {
        "leave": LeaveId("l1"),
        "faculty": RAO,
        "department": DepartmentId("cs"),
        "classes": classes,
        "candidates": (person(MEERA), person(IYER)),
        "openings": OPENINGS,
        "rooms": (*college().rooms, HALL, CELL),
        "room_kinds": {c.occupancy: "classroom" for c in classes},
        "strengths": {c.occupancy: 40 for c in classes},
        "room_busy": frozenset(),
        "group_busy": frozenset(),
        "breaks_after": (3,),
    }
    return RepairProblem(**(usual | more))


def taken(class_: ClassOnDate, *people: FacultyId) -> PlanRow:
    return PlanRow(AdjustmentKind.SUBSTITUTED, class_, replace(class_, faculty=people), 0)


def moved(class_: ClassOnDate, period: int, **more: Any) -> PlanRow:
    after = replace(class_, date=SATURDAY, slot=slot(6, period), **more)
    return PlanRow(AdjustmentKind.MOVED, class_, after, 0)


def cancelled(class_: ClassOnDate) -> PlanRow:
    return PlanRow(AdjustmentKind.CANCELLED, class_, None, 0)


def broken(some: RepairProblem, *rows: PlanRow) -> set[str]:
    return {v.rule for v in violations(some, rows)}


TOGETHER = replace(FIRST, faculty=(IYER, RAO))


@pytest.mark.parametrize(
    ("some", "rows"),
    [
        (problem(FIRST, SECOND), [cancelled(FIRST), cancelled(SECOND)]),
        (problem(FIRST, SECOND), [taken(FIRST, MEERA), taken(SECOND, IYER)]),
        (problem(FIRST, SECOND), [moved(FIRST, 4), moved(SECOND, 5)]),
        (problem(FIRST), [moved(FIRST, 2, room=InfraId("r2"))]),
        (problem(FIRST, room_kinds={"c4": "lab"}, strengths={"c4": 99}), [moved(FIRST, 2)]),
        (problem(TOGETHER), [taken(TOGETHER, IYER, MEERA)]),
        (problem(TOGETHER), [moved(TOGETHER, 2)]),
    ],
)
def test_a_plan_that_keeps_every_rule_passes(some: RepairProblem, rows: list[PlanRow]) -> None:
    assert violations(some, rows) == []


BUSY = person(MEERA, busy=frozenset({(FRIDAY, slot(5, 4))}))
AWAY_THEN = person(IYER, busy=frozenset({(SATURDAY, slot(6, 2))}))


@pytest.mark.parametrize(
    ("rule", "some", "rows"),
    [
        ("every_class_once", problem(FIRST, SECOND), [cancelled(FIRST)]),
        ("every_class_once", problem(FIRST), [cancelled(FIRST), cancelled(FIRST)]),
        ("each_row_is_of_its_kind", problem(FIRST), [taken(FIRST, RAO)]),
        ("each_row_is_of_its_kind", problem(FIRST), [taken(FIRST, MEERA, IYER)]),
        ("each_row_is_of_its_kind", problem(TOGETHER), [taken(TOGETHER, MEERA, RAO)]),
        ("each_row_is_of_its_kind", problem(FIRST), [moved(FIRST, 2, faculty=(MEERA,))]),
        ("each_row_is_of_its_kind", problem(FIRST), [replace(cancelled(FIRST), after=FIRST)]),
        ("substitutes_are_free", problem(FIRST), [taken(FIRST, FacultyId("ghost"))]),
        ("substitutes_are_free", problem(FIRST, candidates=(BUSY,)), [taken(FIRST, MEERA)]),
        ("moves_go_into_openings", problem(FIRST), [moved(FIRST, 6)]),
        ("moves_go_into_openings", problem(FIRST, unavailable={"c4": {slot(6, 2)}}), [moved(FIRST, 2)]),
        ("colleagues_can_move_along", problem(TOGETHER, candidates=()), [moved(TOGETHER, 2)]),
        ("colleagues_can_move_along", problem(TOGETHER, candidates=(AWAY_THEN,)), [moved(TOGETHER, 2)]),
        ("runs_move_as_a_whole", problem(FIRST, SECOND), [moved(FIRST, 4), cancelled(SECOND)]),
        ("runs_move_as_a_whole", problem(FIRST, SECOND), [moved(FIRST, 2), moved(SECOND, 5)]),
        ("runs_move_as_a_whole", problem(FIRST, SECOND), [moved(FIRST, 3), moved(SECOND, 4)]),
        ("rooms_fit", problem(FIRST), [moved(FIRST, 2, room=HALL.id)]),
        ("rooms_fit", problem(FIRST), [moved(FIRST, 2, room=CELL.id)]),
        ("rooms_fit", problem(FIRST), [moved(FIRST, 2, room=InfraId("ghost"))]),
        (
            "rooms_are_free",
            problem(FIRST, room_busy=frozenset({("r1", SATURDAY, slot(6, 2))})),
            [moved(FIRST, 2)],
        ),
        (
            "students_are_free",
            problem(FIRST, group_busy=frozenset({("cse3a2", SATURDAY, slot(6, 2))})),
            [moved(FIRST, 2)],
        ),
    ],
)
def test_each_rule_names_what_breaks_it(rule: str, some: RepairProblem, rows: list[PlanRow]) -> None:
    assert broken(some, *rows) == {rule}


@pytest.mark.parametrize("limit", ["daily_limit", "weekly_limit"])
def test_a_limit_counts_what_there_is_and_what_is_taken_on(limit: str) -> None:
    tired = person(MEERA, load={FRIDAY: 4}, **{limit: 5})
    some = problem(FIRST, SECOND, candidates=(tired,))

    first_plan = broken(some, taken(FIRST, MEERA), cancelled(SECOND))
    both = broken(some, taken(FIRST, MEERA), taken(SECOND, MEERA))

    assert first_plan == set() and both == {"everybody_keeps_their_limits"}


def test_a_week_ends_on_sunday_for_the_weekly_limit() -> None:
    monday = FRIDAY + timedelta(days=3)
    later = occupancy("later", "o-dbms", slot(1, 1)).on(monday)
    some = problem(later, candidates=(person(MEERA, load={FRIDAY: 5}, weekly_limit=5),))

    assert broken(some, taken(later, MEERA)) == set()


def test_nobody_and_nothing_is_used_twice() -> None:
    elsewhere = occupancy("x", "o-calc", slot(5, 4), room="r2", faculty=(RAO,)).on(FRIDAY)
    some = problem(FIRST, elsewhere)

    assert broken(some, taken(FIRST, MEERA), taken(elsewhere, MEERA)) == {"nothing_twice"}
    assert broken(some, moved(FIRST, 2), moved(elsewhere, 2)) == {"nothing_twice"}
    assert broken(some, taken(FIRST, MEERA), taken(elsewhere, IYER)) == set()


def test_a_row_costs_what_the_institute_says() -> None:
    costs = RepairCosts()
    stranger = person(
        MEERA,
        subjects=frozenset(),
        sections=frozenset(),
        department=DepartmentId("maths"),
        load={FRIDAY: 3},
        covered_month=2,
        covered_term=5,
    )
    some = problem(FIRST, candidates=(stranger, person(IYER)))

    assert plan_costs.priced(some, [cancelled(FIRST)]) == [costs.cancelled]
    assert plan_costs.priced(some, [moved(FIRST, 2, room=InfraId("r2"))]) == [30 + 2 + 3]
    assert plan_costs.priced(some, [taken(FIRST, MEERA)]) == [12 + 6 + 15 + 3 * 2 + 2 * 4 + 5]
    assert plan_costs.priced(some, [taken(FIRST, IYER)]) == [0]


def test_a_second_person_in_a_run_costs_extra_and_a_break_ends_a_run() -> None:
    rows = [taken(FIRST, MEERA), taken(SECOND, IYER)]

    assert plan_costs.priced(problem(FIRST, SECOND), rows) == [0, RepairCosts().split]
    assert plan_costs.priced(problem(FIRST, SECOND, breaks_after=(4,)), rows) == [0, 0]


def test_runs_of_two_subjects_are_found_though_they_alternate_in_time() -> None:
    others = [occupancy(f"x{p}", "o-calc", slot(5, p), room="r2").on(FRIDAY) for p in (4, 5)]

    cut = plan_costs.runs(problem(FIRST, others[0], SECOND, others[1]))

    assert {tuple(c.occupancy for c in run) for run in cut} == {("c4", "c5"), ("x4", "x5")}
