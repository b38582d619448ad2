"""What a timetable has to keep, one by one, as those who run a college would say it."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from solver_layer.model.suitable import RoomNeed
from solver_layer.model.variables import starts_of
from timetable.model import Faculty, FacultyId, InfraId, Offering, OfferingId, Slot
from timetable.problems import Instance


class Kind(StrEnum):
    """What is required; the comment says of what. The order is that in which requirements are told."""

    ROOMS = "rooms"  # of a need: only so many rooms meet it, each holds one class at a time
    WEEKLY_LIMIT = "weekly_limit"  # of a teacher
    DAILY_LIMIT = "daily_limit"  # of a teacher
    FACULTY_UNAVAILABLE = "faculty_unavailable"  # of a teacher
    FACULTY = "faculty"  # of a teacher: one class at a time
    STUDENTS = "students"  # of a section: one class at a time, also for its batches
    PARALLEL = "parallel"  # of a name: its offerings are held at the same times
    CANDIDATE = "candidate"  # of an offering: one of its candidates teaches all of it
    BREAKS = "breaks"  # of an offering: its blocks do not span a break
    UNAVAILABLE = "unavailable"  # of an offering
    FIXED = "fixed"  # of a block: it stays at its time, in its room, with its people
    PERIODS = "periods"  # of an offering: it has its periods a week


@dataclass(frozen=True, slots=True)
class Requirement:
    """One requirement: `about` is the id of the offering, teacher or section, or the name of the parallel."""

    kind: Kind
    about: str
    room_need: RoomNeed | None = None  # of ROOMS: what a room has to be; `about` says the same
    start: Slot | None = None  # of FIXED: the first period of the block

    def rank(self) -> tuple[int, str, Slot]:
        """For an order that is the same each time."""
        return [*Kind].index(self.kind), self.about, self.start or Slot(0, 0)


@dataclass(frozen=True, slots=True)
class FixedBlock:
    """A block of fixed bookings, which share their room and their people."""

    offering: Offering
    start: Slot
    room: InfraId
    faculty: tuple[FacultyId, ...]


def rooms(room_need: RoomNeed) -> Requirement:
    seats = (str(room_need.seats),) if room_need.seats else ()
    return Requirement(Kind.ROOMS, " ".join((*sorted(room_need.features), room_need.kind, *seats)), room_need)


def periods(offering: OfferingId) -> Requirement:
    return Requirement(Kind.PERIODS, offering)


def fixed_blocks(instance: Instance) -> list[FixedBlock]:
    """The fixed bookings, whole blocks of offerings that exist."""
    offerings = {o.id: o for o in instance.offerings}
    people = {(b.offering, b.slot): b.faculty for b in instance.fixed}
    bookings = [b for b in instance.fixed if b.offering in offerings]
    return [
        FixedBlock(block.offering, block.start, room, people[block.offering.id, block.start])
        for block, room in starts_of(bookings, offerings)
    ]


def baskets(instance: Instance) -> dict[str, list[Offering]]:
    """Offerings that are held in parallel with others, by the name they share."""
    by_name: dict[str, list[Offering]] = {}
    for offering in instance.offerings:
        if offering.parallel:
            by_name.setdefault(offering.parallel, []).append(offering)
    return {name: basket for name, basket in by_name.items() if len(basket) > 1}


def requirements_of(instance: Instance) -> tuple[Requirement, ...]:
    """All that a timetable of the instance has to keep, in the order in which it is told."""
    requirements = {
        *(rooms(RoomNeed.by(o, instance)) for o in instance.offerings),
        *(r for o in instance.offerings for r in _of_offering(instance, o)),
        *(r for f in instance.faculty for r in _of_teacher(f)),
        *(Requirement(Kind.FACULTY, f) for o in instance.offerings for f in (*o.faculty, *o.candidates)),
        *(Requirement(Kind.STUDENTS, s) for o in instance.offerings for s in o.sections),
        *(Requirement(Kind.PARALLEL, name) for name in baskets(instance)),
        *(Requirement(Kind.FIXED, b.offering.id, start=b.start) for b in fixed_blocks(instance)),
    }
    return tuple(sorted(requirements, key=Requirement.rank))


def _of_offering(instance: Instance, offering: Offering) -> Iterator[Requirement]:
    yield periods(offering.id)
    if offering.unavailable:
        yield Requirement(Kind.UNAVAILABLE, offering.id)
    if offering.candidates:
        yield Requirement(Kind.CANDIDATE, offering.id)
    if offering.block_length > 1 and instance.breaks_after:
        yield Requirement(Kind.BREAKS, offering.id)


def _of_teacher(faculty: Faculty) -> Iterator[Requirement]:
    yield Requirement(Kind.DAILY_LIMIT, faculty.id)
    yield Requirement(Kind.WEEKLY_LIMIT, faculty.id)
    if faculty.unavailable:
        yield Requirement(Kind.FACULTY_UNAVAILABLE, faculty.id)
