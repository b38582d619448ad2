"""What goes over the wire: the bodies of requests and answers."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

import pydantic
from pydantic import ConfigDict, Field

from functions.api.draft_shapes import DraftOut
from timetable.asks import AskStatus
from timetable.model import AdjustmentKind, Half, LeaveStatus, Role
from timetable.personal import REMIND_MINUTES, RemindOf, Theme

DateOrNone = date | None
Related = Annotated[dict[str, Any], Field(description="the object itself, where it was expanded")]
Reference = str | Related
Host = Annotated[str | None, Field(max_length=64, description="merged: the occupancy that it joins")]


class BaseModel(pydantic.BaseModel):
    """Made ready when it is first read or written: most processes meet a few of these."""

    model_config = ConfigDict(defer_build=True)


class In(BaseModel):
    """A request's body: a field that is not known is an error, not a silent nothing."""

    model_config = ConfigDict(extra="forbid")


# who asks


class LinkIn(In):
    code: Annotated[str, Field(min_length=1, max_length=100, description="the code of the deep link")]


class InviteOut(BaseModel):
    code: str
    expires: datetime


class InvitesIn(In):
    section: Annotated[str | None, Field(max_length=64, description="its students")] = None
    department: Annotated[str | None, Field(max_length=64, description="its HOD and faculty")] = None
    limit: Annotated[int, Field(ge=1, le=100, description="people looked at")] = 60
    cursor: Annotated[str | None, Field(max_length=1000)] = None


class InvitedOut(BaseModel):
    user: str
    name: str
    number: Annotated[str, Field(description="the college's own number for them")]
    code: str


class InviteList(BaseModel):
    results: list[InvitedOut]
    expires: datetime
    next: str | None


class CheckOut(BaseModel):
    name: Annotated[str, Field(description="term, pending, solver, coverage, deciders")]
    ok: bool
    facts: dict[str, int | str]


class HealthOut(BaseModel):
    checks: list[CheckOut]


class TermOut(BaseModel):
    id: str
    name: str
    first: date
    last: date


class PeriodOut(BaseModel):
    period: int
    start: str
    end: str


class LeaveKindOut(BaseModel):
    code: str
    name: str


class MeOut(BaseModel):
    id: str
    name: str
    role: Role
    department: str | None
    department_name: str | None
    faculty: str | None
    section_name: str | None
    institute: str
    institute_name: str
    zone: Annotated[str, Field(description="IANA time zone")]
    today: Annotated[date, Field(description="the institute's date")]
    term: Annotated[TermOut | None, Field(description="null before the college has one")]
    periods: list[PeriodOut]
    forenoon_until: int
    working_days: list[int]
    leave_kinds: list[LeaveKindOut]
    decides: Annotated[bool, Field(description="leave requests are on this person's desk")]


Clock = Annotated[str | None, Field(max_length=5, description="local time as 20:00, or null")]


class SettingsPatch(In):
    """What is left out stays as it is; null turns it off."""

    language: Annotated[
        str | None, Field(max_length=10, description="as hi; null: that of the person's Telegram")
    ] = None
    digest: Annotated[
        Clock, Field(description="when one's classes are told: before 12:00 the day's, else the next day's")
    ] = None
    remind_minutes: Annotated[
        int | None, Field(description=f"before a class: one of {', '.join(map(str, REMIND_MINUTES))}")
    ] = None
    remind_of: RemindOf = RemindOf.FIRST
    quiet_from: Annotated[Clock, Field(description="from then on only what is urgent is told")] = None
    quiet_until: Clock = None
    theme: Annotated[Theme, Field(description="of pictures")] = Theme.LIGHT


class SettingsOut(SettingsPatch):
    model_config = ConfigDict(extra="ignore")

    version: int


class DialogueIn(In):
    flow: Annotated[str, Field(min_length=1, max_length=40)]
    state: dict[str, object]


class DialogueOut(BaseModel):
    flow: str | None
    state: dict[str, object]


# days


class PlannedOut(BaseModel):
    """Where and with whom a class was planned, or where it went."""

    date: date
    period: int
    start: str
    end: str
    room_name: str
    faculty_names: list[str]


