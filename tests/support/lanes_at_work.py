"""The two queues of notices on simulated time, as SQS hands them to the sender: in part, again, in order."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from bot.notices import Notices
from tests.support.permissions import template
from tests.support.simulated_time import SimulatedLoop


@dataclass
class Message:
    notice: str
    chat: int
    visible: float = 0.0
    times: int = 0

    def record(self) -> dict[str, Any]:
        return {
            "messageId": self.notice,
            "body": json.dumps({"notice": self.notice, "chat": self.chat, "id": "e1"}),
            "attributes": {"ApproximateReceiveCount": str(self.times)},
        }


@dataclass
class Queue:
    """With the limits that infra/template.yaml gives the queue and its trigger."""

    name: str
    trigger: str
    waiting: list[Message] = field(default_factory=list)
    dead: list[Message] = field(default_factory=list)

    def __post_init__(self) -> None:
        own = template()["Resources"][self.name]["Properties"]
        self.is_fifo = bool(own.get("FifoQueue"))
        self.hidden, self.most = own["VisibilityTimeout"], own["RedrivePolicy"]["maxReceiveCount"]
        events = template()["Resources"]["Send"]["Properties"]["Events"]
        self.batch = events[self.trigger]["Properties"]["BatchSize"]

    def receive(self, now: float) -> list[Message]:
        """The next batch. In a FIFO queue a chat waits as long as one of its messages is held."""
        held = {m.chat for m in self.waiting if m.visible > now} if self.is_fifo else set()
        found = [m for m in self.waiting if m.visible <= now and m.chat not in held][: self.batch]
        for message in found:
            message.times += 1
            message.visible = now + self.hidden
        self._bury([m for m in found if m.times > self.most])
        return [m for m in found if m.times <= self.most]

    def done(self, messages: list[Message]) -> None:
        self.waiting = [m for m in self.waiting if m not in messages]

    def _bury(self, messages: list[Message]) -> None:
        self.dead += messages
        self.done(messages)


class LanesAtWork:
    def __init__(self, notices: Notices, loop: SimulatedLoop) -> None:
        self.urgent, self.bulk = Queue("UrgentQueue", "Urgent"), Queue("NoticesQueue", "Notice")
        self._notices, self._loop = notices, loop

    def work(self, until: Callable[[], bool]) -> None:
        """One batch at a time, the lanes in turn: one process runs, and no more."""
        while not until():
            worked = [self._invoke(queue) for queue in (self.urgent, self.bulk)]
            if not any(worked):
                self._loop.run_until_complete(asyncio.sleep(1))

    @property
    def is_empty(self) -> bool:
        return not (self.urgent.waiting or self.bulk.waiting)

    def _invoke(self, queue: Queue) -> bool:
        batch = queue.receive(self._loop.time())
        if batch:
            answer = self._notices.deliver({"Records": [m.record() for m in batch]})
            again = {f["itemIdentifier"] for f in answer["batchItemFailures"]}
            queue.done([m for m in batch if m.notice not in again])
        return bool(batch)
