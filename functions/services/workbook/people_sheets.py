"""The sheets of people and their profiles, read: a person has at most one faculty and one student profile."""

from dataclasses import replace

from functions.services.workbook.intake import Intake, user_code
from functions.services.workbook.lines import Line
from functions.services.workbook.natural_keys import RowAddress, folded
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


def read_people(intake: Intake) -> None:
    """Read the people."""
    for line in intake.lines("People"):
        code = line.text("Code")
        before = intake.people.claim(line, "Code", code)
        base = before or User(UserId(intake.new_id("user")), "", Role.STUDENT, code=code)
        department = intake.departments.refer_to(line, "Department")
        user = replace(
            base,
            code=code if base.code else "",
            name=line.text("Name"),
            role=Role(line.word("Role", base.role)),
            department=(department.id if department else None) if line.has("Department") else base.department,
            active=line.flag("Active", base.active),
        )
        intake.people.put(line, user)


def _person(intake: Intake, line: Line) -> User:
    """The person whose profile this row is. If there is none: a nameless one, and the cell is refused."""
    person = intake.people.refer_to(line, "Person")
    return person or User(UserId(line.text("Person")), "", Role.STUDENT)


def _set_person(intake: Intake, line: Line, person: User) -> None:
    if not line.is_bad():
        intake.people.set(person, RowAddress(line.form.name, line.row.number))


def read_faculty(intake: Intake) -> None:
    """Read the profiles of teachers, and note each in its person."""
    for line in intake.lines("Faculty"):
        person = _person(intake, line)
        before = intake.faculty.claim(line, "Person", (person.id,), label=user_code(person))
        department = intake.departments.refer_to(line, "Department")
        base = before or Faculty(
            FacultyId(intake.new_id("faculty")), person.id, DepartmentId(""), person.name
        )
        profile = _faculty(intake, line, base, department=department.id if department else base.department)
        place = _department(intake, line, person, before=before, profile=profile)
        intake.faculty.put(line, profile)
        _set_person(intake, line, replace(person, faculty=profile.id, department=place))


def _department(
    intake: Intake, line: Line, person: User, *, before: Faculty | None, profile: Faculty
) -> DepartmentId | None:
    """A teacher's department: that of their profile. The sheet People may not say otherwise."""
    user = intake.people.before.get(person.id)
    moved = before is None or before.department != profile.department
    if not moved and user and user.department == person.department:
        return person.department
    if person.department not in (None, profile.department) and person.id in intake.people.rows:
        sentence = f"{person.name} is of another department in the sheet People; write the same in both."
        line.refuse("Department", sentence)
    return profile.department


def _faculty(intake: Intake, line: Line, base: Faculty, *, department: DepartmentId) -> Faculty:
    can_teach = tuple(s.id for s in intake.subjects.refer_to_all(line, "Subjects"))
    return replace(
        base,
        department=department,
        rank=line.text("Rank", base.rank),
        subjects=can_teach if line.has("Subjects") else base.subjects,
        daily_limit=line.whole("Daily limit", base.daily_limit),
        weekly_limit=line.whole("Weekly limit", base.weekly_limit),
        preferred=read_slots(intake, line, "Preferred", default=base.preferred),
        avoided=read_slots(intake, line, "Avoided", default=base.avoided),
        unavailable=read_slots(intake, line, "Unavailable", default=base.unavailable),
    )


def read_slots(intake: Intake, line: Line, column: str, *, default: tuple[Slot, ...]) -> tuple[Slot, ...]:
    """The slots of a cell; the cell is refused if one of them is no timeslot of the week."""
    slots = line.slots(column, default)
    for slot in dict.fromkeys(slots) if slots != default else ():
        intake.timeslots.refer(line, column, slot, label=f"{slot.day}/{slot.period}")
    return slots


def read_students(intake: Intake) -> None:
    """Read the profiles of students, and note each in its person."""
    owners = {folded(s.roll_number): s.user for s in intake.students.before.values()}
    for line in intake.lines("Students"):
        person = _person(intake, line)
        before = intake.students.claim(line, "Person", (person.id,), label=user_code(person))
        profile = _student(intake, line, before, person=person)
        roll_number = profile.roll_number
        if roll_number and owners.setdefault(folded(roll_number), person.id) != person.id:
            sentence = f"The roll number {quoted(roll_number)} is somebody else's too; each has their own."
            line.refuse("Roll number", sentence)
        intake.students.put(line, profile)
        person = replace(person, student=profile.id, section=profile.section, group=profile.group())
        _set_person(intake, line, person)


def _student(intake: Intake, line: Line, before: Student | None, *, person: User) -> Student:
    course = intake.courses.refer_to(line, "Course")
    section = intake.sections.refer_to(line, "Section")
    base = before or Student(
        StudentId(intake.new_id("student")), person.id, CourseId(""), SectionId(""), None, "", person.name
    )
    if course and section and section.course != course.id:
        line.refuse("Section", f"{section.name} is not a section of the course {quoted(course.name)}.")
    electives = tuple(s.id for s in intake.subjects.refer_to_all(line, "Electives"))
    student = replace(
        base,
        course=course.id if course else base.course,
        section=section.id if section else base.section,
        roll_number=line.text("Roll number"),
        electives=electives if line.has("Electives") else base.electives,
    )
    return _with_batch(intake, line, student, section=section)


def _with_batch(intake: Intake, line: Line, student: Student, *, section: Section | None) -> Student:
    if not line.has("Batch"):
        stays = section and student.batch in {b.id for b in section.batches}
        return student if stays else replace(student, batch=None)
    name = line.text("Batch")
    if not name or not section:
        return replace(student, batch=None)
    key, label = (section.id, folded(name)), f"{section.name}/{name}"
    batch = intake.batches.refer(line, "Batch", key, label=label)
    return replace(student, batch=batch.id if batch else None)


def rename_profiles(intake: Intake) -> None:
    """Give each profile the name of its person where the file changes that."""
    for user in list(intake.people.after.values()):
        before = intake.people.before.get(user.id)
        if before is None or before.name == user.name:
            continue
        row = intake.people.rows[user.id]
        if user.faculty in intake.faculty.after:
            intake.faculty.set(replace(intake.faculty.after[user.faculty], name=user.name), row)
        if user.student in intake.students.after:
            intake.students.set(replace(intake.students.after[user.student], name=user.name), row)