class PlannedSubjectOut(PlannedOut):
    subject_name: str


class JointOut(BaseModel):
    """The class that another is held together with: one teacher, one room."""

    occupancy: str
    section_names: list[str]


class ClassOut(PlannedOut):
    occupancy: str
    subject_name: str
    subject_code: str
    section_names: list[str]
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
    was: PlannedOut | None
    now: PlannedOut | None
    held_with: Annotated[JointOut | None, Field(description="what it is held together with")] = None


class DayOut(BaseModel):
    date: date
    weekday: str
    is_today: bool
    note: Annotated[str, Field(description="what is not ordinary about the date, or empty")]
    classes: list[ClassOut]


class WeekOut(BaseModel):
    days: list[DayOut]


class DaysOut(BaseModel):
    kind: Literal["me", "section", "faculty", "infra"]
    id: str
    name: str
    days: list[DayOut]


class PresentOut(BaseModel):
    date: date
    time: Annotated[str, Field(description="HH:MM, the institute's")]
    now: list[ClassOut]
    next: Annotated[list[ClassOut], Field(description="of the next period that has any; may be days away")]


class MatchOut(BaseModel):
    kind: Literal["section", "faculty", "infra", "department"]
    id: str
    name: str
    score: Annotated[int, Field(description="100: exactly this name")]


class MatchList(BaseModel):
    results: list[MatchOut]


class KindList(BaseModel):
    results: list[str]


class CalendarDayOut(BaseModel):
    date: date
    working: bool
    note: str
    periods: Annotated[list[PeriodOut], Field(description="the periods of this very date, with their times")]


class MonthOut(BaseModel):
    month: str
    days: list[CalendarDayOut]


# leave


class LeaveIn(In):
    start_date: date
    end_date: date
    periods: Annotated[
        list[int] | None, Field(max_length=20, description="period numbers, or null for whole days")
    ] = None
    half: Half | None = None
    kind: Annotated[str, Field(max_length=20, description="one of the institute's leave kinds")]
    reason: Annotated[str, Field(max_length=500)] = ""


class LeavePut(LeaveIn):
    version: Annotated[int | None, Field(description="as If-Match")] = None


class BalanceOut(BaseModel):
    kind: str
    kind_name: str
    first: Annotated[date, Field(description="of the leave year")]
    last: date
    quota: Annotated[float | None, Field(description="days; null: no limit")]
    taken: Annotated[float, Field(description="days approved")]
    pending: Annotated[float, Field(description="days asked for and not decided")]
    left: float | None


class BalanceList(BaseModel):
    results: list[BalanceOut]


class BlockedOut(BaseModel):
    date: date
    periods: list[int]


class PreviewOut(BaseModel):
    start_date: date
    end_date: date
    periods: list[int] | None
    half: Half | None
    kind: str
    kind_name: str
    reason: str
    blocked: list[BlockedOut]
    classes: list[ClassOut]
    deciders: list[str]


class LeaveOut(BaseModel):
    id: str
    version: int
    faculty: Reference
    faculty_name: str
    department: Reference
    department_name: str
    start_date: date
    end_date: date
    periods: list[int] | None
    half: Half | None
    kind: Annotated[str | None, Field(description="null for those who may not know why")]
    kind_name: str | None
    reason: str | None
    status: LeaveStatus
    decided_by: str | None
    decided_by_name: str | None
    decided_at: datetime | None
    decision_note: str
    plan_revision: int
    created_at: datetime
    updated_at: datetime
    can_decide: bool
    undo_until: Annotated[datetime | None, Field(description="the caller may undo the decision so long")] = (
        None
    )
    is_mine: bool


class LeaveList(BaseModel):
    results: list[LeaveOut]
    next: str | None = None


class ApproveIn(In):
    plan_revision: Annotated[int, Field(ge=0, description="the revision that the decider saw")]
    alternative: Annotated[
        str | None, Field(max_length=40, description="one of the plan's alternatives; default: the plan")
    ] = None


class RejectIn(In):
    note: Annotated[str, Field(max_length=500, description="why; the requester reads it")]


