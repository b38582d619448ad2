"""Weeks that have a timetable, and what makes them have none."""

from dataclasses import dataclass, field, replace
from typing import Any

from solver_layer.why.relaxations import Change
from solver_layer.why.requirements import Kind
from tests.support.instances import booking, instance, offering, room, section, teacher
from timetable.model import BatchId, FacultyId, Infra, Occupancy, Offering, Section, Slot
from timetable.problems import Instance

WEEK = [Slot(day, period) for day in range(1, 6) for period in range(1, 7)]
FREE = {"daily_limit": 9, "weekly_limit": 99}
Short = tuple[Kind, str]


@dataclass
class Planted:
    """What is added to a week that has a timetable, and what is then required in vain."""

    offerings: tuple[Offering, ...]
    expected: tuple[Short, ...]
    rooms: tuple[Infra, ...] = ()
    limits: dict[str, dict[str, Any]] = field(default_factory=dict)
    """of teachers; those who are not named have none"""
    sections: tuple[Section, ...] = ()
    fixed: tuple[Occupancy, ...] = ()
    cheapest: Change = Change.FEWER_PERIODS


def added(id: str, periods: int, **more: Any) -> Offering:
    """An offering that shares neither teacher, students nor rooms with others, unless told otherwise."""
    usual: dict[str, Any] = {"by": f"dr-{id}", "to": (f"s-{id}",), "room_kind": "hall"}
    return offering(id, periods, **(usual | more))


def equipped(name: str, *features: str, kind: str = "lab", capacity: int = 40) -> Infra:
    return replace(room(name, capacity, kind), features=features)


def others(*names: str) -> tuple[FacultyId, ...]:
    return tuple(FacultyId(n) for n in names)


def all_but(*slots: Slot) -> tuple[Slot, ...]:
    return tuple(s for s in WEEK if s not in slots)


def week(*planted: Planted) -> Instance:
    """Nine offerings of three sections that fit well, and what is planted among them."""
    usual = [
        offering(f"{s}-{t}", 4 + n, by=t, to=(s,), block_length=2 if n == 0 else 1)
        for s in ("a", "b", "c")
        for n, t in enumerate(("rao", "meera", "iyer"))
    ]
    offerings = [*usual, *(o for p in planted for o in p.offerings)]
    limits = {f: more for p in planted for f, more in p.limits.items()}
    teachers = sorted({f for o in offerings for f in (*o.faculty, *o.candidates)})
    sections = {s.id: s for p in planted for s in p.sections}
    names = sorted({s for o in offerings for s in o.sections})
    return instance(
        *offerings,
        days=5,
        periods=6,
        breaks_after=(3,),
        rooms=(*(room(f"r{n}") for n in (1, 2, 3)), *_halls(), *(r for p in planted for r in p.rooms)),
        faculty=tuple(teacher(f, **(FREE | limits.get(f, {}))) for f in teachers),
        sections=tuple(sections.get(s, section(s)) for s in names),
        fixed=tuple(b for p in planted for b in p.fixed),
    )


def _halls() -> tuple[Infra, ...]:
    return tuple(room(f"h{n}", kind="hall") for n in range(8))


def rooms_short() -> Planted:
    three = tuple(added(f"e{n}", 11, room_kind="lab", features=("electronics",)) for n in (1, 2, 3))
    return Planted(
        three,
        ((Kind.ROOMS, "electronics lab 30"), *((Kind.PERIODS, o.id) for o in three)),
        rooms=(
            equipped("Lab 2", "electronics"),
            equipped("Lab 3"),
            equipped("Lab 4", "electronics", capacity=20),
        ),
    )


def seats_short() -> Planted:
    two = tuple(added(f"big{n}", 16, strength=90) for n in (1, 2))
    expected = ((Kind.ROOMS, "hall 90"), *((Kind.PERIODS, o.id) for o in two))
    return Planted(two, expected, rooms=(room("aula", 100, "hall"),))


