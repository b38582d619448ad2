"""What is held when, where and by whom: each week, and on one date."""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from timetable.model.ids import (
    AdjustmentId,
    FacultyId,
    InfraId,
    LeaveId,
    OccupancyId,
    OfferingId,
    SectionId,
    SubjectId,
    TermId,
)
from timetable.model.slot import Date, DatedSlot, Slot
from timetable.model.stored_object import Stored


class AdjustmentKind(StrEnum):
    CANCELLED = "cancelled"
    SUBSTITUTED = "substituted"
    MOVED = "moved"
    MERGED = "merged"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class Occupancy(Stored):
    """One weekly booking of a term. `groups` are the smallest groups of students in it."""

    id: OccupancyId
    term: TermId
    offering: OfferingId
    subject: SubjectId
    slot: Slot
    room: InfraId
    faculty: tuple[FacultyId, ...]
    sections: tuple[SectionId, ...]
    groups: tuple[str, ...]
    # If given, the bookings of this name share their students, each of whom is in one of them.
    basket: str = ""

    def on(self, day: date) -> "ClassOnDate":
        """The class this booking means on one date, as planned."""
        return ClassOnDate(
            self.id, self.subject, day, self.slot, self.room, self.faculty, self.sections, self.groups,
            basket=self.basket,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class ClassOnDate:
    """One class on one date: who teaches whom what, when and where."""

    occupancy: OccupancyId
    subject: SubjectId
    date: date
    slot: Slot
    room: InfraId
    faculty: tuple[FacultyId, ...]
    sections: tuple[SectionId, ...]
    groups: tuple[str, ...]
    # The adjustment that made the class as it is, or None if it is as the weekly timetable has it.
    adjustment: AdjustmentId | None = None
    # The date and timeslot of the weekly timetable, if the class is now held at another time.
    moved_from: DatedSlot | None = None
    # The class that this one has joined: both are held as one, in the host's room by the host's teachers.
    host: "ClassOnDate | None" = None
    # If given, each of the students is in one of the classes of this name.
    basket: str = ""
    # True of a class of a basket that was moved away from the others and has its students' time to itself.
    apart: bool = False

    @property
    def planned(self) -> DatedSlot:
        """Where the weekly timetable has it: a class is known by this and its booking through all changes."""
        return self.moved_from or (self.date, self.slot)

    def resources(self) -> tuple["Resource", ...]:
        """Everything that this class keeps others from using at that time: of a class that has joined another
        its students only, for the rest is the host's."""
        groups = tuple(Resource("group", g) for g in self.groups)
        if self.host:
            return groups
        return (Resource("room", self.room), *(Resource("faculty", f) for f in self.faculty), *groups)

    def at(self, on: Date, slot: Slot, room: InfraId) -> "ClassOnDate":
        """This class at another date, time or place."""
        moved = (on, slot) != (self.date, self.slot)
        apart = self.apart or (moved and bool(self.basket))
        return replace(self, date=on, slot=slot, room=room, host=None, apart=apart)

    def joining(self, host: "ClassOnDate") -> "ClassOnDate":
        """This class as it is when it is held together with another at the same time."""
        return replace(self, room=host.room, faculty=host.faculty, adjustment=None, host=host)


class Resource(NamedTuple):
    """What can be in one place at a time: a room, a faculty member, a smallest group of students."""

    kind: str
    id: str


@dataclass(frozen=True, slots=True)
class Adjustment:
    """What differs on one date: the class as planned, and as it will be (None: cancelled)."""

    id: AdjustmentId
    kind: AdjustmentKind
    before: ClassOnDate
    after: ClassOnDate | None
    cause: LeaveId | None = None
