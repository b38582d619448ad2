"""The nouns of a college timetable, as frozen values; requirements.md, section 1, defines each of them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple, NewType

InstituteId = NewType("InstituteId", str)
DepartmentId = NewType("DepartmentId", str)
CourseId = NewType("CourseId", str)
SubjectId = NewType("SubjectId", str)
SectionId = NewType("SectionId", str)
BatchId = NewType("BatchId", str)
FacultyId = NewType("FacultyId", str)
StudentId = NewType("StudentId", str)
UserId = NewType("UserId", str)
TimeSlotId = NewType("TimeSlotId", str)
InfraId = NewType("InfraId", str)
TermId = NewType("TermId", str)
OfferingId = NewType("OfferingId", str)
OccupancyId = NewType("OccupancyId", str)
AdjustmentId = NewType("AdjustmentId", str)
LeaveId = NewType("LeaveId", str)


Date = date
"""where a field is called date"""


class Role(StrEnum):
    ADMIN = "admin"
    HOD = "hod"
    FACULTY = "faculty"
    STUDENT = "student"
    SCHEDULER = "scheduler"


class SubjectKind(StrEnum):
    LECTURE = "lecture"
    LAB = "lab"


class AdjustmentKind(StrEnum):
    CANCELLED = "cancelled"
    SUBSTITUTED = "substituted"
    MOVED = "moved"
    MERGED = "merged"
    ADDED = "added"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What every object carries that is kept and changed: its version, and when it came and changed."""

    version: int = 1
    created_at: datetime | None = None
    updated_at: datetime | None = None


class Slot(NamedTuple):
    """One period of the institute's week: day 1 = Monday ... 7, or the day order; period counts from 1."""

    day: int
    period: int


DatedSlot = tuple[date, Slot]


@dataclass(frozen=True, slots=True)
class LeaveKind:
    """A kind of leave of one institute: what people type (`cl`), what it is called, and its rules."""

    code: str
    name: str
    approver: str = "hod"
    """who decides it: `hod` (or acting HOD, or an admin) or `admin`"""
    days_a_year: int | None = None
    """the quota in days of one leave year; None: as many as are approved"""
    longest_stretch: int | None = None
    """consecutive calendar days of one request"""
    notice_days: int = 0
    """how many days before its first date it is asked for at the latest"""
    half_days: bool = True
    """halves of a day and single periods may be asked for"""


@dataclass(frozen=True, slots=True)
class RepairCosts:
    """What a row of a plan costs, in points; an institute's own data. Lower is preferred."""

    cancelled: int = 100
    """a period nobody teaches"""
    moved: int = 30
    """a period on another date or at another time"""
    moved_per_day: int = 2
    """for each day between the old date and the new one"""
    other_room: int = 3
    merged: int = 60
    """a period held together with a colleague's class of the same subject"""
    swapped: int = 20
    """a period that a colleague of the same students takes for one of their own later on"""
    not_subject: int = 12
    """the substitute does not teach this subject"""
    not_section: int = 6
    """the substitute does not know these students"""
    other_department: int = 15
    load_that_day: int = 2
    """for each period the substitute teaches on that date already"""
    load_that_week: int = 0
    """for each period the substitute teaches in that week already"""
    cover_given: int = 4
    """for each period the substitute has covered this month already"""
    cover_given_term: int = 1
    """for each period the substitute has covered this term already"""
    split: int = 8
    """for each further person (or time) in one run of consecutive periods"""


@dataclass(frozen=True, slots=True)
class TimetableCosts:
    """Weights of the soft constraints; an institute's own data. The defaults are those of ITC-2007's UD2."""

    room_capacity: int = 1
    """per student without a seat, per period"""
    minimum_working_days: int = 5
    """per day below an offering's wished-for number"""
    compactness: int = 2
    """per period of a section with no other class of it before or after on that day"""
    room_stability: int = 1
    """per room of an offering beyond its first"""
    faculty_compactness: int = 0
    """per period of a teacher with no other class of theirs before or after on that day"""
    avoided_periods: int = 0
    """per period that a teacher would rather not teach"""
    preferred_periods: int = 0
    """per period outside those that a teacher prefers, where they prefer any"""
    room_fit: int = 0
    """per ten seats left empty, per period"""


