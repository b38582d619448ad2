"""Tellings onto the queues of the one sender: what is urgent on one of its own, each chat in its order."""

import json
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

import boto3

from functions import wiring
from functions.services.telling import Telling

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

_AT_ONCE = 10


@cache
def _sqs() -> "SQSClient":
    return boto3.client("sqs")


def queue(tellings: Sequence[Telling], of: str) -> None:
    """Raises where one was not taken. What is queued again for the same reason (`of`) within five minutes is
    queued once; after that it is the notice itself that is told once."""
    for urgent in (True, False):
        lane = [t for t in tellings if t.is_urgent == urgent]
        for start in range(0, len(lane), _AT_ONCE):
            _send(wiring.notices_queue(urgent=urgent), lane[start : start + _AT_ONCE], of)


def _send(queue: str, tellings: list[Telling], of: str) -> None:
    answer = _sqs().send_message_batch(
        QueueUrl=queue,
        Entries=[
            {
                "Id": str(n),
                "MessageBody": json.dumps({"notice": t.notice, "chat": t.telegram, "id": of}),
                "MessageGroupId": str(t.telegram),
                "MessageDeduplicationId": f"{of}-{t.telegram}-{t.notice}",
            }
            for n, t in enumerate(tellings)
        ],
    )
    if answer.get("Failed"):
        raise RuntimeError(f"{len(answer['Failed'])} notices were not queued")
