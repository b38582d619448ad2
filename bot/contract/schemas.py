"""Generated from docs/openapi.json by `make contract`: do not edit. What the API takes and answers."""

from typing import Any, Literal, NotRequired, TypeAlias, TypedDict


class ActingIn(TypedDict):
    acting_from: NotRequired[str | None]
    acting_hod: NotRequired[str | None]
    acting_until: NotRequired[str | None]
    version: NotRequired[int | None]


class ActingOut(TypedDict):
    """Who acts for a department's HOD."""

    acting_from: str | None
    acting_hod: str | None
    acting_until: str | None
    id: str
    is_me: bool
    name: str


AdjustmentKind: TypeAlias = Literal["cancelled", "substituted", "moved", "merged", "added"]


class ApproveIn(TypedDict):
    alternative: NotRequired[str | None]
    plan_revision: int


AskStatus: TypeAlias = Literal["asked", "accepted", "declined", "lapsed", "taken_back"]


class AuditEventOut(TypedDict):
    action: str
    after: dict[str, Any] | None
    as_role: str
    at: str
    before: dict[str, Any] | None
    by: str
    by_name: str
    department: str | None
    id: str
    kind: str
    object: str
    object_name: str


class BlockedOut(TypedDict):
    date: str
    periods: list[int]


class CheckOut(TypedDict):
    facts: dict[str, int | str]
    name: str
    ok: bool


class ClashingClassOut(TypedDict):
    date: str
    faculty_name: str
    leave: str
    period: int
    start: str


Cover: TypeAlias = Literal["covered", "waiting", "uncovered", "undecided"]


class CoversOut(TypedDict):
    exchanged: int
    given: int
    received: int


class DataOut(TypedDict):
    done_by_me: list[dict[str, Any]]
    kept: dict[str, Any]
    next: str | None


class DayLoadOut(TypedDict):
    date: str
    periods: int


class DialogueOut(TypedDict):
    flow: str | None
    state: dict[str, Any]


class DraftOut(TypedDict):
    anew: bool
    best: int | None
    bound: int
    classes: int
    costs: dict[str, int]
    created_at: str | None
    id: str
    message: str
    seconds: int
    status: str
    stop: bool
    term: str
    updated_at: str | None
    version: int


class ForgettingOut(TypedDict):
    asked_at: str
    name: str
    role: str
    user: str


class GivenIn(TypedDict):
    date: str
    occupancy: str


Half: TypeAlias = Literal["forenoon", "afternoon"]


class InvitedOut(TypedDict):
    code: str
    name: str
    number: str
    user: str


class JointOut(TypedDict):
    """The class that another is held together with: one teacher, one room."""

    occupancy: str
    section_names: list[str]


class LeaveKindOut(TypedDict):
    code: str
    name: str


LeaveStatus: TypeAlias = Literal["pending", "approved", "rejected", "withdrawn", "expired"]


class LoadOut(TypedDict):
    daily_limit: int
    days: list[DayLoadOut]
    month: CoversOut
    term: CoversOut
    week: int
    weekly_limit: int


class MatchOut(TypedDict):
    id: str
    kind: Literal["section", "faculty", "infra", "department"]
    name: str
    score: int


class NoticeIn(TypedDict):
    message_id: int
    shown: NotRequired[str]


class PeriodOut(TypedDict):
    end: str
    period: int
    start: str


class PlaceIn(TypedDict):
    date: str
    day: int
    period: int


class PlannedOut(TypedDict):
    """Where and with whom a class was planned, or where it went."""

    date: str
    end: str
    faculty_names: list[str]
    period: int
    room_name: str
    start: str


class PlannedSubjectOut(TypedDict):
    date: str
    end: str
    faculty_names: list[str]
    period: int
    room_name: str
    start: str
    subject_name: str


class ProblemOut(TypedDict):
    cell: str
    column: str
    row: int | None
    sentence: str
    sheet: str


class PublishIn(TypedDict):
    dry_run: NotRequired[bool]


class PublishedOut(TypedDict):
    booked: int
    complete: bool
    dry_run: bool
    given_up: int
    moved: int
    unchanged: int


class ReasonShape(TypedDict):
    about: NotRequired[str]
    code: str


RemindOf: TypeAlias = Literal["first", "each"]


Role: TypeAlias = Literal["admin", "hod", "faculty", "student", "scheduler"]


class RoomOut(TypedDict):
    capacity: int
    id: str
    kind: str
    name: str


class RowAskOut(TypedDict):
    """Whose answer a row of the plan waits for, or has."""

    before: bool
    deadline: str
    id: str
    kind: Literal["faculty", "department"]
    name: str
    note: str
    status: AskStatus


class RowOut(TypedDict):
    after: PlannedOut | None
    cost: int
    date: str
    end: str
    faculty_names: list[str]
    held_with: NotRequired[JointOut | None]
    kind: AdjustmentKind
    occupancy: str
    period: int
    reasons: list[ReasonShape]
    room_name: str
    section_names: list[str]
    start: str
    subject_code: str
    subject_name: str


