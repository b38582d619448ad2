"""The table's stream becomes events on the bus: what a transaction wrote, others hear of."""

import json
from functools import cache
from typing import TYPE_CHECKING, Any, cast

from aws_lambda_powertools import Logger

from functions import correlation, wiring

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
        events = [json.loads(record["dynamodb"]["NewImage"]["body"]["S"]) for record in portion]
        entries = [_entry(event) for event in events]
        answer = _bus().put_events(Entries=entries)  # type: ignore[arg-type]
        for record, event, result in zip(portion, events, answer["Entries"], strict=True):
            given = event["detail"].get("correlation")
            logger.set_correlation_id(correlation.begin(given, otherwise="publish"))
            if "ErrorCode" in result:
                logger.error("not published", extra={"code": result["ErrorCode"]})
                return {"batchItemFailures": [{"itemIdentifier": record["dynamodb"]["SequenceNumber"]}]}
            logger.info("published", extra={"event": event["name"]})
    return {"batchItemFailures": []}


def _entry(event: dict[str, Any]) -> dict[str, str]:
    return {
        "Source": "dayorder",
        "DetailType": event["name"],
        "Detail": json.dumps(event["detail"]),
        "EventBusName": wiring.bus(),
    }
