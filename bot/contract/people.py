"""Who a person is to the college, what they have chosen, and what is kept of them."""

from typing import Any, Literal, TypedDict

Role = Literal["admin", "hod", "faculty", "student"]


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


class Dialogue(TypedDict):
    flow: str | None
    state: dict[str, Any]


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
