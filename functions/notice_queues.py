"""Tellings onto the two queues of the one sender: what is urgent, each chat in its order; and the rest."""

import json
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, cast

from functions import correlation, wiring
from functions.services.notices.routing import Telling

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

_AT_ONCE = 10


@cache
def client() -> "SQSClient":
    # no boto3: it brings a hundred modules for what botocore does by itself
    from botocore.session import get_session

    return cast("SQSClient", get_session().create_client("sqs"))


def queue(tellings: Sequence[Telling], of: str) -> None:
    """Raises where one was not taken. What is urgent and queued again for the same reason (`of`) within five
    minutes is queued once; beyond that it is the notice itself that is told once."""
    for urgent in (True, False):
        lane = [t for t in tellings if t.is_urgent == urgent]
        for start in range(0, len(lane), _AT_ONCE):
            _send(lane[start : start + _AT_ONCE], of, urgent=urgent)


def _send(tellings: list[Telling], of: str, *, urgent: bool) -> None:
    entries: list[Any] = []
    for number, t in enumerate(tellings):
        about = {"notice": t.notice, "chat": t.telegram, "id": of, "correlation": correlation.present()}
        order = {"MessageGroupId": str(t.telegram), "MessageDeduplicationId": f"{of}-{t.telegram}-{t.notice}"}
        entries.append({"Id": str(number), "MessageBody": json.dumps(about), **(order if urgent else {})})
    answer = client().send_message_batch(QueueUrl=wiring.notices_queue(urgent=urgent), Entries=entries)
    if answer.get("Failed"):
        raise RuntimeError(f"{len(answer['Failed'])} notices were not queued")
