"""The timetable: every constraint in a tiny case, and the model held against the checker and brute force."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import count, product
from typing import Any

import pytest
from hypothesis import given, settings

from solver_layer.term.search import Timetable, solve
from tests.support.instances import booking, instance, instances, offering, room, section, teacher
from timetable import penalties
from timetable.constraints import groups_of, violations
from timetable.errors import Infeasible
from timetable.model import BatchId, Occupancy, Slot
from timetable.problems import Instance

TWO_ROOMS = (room("r1"), room("r2"))
MATHS = offering("maths", 2)
NONE = "There is no timetable that keeps every hard constraint."


def solved(of: Instance, **more: Any) -> Timetable:
    numbers = count(1)
    return solve(of, **{"seconds": 2, "workers": 1, "new_id": lambda: f"new{next(numbers)}", **more})


def found_or_none(of: Instance) -> Timetable | None:
    """None where it is proved that there is no timetable."""
    try:
        return solved(of)
    except Infeasible:
        return None


def is_feasible(of: Instance) -> bool:
    return found_or_none(of) is not None


# each hard constraint


def test_every_period_needs_a_place() -> None:
    assert is_feasible(instance(MATHS, periods=2))
    assert not is_feasible(instance(MATHS, periods=1))


def test_a_room_holds_one_class_at_a_time() -> None:
    both = instance(offering("maths"), offering("art", by="meera", to=("b",)), periods=1, rooms=TWO_ROOMS)

    assert is_feasible(both)
    assert not is_feasible(replace(both, rooms=TWO_ROOMS[:1]))


def test_a_teacher_teaches_one_class_at_a_time() -> None:
    both = instance(offering("maths"), offering("art", to=("b",)), periods=2, rooms=TWO_ROOMS)

    assert is_feasible(both)
    assert not is_feasible(replace(both, timeslots=both.timeslots[:1]))


def test_a_section_attends_one_class_at_a_time() -> None:
    both = instance(offering("maths"), offering("art", by="meera"), periods=2, rooms=TWO_ROOMS)

    assert is_feasible(both)
    assert not is_feasible(replace(both, timeslots=both.timeslots[:1]))


def test_batches_may_part_but_not_from_their_section() -> None:
    first = offering("first", batches=(BatchId("a1"),))
    second = offering("second", by="meera", batches=(BatchId("a2"),))
    whole = offering("whole", by="iyer")
    more: dict[str, Any] = {"periods": 1, "sections": (section("a", batches=2),), "rooms": TWO_ROOMS}

    assert is_feasible(instance(first, second, **more))
    assert not is_feasible(instance(first, whole, **more))


def test_a_class_needs_a_room_of_its_kind() -> None:
    practical = offering("lab", room_kind="lab")

    assert is_feasible(instance(practical, rooms=(room("r1"), room("lab", kind="lab"))))
    assert not is_feasible(instance(practical, rooms=(room("r1"),)))


def test_seats_must_suffice_only_where_that_is_a_must() -> None:
    tight = instance(offering("maths", strength=50))

    assert not is_feasible(tight)
    assert solved(replace(tight, room_capacity_is_hard=False)).costs["room_capacity"] == 10


def test_an_offering_is_not_given_when_it_can_not_be() -> None:
    early = offering("maths", unavailable=(Slot(1, 1),))

    assert is_feasible(instance(early, periods=2))
    assert not is_feasible(instance(early, periods=1))


def test_a_block_does_not_span_a_break() -> None:
    block = offering("lab", 2, block_length=2)

    assert is_feasible(instance(block, periods=4, breaks_after=(2,)))
    assert not is_feasible(instance(block, periods=2, breaks_after=(1,)))


def test_blocks_and_single_periods_of_any_strength_find_rooms_that_last() -> None:
    """By the count of rooms alone, two large singles could cut the only large room's day in two."""
    block = offering("block", 2, by="b", to=("b",), block_length=2, strength=10)
    large = offering("large", 2, by="l", to=("l",), strength=80, unavailable=(Slot(1, 2), Slot(1, 3)))
    small = offering("small", 2, by="s", to=("s",), strength=10, unavailable=(Slot(1, 1), Slot(1, 4)))
    rooms = (room("hall", 90), room("nook", 20))

    found = solved(instance(block, large, small, rooms=rooms))

    assert violations(instance(block, large, small, rooms=rooms), found.occupancies) == []


@pytest.mark.parametrize(
    ("limits", "feasible"),
    [
        ({"daily_limit": 1}, True),
        ({"daily_limit": 0}, False),
        ({"weekly_limit": 2}, True),
        ({"weekly_limit": 1}, False),
    ],
)
def test_nobody_teaches_more_than_their_limits(limits: dict[str, int], feasible: bool) -> None:
    assert is_feasible(instance(MATHS, days=2, faculty=(teacher("rao", **limits),))) is feasible


