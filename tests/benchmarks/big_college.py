"""A big college as domain values: made from a seed, the same for the same date."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import count, cycle
from random import Random

from local.college import names, week
from local.college.names import new_id
from timetable.model import (
    Batch,
    BatchId,
    Course,
    CourseId,
    Department,
    DepartmentId,
    Faculty,
    FacultyId,
    Infra,
    InfraId,
    Institute,
    InstituteId,
    Offering,
    OfferingId,
    Policies,
    Role,
    Section,
    SectionId,
    Student,
    StudentId,
    Subject,
    SubjectId,
    TermId,
    User,
    UserId,
)
from timetable.objects.college import College

DEPARTMENTS, TEACHERS_PER_DEPARTMENT, STUDENTS_PER_SECTION = 100, 20, 50
SUBJECTS_PER_SEMESTER, PERIODS_PER_WEEK = 5, 5
# of each department: course, semester, name; those of the first three semesters are in two batches
_SECTIONS = (("UG", 1, "A"), ("UG", 1, "B"), ("UG", 3, "A"), ("UG", 3, "B"), ("UG", 5, "A"), ("UG", 5, "B"),
             ("UG", 7, "A"), ("UG", 7, "B"), ("PG", 1, "A"), ("PG", 3, "A"))  # fmt: skip
_PERIODS_OF_DAY = {1: 8, 2: 8, 3: 8, 4: 8, 5: 8, 6: 4}


def big_college(today: date, seed: int = 1, departments: int = DEPARTMENTS) -> College:
    """100 departments, 2,000 faculty, 50,000 students and 25,000 weekly bookings, unless told otherwise."""
    random = Random(seed)
    maker = _CollegeMaker(random, TermId(new_id(random)), cycle(list(names.people(random))))
    for number in range(1, departments + 1):
        maker.add_department(number)
    admin = User(UserId(new_id(random)), "Registrar's office", Role.ADMIN, telegram=next(maker.accounts))
    policies = Policies(breaks_after=week.BREAKS_AFTER, admins=(admin.id,))
    return College(
        institute=Institute(InstituteId(new_id(random)), "Big College", "Asia/Kolkata", policies),
        departments=tuple(maker.departments),
        courses=tuple(maker.courses),
        subjects=tuple(maker.subjects),
        sections=tuple(maker.sections),
        users=(*maker.users, admin),
        faculty=tuple(maker.faculty),
        students=tuple(maker.students),
        timeslots=week.timeslots(random, _PERIODS_OF_DAY),
        rooms=tuple(maker.rooms),
        term=week.term(maker.term, today, working_days=6),
        offerings=tuple(maker.offerings),
    )


@dataclass(slots=True)
class _CollegeMaker:
    """Makes the objects of the big college one after the other, and keeps them."""

    random: Random
    term: TermId
    people: Iterator[str]
    accounts: Iterator[int] = field(default_factory=lambda: count(1))
    departments: list[Department] = field(default_factory=list)
    courses: list[Course] = field(default_factory=list)
    subjects: list[Subject] = field(default_factory=list)
    sections: list[Section] = field(default_factory=list)
    users: list[User] = field(default_factory=list)
    faculty: list[Faculty] = field(default_factory=list)
    students: list[Student] = field(default_factory=list)
    rooms: list[Infra] = field(default_factory=list)
    offerings: list[Offering] = field(default_factory=list)

    def add_department(self, number: int) -> None:
        id = DepartmentId(new_id(self.random))
        teachers = [self._teacher(id, number, place) for place in range(TEACHERS_PER_DEPARTMENT)]
        self.departments.append(Department(id, f"Department {number:03}", teachers[0][1].id))
        courses = {level: self._course(id, number, level) for level in ("UG", "PG")}
        taught: dict[tuple[str, int], list[Subject]] = {}
        offered: list[tuple[Section, Subject]] = []
        for level, semester, name in _SECTIONS:
            subjects = taught.setdefault((level, semester), [])
            if not subjects:
                subjects += self._subjects(courses[level], semester, f"D{number:03}{level[0]}")
            section = self._section(courses[level], semester, f"D{number:03}-{level}-{semester}-{name}")
            self._fill(id, section)
            offered += [(section, subject) for subject in subjects]
        for place, (section, subject) in enumerate(offered):
            self._offer(section, subject, teachers, place=place * TEACHERS_PER_DEPARTMENT // len(offered))
        self.faculty += [f for f, _ in teachers]
        self.users += [u for _, u in teachers]

    def _teacher(self, department: DepartmentId, number: int, place: int) -> tuple[Faculty, User]:
        id, name = FacultyId(new_id(self.random)), f"Dr {next(self.people)}"
        role = Role.HOD if place == 0 else Role.FACULTY
        user = User(
            UserId(new_id(self.random)), name, role, department, id,
            telegram=next(self.accounts), code=f"E{number:03}{place:02}",
        )  # fmt: skip
        return Faculty(id, user.id, department, name), user

    def _course(self, department: DepartmentId, number: int, level: str) -> Course:
        name = f"{level} Programme {number:03}"
        course = Course(CourseId(new_id(self.random)), department, name, 8 if level == "UG" else 4)
        self.courses.append(course)
        return course

    def _subjects(self, course: Course, semester: int, code: str) -> list[Subject]:
        subjects = [
            Subject(id, course.id, semester, f"{code}{semester}{n:02}", f"Subject {n}")
            for n in range(1, SUBJECTS_PER_SEMESTER + 1)
            for id in [SubjectId(new_id(self.random))]
        ]
        self.subjects += subjects
        return subjects

    def _section(self, course: Course, semester: int, name: str) -> Section:
        half = STUDENTS_PER_SECTION // 2
        batches = tuple(Batch(BatchId(new_id(self.random)), f"{name}{n}", half) for n in (1, 2))
        section = Section(
            SectionId(new_id(self.random)), course.id, semester, name, STUDENTS_PER_SECTION,
            batches if semester <= 3 else (),
        )  # fmt: skip
        self.sections.append(section)
        return section

    def _fill(self, department: DepartmentId, section: Section) -> None:
        """Add the students of a section, and the classroom that is its own."""
        self.rooms.append(
            Infra(InfraId(new_id(self.random)), f"Room {section.name}", "classroom", 60, (), department)
        )
        for place in range(STUDENTS_PER_SECTION):
            id, user = StudentId(new_id(self.random)), UserId(new_id(self.random))
            batch = section.batches[place % 2].id if section.batches else None
            roll, name = f"{section.name.replace('-', '')}{place + 1:02}", next(self.people)
            student = Student(id, user, section.course, section.id, batch, roll, name)
            self.students.append(student)
            account = User(
                user, name, Role.STUDENT, department, student=id, group=student.group(),
                section=section.id, telegram=next(self.accounts), code=roll,
            )  # fmt: skip
            self.users.append(account)

    def _offer(
        self, section: Section, subject: Subject, teachers: list[tuple[Faculty, User]], *, place: int
    ) -> None:
        profile, user = teachers[place]
        if subject.id not in profile.subjects:
            profile = Faculty(
                profile.id, user.id, profile.department, profile.name,
                subjects=(*profile.subjects, subject.id),
            )  # fmt: skip
            teachers[place] = (profile, user)
        offering = Offering(
            OfferingId(new_id(self.random)), self.term, subject.id, (section.id,), (profile.id,),
            PERIODS_PER_WEEK, strength=section.strength, min_days=4,
        )  # fmt: skip
        self.offerings.append(offering)
