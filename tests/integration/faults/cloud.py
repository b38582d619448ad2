"""What AWS and Telegram hold between the Lambdas, and how they deliver it: until it is taken.

Stream, bus, queues and batches are as infra/template.yaml has them. What SQS knows as sent twice within five
minutes is delivered twice all the same, for a retry may come later.
"""

import io
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from functools import partial
from random import Random
from typing import Any, TypeVar

from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders

from tests.integration.faults.chats import Chats
from tests.integration.faults.lambdas import Lambdas
from tests.integration.faults.wire import Crash
from tests.support.permissions import template

Json = dict[str, Any]
T = TypeVar("T")
_MOST_TIMES = 8
"""that a message is handed out; one crash costs one or two"""


@dataclass(frozen=True, slots=True)
class Message:
    id: str
    body: str
    group: str
    """of a FIFO queue; empty in others"""
    times: int = 0
    """that it was handed out"""

    def record(self) -> Json:
        attributes = {"ApproximateReceiveCount": str(self.times)}
        return {"messageId": self.id, "body": self.body, "attributes": attributes}


@dataclass(frozen=True, slots=True)
class Source:
    """A queue, the function that it feeds, and how many messages at once."""

    queue: str
    function: str
    at_once: int


@dataclass
class Cloud:
    lambdas: Lambdas
    chats: Chats
    read_stream: Callable[[], list[Json]]
    twice: bool = False
    """everything is delivered two times"""
    random: Random | None = None
    """what may come in any order does, and copies come some time later"""
    _sources: list[Source] = field(default_factory=lambda: _sources())
    _rules: dict[str, list[str]] = field(default_factory=lambda: _rules())
    _queues: dict[str, list[Message]] = field(default_factory=dict)
    _batches: list[list[Json]] = field(default_factory=list)
    """of the stream, in its order"""
    _late: list[tuple[str, Message]] = field(default_factory=list)
    """queues, and copies that are still to come"""
    _ticks: int = 0
    _sent: int = 0

    # what the Lambdas call

    def answers(self, service: str, operation: str, request: Any) -> AWSResponse | None:
        """In the place of EventBridge and SQS."""
        match service, operation:
            case "events", "PutEvents":
                answer = self._published(json.loads(request.body)["Entries"])
            case "sqs", "SendMessageBatch":
                answer = self._queued(json.loads(request.body))
            case _:
                return None
        return AWSResponse(request.url, 200, HTTPHeaders(), _Raw(json.dumps(answer).encode()))

    def _published(self, entries: list[Json]) -> Json:
        for entry in entries:
            body = {"detail-type": entry["DetailType"], "detail": json.loads(entry["Detail"])}
            for queue in self._rules.get(entry["DetailType"], []):
                self._put(queue, json.dumps(body))
        return {"FailedEntryCount": 0, "Entries": [{"EventId": "e"} for _ in entries]}

    def _queued(self, asked: Json) -> Json:
        queue = asked["QueueUrl"].rpartition("/")[2].removesuffix(".fifo")
        for entry in asked["Entries"]:
            self._put(queue, entry["MessageBody"], entry.get("MessageGroupId", ""))
        taken = [{"Id": entry["Id"], "MessageId": "m", "MD5OfMessageBody": ""} for entry in asked["Entries"]]
        return {"Successful": taken, "Failed": []}

    def _put(self, queue: str, body: str, group: str = "") -> None:
        self._sent += 1
        message = Message(f"m{self._sent}", body, group)
        self._queues.setdefault(queue, []).append(message)
        if self.twice:
            self._late.append((queue, replace(message, id=f"{message.id} again")))

    # what is delivered

    def tick(self) -> None:
        """It is time for the schedule's call."""
        self._ticks += 2 if self.twice else 1

    def settle(self, *, for_good: bool = False) -> None:
        """Until nothing is left to be delivered; `for_good`: no copy either that may come much later."""
        while self._deliver() or self._copies_come(for_good=for_good):
            pass

    def _deliver(self) -> bool:
        """One portion of everything that there is; whether there was anything."""
        turns = [self._updates, self._records, self._tick]
        turns += [partial(self._messages, source) for source in self._sources]
        delivered = [turn() for turn in self._in_any_order(turns)]
        return any(delivered)

    def _copies_come(self, *, for_good: bool) -> bool:
        stay = [] if for_good or not self.random else [c for c in self._late if self.random.random() < 0.5]
        coming = [copy for copy in self._late if copy not in stay]
        self._late = stay
        for queue, copy in coming:
            self._queues[queue].append(copy)
        return bool(coming)

    def _updates(self) -> bool:
        """Telegram's next, until the webhook has taken it."""
        waiting = self.chats.store.updates(1)
        for update in waiting:
            if self.lambdas.update(update) != 200:
                self.chats.sent_again(update)
                continue
            if self.twice:
                self.lambdas.update(update)
            self.chats.store.forget_update(update["update_id"])
        return bool(waiting)

    def _tick(self) -> bool:
        if not self._ticks:
            return False
        try:
            self.lambdas.invoke("Tick", {})
        except Crash:
            return True
        self._ticks -= 1
        return True

    def _records(self) -> bool:
        """The stream's next batch; what fails comes again, in halves or from the record that failed on."""
        self._read_stream()
        if not self._batches:
            return False
        batch = self._batches.pop(0)
        try:
            answer = self.lambdas.invoke("Publish", {"Records": batch})
        except Crash:
            half = len(batch) // 2
            self._batches[:0] = [part for part in (batch[:half], batch[half:]) if part]
            return True
        failed = {f["itemIdentifier"] for f in answer["batchItemFailures"]}
        numbers = [record["dynamodb"]["SequenceNumber"] for record in batch]
        first = next((n for n, number in enumerate(numbers) if number in failed), len(batch))
        self._batches[:0] = [batch[first:]] if batch[first:] else []
        return True

    def _read_stream(self) -> None:
        read = self._in_any_order(self.read_stream())  # each has a key of its own, so there is no order
        size = template()["Resources"]["Publish"]["Properties"]["Events"]["Stream"]["Properties"]["BatchSize"]
        batches = [read[n : n + size] for n in range(0, len(read), size)]
        self._batches += [batch for batch in batches for _ in range(2 if self.twice else 1)]

    def _messages(self, source: Source) -> bool:
        """A queue's next batch; what was not taken comes again."""
        waiting = self._of_groups_in_order(self._queues.get(source.queue, []))
        if not waiting:
            return False
        batch = [replace(message, times=message.times + 1) for message in waiting[: source.at_once]]
        assert all(message.times < _MOST_TIMES for message in batch), f"tried again and again: {batch}"
        try:
            self._queues[source.queue] = waiting[source.at_once :]
            answer = self.lambdas.invoke(source.function, {"Records": [m.record() for m in batch]})
        except Crash:
            again = batch
        else:
            failed = {f["itemIdentifier"] for f in answer["batchItemFailures"]}
            again = [message for message in batch if message.id in failed]
        self._queues[source.queue][:0] = again
        return True

    def _of_groups_in_order(self, messages: list[Message]) -> list[Message]:
        """In any order, but for those of one group of a FIFO queue."""
        groups: dict[str, list[Message]] = {}
        for message in messages:
            groups.setdefault(message.group or message.id, []).append(message)
        turns = [name for name, members in groups.items() for _ in members] if self.random else []
        if not turns:
            return messages
        return [groups[name].pop(0) for name in self._in_any_order(turns)]

    def _in_any_order(self, found: list[T]) -> list[T]:
        return self.random.sample(found, len(found)) if self.random else found


def _sources() -> list[Source]:
    return [
        Source(_name(event["Properties"]["Queue"]), function, event["Properties"]["BatchSize"])
        for function, resource in template()["Resources"].items()
        for event in resource.get("Properties", {}).get("Events", {}).values()
        if event["Type"] == "SQS"
    ]


def _rules() -> dict[str, list[str]]:
    """Names of events, and the queues that they go to."""
    found: dict[str, list[str]] = {}
    for resource in template()["Resources"].values():
        if resource["Type"] == "AWS::Events::Rule":
            (target,) = resource["Properties"]["Targets"]
            for name in resource["Properties"]["EventPattern"]["detail-type"]:
                found.setdefault(name, []).append(_name(target["Arn"]))
    return found


def _name(resource: Json) -> str:
    at = resource["Fn::GetAtt"]
    return str((at.split(".") if isinstance(at, str) else at)[0])


class _Raw(io.BytesIO):
    """The body of an answer, as botocore reads it."""

    def stream(self, *_: Any, **__: Any) -> Iterable[bytes]:
        yield self.read()
