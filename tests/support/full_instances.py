"""Random terms with all that an offering, a teacher and a room can ask for."""

from dataclasses import replace

from hypothesis import strategies as st

from tests.support.instances import booking, instance, offering, room, section, teacher
from timetable.constraints import groups_of, teams
from timetable.model import BatchId, FacultyId, Infra, Occupancy, Offering, Slot
from timetable.problems import Instance

TEACHERS = ("rao", "meera", "iyer")


def others(*names: str) -> tuple[FacultyId, ...]:
    return tuple(FacultyId(n) for n in names)


def equipped(name: str, *features: str, capacity: int = 40) -> Infra:
    return replace(room(name, capacity, "lab"), features=features)


@st.composite
def full_instances(draw: st.DrawFn, days: int = 2, most: int = 5) -> Instance:
    """Terms with all that an offering, a teacher and a room can ask for; some have no timetable."""
    slots = st.builds(Slot, st.integers(1, days), st.integers(1, 4))
    offerings = tuple(_drawn(draw, f"o{n}", slots) for n in range(draw(st.integers(1, most))))
    sizes = draw(st.lists(st.sampled_from([10, 25, 35]), min_size=1, max_size=2))
    labs = draw(st.lists(st.sampled_from([(), ("p",), ("q",), ("p", "q")]), min_size=1, max_size=2))
    drawn_instance = instance(
        *offerings,
        days=days,
        sections=(section("a"), section("b", 24, batches=2)),
        faculty=tuple(
            teacher(
                name,
                daily_limit=draw(st.integers(2, 4)),
                weekly_limit=draw(st.integers(3, 8)),
                unavailable=tuple(draw(st.lists(slots, max_size=2))),
            )
            for name in TEACHERS
        ),
        rooms=(
            *(room(f"r{n}", s) for n, s in enumerate(sizes)),
            *(equipped(f"l{n}", *f) for n, f in enumerate(labs)),
        ),
        breaks_after=draw(st.sampled_from([(), (2,), (1, 3)])),
        room_capacity_is_hard=draw(st.booleans()),
    )
    return replace(
        drawn_instance, fixed=_fixed(draw, drawn_instance, slots) if draw(st.integers(0, 3)) == 0 else ()
    )


def _drawn(draw: st.DrawFn, id: str, slots: st.SearchStrategy[Slot]) -> Offering:
    block = draw(st.sampled_from([1, 1, 2]))
    to, batches = draw(st.sampled_from([(("a",), ()), (("b",), ()), (("b",), ("b1",)), (("a", "b"), ())]))
    is_lab = draw(st.booleans())
    return offering(
        id,
        block * draw(st.integers(1, 2)),
        draw(st.sampled_from(TEACHERS)),
        to=to,
        batches=tuple(BatchId(b) for b in batches),
        block_length=block,
        room_kind="lab" if is_lab else "classroom",
        features=draw(st.sampled_from([(), ("p",), ("q",), ("p", "q")])) if is_lab else (),
        strength=draw(st.sampled_from([10, 20, 30])),
        unavailable=tuple(draw(st.lists(slots, max_size=2))),
        candidates=others(*draw(st.sampled_from([(), (), ("meera",), ("meera", "iyer"), ("rao", "iyer")]))),
        parallel=draw(st.sampled_from(["", "", "p"])),
    )


def _fixed(
    draw: st.DrawFn, drawn_instance: Instance, slots: st.SearchStrategy[Slot]
) -> tuple[Occupancy, ...]:
    offering_, start, in_room = (
        draw(st.sampled_from(drawn_instance.offerings)),
        draw(slots),
        draw(st.sampled_from(drawn_instance.rooms)),
    )
    team = draw(st.sampled_from([*teams(offering_), offering_.faculty]))
    periods = range(start.period, start.period + offering_.block_length)
    sections = {s.id: s for s in drawn_instance.sections}
    return tuple(
        booking(
            offering_, start.day, p, in_room=in_room.id, faculty=team, groups=groups_of(offering_, sections)
        )
        for p in periods
    )
