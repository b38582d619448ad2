"""Leaves: how they are asked for, previewed, decided and answered."""

from datetime import date, datetime
from typing import Annotated

from pydantic import Field

from functions.api.shapes.base import BaseModel, In, Reference
from functions.api.shapes.days import ClassOut
from timetable.model import Half, LeaveStatus


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
