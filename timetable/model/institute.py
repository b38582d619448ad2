"""An institute and the rules it sets itself."""

from dataclasses import dataclass

from timetable.model.ids import InstituteId, UserId
from timetable.model.stored_object import Stored


@dataclass(frozen=True, slots=True)
class LeaveKind:
    """A kind of leave of one institute: what people type (`cl`), what it is called, and its rules."""

    code: str
    name: str
    # Who decides leave of this kind: `hod` (also the acting HOD, or an admin) or `admin`.
    approver: str = "hod"
    # The quota in days of one leave year, or None if there is no limit.
    days_a_year: int | None = None
    # How many consecutive calendar days one request may have.
    longest_stretch: int | None = None
    # How many days before its first date the leave has to be asked for.
    notice_days: int = 0
    # Whether half days and single periods may be asked for.
    half_days: bool = True


@dataclass(frozen=True, slots=True)
class RepairCosts:
    """What a row of a plan costs, in points; an institute's own data. Lower is preferred."""

    cancelled: int = 100  # for each period that nobody teaches
    moved: int = 30  # for each period on another date or at another time
    moved_per_day: int = 2  # for each day between the old date and the new one
    other_room: int = 3
    merged: int = 60  # for each period held together with a colleague's class of the same subject
    # for each period that a colleague of the same students takes for a later one of their own
    swapped: int = 20
    not_subject: int = 12  # for each period if the substitute does not teach this subject
    not_section: int = 6  # for each period if the substitute does not teach these students
    other_department: int = 15
    load_that_day: int = 2  # for each period the substitute teaches on that date already
    load_that_week: int = 0  # for each period the substitute teaches in that week already
    cover_given: int = 4  # for each period the substitute has covered this month already
    cover_given_term: int = 1  # for each period the substitute has covered this term already
    split: int = 8  # for each further person (or time) in one run of consecutive periods


@dataclass(frozen=True, slots=True)
class TimetableCosts:
    """Weights of the soft constraints; an institute's own data. The defaults are those of ITC-2007's UD2."""

    room_capacity: int = 1  # per student without a seat, per period
    minimum_working_days: int = 5  # per day below an offering's wished-for number
    compactness: int = 2  # per period of a section with no other class of it before or after on that day
    room_stability: int = 1  # per room of an offering beyond its first
    # per period of a teacher with no other class of theirs before or after on that day
    faculty_compactness: int = 0
    avoided_periods: int = 0  # per period that a teacher would rather not teach
    preferred_periods: int = 0  # per period outside those that a teacher prefers, where they prefer any
    room_fit: int = 0  # per ten seats left empty, per period


@dataclass(frozen=True, slots=True)
class Policies:
    """What differs between colleges: data, not code."""

    working_days: tuple[int, ...] = (1, 2, 3, 4, 5, 6)
    # The number of the last period of the forenoon.
    forenoon_until: int = 4
    # The periods that are followed by a break. No block of consecutive periods spans a break.
    breaks_after: tuple[int, ...] = (4,)
    leave_kinds: tuple[LeaveKind, ...] = (
        LeaveKind("cl", "casual leave"),
        LeaveKind("ml", "medical leave"),
        LeaveKind("od", "on duty"),
        LeaveKind("el", "earned leave"),
    )
    # Who may substitute: whoever teaches the subject, teaches one of the sections, or is of the department.
    substitute_by: tuple[str, ...] = ("subject", "section", "department")
    # The number of the month in which the quotas begin anew.
    leave_year_starts: int = 1
    # Whether faculty may read the students of their department.
    faculty_see_students: bool = False
    # How many requests one person may send per minute; beyond that, they are told to wait.
    requests_per_minute: int = 120
    # Whoever decides leave for departments that have nobody else to decide it.
    admins: tuple[UserId, ...] = ()
    # A class may be moved to a date up to so many days after the leave.
    move_within_days: int = 7
    repair_costs: RepairCosts = RepairCosts()
    timetable_costs: TimetableCosts = TimetableCosts()
    # Substitutes are asked `before` the decision or `after` it, or are only informed (`never`).
    ask_substitutes: str = "never"
    # Whether an HOD is asked before one of their teachers substitutes in another department, or only
    # informed.
    ask_to_lend: bool = True
    # Whether an HOD is asked before another department's leave changes classes of their sections, or only
    # informed.
    ask_to_share: bool = False
    # The minutes in which a consent has to be answered, and in any case before the class begins.
    answer_within: int = 240
    # Whether a substitute who is asked after the decision and does not answer in time has agreed.
    silence_accepts: bool = True
    # The minutes in which a decision can be undone.
    undo_within: int = 15
    # When the deciders of a pending request are reminded, in percent of the time until the leave begins. The
    # last reminder goes to the admins too.
    remind_at: tuple[int, ...] = (50, 75, 90)


@dataclass(frozen=True, slots=True)
class Institute(Stored):
    id: InstituteId
    name: str
    # An IANA time zone. Today is the date that it is there.
    zone: str
    policies: Policies = Policies()