def no_room() -> Planted:
    lonely = added("kiln", 3, room_kind="studio", features=("kiln",))
    return Planted((lonely,), ((Kind.ROOMS, "kiln studio 30"), (Kind.PERIODS, "kiln")))


def rooms_short_together() -> Planted:
    """Two rooms, each enough for those who need just it, and for those who can have both; not for all."""
    p, q = (added(f"use-{x}", 25, room_kind="shop", features=(x,)) for x in "pq")
    plain = added("use-any", 11, room_kind="shop")
    demands = ("p shop 30", "q shop 30", "shop 30")
    expected = (*((Kind.ROOMS, w) for w in demands), *((Kind.PERIODS, o.id) for o in (p, q, plain)))
    return Planted(
        (p, q, plain), expected, rooms=(equipped("P", "p", kind="shop"), equipped("Q", "q", kind="shop"))
    )


def teacher_twice() -> Planted:
    two = tuple(added(f"t{n}", 16, by="das") for n in (1, 2))
    expected = ((Kind.FACULTY, "das"), *((Kind.PERIODS, o.id) for o in two))
    return Planted(two, expected, cheapest=Change.OTHER_TEACHER)


def daily_limit() -> Planted:
    expected = ((Kind.DAILY_LIMIT, "bose"), (Kind.PERIODS, "long"))
    more = {"bose": {"daily_limit": 2}}
    return Planted((added("long", 11, by="bose"),), expected, limits=more, cheapest=Change.DAILY_LIMIT)


def weekly_limit() -> Planted:
    two = tuple(added(f"w{n}", 5, by="sen") for n in (1, 2))
    expected = ((Kind.WEEKLY_LIMIT, "sen"), *((Kind.PERIODS, o.id) for o in two))
    return Planted(two, expected, limits={"sen": {"weekly_limit": 9}}, cheapest=Change.WEEKLY_LIMIT)


def teacher_away() -> Planted:
    away = {"roy": {"unavailable": all_but(Slot(1, 1), Slot(2, 1))}}
    expected = ((Kind.FACULTY_UNAVAILABLE, "roy"), (Kind.PERIODS, "rare"))
    return Planted((added("rare", 3, by="roy"),), expected, limits=away, cheapest=Change.FREE_TEACHER)


def no_two_in_a_row() -> Planted:
    """Eight periods are left, but no two in a row."""
    left = [Slot(d, p) for d in (1, 2, 3, 4) for p in (1, 3)]
    expected = ((Kind.FACULTY_UNAVAILABLE, "nag"), (Kind.PERIODS, "double"))
    return Planted(
        (added("double", 2, by="nag", block_length=2),),
        expected,
        limits={"nag": {"unavailable": all_but(*left)}},
        cheapest=Change.FREE_TEACHER,
    )


def section_twice() -> Planted:
    two = tuple(added(f"d{n}", 16, to=("d",)) for n in (1, 2))
    return Planted(two, ((Kind.STUDENTS, "d"), *((Kind.PERIODS, o.id) for o in two)))


def batch_and_section() -> Planted:
    whole = added("whole", 16, to=("g",))
    half = added("half", 16, to=("g",), batches=(BatchId("g1"),))
    other = added("other-half", 14, to=("g",), batches=(BatchId("g2"),))
    expected = ((Kind.STUDENTS, "g"), (Kind.PERIODS, "whole"), (Kind.PERIODS, "half"))
    return Planted((whole, half, other), expected, sections=(section("g", 30, batches=2),))


def offering_unavailable() -> Planted:
    never = added("seminar", 2, unavailable=all_but(Slot(1, 1)))
    expected = ((Kind.UNAVAILABLE, "seminar"), (Kind.PERIODS, "seminar"))
    return Planted((never,), expected, cheapest=Change.FREE_OFFERING)


def break_divides() -> Planted:
    expected = ((Kind.BREAKS, "workshop"), (Kind.PERIODS, "workshop"))
    return Planted((added("workshop", 4, block_length=4),), expected, cheapest=Change.SINGLE_PERIODS)


