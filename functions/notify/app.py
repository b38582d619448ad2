"""One event: whom to tell, and what. Each telling goes to the queue of the person's chat."""

import json
from functools import cache
from typing import TYPE_CHECKING, Any

import boto3
from aws_lambda_powertools import Logger

from functions import wiring
from functions.services import notices
from timetable.model import InstituteId, LeaveId, UserId

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

_AT_ONCE = 10
logger = Logger(service="notify")


@cache
def _queue() -> "SQSClient":
    return boto3.client("sqs")


def handler(event: dict[str, Any], context: Any) -> dict[str, list[dict[str, str]]]:
    """A batch of events from the queue; those that fail come again alone."""
    failed = []
    for record in event["Records"]:
        try:
            _tell(json.loads(record["body"]))
        except Exception:
            logger.exception("not told", extra={"record": record["messageId"]})
            failed.append({"itemIdentifier": record["messageId"]})
    return {"batchItemFailures": failed}


def _tell(event: dict[str, Any]) -> None:
    detail, name = event["detail"], event["detail-type"]
    if name == "ActingNamed":
        records = wiring.door().records(InstituteId(detail["institute"]))
        acting = (UserId(detail["user"]), detail["department"], str(detail["version"]))
        _send(notices.named_acting(records, *acting), detail["id"])
        return
    if not detail.get("leave"):
        return
    records = wiring.door().records(InstituteId(detail["institute"]))
    only = [i for i in detail.get("ids", "").split(",") if i]
    news = _NEWS.get(name, "")
    if news and (version := detail.get("version")):
        news += f".{version}"  # a decision may be undone, and made again
    tellings = notices.whom_to_tell(records, name, LeaveId(detail["leave"]), news, only, wiring.now())
    for start in range(0, len(tellings), _AT_ONCE):
        _send(tellings[start : start + _AT_ONCE], detail["id"])
    logger.info("told", extra={"event": name, "leave": detail["leave"], "notices": len(tellings)})


_NEWS = {
    "LeaveApproved": "approved",
    "LeaveRejected": "rejected",
    "LeaveWithdrawn": "withdrawn",
    "LeaveExpired": "expired",
    "DecisionUndone": "undone",
}
"""what the requester is told"""


def _send(tellings: list[notices.Telling], event_id: str) -> None:
    if not tellings:
        return
    answer = _queue().send_message_batch(
        QueueUrl=wiring.notices_queue(),
        Entries=[
            {
                "Id": str(n),
                "MessageBody": json.dumps({"notice": t.notice, "chat": t.telegram, "id": event_id}),
                "MessageGroupId": str(t.telegram),
                "MessageDeduplicationId": f"{event_id}-{t.telegram}-{t.notice.split('.')[0]}",
            }
            for n, t in enumerate(tellings)
        ],
    )
    if answer.get("Failed"):
        raise RuntimeError(f"{len(answer['Failed'])} notices were not queued")
