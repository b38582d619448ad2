"""Each hard constraint of a weekly timetable: what keeps it, what breaks it; and each soft cost."""

from dataclasses import replace
from typing import Any

import pytest

from tests.support.instances import booking, instance, offering, room, section, teacher
from timetable import penalties
from timetable.constraints import violations
from timetable.model import BatchId, Occupancy, Offering, Slot
from timetable.problems import Instance

MATHS = offering("maths")
ART = offering("art", by="meera", to=("b",))
LAB = offering("lab", 2, block_length=2)
TWO_ROOMS = (room("r1"), room("r2"))


def rules(term: Instance, *bookings: Occupancy) -> set[str]:
    return {v.rule for v in violations(term, bookings)}


def test_a_timetable_that_keeps_everything_has_no_violation() -> None:
    both = instance(MATHS, ART, LAB)

    timetable = violations(
        both, [booking(MATHS, 1, 1), booking(ART, 1, 2), booking(LAB, 1, 3), booking(LAB, 1, 4)]
    )

    assert timetable == []


@pytest.mark.parametrize("periods", [[], [1, 2]])
def test_every_offering_has_exactly_its_periods(periods: list[int]) -> None:
    taught = [booking(MATHS, 1, p) for p in periods]

    assert rules(instance(MATHS), *taught) == {"every_period_taught"}


def test_a_room_holds_one_class_at_a_time() -> None:
    both = instance(MATHS, ART, rooms=TWO_ROOMS)

    assert rules(both, booking(MATHS, 1, 1), booking(ART, 1, 1)) == {"room_occupancy"}
    assert rules(both, booking(MATHS, 1, 1), booking(ART, 1, 1, in_room="r2")) == set()


def test_an_offering_is_held_once_at_a_time_though_it_has_neither_teacher_nor_students() -> None:
    nobody = offering("nobody", 2, to=(), faculty=())
    alone = instance(nobody, rooms=TWO_ROOMS)
    bare: dict[str, Any] = {"faculty": (), "groups": ()}

    twice = [booking(nobody, 1, 1, in_room="r1", **bare), booking(nobody, 1, 1, in_room="r2", **bare)]

    assert rules(alone, *twice) == {"once_at_a_time"}
    assert rules(alone, twice[0], booking(nobody, 1, 2, in_room="r2", **bare)) == set()


def test_a_teacher_teaches_one_class_at_a_time() -> None:
    other = offering("art", by="rao", to=("b",))
    both = instance(MATHS, other, rooms=TWO_ROOMS)

    assert rules(both, booking(MATHS, 1, 1), booking(other, 1, 1, in_room="r2")) == {"faculty_occupancy"}
    assert rules(both, booking(MATHS, 1, 1), booking(other, 1, 2, in_room="r2")) == set()


def test_a_section_attends_one_class_at_a_time() -> None:
    shared_class = offering("art", by="meera", to=("a", "b"))
    both = instance(MATHS, shared_class, rooms=TWO_ROOMS)

    assert rules(both, booking(MATHS, 1, 1), booking(shared_class, 1, 1, in_room="r2")) == {
        "student_occupancy"
    }
    assert rules(both, booking(MATHS, 1, 1), booking(shared_class, 1, 2, in_room="r2")) == set()


def test_batches_may_part_but_not_from_their_section() -> None:
    first = offering("first", batches=(BatchId("a1"),))
    second = offering("second", by="meera", batches=(BatchId("a2"),))
    whole = offering("whole", by="iyer")
    all_three = instance(first, second, whole, sections=(section("a", batches=2),), rooms=TWO_ROOMS)
    groups = ("a1", "a2")

    parted = [booking(first, 1, 1), booking(second, 1, 1, in_room="r2")]

    assert rules(all_three, *parted, booking(whole, 1, 2, groups=groups)) == set()
    assert "student_occupancy" in rules(all_three, *parted, booking(whole, 1, 1, groups=groups))


@pytest.mark.parametrize("wrong", [{"faculty": ("meera",)}, {"groups": ("b",)}, {"slot": Slot(1, 9)}])
def test_a_booking_is_as_its_offering_says(wrong: dict[str, Any]) -> None:
    assert rules(instance(MATHS, ART), booking(MATHS, 1, 1, **wrong), booking(ART, 1, 2)) == {
        "right_students_and_faculty"
    }


@pytest.mark.parametrize("name", ["lab", "nowhere"])
def test_a_room_is_of_the_right_kind(name: str) -> None:
    both = instance(MATHS, rooms=(room("r1"), room("lab", kind="lab")), room_capacity_is_hard=False)

    assert rules(both, booking(MATHS, 1, 1, in_room=name)) == {"room_kind"}


def test_seats_must_suffice_only_where_that_is_a_must() -> None:
    tight = instance(MATHS, rooms=(room("r1", 20),))

    assert rules(tight, booking(MATHS, 1, 1)) == {"room_capacity"}
    assert rules(replace(tight, room_capacity_is_hard=False), booking(MATHS, 1, 1)) == set()


def test_an_offering_is_not_given_when_it_can_not_be() -> None:
    never_first = offering("maths", unavailable=(Slot(1, 1),))

    assert rules(instance(never_first), booking(never_first, 1, 1)) == {"availability"}
    assert rules(instance(never_first), booking(never_first, 1, 2)) == set()