@pytest.mark.parametrize(("period", "in_room"), [*product((1, 2, 3, 4), ("r1", "r2"))])
def test_fixed_bookings_stay_and_keep_their_ids(period: int, in_room: str) -> None:
    there = booking(MATHS, 1, period, in_room=in_room, id="old")

    found = solved(instance(MATHS, offering("art"), rooms=TWO_ROOMS, fixed=(there,)))

    assert there in found.occupancies
    assert {str(o.id) for o in found.occupancies} == {"old", "new1", "new2"}


@pytest.mark.parametrize(("fixed_in", "left"), [("r1", "r2"), ("r2", "r1")])
def test_others_keep_out_of_the_room_of_a_fixed_booking(fixed_in: str, left: str) -> None:
    maths, art = offering("maths"), offering("art", by="meera", to=("b",))
    there = booking(maths, 1, 1, in_room=fixed_in)

    found = solved(instance(maths, art, periods=1, rooms=TWO_ROOMS, fixed=(there,)))

    assert {str(o.offering): str(o.room) for o in found.occupancies} == {"maths": fixed_in, "art": left}


@pytest.mark.parametrize(
    ("of", "sentence"),
    [
        (instance(offering("lab", 3, block_length=2)), "no whole number of blocks of 2"),
        (
            instance(MATHS, faculty=(teacher("rao", weekly_limit=1),)),
            "rao has 2 periods a week and may have 1",
        ),
        (instance(MATHS, fixed=(booking(MATHS, 1, 1, in_room="cellar"),)), "cellar is not of the kind"),
        (
            instance(MATHS, fixed=tuple(booking(MATHS, 1, p) for p in (1, 2, 3))),
            "maths has 3 fixed periods a week and is to have 2",
        ),
        (instance(offering("maths", 5)), NONE),
    ],
)
def test_what_makes_it_impossible_is_said(of: Instance, sentence: str) -> None:
    with pytest.raises(Infeasible, match=sentence):
        solved(of)


# each soft constraint


def test_classes_go_where_they_cost_nothing() -> None:
    rooms = (room("small", 20), room("large", 40))
    spread = offering("maths", 4, min_days=2)

    found = solved(instance(spread, days=2, rooms=rooms, room_capacity_is_hard=False))

    assert (found.status, found.cost, found.bound) == ("optimal", 0, 0)
    assert {str(o.room) for o in found.occupancies} == {"large"}


def test_what_cannot_be_had_is_counted() -> None:
    crowded = offering("maths", 3, min_days=3, strength=45)

    found = solved(instance(crowded, days=2, room_capacity_is_hard=False))

    assert {part: cost for part, cost in found.costs.items() if cost} == {
        "room_capacity": 3 * 5,
        "minimum_working_days": 5,
        "compactness": 2,
    }
    assert found.status == "optimal"


def test_the_same_seed_gives_the_same_timetable() -> None:
    of = instance(MATHS, offering("art", 2, by="meera", to=("b",)), days=2, rooms=TWO_ROOMS)

    assert solved(of, seed=7, steps=500) == solved(of, seed=7, steps=500)


def test_progress_is_told() -> None:
    told: list[tuple[int | None, int, float]] = []

    found = solved(instance(MATHS), progress=lambda *now: told.append(now))

    best, bound, seconds = told[-1]
    assert best == found.cost
    assert bound <= found.cost
    assert seconds >= 0


# model and checker


@settings(max_examples=40, deadline=None)
@given(instances())
def test_what_is_found_breaks_nothing_and_costs_what_it_says(of: Instance) -> None:
    found = found_or_none(of)

    if found is None:
        return
    assert violations(of, found.occupancies) == []
    assert found.costs == penalties.costs(of, found.occupancies)
    assert found.bound <= found.cost


@settings(max_examples=40, deadline=None)
@given(instances(days=1, most=3))
def test_it_finds_a_timetable_if_there_is_one_and_proves_no_false_bound(of: Instance) -> None:
    best = min((sum(penalties.costs(of, t).values()) for t in every_timetable(of)), default=None)

    found = found_or_none(of)

    assert (found is None) == (best is None)
    if found is not None and best is not None:
        assert found.bound <= best <= found.cost


def every_timetable(of: Instance) -> Iterator[list[Occupancy]]:
    """By trying every place of every block, with the checker alone as judge."""
    blocks = [o for o in of.offerings for _ in range(o.periods_per_week // o.block_length)]
    places = list(product((t.slot for t in of.timeslots), (r.id for r in of.rooms)))
    sections = {s.id: s for s in of.sections}

    def extended(held: list[Occupancy], at: int, after: int) -> Iterator[list[Occupancy]]:
        if at == len(blocks):
            yield held
            return
        for n, (start, in_room) in list(enumerate(places))[after:]:
            one, groups = blocks[at], groups_of(blocks[at], sections)
            periods = range(start.period, start.period + one.block_length)
            more = held + [booking(one, start.day, p, in_room=in_room, groups=groups) for p in periods]
            if all(v.rule == "every_period_taught" for v in violations(of, more)):
                again = at + 1 < len(blocks) and blocks[at + 1] is one
                yield from extended(more, at + 1, n + 1 if again else 0)

    return extended([], 0, 0)
