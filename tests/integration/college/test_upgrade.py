"""A table that an older commit wrote, under this one; and what this one writes that is new."""

import json
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from functions.services.identity.clock import clock_request
from functions.store.records import TableDirectory
from tests.integration.conftest import TinyCollege, wired
from tests.integration.upgrade.write import FRIDAY, NEXT, write
from tests.support import table
from tests.support.api import call
from tests.support.solving import handler
from timetable.model import InstituteId

OLDER = Path(__file__).resolve().parents[1] / "upgrade" / "before_baskets.jsonl"
"""written by `tests.integration.upgrade.write` as of the commit before parallel electives shared claims"""
NEW: dict[str, set[str]] = {"event": {"correlation"}, "occupancy": {"basket"}}
"""per kind the fields that this release writes and the older one does not know: it drops them when it changes
such an object (docs/deploy.md, Back)"""
Item = dict[str, Any]


def older() -> list[Item]:
    return [json.loads(line) for line in OLDER.read_text().splitlines()]


def load(engine: str, directory: TableDirectory, items: list[Item]) -> TinyCollege:
    name = directory.item.Meta.table_name
    for item in items:
        table.client(engine).put_item(TableName=name, Item=item)
    return TinyCollege(directory.records(InstituteId("inst")))


def stored(engine: str, directory: TableDirectory) -> list[Item]:
    name = directory.item.Meta.table_name
    pages = table.client(engine).get_paginator("scan").paginate(TableName=name)
    return [item for page in pages for item in page["Items"]]


def leave(status: str) -> Any:
    found = call("hod", "GET", f"/facultyunavailability/?status={status}").body["results"]
    assert len(found) == 1, found
    return found[0]


@pytest.fixture
def college(engine: str, directory: TableDirectory) -> TinyCollege:
    """The older table, as it would be at the moment of the upgrade."""
    return load(engine, directory, older())


def test_what_an_older_release_wrote_is_read_as_it_was_meant(college: TinyCollege) -> None:
    assert college.states("rao", FRIDAY) == {3: "planned", 4: "on_leave"}
    assert college.states("asha", FRIDAY)[4] == "substituted"
    assert college.states("rao", NEXT) == {3: "planned", 4: "planned"}
    assert leave("pending")["plan_revision"] == 1 and leave("withdrawn")["start_date"] == NEXT
    settings = call("asha", "GET", "/me/settings/").body
    assert (settings["language"], settings["digest"]) == ("hi", "20:00")
    actions = {e["action"] for e in call("admin", "GET", "/auditevents/?limit=100").body["results"]}
    assert {"approve", "withdraw"} <= actions


def test_what_was_pending_is_decided_and_what_was_decided_is_taken_back(college: TinyCollege) -> None:
    pending, approved = leave("pending")["id"], leave("approved")["id"]

    decided = call("hod", "POST", f"/facultyunavailability/{pending}/approve/", {"plan_revision": 1})
    assert decided.status == 200, decided.body
    assert college.states("meera", FRIDAY) == {1: "planned", 3: "covering", 4: "covering"}
    for id in (pending, approved):
        assert call("rao", "POST", f"/facultyunavailability/{id}/withdraw/").status == 200

    assert college.states("rao", FRIDAY) == {3: "planned", 4: "planned"}
    assert college.states("meera", FRIDAY) == {1: "planned"}


def test_the_older_claims_still_hold_against_the_new_code(college: TinyCollege) -> None:
    taken = [{"type": "occupancy", "id": "c9", "offering": "o-nets", "timeslot": "t53", "room": "r1"}]
    answer = call("scheduler", "POST", "/occupancies/scheduler-update/", {"term": "term", "create": taken})

    assert (answer.status, answer.code) == (409, "taken")


def test_the_new_solver_plans_for_an_older_request(college: TinyCollege) -> None:
    detail = {"id": "e", "institute": "inst", "leave": leave("pending")["id"], "anew": 1}
    body = json.dumps({"detail-type": "PlanRequested", "detail": detail})

    assert handler({"Records": [{"messageId": "m", "body": body}]}, None) == {"batchItemFailures": []}

    assert leave("pending")["plan_revision"] == 2


def test_a_release_ignores_what_it_does_not_know(engine: str, directory: TableDirectory) -> None:
    """The rule that going back stands on."""
    newer = [with_body(item, lambda body: {**body, "of_a_later_release": [1]}) for item in older()]

    college = load(engine, directory, newer)

    assert college.states("rao", FRIDAY) == {3: "planned", 4: "on_leave"}
    approved = leave("approved")["id"]
    assert call("rao", "POST", f"/facultyunavailability/{approved}/withdraw/").status == 200


def with_body(item: Item, change: Callable[[Any], Any]) -> Item:
    body = body_of(item)
    return {**item, "body": {"S": json.dumps(change(body))}} if body else item


def body_of(item: Item) -> dict[str, Any]:
    """Empty for an item that is no object: a claim, a counter, a name that is taken."""
    text = item.get("body", {}).get("S", "")
    return dict(json.loads(text)) if text.startswith("{") else {}


def test_what_an_older_release_would_not_know_is_named_here(engine: str) -> None:
    """What changes in the table is a decision: a field that is missing in NEW, or gone, fails this test."""
    with wired(engine) as directory:
        from functions import wiring
        from functions.services.college.founding import found_college
        from tests.support import api, tiny

        found_college(
            clock_request(directory.records(InstituteId("inst")), wiring.now()), tiny.college(), api.SCHEDULER
        )
        write(TinyCollege(directory.records(InstituteId("inst"))))
        now = fields(stored(engine, directory))
    before = fields(older())

    assert {k: now[k] - before[k] for k in now if now[k] - before[k]} == NEW
    assert not {k: before[k] - now[k] for k in before if before[k] - now[k]}


def fields(items: list[Item]) -> dict[str, set[str]]:
    """Per kind the names in its body."""
    found: dict[str, set[str]] = defaultdict(set)
    for item in items:
        body = body_of(item)
        found[item.get("kind", {}).get("S", "")] |= set(body.get("detail", body))
    return found
