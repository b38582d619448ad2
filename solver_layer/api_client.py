"""The solver's way to write: plans and adjustments go through the HTTP API, with its service token."""

import os
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import httpx

from timetable.model import AdjustmentKind, LeaveId, PlanRow, Slot, TermId

_TIMEOUT = httpx.Timeout(30.0, connect=5.0)
MOVED_ON = {"stale_plan", "already_decided", "not_found"}
"""refusals of what is about the past; all others are worth another try with what is true by then"""


class Outdated(Exception):
    """What was solved is no longer what there is; the API's code says how."""


@cache
def _client() -> httpx.Client:
    return httpx.Client(timeout=_TIMEOUT)


def put_plan(leave: LeaveId, based_on: int, status: str, bound: int, rows: Sequence[PlanRow]) -> int:
    """Put a plan on a pending request; returns its revision. Raises Outdated or httpx.HTTPError."""
    body = {"based_on": based_on, "status": status, "bound": bound, "rows": [row_body(r) for r in rows]}
    return int(_call("PUT", f"/facultyunavailability/{leave}/plan/", body)["revision"])


def replan(leave: LeaveId) -> None:
    """Ask for a fresh plan: an event of its own, as if somebody had asked."""
    _call("POST", f"/facultyunavailability/{leave}/replan/", {})


def cover(term: TermId, covered: Sequence[tuple[str, dict[str, Any]]]) -> None:
    """Replace cancellations (adjustment id, what it becomes) by what was found, all or nothing."""
    items = [{"type": "adjustment", "id": id, **item} for id, item in covered]
    _call("POST", "/occupancies/scheduler-update/", {"term": term, "update": items})


def outcome(row: PlanRow, timeslots: Mapping[Slot, str]) -> dict[str, Any]:
    """A plan's row as an item of scheduler-update; `timeslots` names each (day, period)."""
    assert row.after is not None, "a cancellation stays as it is"
    item: dict[str, Any] = {"kind": str(row.kind), "faculty": list(row.after.faculty), "room": row.after.room}
    if row.kind is AdjustmentKind.MOVED:
        item |= {"to_date": row.after.date.isoformat(), "timeslot": timeslots[row.after.slot]}
    return item


def row_body(row: PlanRow) -> dict[str, Any]:
    after, moved = row.after, row.kind is AdjustmentKind.MOVED
    place = after and moved and {"date": after.date.isoformat(), **after.slot._asdict()}
    return {
        "occupancy": row.before.occupancy,
        "date": row.before.date.isoformat(),
        "kind": str(row.kind),
        "faculty": list(after.faculty) if after and not moved else None,
        "room": after.room if after else None,
        "to": place or None,
        "cost": row.cost,
        "reasons": [{"code": r.code, "about": r.about} for r in row.reasons],
    }


def _call(method: str, path: str, body: dict[str, Any]) -> dict[str, Any]:
    headers = {"Authorization": f"Bearer {os.environ['SCHEDULER_TOKEN']}"}
    answer = _client().request(method, os.environ["API_URL"] + path, json=body, headers=headers)
    if answer.is_client_error and (code := _code(answer)) in MOVED_ON:
        raise Outdated(code)
    answer.raise_for_status()
    found: dict[str, Any] = answer.json()
    return found


def _code(answer: httpx.Response) -> str:
    """What the API calls the refusal; empty where the answer is not the API's own."""
    if answer.headers.get("content-type", "").startswith("application/problem+json"):
        return str(answer.json().get("code", ""))
    return ""
