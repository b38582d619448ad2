"""Who teaches and who is taught: departments, courses and their students, faculty, users."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from timetable.model.ids import (
    BatchId,
    CourseId,
    DepartmentId,
    FacultyId,
    SectionId,
    StudentId,
    SubjectId,
    UserId,
)
from timetable.model.slot import Slot
from timetable.model.stored_object import Stored


class Role(StrEnum):
    ADMIN = "admin"
    HOD = "hod"
    FACULTY = "faculty"
    STUDENT = "student"
    SCHEDULER = "scheduler"


@dataclass(frozen=True, slots=True)
class Department(Stored):
    id: DepartmentId
    name: str
    hod: UserId | None = None
    acting_hod: UserId | None = None
    acting_from: date | None = None
    acting_until: date | None = None
    ask_substitutes: str | None = None
    """for its leave; None: as the institute has it"""
    ask_to_lend: bool | None = None
    ask_to_share: bool | None = None

    def acting_on(self, today: date) -> UserId | None:
        """Who has the HOD's rights besides the HOD on this date, if anybody."""
        if self.acting_from and self.acting_until and self.acting_from <= today <= self.acting_until:
            return self.acting_hod
        return None


@dataclass(frozen=True, slots=True)
class Course(Stored):
    id: CourseId
    department: DepartmentId
    name: str
    semesters: int


@dataclass(frozen=True, slots=True)
class Batch:
    id: BatchId
    name: str
    strength: int


@dataclass(frozen=True, slots=True)
class Section(Stored):
    id: SectionId
    course: CourseId
    semester: int
    name: str
    strength: int
    batches: tuple[Batch, ...] = ()
    department: DepartmentId | None = None
    """its course's; derived"""

    def groups(self) -> tuple[str, ...]:
        """The smallest groups of students in it: its batches, or itself. Claims are on these."""
        return tuple(b.id for b in self.batches) or (self.id,)


@dataclass(frozen=True, slots=True)
class Faculty(Stored):
    id: FacultyId
    user: UserId
    department: DepartmentId
    name: str
    rank: str = "Assistant Professor"
    subjects: tuple[SubjectId, ...] = ()
    """the subjects they can teach"""
    daily_limit: int = 6
    """periods"""
    weekly_limit: int = 24
    """periods"""
    preferred: tuple[Slot, ...] = ()
    avoided: tuple[Slot, ...] = ()
    unavailable: tuple[Slot, ...] = ()
    """in which they never teach"""


@dataclass(frozen=True, slots=True)
class Student(Stored):
    id: StudentId
    user: UserId
    course: CourseId
    section: SectionId
    batch: BatchId | None
    roll_number: str
    name: str
    electives: tuple[SubjectId, ...] = ()
    department: DepartmentId | None = None
    """its course's; derived"""

    def group(self) -> str:
        """The smallest group of students they belong to."""
        return self.batch or self.section


class QuietHours(NamedTuple):
    """Local times `HH:MM` between which only what is urgent is told; they may go over midnight."""

    first: str
    until: str


@dataclass(frozen=True, slots=True)
class User(Stored):
    """A person who can be linked to one Telegram account; at most one faculty and one student profile."""

    id: UserId
    name: str
    role: Role
    department: DepartmentId | None = None
    faculty: FacultyId | None = None
    student: StudentId | None = None
    group: str | None = None
    """of a student: the smallest group of students they belong to"""
    section: SectionId | None = None
    telegram: int | None = None
    active: bool = True
    code: str = ""
    """the college's own number for them (employee number, roll number); no two people share one"""
    language: str | None = None
    """that they chose, as `hi`; None: that of their Telegram. With `quiet` a copy out of their settings"""
    quiet: QuietHours | None = None
    reachable: bool = True
    """False: Telegram takes nothing for them, until they write again"""

    @property
    def is_told(self) -> bool:
        """There is somebody to tell something."""
        return self.active and self.telegram is not None and self.reachable
