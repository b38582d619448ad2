"""The solver's way to write: plans and adjustments go through the HTTP API, with its service token."""

import os
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, Protocol

import httpx

from functions import correlation
from timetable.model import AdjustmentKind, ClassOnDate, DepartmentId, Fate, LeaveId, PlanRow, Slot, TermId

_TIMEOUT = httpx.Timeout(30.0, connect=5.0)
MOVED_ON = {"stale_plan", "already_decided", "not_found"}
"""refusals of what is about the past; all others are worth another try with what is true by then"""


class Outdated(Exception):
    """What was solved is no longer what there is; the API's code says how."""


@cache
def _client() -> httpx.Client:
    return httpx.Client(timeout=_TIMEOUT)


class Solved(Protocol):
    """A plan that the solver has found, whatever it is the best in."""

    @property
    def rows(self) -> Sequence[PlanRow]: ...

    @property
    def status(self) -> str: ...

    @property
    def bound(self) -> int: ...


def put_plan(leave: LeaveId, based_on: int, best: Solved, others: Mapping[str, Solved]) -> int:
    """Put a plan on a pending request, with alternatives by their names; returns its revision.

    Raises Outdated or httpx.HTTPError.
    """
    body = plan_body(based_on, best, others)
    return int(_call("PUT", f"/facultyunavailability/{leave}/plan/", body)["revision"])


def put_what_if(id: str, based_on: int, best: Solved, others: Mapping[str, Solved]) -> None:
    """The plan that there would be, for who wondered. Raises as put_plan does."""
    _call("PUT", f"/whatifs/{id}/plan/", plan_body(based_on, best, others))


def put_together(found: Mapping[str, Any]) -> None:
    """Which of some pending leaves can be granted together. Raises as put_plan does."""
    _call("PUT", "/facultyunavailability/together/", dict(found))


def plan_body(based_on: int, best: Solved, others: Mapping[str, Solved]) -> dict[str, Any]:
    """The best plan with all that is said of its rows, and of the others what they would do at which cost."""
    alternatives = [
        {
            "name": name,
            "status": other.status,
            "bound": other.bound,
            "rows": [_priced_body(r) for r in other.rows],
        }
        for name, other in others.items()
    ]
    return {
        "based_on": based_on,
        "status": best.status,
        "bound": best.bound,
        "rows": [row_body(r) for r in best.rows],
        "alternatives": alternatives,
    }


def replan(leave: LeaveId) -> None:
    """Ask for a fresh plan: an event of its own, as if somebody had asked."""
    _call("POST", f"/facultyunavailability/{leave}/replan/", {})


def cover(term: TermId, covered: Sequence[tuple[str, dict[str, Any]]]) -> None:
    """Replace cancellations (adjustment id, what it becomes) by what was found, all or nothing."""
    items = [{"type": "adjustment", "id": id, **item} for id, item in covered]
    _call("POST", "/occupancies/scheduler-update/", {"term": term, "update": items})


def ask_coverage(department: DepartmentId) -> None:
    """Have the absences of a department looked at, by an event of its own."""
    _call("POST", f"/coverage/{department}/", {})


def put_coverage(department: DepartmentId, looked_at: int, gaps: Sequence[Mapping[str, Any]]) -> None:
    """The absences of a department that nobody could cover."""
    _call("PUT", f"/coverage/{department}/", {"looked_at": looked_at, "gaps": list(gaps)})


def put_draft(draft: str, solved: Mapping[str, Any]) -> None:
    """The answer to a draft: `classes`, `costs`, `bound`, or the `message` why there is none."""
    _call("PUT", f"/drafts/{draft}/", dict(solved))


def tell_draft(draft: str, best: int | None, bound: int) -> bool:
    """How far a draft is, None: nothing found yet; answers whether to end with the best so far."""
    return bool(_call("PATCH", f"/drafts/{draft}/", {"best": best, "bound": bound})["stop"])


def outcome(row: PlanRow, timeslots: Mapping[Slot, str]) -> dict[str, Any]:
    """A plan's row as an item of scheduler-update; `timeslots` names each (day, period)."""
    assert row.after is not None, "a cancellation stays as it is"
    if row.after.host:
        return {"kind": str(row.kind), "host": row.after.host.occupancy}
    item: dict[str, Any] = {"kind": str(row.kind), "faculty": list(row.after.faculty), "room": row.after.room}
    if row.kind is AdjustmentKind.MOVED:
        item |= {"to_date": row.after.date.isoformat(), "timeslot": timeslots[row.after.slot]}
    return item


def row_body(row: PlanRow) -> dict[str, Any]:
    """A row with all that is said of it."""
    others = [
        {**_fate_body(r.fate, row.before), "extra": r.extra, "why_not": r.why_not, "whole_run": r.whole_run}
        for r in row.runners_up
    ]
    return {
        **_priced_body(row),
        "reasons": [{"code": r.code, "about": r.about} for r in row.reasons],
        "parts": dict(row.parts),
        "runners_up": others,
    }


def _priced_body(row: PlanRow) -> dict[str, Any]:
    return {
        "occupancy": row.before.occupancy,
        "date": row.before.date.isoformat(),
        **_fate_body(row.fate, row.before),
        "cost": row.cost,
    }


def _fate_body(fate: Fate, class_: ClassOnDate) -> dict[str, Any]:
    """What becomes of a class; None: as planned."""
    on, slot, returned = fate.on or class_.date, fate.slot or class_.slot, fate.in_return
    return {
        "kind": str(fate.kind),
        "faculty": list(fate.faculty) if fate.faculty else None,
        "room": fate.room,
        "to": {"date": on.isoformat(), **slot._asdict()} if fate.on or fate.slot else None,
        "in_return": {"occupancy": returned[0], "date": returned[1].isoformat()} if returned else None,
        "host": fate.host,
    }


def _call(method: str, path: str, body: dict[str, Any]) -> dict[str, Any]:
    thread = {correlation.HEADER: correlation.present()} if correlation.present() else {}
    headers = {"Authorization": f"Bearer {os.environ['SCHEDULER_TOKEN']}", **thread}
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
