"""The repair: every constraint in a tiny case, and model and checker held against each other."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from solver_layer.repair.repair import Repair, checked, repair
from tests.support.tiny import FRIDAY, college, occupancy, slot
from timetable.errors import CheckerDisagrees
from timetable.model import (
    AdjustmentId,
    AdjustmentKind,
    ClassOnDate,
    DepartmentId,
    FacultyId,
    LeaveId,
    PlanRow,
    RepairCosts,
    SectionId,
    Slot,
    SubjectId,
)
from timetable.plan import costs
from timetable.plan.constraints import violations
from timetable.problems import Candidate, Host, RepairProblem

ROOMS = college().rooms
CS = DepartmentId("cs")


def class_(
    period: int, id: str = "", offering: str = "o-dbms", on: date = FRIDAY, **more: Any
) -> ClassOnDate:
    return occupancy(id or f"c{period}", offering, slot(on.isoweekday(), period), **more).on(on)


def candidate(name: str, **more: Any) -> Candidate:
    usual: dict[str, Any] = {
        "id": FacultyId(name),
        "department": CS,
        "subjects": frozenset({SubjectId("dbms")}),
        "sections": frozenset({SectionId("cse3a")}),
        "busy": frozenset(),
        "load": {},
        "daily_limit": 6,
        "weekly_limit": 24,
    }
    return Candidate(**(usual | more))


def problem(*classes: ClassOnDate, candidates: tuple[Candidate, ...] = (), **more: Any) -> RepairProblem:
    usual: dict[str, Any] = {
        "leave": LeaveId("l1"),
        "faculty": FacultyId("rao"),
        "department": CS,
        "classes": classes,
        "candidates": candidates,
        "openings": (),
        "rooms": ROOMS,
        "room_kinds": {c.occupancy: "classroom" for c in classes},
        "strengths": {c.occupancy: 40 for c in classes},
        "room_busy": frozenset(),
        "group_busy": frozenset(),
        "breaks_after": (3,),
    }
    return RepairProblem(**(usual | more))


def kinds(found: Repair) -> list[str]:
    return [str(row.kind) for row in found.rows]


def substitutes(found: Repair) -> list[str]:
    return [row.after.faculty[0] for row in found.rows if row.after]


SATURDAY = FRIDAY + timedelta(days=1)
MEERA = candidate("meera")


def test_a_free_colleague_takes_the_class_with_reasons() -> None:
    found = repair(problem(class_(3), candidates=(MEERA,)))

    assert substitutes(found) == ["meera"] and found.status == "optimal"
    assert {"teaches_subject", "knows_section"} <= {r.code for r in found.rows[0].reasons}


def test_a_colleague_who_teaches_then_can_not() -> None:
    busy = replace(MEERA, busy=frozenset({(FRIDAY, slot(5, 3))}))

    found = repair(problem(class_(3), candidates=(busy,)))

    assert kinds(found) == ["cancelled"]
    assert found.rows[0].reasons[0].code == "nobody_free"


def test_two_classes_at_one_time_need_two_people() -> None:
    both = (class_(3, "a"), class_(3, "b", "o-calc", room="r2", faculty=(FacultyId("rao"),)))

    one = repair(problem(*both, candidates=(MEERA,)))
    two = repair(problem(*both, candidates=(MEERA, candidate("iyer"))))

    assert sorted(kinds(one)) == ["cancelled", "substituted"]
    assert sorted(substitutes(two)) == ["iyer", "meera"]


@pytest.mark.parametrize("limit", ["daily_limit", "weekly_limit"])
def test_load_limits_are_kept(limit: str) -> None:
    tired = candidate("meera", load={FRIDAY: 4}, **{limit: 5})

    found = repair(problem(class_(1), class_(3), candidates=(tired,)))

    assert sorted(kinds(found)) == ["cancelled", "substituted"]


def test_who_teaches_the_subject_comes_before_who_only_knows_the_section() -> None:
    other = candidate("iyer", subjects=frozenset())

    assert substitutes(repair(problem(class_(3), candidates=(other, MEERA)))) == ["meera"]


def test_fairness_gives_the_class_to_who_has_covered_less() -> None:
    often = replace(MEERA, covered_month=5)

    assert substitutes(repair(problem(class_(3), candidates=(often, candidate("iyer"))))) == ["iyer"]


def test_one_person_takes_a_run_of_periods_where_that_is_not_dear() -> None:
    a_little_better_at_first = candidate("iyer", busy=frozenset({(FRIDAY, slot(5, 5))}))
    both = replace(MEERA, covered_month=1)

    found = repair(problem(class_(4), class_(5), candidates=(a_little_better_at_first, both)))

    assert substitutes(found) == ["meera", "meera"]


def test_without_a_substitute_the_class_moves_into_an_opening() -> None:
    found = repair(problem(class_(3), openings=((SATURDAY, slot(6, 2)),)))

    after = found.rows[0].after
    assert kinds(found) == ["moved"] and after is not None
    assert (after.date, after.slot, after.faculty) == (SATURDAY, slot(6, 2), ("rao",))


@pytest.mark.parametrize(
    "obstacle",
    [
        {"group_busy": frozenset({("cse3a1", SATURDAY, slot(6, 2))})},
        {"room_busy": frozenset((r.id, SATURDAY, slot(6, 2)) for r in ROOMS)},
        {"openings": ()},
    ],
)
def test_a_move_needs_teacher_students_and_room_free(obstacle: dict[str, Any]) -> None:
    found = repair(problem(class_(3), **({"openings": ((SATURDAY, slot(6, 2)),)} | obstacle)))

    assert kinds(found) == ["cancelled"]


def test_a_run_moves_as_a_whole_and_never_over_a_break() -> None:
    openings = tuple((SATURDAY, slot(6, p)) for p in (3, 4))
    later = (*openings, (SATURDAY, slot(6, 5)))

    assert kinds(repair(problem(class_(4), class_(5), openings=openings))) == ["cancelled", "cancelled"]
    moved = repair(problem(class_(4), class_(5), openings=later))
    assert [r.after.slot.period for r in moved.rows if r.after] == [4, 5]


def test_two_runs_never_move_to_the_same_place() -> None:
    found = repair(problem(class_(1), class_(3), openings=((SATURDAY, slot(6, 2)),)))

    assert sorted(kinds(found)) == ["cancelled", "moved"]


def test_an_empty_leave_has_an_empty_plan() -> None:
    found = repair(problem())

    assert found.rows == () and found.cost == 0


RAO, IYER = FacultyId("rao"), FacultyId("iyer")


@pytest.mark.parametrize("together", [(RAO, IYER), (IYER, RAO)])
def test_only_the_teacher_away_is_replaced_where_two_teach_together(together: tuple[FacultyId, ...]) -> None:
    shared = class_(3, faculty=together)

    found = repair(problem(shared, candidates=(MEERA, candidate("iyer"))))

    after = found.rows[0].after
    assert after and set(after.faculty) == {"iyer", "meera"}


def test_a_class_of_two_moves_only_when_the_other_is_free_too() -> None:
    shared, openings = class_(3, faculty=(RAO, IYER)), ((SATURDAY, slot(6, 2)),)
    busy = candidate("iyer", busy=frozenset({(SATURDAY, slot(6, 2))}))

    free = repair(problem(shared, candidates=(candidate("iyer"),), openings=openings))
    not_free = repair(problem(shared, candidates=(busy,), openings=openings))

    assert kinds(free) == ["moved"] and kinds(not_free) == ["cancelled"]


def test_a_class_moves_to_no_time_that_its_offering_can_not_have() -> None:
    openings = tuple((SATURDAY, slot(6, p)) for p in (1, 2))
    some = problem(class_(3), openings=openings, unavailable={"c3": frozenset({slot(6, 1)})})

    assert [r.after.slot for r in repair(some).rows if r.after] == [slot(6, 2)]


def test_a_moved_class_never_takes_the_room_of_another_that_a_substitute_holds() -> None:
    moves_there = class_(3, "a", room="r2")
    stays = class_(2, "b", "o-calc", on=SATURDAY, faculty=(RAO,), room="r2")
    nets = candidate("meera", busy=frozenset({(FRIDAY, slot(5, 3))}))
    some = problem(moves_there, stays, candidates=(nets,), openings=((SATURDAY, slot(6, 2)),))

    found = repair(some)

    assert kinds(found) == ["moved", "substituted"]
    assert [r.after.room for r in found.rows if r.after] == ["r1", "r2"]


@pytest.mark.parametrize(
    ("people", "openings", "codes"),
    [
        ((), (), ["nobody_qualified", "no_opening"]),
        ((replace(MEERA, busy=frozenset({(FRIDAY, slot(5, 3))})),), (), ["nobody_free", "no_opening"]),
        ((replace(MEERA, daily_limit=0),), (), ["over_limit", "no_opening"]),
        ((), ((SATURDAY, slot(6, 2)),), ["moved_no_substitute", "nobody_qualified"]),
        ((replace(MEERA, daily_limit=0),), ((SATURDAY, slot(6, 2)),), ["moved_no_substitute", "over_limit"]),
    ],
)
def test_a_row_says_why_nobody_takes_the_class(people: Any, openings: Any, codes: list[str]) -> None:
    found = repair(problem(class_(3), candidates=people, openings=openings))

    assert [r.code for r in found.rows[0].reasons] == codes


def test_a_class_that_moves_because_that_is_cheaper_does_not_say_nobody_could_take_it() -> None:
    some = problem(class_(3), candidates=(MEERA,), openings=((SATURDAY, slot(6, 2)),))

    found = repair(replace(some, candidates=(replace(MEERA, covered_month=50),)))

    assert kinds(found) == ["moved"] and found.rows[0].reasons == ()


def test_a_run_names_the_one_person_who_takes_all_of_it() -> None:
    found = repair(problem(class_(4), class_(5), candidates=(MEERA,)))

    assert [[r.about for r in row.reasons if r.about] for row in found.rows] == [["meera"], ["meera"]]


def test_without_time_to_search_there_is_still_a_plan() -> None:
    found = repair(problem(class_(3), candidates=(MEERA,)), seconds=0)

    assert violations(problem(class_(3), candidates=(MEERA,)), found.rows) == []
    assert found.bound <= found.cost


PERIODS = st.integers(1, 6)
DATES = st.sampled_from([FRIDAY, SATURDAY])
WHEN = st.builds(lambda on, p: (on, Slot(on.isoweekday(), p)), DATES, PERIODS)


def later_class(when: tuple[date, Slot], who: str) -> ClassOnDate:
    """A colleague's own class of the same students."""
    on, at = when
    return class_(at.period, f"later{on}{at.period}", on=on, room="r2", faculty=(FacultyId(who),))


