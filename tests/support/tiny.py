"""A tiny college for tests: two departments, four teachers, two sections, one of them in two batches."""

from datetime import date, timedelta
from typing import Any

from timetable.model import (
    Batch,
    BatchId,
    CalendarDay,
    Course,
    CourseId,
    DayKind,
    Department,
    DepartmentId,
    Faculty,
    FacultyId,
    Infra,
    InfraId,
    Institute,
    InstituteId,
    Occupancy,
    OccupancyId,
    Offering,
    OfferingId,
    Policies,
    Role,
    Section,
    SectionId,
    Slot,
    Student,
    StudentId,
    Subject,
    SubjectId,
    SubjectKind,
    Term,
    TermId,
    TimeSlot,
    TimeSlotId,
    User,
    UserId,
)
from timetable.objects.college import College

TERM = TermId("term")
MONDAY = date(2026, 11, 23)
FRIDAY = date(2026, 11, 27)
OUTSIDER = 901
"""the Telegram account of the admin of the other institute"""
TELEGRAM = {
    "rao": 101,
    "meera": 102,
    "iyer": 103,
    "khan": 104,
    "hod": 105,
    "hodmath": 106,
    "admin": 107,
    "asha": 201,
    "bala": 202,
    "chitra": 203,
}


def slot(day: int, period: int) -> Slot:
    return Slot(day, period)


def college(institute: str = "inst", *, linked: bool = True) -> College:
    """`linked`: everybody has a Telegram account."""
    timeslots = tuple(
        TimeSlot(TimeSlotId(f"t{d}{p}"), d, p, f"{8 + p:02}:00", f"{8 + p:02}:50")
        for d in range(1, 7)
        for p in range(1, 7)
    )
    cs, maths = DepartmentId("cs"), DepartmentId("maths")
    return College(
        institute=Institute(
            InstituteId(institute),
            "Tiny College",
            "Asia/Kolkata",
            Policies(forenoon_until=3, breaks_after=(3,), admins=(UserId("u-admin"),)),
        ),
        departments=(
            Department(cs, "Computer Science", UserId("u-hod")),
            Department(maths, "Mathematics", UserId("u-hodmath")),
        ),
        courses=(
            Course(CourseId("bsc-cs"), cs, "B.Sc. CS", 6),
            Course(CourseId("bsc-m"), maths, "B.Sc. Maths", 6),
        ),
        subjects=(
            Subject(SubjectId("dbms"), CourseId("bsc-cs"), 3, "CS301", "DBMS"),
            Subject(SubjectId("nets"), CourseId("bsc-cs"), 3, "CS302", "Networks"),
            Subject(SubjectId("dblab"), CourseId("bsc-cs"), 3, "CS391", "DBMS Lab", SubjectKind.LAB),
            Subject(SubjectId("calc"), CourseId("bsc-m"), 3, "MA301", "Calculus"),
        ),
        sections=(
            Section(
                SectionId("cse3a"), CourseId("bsc-cs"), 3, "CSE-3-A", 40,
                (Batch(BatchId("cse3a1"), "B1", 20), Batch(BatchId("cse3a2"), "B2", 20)),
            ),
            Section(SectionId("math3"), CourseId("bsc-m"), 3, "MAT-3", 30),
        ),
        users=tuple(_users(linked)),
        faculty=(
            _teacher("rao", cs, "dbms", "dblab"),
            _teacher("meera", cs, "dbms", "nets"),
            _teacher("iyer", cs, "nets"),
            _teacher("khan", maths, "calc"),
            _teacher("hod", cs, "nets"),
        ),
        students=(
            _student("asha", "bsc-cs", "cse3a", batch="cse3a1"),
            _student("bala", "bsc-cs", "cse3a", batch="cse3a2"),
            _student("chitra", "bsc-m", "math3", batch=None),
        ),
        timeslots=timeslots,
        rooms=(
            Infra(InfraId("r1"), "R1", "classroom", 60),
            Infra(InfraId("r2"), "R2", "classroom", 60),
            Infra(InfraId("lab"), "Lab 1", "lab", 25),
        ),
        term=Term(
            TERM, "Odd 2026", date(2026, 10, 5), date(2027, 1, 30),
            {
                MONDAY + timedelta(days=14): CalendarDay(DayKind.HOLIDAY, "Founders' Day"),
                MONDAY + timedelta(days=19): CalendarDay(DayKind.FOLLOWS, follows=1),
            },
        ),
        offerings=(
            _offering("o-dbms", "dbms", "cse3a", teacher="rao", periods=4),
            _offering("o-nets", "nets", "cse3a", teacher="meera", periods=3),
            _offering(
                "o-lab", "dblab", "cse3a", teacher="rao", periods=2,
                batches=("cse3a1",), room_kind="lab", block_length=2,
            ),
            _offering("o-calc", "calc", "math3", teacher="khan", periods=3),
        ),
    )  # fmt: skip


