"""The demo college: three departments, twelve sections, forty teachers, made from a seed around a date."""

from dataclasses import dataclass, field
from datetime import date
from itertools import count
from random import Random

from local.college import names, week
from local.college.curriculum import COURSES, HALL, ROOMS, SEMESTERS, TEACHERS, Semester, TaughtSubject
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
    SubjectKind,
    Term,
    TermId,
    User,
    UserId,
)
from timetable.objects.college import College

STUDENTS_PER_SECTION = 5
_MAX_SUBJECTS_PER_TEACHER = 4
_ORDINARY_LOAD, _HEAD_LOAD = 13, 9
# with the periods that they may teach in a week
_RANKS = (("Professor", 16), ("Associate Professor", 18), ("Assistant Professor", 20))
_FINAL_SEMESTER = 7


def demo_college(today: date, seed: int = 1) -> College:
    """The same college for the same date and seed."""
    random = Random(seed)
    maker = _CollegeMaker(random)
    for semester in SEMESTERS:
        maker.add_semester(semester)
    maker.share_knowledge()
    final = [s.id for s in maker.sections if s.semester == _FINAL_SEMESTER]
    return maker.college(week.term(maker.term, today, working_days=6, examined=final))


@dataclass(slots=True)
class _Teacher:
    """A teacher while the subjects are being given out. `place` is that in the department, whose first one is
    its head."""

    id: FacultyId
    user: UserId
    name: str
    department: str
    place: int
    knows: list[SubjectId] = field(default_factory=list)
    load: int = 0

    @property
    def max_load(self) -> int:
        return _HEAD_LOAD if self.place == 0 else _ORDINARY_LOAD

    def faculty(self, department: DepartmentId) -> Faculty:
        rank, limit = _RANKS[min(self.place, 5) // 2]
        return Faculty(self.id, self.user, department, self.name, rank, tuple(self.knows), weekly_limit=limit)


class _CollegeMaker:
    """Makes the objects of the demo college one after the other, and keeps them."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.institute = InstituteId(new_id(random))
        self.term = TermId(new_id(random))
        self.departments = {d: DepartmentId(new_id(random)) for d in COURSES}
        self.courses = {d: CourseId(new_id(random)) for d in COURSES}
        named = names.teachers(random)
        self.teachers = [
            _Teacher(FacultyId(new_id(random)), UserId(new_id(random)), next(named), department, place)
            for department, number in TEACHERS.items()
            for place in range(number)
        ]
        self.sections: list[Section] = []
        self.subjects: list[Subject] = []
        self.offerings: list[Offering] = []
        self.taught_by: dict[SubjectId, str] = {}

    # subjects and who teaches them

    def add_semester(self, semester: Semester) -> None:
        sections = [self._section(semester, name) for name in semester.sections]
        self.sections += sections
        numbers = count(semester.number * 100 + 1)
        for taught in semester.subjects:
            subject = self._subject(semester, taught, next(numbers))
            if taught.room_kind == HALL:
                self._offer(taught, subject, sections)
                continue
            for section in sections:
                for batch in section.batches if taught.is_lab and section.batches else (None,):
                    self._offer(taught, subject, [section], batch=batch)

    def _section(self, semester: Semester, name: str) -> Section:
        full = f"{COURSES[semester.course][1]}-{semester.number}-{name}"
        half = semester.strength // semester.batches
        batches = tuple(
            Batch(BatchId(new_id(self.random)), f"{full}{n}", half) for n in range(1, semester.batches + 1)
        )
        return Section(
            SectionId(new_id(self.random)),
            self.courses[semester.course],
            semester.number,
            full,
            semester.strength,
            batches if semester.batches > 1 else (),
        )

    def _subject(self, semester: Semester, taught: TaughtSubject, number: int) -> Subject:
        code = f"{COURSES[semester.course][1]}{number}"
        kind = SubjectKind.LAB if taught.is_lab else SubjectKind.LECTURE
        id, course = SubjectId(new_id(self.random)), self.courses[semester.course]
        subject = Subject(id, course, semester.number, code, taught.name, kind)
        self.subjects.append(subject)
        self.taught_by[subject.id] = taught.by
        return subject

    def _offer(
        self, taught: TaughtSubject, subject: Subject, sections: list[Section], *, batch: Batch | None = None
    ) -> None:
        self.offerings.append(
            Offering(
                id=OfferingId(new_id(self.random)),
                term=self.term,
                subject=subject.id,
                sections=tuple(s.id for s in sections),
                faculty=(self._teacher(taught, subject).id,),
                periods_per_week=taught.periods,
                block_length=2 if taught.is_lab else 1,
                room_kind=taught.room_kind,
                batches=(batch.id,) if batch else (),
                strength=batch.strength if batch else sum(s.strength for s in sections),
                min_days=1 if taught.is_lab else min(taught.periods, 4),
            )
        )

    def _teacher(self, taught: TaughtSubject, subject: Subject) -> _Teacher:
        """The teacher of a subject: one who knows it and has time, else the one with least to do learns
        it."""
        able = [
            t
            for t in self.teachers
            if t.department == taught.by
            and t.load + taught.periods <= t.max_load
            and (subject.id in t.knows or len(t.knows) < _MAX_SUBJECTS_PER_TEACHER)
        ]
        teacher = min(
            able, key=lambda t: (subject.id not in t.knows, t.load - t.max_load, len(t.knows), t.id)
        )
        if subject.id not in teacher.knows:
            teacher.knows.append(subject.id)
        teacher.load += taught.periods
        return teacher

    def share_knowledge(self) -> None:
        """Everybody can teach two subjects at least, and every subject has others who could take it."""
        for department in COURSES:
            people = [t for t in self.teachers if t.department == department]
            subjects = [s for s, by in self.taught_by.items() if by == department]
            for _ in range(_MAX_SUBJECTS_PER_TEACHER * len(people)):
                learner = min(people, key=lambda t: (len(t.knows), t.id))
                if len(learner.knows) == _MAX_SUBJECTS_PER_TEACHER:
                    break
                new = [s for s in subjects if s not in learner.knows]
                learner.knows.append(min(new, key=lambda s: (sum(s in t.knows for t in people), s)))

    # the college

    def college(self, term: Term) -> College:
        admin = User(UserId(new_id(self.random)), "Registrar's office", Role.ADMIN)
        faculty = [t.faculty(self.departments[t.department]) for t in self.teachers]
        students = self._students()
        policies = Policies(breaks_after=week.BREAKS_AFTER, admins=(admin.id,))
        periods = {day: 8 if day < 6 else 4 for day in policies.working_days}
        return College(
            institute=Institute(self.institute, "Sahyadri College", "Asia/Kolkata", policies),
            departments=tuple(
                Department(id, name, self._head(name).user) for name, id in self.departments.items()
            ),
            courses=tuple(
                Course(id, self.departments[d], COURSES[d][0], COURSES[d][2])
                for d, id in self.courses.items()
            ),
            subjects=tuple(self.subjects),
            sections=tuple(self.sections),
            users=(*map(self._user, self.teachers), *map(self._student_user, students), admin),
            faculty=tuple(faculty),
            students=tuple(students),
            timeslots=week.timeslots(self.random, periods),
            rooms=tuple(
                Infra(
                    InfraId(new_id(self.random)),
                    name,
                    kind,
                    capacity,
                    department=self.departments[owner] if owner else None,
                )
                for name, kind, capacity, owner in ROOMS
            ),
            term=term,
            offerings=tuple(self.offerings),
        )

    def _head(self, department: str) -> _Teacher:
        return next(t for t in self.teachers if t.department == department)

    def _user(self, teacher: _Teacher) -> User:
        role = Role.HOD if teacher.place == 0 else Role.FACULTY
        return User(teacher.user, teacher.name, role, self.departments[teacher.department], teacher.id)

    def _students(self) -> list[Student]:
        named = names.people(self.random)
        return [
            Student(
                StudentId(new_id(self.random)),
                UserId(new_id(self.random)),
                section.course,
                section.id,
                section.batches[n % len(section.batches)].id if section.batches else None,
                f"{section.name.replace('-', '')}{n + 1:02}",
                next(named),
            )
            for section in self.sections
            for n in range(STUDENTS_PER_SECTION)
        ]

    def _student_user(self, student: Student) -> User:
        department = next(d for d, c in self.courses.items() if c == student.course)
        return User(
            student.user,
            student.name,
            Role.STUDENT,
            self.departments[department],
            student=student.id,
            group=student.group(),
            section=student.section,
        )
