"""What admins see: sheets, drafts, links, acts, health."""

from typing import Any, Literal, TypedDict


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