def unequal_in_parallel() -> Planted:
    two = tuple(added(f"elective{n}", n + 2, to=("e",), parallel="electives") for n in (1, 2))
    return Planted(two, ((Kind.PARALLEL, "electives"), *((Kind.PERIODS, o.id) for o in two)))


def fixed_on_fixed() -> Planted:
    first, second = added("f1", 2), added("f2", 2)
    fixed = tuple(booking(o, 1, 1, in_room="h1") for o in (first, second))
    return Planted(
        (first, second), ((Kind.FIXED, "f1"), (Kind.FIXED, "f2")), fixed=fixed, cheapest=Change.NOT_FIXED
    )


def fixed_while_away() -> Planted:
    offering_ = added("f3", 2, by="pal")
    expected = ((Kind.FIXED, "f3"), (Kind.FACULTY_UNAVAILABLE, "pal"))
    away = {"pal": {"unavailable": (Slot(2, 2),)}}
    fixed = (booking(offering_, 2, 2, in_room="h1"),)
    return Planted((offering_,), expected, limits=away, fixed=fixed, cheapest=Change.FREE_TEACHER)


def fixed_in_wrong_room() -> Planted:
    offering_ = added("f4", 2, strength=35)
    small = room("cell", 20, "hall")
    expected = ((Kind.FIXED, "f4"), (Kind.ROOMS, "hall 35"))
    return Planted(
        (offering_,),
        expected,
        rooms=(small,),
        fixed=(booking(offering_, 1, 1, in_room="cell"),),
        cheapest=Change.NOT_FIXED,
    )


def candidates_away() -> Planted:
    offering_ = added("shared", 2, by="dr-x", candidates=others("kar", "lal"))
    away = {f: {"unavailable": all_but(Slot(1, 1))} for f in ("kar", "lal")}
    expected = (
        (Kind.CANDIDATE, "shared"),
        (Kind.PERIODS, "shared"),
        (Kind.FACULTY_UNAVAILABLE, "kar"),
        (Kind.FACULTY_UNAVAILABLE, "lal"),
    )
    return Planted((offering_,), expected, limits=away, cheapest=Change.FREE_TEACHER)


def candidate_full() -> Planted:
    two = tuple(added(f"c{n}", 3, candidates=others("mitra")) for n in (1, 2))
    each = ((kind, o.id) for o in two for kind in (Kind.CANDIDATE, Kind.PERIODS))
    expected = ((Kind.WEEKLY_LIMIT, "mitra"), *each)
    return Planted(two, expected, limits={"mitra": {"weekly_limit": 5}}, cheapest=Change.WEEKLY_LIMIT)


def fixed_candidate() -> Planted:
    offering_ = added("c3", 2, candidates=others("ghosh", "shah"))
    there = booking(offering_, 1, 1, in_room="h1", faculty=(*offering_.faculty, FacultyId("ghosh")))
    kinds = (Kind.FIXED, Kind.CANDIDATE, Kind.PERIODS)
    expected = ((Kind.WEEKLY_LIMIT, "ghosh"), *((kind, "c3") for kind in kinds))
    more = {"ghosh": {"weekly_limit": 1}}
    return Planted((offering_,), expected, limits=more, fixed=(there,), cheapest=Change.WEEKLY_LIMIT)


def no_whole_blocks() -> Planted:
    return Planted((added("odd", 3, block_length=2),), ((Kind.PERIODS, "odd"),))


def more_than_a_week() -> Planted:
    return Planted((added("endless", 31),), ((Kind.PERIODS, "endless"),))


PLANTED = (
    rooms_short,
    seats_short,
    no_room,
    rooms_short_together,
    teacher_twice,
    daily_limit,
    weekly_limit,
    teacher_away,
    no_two_in_a_row,
    section_twice,
    batch_and_section,
    offering_unavailable,
    break_divides,
    unequal_in_parallel,
    fixed_on_fixed,
    fixed_while_away,
    fixed_in_wrong_room,
    candidates_away,
    candidate_full,
    fixed_candidate,
    no_whole_blocks,
    more_than_a_week,
)
