"""How the letters of each dead-letter queue get back to where they failed."""

import json
from collections.abc import Callable, Iterator
from typing import Any

from botocore.exceptions import ClientError, ParamValidationError

from operations.deployment import Deployment
from operations.redrive.letters import CannotPutBack, Letter, function_of, part

# Raises CannotPutBack for a letter that has to stay. Once it returns, the letter may be deleted.
Route = Callable[[Letter], None]

_RECORDS_PER_CALL = 50  # as many as Publish is given by the stream
_MAX_PAGES = 1_000
_EXPIRED = (
    "The stream keeps 24 hours, and has it no more. Pending requests are planned anew by night (at once: "
    "`Other plan` on the card); what was decided stands, and `/changes` tells it. Then delete it."
)


def route(deployment: Deployment, queue: str) -> Route:
    """The route of a queue's letters: to Publish, to a function of the clock, or into the queue they came
    from."""
    match queue:
        case "Publish":
            return lambda letter: _publish(deployment, letter)
        case "Schedule":
            return _call_scheduled(deployment)
    return lambda letter: _send(deployment, letter, f"{queue}QueueUrl")


def _send(deployment: Deployment, letter: Letter, queue: str) -> None:
    """Into the queue of that output. If the process ends before the letter is deleted, it is sent twice: a
    FIFO queue takes that for one message, and for the others a repeated message changes nothing."""
    assert letter.content is not None  # raises CannotPutBack for what can't be read
    order = {"MessageGroupId": letter.group, "MessageDeduplicationId": f"again-{letter.id}"}
    fields = order if letter.group else {}
    deployment.client("sqs").send_message(
        QueueUrl=deployment.outputs[queue], MessageBody=letter.body, **fields
    )


def _call_scheduled(deployment: Deployment) -> Route:
    """Call the function that the clock failed to call. It does whatever is due by then, so that one call
    stands for all that were missed."""
    functions = {deployment.outputs["TickFunction"], deployment.outputs["SolveFunction"]}
    called: set[str] = set()

    def call(letter: Letter) -> None:
        function, payload = _failed_call(letter)
        if function not in functions:
            raise CannotPutBack("It is for no function that this stack's clock calls.")
        if function not in called:
            body = json.dumps(payload).encode()
            deployment.client("lambda").invoke(FunctionName=function, InvocationType="Event", Payload=body)
            called.add(function)

    return call


def _failed_call(letter: Letter) -> tuple[str, Any]:
    """The function and its input: Lambda keeps a call that failed, the scheduler one that it could not
    make."""
    context = part(letter.content, "requestContext")
    arn = str(context.get("functionArn") or letter.attributes.get("TARGET_ARN", ""))
    payload = letter.content.get("requestPayload", {}) if context else letter.content
    return function_of(arn), payload


def _publish(deployment: Deployment, letter: Letter) -> None:
    """Call Publish with the records as if they came from the stream: nothing can be put into a stream."""
    if batch := part(letter.content, "DDBStreamBatchInfo"):
        records = _stream_records(deployment, batch)
    elif unreadable := part(letter.content, "unreadable"):
        records = [_table_record(deployment, unreadable)]
    else:
        raise CannotPutBack("It names no record. Keep a copy for whoever mends that, then delete it.")
    for start in range(0, len(records), _RECORDS_PER_CALL):
        payload = json.dumps({"Records": records[start : start + _RECORDS_PER_CALL]}).encode()
        answer = deployment.client("lambda").invoke(
            FunctionName=deployment.outputs["PublishFunction"], Payload=payload
        )
        result = json.load(answer["Payload"])
        if answer.get("FunctionError") or result.get("batchItemFailures"):
            raise CannotPutBack("Publish fails at it again: its log says why.")


def _stream_records(deployment: Deployment, batch: dict[str, Any]) -> list[dict[str, Any]]:
    """The events of a batch that Lambda gave up, read from the stream again."""
    first = str(batch.get("startSequenceNumber"))
    try:
        records = list(_read_stream(deployment, batch, first))
    except (ClientError, ParamValidationError, KeyError) as error:
        raise CannotPutBack(_EXPIRED) from error
    if not records or records[0]["dynamodb"]["SequenceNumber"] != first:
        raise CannotPutBack(_EXPIRED)
    return [r for r in records if r["eventName"] == "INSERT" and _kind(r) == "event"]


def _read_stream(deployment: Deployment, batch: dict[str, Any], first: str) -> Iterator[dict[str, Any]]:
    client, last = deployment.client("dynamodbstreams"), int(batch["endSequenceNumber"])
    position = client.get_shard_iterator(
        StreamArn=batch["streamArn"],
        ShardId=batch["shardId"],
        ShardIteratorType="AT_SEQUENCE_NUMBER",
        SequenceNumber=first,
    )["ShardIterator"]
    number = 0
    for _ in range(_MAX_PAGES):
        if not position or number >= last:
            return
        page = client.get_records(ShardIterator=position)
        position = page.get("NextShardIterator")
        for record in page["Records"]:
            number = int(record["dynamodb"]["SequenceNumber"])
            record["dynamodb"].pop("ApproximateCreationDateTime", None)
            if number <= last:
                yield record


def _kind(record: dict[str, Any]) -> str:
    return str(record["dynamodb"].get("NewImage", {}).get("kind", {}).get("S", ""))


def _table_record(deployment: Deployment, unreadable: dict[str, Any]) -> dict[str, Any]:
    """The record of an event that could not be read, as it is in the table now, where it is kept for a week.

    By the time of a redrive, either the reader or the event has been mended.
    """
    partition, _, sort = str(unreadable.get("key", "")).rpartition("/")
    key = {"pk": {"S": partition or "-"}, "sk": {"S": sort or "-"}}
    client: Any = deployment.client("dynamodb")
    table = deployment.outputs["TableName"]
    item = client.get_item(TableName=table, Key=key, ConsistentRead=True).get("Item")
    if item is None:
        raise CannotPutBack("Its event is forgotten: they are kept for a week. Delete it.")
    if not _is_event(item):
        raise CannotPutBack(
            "Its event still can't be read. Keep a copy for whoever mends that, then delete it."
        )
    number = str(unreadable.get("sequence", ""))
    return {"dynamodb": {"SequenceNumber": number, "Keys": key, "NewImage": item}}


def _is_event(item: dict[str, Any]) -> bool:
    try:
        event = json.loads(item["body"]["S"])
    except (KeyError, ValueError):
        return False
    return isinstance(event, dict) and {"name", "detail"} <= event.keys()