class RunnerUpOut(TypedDict):
    """The next best that could become of a class, the rest of the plan being as it is."""

    after: PlannedOut | None
    extra: int
    in_exchange: bool
    kind: AdjustmentKind
    whole_run: bool
    why_not: str


class SlotShape(TypedDict):
    day: int
    period: int


class SpanOut(TypedDict):
    """Whose leave, and when."""

    end_date: str
    faculty_name: str
    half: Half | None
    leave: str
    periods: list[int] | None
    start_date: str


class SpecialOut(TypedDict):
    """Why a date is not ordinary."""

    about: str
    code: str


class TermNowOut(TypedDict):
    first: str
    id: str
    last: str
    name: str


Theme: TypeAlias = Literal["light", "dark"]


class WishOut(TypedDict):
    about: str
    asked_at: str | None
    in_the_way: str | None
    stays: str


class CalendarDayOut(TypedDict):
    date: str
    note: str
    periods: list[PeriodOut]
    special: SpecialOut | None
    working: bool


class ChoiceIn(TypedDict):
    """What shall become of one class of the plan: one of its options, as it is told there in `choose`."""

    date: str
    faculty: NotRequired[list[str] | None]
    host: NotRequired[str | None]
    in_return: NotRequired[GivenIn | None]
    kind: AdjustmentKind
    occupancy: str
    plan_revision: int
    room: NotRequired[str | None]
    to: NotRequired[PlaceIn | None]
    whole_run: NotRequired[bool]


class ClashOut(TypedDict):
    """Classes of two leaves that can't all be held, while without any one of them they could."""

    classes: list[ClashingClassOut]
    code: str
    people: list[str]


class ClassOut(TypedDict):
    date: str
    end: str
    faculty_names: list[str]
    held_with: NotRequired[JointOut | None]
    now: PlannedOut | None
    occupancy: str
    period: int
    room_name: str
    section_names: list[str]
    start: str
    state: Literal[
        "planned",
        "cancelled",
        "substituted",
        "moved_here",
        "moved_away",
        "merged",
        "added",
        "on_leave",
        "covering",
    ]
    subject_code: str
    subject_name: str
    was: PlannedOut | None


class CoveredRowOut(TypedDict):
    after: PlannedOut | None
    cost: int
    cover: Cover
    date: str
    end: str
    faculty_names: list[str]
    held_with: NotRequired[JointOut | None]
    kind: AdjustmentKind
    occupancy: str
    period: int
    reasons: list[ReasonShape]
    room_name: str
    section_names: list[str]
    start: str
    subject_code: str
    subject_name: str


class DayOut(TypedDict):
    classes: list[ClassOut]
    date: str
    is_today: bool
    note: str
    special: SpecialOut | None
    weekday: str


class DaysOut(TypedDict):
    days: list[DayOut]
    id: str
    kind: Literal["me", "section", "faculty", "infra"]
    name: str


class ExchangedRowOut(TypedDict):
    after: PlannedOut | None
    cost: int
    date: str
    end: str
    faculty_names: list[str]
    held_with: NotRequired[JointOut | None]
    in_return: NotRequired[PlannedSubjectOut | None]
    kind: AdjustmentKind
    occupancy: str
    period: int
    reasons: list[ReasonShape]
    room_name: str
    section_names: list[str]
    start: str
    subject_code: str
    subject_name: str


class ExplainedRowOut(TypedDict):
    after: PlannedOut | None
    cost: int
    date: str
    end: str
    faculty_names: list[str]
    held_with: NotRequired[JointOut | None]
    in_return: NotRequired[PlannedSubjectOut | None]
    kind: AdjustmentKind
    occupancy: str
    parts: dict[str, int]
    period: int
    reasons: list[ReasonShape]
    room_name: str
    section_names: list[str]
    start: str
    subject_code: str
    subject_name: str


class FacultyOut(TypedDict):
    avoided: list[SlotShape]
    created_at: NotRequired[str | None]
    daily_limit: int
    department: str | dict[str, Any] | None
    department_name: str | dict[str, Any] | None
    id: str
    name: str
    preferred: list[SlotShape]
    rank: str
    subjects: list[str | dict[str, Any]]
    unavailable: list[SlotShape]
    updated_at: NotRequired[str | None]
    user: str | dict[str, Any] | None
    version: int
    weekly_limit: int


class ImportOut(TypedDict):
    complete: bool
    created: dict[str, int]
    dry_run: bool
    problems: list[ProblemOut]
    updated: dict[str, int]
    written: int


class LeaveOut(TypedDict):
    can_decide: bool
    created_at: str
    decided_at: str | None
    decided_by: str | None
    decided_by_name: str | None
    decision_note: str
    department: str | dict[str, Any]
    department_name: str
    end_date: str
    faculty: str | dict[str, Any]
    faculty_name: str
    half: Half | None
    id: str
    is_mine: bool
    kind: str | None
    kind_name: str | None
    periods: list[int] | None
    plan_revision: int
    reason: str | None
    start_date: str
    status: LeaveStatus
    undo_until: NotRequired[str | None]
    updated_at: str
    version: int


