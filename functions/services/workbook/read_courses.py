"""Reading what is studied and by whom: courses, subjects, sections, batches; terms and their calendars."""

from collections.abc import Hashable
from dataclasses import replace
from datetime import date

from functions.services.workbook.intake import Intake, Part
from functions.services.workbook.lines import Line
from functions.services.workbook.natural_keys import Place, folded
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

_NEEDED = {
    DayKind.FOLLOWS: "Follows",
    DayKind.HALF: "Until period",
    DayKind.EXAMINATIONS: "Sections",
}
"""the column without which such a day means nothing"""


def courses(intake: Intake) -> None:
    for line in intake.lines("Courses"):
        name = line.text("Name")
        before = intake.courses.claim(line, "Name", name, name)
        was = before or Course(CourseId(intake.new_id("course")), DepartmentId(""), name, 0)
        department = intake.departments.refer_to(line, "Department")
        read = replace(
            was,
            name=name,
            department=department.id if department else was.department,
            semesters=line.whole("Semesters", was.semesters),
        )
        intake.courses.put(line, read)


def _course_and_semester(intake: Intake, line: Line) -> tuple[CourseId, int]:
    course, semester = intake.courses.refer_to(line, "Course"), line.whole("Semester")
    if course and semester > course.semesters:
        line.wrong("Semester", f"{course.name} has {course.semesters} semesters; {semester} is too high.")
    return (course.id if course else CourseId("")), semester


def subjects(intake: Intake) -> None:
    for line in intake.lines("Subjects"):
        course, semester = _course_and_semester(intake, line)
        code = line.text("Code")
        key = f"{line.text('Course')}/{code}"
        before = intake.subjects.claim(line, "Code", key, code)
        was = before or Subject(SubjectId(intake.new_id("subject")), course, semester, code, "")
        read = replace(
            was,
            code=code,
            semester=semester,
            name=line.text("Name"),
            kind=SubjectKind(line.word("Kind", was.kind)),
        )
        intake.subjects.put(line, read)


def sections(intake: Intake) -> None:
    """A section is known by course, semester and name, or by its name alone: it may change semester."""
    lines = list(intake.lines("Sections"))
    keys = {folded(_section_key(line)) for line in lines}
    for line in lines:
        name, key = line.text("Name"), _section_key(line)
        before = intake.sections.claim(line, "Name", key, name) or _promoted(intake, name, keys)
        course, semester = _course_and_semester(intake, line)
        was = before or Section(SectionId(intake.new_id("section")), course, semester, name, 0)
        strength = line.whole("Strength")
        intake.sections.put(
            line, replace(was, course=course, semester=semester, name=name, strength=strength)
        )


def _section_key(line: Line) -> str:
    return f"{line.text('Course')}/{line.whole('Semester')}/{line.text('Name')}"


def _promoted(intake: Intake, name: str, keys: set[Hashable]) -> Section | None:
    """The only section of this name that existed before, if no row is about it as it was."""
    alike = [s for s in intake.sections.named(name) if s.id in intake.sections.before]
    if len(alike) != 1 or alike[0].id in intake.sections.places:
        return None
    course = intake.courses.now[alike[0].course]
    return None if folded(f"{course.name}/{alike[0].semester}/{name}") in keys else alike[0]


def batches(intake: Intake) -> None:
    """A batch is kept in its section; those that are not in the sheet stay."""
    for line in intake.lines("Batches"):
        section, name = intake.sections.refer_to(line, "Section"), line.text("Name")
        section_id = section.id if section else SectionId(line.text("Section"))
        before = intake.batches.claim(line, "Name", (section_id, folded(name)), name)
        part = before or Part(BatchId(intake.new_id("batch")), section_id, name)
        batch = Batch(part.id, name, line.whole("Strength"))
        intake.batches.put(line, replace(part, name=name))
        if section and not line.is_bad():
            kept = {b.id: b for b in section.batches} | {batch.id: batch}
            place = Place("Batches", line.row.number)
            intake.sections.set(replace(section, batches=tuple(kept.values())), place)


def terms(intake: Intake) -> None:
    for line in intake.lines("Terms"):
        name = line.text("Name")
        before = intake.terms.claim(line, "Name", name, name)
        was = before or Term(TermId(intake.new_id("term")), name, date.min, date.min)
        first, last = line.calendar_date("First date"), line.calendar_date("Last date")
        if not line.is_bad() and first > last:
            line.wrong("Last date", f"The term ends on {last}, before it begins on {first}; exchange them.")
        intake.terms.put(line, replace(was, name=name, first=first, last=last))


def calendar(intake: Intake) -> None:
    """The days of the terms; days that are not in the sheet stay."""
    seen: dict[tuple[str, date], int] = {}
    for line in intake.lines("Calendar"):
        term, on = intake.terms.refer_to(line, "Term"), line.calendar_date("Date")
        entry = _entry(intake, line)
        if term and on != date.min:
            _check_day(line, term, on, entry, seen)
        if term and not line.is_bad():
            days = {**term.days, on: entry}
            intake.terms.set(replace(term, days=days), Place("Calendar", line.row.number))


def _entry(intake: Intake, line: Line) -> CalendarDay:
    return CalendarDay(
        DayKind(line.word("What", DayKind.HOLIDAY)),
        line.text("Name"),
        line.day_or_none("Follows", None),
        line.whole_or_none("Until period", None),
        tuple(s.id for s in intake.sections.refer_to_all(line, "Sections")),
    )


def _check_day(
    line: Line, term: Term, on: date, entry: CalendarDay, seen: dict[tuple[str, date], int]
) -> None:
    earlier = seen.setdefault((term.id, on), line.row.number)
    if earlier != line.row.number:
        line.wrong("Date", f"{on} of {term.name} is in row {earlier} too; keep one of them.")
    if not term.first <= on <= term.last:
        line.wrong("Date", f"{on} is outside the term {quoted(term.name)} ({term.first} to {term.last}).")
    needed = _NEEDED.get(entry.kind, "")
    if needed and line.is_empty(needed) and term.days.get(on) != entry:
        line.wrong(needed, f"A day of the kind {quoted(entry.kind)} needs {needed}; fill it in.")
