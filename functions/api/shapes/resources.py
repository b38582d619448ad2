"""The objects of a college as they are entered."""

import datetime as dt
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from functions.api.shapes.base import DateOrNone, In
from timetable.model import DayKind, Role, SubjectKind

Name = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200, pattern=r"^[^\x00-\x1f]*$")
]
Id = Annotated[str, StringConstraints(min_length=1, max_length=64, pattern=r"^[^\s#/\x00-\x1f]+$")]
Word = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40, pattern=r"^[^\x00-\x1f]*$")
]
Time = Annotated[str, StringConstraints(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
Day = Annotated[int, Field(ge=1, le=31, description="1 = Monday ... 7, or the day order")]
Period = Annotated[int, Field(ge=1, le=30)]
Date = dt.date
ConsentWhen = Literal["before", "after", "never"]


class SlotShape(In):
    day: Day
    period: Period


class LeaveKindShape(In):
    code: Annotated[Word, Field(description="what people type", examples=["cl"])]
    name: Annotated[Name, Field(examples=["casual leave"])]
    approver: Annotated[Literal["hod", "admin"], Field(description="who decides it")] = "hod"
    days_a_year: Annotated[int | None, Field(ge=0, le=366, description="quota; null: none")] = None
    longest_stretch: Annotated[int | None, Field(ge=1, le=366, description="days of one request")] = None
    notice_days: Annotated[int, Field(ge=0, le=366)] = 0
    half_days: Annotated[bool, Field(description="halves of a day and single periods may be asked for")] = (
        True
    )


class RepairCostsShape(In):
    cancelled: Annotated[int, Field(ge=0, le=10_000)] = 100
    moved: Annotated[int, Field(ge=0, le=10_000)] = 30
    moved_per_day: Annotated[int, Field(ge=0, le=10_000)] = 2
    other_room: Annotated[int, Field(ge=0, le=10_000)] = 3
    merged: Annotated[int, Field(ge=0, le=10_000, description="with a class of the same subject")] = 60
    swapped: Annotated[int, Field(ge=0, le=10_000, description="for a later class of the colleague")] = 20
    not_subject: Annotated[int, Field(ge=0, le=10_000)] = 12
    not_section: Annotated[int, Field(ge=0, le=10_000)] = 6
    other_department: Annotated[int, Field(ge=0, le=10_000)] = 15
    load_that_day: Annotated[int, Field(ge=0, le=10_000)] = 2
    load_that_week: Annotated[int, Field(ge=0, le=10_000)] = 0
    cover_given: Annotated[int, Field(ge=0, le=10_000, description="this month")] = 4
    cover_given_term: Annotated[int, Field(ge=0, le=10_000)] = 1
    split: Annotated[int, Field(ge=0, le=10_000)] = 8


class TimetableCostsShape(In):
    """Weights of what a good timetable avoids."""

    room_capacity: Annotated[int, Field(ge=0, le=1_000, description="a student without a seat")] = 1
    minimum_working_days: Annotated[int, Field(ge=0, le=1_000, description="a day too few")] = 5
    compactness: Annotated[int, Field(ge=0, le=1_000, description="a lone class of a section's day")] = 2
    room_stability: Annotated[int, Field(ge=0, le=1_000, description="a further room of an offering")] = 1
    faculty_compactness: Annotated[int, Field(ge=0, le=1_000, description="a lone class of a teacher's")] = 0
    avoided_periods: Annotated[int, Field(ge=0, le=1_000)] = 0
    preferred_periods: Annotated[int, Field(ge=0, le=1_000, description="a period outside them")] = 0
    room_fit: Annotated[int, Field(ge=0, le=1_000, description="ten seats left empty")] = 0


class PoliciesShape(In):
    """What differs between colleges."""

    working_days: Annotated[list[Annotated[int, Field(ge=1, le=7)]], Field(min_length=1, max_length=7)] = [
        1,
        2,
        3,
        4,
        5,
        6,
    ]
    forenoon_until: Annotated[Period, Field(description="the last period of the forenoon")] = 4
    breaks_after: Annotated[list[Period], Field(max_length=30)] = [4]
    leave_kinds: Annotated[list[LeaveKindShape], Field(min_length=1, max_length=40)]
    substitute_by: Annotated[list[Literal["subject", "section", "department"]], Field(max_length=3)] = [
        "subject",
        "section",
        "department",
    ]
    leave_year_starts: Annotated[int, Field(ge=1, le=12, description="month in which quotas begin anew")] = 1
    faculty_see_students: Annotated[bool, Field(description="of their department")] = False
    requests_per_minute: Annotated[int, Field(ge=10, le=10_000, description="of one caller")] = 120
    admins: Annotated[
        list[Id], Field(max_length=50, description="users who decide where nobody else can")
    ] = []
    move_within_days: Annotated[int, Field(ge=0, le=60)] = 7
    repair_costs: RepairCostsShape = RepairCostsShape()
    timetable_costs: TimetableCostsShape = TimetableCostsShape()
    ask_substitutes: Annotated[ConsentWhen, Field(description="`never`: they are told")] = "never"
    ask_to_lend: Annotated[
        bool, Field(description="an HOD is asked before one of their teachers substitutes elsewhere")
    ] = True
    ask_to_share: Annotated[
        bool, Field(description="an HOD is asked before another department's leave changes their classes")
    ] = False
    answer_within: Annotated[int, Field(ge=1, le=10_080, description="minutes")] = 240
    silence_accepts: Annotated[
        bool, Field(description="of a substitute asked after the decision: no answer in time is a yes")
    ] = True
    undo_within: Annotated[int, Field(ge=0, le=1_440, description="minutes after a decision")] = 15
    remind_at: Annotated[
        list[Annotated[int, Field(ge=1, le=99)]],
        Field(max_length=10, description="percent of the time until the leave begins; then admins, too"),
    ] = [50, 75, 90]


class InstituteIn(In):
    name: Name
    zone: Annotated[Word, Field(description="IANA time zone", examples=["Asia/Kolkata"])]
    policies: PoliciesShape


class DepartmentIn(In):
    name: Annotated[Name, Field(examples=["Computer Science"])]
    hod: Annotated[Id | None, Field(description="a user")] = None
    acting_hod: Annotated[Id | None, Field(description="has the HOD's rights between two dates")] = None
    acting_from: DateOrNone = None
    acting_until: DateOrNone = None
    ask_substitutes: Annotated[
        ConsentWhen | None, Field(description="for its leave; null: as the institute has it")
    ] = None
    ask_to_lend: Annotated[
        bool | None, Field(description="before its teachers substitute elsewhere; null: as the institute")
    ] = None
    ask_to_share: Annotated[
        bool | None, Field(description="before others' leave changes its classes; null: as the institute")
    ] = None


class CourseIn(In):
    department: Id
    name: Annotated[Name, Field(examples=["B.Sc. Computer Science"])]
    semesters: Annotated[int, Field(ge=1, le=20)]


class SubjectIn(In):
    course: Id
    semester: Annotated[int, Field(ge=1, le=20)]
    code: Annotated[Word, Field(examples=["CS301"])]
    name: Annotated[Name, Field(examples=["Database Systems"])]
    kind: SubjectKind = SubjectKind.LECTURE


class BatchShape(In):
    id: Annotated[Id | None, Field(description="of a batch that is there already; new ones get theirs")] = (
        None
    )
    name: Annotated[Word, Field(examples=["B1"])]
    strength: Annotated[int, Field(ge=1, le=2000)]


class SectionIn(In):
    course: Id
    semester: Annotated[int, Field(ge=1, le=20)]
    name: Annotated[Word, Field(examples=["CSE-3-A"])]
    strength: Annotated[int, Field(ge=1, le=2000)]
    batches: Annotated[list[BatchShape], Field(max_length=20)] = []


class FacultyIn(In):
    user: Id
    department: Id
    name: Name
    rank: Name = "Assistant Professor"
    subjects: Annotated[list[Id], Field(max_length=50, description="those that they can teach")] = []
    daily_limit: Annotated[int, Field(ge=1, le=30, description="periods")] = 6
    weekly_limit: Annotated[int, Field(ge=1, le=100, description="periods")] = 24
    preferred: Annotated[list[SlotShape], Field(max_length=100)] = []
    avoided: Annotated[list[SlotShape], Field(max_length=100)] = []
    unavailable: Annotated[list[SlotShape], Field(max_length=100, description="they never teach then")] = []


class StudentIn(In):
    user: Id
    course: Id
    section: Id
    batch: Id | None = None
    roll_number: Annotated[Word, Field(examples=["22CS017"])]
    name: Name
    electives: Annotated[list[Id], Field(max_length=20, description="subjects")] = []


class UserIn(In):
    name: Name
    role: Literal[Role.ADMIN, Role.HOD, Role.FACULTY, Role.STUDENT]
    department: Id | None = None
    active: Annotated[bool, Field(description="false: shut out from the next request on")] = True
    code: Annotated[str, Field(max_length=40, description="the college's own number for them")] = ""


class TimeSlotIn(In):
    day: Day
    period: Period
    start: Annotated[Time, Field(examples=["09:00"])]
    end: Annotated[Time, Field(examples=["09:50"])]


class InfraIn(In):
    name: Annotated[Name, Field(examples=["Lab 1"])]
    kind: Annotated[Word, Field(examples=["lab"])]
    capacity: Annotated[int, Field(ge=1, le=10_000)]
    features: Annotated[list[Word], Field(max_length=30)] = []
    department: Annotated[Id | None, Field(description="its owner")] = None


class CalendarDayShape(In):
    kind: DayKind
    name: Annotated[str, Field(max_length=200)] = ""
    follows: Annotated[int | None, Field(ge=1, le=31, description="whose timeslots it has")] = None
    until: Annotated[int | None, Field(ge=1, le=30, description="a half day's last period")] = None
    sections: Annotated[list[Id], Field(max_length=500, description="who sits an examination")] = []


class TermIn(In):
    name: Annotated[Name, Field(examples=["Odd 2026"])]
    first: Date
    last: Date
    days: Annotated[
        dict[Date, CalendarDayShape], Field(max_length=400, description="dates that are not ordinary")
    ] = {}


class OfferingIn(In):
    term: Id
    subject: Id
    sections: Annotated[list[Id], Field(min_length=1, max_length=60)]
    batches: Annotated[list[Id], Field(max_length=100, description="only these of the sections")] = []
    faculty: Annotated[list[Id], Field(max_length=20, description="all of them teach all of it")]
    candidates: Annotated[
        list[Id],
        Field(max_length=50, description="one of these teaches all of it besides; the solver chooses"),
    ] = []
    periods_per_week: Annotated[int, Field(ge=1, le=60)]
    block_length: Annotated[int, Field(ge=1, le=10, description="consecutive periods of one meeting")] = 1
    room_kind: Word = "classroom"
    features: Annotated[list[Word], Field(max_length=30, description="what its room has to have")] = []
    parallel: Annotated[
        str, Field(max_length=64, description="offerings of one name are held at the same times")
    ] = ""
    strength: Annotated[int, Field(ge=0, le=10_000)] = 0
    unavailable: Annotated[list[SlotShape], Field(max_length=200)] = []
    min_days: Annotated[int, Field(ge=1, le=7, description="wished-for number of different days")] = 1
