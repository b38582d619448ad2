"""Each function's role in infra/template.yaml against what its code is seen to do: the same, both ways.

That nothing more is done holds in every integration test, for all of them run with these rights and no more.
"""

import json
from collections.abc import Iterable
from typing import Any

import boto3
import pytest

from functions.publish import app as publish
from tests.integration.conftest import TinyCollege
from tests.integration.leave.test_consents import planned, policy
from tests.support.api import call
from tests.support.clock import Clock
from tests.support.permissions import acting_as, for_the_platform, granted, template, used
from tests.support.solving import handler
from tests.support.tiny import FRIDAY

ON = FRIDAY.isoformat()
NO_AWS = {"Webhook", "Send"}
"""the bot's; an import contract keeps every AWS library from it"""


def published(event: str) -> dict[str, Any]:
    body = json.dumps({"name": event, "detail": {"id": "e", "institute": "inst"}})
    return {"Records": [{"dynamodb": {"SequenceNumber": "1", "NewImage": {"body": {"S": body}}}}]}


def test_what_a_role_allows_is_what_its_function_does(
    college: TinyCollege, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    bus: Any = boto3.client("events")
    bus.create_event_bus(Name="rights")
    monkeypatch.setenv("BUS", "rights")
    publish._bus.cache_clear()
    with acting_as("Publish"):
        publish.handler(published("LeaveRequested"), None)
    publish._bus.cache_clear()

    a_day(college, clock)

    functions = {n for n, r in template()["Resources"].items() if r["Type"] == "AWS::Serverless::Function"}
    allowed = {f: granted(f) - for_the_platform(f) for f in functions}
    assert {f for f in functions if not allowed[f]} == NO_AWS
    unused = {f: sorted(by_list(rights) - by_list(used[f])) for f, rights in allowed.items()}
    left = {f: rights for f, rights in unused.items() if rights}
    assert not left, json.dumps(left)


def by_list(rights: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
    """Which of its three lists an object is looked up in is data; to look in them is one right."""
    return {(action, "lists" if on.startswith("listed") else on) for action, on in rights}


def a_day(college: TinyCollege, clock: Clock) -> None:
    """Asked, planned, approved and told, some of it after quiet hours; and found by each list."""
    # questions that nobody answers in time are ended by the clock, and whom they kept is free again
    clock.is_("11:30", day=23)
    policy(ask_substitutes="before")
    unanswered = planned(college)
    clock.passes("15:31", day=23)
    say("rao", "POST", f"/facultyunavailability/{unanswered}/withdraw/")
    clock.is_("05:50")
    quiet = {"quiet_from": "05:00", "quiet_until": "07:00", "digest": "07:05", "remind_minutes": 10}
    say("asha", "PATCH", "/me/settings/", quiet)
    clock.passes("05:55")
    leave = college.ask("rao", ON, [3, 4])
    solve("LeaveRequested", leave=leave)
    say("hod", "POST", f"/facultyunavailability/{leave}/approve/", {"plan_revision": 1})
    clock.happens("LeaveApproved", leave)
    clock.passes("07:10")
    clock.happens("AdjustmentsChanged", leave)
    other = college.ask("rao", "2026-12-04", [3])
    solve("Nightly")
    solve("CoverageAsked", department="cs")
    clock.passes("08:00", day=28)
    clock.passes("08:00", day=30)
    say("rao", "POST", f"/facultyunavailability/{other}/withdraw/")
    for url in ("/users/?role=faculty", "/occupancies/", "/facultyunavailability/?status=approved", "/asks/"):
        say("admin", "GET", url)
    made = say("admin", "POST", "/infra/", {"name": "Spare", "kind": "classroom", "capacity": 9})
    say("admin", "DELETE", f"/infra/{made['id']}/")


def say(who: str, method: str, url: str, body: Any = None) -> Any:
    answer = call(who, method, url, body)
    assert answer.status < 300, (url, answer)
    return answer.body


def solve(event: str, **about: str) -> None:
    if event == "Nightly":
        handler({"detail-type": "Nightly"}, None)
        return
    body = json.dumps({"detail-type": event, "detail": {"id": "e", "institute": "inst", **about}})
    assert handler({"Records": [{"messageId": "m", "body": body}]}, None) == {"batchItemFailures": []}