def parallel_class(period: int, **more: Any) -> ClassOnDate:
    """A colleague's class of the same subject, for other students."""
    of_others = {"groups": ("b",), "sections": (SectionId("b"),), "faculty": (FacultyId("f0"),), "room": "r2"}
    return class_(period, f"parallel{period}", **(of_others | more))


def joined_class(host: ClassOnDate) -> ClassOnDate:
    """A class of other students that an earlier leave had join this one."""
    alone = class_(host.slot.period, "joined", groups=("j",), sections=(SectionId("j"),))
    return replace(alone.joining(host), adjustment=AdjustmentId("l0.0"))


@st.composite
def problems(draw: st.DrawFn, most_classes: int = 5, most_openings: int = 5) -> RepairProblem:
    """Random leaves: up to five classes, four colleagues, a few openings, limits that bind."""
    periods = draw(st.lists(PERIODS, unique=True, min_size=1, max_size=most_classes))
    people = draw(st.sampled_from([(RAO,), (RAO, FacultyId("f0")), (FacultyId("f0"), RAO)]))
    classes = tuple(class_(p, faculty=people) for p in sorted(periods))
    colleagues = tuple(
        candidate(
            f"f{n}",
            busy=draw(st.frozensets(WHEN, max_size=5)),
            load={FRIDAY: draw(st.integers(0, 5))},
            daily_limit=draw(st.integers(3, 6)),
            weekly_limit=draw(st.integers(4, 8)),
            covered_month=draw(st.integers(0, 3)),
            subjects=frozenset({SubjectId("dbms")}) if draw(st.booleans()) else frozenset(),
        )
        for n in range(draw(st.integers(0, 4)))
    )
    openings = tuple(sorted(draw(st.frozensets(WHEN, max_size=most_openings))))
    whose = draw(st.lists(st.sampled_from(["f0", "f1", "f2"]), max_size=2))
    later = tuple(later_class(when, who) for when, who in zip(openings, whose, strict=False))
    if len(classes) < most_classes and draw(st.booleans()):
        classes = (*classes, joined_class(classes[0]))
    at = draw(st.lists(st.sampled_from(sorted({c.slot.period for c in classes})), unique=True, max_size=3))
    seats = draw(st.integers(39, 41))
    return problem(
        *classes,
        hosts=tuple(Host(parallel_class(p), seats) for p in at),
        candidates=colleagues,
        openings=openings,
        group_busy=frozenset(("cse3a1", *w) for w in draw(st.frozensets(WHEN, max_size=3))),
        room_busy=frozenset(("r1", *w) for w in draw(st.frozensets(WHEN, max_size=3))),
        unavailable={classes[0].occupancy: draw(st.frozensets(WHEN.map(lambda w: w[1]), max_size=2))},
        later=later,
        costs=RepairCosts(split=draw(st.integers(0, 20)), swapped=draw(st.integers(0, 40))),
    )


