"""Plans as the API answers them: rows with reasons, alternatives, consents, and other leaves of the dates."""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import Field

from functions.api.shapes.base import BaseModel, In, ReasonShape
from functions.api.shapes.days import JointOut, PlannedOut, PlannedSubjectOut
from functions.api.shapes.proposals import ChoiceIn
from timetable.leave.consents import ConsentStatus
from timetable.model import AdjustmentKind, Half


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
    status: ConsentStatus
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
