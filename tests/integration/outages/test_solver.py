"""The solver is down: leave is still decided, classes are kept free or cancelled, and plans come later."""

import json
from typing import Any

import httpx

from functions.store.records import TableDirectory
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


def solve(*messages: dict[str, Any], is_down: bool = False) -> list[str]:
    """The messages that come again. `is_down`: the solver can't reach the API."""
    transport = httpx.MockTransport(refuse) if is_down else None
    failures = [handler({"Records": [m]}, None, transport=transport)["batchItemFailures"] for m in messages]
    return [f["itemIdentifier"] for of_one in failures for f in of_one]


def refuse(request: httpx.Request) -> httpx.Response:
    raise httpx.ConnectError("nobody is there", request=request)


def approve(leave: str) -> Any:
    return call("hod", "POST", f"/facultyunavailability/{leave}/approve/", {"plan_revision": 0})


def plan(leave: str) -> Any:
    return call("hod", "GET", f"/facultyunavailability/{leave}/plan/").body


def test_a_leave_is_decided_without_it_and_its_classes_are_covered_when_it_is_back(
    college: TinyCollege, clock: Clock, directory: TableDirectory
) -> None:
    leave = college.ask("rao", ON, [3, 4])
    asked = message("LeaveRequested", leave)
    comes_again = solve(asked, is_down=True)
    clock.happens("LeaveRequested", leave)
    card = clock.queued(URGENT)
    decided = approve(leave)
    comes_again += solve(approved := message("LeaveApproved", leave), is_down=True)
    clock.happens("LeaveApproved", leave)
    meanwhile = college.states("asha", ON)
    told = clock.queued(BULK)

    assert comes_again == [asked["messageId"], approved["messageId"]]
    assert card == [("hod", f"card.{leave}")]
    assert (decided.status, decided.body["status"]) == (200, "approved")
    assert meanwhile == {1: "planned", 3: "cancelled", 4: "cancelled"}
    assert college.states("rao", ON) == {3: "on_leave", 4: "on_leave"}
    assert {who for who, notice in told if notice.startswith("changes.")} == {"asha", "bala"}
    assert broken(directory) == []

    assert solve(asked, approved) == []

    assert college.states("asha", ON) == {1: "planned", 3: "substituted", 4: "substituted"}
    assert broken(directory) == []


def test_a_request_that_waited_for_it_has_its_plan_when_it_is_back_or_by_night(
    college: TinyCollege,
) -> None:
    waiting, forgotten = college.ask("rao", ON, [3]), college.ask("meera", ON, [1])
    asked = message("LeaveRequested", waiting)
    failed = solve(asked, is_down=True)
    # as often as it may, and then to the dead letters
    solve(message("LeaveRequested", forgotten), is_down=True)
    nightly = handler({"detail-type": "Nightly"}, None, transport=httpx.MockTransport(refuse))

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
