"""Several leaves of one day: as many as can be granted with every class held, at the lowest joint cost."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations, product

from hypothesis import given, settings
from hypothesis import strategies as st

from solver_layer.repair.comparison import grant_most
from tests.support.tiny import FRIDAY, slot
from tests.unit.solver.test_repair import (
    MEERA,
    SATURDAY,
    WHEN,
    candidate,
    class_,
    every_row,
    parallel_class,
    problem,
)
from timetable.model import FacultyId, InfraId, LeaveId, PlanRow
from timetable.plan import costs
from timetable.plan.comparison import violations_between
from timetable.plan.constraints import violations
from timetable.problems import Candidate, Host, RepairProblem

RAO, KHAN = FacultyId("rao"), FacultyId("khan")


def leave(
    who: FacultyId, *periods: int, candidates: tuple[Candidate, ...] = (), **more: object
) -> RepairProblem:
    """A leave on Friday of somebody who teaches then, each in a room and to students of their own."""
    room, groups = InfraId(f"room-{who}"), (f"students-{who}",)
    classes = [replace(class_(p, f"{who}{p}", faculty=(who,)), room=room, groups=groups) for p in periods]
    others = tuple(c for c in candidates if c.id != who)
    return problem(*classes, candidates=others, leave=LeaveId(f"l-{who}"), faculty=who, rooms=(), **more)


def granted(*problems: RepairProblem) -> set[str]:
    return set(grant_most(problems).plans)


def test_two_leaves_with_a_colleague_for_each_are_both_granted() -> None:
    people = (MEERA, candidate("iyer"))

    found = grant_most([leave(RAO, 3, candidates=people), leave(KHAN, 3, candidates=people)])

    assert set(found.plans) == {"l-rao", "l-khan"} and found.status == "optimal"
    assert {r.after.faculty for rows in found.plans.values() for r in rows if r.after} == {
        ("meera",),
        ("iyer",),
    }


def test_the_only_colleague_who_is_free_takes_one_class_so_one_leave_is_granted() -> None:
    assert len(granted(leave(RAO, 3, candidates=(MEERA,)), leave(KHAN, 3, candidates=(MEERA,)))) == 1
    assert len(granted(leave(RAO, 3, candidates=(MEERA,)), leave(KHAN, 4, candidates=(MEERA,)))) == 2


def test_a_day_limit_holds_for_all_leaves_together() -> None:
    tired = (replace(MEERA, daily_limit=1),)

    assert len(granted(leave(RAO, 3, candidates=tired), leave(KHAN, 4, candidates=tired))) == 1


def test_who_is_on_leave_takes_no_class_of_another_on_leave() -> None:
    only_each_other = (candidate("rao"), candidate("khan"))

    one = granted(leave(RAO, 3, candidates=only_each_other), leave(KHAN, 5, candidates=only_each_other))
    all_day = tuple((FRIDAY, slot(5, p)) for p in range(1, 7))
    away = granted(
        leave(RAO, 3, candidates=only_each_other, away=all_day),
        leave(KHAN, 5, candidates=only_each_other, away=all_day),
    )

    assert one == {"l-rao", "l-khan"}
    assert len(away) == 1


def test_a_leave_that_stands_in_the_way_of_two_is_not_granted() -> None:
    people = tuple(replace(MEERA, id=FacultyId(f"m{n}"), daily_limit=1) for n in range(2))
    greedy = leave(FacultyId("greedy"), 1, 2, candidates=people)

    found = granted(greedy, leave(RAO, 3, candidates=people), leave(KHAN, 4, candidates=people))

    assert found == {"l-rao", "l-khan"}


def test_one_class_is_joined_by_one_other_and_not_while_its_teacher_is_away() -> None:
    host = Host(parallel_class(3, faculty=(FacultyId("iyer"),)), 40)

    both = grant_most([leave(RAO, 3, hosts=(host,)), leave(KHAN, 3, hosts=(host,))])
    of_iyer = leave(FacultyId("iyer"), 5, candidates=(MEERA,), away=((FRIDAY, slot(5, 3)),))
    with_iyer_away = grant_most([leave(RAO, 3, hosts=(host,)), of_iyer])

    assert len(both.plans) == 1 == len(with_iyer_away.plans)


def test_two_electives_of_a_basket_may_both_be_taken_for_they_share_their_students() -> None:
    def of_basket(who: FacultyId, basket: str) -> RepairProblem:
        some = leave(who, 3, candidates=(MEERA, candidate("iyer")))
        (elective,) = (replace(c, groups=("a",), basket=basket) for c in some.classes)
        return replace(some, classes=(elective,))

    assert len(granted(of_basket(RAO, "b"), of_basket(KHAN, "b"))) == 2
    assert len(granted(of_basket(RAO, ""), of_basket(KHAN, ""))) == 1


def test_a_leave_without_classes_is_always_granted_and_one_that_nobody_can_cover_never() -> None:
    assert granted(leave(RAO), leave(KHAN, 3)) == {"l-rao"}
    assert granted() == set()


def test_without_time_to_search_nothing_is_promised() -> None:
    found = grant_most([leave(RAO, 3, candidates=(MEERA,))], seconds=0)

    assert found.plans == {} and found.status == "feasible"


@st.composite
def several(draw: st.DrawFn) -> list[RepairProblem]:
    """Three leaves of a period or two, of people who could substitute for each other."""
    away = [FacultyId(f"a{n}") for n in range(3)]
    people = tuple(
        candidate(
            name,
            busy=draw(st.frozensets(WHEN, max_size=4)),
            load={FRIDAY: draw(st.integers(0, 3))},
            daily_limit=draw(st.integers(2, 4)),
            covered_month=draw(st.integers(0, 2)),
        )
        for name in (*away[:2], "f0")
    )
    at = draw(st.lists(st.integers(1, 4), unique=True, max_size=2))
    whose = draw(st.sampled_from([away[1], FacultyId("f0")]))
    hosts = tuple(Host(parallel_class(p, faculty=(whose,)), 40) for p in at)
    found = []
    for who in away:
        periods = draw(st.lists(st.integers(1, 4), unique=True, min_size=1, max_size=2))
        some = leave(
            who,
            *sorted(periods),
            candidates=people,
            openings=tuple(sorted(draw(st.frozensets(WHEN.filter(lambda w: w[0] == SATURDAY), max_size=1)))),
            away=tuple(draw(st.frozensets(WHEN, max_size=2))),
        )
        found.append(replace(some, rooms=problem().rooms, hosts=hosts))
    return found


def sets_of_plans(
    problems: Sequence[RepairProblem],
) -> list[tuple[int, int, dict[LeaveId, Sequence[PlanRow]]]]:
    """Every way to grant some of the leaves with every class held: how many, at which cost."""
    alone = {
        p.leave: [
            rows
            for rows in product(*(every_row(p, c) for c in p.classes))
            if all(r.after for r in rows) and not violations(p, rows)
        ]
        for p in problems
    }
    by_leave = {p.leave: p for p in problems}
    found = []
    for n in range(len(problems) + 1):
        for some in combinations(alone, n):
            for choice in product(*(alone[id] for id in some)):
                plans: dict[LeaveId, Sequence[PlanRow]] = dict(zip(some, choice, strict=True))
                if not violations_between(problems, plans):
                    cost = sum(sum(costs.priced(by_leave[id], r)) for id, r in plans.items())
                    found.append((-n, cost, plans))
    return found


@settings(max_examples=40, deadline=None)
@given(several())
def test_no_larger_set_can_be_granted_and_none_as_large_is_cheaper(problems: list[RepairProblem]) -> None:
    found = grant_most(problems)

    assert violations_between(problems, found.plans) == []
    assert all(row.after for rows in found.plans.values() for row in rows)
    best = min((n, cost) for n, cost, _ in sets_of_plans(problems))
    assert (-len(found.plans), found.cost) == best
    assert found.status == "optimal" and found.bound == found.cost
