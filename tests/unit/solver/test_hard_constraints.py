"""The model of a timetable: each constraint in a tiny case, the whole against checker and brute force."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given, settings
from ortools.sat.python.cp_model import CpModel

from solver_layer.model import hard
from solver_layer.model.stages import any_timetable, decided
from solver_layer.model.suitable import Suitable
from solver_layer.model.variables import Block, Periods, Rooms
from tests.support.full_instances import equipped, full_instances, others
from tests.support.instances import booking, instance, offering, room, teacher
from timetable.constraints import groups_of, teams, violations
from timetable.model import Occupancy, Offering, Slot
from timetable.problems import Instance

Constraint = Callable[[CpModel, Periods], None]


def has_periods(of: Instance, *constraints: Constraint) -> bool:
    model = CpModel()
    x = Periods.of(model, of)
    for constraint in constraints:
        constraint(model, x)
    return decided(model, 5, 0) is not None


# periods


def test_every_block_has_a_start() -> None:
    of = instance(offering("lab", 4, block_length=2), periods=4, breaks_after=(2,))

    assert has_periods(of, hard.every_block)
    assert not has_periods(replace(of, breaks_after=(1, 3)), hard.every_block)


def test_an_offering_keeps_out_of_its_unavailable_timeslots() -> None:
    early = offering("maths", unavailable=(Slot(1, 1),))

    assert has_periods(instance(early, periods=2), hard.every_block)
    assert not has_periods(instance(early, periods=1), hard.every_block)


def test_a_teacher_keeps_out_of_their_unavailable_timeslots() -> None:
    away = (teacher("rao", unavailable=(Slot(1, 1),)),)

    assert has_periods(instance(offering("maths"), periods=2, faculty=away), hard.every_block)
    assert not has_periods(instance(offering("maths"), periods=1, faculty=away), hard.every_block)


def test_a_candidate_keeps_out_of_their_unavailable_timeslots() -> None:
    shared = offering("maths", 2, candidates=others("meera", "iyer"))
    away = (teacher("rao"), teacher("meera", unavailable=(Slot(1, 1),)))
    first_away, last_away = (
        teacher("iyer", unavailable=(Slot(1, 1),)),
        teacher("iyer", unavailable=(Slot(1, 2),)),
    )
    one_candidate = (hard.every_block, hard.one_candidate)

    assert has_periods(instance(shared, periods=3, faculty=(*away, first_away)), *one_candidate)
    assert has_periods(instance(shared, periods=2, faculty=(*away, teacher("iyer"))), *one_candidate)
    assert not has_periods(instance(shared, periods=2, faculty=(*away, last_away)), *one_candidate)


def test_a_teacher_has_one_class_at_a_time_also_as_a_candidate() -> None:
    maths, art = (
        offering("maths", by="iyer", candidates=others("meera")),
        offering("art", by="meera", to=("b",)),
    )
    rules = (hard.every_block, hard.one_candidate, hard.faculty_occupancy)

    assert has_periods(instance(maths, art, periods=2), *rules)
    assert not has_periods(instance(maths, art, periods=1), *rules)
    assert has_periods(instance(replace(maths, candidates=others("meera", "rao")), art, periods=1), *rules)


def test_one_candidate_teaches_all_periods_of_an_offering() -> None:
    shared = offering("maths", 2, candidates=others("meera", "iyer"))
    other = [offering(n, by=n, to=(n,), unavailable=(Slot(1, p),)) for n, p in (("meera", 1), ("iyer", 2))]
    rules = (hard.every_block, hard.one_candidate, hard.faculty_occupancy)

    assert has_periods(instance(shared, *other, periods=3), *rules)
    assert not has_periods(instance(shared, *other, periods=2), *rules)


def test_an_offering_needs_a_candidate_who_is_somebody_else() -> None:
    of = instance(offering("maths", candidates=others("rao")))

    assert not has_periods(of, hard.every_block, hard.one_candidate)
    assert has_periods(of, hard.every_block)


@pytest.mark.parametrize(
    ("limits", "feasible"), [((1, 9), True), ((0, 9), False), ((9, 2), True), ((9, 1), False)]
)
def test_limits_bind_teachers_and_candidates(limits: tuple[int, int], feasible: bool) -> None:
    limited = teacher("meera", daily_limit=limits[0], weekly_limit=limits[1])
    fixed, candidate = offering("maths", 2, "meera"), offering("maths", 2, candidates=others("meera"))
    rules = (hard.every_block, hard.one_candidate, hard.daily_limits, hard.weekly_limits)

    for of in (fixed, candidate):
        assert has_periods(instance(of, days=2, faculty=(limited, teacher("rao"))), *rules) is feasible


def test_students_have_one_class_at_a_time_but_parallel_ones_count_as_one() -> None:
    maths, art = offering("maths"), offering("art", by="meera")
    together = instance(replace(maths, parallel="p"), replace(art, parallel="p"), periods=1)
    rules = (hard.every_block, hard.student_occupancy, hard.parallel_together)

    assert has_periods(together, *rules)
    assert not has_periods(instance(maths, art, periods=1), *rules)
    assert not has_periods(instance(*together.offerings, offering("logic", by="iyer"), periods=1), *rules)
    assert has_periods(instance(*together.offerings, offering("logic", by="iyer"), periods=2), *rules)


def test_parallel_offerings_are_held_at_the_same_times() -> None:
    maths = offering("maths", parallel="p", unavailable=(Slot(1, 1),))
    art = offering("art", by="meera", parallel="p", unavailable=(Slot(1, 2),))
    rules = (hard.every_block, hard.parallel_together)

    assert has_periods(instance(maths, art, periods=3), *rules)
    assert not has_periods(instance(maths, art, periods=2), *rules)
    assert not has_periods(instance(maths, replace(art, periods_per_week=2)), *rules)


def test_parallel_blocks_and_single_periods_cover_the_same_times() -> None:
    block = offering("lab", 2, parallel="p", block_length=2)
    singles = offering("art", 2, by="meera", parallel="p", unavailable=(Slot(1, 2),))
    rules = (hard.every_block, hard.parallel_together)

    assert has_periods(instance(block, singles, periods=4), *rules)
    assert not has_periods(instance(block, singles, periods=3), *rules)


def test_parallel_offerings_keep_teachers_and_rooms_apart() -> None:
    maths, art = offering("maths", parallel="p"), offering("art", by="meera", parallel="p")

    assert not has_periods(instance(maths, art), hard.every_block, hard.parallel_together, hard.enough_rooms)
    assert not has_periods(
        instance(maths, replace(art, faculty=maths.faculty)),
        hard.every_block,
        hard.parallel_together,
        hard.faculty_occupancy,
    )


# rooms by count


def test_rooms_are_counted_by_kind_and_seats() -> None:
    large = [offering(n, by=n, to=(n,), strength=50) for n in ("m", "n")]
    of = instance(*large, periods=1, rooms=(room("hall", 60), room("nook", 40), room("lab", 60, "lab")))

    assert not has_periods(of, hard.every_block, hard.enough_rooms)
    assert has_periods(of, hard.every_block)
    assert has_periods(replace(of, room_capacity_is_hard=False), hard.every_block, hard.enough_rooms)


def test_rooms_are_counted_by_features_and_by_unions_of_them() -> None:
    """Two rooms for p, q and plain each on its own; for the three of them together, no third."""
    wanting = [offering(n, by=n, to=(n,), room_kind="lab", features=(n,)) for n in ("p", "q")]
    plain = offering("plain", by="plain", to=("plain",), room_kind="lab")
    of = instance(*wanting, plain, periods=1, rooms=(equipped("both", "p", "q"), equipped("bare")))
    two = instance(*wanting, periods=1, rooms=(equipped("both", "p", "q"), equipped("p", "p")))

    assert not has_periods(of, hard.every_block, hard.enough_rooms)
    assert has_periods(two, hard.every_block, hard.enough_rooms)
    assert not has_periods(
        instance(*wanting, rooms=(equipped("p", "p"),)), hard.every_block, hard.enough_rooms
    )


def test_rooms_that_overlap_in_too_many_ways_are_chosen_instead() -> None:
    names = [f"f{n}" for n in range(9)]
    wanting = [offering(n, by=n, to=(n,), room_kind="lab", features=(n,)) for n in names]
    rooms = [equipped(f"without-{n}", *(m for m in names if m != n)) for n in names]
    of = instance(*wanting, periods=1, rooms=tuple(rooms))
    narrow = instance(*wanting, periods=1, rooms=(*rooms[:5], *[equipped(f"p{n}", "f0") for n in range(4)]))

    def is_feasible(of: Instance) -> bool:
        return has_periods(of, hard.every_block, hard.one_size, hard.enough_rooms, hard.enough_rooms_of_size)

    assert is_feasible(of)
    assert not is_feasible(narrow)
    assert len(Suitable(of).uncounted) + len(Suitable(of).counted) > 0


def test_a_block_takes_one_room_of_one_size() -> None:
    block = offering("block", 2, block_length=2, strength=50)
    no_room = instance(block, rooms=(room("nook", 40),))
    two = instance(block, offering("other", 2, by="o", to=("o",), block_length=2, strength=50), periods=2)

    assert not has_periods(no_room, hard.every_block, hard.one_size)
    assert has_periods(replace(no_room, rooms=(room("hall", 60),)), hard.every_block, hard.one_size)
    of_size = (hard.every_block, hard.one_size, hard.enough_rooms_of_size)
    assert not has_periods(replace(two, rooms=(room("hall", 60),)), *of_size)
    assert has_periods(replace(two, rooms=(room("hall", 60), room("aula", 60))), *of_size)


def test_a_fixed_booking_stays_with_its_room_and_its_candidate() -> None:
    maths = offering("maths", 2, candidates=others("meera", "iyer"))
    there = booking(maths, 1, 1, faculty=others("rao", "meera"))
    limits = (teacher("rao"), teacher("meera", weekly_limit=1), teacher("iyer"))
    rules = (hard.every_block, hard.one_candidate, hard.weekly_limits, hard.fixed_periods)

    assert has_periods(instance(maths, fixed=(there,)), *rules)
    assert has_periods(instance(maths, faculty=limits), *rules)
    assert not has_periods(instance(maths, fixed=(there,), faculty=limits), *rules)
    assert not has_periods(instance(maths, fixed=(replace(there, room=room("cellar").id),)), *rules)


def test_a_block_finds_a_room_that_no_fixed_booking_cuts_in_two() -> None:
    """Never more than two at once, and yet each of the two rooms is taken for a while by a fixed booking."""
    first, last = (offering(n, by=n, to=(n,)) for n in ("first", "last"))
    block = offering("block", 3, block_length=3)
    of = instance(
        first,
        last,
        block,
        periods=3,
        rooms=(room("r1"), room("r2")),
        fixed=(booking(first, 1, 1, in_room="r1"), booking(last, 1, 3, in_room="r2")),
    )

    assert any_timetable(of, seconds=5) is None
    assert any_timetable(replace(of, fixed=of.fixed[:1]), seconds=5) is not None


# rooms of blocks whose times are decided


def has_rooms(of: Instance, *blocks: Block) -> bool:
    model = CpModel()
    y = Rooms.of(model, of, list(blocks))
    for constraint in hard.ROOMS:
        constraint(model, y)
    return decided(model, 5, 0) is not None


def test_a_block_keeps_one_room_of_its_own() -> None:
    long, short = offering("long", 2, block_length=2), offering("short", by="meera", to=("b",))
    of = instance(long, short, rooms=(room("r1"), room("r2")))
    both = (Block(long, Slot(1, 1)), Block(short, Slot(1, 2)))

    assert has_rooms(of, *both)
    assert not has_rooms(replace(of, rooms=of.rooms[:1]), *both)


def test_a_room_has_what_is_asked_for() -> None:
    wanting = offering("lab", room_kind="lab", features=("scope",))
    held = Block(wanting, Slot(1, 1))

    assert has_rooms(instance(wanting, rooms=(equipped("e", "scope", "bench"),)), held)
    assert not has_rooms(instance(wanting, rooms=(equipped("e", "bench"),)), held)
    assert not has_rooms(instance(wanting, rooms=(equipped("e", "scope", capacity=20),)), held)


# model and checker


def timetable_of(of: Instance) -> tuple[Occupancy, ...] | None:
    return any_timetable(of, seconds=20)


@settings(max_examples=150, deadline=None)
@given(full_instances())
def test_what_the_model_finds_the_checker_accepts(of: Instance) -> None:
    found = timetable_of(of)

    if found is not None:
        assert violations(of, found) == []


@settings(max_examples=800, deadline=None)
@given(full_instances(days=1, most=2))
def test_the_model_finds_a_timetable_if_there_is_one(of: Instance) -> None:
    assert (timetable_of(of) is not None) == any(every_timetable(of))


def every_timetable(of: Instance) -> Iterator[bool]:
    """By trying all candidates, and every place of every block, with the checker alone as judge."""
    for choice in product(*(teams(o) for o in of.offerings)):
        staffed = tuple(
            replace(o, faculty=t, candidates=()) for o, t in zip(of.offerings, choice, strict=True)
        )
        yield from _extended(of, [o for o in staffed for _ in range(o.periods_per_week // o.block_length)])


PARTIAL = {"every_period_taught", "parallel_together", "fixed_stay"}


def _extended(of: Instance, blocks: list[Offering]) -> Iterator[bool]:
    places = list(product((t.slot for t in of.timeslots), (r.id for r in of.rooms)))
    sections = {s.id: s for s in of.sections}

    def extended(held: list[Occupancy], at: int, after: int) -> Iterator[bool]:
        if at == len(blocks):
            if not violations(of, _with_ids_of_fixed(of, held)):
                yield True
            return
        for n, (start, in_room) in list(enumerate(places))[after:]:
            one, groups = blocks[at], groups_of(blocks[at], sections)
            periods = range(start.period, start.period + one.block_length)
            more = held + [booking(one, start.day, p, in_room=in_room, groups=groups) for p in periods]
            if all(v.rule in PARTIAL for v in violations(of, more)):
                again = at + 1 < len(blocks) and blocks[at + 1] is one
                yield from extended(more, at + 1, n + 1 if again else 0)

    return extended([], 0, 0)


def _with_ids_of_fixed(of: Instance, held: list[Occupancy]) -> list[Occupancy]:
    """Fixed bookings are themselves part of a timetable, with the people they name."""
    fixed = {(b.offering, b.slot, b.room): b for b in of.fixed}
    return [fixed.get((b.offering, b.slot, b.room), b) for b in held]
