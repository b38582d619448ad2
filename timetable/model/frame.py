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
    department: DepartmentId | None = None
    """its course's; derived"""


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
    kind: str
    """`classroom`, `lab` ...: an offering asks for one"""
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
    follows: int | None = None
    """FOLLOWS: the day (or day order) whose timeslots it has"""
    until: int | None = None
    """HALF: the last period held"""
    sections: tuple[SectionId, ...] = ()
    """EXAMINATIONS: the sections that have no class"""


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
    block_length: int = 1
    """consecutive periods of one meeting; divides periods_per_week"""
    room_kind: str = "classroom"
    batches: tuple[BatchId, ...] = ()
    """if given, only these batches of the sections"""
    strength: int = 0
    unavailable: tuple[Slot, ...] = ()
    min_days: int = 1
    """wished-for number of different days"""
    candidates: tuple[FacultyId, ...] = ()
    """if given, one of these teaches all of it, beside `faculty`"""
    features: tuple[str, ...] = ()
    """what its room has to have"""
    parallel: str = ""
    """offerings of one name are held at the same times and may share students: electives, batches"""
    department: DepartmentId | None = None
    """its subject's; derived"""
