"""The sheets of what is studied and by whom, read: courses, subjects, sections, batches, terms, calendars."""

from collections.abc import Hashable
from dataclasses import replace
from datetime import date

from functions.services.workbook.intake import Intake, SectionBatch
from functions.services.workbook.lines import Line
from functions.services.workbook.natural_keys import RowAddress, folded
from functions.workbooks.values import quoted
from timetable.model import (
    Batch,
    BatchId,
    CalendarDay,
    Course,
    CourseId,
    DayKind,
    DepartmentId,
    Section,
    SectionId,
    Subject,
    SubjectId,
    SubjectKind,
    Term,
    TermId,
)

_NEEDED_COLUMNS = {  # without the column, such a day means nothing
    DayKind.FOLLOWS: "Follows",
    DayKind.HALF: "Until period",
    DayKind.EXAMINATIONS: "Sections",
}


def read_courses(intake: Intake) -> None:
    """Read the courses."""
    for line in intake.lines("Courses"):
        name = line.text("Name")
        before = intake.courses.claim(line, "Name", name)
        base = before or Course(CourseId(intake.new_id("course")), DepartmentId(""), name, 0)
        department = intake.departments.refer_to(line, "Department")
        course = replace(
            base,
            name=name,
            department=department.id if department else base.department,
            semesters=line.whole("Semesters", base.semesters),
        )
        intake.courses.put(line, course)


def _course_and_semester(intake: Intake, line: Line) -> tuple[CourseId, int]:
    course, semester = intake.courses.refer_to(line, "Course"), line.whole("Semester")
    if course and semester > course.semesters:
        line.refuse("Semester", f"{course.name} has {course.semesters} semesters; {semester} is too high.")
    return (course.id if course else CourseId("")), semester


def read_subjects(intake: Intake) -> None:
    """Read the subjects."""
    for line in intake.lines("Subjects"):
        course, semester = _course_and_semester(intake, line)
        code = line.text("Code")
        key = f"{line.text('Course')}/{code}"
        before = intake.subjects.claim(line, "Code", key, label=code)
        base = before or Subject(SubjectId(intake.new_id("subject")), course, semester, code, "")
        subject = replace(
            base,
            code=code,
            semester=semester,
            name=line.text("Name"),
            kind=SubjectKind(line.word("Kind", base.kind)),
        )
        intake.subjects.put(line, subject)


def read_sections(intake: Intake) -> None:
    """Read the sections. Each is known by course, semester and name; by name alone if it changes semester."""
    lines = list(intake.lines("Sections"))
    keys = {folded(_section_key(line)) for line in lines}
    for line in lines:
        name, key = line.text("Name"), _section_key(line)
        before = intake.sections.claim(line, "Name", key, label=name) or _promoted(intake, name, keys)
        course, semester = _course_and_semester(intake, line)
        base = before or Section(SectionId(intake.new_id("section")), course, semester, name, 0)
        strength = line.whole("Strength")
        intake.sections.put(
            line, replace(base, course=course, semester=semester, name=name, strength=strength)
        )


def _section_key(line: Line) -> str:
    return f"{line.text('Course')}/{line.whole('Semester')}/{line.text('Name')}"


def _promoted(intake: Intake, name: str, keys: set[Hashable]) -> Section | None:
    """The only section of this name that exists already, if no row of the file has it as it is.

    `keys` are those of all rows.
    """
    namesakes = [s for s in intake.sections.named(name) if s.id in intake.sections.before]
    if len(namesakes) != 1 or namesakes[0].id in intake.sections.rows:
        return None
    course = intake.courses.after[namesakes[0].course]
    return None if folded(f"{course.name}/{namesakes[0].semester}/{name}") in keys else namesakes[0]


def read_batches(intake: Intake) -> None:
    """Read the batches, which are kept in their section; those that are not in the sheet stay."""
    for line in intake.lines("Batches"):
        section, name = intake.sections.refer_to(line, "Section"), line.text("Name")
        section_id = section.id if section else SectionId(line.text("Section"))
        before = intake.batches.claim(line, "Name", (section_id, folded(name)), label=name)
        section_batch = before or SectionBatch(BatchId(intake.new_id("batch")), section_id, name)
        batch = Batch(section_batch.id, name, line.whole("Strength"))
        intake.batches.put(line, replace(section_batch, name=name))
        if section and not line.is_bad():
            section_batches = {b.id: b for b in section.batches} | {batch.id: batch}
            row = RowAddress("Batches", line.row.number)
            intake.sections.set(replace(section, batches=tuple(section_batches.values())), row)


def read_terms(intake: Intake) -> None:
    """Read the terms, without the days of their calendars."""
    for line in intake.lines("Terms"):
        name = line.text("Name")
        before = intake.terms.claim(line, "Name", name)
        base = before or Term(TermId(intake.new_id("term")), name, date.min, date.min)
        first, last = line.calendar_date("First date"), line.calendar_date("Last date")
        if not line.is_bad() and first > last:
            line.refuse("Last date", f"The term ends on {last}, before it begins on {first}; exchange them.")
        intake.terms.put(line, replace(base, name=name, first=first, last=last))


def read_calendar(intake: Intake) -> None:
    """Read the days of the terms; days that are not in the sheet stay."""
    first_rows: dict[tuple[str, date], int] = {}
    for line in intake.lines("Calendar"):
        term, on = intake.terms.refer_to(line, "Term"), line.calendar_date("Date")
        entry = _entry(intake, line)
        if term and on != date.min:
            _check_day(line, term, on, entry=entry, first_rows=first_rows)
        if term and not line.is_bad():
            days = {**term.days, on: entry}
            intake.terms.set(replace(term, days=days), RowAddress("Calendar", line.row.number))


def _entry(intake: Intake, line: Line) -> CalendarDay:
    return CalendarDay(
        DayKind(line.word("What", DayKind.HOLIDAY)),
        line.text("Name"),
        line.day_or_none("Follows", None),
        line.whole_or_none("Until period", None),
        tuple(s.id for s in intake.sections.refer_to_all(line, "Sections")),
    )


def _check_day(
    line: Line, term: Term, on: date, *, entry: CalendarDay, first_rows: dict[tuple[str, date], int]
) -> None:
    earlier = first_rows.setdefault((term.id, on), line.row.number)
    if earlier != line.row.number:
        line.refuse("Date", f"{on} of {term.name} is in row {earlier} too; keep one of them.")
    if not term.first <= on <= term.last:
        line.refuse("Date", f"{on} is outside the term {quoted(term.name)} ({term.first} to {term.last}).")
    needed = _NEEDED_COLUMNS.get(entry.kind, "")
    if needed and line.is_empty(needed) and term.days.get(on) != entry:
        line.refuse(needed, f"A day of the kind {quoted(entry.kind)} needs {needed}; fill it in.")