@dataclass(frozen=True, slots=True)
class Policies:
    """What differs between colleges: data, not code."""

    working_days: tuple[int, ...] = (1, 2, 3, 4, 5, 6)
    forenoon_until: int = 4
    """the last period of the forenoon"""
    breaks_after: tuple[int, ...] = (4,)
    """periods that are followed by a break; a block of consecutive periods does not span one"""
    leave_kinds: tuple[LeaveKind, ...] = (
        LeaveKind("cl", "casual leave"),
        LeaveKind("ml", "medical leave"),
        LeaveKind("od", "on duty"),
        LeaveKind("el", "earned leave"),
    )
    substitute_by: tuple[str, ...] = ("subject", "section", "department")
    """who may substitute: those who teach the subject, teach one of the sections, or are of the department"""
    leave_year_starts: int = 1
    """the month in which the quotas begin anew"""
    faculty_see_students: bool = False
    """faculty may read the students of their department"""
    requests_per_minute: int = 120
    """of one person; more are asked to wait"""
    admins: tuple[UserId, ...] = ()
    """who decides where a department has nobody else to"""
    move_within_days: int = 7
    """how many days after the leave a class may be moved to"""
    repair_costs: RepairCosts = RepairCosts()
    timetable_costs: TimetableCosts = TimetableCosts()
    ask_substitutes: str = "never"
    """substitutes are asked `before` the decision, `after` it, or told (`never`)"""
    ask_to_lend: bool = True
    """an HOD is asked before one of their teachers substitutes in another department; else told"""
    ask_to_share: bool = False
    """an HOD is asked before a leave in another department changes classes of their sections; else told"""
    answer_within: int = 240
    """minutes to answer in; never longer than until the class begins"""
    silence_accepts: bool = True
    """of a substitute asked after the decision: no answer in time is a yes; else a no"""
    undo_within: int = 15
    """minutes in which a decision can be undone"""
    remind_at: tuple[int, ...] = (50, 75, 90)
    """when the deciders of a waiting request are reminded: percent of the time until the leave begins; the
    last time the admins are asked, too"""


@dataclass(frozen=True, slots=True)
class Institute(Kept):
    id: InstituteId
    name: str
    zone: str
    """IANA time zone: "today" is the institute's today"""
    policies: Policies = Policies()


@dataclass(frozen=True, slots=True)
class Department(Kept):
    id: DepartmentId
    name: str
    hod: UserId | None = None
    acting_hod: UserId | None = None
    acting_from: date | None = None
    acting_until: date | None = None
    ask_substitutes: str | None = None
    """for its leave; None: as the institute has it"""
    ask_to_lend: bool | None = None
    ask_to_share: bool | None = None

    def acting_on(self, today: date) -> UserId | None:
        """Who has the HOD's rights besides the HOD on this date, if anybody."""
        if self.acting_from and self.acting_until and self.acting_from <= today <= self.acting_until:
            return self.acting_hod
        return None


@dataclass(frozen=True, slots=True)
class Course(Kept):
    id: CourseId
    department: DepartmentId
    name: str
    semesters: int


@dataclass(frozen=True, slots=True)
class Subject(Kept):
    id: SubjectId
    course: CourseId
    semester: int
    code: str
    name: str
    kind: SubjectKind = SubjectKind.LECTURE
    department: DepartmentId | None = None
    """its course's; derived"""


@dataclass(frozen=True, slots=True)
class Batch:
    id: BatchId
    name: str
    strength: int


@dataclass(frozen=True, slots=True)
class Section(Kept):
    id: SectionId
    course: CourseId
    semester: int
    name: str
    strength: int
    batches: tuple[Batch, ...] = ()
    department: DepartmentId | None = None
    """its course's; derived"""

    def groups(self) -> tuple[str, ...]:
        """The smallest groups of students in it: its batches, or itself. Claims are on these."""
        return tuple(b.id for b in self.batches) or (self.id,)


@dataclass(frozen=True, slots=True)
class Faculty(Kept):
    id: FacultyId
    user: UserId
    department: DepartmentId
    name: str
    rank: str = "Assistant Professor"
    subjects: tuple[SubjectId, ...] = ()
    """the subjects they can teach"""
    daily_limit: int = 6
    """periods"""
    weekly_limit: int = 24
    """periods"""
    preferred: tuple[Slot, ...] = ()
    avoided: tuple[Slot, ...] = ()
    unavailable: tuple[Slot, ...] = ()
    """in which they never teach"""


@dataclass(frozen=True, slots=True)
class Student(Kept):
    id: StudentId
    user: UserId
    course: CourseId
    section: SectionId
    batch: BatchId | None
    roll_number: str
    name: str
    electives: tuple[SubjectId, ...] = ()
    department: DepartmentId | None = None
    """its course's; derived"""

    def group(self) -> str:
        """The smallest group of students they belong to."""
        return self.batch or self.section