class WithdrawIn(In):
    pass


class ReasonShape(BaseModel):
    code: Annotated[str, Field(max_length=40)]
    about: Annotated[str, Field(max_length=200)] = ""


class RowOut(PlannedOut):
    occupancy: str
    kind: AdjustmentKind
    subject_name: str
    subject_code: str
    section_names: list[str]
    after: PlannedOut | None
    held_with: Annotated[JointOut | None, Field(description="merged: the class that it joins")] = None
    cost: int
    reasons: list[ReasonShape]


class RunnerUpOut(BaseModel):
    """The next best that could become of a class, the rest of the plan being as it is."""

    kind: AdjustmentKind
    after: PlannedOut | None
    extra: Annotated[int, Field(description="points by which the plan would cost more")]
    why_not: Annotated[str, Field(description="a code, as those of reasons")]
    whole_run: Annotated[bool, Field(description="all consecutive periods of the class would change so")]
    in_exchange: Annotated[bool, Field(description="for a class of the substitute's own")]


class ExchangedRowOut(RowOut):
    in_return: Annotated[
        PlannedSubjectOut | None,
        Field(description="what the teacher away takes from the substitute, when back"),
    ] = None


class RowAskOut(BaseModel):
    """Whose answer a row of the plan waits for, or has."""

    id: str
    kind: Annotated[
        Literal["faculty", "department"], Field(description="who is asked: a substitute, or an HOD")
    ]
    name: Annotated[str, Field(description="of the person or of the department")]
    status: AskStatus
    before: Annotated[
        bool, Field(description="the class waits for the answer; else it is held unless it is no")
    ]
    deadline: datetime
    note: Annotated[str, Field(description="why not")]


class AskOut(RowAskOut):
    """What somebody is asked about a plan: who and what, never why."""

    leave: str
    faculty_name: Annotated[str, Field(description="who is away")]
    rows: list[ExchangedRowOut]
    plan_revision: int
    answered_by_name: str | None
    answered_at: datetime | None
    can_answer: bool
    until: Annotated[str, Field(description="the deadline on the institute's clock: YYYY-MM-DDTHH:MM")]


class AskList(BaseModel):
    results: list[AskOut]
    next: str | None = None


class DeclineIn(In):
    note: Annotated[str, Field(max_length=500, description="why not; the deciders read it")]


class ExplainedRowOut(ExchangedRowOut):
    parts: Annotated[dict[str, int], Field(description="the cost, by the names of repair_costs")]


class PlanRowOut(ExplainedRowOut):
    runners_up: list[RunnerUpOut]
    changed: Annotated[bool, Field(description="it is another than in the revision `since`")] = False
    asks: Annotated[list[RowAskOut], Field(description="whose answer is needed or given")] = []


class AlternativeOut(BaseModel):
    """Another plan to choose, best in another sense: see the name."""

    name: Literal["fewest_changes", "fairest", "nothing_moved"]
    status: Literal["feasible", "optimal"]
    cost: int
    bound: Annotated[int, Field(description="no plan that is as good in its sense costs less")]
    rows: list[ExchangedRowOut]


class ClashingClassOut(BaseModel):
    leave: str
    faculty_name: Annotated[str, Field(description="whose leave it is")]
    date: date
    period: int
    start: str


class ClashOut(BaseModel):
    """Classes of two leaves that can't all be held, while without any one of them they could."""

    code: Annotated[
        str,
        Field(
            description="same_people: only `people` could take them; each_other: only the two themselves; "
            "same_place: nobody could, and they can't all move; same_class: it is both's; "
            "alone: one leave can't be covered whatever becomes of the other"
        ),
    ]
    people: list[str]
    classes: list[ClashingClassOut]


class SpanOut(BaseModel):
    """Whose leave, and when."""

    leave: str
    faculty_name: str
    start_date: date
    end_date: date
    periods: list[int] | None
    half: Half | None


class BesideOut(SpanOut):
    grantable: Annotated[
        bool | None,
        Field(description="both can be granted with every class held; null: not found out (yet)"),
    ]
    why: Annotated[ClashOut | None, Field(description="what stands between the two")]


