"""What can't be processed reaches its dead-letter queue, and the rest flows."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import boto3
import pytest

from functions.notify import app as notify
from functions.publish import app as publish
from tests.integration.conftest import TinyCollege
from tests.integration.deploy.test_deploy import Product, product, wait_until
from tests.integration.deploy.test_redrive import Queues
from tests.support.clock import URGENT, Clock
from tests.support.permissions import acting_as
from tests.support.solving import handler as solve
from tests.support.tiny import FRIDAY

POISON = (
    "",
    "{",
    "[]",
    "7",
    "null",
    "{}",
    '{"name": "X"}',
    '{"name": 1, "detail": {}}',
    '{"name": "X", "detail": 1}',
)
BODIES = (
    "",
    "{",
    "[]",
    "null",
    '{"detail": 1}',
    '{"detail-type": "LeaveRequested", "detail": {"leave": "l"}}',
)
"""messages of Solve and Notify; the last names no institute"""


SLOW = 90.0
"""seconds; functions start anew, and what fails comes again some times"""


class Stream:
    """A bus whose events are heard, and the dead letters of the publisher."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        name = f"b{uuid4().hex}"
        self._sqs: Any = boto3.client("sqs")
        self._heard, self._dead = (self._queue(f"{name}-{end}") for end in ("heard", "PublishDeadLetters"))
        events: Any = boto3.client("events")
        events.create_event_bus(Name=name)
        events.put_rule(Name="all", EventBusName=name, EventPattern='{"source": ["dayorder"]}')
        arn = self._sqs.get_queue_attributes(QueueUrl=self._heard, AttributeNames=["QueueArn"])
        target = {"Id": "t", "Arn": arn["Attributes"]["QueueArn"]}
        events.put_targets(Rule="all", EventBusName=name, Targets=[target])
        patch.setenv("BUS", name)
        patch.setenv("DEAD_LETTERS_URL", self._dead)
        publish._bus.cache_clear()

    def _queue(self, name: str) -> str:
        return str(self._sqs.create_queue(QueueName=name)["QueueUrl"])

    def brings(self, *bodies: str | None) -> list[str]:
        """Records with these bodies, or none at all; the numbers of those that come again."""
        records = [self._record(number, body) for number, body in enumerate(bodies)]
        failures = publish.handler({"Records": records}, None)["batchItemFailures"]
        return [f["itemIdentifier"] for f in failures]

    def _record(self, number: int, body: str | None) -> dict[str, Any]:
        keys = {"pk": {"S": f"inst#event#{number}"}, "sk": {"S": "event"}}
        image = keys | ({"body": {"S": body}} if body is not None else {})
        return {"dynamodb": {"SequenceNumber": str(number), "Keys": keys, "NewImage": image}}

    @property
    def heard(self) -> list[int]:
        return [json.loads(m["Body"])["detail"]["id"] for m in self._taken(self._heard)]

    @property
    def dead(self) -> list[str]:
        return [json.loads(m["Body"])["unreadable"]["key"] for m in self._taken(self._dead)]

    def _taken(self, url: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        while got := self._sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages"):
            for message in got:
                self._sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
            found += got
        return found


def event(number: int) -> str:
    return json.dumps({"name": "Probe", "detail": {"id": number}})


@pytest.fixture
def stream(college: TinyCollege, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stream]:
    yield Stream(monkeypatch)
    publish._bus.cache_clear()


@pytest.mark.parametrize("body", [*POISON, None])
def test_a_record_that_is_no_event_is_set_aside_and_those_around_it_are_published_in_order(
    body: str | None, stream: Stream
) -> None:
    again = stream.brings(event(0), body, event(2))

    assert again == []
    assert stream.heard == [0, 2]
    assert stream.dead == ["inst#event#1/event"]


@pytest.mark.parametrize("places", [(0,), (24,), (9, 10, 11), tuple(range(10)), tuple(range(25))])
def test_wherever_they_are_in_a_batch_each_is_set_aside_once(places: tuple[int, ...], stream: Stream) -> None:
    again = stream.brings(*("{" if n in places else event(n) for n in range(25)))

    assert again == []
    assert sorted(stream.heard) == [n for n in range(25) if n not in places]
    assert len(stream.dead) == len(places)


@pytest.mark.parametrize("place", [0, 4])
@pytest.mark.parametrize("body", BODIES)
def test_one_bad_message_comes_again_alone_and_the_others_of_its_batch_are_told(
    body: str, place: int, clock: Clock, college: TinyCollege
) -> None:
    leave = college.ask("rao", FRIDAY.isoformat(), [3])
    detail = {"id": "e", "institute": "inst", "leave": leave}
    good = json.dumps({"detail-type": "LeaveRequested", "detail": detail})
    records = [{"messageId": str(n), "body": body if n == place else good} for n in range(5)]

    with acting_as("Notify"):
        answer = notify.handler({"Records": records}, None)

    assert answer == {"batchItemFailures": [{"itemIdentifier": str(place)}]}
    assert ("hod", f"card.{leave}") in clock.queued(URGENT)


@pytest.mark.parametrize("body", BODIES)
def test_a_message_that_the_solver_cannot_read_comes_again_and_is_not_taken_for_done(
    body: str, college: TinyCollege
) -> None:
    answer = solve({"Records": [{"messageId": "m", "body": body}]}, None)

    assert answer == {"batchItemFailures": [{"itemIdentifier": "m"}]}


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    folder: Path = tmp_path_factory.mktemp("poison")
    with product(folder) as deployed:
        yield deployed


@pytest.mark.long
@pytest.mark.parametrize(("function", "name"), [("Solve", "PlanRequested"), ("Notify", "LeaveExpired")])
def test_deployed_an_event_that_cannot_be_processed_dies_after_its_tries_and_the_rest_flows(
    function: str, name: str, running: Product
) -> None:
    queues = Queues(running)
    url = queues.outputs[f"{function}QueueUrl"]

    def happens(*details: Any) -> None:
        every = {"Source": "dayorder", "DetailType": name, "EventBusName": queues.outputs["BusName"]}
        entries = [every | {"Detail": json.dumps(detail)} for detail in details]
        queues.client("events").put_events(Entries=entries)

    # its tries are minutes apart elsewhere
    queues.sqs.set_queue_attributes(QueueUrl=url, Attributes={"VisibilityTimeout": "6"})
    # nothing is to be done: the solver finds the leave gone, and there is nobody to tell without one
    of_nobody = {"institute": "inst"} | ({"leave": "gone"} if function == "Solve" else {})
    happens(of_nobody | {"id": "the first"})
    wait_until(lambda: waiting(queues, url) == 0, SLOW)  # the function has started
    happens({"leave": "poison"}, of_nobody | {"id": "1"}, of_nobody | {"id": "2"})

    wait_until(lambda: waiting(queues, queues.outputs[f"{function}DeadLettersUrl"]) > 0, SLOW)
    wait_until(lambda: waiting(queues, url) == 0, SLOW)
    dead = queues.bodies(f"{function}DeadLetters")
    assert [letter["detail"] for letter in dead] == [{"leave": "poison"}]


def waiting(queues: Queues, url: str) -> int:
    names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
    counted = queues.sqs.get_queue_attributes(QueueUrl=url, AttributeNames=names)["Attributes"]
    return sum(map(int, counted.values()))
