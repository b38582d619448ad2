"""A college's local time that tests set, and the queues of what is told meanwhile."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import boto3
import pytest

from functions.notify import app as notify
from functions.tick import app as tick
from tests.support.permissions import acting_as
from tests.support.tiny import TELEGRAM

NAMES = {account: name for name, account in TELEGRAM.items()}
URGENT, BULK = "URGENT_QUEUE_URL", "NOTICES_QUEUE_URL"
Sent = list[tuple[str, str]]


class Clock:
    """The college's local time, and what is queued meanwhile."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self._patch = patch
        self._sqs: Any = boto3.client("sqs")
        self._queues = {n: self._made(n) for n in (URGENT, BULK)}

    def _made(self, name: str) -> str:
        is_fifo = name == URGENT
        attributes = {"FifoQueue": "true"} if is_fifo else {}
        named = f"{uuid4().hex}{'.fifo' if is_fifo else ''}"
        url = self._sqs.create_queue(QueueName=named, Attributes=attributes)["QueueUrl"]
        self._patch.setenv(name, url)
        return str(url)

    def is_(self, local: str, day: int = 27) -> None:
        """A time of Friday, 27 November, or another day of that month."""
        hour, minute = map(int, local.split(":"))
        at = datetime(2026, 11, day, hour, minute, tzinfo=UTC) - timedelta(hours=5, minutes=30)
        self._patch.setenv("NOW", at.isoformat())

    def ticks(self, *times: str, day: int = 27) -> Sent:
        """Whom a round at each of these times tells what, in the order of the names."""
        for local in times:
            self.passes(local, day)
        return sorted(self.queued(BULK))

    def passes(self, local: str, day: int = 27) -> None:
        self.is_(local, day)
        with acting_as("Tick"):
            tick.handler({}, None)

    def queued(self, queue: str) -> Sent:
        """(name, notice), taken off the queue."""
        bodies = [json.loads(message["Body"]) for message in self.taken(queue)]
        return [(NAMES[body["chat"]], body["notice"]) for body in bodies]

    def taken(self, queue: str) -> list[dict[str, Any]]:
        """The messages of a queue, which has none then."""
        all_messages: list[dict[str, Any]] = []
        while messages := self._receive(queue):
            for message in messages:
                self._sqs.delete_message(QueueUrl=self._queues[queue], ReceiptHandle=message["ReceiptHandle"])
            all_messages += messages
        return all_messages

    def _receive(self, queue: str) -> list[dict[str, Any]]:
        got = self._sqs.receive_message(QueueUrl=self._queues[queue], MaxNumberOfMessages=10)
        messages: list[dict[str, Any]] = got.get("Messages", [])
        return messages

    def happens(self, event: str, leave: str | None, *ids: str, **about: str) -> None:
        """The event comes to the notifier."""
        detail = {"id": uuid4().hex, "institute": "inst", "leave": leave, "ids": ",".join(ids), **about}
        body = json.dumps({"detail-type": event, "detail": detail})
        with acting_as("Notify"):
            answer = notify.handler({"Records": [{"messageId": "m", "body": body}]}, None)
        assert answer == {"batchItemFailures": []}