class PlanOut(BaseModel):
    leave: str
    revision: int
    status: Literal["none", "feasible", "optimal"]
    cost: int
    bound: int
    rows: list[PlanRowOut]
    alternatives: Annotated[list[AlternativeOut], Field(description="those that differ from the plan")]
    edited_by: Annotated[str | None, Field(description="who has chosen a row of it by hand")] = None
    edited_by_name: str | None = None
    together: Annotated[
        list[BesideOut], Field(description="for deciders: other pending requests of these dates")
    ] = []
    away: Annotated[list[SpanOut], Field(description="for deciders: colleagues on leave then")] = []


class PlaceIn(In):
    date: date
    day: int
    period: int


class GivenIn(In):
    occupancy: str
    date: date


class FateIn(In):
    """What could become of a class; null: as planned."""

    kind: AdjustmentKind
    faculty: Annotated[list[str] | None, Field(max_length=20)] = None
    room: str | None = None
    to: PlaceIn | None = None
    in_return: Annotated[GivenIn | None, Field(description="a class of the substitute's own")] = None
    host: Host = None


class RunnerUpIn(FateIn):
    extra: int
    why_not: Annotated[str, Field(max_length=40)] = ""
    whole_run: bool = False


class AlternativeRowIn(FateIn):
    occupancy: str
    date: date
    cost: Annotated[int, Field(ge=0)] = 0


class RowIn(AlternativeRowIn):
    reasons: Annotated[list[ReasonShape], Field(max_length=10)] = []
    parts: Annotated[dict[Annotated[str, Field(max_length=40)], int], Field(max_length=20)] = {}
    runners_up: Annotated[list[RunnerUpIn], Field(max_length=2)] = []


class AlternativeIn(In):
    name: Literal["fewest_changes", "fairest", "nothing_moved"]
    status: Literal["feasible", "optimal"]
    bound: Annotated[int, Field(ge=0)] = 0
    rows: Annotated[list[AlternativeRowIn], Field(max_length=500)]


class PlanIn(In):
    based_on: Annotated[int, Field(ge=0, description="the revision that this plan replaces")]
    status: Literal["feasible", "optimal"]
    bound: Annotated[int, Field(ge=0)] = 0
    rows: Annotated[list[RowIn], Field(max_length=500)]
    alternatives: Annotated[list[AlternativeIn], Field(max_length=3)] = []


class ChoiceIn(FateIn):
    """What shall become of one class of the plan: one of its options, as it is told there in `choose`."""

    plan_revision: Annotated[int, Field(ge=0, description="the revision that the decider saw")]
    occupancy: Annotated[str, Field(max_length=64)]
    date: date
    whole_run: Annotated[bool, Field(description="all consecutive periods of the class change so")] = False


class OptionOut(BaseModel):
    """What a class could come to instead, the rest of the plan being as it is."""

    row: ExplainedRowOut
    extra: Annotated[int, Field(description="points by which the plan would cost more")]
    why_not: Annotated[str, Field(description="a code, as those of reasons")]
    whole_run: Annotated[bool, Field(description="all consecutive periods of the class would change so")]
    choose: Annotated[ChoiceIn, Field(description="the body of the PATCH that chooses it")]


class OptionList(BaseModel):
    leave: str
    revision: int
    row: Annotated[ExplainedRowOut, Field(description="as the plan has it")]
    results: Annotated[list[OptionOut], Field(description="the best first")]


class NothingOut(BaseModel):
    pass


# notices


class NoticeIn(In):
    message_id: int
    shown: Annotated[str, Field(max_length=200)] = ""


class ActingOut(BaseModel):
    """Who acts for a department's HOD."""

    id: str
    name: str
    acting_hod: str | None
    acting_from: DateOrNone
    acting_until: DateOrNone
    is_me: bool


