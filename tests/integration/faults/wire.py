"""Every call that leaves a Lambda, at one place: counted, and one of them the last that its process makes."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import pytest
from botocore.httpsession import URLLib3Session
from botocore.loaders import JSONFileLoader

from tests.support.permissions import acting_as


class Crash(BaseException):
    """The process is gone; nothing of it runs any more."""


class When(StrEnum):
    BEFORE = "before"
    """the call never leaves"""
    AFTER = "after"
    """it was done, and nobody hears of it"""


@dataclass(frozen=True, slots=True)
class Point:
    """Where a process stops: at the so many-th call of a run."""

    call: int
    when: When


@dataclass(slots=True)
class Process:
    """A Lambda at work on one event."""

    function: str
    is_dead: bool = False
    says_to: set[int] = field(default_factory=set)
    """chats that it has sent a new message to"""


@dataclass
class Wire:
    """What is called, in order: `Webhook: sendMessage`, `Api: dynamodb TransactWriteItems`."""

    calls: list[str] = field(default_factory=list)
    stops: Callable[[Point], bool] = lambda point: False
    crashes: list[list[Process]] = field(default_factory=list)
    """what was at work at each: the last of them died, those before wait for its answer"""
    _running: list[Process] = field(default_factory=list)

    @contextmanager
    def process(self, function: str) -> Iterator[Process]:
        """The calls made meanwhile are this function's. Raises Crash where one of them was its last."""
        process = Process(function)
        self._running.append(process)
        try:
            with acting_as(function):
                yield process
        finally:
            self._running.pop()

    @contextmanager
    def call(self, what: str) -> Iterator[None]:
        process = self._running[-1] if self._running else None
        if process is None:  # the test itself
            yield
            return
        self._live(process)
        self.calls.append(f"{process.function}: {what}")
        number = len(self.calls) - 1
        self._stop(process, Point(number, When.BEFORE))
        yield
        self._stop(process, Point(number, When.AFTER))
        self._live(process)

    def said(self, chat: int) -> None:
        self._running[-1].says_to.add(chat)

    def crashed_sends(self) -> Counter[int]:
        """Chats into which something was being said by what was at work at a crash, and at how many."""
        return Counter(
            chat for at_work in self.crashes for chat in {c for process in at_work for c in process.says_to}
        )

    def _stop(self, process: Process, here: Point) -> None:
        if self.stops(here):
            process.is_dead = True
            self.crashes.append(list(self._running))
            raise Crash

    def _live(self, process: Process) -> None:
        if process.is_dead:
            raise Crash

    @contextmanager
    def of_aws(self, answers: Callable[[str, str, Any], Any]) -> Iterator[None]:
        """botocore's requests go over this wire. `answers(service, operation, request)` stands in for a
        service; None: the request goes where it is meant to go."""
        send: Any = URLLib3Session.send

        def sent(session: Any, request: Any) -> Any:
            service, operation = _target(request)
            with self.call(f"{service} {operation}"):
                return answers(service, operation, request) or send(session, request)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(URLLib3Session, "send", sent)
            patch.setattr(JSONFileLoader, "load_file", _loaded)
            yield


_load_file: Any = JSONFileLoader.load_file
_loaded_files: dict[str, Any] = {}


def _loaded(loader: Any, path: str) -> Any:
    """botocore's descriptions of the services, read once: every process that dies makes its clients anew."""
    if path not in _loaded_files:
        _loaded_files[path] = _load_file(loader, path)
    return _loaded_files[path]


_SERVICES = {"DynamoDB": "dynamodb", "DynamoDBStreams": "streams", "AWSEvents": "events", "AmazonSQS": "sqs"}


def _target(request: Any) -> tuple[str, str]:
    """Service and operation, by the header that all of these protocols have."""
    target = request.headers["X-Amz-Target"]
    named = target.decode() if isinstance(target, bytes) else target
    service, _, operation = named.partition(".")
    return _SERVICES[service.partition("_")[0]], operation
