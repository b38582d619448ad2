"""What a head sees of a department, and a teacher's load."""

from typing import Literal, TypedDict

from bot.contract.days import Special
from bot.contract.leaves import LeaveStatus
from bot.contract.plans import Row


class Acting(TypedDict):
    """Who acts for a department's HOD."""

    id: str
    name: str
    acting_hod: str | None
    acting_from: str | None
    acting_until: str | None
    is_me: bool


class CoveredRow(Row):
    cover: Literal["covered", "waiting", "uncovered", "undecided"]


class Away(TypedDict):
    leave: str
    faculty: str
    faculty_name: str
    start_date: str
    end_date: str
    periods: list[int] | None
    half: str | None
    status: LeaveStatus
    classes: list[CoveredRow]


class DepartmentDay(TypedDict):
    department: str
    department_name: str
    date: str
    special: Special | None
    away: list[Away]


class DayLoad(TypedDict):
    date: str
    periods: int


class Covers(TypedDict):
    """Periods; what is exchanged is neither given nor received."""

    given: int
    received: int
    exchanged: int


class Load(TypedDict):
    days: list[DayLoad]
    week: int
    daily_limit: int
    weekly_limit: int
    month: Covers
    term: Covers