class MeOut(TypedDict):
    decides: bool
    department: str | None
    department_name: str | None
    faculty: str | None
    forenoon_until: int
    id: str
    institute: str
    institute_name: str
    leave_kinds: list[LeaveKindOut]
    name: str
    periods: list[PeriodOut]
    role: Role
    section_name: str | None
    term: TermNowOut | None
    today: str
    working_days: list[int]
    zone: str


class MonthOut(TypedDict):
    days: list[CalendarDayOut]
    month: str


class OptionOut(TypedDict):
    """What a class could come to instead, the rest of the plan being as it is."""

    choose: ChoiceIn
    extra: int
    row: ExplainedRowOut
    whole_run: bool
    why_not: str


class PlanRowOut(TypedDict):
    after: PlannedOut | None
    asks: NotRequired[list[RowAskOut]]
    changed: NotRequired[bool]
    cost: int
    date: str
    end: str
    faculty_names: list[str]
    held_with: NotRequired[JointOut | None]
    in_return: NotRequired[PlannedSubjectOut | None]
    kind: AdjustmentKind
    occupancy: str
    parts: dict[str, int]
    period: int
    reasons: list[ReasonShape]
    room_name: str
    runners_up: list[RunnerUpOut]
    section_names: list[str]
    start: str
    subject_code: str
    subject_name: str


class PresentOut(TypedDict):
    date: str
    next: list[ClassOut]
    now: list[ClassOut]
    time: str


class PreviewOut(TypedDict):
    blocked: list[BlockedOut]
    classes: list[ClassOut]
    deciders: list[str]
    end_date: str
    half: Half | None
    kind: str
    kind_name: str
    periods: list[int] | None
    reason: str
    start_date: str


class SettingsOut(TypedDict):
    digest: NotRequired[str | None]
    language: NotRequired[str | None]
    quiet_from: NotRequired[str | None]
    quiet_until: NotRequired[str | None]
    remind_minutes: NotRequired[int | None]
    remind_of: NotRequired[RemindOf]
    theme: NotRequired[Theme]
    version: int


class SettingsPatch(TypedDict):
    """What is left out stays as it is; null turns it off."""

    digest: NotRequired[str | None]
    language: NotRequired[str | None]
    quiet_from: NotRequired[str | None]
    quiet_until: NotRequired[str | None]
    remind_minutes: NotRequired[int | None]
    remind_of: NotRequired[RemindOf]
    theme: NotRequired[Theme]


class AlternativeOut(TypedDict):
    """Another plan to choose, best in another sense: see the name."""

    bound: int
    cost: int
    name: Literal["fewest_changes", "fairest", "nothing_moved"]
    rows: list[ExchangedRowOut]
    status: Literal["feasible", "optimal"]


class AskOut(TypedDict):
    """What somebody is asked about a plan: who and what, never why."""

    answered_at: str | None
    answered_by_name: str | None
    before: bool
    can_answer: bool
    deadline: str
    faculty_name: str
    id: str
    kind: Literal["faculty", "department"]
    leave: str
    name: str
    note: str
    plan_revision: int
    rows: list[ExchangedRowOut]
    status: AskStatus
    until: str


class AwayOut(TypedDict):
    classes: list[CoveredRowOut]
    end_date: str
    faculty: str
    faculty_name: str
    half: Half | None
    leave: str
    periods: list[int] | None
    start_date: str
    status: LeaveStatus


class BesideOut(TypedDict):
    end_date: str
    faculty_name: str
    grantable: bool | None
    half: Half | None
    leave: str
    periods: list[int] | None
    start_date: str
    why: ClashOut | None


class DepartmentDayOut(TypedDict):
    away: list[AwayOut]
    date: str
    department: str
    department_name: str
    note: str
    special: SpecialOut | None


class OptionList(TypedDict):
    leave: str
    results: list[OptionOut]
    revision: int
    row: ExplainedRowOut


class PlanOut(TypedDict):
    alternatives: list[AlternativeOut]
    away: NotRequired[list[SpanOut]]
    bound: int
    cost: int
    edited_by: NotRequired[str | None]
    edited_by_name: NotRequired[str | None]
    leave: str
    revision: int
    rows: list[PlanRowOut]
    status: Literal["none", "feasible", "optimal"]
    together: NotRequired[list[BesideOut]]


class WhatIfOut(TypedDict):
    classes: list[ClassOut]
    created_at: str | None
    deciders: list[str]
    end_date: str
    faculty: str
    faculty_name: str
    half: Half | None
    id: str
    kind: str
    kind_name: str
    periods: list[int] | None
    plan: PlanOut
    reason: str
    start_date: str
    status: Literal["asked", "ready"]
    substitutes: list[str]
    updated_at: str | None
    version: int


class NoticeOut(TypedDict):
    ask: NotRequired[AskOut | None]
    classes: list[RowOut]
    day: NotRequired[DayOut | None]
    department: NotRequired[ActingOut | None]
    draft: NotRequired[DraftOut | None]
    id: str
    kind: str
    leave: LeaveOut | None
    message_id: int | None
    minutes: NotRequired[int | None]
    plan: PlanOut | None
    restored: NotRequired[list[str]]
    shown: str
