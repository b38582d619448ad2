"""The table holds back or can't be reached: said with when to ask again, never half done, then done once."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

import pytest

from functions.notify import app as notify
from functions.store.records import TableDirectory
from functions.tick import app as tick
from tests.integration.conftest import TinyCollege
from tests.support.api import Answer, call, headers
from tests.support.clock import BULK, URGENT, Clock
from tests.support.outages import Killed, Outage, is_silent, refuses
from tests.support.permissions import acting_as
from tests.support.tiny import FRIDAY
from tests.support.verified import broken, scanned

ON = FRIDAY.isoformat()
OUTAGES = {
    "throttled": refuses("ThrottlingException"),
    "too much of one partition": refuses("ProvisionedThroughputExceededException"),
    "a fault of theirs": refuses("InternalServerError", 500),
    "no answer": is_silent,
}
LONGEST = 25.0
"""seconds; the API has 29 for a request"""


@dataclass(frozen=True)
class Request:
    who: str
    method: str
    url: str
    body: Any = None

    def send(self, key: str | None = None) -> Answer:
        return call(self.who, self.method, self.url, self.body, key=key if self.method == "POST" else None)


def of_a_college(leave: str, calendar: str) -> Sequence[Request]:
    """What people and the solver ask on a morning, reads and writes of each kind; in this order."""
    of_leave = f"/facultyunavailability/{leave}"
    rows = [{"occupancy": c, "date": ON, "kind": "cancelled", "cost": 1} for c in ("c1", "c2")]
    plan = {"based_on": 0, "status": "optimal", "rows": rows}
    lab = {"type": "occupancy", "id": "c9", "offering": "o-nets", "timeslot": "t12", "room": "r2"}
    batch = {"term": "term", "create": [lab], "delete": [{"type": "occupancy", "id": "c4"}]}
    another = {"start_date": ON, "end_date": ON, "periods": [1], "kind": "ml", "reason": "fever"}
    return [
        Request("asha", "GET", f"/me/today/?date={ON}"),
        Request("asha", "GET", calendar),
        Request("rao", "GET", "/rooms/free/?date=2026-11-27&period=2"),
        Request("meera", "POST", "/facultyunavailability/", another),
        Request("scheduler", "PUT", f"{of_leave}/plan/", plan),
        Request("scheduler", "POST", "/occupancies/scheduler-update/", batch),
        Request("hod", "POST", f"{of_leave}/approve/", {"plan_revision": 1}),
        Request("rao", "POST", f"{of_leave}/withdraw/"),
        Request("admin", "POST", "/infra/", {"name": "Spare", "kind": "classroom", "capacity": 9}),
        Request("asha", "PATCH", "/me/settings/", {"digest": "07:05"}),
    ]


@pytest.fixture
def outage(directory: TableDirectory, monkeypatch: pytest.MonkeyPatch) -> Outage:
    return Outage(directory, monkeypatch)


@pytest.fixture
def requests(college: TinyCollege) -> Sequence[Request]:
    calendar = call("asha", "POST", "/me/calendarlinks/", {}).body["path"]
    return of_a_college(college.ask("rao", ON, [3, 4]), calendar)


def stored(directory: TableDirectory) -> list[str]:
    return sorted(json.dumps(item, sort_keys=True) for item in scanned(directory))


@pytest.mark.parametrize("how", OUTAGES)
def test_a_table_out_of_reach_is_said_with_when_to_ask_again(
    how: str, directory: TableDirectory, outage: Outage, college: TinyCollege
) -> None:
    before = stored(directory)

    with outage.begins_at(0, OUTAGES[how]):
        answer = call("rao", "POST", "/facultyunavailability/", {"start_date": ON}, key="k")
        said = headers("rao", "GET", "/me/today/")

    assert (answer.status, answer.code, answer.body["retry_after"]) == (503, "out_of_reach", 2)
    assert said["Retry-After"] == "2" and said["Content-Type"] == "application/problem+json"
    assert 0 < outage.waited < LONGEST
    assert stored(directory) == before


def test_wherever_in_a_request_it_begins_nothing_is_half_done_and_the_same_again_does_it(
    directory: TableDirectory, outage: Outage, requests: Sequence[Request]
) -> None:
    for number, request in enumerate(requests):
        before, first = stored(directory), 0
        while True:
            with outage.begins_at(first, OUTAGES["throttled"]):
                answer = request.send(key=f"key-{number}")
            if outage.calls <= first:
                break  # it was over before the outage began
            assert (answer.status, answer.code) == (503, "out_of_reach"), (request, first, answer.body)
            assert outage.waited < LONGEST
            assert stored(directory) == before, (request, first)
            first += 1

        assert answer.status < 300 and first > 0, (request, answer.body)
        if request.method == "POST":
            assert request.send(key=f"key-{number}") == answer
    assert broken(directory) == []


@pytest.mark.parametrize("seed", range(3))
def test_while_it_holds_back_here_and_there_all_goes_through(
    seed: int, directory: TableDirectory, outage: Outage, requests: Sequence[Request]
) -> None:
    random = Random(seed)
    throttled = OUTAGES["throttled"]

    def mostly(request: Any) -> Any:
        return throttled(request) if random.random() < 0.5 else None

    answers = []
    with outage.begins_at(0, mostly):
        for number, request in enumerate(requests):
            answer = request.send(key=f"key-{number}")
            while answer.status == 503:
                answer = request.send(key=f"key-{number}")
            answers.append(answer.status)

    assert all(status < 300 for status in answers), answers
    leaves = call("admin", "GET", "/facultyunavailability/").body["results"]
    assert sorted(leave["status"] for leave in leaves) == ["pending", "withdrawn"]
    assert broken(directory) == []


def test_a_transaction_that_the_table_has_no_room_for_is_tried_then_said_and_not_half_written(
    directory: TableDirectory, outage: Outage, college: TinyCollege
) -> None:
    leave = college.ask("rao", ON, [3, 4])
    before = stored(directory)
    reasons = [{"Code": "ThrottlingError", "Message": "Throughput exceeds the current capacity"}]

    def no_room(request: Any) -> Any:
        if not request.headers["X-Amz-Target"].endswith(b"TransactWriteItems"):
            return None
        parts = len(json.loads(request.body)["TransactItems"])
        some = reasons + [{"Code": "None"}] * (parts - 1)
        return refuses("TransactionCanceledException", CancellationReasons=some)(request)

    url, body = f"/facultyunavailability/{leave}/approve/", {"plan_revision": 0}
    with outage.begins_at(0, no_room):
        refused = call("hod", "POST", url, body, key="k")
    unwritten = stored(directory)
    approved = call("hod", "POST", url, body, key="k")

    assert (refused.status, refused.code) == (503, "out_of_reach")
    assert unwritten == before
    assert approved.status == 200


@pytest.mark.parametrize("operation", ["BatchGetItem", "TransactWriteItems"])
def test_whoever_lost_the_answer_of_a_function_that_ran_out_of_time_gets_it_by_the_same_key(
    operation: str, directory: TableDirectory, outage: Outage, college: TinyCollege
) -> None:
    leave = college.ask("rao", ON, [3, 4])
    audited = len(call("admin", "GET", "/auditevents/").body["results"])
    url, body = f"/facultyunavailability/{leave}/approve/", {"plan_revision": 0}

    with outage.kills_after(operation), pytest.raises(Killed):
        call("hod", "POST", url, body, key="k")
    first, again = (call("hod", "POST", url, body, key="k") for _ in range(2))

    assert first == again and (first.status, first.body["status"]) == (200, "approved")
    assert len(call("admin", "GET", "/auditevents/").body["results"]) == audited + 1
    assert broken(directory) == []


def test_without_a_key_it_is_still_decided_once(
    directory: TableDirectory, outage: Outage, college: TinyCollege
) -> None:
    leave = college.ask("rao", ON, [3, 4])
    url, body = f"/facultyunavailability/{leave}/approve/", {"plan_revision": 0}

    with outage.kills_after("TransactWriteItems"), pytest.raises(Killed):
        call("hod", "POST", url, body)
    again = call("hod", "POST", url, body)

    assert (again.status, again.code) == (409, "already_decided")
    assert call("rao", "GET", f"/facultyunavailability/{leave}/").body["status"] == "approved"


def test_news_waits_in_its_queue_until_the_table_is_back(
    outage: Outage, clock: Clock, college: TinyCollege
) -> None:
    leave = college.ask("rao", ON, [3, 4])
    detail = {"id": "e", "institute": "inst", "leave": leave}
    body = json.dumps({"detail-type": "LeaveRequested", "detail": detail})
    records = {"Records": [{"messageId": "m", "body": body}]}

    with outage.begins_at(0, OUTAGES["throttled"]), acting_as("Notify"):
        failed = notify.handler(records, None)
    silent = clock.queued(URGENT) + clock.queued(BULK)
    with acting_as("Notify"):
        done = notify.handler(records, None)

    assert failed == {"batchItemFailures": [{"itemIdentifier": "m"}]} and silent == []
    assert done == {"batchItemFailures": []}
    assert ("hod", f"card.{leave}") in clock.queued(URGENT)


def test_a_round_of_the_clock_in_an_outage_does_all_or_nothing_of_a_duty_and_the_next_one_the_rest(
    directory: TableDirectory, outage: Outage, clock: Clock, college: TinyCollege
) -> None:
    clock.is_("06:00", day=25)
    leave = college.ask("rao", ON, [3, 4])
    clock.is_("23:00", day=28)

    for first in range(1, 40):
        with outage.begins_at(first, OUTAGES["throttled"]), acting_as("Tick"):
            tick.handler({}, None)
        assert broken(directory) == []
        if outage.calls <= first:
            break
    clock.passes("23:05", day=28)

    assert outage.calls <= first
    assert call("rao", "GET", f"/facultyunavailability/{leave}/").body["status"] == "expired"
