"""Small terms to be timetabled: builders that name only what matters, and random ones."""

from typing import Any

from hypothesis import strategies as st

from timetable.model import (
    Batch,
    BatchId,
    CourseId,
    DepartmentId,
    Faculty,
    FacultyId,
    Infra,
    InfraId,
    Occupancy,
    OccupancyId,
    Offering,
    OfferingId,
    Section,
    SectionId,
    Slot,
    SubjectId,
    TermId,
    TimeSlot,
    TimeSlotId,
    UserId,
)
from timetable.problems import Instance

TERM = TermId("term")

CTT = """\
Name: Tiny
Courses: 3
Rooms: 2
Days: 2
Periods_per_day: 3
Curricula: 1
Constraints: 2

COURSES:
algebra ocra 2 2 30
logic indaco 2 1 42
art rosa 1 1 10

ROOMS:
A 32
B 50

CURRICULA:
first 2 algebra logic

UNAVAILABILITY_CONSTRAINTS:
logic 0 0
logic 1 2

END.
"""


def section(name: str, strength: int = 30, batches: int = 0) -> Section:
    made = tuple(Batch(BatchId(f"{name}{n}"), f"B{n}", strength // batches) for n in range(1, batches + 1))
    return Section(SectionId(name), CourseId("course"), 1, name, strength, made)


def teacher(name: str, **more: Any) -> Faculty:
    return Faculty(FacultyId(name), UserId(f"u-{name}"), DepartmentId("cs"), name, **more)


def room(name: str, capacity: int = 40, kind: str = "classroom") -> Infra:
    return Infra(InfraId(name), name, kind, capacity)


def offering(
    id: str, periods: int = 1, by: str = "rao", *, to: tuple[str, ...] = ("a",), **more: Any
) -> Offering:
    return Offering(
        OfferingId(id),
        TERM,
        SubjectId(id),
        tuple(SectionId(s) for s in to),
        **{"faculty": (FacultyId(by),), "periods_per_week": periods, "strength": 30, **more},
    )


def instance(*offerings: Offering, days: int = 1, periods: int = 4, **more: Any) -> Instance:
    """One room of 40, sections and teachers as the offerings name them, unless told otherwise."""
    usual: dict[str, Any] = {
        "rooms": (room("r1"),),
        "faculty": tuple(teacher(f) for f in sorted({f for o in offerings for f in o.faculty})),
        "sections": tuple(section(s) for s in sorted({s for o in offerings for s in o.sections})),
    }
    timeslots = tuple(
        TimeSlot(TimeSlotId(f"t{d}{p}"), d, p, f"{8 + p:02}:00", f"{8 + p:02}:50")
        for d in range(1, days + 1)
        for p in range(1, periods + 1)
    )
    return Instance(TERM, timeslots, offerings=offerings, **(usual | more))


def booking(offering_: Offering, day: int, period: int, *, in_room: str = "r1", **more: Any) -> Occupancy:
    """One period of an offering; `groups` are its batches, or its sections (as if these had no batches)."""
    usual: dict[str, Any] = {
        "id": OccupancyId(f"{offering_.id}-{day}-{period}-{in_room}"),
        "term": TERM,
        "offering": offering_.id,
        "subject": offering_.subject,
        "slot": Slot(day, period),
        "room": InfraId(in_room),
        "faculty": offering_.faculty,
        "sections": offering_.sections,
        "groups": offering_.batches or offering_.sections,
    }
    return Occupancy(**(usual | more))


@st.composite
def instances(draw: st.DrawFn, days: int = 2, most: int = 5) -> Instance:
    """Terms of a few days and at most so many offerings, some of which have no timetable."""
    sections = (section("a", draw(st.sampled_from([20, 30]))), section("b", 24, batches=2))
    offerings = tuple(_drawn(draw, f"o{n}") for n in range(draw(st.integers(1, most))))
    sizes = draw(st.lists(st.sampled_from([10, 25, 35]), min_size=1, max_size=3))
    return instance(
        *offerings,
        days=days,
        sections=sections,
        faculty=tuple(teacher(f, daily_limit=draw(st.integers(2, 4))) for f in ("rao", "meera")),
        rooms=(*(room(f"r{n}", size) for n, size in enumerate(sizes)), room("lab", 30, "lab")),
        breaks_after=(2,) if draw(st.booleans()) else (),
        room_capacity_is_hard=draw(st.booleans()),
    )


def _drawn(draw: st.DrawFn, id: str) -> Offering:
    block = draw(st.sampled_from([1, 1, 2]))
    to, batches = draw(st.sampled_from([(("a",), ()), (("b",), ()), (("b",), ("b1",)), (("a", "b"), ())]))
    return offering(
        id,
        block * draw(st.integers(1, 2)),
        draw(st.sampled_from(["rao", "meera"])),
        to=to,
        batches=tuple(BatchId(b) for b in batches),
        block_length=block,
        room_kind="lab" if block == 2 and draw(st.booleans()) else "classroom",
        strength=draw(st.sampled_from([10, 20, 30])),
        min_days=draw(st.integers(1, 2)),
        unavailable=tuple(draw(st.lists(st.builds(Slot, st.just(1), st.integers(1, 4)), max_size=2))),
    )
