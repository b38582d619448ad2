"""Reading people and their profiles: a person has at most one faculty and one student profile."""

from dataclasses import replace

from functions.services.workbook.intake import Intake, user_code
from functions.services.workbook.lines import Line
from functions.services.workbook.natural_keys import Place, folded
from functions.workbooks.values import quoted
from timetable.model import (
    CourseId,
    DepartmentId,
    Faculty,
    FacultyId,
    Role,
    Section,
    SectionId,
    Slot,
    Student,
    StudentId,
    User,
    UserId,
)


def people(intake: Intake) -> None:
    for line in intake.lines("People"):
        code = line.text("Code")
        before = intake.people.claim(line, "Code", code, code)
        was = before or User(UserId(intake.new_id("user")), "", Role.STUDENT, code=code)
        department = intake.departments.refer_to(line, "Department")
        read = replace(
            was,
            code=code if was.code else "",
            name=line.text("Name"),
            role=Role(line.word("Role", was.role)),
            department=(department.id if department else None) if line.has("Department") else was.department,
            active=line.flag("Active", was.active),
        )
        intake.people.put(line, read)


def _person(intake: Intake, line: Line) -> User:
    """Whose profile this row is; if it is nobody's, the line knows it."""
    found = intake.people.refer_to(line, "Person")
    return found or User(UserId(line.text("Person")), "", Role.STUDENT)


def _set_person(intake: Intake, line: Line, person: User) -> None:
    if not line.is_bad():
        intake.people.set(person, Place(line.form.name, line.row.number))


def faculty(intake: Intake) -> None:
    for line in intake.lines("Faculty"):
        person = _person(intake, line)
        before = intake.faculty.claim(line, "Person", (person.id,), user_code(person))
        department = intake.departments.refer_to(line, "Department")
        was = before or Faculty(FacultyId(intake.new_id("faculty")), person.id, DepartmentId(""), person.name)
        read = _faculty(intake, line, was, department.id if department else was.department)
        filed = replace(person, faculty=read.id, department=_department(intake, line, person, before, read))
        intake.faculty.put(line, read)
        _set_person(intake, line, filed)


def _department(
    intake: Intake, line: Line, person: User, before: Faculty | None, profile: Faculty
) -> DepartmentId | None:
    """A teacher is of the department of their profile; the sheet People may not say otherwise."""
    was = intake.people.before.get(person.id)
    moved = before is None or before.department != profile.department
    if not moved and was and was.department == person.department:
        return person.department
    if person.department not in (None, profile.department) and person.id in intake.people.places:
        said = f"{person.name} is of another department in the sheet People; write the same in both."
        line.wrong("Department", said)
    return profile.department


def _faculty(intake: Intake, line: Line, was: Faculty, department: DepartmentId) -> Faculty:
    can_teach = tuple(s.id for s in intake.subjects.refer_to_all(line, "Subjects"))
    return replace(
        was,
        department=department,
        rank=line.text("Rank", was.rank),
        subjects=can_teach if line.has("Subjects") else was.subjects,
        daily_limit=line.whole("Daily limit", was.daily_limit),
        weekly_limit=line.whole("Weekly limit", was.weekly_limit),
        preferred=known_slots(intake, line, "Preferred", was.preferred),
        avoided=known_slots(intake, line, "Avoided", was.avoided),
        unavailable=known_slots(intake, line, "Unavailable", was.unavailable),
    )


def known_slots(intake: Intake, line: Line, column: str, was: tuple[Slot, ...]) -> tuple[Slot, ...]:
    """The slots of a cell, each of which is a timeslot of the week."""
    found = line.slots(column, was)
    for slot in dict.fromkeys(found) if found != was else ():
        intake.timeslots.refer(line, column, slot, f"{slot.day}/{slot.period}")
    return found


def students(intake: Intake) -> None:
    rolls = {folded(s.roll_number): s.user for s in intake.students.before.values()}
    for line in intake.lines("Students"):
        person = _person(intake, line)
        before = intake.students.claim(line, "Person", (person.id,), user_code(person))
        read = _student(intake, line, before, person)
        if read.roll_number and rolls.setdefault(folded(read.roll_number), person.id) != person.id:
            taken = f"The roll number {quoted(read.roll_number)} is somebody else's too; each has their own."
            line.wrong("Roll number", taken)
        intake.students.put(line, read)
        filed = replace(person, student=read.id, section=read.section, group=read.group())
        _set_person(intake, line, filed)


def _student(intake: Intake, line: Line, before: Student | None, person: User) -> Student:
    course = intake.courses.refer_to(line, "Course")
    section = intake.sections.refer_to(line, "Section")
    was = before or Student(
        StudentId(intake.new_id("student")), person.id, CourseId(""), SectionId(""), None, "", person.name
    )
    if course and section and section.course != course.id:
        line.wrong("Section", f"{section.name} is not a section of the course {quoted(course.name)}.")
    electives = tuple(s.id for s in intake.subjects.refer_to_all(line, "Electives"))
    read = replace(
        was,
        course=course.id if course else was.course,
        section=section.id if section else was.section,
        roll_number=line.text("Roll number"),
        electives=electives if line.has("Electives") else was.electives,
    )
    return _with_batch(intake, line, read, section)


def _with_batch(intake: Intake, line: Line, student: Student, section: Section | None) -> Student:
    if not line.has("Batch"):
        still = section and student.batch in {b.id for b in section.batches}
        return student if still else replace(student, batch=None)
    name = line.text("Batch")
    if not name or not section:
        return replace(student, batch=None)
    part = intake.batches.refer(line, "Batch", (section.id, folded(name)), f"{section.name}/{name}")
    return replace(student, batch=part.id if part else None)


def names_follow(intake: Intake) -> None:
    """Profiles carry their person's name: where it has changed, theirs does."""
    for user in list(intake.people.now.values()):
        before = intake.people.before.get(user.id)
        if before is None or before.name == user.name:
            continue
        place = intake.people.places[user.id]
        if user.faculty in intake.faculty.now:
            intake.faculty.set(replace(intake.faculty.now[user.faculty], name=user.name), place)
        if user.student in intake.students.now:
            intake.students.set(replace(intake.students.now[user.student], name=user.name), place)
