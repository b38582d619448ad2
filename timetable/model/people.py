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
    # For leave of this department's teachers; None stands for the institute's policy, also in the next two.
    ask_substitutes: str | None = None
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
    # Derived: the department of the course.
    department: DepartmentId | None = None

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
    # The subjects that the person can teach.
    subjects: tuple[SubjectId, ...] = ()
    daily_limit: int = 6
    weekly_limit: int = 24
    preferred: tuple[Slot, ...] = ()
    avoided: tuple[Slot, ...] = ()
    # The timeslots in which the person never teaches.
    unavailable: tuple[Slot, ...] = ()


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
    # Derived: the department of the course.
    department: DepartmentId | None = None

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
    # Of a student: the smallest group of students that they belong to.
    group: str | None = None
    section: SectionId | None = None
    telegram: int | None = None
    active: bool = True
    # The college's own number for the person (employee number, roll number); no two people share one.
    code: str = ""
    # A code such as `hi`, or None for the language of their Telegram. This and `quiet` are copied from the
    # person's settings.
    language: str | None = None
    quiet: QuietHours | None = None
    # False if Telegram delivers nothing to the person, until they write again.
    reachable: bool = True

    @property
    def is_told(self) -> bool:
        """There is somebody to tell something."""
        return self.active and self.telegram is not None and self.reachable
