"""Retiming: the fewest moves, then the least cost, by brute force; refusals; what more moves are worth."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import product
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from solver_layer.retime.retime import Retimed, front, retime
from tests.support.instances import booking, instance, offering, room, section, teacher
from timetable import penalties
from timetable.constraints import groups_of, violations
from timetable.errors import Infeasible, NotFoundInTime, RuleBroken
from timetable.model import BatchId, FacultyId, Occupancy, Offering, Slot, TimetableCosts
from timetable.problems import Instance

Away = dict[FacultyId, frozenset[Slot]]
TWO_ROOMS = (room("r1"), room("r2"))
RAO = FacultyId("rao")
MATHS = offering("maths")


def away(*slots: tuple[int, int], who: str = "rao") -> Away:
    return {FacultyId(who): frozenset(Slot(*s) for s in slots)}


def retimed(of: Instance, bookings: Sequence[Occupancy], gone: Away, **more: Any) -> Retimed:
    return retime(of, bookings, gone, **{"seconds": 5, **more})


def where(found: Retimed) -> dict[str, list[tuple[int, int, str]]]:
    held: dict[str, list[tuple[int, int, str]]] = {}
    for b in sorted(found.bookings, key=lambda b: b.slot):
        held.setdefault(b.offering, []).append((b.slot.day, b.slot.period, b.room))
    return held


def is_away(bookings: Sequence[Occupancy], gone: Away) -> bool:
    return any(b.slot in gone.get(f, ()) for b in bookings for f in b.faculty)


# who moves


def test_nobody_away_means_nothing_moves() -> None:
    of = instance(MATHS)

    found = retimed(of, [booking(MATHS, 1, 1)], away((1, 2)))

    assert found.bookings == (booking(MATHS, 1, 1),)
    assert (found.moved, found.bound_moves, found.status) == (0, 0, "optimal")


def test_what_moves_keeps_its_id_and_the_rest_stays_entirely() -> None:
    art = offering("art", by="meera", to=("b",))
    of = instance(MATHS, art, rooms=TWO_ROOMS)
    held = [booking(MATHS, 1, 1), booking(art, 1, 1, in_room="r2")]

    found = retimed(of, held, away((1, 1), (1, 2), (1, 3)))

    assert found.bookings[1] == held[1]
    assert found.bookings[0] == replace(held[0], slot=Slot(1, 4), room=found.bookings[0].room)
    assert found.moved == 1


def test_of_the_fewest_moves_the_cheapest() -> None:
    small, large = room("small", 10), room("large", 40)
    of = instance(MATHS, offering("art", by="meera"), rooms=(small, large), room_capacity_is_hard=False)
    held = [booking(MATHS, 1, 1, in_room="large"), booking(of.offerings[1], 1, 2, in_room="large")]

    found = retimed(of, held, away((1, 1)))

    assert where(found) == {"art": [(1, 2, "large")], "maths": [(1, 3, "large")]}
    assert (found.cost, found.bound_cost) == (0, 0)


def test_others_make_way_along_a_chain() -> None:
    """maths needs the place of art, which needs that of drama."""
    art = offering("art", by="meera", unavailable=(Slot(1, 1), Slot(1, 4)))
    drama = offering("drama", by="iyer", unavailable=(Slot(1, 1),))
    of = instance(MATHS, art, drama)
    held = [booking(MATHS, 1, 1), booking(art, 1, 2), booking(drama, 1, 3)]

    found = retimed(of, held, away((1, 1), (1, 3), (1, 4)))

    assert where(found) == {"art": [(1, 3, "r1")], "drama": [(1, 4, "r1")], "maths": [(1, 2, "r1")]}
    assert (found.moved, found.bound_moves, found.status) == (3, 3, "optimal")


def test_a_room_is_left_to_who_needs_it() -> None:
    practical = offering("practical", features=("sink",))
    art = offering("art", by="meera", to=("b",), unavailable=(Slot(1, 1),))
    rooms = (replace(room("r1"), features=("sink",)), room("r2"))
    of = instance(practical, art, periods=2, rooms=rooms)

    found = retimed(of, [booking(practical, 1, 1), booking(art, 1, 2)], away((1, 1)))

    assert where(found) == {"art": [(1, 2, "r2")], "practical": [(1, 2, "r1")]}
    assert (found.moved, found.status) == (2, "optimal")


def test_a_full_day_makes_another_class_of_the_teacher_move() -> None:
    maths = replace(MATHS, unavailable=(Slot(3, 1), Slot(3, 2)))
    logic = offering("logic", to=("b",))
    of = instance(maths, logic, days=3, periods=2, faculty=(teacher("rao", daily_limit=1),))

    found = retimed(of, [booking(maths, 2, 1), booking(logic, 1, 1)], away((2, 1), (2, 2)))

    assert [b.slot.day for b in found.bookings] == [1, 3]
    assert (found.moved, found.bound_moves, found.status) == (2, 2, "optimal")


def test_blocks_move_as_a_whole_and_span_no_break() -> None:
    lab = offering("lab", 2, block_length=2)
    of = instance(lab, periods=6, breaks_after=(3,))

    found = retimed(of, [booking(lab, 1, 1), booking(lab, 1, 2)], away((1, 2)))

    assert where(found) == {"lab": [(1, 4, "r1"), (1, 5, "r1")]} or where(found) == {
        "lab": [(1, 5, "r1"), (1, 6, "r1")]
    }
    assert found.moved == 1


def test_offerings_in_parallel_move_together_and_each_counts() -> None:
    french, german = offering("french", parallel="p"), offering("german", by="meera", parallel="p")
    art = offering("art", by="iyer")
    of = instance(french, german, art, rooms=TWO_ROOMS)
    held = [booking(french, 1, 1), booking(german, 1, 1, in_room="r2"), booking(art, 1, 2)]

    found = retimed(of, held, away((1, 1), (1, 3), who="meera"))

    assert {b.slot for b in found.bookings if b.offering != "art"} == {Slot(1, 4)}
    assert (found.moved, found.status) == (2, "optimal")


# what is refused


def test_a_timetable_that_breaks_a_rule_is_refused() -> None:
    with pytest.raises(RuleBroken, match=r"maths has 0 of its 1 periods"):
        retimed(instance(MATHS), [], away((1, 1)))


def test_a_fixed_class_can_not_move() -> None:
    there = booking(MATHS, 1, 1)

    with pytest.raises(Infeasible, match=r"maths is fixed on day 1, period 1"):
        retimed(instance(MATHS, fixed=(there,)), [there], away((1, 1)))


def test_a_fixed_class_makes_no_way() -> None:
    art = offering("art", by="meera")
    of = instance(MATHS, art, periods=3, fixed=(booking(art, 1, 2),))
    held = [booking(MATHS, 1, 1), booking(art, 1, 2)]

    found = retimed(of, held, away((1, 1)))

    assert where(found) == {"art": [(1, 2, "r1")], "maths": [(1, 3, "r1")]}


def test_no_other_time_at_all_is_said_of_whom() -> None:
    with pytest.raises(Infeasible, match="There is no other time at which maths could be held"):
        retimed(instance(MATHS, periods=2), [booking(MATHS, 1, 1)], away((1, 1), (1, 2)))


def test_no_timetable_at_all_is_proven() -> None:
    art = offering("art", by="meera", unavailable=(Slot(1, 1),))
    of = instance(MATHS, art, periods=2)

    with pytest.raises(Infeasible, match="There is no timetable in which maths"):
        retimed(of, [booking(MATHS, 1, 1), booking(art, 1, 2)], away((1, 1)))


def test_no_room_at_all_is_proven() -> None:
    art = offering("art", by="meera", to=("b",), unavailable=(Slot(1, 1),))
    of = instance(MATHS, art, periods=2)

    with pytest.raises(Infeasible, match="There is no timetable in which maths"):
        retimed(of, [booking(MATHS, 1, 1), booking(art, 1, 2)], away((1, 1)))


def test_no_time_left_is_not_called_impossible() -> None:
    art = offering("art", by="meera")
    of = instance(MATHS, art, periods=2)

    with pytest.raises(NotFoundInTime, match="was found in the time given"):
        retimed(of, [booking(MATHS, 1, 1), booking(art, 1, 2)], away((1, 1)), seconds=-1)


# what more moves are worth


def test_more_moves_may_cost_less() -> None:
    small, large = room("small", 10), room("large", 40)
    art = offering("art", by="meera", strength=10)
    of = instance(MATHS, art, rooms=(small, large), periods=3, room_capacity_is_hard=False)
    held = [booking(MATHS, 1, 1, in_room="large"), booking(art, 1, 3, in_room="large")]
    of = replace(of, timeslots=of.timeslots[::2])
    of = replace(of, offerings=(MATHS, art), sections=(section("a"), section("b")))

    few, *more = front(of, held, away((1, 1)), seconds=5)

    assert few.status == "optimal"
    assert all(a.cost > b.cost and a.moved < b.moved for a, b in zip([few, *more], more, strict=False))


# against brute force


def blocks_of(of: Instance, bookings: Sequence[Occupancy]) -> set[tuple[str, Slot, str]]:
    lengths, held = {o.id: o.block_length for o in of.offerings}, set()
    for id, length in lengths.items():
        for day in {b.slot.day for b in bookings}:
            ordered = sorted(
                (b for b in bookings if (b.offering, b.slot.day) == (id, day)), key=lambda b: b.slot
            )
            held |= {(str(id), b.slot, str(b.room)) for b in ordered[::length]}
    return held


def every_timetable(of: Instance) -> list[list[Occupancy]]:
    """By trying every place of every block, with the checker alone as judge."""
    blocks = [o for o in of.offerings for _ in range(o.periods_per_week // o.block_length)]
    places = list(product((t.slot for t in of.timeslots), (r.id for r in of.rooms)))
    sections = {s.id: s for s in of.sections}
    unfinished = {"every_period_taught", "parallel_together", "fixed_stay"}

    def extended(held: list[Occupancy], at: int, after: int) -> Iterator[list[Occupancy]]:
        if at == len(blocks):
            if not violations(of, held):
                yield held
            return
        for n, (start, in_room) in list(enumerate(places))[after:]:
            one, groups = blocks[at], groups_of(blocks[at], sections)
            periods = range(start.period, start.period + one.block_length)
            more = held + [booking(one, start.day, p, in_room=in_room, groups=groups) for p in periods]
            if all(v.rule in unfinished for v in violations(of, more)):
                again = at + 1 < len(blocks) and blocks[at + 1] is one
                yield from extended(more, at + 1, n + 1 if again else 0)

    return list(extended([], 0, 0))


@st.composite
def offerings(draw: st.DrawFn, id: str, parallel: str) -> Offering:
    length = draw(st.sampled_from([1, 1, 1, 2])) if not parallel else 1
    to, batches = draw(st.sampled_from([(("a",), ()), (("a",), ()), (("b",), ()), (("b",), ("b1",))]))
    return offering(
        id,
        length * (draw(st.integers(1, 2)) if id == "o0" and not parallel else 1),
        draw(st.sampled_from(["rao", "meera"])),
        to=to,
        batches=tuple(BatchId(b) for b in batches),
        block_length=length,
        strength=draw(st.sampled_from([10, 20, 30])),
        min_days=draw(st.integers(1, 2)),
        features=draw(st.sampled_from([(), (), ("sink",)])),
        parallel=parallel,
        unavailable=tuple(draw(st.lists(st.builds(Slot, st.integers(1, 2), st.integers(1, 3)), max_size=1))),
    )


@st.composite
def cases(draw: st.DrawFn) -> tuple[Instance, Away, int]:
    """A tiny term, who is away when, and which of its timetables it is to have."""
    baskets = draw(st.sampled_from([("", "", ""), ("", "", ""), ("", "p", "p"), ("p", "p", "")]))
    slots = st.builds(Slot, st.integers(1, 2), st.integers(1, 3))
    people = tuple(
        teacher(
            f,
            daily_limit=draw(st.integers(1, 3)),
            avoided=tuple(draw(st.lists(slots, max_size=2))),
            preferred=tuple(draw(st.lists(slots, max_size=2))),
        )
        for f in ("rao", "meera")
    )
    of = instance(
        *(draw(offerings(f"o{n}", p)) for n, p in enumerate(baskets)),
        days=2,
        periods=draw(st.integers(2, 3)),
        sections=(section("a"), section("b", batches=2)),
        faculty=people,
        rooms=(replace(room("r0", 25), features=("sink",)), room("r1", draw(st.sampled_from([10, 35])))),
        breaks_after=draw(st.sampled_from([(), (1,)])),
        room_capacity_is_hard=draw(st.booleans()),
        costs=draw(st.sampled_from([TimetableCosts(), TimetableCosts(1, 5, 2, 1, 3, 2, 1, 1)])),
    )
    gone = draw(st.sampled_from(["rao", "meera"]))
    return of, {FacultyId(gone): frozenset(draw(st.sets(slots)))}, draw(st.integers(0, 10_000))


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(cases(), st.booleans())
def test_moves_and_cost_are_the_least_that_there_are(
    case: tuple[Instance, Away, int], with_fixed: bool
) -> None:
    of, gone, nth = case
    possible = every_timetable(of)
    assume(possible)
    held = possible[nth % len(possible)]
    if with_fixed:
        of = replace(of, fixed=tuple(b for b in held if b.offering == "o0"))
    ways = [
        (len(blocks_of(of, held) - blocks_of(of, t)), sum(penalties.costs(of, t).values()))
        for t in possible
        if not is_away(t, gone) and not violations(of, t)
    ]

    if not ways:
        with pytest.raises(Infeasible, match=r"There is no|is fixed"):
            retimed(of, held, gone)
        return
    found = front(of, held, gone, seconds=20, further=2)

    assert (found[0].moved, found[0].cost) == min(ways)
    assert (found[0].bound_moves, found[0].bound_cost) == min(ways)
    assert all(f.status == "optimal" and not is_away(f.bookings, gone) for f in found)
    for extra in (1, 2):
        best = min(cost for moves, cost in ways if moves <= found[0].moved + extra)
        assert min(f.cost for f in found if f.moved <= found[0].moved + extra) == best
