"""The college as it would be after an import: what exists, what the rows have added, what is wrong."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, cast

from functions.services.workbook.columns import form
from functions.services.workbook.header import column_places, recognised_sheets
from functions.services.workbook.lines import Faults, Line
from functions.services.workbook.natural_keys import Names, ObjectTable, folded
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
class SectionBatch:
    """A batch with its section: batches are kept in their section, but have a sheet of their own."""

    id: BatchId
    section: SectionId
    name: str


def user_code(user: User) -> str:
    """What stands for a person in a sheet: their code, or their id while they have none."""
    return user.code or user.id


class CollegeTables:
    """Every kind of object of a college, by id and by name."""

    def __init__(self, present: Present) -> None:
        self.present = present
        self._tables: list[ObjectTable[Any]] = []
        self.timeslots: ObjectTable[TimeSlot] = self._table("timeslot", "Timeslots", lambda t: (t.slot,))
        self.terms: ObjectTable[Term] = self._table("term", "Terms", lambda t: (t.name,))
        self.departments: ObjectTable[Department] = self._table(
            "department", "Departments", lambda d: (d.name,)
        )
        self.courses: ObjectTable[Course] = self._table("course", "Courses", lambda c: (c.name,))
        self.subjects: ObjectTable[Subject] = self._table("subject", "Subjects", self._subject_names)
        self.rooms: ObjectTable[Infra] = self._table("infra", "Rooms", lambda r: (r.name,))
        self.sections: ObjectTable[Section] = self._table("section", "Sections", self._section_names)
        self.batches = self._batch_table()
        self.people: ObjectTable[User] = self._table("user", "People", lambda u: (user_code(u),))
        self.faculty: ObjectTable[Faculty] = self._table("faculty", "Faculty", lambda f: ((f.user,),))
        self.students: ObjectTable[Student] = self._table("student", "Students", lambda s: ((s.user,),))
        self.offerings: ObjectTable[Offering] = self._table("offering", "Offerings", offering_names)
        self.timetable: ObjectTable[Occupancy] = self._table("occupancy", "Timetable", booking_names)

    def tables_of(self, sheet: str) -> list[ObjectTable[Any]]:
        """The tables that the rows of a sheet are put into: one, or none."""
        return [table for table in self._tables if table.sheet == sheet]

    def _table(self, kind: str, sheet: str, names: Callable[[T], Names]) -> ObjectTable[T]:
        # Present has the objects of all kinds under one type
        existing = cast("list[T]", list(self.present.objects.get(kind, ())))
        table = ObjectTable(kind, sheet, noun=form(sheet).noun, existing=existing, names=names)
        self._tables.append(table)
        return table

    def _batch_table(self) -> ObjectTable[SectionBatch]:
        batches = [SectionBatch(b.id, s.id, b.name) for s in self.sections.after.values() for b in s.batches]
        table = ObjectTable(
            "batch", "Batches", noun="batch", existing=batches, names=self._section_batch_names
        )
        self._tables.append(table)
        return table

    def _subject_names(self, subject: Subject) -> Names:
        course = self.courses.after.get(subject.course)
        return (f"{course.name if course else '?'}/{subject.code}", subject.code)

    def _section_names(self, section: Section) -> Names:
        course = self.courses.after.get(section.course)
        return (f"{course.name if course else '?'}/{section.semester}/{section.name}", section.name)

    def _section_batch_names(self, batch: SectionBatch) -> Names:
        section = self.sections.after.get(batch.section)
        return (
            (batch.section, folded(batch.name)),
            f"{section.name if section else '?'}/{batch.name}",
            batch.name,
        )

    def look(self, kind: str, id: str) -> Course | Subject | None:
        """The course or subject of this id, from which other objects derive their department."""
        return self.courses.after.get(id) if kind == "course" else self.subjects.after.get(id)


class Intake(CollegeTables):
    """An import under way: the sheets of the file, and the college with what has been read of them so far."""

    def __init__(self, sheets: Mapping[str, Sheet], present: Present, new_id: Callable[[str], str]) -> None:
        super().__init__(present)
        self.new_id, self.faults = new_id, Faults()
        self.institute = present.institute
        self.institute_row = 0  # the row that changes the institute; 0 while none does
        self._sheets = recognised_sheets(sheets, self.faults)

    def lines(self, sheet: str) -> Iterator[Line]:
        """The rows of a sheet; none if the file does not have it, or lacks a required column of it."""
        if sheet not in self._sheets:
            return
        sheet_form = form(sheet)
        columns = column_places(self._sheets[sheet], sheet_form, self.faults)
        if columns is None:
            for table in self.tables_of(sheet):
                table.unreadable = True
            return
        for row in self._sheets[sheet].rows:
            yield Line(sheet_form, row, columns=columns, faults=self.faults)

    def has(self, sheet: str) -> bool:
        return sheet in self._sheets


def offering_names(offering: Offering) -> Names:
    """An offering is known by its term, subject, sections, batches and teachers; or without the teachers."""
    short = (offering.term, offering.subject, frozenset(offering.sections), frozenset(offering.batches))
    return ((*short, frozenset(offering.faculty)), short)


def booking_names(booking: Occupancy) -> Names:
    """A booking is known by its offering, slot and room together."""
    return ((booking.offering, booking.slot, booking.room),)