@settings(max_examples=60, deadline=None)
@given(problems())
def test_every_plan_breaks_nothing_and_costs_exactly_what_it_says(some: RepairProblem) -> None:
    found = repair(some)

    assert violations(some, found.rows) == []
    assert [row.cost for row in found.rows] == costs.priced(some, found.rows)
    assert found.status == "optimal" and found.cost == found.bound


@settings(max_examples=10, deadline=None)
@given(problems())
def test_the_same_seed_and_one_worker_give_the_same_plan(some: RepairProblem) -> None:
    assert repair(some, seed=3) == repair(some, seed=3)


def every_row(some: RepairProblem, class_: ClassOnDate) -> list[PlanRow]:
    """Whatever a row could say of a class, allowed or not."""
    people = [tuple(c.id if f == some.faculty else f for f in class_.faculty) for c in some.candidates]
    places = [
        replace(class_, date=on, slot=at, room=room.id, host=None)
        for on, at in some.openings
        for room in some.rooms
    ]
    own = [c for c in some.classes if class_.host and c.occupancy == class_.host.occupancy]
    hosts = [h.class_ for h in some.hosts] + [replace(c, faculty=p) for c in own for p in people]
    return [
        PlanRow(AdjustmentKind.CANCELLED, class_, None, 0),
        *(PlanRow(AdjustmentKind.SUBSTITUTED, class_, replace(class_, faculty=p), 0) for p in people),
        *(
            PlanRow(AdjustmentKind.SUBSTITUTED, class_, replace(class_, faculty=p), 0, in_return=later)
            for p in people
            for later in some.later
        ),
        *(PlanRow(AdjustmentKind.MOVED, class_, place, 0) for place in places),
        *(
            PlanRow(AdjustmentKind.MERGED, class_, class_.joining(h), 0)
            for h in hosts
            if h.slot == class_.slot
        ),
    ]


@settings(max_examples=30, deadline=None)
@given(problems(most_classes=2, most_openings=3))
def test_no_plan_that_the_checker_allows_is_cheaper(some: RepairProblem) -> None:
    plans = product(*(every_row(some, c) for c in some.classes))

    cheapest = min(sum(costs.priced(some, p)) for p in plans if not violations(some, p))

    assert repair(some).cost == cheapest


def test_a_plan_that_breaks_a_rule_is_a_bug_and_names_the_rules() -> None:
    with pytest.raises(CheckerDisagrees) as bug:
        checked(problem(class_(3)), ())

    assert bug.value.rules == ("every_class_once",)
