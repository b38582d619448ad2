"""Puts notices into the sender's two queues: urgent ones, in the order of each chat, and all others."""

import json
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, cast

from functions import correlation, wiring
from functions.services.notices.routing import Telling

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

_ENTRIES_PER_CALL = 10  # the most that SQS takes


@cache
def client() -> "SQSClient":
    # no boto3: it brings a hundred modules for what botocore does by itself
    from botocore.session import get_session

    return cast("SQSClient", get_session().create_client("sqs"))


def queue(tellings: Sequence[Telling], cause: str) -> None:
    """Queue every notice, urgent ones first; raises RuntimeError if a queue refuses one.

    `cause` is the id of the event that the notices follow from. An urgent notice that is queued again for the
    same cause within five minutes is sent once; after that, the sender sees that the notice was sent already.
    """
    for urgent in (True, False):
        batch = [t for t in tellings if t.is_urgent == urgent]
        for start in range(0, len(batch), _ENTRIES_PER_CALL):
            _send(batch[start : start + _ENTRIES_PER_CALL], cause, urgent=urgent)


def _send(tellings: list[Telling], cause: str, *, urgent: bool) -> None:
    entries: list[Any] = []
    for number, t in enumerate(tellings):
        about = {"notice": t.notice, "chat": t.telegram, "id": cause, "correlation": correlation.present()}
        order = {
            "MessageGroupId": str(t.telegram),
            "MessageDeduplicationId": f"{cause}-{t.telegram}-{t.notice}",
        }
        entries.append({"Id": str(number), "MessageBody": json.dumps(about), **(order if urgent else {})})
    answer = client().send_message_batch(QueueUrl=wiring.notices_queue(urgent=urgent), Entries=entries)
    if answer.get("Failed"):
        raise RuntimeError(f"{len(answer['Failed'])} notices were not queued")
