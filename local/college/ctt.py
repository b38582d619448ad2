"""A college made from an ITC-2007 instance: what it says, with people and a term invented around it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from random import Random

from local.college import names, week
from local.college.names import new_id
from solver_layer import ctt
from timetable.errors import Malformed
from timetable.model import (
    Course,
    CourseId,
    Department,
    DepartmentId,
    Faculty,
    FacultyId,
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
    TimeSlot,
    TimeSlotId,
    User,
    UserId,
)
from timetable.objects.college import College

STUDENTS_PER_SECTION = 2
_DAYS_OF_A_WEEK = 7


def ctt_college(path: Path, today: date) -> College:
    """The same college for the same file and date; raises Malformed with the line that can't be read."""
    read = ctt.read(path)
    if max(t.day for t in read.instance.timeslots) > _DAYS_OF_A_WEEK:
        raise Malformed(f"{path.name}: a week has 7 days at most.", field=path.name)
    return _CollegeMaker(read, Random(read.name)).college(today)


class _CollegeMaker:
    """The instance's objects under opaque ids, and the people that they need."""

    def __init__(self, read: ctt.Ctt, random: Random) -> None:
        self.read = read
        self.random = random
        self.given: dict[tuple[str, str], str] = {}
        self.institute = InstituteId(new_id(random))
        self.department = DepartmentId(new_id(random))
        self.course = CourseId(new_id(random))
        self.term = TermId(new_id(random))
        self.head = UserId(new_id(random))
        self.admin = UserId(new_id(random))

    def id(self, kind: str, own: str) -> str:
        """The opaque id in place of the instance's own, always the same one."""
        return self.given.setdefault((kind, own), new_id(self.random))

    def college(self, today: date) -> College:
        instance = self.read.instance
        named = names.teachers(self.random)
        faculty = [self._faculty(f, next(named)) for f in instance.faculty]
        sections = [self._section(s) for s in instance.sections]
        students = self._students(sections)
        timeslots = tuple(replace(t, id=TimeSlotId(self.id("timeslot", t.id))) for t in instance.timeslots)
        policies = self._policies(timeslots)
        return College(
            institute=Institute(self.institute, f"College of {self.read.name}", "Asia/Kolkata", policies),
            departments=(Department(self.department, self.read.name, self.head),),
            courses=(Course(self.course, self.department, f"Course of {self.read.name}", 1),),
            subjects=tuple(self._subject(s) for s in self.read.subjects),
            sections=tuple(sections),
            users=(*self._users(faculty, next(named)), *map(self._student_user, students)),
            faculty=tuple(faculty),
            students=tuple(students),
            timeslots=timeslots,
            rooms=tuple(replace(r, id=InfraId(self.id("room", r.id))) for r in instance.rooms),
            term=week.term(self.term, today, working_days=len(policies.working_days)),
            offerings=tuple(self._offering(o) for o in instance.offerings),
        )

    def _policies(self, timeslots: Sequence[TimeSlot]) -> Policies:
        periods = max(t.period for t in timeslots)
        return Policies(
            working_days=tuple(sorted({t.day for t in timeslots})),
            forenoon_until=(periods + 1) // 2,
            breaks_after=(),
            substitute_by=("section",),
            admins=(self.admin,),
        )

    def _subject(self, subject: Subject) -> Subject:
        return replace(subject, id=SubjectId(self.id("subject", subject.id)), course=self.course)

    def _section(self, section: Section) -> Section:
        return replace(section, id=SectionId(self.id("section", section.id)), course=self.course)

    def _faculty(self, faculty: Faculty, name: str) -> Faculty:
        return replace(
            faculty,
            id=FacultyId(self.id("faculty", faculty.id)),
            user=UserId(self.id("user", faculty.id)),
            department=self.department,
            name=f"{name} ({faculty.name})",
            subjects=tuple(SubjectId(self.id("subject", s)) for s in faculty.subjects),
        )

    def _offering(self, offering: Offering) -> Offering:
        return replace(
            offering,
            id=OfferingId(self.id("offering", offering.id)),
            term=self.term,
            subject=SubjectId(self.id("subject", offering.subject)),
            sections=tuple(SectionId(self.id("section", s)) for s in offering.sections),
            faculty=tuple(FacultyId(self.id("faculty", f)) for f in offering.faculty),
        )

    # people that the instance does not have

    def _users(self, faculty: Sequence[Faculty], head: str) -> list[User]:
        return [
            *(User(f.user, f.name, Role.FACULTY, self.department, f.id) for f in faculty),
            User(self.head, head, Role.HOD, self.department),
            User(self.admin, "Registrar's office", Role.ADMIN),
        ]

    def _students(self, sections: Sequence[Section]) -> list[Student]:
        named = names.people(self.random)
        return [
            Student(
                StudentId(new_id(self.random)),
                UserId(new_id(self.random)),
                self.course,
                section.id,
                None,
                f"{section.name}-{n + 1}",
                next(named),
            )
            for section in sections
            for n in range(STUDENTS_PER_SECTION)
        ]

    def _student_user(self, student: Student) -> User:
        return User(
            student.user,
            student.name,
            Role.STUDENT,
            self.department,
            student=student.id,
            group=student.section,
            section=student.section,
        )
