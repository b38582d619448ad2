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
    """In the order of the stream; from the first record that could not be published on, all come again. What
    can't be read never will be: it is set aside, so that nothing waits behind it or is given up with it."""
    records = event["Records"]
    for start in range(0, len(records), _AT_ONCE):
        portion = [(record, _event(record)) for record in records[start : start + _AT_ONCE]]
        answers = iter(_put([read for _, read in portion if read]))
        for record, read in portion:
            if read is None:
                _set_aside(record)
                continue
            given = read["detail"].get("correlation")
            logger.set_correlation_id(correlation.begin(given, otherwise="publish"))
            if code := next(answers).get("ErrorCode"):
                logger.error("not published", extra={"code": code})
                return {"batchItemFailures": [{"itemIdentifier": record["dynamodb"]["SequenceNumber"]}]}
            logger.info("published", extra={"event": read["name"]})
    return {"batchItemFailures": []}


def _event(record: dict[str, Any]) -> dict[str, Any] | None:
    """What the record says has happened; None where it can't be read."""
    try:
        event: dict[str, Any] = json.loads(record["dynamodb"]["NewImage"]["body"]["S"])
        is_event = isinstance(event["name"], str) and isinstance(event["detail"], dict)
    except (KeyError, TypeError, ValueError):
        return None
    return event if is_event else None


def _put(events: list[dict[str, Any]]) -> list[Any]:
    """What the bus says to each."""
    if not events:
        return []
    entries: Any = [_entry(event) for event in events]
    return list(_bus().put_events(Entries=entries)["Entries"])


def _set_aside(record: dict[str, Any]) -> None:
    """Where it is, to the dead letters; its event is in the table for a week."""
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