class QuietHours(NamedTuple):
    """Local times `HH:MM` between which only what is urgent is told; they may go over midnight."""

    first: str
    until: str


@dataclass(frozen=True, slots=True)
class User(Kept):
    """A person who can be linked to one Telegram account; at most one faculty and one student profile."""

    id: UserId
    name: str
    role: Role
    department: DepartmentId | None = None
    faculty: FacultyId | None = None
    student: StudentId | None = None
    group: str | None = None
    """of a student: the smallest group of students they belong to"""
    section: SectionId | None = None
    telegram: int | None = None
    active: bool = True
    code: str = ""
    """the college's own number for them (employee number, roll number); no two people share one"""
    language: str | None = None
    """that they chose, as `hi`; None: that of their Telegram. With `quiet` a copy out of their settings"""
    quiet: QuietHours | None = None
    reachable: bool = True
    """False: Telegram takes nothing for them, until they write again"""

    @property
    def is_told(self) -> bool:
        """There is somebody to tell something."""
        return self.active and self.telegram is not None and self.reachable


@dataclass(frozen=True, slots=True)
class TimeSlot(Kept):
    """One period of the week; start and end are local wall-clock times `HH:MM`."""

    id: TimeSlotId
    day: int
    period: int
    start: str
    end: str

    @property
    def slot(self) -> Slot:
        return Slot(self.day, self.period)


@dataclass(frozen=True, slots=True)
class Infra(Kept):
    id: InfraId
    name: str
    kind: str
    """`classroom`, `lab` ...: an offering asks for one"""
    capacity: int
    features: tuple[str, ...] = ()
    department: DepartmentId | None = None


class DayKind(StrEnum):
    WORKING = "working"
    HOLIDAY = "holiday"
    FOLLOWS = "follows"
    HALF = "half"
    EXAMINATIONS = "examinations"


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """What one date of a term is, where it is not an ordinary day of the week."""

    kind: DayKind
    name: str = ""
    follows: int | None = None
    """FOLLOWS: the day (or day order) whose timeslots it has"""
    until: int | None = None
    """HALF: the last period held"""
    sections: tuple[SectionId, ...] = ()
    """EXAMINATIONS: the sections that have no class"""


@dataclass(frozen=True, slots=True)
class Term(Kept):
    id: TermId
    name: str
    first: date
    last: date
    days: Mapping[date, CalendarDay] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Offering(Kept):
    """What has to be taught in a term: one subject to these students by these people, so often a week."""

    id: OfferingId
    term: TermId
    subject: SubjectId
    sections: tuple[SectionId, ...]
    faculty: tuple[FacultyId, ...]
    periods_per_week: int
    block_length: int = 1
    """consecutive periods of one meeting; divides periods_per_week"""
    room_kind: str = "classroom"
    batches: tuple[BatchId, ...] = ()
    """if given, only these batches of the sections"""
    strength: int = 0
    unavailable: tuple[Slot, ...] = ()
    min_days: int = 1
    """wished-for number of different days"""
    candidates: tuple[FacultyId, ...] = ()
    """if given, one of these teaches all of it, beside `faculty`"""
    features: tuple[str, ...] = ()
    """what its room has to have"""
    parallel: str = ""
    """offerings of one name are held at the same times and may share students: electives, batches"""
    department: DepartmentId | None = None
    """its subject's; derived"""


