"""What the API answers, as the bot reads it; docs/openapi.json has every field."""

from typing import Any, Literal, NotRequired, TypedDict

Role = Literal["admin", "hod", "faculty", "student"]
AskStatus = Literal["asked", "accepted", "declined", "lapsed", "taken_back"]
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
    department: str | None
    department_name: str | None
    faculty: str | None
    section_name: str | None
    institute_name: str
    zone: str
    today: str
    term: Term | None
    periods: list[Period]
    forenoon_until: int
    working_days: list[int]
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


class Joint(TypedDict):
    """What a class is held together with."""

    section_names: list[str]


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
    held_with: NotRequired[Joint | None]


class Special(TypedDict):
    """Why a date is not ordinary, and what that is about."""

    code: str
    about: str


class Day(TypedDict):
    date: str
    weekday: str
    is_today: bool
    special: Special | None
    classes: list[Class]


class DaysOf(TypedDict):
    """So many days of the caller (`me`), a section, a teacher or a room."""

    kind: Literal["me", "section", "faculty", "infra"]
    id: str
    name: str
    days: list[Day]


class Match(TypedDict):
    """Something that is called as somebody typed."""

    kind: Literal["section", "faculty", "infra", "department"]
    id: str
    name: str
    score: int


class Present(TypedDict):
    date: str
    time: str
    now: list[Class]
    next: list[Class]


class Room(TypedDict):
    id: str
    name: str
    kind: str
    capacity: int


class Problem(TypedDict):
    """Of a workbook: where, and what to do."""

    sheet: str
    row: int | None
    column: str
    cell: str
    sentence: str


class Imported(TypedDict):
    """What importing a workbook would do, or did; not `complete`: send it again to go on."""

    created: dict[str, int]
    updated: dict[str, int]
    written: int
    complete: bool
    problems: list[Problem]


class Draft(TypedDict):
    """A timetable that the solver was asked for."""

    id: str
    status: Literal["asked", "ready", "failed", "published"]
    seconds: int
    best: int | None
    bound: int
    costs: dict[str, int]
    classes: int
    message: str
    stop: bool
    created_at: str
    updated_at: str


class Published(TypedDict):
    """How many bookings publishing a draft makes, moves, gives up and leaves; not `complete`: go on."""

    complete: bool
    booked: int
    moved: int
    given_up: int
    unchanged: int


class Invited(TypedDict):
    user: str
    name: str
    number: str
    code: str


class AuditEvent(TypedDict):
    at: str
    by: str
    by_name: str
    action: str
    kind: str
    object: str
    object_name: str


class Check(TypedDict):
    """Something that was looked at, and whether it is well."""

    name: str
    ok: bool
    facts: dict[str, Any]


class Dialogue(TypedDict):
    flow: str | None
    state: dict[str, Any]


class CalendarDay(TypedDict):
    date: str
    working: bool
    special: Special | None
    periods: list[Period]


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
    undo_until: NotRequired[str | None]
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
    parts: NotRequired[dict[str, int]]
    runners_up: NotRequired[list[RunnerUp]]
    in_return: NotRequired[Returned | None]
    held_with: NotRequired[Joint | None]
    changed: NotRequired[bool]
    """another than in the revision asked about"""
    asks: NotRequired[list["RowAsk"]]
    """whose answer the row needs, or has"""


class RowAsk(TypedDict):
    id: str
    kind: Literal["faculty", "department"]
    name: str
    status: AskStatus
    before: bool
    """the class waits for the answer; else it is held unless it is no"""
    deadline: str
    note: str


class Ask(RowAsk):
    """What somebody is asked about a plan: who and what, never why."""

    leave: str
    faculty_name: str
    rows: list[Row]
    plan_revision: int
    answered_by_name: str | None
    answered_at: str | None
    can_answer: bool
    until: str
    """on the institute's clock: YYYY-MM-DDTHH:MM"""


class Option(TypedDict):
    """What a class of a plan could come to instead; `choose` is sent back as it is to choose it."""

    row: Row
    extra: int
    why_not: str
    whole_run: bool
    choose: dict[str, Any]


class Options(TypedDict):
    leave: str
    revision: int
    row: Row
    results: list[Option]


class Alternative(TypedDict):
    name: str
    status: Literal["feasible", "optimal"]
    cost: int
    rows: list[Row]


class ClashingClass(TypedDict):
    leave: str
    faculty_name: str
    date: str
    period: int


class Clash(TypedDict):
    code: str
    people: list[str]
    classes: list[ClashingClass]


class Span(TypedDict):
    """Whose leave, and when."""

    leave: str
    faculty_name: str
    start_date: str
    end_date: str
    periods: list[int] | None
    half: str | None


class Beside(Span):
    grantable: bool | None
    why: Clash | None


class Plan(TypedDict):
    leave: str
    revision: int
    status: Literal["none", "feasible", "optimal"]
    cost: int
    bound: int
    rows: list[Row]
    alternatives: NotRequired[list[Alternative]]
    edited_by_name: NotRequired[str | None]
    together: NotRequired[list[Beside]]
    away: NotRequired[list[Span]]


class WhatIf(TypedDict):
    id: str
    status: Literal["asked", "ready"]
    start_date: str
    end_date: str
    periods: list[int] | None
    half: str | None
    kind: str
    kind_name: str
    reason: str
    deciders: list[str]
    substitutes: list[str]
    plan: Plan


class Acting(TypedDict):
    """Who acts for a department's HOD."""

    id: str
    name: str
    acting_hod: str | None
    acting_from: str | None
    acting_until: str | None
    is_me: bool


class Notice(TypedDict):
    id: str
    kind: str
    leave: Leave | None
    plan: Plan | None
    classes: list[Row]
    ask: NotRequired[Ask | None]
    department: NotRequired[Acting | None]
    day: NotRequired[Day | None]
    minutes: NotRequired[int | None]
    draft: NotRequired[Draft | None]
    restored: NotRequired[list[str]]
    message_id: int | None
    shown: str


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


class ForgetWish(TypedDict):
    asked_at: str | None
    in_the_way: str | None
    """heads, notified, waits, teaches or held"""
    about: str


class AsksToBeForgotten(TypedDict):
    user: str
    name: str


class Settings(TypedDict):
    """What a person has chosen; times are local, as 20:00. None: off, or as their Telegram has it."""

    language: str | None
    digest: str | None
    remind_minutes: int | None
    remind_of: Literal["first", "each"]
    quiet_from: str | None
    quiet_until: str | None
    theme: Literal["light", "dark"]


class SettingsChange(TypedDict, total=False):
    """Those that are to be others."""

    language: str | None
    digest: str | None
    remind_minutes: int | None
    remind_of: Literal["first", "each"]
    quiet_from: str | None
    quiet_until: str | None
    theme: Literal["light", "dark"]
