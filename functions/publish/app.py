"""The table's stream becomes events on the bus: what a transaction wrote, others hear of."""

import json
from functools import cache
from typing import TYPE_CHECKING, Any, cast

from aws_lambda_powertools import Logger

from functions import wiring

if TYPE_CHECKING:
    from mypy_boto3_events import EventBridgeClient

_AT_ONCE = 10
logger = Logger(service="publish")


@cache
def _bus() -> "EventBridgeClient":
    # no boto3: it brings a hundred modules for what botocore does by itself
    from botocore.session import get_session

    return cast("EventBridgeClient", get_session().create_client("events"))


def handler(event: dict[str, Any], context: Any) -> dict[str, list[dict[str, str]]]:
    """In the order of the stream; from the first record that could not be published on, all come again."""
    records = event["Records"]
    for start in range(0, len(records), _AT_ONCE):
        portion = records[start : start + _AT_ONCE]
        entries = [_entry(record) for record in portion]
        answer = _bus().put_events(Entries=entries)  # type: ignore[arg-type]
        for record, result in zip(portion, answer["Entries"], strict=True):
            if "ErrorCode" in result:
                logger.error("not published", extra={"code": result["ErrorCode"]})
                return {"batchItemFailures": [{"itemIdentifier": record["dynamodb"]["SequenceNumber"]}]}
        logger.info("published", extra={"events": [e["DetailType"] for e in entries]})
    return {"batchItemFailures": []}


def _entry(record: dict[str, Any]) -> dict[str, str]:
    body = json.loads(record["dynamodb"]["NewImage"]["body"]["S"])
    return {
        "Source": "dayorder",
        "DetailType": body["name"],
        "Detail": json.dumps(body["detail"]),
        "EventBusName": wiring.bus(),
    }
