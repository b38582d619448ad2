"""DynamoDB at its worst: from one call of a request on it refuses, fails or is silent."""

import io
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

import botocore.endpoint
import pytest
from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders
from botocore.exceptions import ReadTimeoutError

from functions.store.records import TableDirectory

Answer = Callable[[Any], AWSResponse]


class Killed(BaseException):
    """The process ends here."""


class _Raw(io.BytesIO):
    def stream(self, **_: Any) -> Iterator[bytes]:
        yield self.read()


def refuses(code: str, status: int = 400, **more: Any) -> Answer:
    body = json.dumps({"__type": f"com.amazonaws.dynamodb.v20120810#{code}", **more}).encode()
    return lambda request: AWSResponse(request.url, status, HTTPHeaders(), _Raw(body))


def is_silent(request: Any) -> AWSResponse:
    """Nobody knows whether it was done; it was not."""
    raise ReadTimeoutError(endpoint_url=request.url)


class Outage:
    """Counts the calls of a request; those from `first` on are answered as the outage has it."""

    def __init__(self, directory: TableDirectory, patch: pytest.MonkeyPatch) -> None:
        self._events: Any = directory.connection.client.meta.events
        self.calls = 0
        self.waited = 0.0
        """seconds between tries"""
        patch.setattr(botocore.endpoint, "time", SimpleNamespace(sleep=self._wait))

    def _wait(self, seconds: float) -> None:
        self.waited += seconds

    @contextmanager
    def begins_at(self, first: int, answer: Answer) -> Iterator[None]:
        self.calls, self.waited = 0, 0.0

        def counted(**_: Any) -> None:
            self.calls += 1

        def sent(request: Any, **_: Any) -> AWSResponse | None:
            return answer(request) if self.calls > first else None

        with self._heard("before-call", counted), self._heard("before-send", sent):
            yield

    @contextmanager
    def kills_after(self, operation: str) -> Iterator[None]:
        """The process is gone as soon as the table has done this."""

        def done(http_response: Any, **_: Any) -> None:
            if http_response.status_code == 200:
                raise Killed

        with self._heard(f"after-call.dynamodb.{operation}", done, whole=True):
            yield

    @contextmanager
    def _heard(self, event: str, hear: Callable[..., Any], *, whole: bool = False) -> Iterator[None]:
        name = event if whole else f"{event}.dynamodb"
        self._events.register_first(name, hear)
        try:
            yield
        finally:
            self._events.unregister(name, hear)
