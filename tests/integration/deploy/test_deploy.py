"""The template on the emulator: it works, and what was written outlives a stop and a kill."""

import json
import os
import signal
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import boto3
import httpx
import pytest

from local.deploy import Deployed, deploy
from local.emulator import Emulator
from operations.local_product import CannotStart, session

PARAMETERS = {
    "BotKey": "k" * 40,
    "TelegramToken": "1:token",
    "WebhookSecret": "s" * 20,
    "SchedulerToken": "dos_" + "t" * 40,
    "TelegramApi": "http://127.0.0.1:1",
}
PATIENCE = 15.0


class Product:
    """A deployment on an emulator, and a queue that hears of every event named Probe."""

    def __init__(self, emulator: Emulator, deployed: Deployed) -> None:
        self.deployed = deployed
        self.pid, self.endpoint = emulator.pid, emulator.endpoint
        self._access = session(emulator.endpoint)
        self._sqs: Any = self._client("sqs")
        self._queue = self._sqs.create_queue(QueueName="probe")["QueueUrl"]
        self._listen()

    def _client(self, service: str) -> Any:
        return boto3.client(service, **self._access)  # type: ignore[call-overload]

    def _listen(self) -> None:
        events = self._client("events")
        bus = next(b["Name"] for b in events.list_event_buses()["EventBuses"] if b["Name"] != "default")
        asked = self._sqs.get_queue_attributes(QueueUrl=self._queue, AttributeNames=["QueueArn"])
        events.put_rule(Name="probe", EventBusName=bus, EventPattern=json.dumps({"detail-type": ["Probe"]}))
        target = {"Id": "probe", "Arn": asked["Attributes"]["QueueArn"]}
        events.put_targets(Rule="probe", EventBusName=bus, Targets=[target])

    def write(self, id: str, kind: str = "event", body: str | None = None) -> None:
        text = json.dumps({"name": "Probe", "detail": {"id": id}}) if body is None else body
        item = {"pk": {"S": "probe"}, "sk": {"S": id}, "kind": {"S": kind}, "body": {"S": text}}
        self._client("dynamodb").put_item(TableName=self.deployed.table, Item=item)

    def written(self) -> set[str]:
        query: dict[str, Any] = {"TableName": self.deployed.table, "KeyConditionExpression": "pk = :p"}
        answer = self._client("dynamodb").query(**query, ExpressionAttributeValues={":p": {"S": "probe"}})
        return {item["sk"]["S"] for item in answer["Items"]}

    def heard(self, count: int) -> list[str]:
        """The ids of the events on the bus, as soon as there are so many."""
        return self._listened(lambda ids: len(ids) >= count)

    def heard_until(self, last: str) -> list[str]:
        return self._listened(lambda ids: last in ids)

    def _listened(self, is_enough: Callable[[list[str]], bool]) -> list[str]:
        ids: list[str] = []

        def enough() -> bool:
            got = self._sqs.receive_message(QueueUrl=self._queue, MaxNumberOfMessages=10, WaitTimeSeconds=1)
            for message in got.get("Messages", []):
                ids.append(json.loads(message["Body"])["detail"]["id"])
                self._sqs.delete_message(QueueUrl=self._queue, ReceiptHandle=message["ReceiptHandle"])
            return is_enough(ids)

        wait_until(enough)
        return ids


def wait_until(happened: Callable[[], bool], patience: float = PATIENCE) -> None:
    until = time.monotonic() + patience
    while not happened():
        assert time.monotonic() < until, "it did not happen in time"
        time.sleep(0.05)


@contextmanager
def product(state: Path) -> Iterator[Product]:
    with Emulator(state) as emulator:
        yield Product(emulator, deploy(emulator.endpoint, PARAMETERS))


def test_deployed_again_after_a_stop_it_is_the_same_product_with_its_data(tmp_path: Path) -> None:
    with product(tmp_path) as first:
        first.write("1", kind="leave")

    with product(tmp_path) as again:
        answer = httpx.get(f"{again.deployed.api_url}/me/")

        assert again.deployed.table == first.deployed.table
        assert again.written() == {"1"}
        assert (answer.status_code, answer.json()["code"]) == (401, "not_authenticated")


def test_events_reach_the_bus_in_order_and_nothing_else_does(tmp_path: Path) -> None:
    with product(tmp_path) as running:
        for number in range(5):
            running.write(f"leave-{number}", kind="leave")
            running.write(f"event-{number}")

        assert running.heard(5) == [f"event-{number}" for number in range(5)]


def test_events_reach_the_bus_after_a_restart_too(tmp_path: Path) -> None:
    with product(tmp_path) as before:
        for number in range(3):
            before.write(f"before-{number}")
        before.heard(3)

    with product(tmp_path) as after:
        after.write("after")

        heard = after.heard_until("after")
        assert [*dict.fromkeys(heard)][-1] == "after" and {*heard} <= {
            "before-0",
            "before-1",
            "before-2",
            "after",
        }


def test_what_was_answered_is_there_and_told_whenever_the_emulator_is_killed(tmp_path: Path) -> None:
    answered: list[str] = []
    for life, length in enumerate((0, 3, 40)):
        with product(tmp_path) as running:
            assert running.written() == {*answered}

            for number in range(length):
                running.write(f"{life}-{number}")
                answered.append(f"{life}-{number}")
            os.kill(running.pid, signal.SIGKILL)

    with product(tmp_path) as again:
        assert again.written() == {*answered}
        assert {*again.heard_until(answered[-1])} >= {f"2-{number}" for number in range(40)}


def test_a_port_that_is_taken_is_one_line_and_nothing_is_started(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]

        with pytest.raises(CannotStart) as refused:
            Emulator(tmp_path, port).start()

    assert str(port) in str(refused.value)
    assert "\n" not in str(refused.value)
    assert not (tmp_path / "emulator.log").exists()
