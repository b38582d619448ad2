"""Leave: previewed, asked for, decided."""

from typing import Literal, NotRequired, TypedDict

from bot.contract.days import Class

LeaveStatus = Literal["pending", "approved", "rejected", "withdrawn", "expired"]


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
