"""What every timetable costs at least: never more than brute force finds, and all of it in plain cases."""

from dataclasses import replace

from hypothesis import given, settings

from solver_layer.term.bounds import least_cost
from solver_layer.term.search import solve
from tests.support.instances import instance, instances, offering, room
from tests.unit.solver.test_timetable import every_timetable
from timetable import penalties
from timetable.model import TimetableCosts
from timetable.problems import Instance

SMALL, LARGE = room("small", 20), room("large", 30)
A, B = offering("a", 2), offering("b", 2, by="meera", to=("b",))
SEATS = instance(A, B, periods=2, rooms=(SMALL, LARGE), room_capacity_is_hard=False)


def cheapest(of: Instance) -> int | None:
    return min((sum(penalties.costs(of, found).values()) for found in every_timetable(of)), default=None)


@settings(max_examples=60, deadline=None)
@given(instances(days=1, most=3))
def test_no_timetable_costs_less(of: Instance) -> None:
    soft = replace(of, room_capacity_is_hard=False)

    least = cheapest(soft)

    assert least is None or least_cost(soft) <= least


def test_seats_that_are_missing_whatever_is_done_are_counted() -> None:
    assert least_cost(SEATS) == 2 * 10  # one of the two is in the small room, both times


def test_a_second_room_is_dearer_than_a_seat_that_is_missing() -> None:
    three = tuple(replace(o, periods_per_week=3) for o in (A, B))
    beside = replace(
        instance(*three, periods=5, rooms=(LARGE, room("next", 29))), room_capacity_is_hard=False
    )

    assert least_cost(beside) == 1 + 1  # one period in the smaller room, and a second room for that
    assert least_cost(replace(beside, costs=TimetableCosts(room_stability=9))) == 3


def test_days_that_an_offering_can_not_have_are_counted() -> None:
    of = instance(offering("a", 2, min_days=4), offering("b", 4, block_length=2, min_days=3), days=3)

    assert least_cost(of) == 5 * (4 - 2) + 5 * (3 - 2)


def test_a_timetable_that_meets_the_bound_is_proven_best_at_once() -> None:
    found = solve(SEATS, seconds=60, workers=1)

    assert (found.bound, found.status) == (20, "optimal") and found.cost == 20