def occupancy(id: str, offering: str, at: Slot, room: str = "r1", **changed: Any) -> Occupancy:
    """A weekly booking of one of the tiny college's offerings."""
    known = {o.id: o for o in college().offerings}[OfferingId(offering)]
    groups = {"cse3a": ("cse3a1", "cse3a2"), "math3": ("math3",)}[known.sections[0]]
    values = {
        "id": OccupancyId(id),
        "term": TERM,
        "offering": known.id,
        "subject": known.subject,
        "slot": at,
        "room": InfraId(room),
        "faculty": known.faculty,
        "sections": known.sections,
        "groups": known.batches or groups,
    }
    return Occupancy(**(values | changed))


def _offering(id: str, subject: str, section: str, *, teacher: str, periods: int, **more: Any) -> Offering:
    return Offering(
        OfferingId(id),
        TERM,
        SubjectId(subject),
        (SectionId(section),),
        (FacultyId(teacher),),
        periods,
        **more,
    )


def _teacher(name: str, department: DepartmentId, *subjects: str) -> Faculty:
    return Faculty(
        FacultyId(name),
        UserId(f"u-{name}"),
        department,
        f"Dr {name.title()}",
        subjects=tuple(SubjectId(s) for s in subjects),
    )


def _student(name: str, course: str, section: str, *, batch: str | None) -> Student:
    return Student(
        StudentId(f"s-{name}"),
        UserId(f"u-{name}"),
        CourseId(course),
        SectionId(section),
        BatchId(batch) if batch else None,
        f"22{name}",
        name.title(),
    )


def _users(linked: bool) -> list[User]:
    def telegram(name: str) -> int | None:
        return TELEGRAM[name] if linked else None

    cs, maths = DepartmentId("cs"), DepartmentId("maths")
    teachers = [("rao", cs), ("meera", cs), ("iyer", cs), ("khan", maths)]
    students = [
        ("asha", cs, "cse3a", "cse3a1"),
        ("bala", cs, "cse3a", "cse3a2"),
        ("chitra", maths, "math3", "math3"),
    ]
    return [
        *(
            User(UserId(f"u-{n}"), f"Dr {n.title()}", Role.FACULTY, d, FacultyId(n), telegram=telegram(n))
            for n, d in teachers
        ),
        User(UserId("u-hod"), "Dr Hod", Role.HOD, cs, FacultyId("hod"), telegram=telegram("hod")),
        User(UserId("u-hodmath"), "Dr Hodmath", Role.HOD, maths, telegram=telegram("hodmath")),
        User(UserId("u-admin"), "Admin", Role.ADMIN, telegram=telegram("admin")),
        *(
            User(
                UserId(f"u-{n}"), n.title(), Role.STUDENT, d, student=StudentId(f"s-{n}"),
                group=g, section=SectionId(s), telegram=telegram(n),
            )
            for n, d, s, g in students
        ),
    ]  # fmt: skip


def other() -> College:
    """Another institute, with an admin and little else."""
    whole = college("other", linked=False)
    admin = User(UserId("x-admin"), "Other Admin", Role.ADMIN, telegram=OUTSIDER)
    room = Infra(InfraId("x-room"), "R1", "classroom", 10)
    term = Term(TermId("x-term"), "Odd 2026", whole.term.first, whole.term.last)
    return College(
        institute=whole.institute,
        departments=(),
        courses=(),
        subjects=(),
        sections=(),
        users=(admin,),
        faculty=(),
        students=(),
        timeslots=(),
        rooms=(room,),
        term=term,
        offerings=(),
    )
