"""The solver's only way to write: plans, covers and drafts go through the HTTP API, with its token."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import httpx

from functions import correlation
from timetable.model import AdjustmentKind, ClassOnDate, DepartmentId, LeaveId, Outcome, PlanRow, Slot, TermId

_TIMEOUT = httpx.Timeout(30.0, connect=5.0)  # seconds
# Refusals of an answer that came too late. What is refused otherwise is tried again from the queue.
CODES_OF_OUTDATED = {"stale_plan", "already_decided", "not_found"}


class Outdated(Exception):
    """The world has changed since the solver read it; the argument is the API's code for how."""


class Solved(Protocol):
    """A plan that the solver has made, whichever aim it is the best for."""

    @property
    def rows(self) -> Sequence[PlanRow]: ...

    @property
    def status(self) -> str: ...

    @property
    def bound(self) -> int: ...


class ApiClient:
    """The API's address and the solver's service token, with one connection pool.

    Each method raises Outdated or httpx.HTTPError.
    """

    def __init__(self, url: str, token: str, *, transport: httpx.BaseTransport | None = None) -> None:
        self._token = token
        self._http = httpx.Client(base_url=url, timeout=_TIMEOUT, transport=transport)

    def put_plan(self, leave: LeaveId, body: Mapping[str, Any]) -> int:
        """Put a plan (`plan_body`) on a pending request; returns the plan's revision."""
        return int(self._call("PUT", f"/facultyunavailability/{leave}/plan/", body)["revision"])

    def put_what_if(self, what_if: str, body: Mapping[str, Any]) -> None:
        """Put a plan (`plan_body`) on a hypothetical leave."""
        self._call("PUT", f"/whatifs/{what_if}/plan/", body)

    def put_comparison(self, comparison: Mapping[str, Any]) -> None:
        """Say which of some pending leaves can be granted together."""
        self._call("PUT", "/facultyunavailability/together/", comparison)

    def request_plan(self, leave: LeaveId) -> None:
        """Have a fresh plan made, by an event of its own."""
        self._call("POST", f"/facultyunavailability/{leave}/replan/", {})

    def cover(self, term: TermId, adjustments: Mapping[str, Mapping[str, Any]]) -> None:
        """Replace cancellations (ids of adjustments) by what was found for them, all or none."""
        items = [{"type": "adjustment", "id": id, **item} for id, item in adjustments.items()]
        self._call("POST", "/occupancies/scheduler-update/", {"term": term, "update": items})

    def request_coverage(self, department: DepartmentId) -> None:
        """Have the absences of a department looked at, by an event of its own."""
        self._call("POST", f"/coverage/{department}/", {})

    def put_coverage(
        self, department: DepartmentId, *, looked_at: int, gaps: Sequence[Mapping[str, Any]]
    ) -> None:
        """Say which absences of a department nobody could cover, of how many that were looked at."""
        self._call("PUT", f"/coverage/{department}/", {"looked_at": looked_at, "gaps": list(gaps)})

    def put_draft(self, draft: str, body: Mapping[str, Any]) -> None:
        """Answer a draft: `classes`, `costs` and `bound`, or the `message` why there is no timetable."""
        self._call("PUT", f"/drafts/{draft}/", body)

    def report_progress(self, draft: str, *, best: int | None, bound: int) -> bool:
        """Say how far a draft is (None: no timetable yet); returns whether to end with the best so far."""
        return bool(self._call("PATCH", f"/drafts/{draft}/", {"best": best, "bound": bound})["stop"])

    def _call(self, method: str, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        thread = {correlation.HEADER: correlation.present()} if correlation.present() else {}
        headers = {"Authorization": f"Bearer {self._token}", **thread}
        response = self._http.request(method, path, json=dict(body), headers=headers)
        if response.is_client_error and (code := _code(response)) in CODES_OF_OUTDATED:
            raise Outdated(code)
        response.raise_for_status()
        answer: dict[str, Any] = response.json()
        return answer


def plan_body(based_on: int, best: Solved, others: Mapping[str, Solved]) -> dict[str, Any]:
    """The best plan with everything known of its rows; of the others (by name) what they would do and cost.

    `based_on`: the revision of the plan that this one replaces.
    """
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


def adjustment_item(row: PlanRow, timeslots: Mapping[Slot, str]) -> dict[str, Any]:
    """A plan's row, which is no cancellation, as an item of scheduler-update; `timeslots`: their ids."""
    assert row.after is not None, "a cancellation stays as it is"
    if row.after.host:
        return {"kind": str(row.kind), "host": row.after.host.occupancy}
    item: dict[str, Any] = {"kind": str(row.kind), "faculty": list(row.after.faculty), "room": row.after.room}
    if row.kind is AdjustmentKind.MOVED:
        item |= {"to_date": row.after.date.isoformat(), "timeslot": timeslots[row.after.slot]}
    return item


def row_body(row: PlanRow) -> dict[str, Any]:
    """A row with its reasons, what its cost is made of, and the next best choices."""
    runners_up = [
        {
            **_outcome_body(r.fate, row.before),
            "extra": r.extra,
            "why_not": r.why_not,
            "whole_run": r.whole_run,
        }
        for r in row.runners_up
    ]
    return {
        **_priced_body(row),
        "reasons": [{"code": r.code, "about": r.about} for r in row.reasons],
        "parts": dict(row.parts),
        "runners_up": runners_up,
    }


def _priced_body(row: PlanRow) -> dict[str, Any]:
    return {
        "occupancy": row.before.occupancy,
        "date": row.before.date.isoformat(),
        **_outcome_body(row.outcome, row.before),
        "cost": row.cost,
    }


def _outcome_body(outcome: Outcome, class_: ClassOnDate) -> dict[str, Any]:
    """What becomes of a class; None where that stays as planned."""
    on, slot, returned = outcome.on or class_.date, outcome.slot or class_.slot, outcome.in_return
    return {
        "kind": str(outcome.kind),
        "faculty": list(outcome.faculty) if outcome.faculty else None,
        "room": outcome.room,
        "to": {"date": on.isoformat(), **slot._asdict()} if outcome.on or outcome.slot else None,
        "in_return": {"occupancy": returned[0], "date": returned[1].isoformat()} if returned else None,
        "host": outcome.host,
    }


def _code(response: httpx.Response) -> str:
    """The code of the API's refusal; empty where the response is not the API's own."""
    if response.headers.get("content-type", "").startswith("application/problem+json"):
        return str(response.json().get("code", ""))
    return ""
