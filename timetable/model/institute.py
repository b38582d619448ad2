"""An institute and the rules it sets itself."""

from dataclasses import dataclass

from timetable.model.ids import InstituteId, UserId
from timetable.model.stored_object import Stored


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
class Institute(Stored):
    id: InstituteId
    name: str
    zone: str
    """IANA time zone: "today" is the institute's today"""
    policies: Policies = Policies()
