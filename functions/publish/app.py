"""Publishes the events that transactions wrote: from the table's stream to the event bus."""

import json
from functools import cache
from typing import TYPE_CHECKING, Any, cast

from aws_lambda_powertools import Logger

from functions import correlation, wiring

if TYPE_CHECKING:
    from mypy_boto3_events import EventBridgeClient

_ENTRIES_PER_CALL = 10  # the most that EventBridge takes
logger = Logger(service="publish")


@cache
def _bus() -> "EventBridgeClient":
    # no boto3: it brings a hundred modules for what botocore does by itself
    from botocore.session import get_session

    return cast("EventBridgeClient", get_session().create_client("events"))


def handler(event: dict[str, Any], context: Any) -> dict[str, list[dict[str, str]]]:
    """Publish the records in order. The first failure and everything after it is retried; unreadable
    records go to the dead-letter queue, so that they don't block the stream."""
    records = event["Records"]
    for start in range(0, len(records), _ENTRIES_PER_CALL):
        portion = [(record, _event(record)) for record in records[start : start + _ENTRIES_PER_CALL]]
        answers = iter(_put([event for _, event in portion if event]))
        for record, published in portion:
            if published is None:
                _set_aside(record)
                continue
            id = published["detail"].get("correlation")
            logger.set_correlation_id(correlation.begin(id, otherwise="publish"))
            if code := next(answers).get("ErrorCode"):
                logger.error("not published", extra={"code": code})
                return {"batchItemFailures": [{"itemIdentifier": record["dynamodb"]["SequenceNumber"]}]}
            logger.info("published", extra={"event": published["name"]})
    return {"batchItemFailures": []}


def _event(record: dict[str, Any]) -> dict[str, Any] | None:
    """The event that the record holds; None if it can't be read."""
    try:
        event: dict[str, Any] = json.loads(record["dynamodb"]["NewImage"]["body"]["S"])
        is_event = isinstance(event["name"], str) and isinstance(event["detail"], dict)
    except (KeyError, TypeError, ValueError):
        return None
    return event if is_event else None


def _put(events: list[dict[str, Any]]) -> list[Any]:
    """Put the events on the bus; returns its answer to each of them, in the same order."""
    if not events:
        return []
    entries: Any = [_entry(event) for event in events]
    return list(_bus().put_events(Entries=entries)["Entries"])


def _set_aside(record: dict[str, Any]) -> None:
    """Send the record's key to the dead-letter queue; the event itself stays in the table for a week."""
    from botocore.session import get_session

    stored = record["dynamodb"]
    place = {name: value.get("S", "") for name, value in stored.get("Keys", {}).items()}
    about = {"key": f"{place.get('pk', '')}/{place.get('sk', '')}", "sequence": stored["SequenceNumber"]}
    queue: Any = get_session().create_client("sqs")
    queue.send_message(QueueUrl=wiring.publish_dead_letters(), MessageBody=json.dumps({"unreadable": about}))
    logger.error("can't be read", extra={"record": stored["SequenceNumber"]})


def _entry(event: dict[str, Any]) -> dict[str, str]:
    return {
        "Source": "dayorder",
        "DetailType": event["name"],
        "Detail": json.dumps(event["detail"]),
        "EventBusName": wiring.bus(),
    }
