"""A plan row by row: why, what else, whose answer it needs, what other leave is near."""

from typing import Any, Literal, NotRequired, TypedDict

from bot.contract.days import Joint, Place

AskStatus = Literal["asked", "accepted", "declined", "lapsed", "taken_back"]


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