@pytest.mark.parametrize(
    "broken",
    [
        [booking(LAB, 1, 1), booking(LAB, 1, 3)],
        [booking(LAB, 1, 1), booking(LAB, 2, 2)],
        [booking(LAB, 1, 2), booking(LAB, 1, 3)],
        [booking(LAB, 1, 1), booking(LAB, 1, 2, in_room="r2")],
    ],
    ids=["apart", "on two days", "over the break", "in two rooms"],
)
def test_a_block_stays_whole(broken: list[Occupancy]) -> None:
    with_break = instance(LAB, days=2, rooms=TWO_ROOMS, breaks_after=(2,))

    assert rules(with_break, *broken) == {"whole_blocks"}
    assert rules(with_break, booking(LAB, 1, 3), booking(LAB, 1, 4)) == set()


@pytest.mark.parametrize("limit", ["daily_limit", "weekly_limit"])
def test_nobody_teaches_more_than_their_limits(limit: str) -> None:
    limited, enough = (instance(LAB, faculty=(teacher("rao", **{limit: n}),)) for n in (1, 2))
    taught = [booking(LAB, 1, 1), booking(LAB, 1, 2)]

    assert rules(limited, *taught) == {f"{limit}s"}
    assert rules(enough, *taught) == set()


def test_nobody_teaches_when_they_never_do() -> None:
    late = instance(MATHS, faculty=(teacher("rao", unavailable=(Slot(1, 1),)),))

    assert rules(late, booking(MATHS, 1, 1)) == {"faculty_availability"}
    assert rules(late, booking(MATHS, 1, 2)) == set()


def test_a_room_has_what_its_class_needs() -> None:
    shown = offering("maths", features=("projector",))
    rooms = (room("r1"), replace(room("r2"), features=("projector", "sink")))

    assert rules(instance(shown, rooms=rooms), booking(shown, 1, 1, in_room="r1")) == {"room_features"}
    assert rules(instance(shown, rooms=rooms), booking(shown, 1, 1, in_room="r2")) == set()


def test_one_of_the_candidates_teaches_all_of_it() -> None:
    open_ = offering("maths", 2, faculty=(), candidates=("rao", "meera"))
    term = instance(open_, faculty=(teacher("rao"), teacher("meera"), teacher("iyer")))

    def by(*people: str) -> set[str]:
        return rules(term, *(booking(open_, 1, n, faculty=(p,)) for n, p in enumerate(people, 1)))

    assert by("rao", "rao") == set()
    assert by("rao", "meera") == {"one_candidate"}
    assert by("iyer", "iyer") == {"right_students_and_faculty"}


def test_what_is_held_in_parallel_shares_its_times_and_may_share_its_students() -> None:
    music, dance = (offering(id, 1, by=by, parallel="arts") for id, by in (("music", "m"), ("dance", "d")))
    term = instance(music, dance, MATHS, rooms=(*TWO_ROOMS, room("r3")))
    both = [booking(music, 1, 1), booking(dance, 1, 1, in_room="r2")]

    assert rules(term, *both, booking(MATHS, 1, 2)) == set()
    assert rules(term, *both, booking(MATHS, 1, 1, in_room="r3")) == {"student_occupancy"}
    assert rules(term, both[0], booking(dance, 1, 2), booking(MATHS, 1, 3)) == {"parallel_together"}


def test_a_fixed_booking_stays_where_it_is() -> None:
    fixed = instance(MATHS, fixed=(booking(MATHS, 1, 2),))

    assert rules(fixed, booking(MATHS, 1, 1)) == {"fixed_stay"}
    assert rules(fixed, booking(MATHS, 1, 2)) == set()


# costs


def cost(part: str, term: Offering, *bookings: Occupancy) -> int:
    rooms = (room("r1", 20), room("r2"))
    return penalties.costs(instance(term, days=2, rooms=rooms, room_capacity_is_hard=False), bookings)[part]


def test_a_student_without_a_seat_costs_a_point_every_period() -> None:
    twice = offering("maths", 2)

    assert cost("room_capacity", twice, booking(twice, 1, 1), booking(twice, 1, 2)) == 20
    assert (
        cost("room_capacity", twice, booking(twice, 1, 1, in_room="r2"), booking(twice, 1, 2, in_room="r2"))
        == 0
    )


def test_a_day_below_the_days_wished_for_costs_five() -> None:
    twice = offering("maths", 2, min_days=2)

    assert cost("minimum_working_days", twice, booking(twice, 1, 1), booking(twice, 1, 2)) == 5
    assert cost("minimum_working_days", twice, booking(twice, 1, 1), booking(twice, 2, 1)) == 0


def test_a_lonely_period_of_a_section_costs_two() -> None:
    thrice = offering("maths", 3)

    assert cost("compactness", thrice, *(booking(thrice, 1, p) for p in (1, 2, 4))) == 2
    assert cost("compactness", thrice, *(booking(thrice, d, p) for d, p in ((1, 4), (2, 1), (2, 3)))) == 6
    assert cost("compactness", thrice, *(booking(thrice, 1, p) for p in (1, 2, 3))) == 0


def test_every_further_room_of_an_offering_costs_a_point() -> None:
    twice = offering("maths", 2)

    assert cost("room_stability", twice, booking(twice, 1, 1), booking(twice, 1, 2, in_room="r2")) == 1
    assert cost("room_stability", twice, booking(twice, 1, 1), booking(twice, 1, 2)) == 0