class NoticeOut(BaseModel):
    id: str
    kind: str
    leave: Annotated[LeaveOut | None, Field(description="null: it is about something else")]
    plan: PlanOut | None
    classes: list[RowOut]
    ask: Annotated[AskOut | None, Field(description="of a notice that asks something")] = None
    department: Annotated[ActingOut | None, Field(description="of a notice about who acts for an HOD")] = None
    day: Annotated[DayOut | None, Field(description="of a digest or a reminder: the classes told")] = None
    minutes: Annotated[int | None, Field(description="of a reminder: until the class begins")] = None
    draft: Annotated[DraftOut | None, Field(description="of a notice about a timetable asked for")] = None
    message_id: int | None
    shown: str


# bookings


class OccupancyOut(BaseModel):
    id: str
    version: int
    created_at: datetime | None
    updated_at: datetime | None
    term: Reference
    offering: Reference
    subject: Reference
    room: Reference
    timeslot: str
    faculty: list[Reference]
    sections: list[Reference]
    faculty_name: list[str]
    subject_name: str
    room_name: str
    section_names: list[str]
    student_ids: list[str]


class OccupancyList(BaseModel):
    results: list[OccupancyOut]
    next: str | None


class AdjustmentOut(RowOut):
    id: str
    cause: str | None
    room: Annotated[str | None, Field(description="where it will be; null: nowhere")]
    timeslot: Annotated[str | None, Field(description="when it will be")]
    faculty: Annotated[list[str] | None, Field(description="who will hold it")]
    host: Annotated[str | None, Field(description="merged: the occupancy that it joins")] = None
    version: Annotated[int | None, Field(description="of its decision")] = None
    created_at: datetime | None = None
    updated_at: datetime | None = None


class AdjustmentList(BaseModel):
    results: list[AdjustmentOut]
    next: str | None = None


class OccupancyIn(In):
    term: str
    offering: str
    room: str
    timeslot: str
    faculty: Annotated[list[str] | None, Field(max_length=20, description="default: the offering's")] = None


class OccupancyPatch(In):
    offering: str | None = None
    room: str | None = None
    timeslot: str | None = None
    faculty: Annotated[list[str] | None, Field(max_length=20)] = None
    version: Annotated[int | None, Field(description="as If-Match")] = None


class OccupancyPut(OccupancyPatch):
    offering: str
    room: str
    timeslot: str


class AdjustmentPatch(In):
    kind: AdjustmentKind | None = None
    faculty: Annotated[list[str] | None, Field(max_length=20)] = None
    room: str | None = None
    timeslot: str | None = None
    to_date: DateOrNone = None
    host: Host = None
    version: Annotated[int | None, Field(description="as If-Match; of its decision")] = None


class AdjustmentPut(AdjustmentPatch):
    kind: AdjustmentKind


class AdjustmentIn(In):
    occupancy: str
    date: Annotated[date, Field(description="the date of the class as planned")]
    kind: AdjustmentKind
    faculty: Annotated[list[str] | None, Field(max_length=20, description="who holds it then")] = None
    room: str | None = None
    timeslot: str | None = None
    to_date: DateOrNone = None
    host: Host = None


class OccupancyItemIn(In):
    type: Literal["occupancy"]
    id: str | None = None
    version: int | None = None
    offering: str | None = None
    room: str | None = None
    timeslot: str | None = None
    faculty: list[str] | None = None


class AdjustmentItemIn(In):
    type: Literal["adjustment"]
    id: str | None = None
    occupancy: str | None = None
    kind: AdjustmentKind | None = None
    faculty: list[str] | None = None
    room: str | None = None
    timeslot: str | None = None
    cause: str | None = None
    to_date: date | None = None
    host: Host = None
    date: Annotated[DateOrNone, Field(description="the date of the class as planned")] = None


ItemIn = Annotated[OccupancyItemIn | AdjustmentItemIn, Field(discriminator="type")]
Items = Annotated[list[ItemIn], Field(max_length=100)]


class UpdateIn(In):
    term: str
    create: Items = []
    update: Items = []
    delete: Items = []
    dry_run: bool = False


class ResultOut(BaseModel):
    op: str
    index: int
    status: str
    id: str


class UpdateOut(BaseModel):
    results: list[ResultOut]


class RoomOut(BaseModel):
    id: str
    name: str
    kind: str
    capacity: int


class RoomList(BaseModel):
    results: list[RoomOut]
    next: str | None = None
