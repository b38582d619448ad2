"""What the API answers, as the bot reads it; docs/openapi.json has every field."""

from typing import Any, Literal, NotRequired, TypedDict

Role = Literal["admin", "hod", "faculty", "student"]
LeaveStatus = Literal["pending", "approved", "rejected", "withdrawn", "expired"]


class Period(TypedDict):
    period: int
    start: str
    end: str


class LeaveKind(TypedDict):
    code: str
    name: str


class Term(TypedDict):
    id: str
    name: str
    first: str
    last: str


class Me(TypedDict):
    id: str
    name: str
    role: Role
    department_name: str | None
    faculty: str | None
    section_name: str | None
    institute_name: str
    zone: str
    today: str
    term: Term
    periods: list[Period]
    forenoon_until: int
    leave_kinds: list[LeaveKind]
    decides: bool


class Place(TypedDict, total=False):
    """Where and with whom a class was, or went; only what differs need be there."""

    date: str
    period: int
    start: str
    end: str
    room_name: str
    faculty_names: list[str]


class Class(TypedDict):
    occupancy: str
    date: str
    period: int
    start: str
    end: str
    subject_name: str
    subject_code: str
    room_name: str
    faculty_names: list[str]
    section_names: list[str]
    state: str
    was: Place | None
    now: Place | None


class Day(TypedDict):
    date: str
    weekday: str
    is_today: bool
    note: str
    classes: list[Class]


class Dialogue(TypedDict):
    flow: str | None
    state: dict[str, Any]


class CalendarDay(TypedDict):
    date: str
    working: bool
    note: str


class Month(TypedDict):
    month: str
    days: list[CalendarDay]


class Preview(TypedDict):
    start_date: str
    end_date: str
    periods: list[int] | None
    half: str | None
    kind: str
    kind_name: str
    reason: str
    classes: list[Class]
    deciders: list[str]


class Leave(TypedDict):
    id: str
    faculty_name: str
    department_name: str
    start_date: str
    end_date: str
    periods: list[int] | None
    half: str | None
    kind: str | None
    kind_name: str | None
    reason: NotRequired[str | None]
    status: LeaveStatus
    decided_by_name: str | None
    decision_note: str
    plan_revision: int
    can_decide: bool
    is_mine: bool


class Reason(TypedDict):
    code: str
    about: str


class Returned(TypedDict):
    date: str
    period: int
    subject_name: str


class RunnerUp(TypedDict):
    kind: str
    after: Place | None
    extra: int
    why_not: str


class Row(TypedDict):
    occupancy: str
    kind: str
    date: str
    period: int
    start: str
    end: str
    subject_name: str
    subject_code: str
    room_name: str
    faculty_names: list[str]
    section_names: list[str]
    cost: NotRequired[int]
    after: Place | None
    reasons: NotRequired[list[Reason]]
    runners_up: NotRequired[list[RunnerUp]]
    in_return: NotRequired[Returned | None]


class Alternative(TypedDict):
    name: str
    status: Literal["feasible", "optimal"]
    cost: int
    rows: list[Row]


class Plan(TypedDict):
    leave: str
    revision: int
    status: Literal["none", "feasible", "optimal"]
    cost: int
    bound: int
    rows: list[Row]
    alternatives: NotRequired[list[Alternative]]


class Notice(TypedDict):
    id: str
    kind: str
    leave: Leave | None
    plan: Plan | None
    classes: list[Row]
    message_id: int | None
    shown: str
