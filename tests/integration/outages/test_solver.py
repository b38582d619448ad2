"""The solver is down: leave is still decided, classes are kept free or cancelled, and plans come later."""

import json
from typing import Any

import httpx
import pytest

from functions.store.records import TableDoor
from solver_layer.entry import api_client
from tests.integration.conftest import TinyCollege
from tests.support.api import call
from tests.support.clock import BULK, URGENT, Clock
from tests.support.solving import handler
from tests.support.tiny import FRIDAY
from tests.support.verified import broken

ON = FRIDAY.isoformat()


def message(event: str, leave: str) -> dict[str, Any]:
    detail = {"id": f"{event}-{leave}", "institute": "inst", "leave": leave}
    return {"messageId": f"{event}-{leave}", "body": json.dumps({"detail-type": event, "detail": detail})}


def solve(*messages: dict[str, Any]) -> list[str]:
    """The messages that come again."""
    failures = [handler({"Records": [m]}, None)["batchItemFailures"] for m in messages]
    return [f["itemIdentifier"] for of_one in failures for f in of_one]


def is_down(patch: pytest.MonkeyPatch) -> None:
    def refused(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("nobody is there", request=request)

    patch.setattr(api_client, "_client", lambda: httpx.Client(transport=httpx.MockTransport(refused)))


def approve(leave: str) -> Any:
    return call("hod", "POST", f"/facultyunavailability/{leave}/approve/", {"plan_revision": 0})


def plan(leave: str) -> Any:
    return call("hod", "GET", f"/facultyunavailability/{leave}/plan/").body


@pytest.mark.usefixtures("solver")
def test_a_leave_is_decided_without_it_and_its_classes_are_covered_when_it_is_back(
    college: TinyCollege, clock: Clock, door: TableDoor
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        is_down(patch)
        leave = college.ask("rao", ON, [3, 4])
        asked = message("LeaveRequested", leave)
        comes_again = solve(asked)
        clock.happens("LeaveRequested", leave)
        card = clock.queued(URGENT)
        decided = approve(leave)
        comes_again += solve(approved := message("LeaveApproved", leave))
    clock.happens("LeaveApproved", leave)
    meanwhile = college.states("asha", ON)
    told = clock.queued(BULK)

    assert comes_again == [asked["messageId"], approved["messageId"]]
    assert card == [("hod", f"card.{leave}")]
    assert (decided.status, decided.body["status"]) == (200, "approved")
    assert meanwhile == {1: "planned", 3: "cancelled", 4: "cancelled"}
    assert college.states("rao", ON) == {3: "on_leave", 4: "on_leave"}
    assert {who for who, notice in told if notice.startswith("changes.")} == {"asha", "bala"}
    assert broken(door) == []

    assert solve(asked, approved) == []

    assert college.states("asha", ON) == {1: "planned", 3: "substituted", 4: "substituted"}
    assert broken(door) == []


@pytest.mark.usefixtures("solver")
def test_a_request_that_waited_for_it_has_its_plan_when_it_is_back_or_by_night(
    college: TinyCollege,
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        is_down(patch)
        waiting, forgotten = college.ask("rao", ON, [3]), college.ask("meera", ON, [1])
        asked = message("LeaveRequested", waiting)
        failed = solve(asked)
        solve(message("LeaveRequested", forgotten))  # as often as it may, and then to the dead letters
        nightly = handler({"detail-type": "Nightly"}, None)

    assert failed == [asked["messageId"]] and nightly == {"batchItemFailures": []}
    assert plan(waiting)["revision"] == plan(forgotten)["revision"] == 0

    assert solve(asked) == []
    handler({"detail-type": "Nightly"}, None)
    assert solve(message("PlanRequested", forgotten)) == []

    assert plan(waiting)["revision"] == 1 and plan(waiting)["rows"][0]["kind"] == "substituted"
    assert plan(forgotten)["revision"] == 1


def test_whoever_rejects_or_withdraws_needs_no_solver(college: TinyCollege) -> None:
    first, second = college.ask("rao", ON, [3]), college.ask("meera", ON, [1])

    rejected = call("hod", "POST", f"/facultyunavailability/{first}/reject/", {"note": "exams"})
    withdrawn = call("meera", "POST", f"/facultyunavailability/{second}/withdraw/")

    assert (rejected.body["status"], withdrawn.body["status"]) == ("rejected", "withdrawn")
    assert college.states("asha", ON) == {1: "planned", 3: "planned", 4: "planned"}
