"""The frame of a term: its dates, periods, rooms, and what is to be taught."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from timetable.model.ids import (
    BatchId,
    CourseId,
    DepartmentId,
    FacultyId,
    InfraId,
    OfferingId,
    SectionId,
    SubjectId,
    TermId,
    TimeSlotId,
)
from timetable.model.slot import Slot
from timetable.model.stored_object import Stored


class SubjectKind(StrEnum):
    LECTURE = "lecture"
    LAB = "lab"


@dataclass(frozen=True, slots=True)
class Subject(Stored):
    id: SubjectId
    course: CourseId
    semester: int
    code: str
    name: str
    kind: SubjectKind = SubjectKind.LECTURE
    # Derived: the department of the course.
    department: DepartmentId | None = None


@dataclass(frozen=True, slots=True)
class TimeSlot(Stored):
    """One period of the week; start and end are local wall-clock times `HH:MM`."""

    id: TimeSlotId
    day: int
    period: int
    start: str
    end: str

    @property
    def slot(self) -> Slot:
        return Slot(self.day, self.period)


@dataclass(frozen=True, slots=True)
class Infra(Stored):
    id: InfraId
    name: str
    # An offering asks for a room of one kind, such as `classroom` or `lab`.
    kind: str
    capacity: int
    features: tuple[str, ...] = ()
    department: DepartmentId | None = None


class DayKind(StrEnum):
    WORKING = "working"
    HOLIDAY = "holiday"
    FOLLOWS = "follows"
    HALF = "half"
    EXAMINATIONS = "examinations"


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """What one date of a term is, where it is not an ordinary day of the week."""

    kind: DayKind
    name: str = ""
    # FOLLOWS: the day (or day order) whose timeslots the date has.
    follows: int | None = None
    # HALF: the last period that is held.
    until: int | None = None
    # EXAMINATIONS: the sections that have no classes.
    sections: tuple[SectionId, ...] = ()


@dataclass(frozen=True, slots=True)
class Term(Stored):
    id: TermId
    name: str
    first: date
    last: date
    days: Mapping[date, CalendarDay] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Offering(Stored):
    """What has to be taught in a term: one subject to these students by these people, so often a week."""

    id: OfferingId
    term: TermId
    subject: SubjectId
    sections: tuple[SectionId, ...]
    faculty: tuple[FacultyId, ...]
    periods_per_week: int
    # How many consecutive periods one meeting has; it divides `periods_per_week`.
    block_length: int = 1
    room_kind: str = "classroom"
    # If given, the offering is for these batches of its sections only.
    batches: tuple[BatchId, ...] = ()
    strength: int = 0
    unavailable: tuple[Slot, ...] = ()
    # On how many different days of the week the periods should be.
    min_days: int = 1
    # If given, one of these teaches all periods, together with `faculty`.
    candidates: tuple[FacultyId, ...] = ()
    # The features that the room has to have.
    features: tuple[str, ...] = ()
    # Offerings of one name are held at the same times and may share students: electives, batches.
    parallel: str = ""
    # Derived: the department of the subject.
    department: DepartmentId | None = None
