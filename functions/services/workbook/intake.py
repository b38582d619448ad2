"""The college as it would be after an import: what exists, what the rows have added, what was wrong."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import cast

from functions.services.workbook.columns import form
from functions.services.workbook.header import columns_of, recognised
from functions.services.workbook.lines import Faults, Line
from functions.services.workbook.natural_keys import Names, Shelf, folded
from functions.workbooks.values import Present, Sheet, T
from timetable.model import (
    BatchId,
    Course,
    Department,
    Faculty,
    Infra,
    Occupancy,
    Offering,
    Section,
    SectionId,
    Student,
    Subject,
    Term,
    TimeSlot,
    User,
)


@dataclass(frozen=True, slots=True)
class Part:
    """A batch, and the section it is of: batches are kept in their section, but named in sheets."""

    id: BatchId
    section: SectionId
    name: str


def user_code(user: User) -> str:
    """What stands for a person in a sheet: their code, or their id while they have none."""
    return user.code or user.id


class Shelves:
    """Every kind of object of a college, by id and by name."""

    def __init__(self, present: Present) -> None:
        self.present = present
        self.timeslots: Shelf[TimeSlot] = self._shelf("timeslot", "Timeslots", lambda t: (t.slot,))
        self.terms: Shelf[Term] = self._shelf("term", "Terms", lambda t: (t.name,))
        self.departments: Shelf[Department] = self._shelf("department", "Departments", lambda d: (d.name,))
        self.courses: Shelf[Course] = self._shelf("course", "Courses", lambda c: (c.name,))
        self.subjects: Shelf[Subject] = self._shelf("subject", "Subjects", self._subject_names)
        self.rooms: Shelf[Infra] = self._shelf("infra", "Rooms", lambda r: (r.name,))
        self.sections: Shelf[Section] = self._shelf("section", "Sections", self._section_names)
        parts = [Part(b.id, s.id, b.name) for s in self.sections.now.values() for b in s.batches]
        self.batches: Shelf[Part] = Shelf("batch", "Batches", "batch", parts, self._batch_names)
        self.people: Shelf[User] = self._shelf("user", "People", lambda u: (user_code(u),))
        self.faculty: Shelf[Faculty] = self._shelf("faculty", "Faculty", lambda f: ((f.user,),))
        self.students: Shelf[Student] = self._shelf("student", "Students", lambda s: ((s.user,),))
        self.offerings: Shelf[Offering] = self._shelf("offering", "Offerings", offering_names)
        self.timetable: Shelf[Occupancy] = self._shelf("occupancy", "Timetable", booking_names)

    def _shelf(self, kind: str, sheet: str, names: Callable[[T], Names]) -> Shelf[T]:
        present = cast("list[T]", list(self.present.objects.get(kind, ())))
        return Shelf(kind, sheet, form(sheet).noun, present, names)

    def _subject_names(self, subject: Subject) -> Names:
        course = self.courses.now.get(subject.course)
        return (f"{course.name if course else '?'}/{subject.code}", subject.code)

    def _section_names(self, section: Section) -> Names:
        course = self.courses.now.get(section.course)
        return (f"{course.name if course else '?'}/{section.semester}/{section.name}", section.name)

    def _batch_names(self, part: Part) -> Names:
        section = self.sections.now.get(part.section)
        return (
            (part.section, folded(part.name)),
            f"{section.name if section else '?'}/{part.name}",
            part.name,
        )

    def look(self, kind: str, id: str) -> Course | Subject | None:
        """What objects derive their department from."""
        shelf: Mapping[str, Course | Subject] = self.courses.now if kind == "course" else self.subjects.now
        return shelf.get(id)


class Intake(Shelves):
    """What the readers of the single sheets share."""

    def __init__(self, sheets: Mapping[str, Sheet], present: Present, new_id: Callable[[str], str]) -> None:
        super().__init__(present)
        self.new_id, self.faults = new_id, Faults()
        self.institute = present.institute
        self.institute_row = 0
        self._sheets = recognised(sheets, self.faults)

    def lines(self, sheet: str) -> Iterator[Line]:
        """The rows of a sheet, if it is there and has every column that is needed."""
        if sheet not in self._sheets:
            return
        wanted = form(sheet)
        columns = columns_of(self._sheets[sheet], wanted, self.faults)
        if columns is None:
            for shelf in vars(self).values():
                if isinstance(shelf, Shelf) and shelf.sheet == sheet:
                    shelf.unreadable = True
            return
        for row in self._sheets[sheet].rows:
            yield Line(wanted, row, columns, self.faults)

    def has(self, sheet: str) -> bool:
        return sheet in self._sheets


def offering_names(offering: Offering) -> Names:
    """By whom and to whom what is taught in which term; without the teachers if that is enough."""
    short = (offering.term, offering.subject, frozenset(offering.sections), frozenset(offering.batches))
    return ((*short, frozenset(offering.faculty)), short)


def booking_names(booking: Occupancy) -> Names:
    return ((booking.offering, booking.slot, booking.room),)
