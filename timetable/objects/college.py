"""A whole college as one value: every object of one institute that is entered rather than computed."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from timetable.model import (
    Course,
    Department,
    Faculty,
    Infra,
    Institute,
    Offering,
    Section,
    Student,
    Subject,
    Term,
    TimeSlot,
    User,
)


@dataclass(frozen=True, slots=True)
class College:
    institute: Institute
    departments: tuple[Department, ...]
    courses: tuple[Course, ...]
    subjects: tuple[Subject, ...]
    sections: tuple[Section, ...]
    users: tuple[User, ...]
    faculty: tuple[Faculty, ...]
    students: tuple[Student, ...]
    timeslots: tuple[TimeSlot, ...]
    rooms: tuple[Infra, ...]
    term: Term
    offerings: tuple[Offering, ...]

    def objects(self) -> Iterator[Any]:
        """Everything but the institute itself, referred-to before referring."""
        yield from self.timeslots
        yield from self.departments
        yield from self.courses
        yield from self.subjects
        yield from self.rooms
        yield from self.sections
        yield from self.users
        yield from self.faculty
        yield from self.students
        yield self.term
        yield from self.offerings