@dataclass(frozen=True, slots=True)
class Occupancy(Kept):
    """One weekly booking of a term. `groups` are the smallest groups of students in it."""

    id: OccupancyId
    term: TermId
    offering: OfferingId
    subject: SubjectId
    slot: Slot
    room: InfraId
    faculty: tuple[FacultyId, ...]
    sections: tuple[SectionId, ...]
    groups: tuple[str, ...]
    basket: str = ""
    """if given, bookings of this name share their students: each student is in one of them"""

    def on(self, day: date) -> "ClassOnDate":
        """The class this booking means on one date, as planned."""
        return ClassOnDate(
            self.id, self.subject, day, self.slot, self.room, self.faculty, self.sections, self.groups,
            basket=self.basket,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class ClassOnDate:
    """One class on one date: who teaches whom what, when and where."""

    occupancy: OccupancyId
    subject: SubjectId
    date: date
    slot: Slot
    room: InfraId
    faculty: tuple[FacultyId, ...]
    sections: tuple[SectionId, ...]
    groups: tuple[str, ...]
    adjustment: AdjustmentId | None = None
    """the adjustment that made it so; None: as the weekly timetable has it"""
    moved_from: DatedSlot | None = None
    """where the weekly timetable has it, if it is held at another time by now"""
    host: "ClassOnDate | None" = None
    """the class that this one has joined: both are held as one, in the host's room by its teachers"""
    basket: str = ""
    """if given, some of the students are in this one, the others in others of that name"""
    apart: bool = False
    """of a basket: at another time than planned, so that it has all of its students' time to itself"""

    @property
    def planned(self) -> DatedSlot:
        """Where the weekly timetable has it: a class is known by this and its booking through all changes."""
        return self.moved_from or (self.date, self.slot)

    def resources(self) -> tuple["Resource", ...]:
        """Everything that this class keeps others from using at that time: of a class that has joined another
        its students only, for the rest is the host's."""
        groups = tuple(Resource("group", g) for g in self.groups)
        if self.host:
            return groups
        return (Resource("room", self.room), *(Resource("faculty", f) for f in self.faculty), *groups)

    def at(self, on: Date, slot: Slot, room: InfraId) -> "ClassOnDate":
        """This class at another date, time or place."""
        moved = (on, slot) != (self.date, self.slot)
        apart = self.apart or (moved and bool(self.basket))
        return replace(self, date=on, slot=slot, room=room, host=None, apart=apart)

    def joining(self, host: "ClassOnDate") -> "ClassOnDate":
        """This class as it is when it is held together with another at the same time."""
        return replace(self, room=host.room, faculty=host.faculty, adjustment=None, host=host)


class Resource(NamedTuple):
    """What can be in one place at a time: a room, a faculty member, a smallest group of students."""

    kind: str
    id: str


@dataclass(frozen=True, slots=True)
class Adjustment:
    """What differs on one date: the class as planned, and as it will be (None: cancelled)."""

    id: AdjustmentId
    kind: AdjustmentKind
    before: ClassOnDate
    after: ClassOnDate | None
    cause: LeaveId | None = None


class LeaveStatus(StrEnum):
    PENDING = "pending"
    APPROVED = "approved"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


class Half(StrEnum):
    FORENOON = "forenoon"
    AFTERNOON = "afternoon"


@dataclass(frozen=True, slots=True)
class FacultyUnavailability:
    """A leave request. `periods` None and `half` None: whole days."""

    id: LeaveId
    faculty: FacultyId
    department: DepartmentId
    start_date: date
    end_date: date
    periods: tuple[int, ...] | None
    half: Half | None
    kind: str
    reason: str
    status: LeaveStatus
    plan_revision: int
    created_at: datetime
    updated_at: datetime
    decided_by: UserId | None = None
    decided_at: datetime | None = None
    decision_note: str = ""
    approver: str = "hod"
    """who decides it, by the rules of its kind when it was asked for: `hod` or `admin`"""
    version: int = 1


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a row is as it is: a code that the chat has words for, and what goes into them."""

    code: str
    about: str = ""


@dataclass(frozen=True, slots=True)
class Fate:
    """What could become of a class, told without the class, for a plan keeps many. None: as planned."""

    kind: AdjustmentKind
    faculty: tuple[FacultyId, ...] | None = None
    on: date | None = None
    slot: Slot | None = None
    room: InfraId | None = None
    in_return: tuple[OccupancyId, date] | None = None
    """the substitute's own class that the teacher away takes in exchange"""
    host: OccupancyId | None = None
    """merged: the class of the same date and timeslot that it joins"""

    def of(self, class_: ClassOnDate, host: ClassOnDate | None = None) -> ClassOnDate | None:
        """The class as it would be; None: cancelled. `host`: the class that it would join."""
        if self.kind is AdjustmentKind.CANCELLED:
            return None
        if host is not None:
            return class_.joining(host)
        moved = class_.at(self.on or class_.date, self.slot or class_.slot, self.room or class_.room)
        return replace(moved, faculty=self.faculty or class_.faculty, adjustment=None)


@dataclass(frozen=True, slots=True)
class RunnerUp:
    """What else a class could have come to, the rest of the plan being as it is, and why it did not."""

    fate: Fate
    extra: int
    """points by which the plan would cost more"""
    why_not: str
    """a code that the chat has words for: the part of the cost that tells the two apart most"""
    whole_run: bool = False
    """the run of consecutive periods that the class belongs to would change as a whole"""


@dataclass(frozen=True, slots=True)
class PlanRow:
    """What becomes of one class affected. `after` None: cancelled."""

    kind: AdjustmentKind
    before: ClassOnDate
    after: ClassOnDate | None
    cost: int
    reasons: tuple[Reason, ...] = ()
    parts: Mapping[str, int] = field(default_factory=dict, hash=False)
    """what the cost is made of, by the names of RepairCosts; their sum is the cost, where they are known"""
    runners_up: tuple[RunnerUp, ...] = ()
    """the next best, best first"""
    in_return: ClassOnDate | None = None
    """of an exchange: the substitute's own class that the teacher away takes, once they are back"""
    since: int = 0
    """the revision of the plan from which on it is so"""

    @property
    def fate(self) -> Fate:
        """What becomes of the class, by what differs."""
        before, after, returned = self.before, self.after, self.in_return
        if after is None:
            return Fate(self.kind)
        return Fate(
            self.kind,
            after.faculty if after.faculty != before.faculty else None,
            after.date if after.date != before.date else None,
            after.slot if after.slot != before.slot else None,
            after.room if after.room != before.room else None,
            (returned.occupancy, returned.date) if returned else None,
            after.host.occupancy if after.host else None,
        )

    @property
    def returned(self) -> ClassOnDate | None:
        """The class in return as it will be: held by who was away, everything else as planned."""
        if self.in_return is None or self.after is None:
            return None
        away = tuple(f for f in self.before.faculty if f not in self.after.faculty)
        return replace(self.in_return, faculty=away, adjustment=None)

    def held(self) -> tuple[ClassOnDate, ...]:
        """The classes that take place because of this row, as they will be."""
        return tuple(c for c in (self.after, self.returned) if c is not None)


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another plan for the same classes, best in another sense, to choose instead of the cheapest one."""

    name: str
    """`fewest_changes`, `fairest` or `nothing_moved`"""
    fates: tuple[tuple[Fate, int], ...]
    """what becomes of each class, in the order of the plan's rows, and what that costs"""
    status: str
    bound: int = 0

    @property
    def cost(self) -> int:
        return sum(cost for _, cost in self.fates)


@dataclass(frozen=True, slots=True)
class Plan:
    """The repair of the timetable for a leave. Revision 0: nothing found yet, every class cancelled."""

    leave: LeaveId
    revision: int
    rows: tuple[PlanRow, ...]
    status: str
    """`none` (revision 0), `optimal` (proven best) or `feasible` (best found in its time)"""
    bound: int = 0
    """no plan can cost less than this"""
    made_at: datetime | None = None
    alternatives: tuple[Alternative, ...] = ()
    in_exchange: tuple[ClassOnDate, ...] = ()
    """the classes that the alternatives give in return"""
    hosts: tuple[ClassOnDate, ...] = ()
    """the classes that the alternatives let others join"""
    edited_by: UserId | None = None
    """who has chosen a row of it; None: it is as the solver made it"""
    asks: tuple[str, ...] = ()
    """everybody who was ever asked about rows of this leave's plans, by the asks' ids"""

    @property
    def version(self) -> int:
        return self.revision + 1

    @property
    def cost(self) -> int:
        return sum(row.cost for row in self.rows)

    def rows_of(self, alternative: Alternative) -> tuple[PlanRow, ...]:
        """The rows as they are if this alternative is chosen."""
        given = {(c.occupancy, c.date): c for c in self.in_exchange}
        befores, fates = [row.before for row in self.rows], [fate for fate, _ in alternative.fates]
        return tuple(
            PlanRow(
                fate.kind, before, after, cost, in_return=given[fate.in_return] if fate.in_return else None
            )
            for before, after, (fate, cost) in zip(
                befores, outcomes(befores, fates, self.hosts), alternative.fates, strict=True
            )
        )


def outcomes(
    classes: Sequence[ClassOnDate], fates: Sequence[Fate], hosts: Iterable[ClassOnDate]
) -> list[ClassOnDate | None]:
    """What each class becomes. One that joins another joins it as these fates leave it, or else one of
    `hosts`; who joins nothing that is known has no host."""
    present = {(h.occupancy, h.date, h.slot): h for h in hosts}
    for class_, fate in zip(classes, fates, strict=True):
        after = fate.of(class_)
        if after and fate.host is None:
            present[after.occupancy, after.date, after.slot] = after
    return [
        fate.of(class_, present.get((fate.host, class_.date, class_.slot)) if fate.host else None)
        for class_, fate in zip(classes, fates, strict=True)
    ]
