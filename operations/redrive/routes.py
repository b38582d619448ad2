"""How what is in each dead-letter queue gets back to where it failed."""

import json
from collections.abc import Callable, Iterator
from typing import Any

from botocore.exceptions import ClientError, ParamValidationError

from operations.deployment import Deployment
from operations.redrive.letters import Letter, Stays, function_of, part

Way = Callable[[Letter], None]
"""raises Stays where there is none for this letter; once it returns, the letter may be deleted"""
_AT_ONCE = 50
"""records that Publish gets at once, as from the stream"""
_MOST_PAGES = 1_000
_GONE = (
    "The stream keeps 24 hours, and has it no more. Pending requests are planned anew by night (at once: "
    "`Other plan` on the card); what was decided stands, and `/changes` tells it. Then delete it."
)


def way(of: Deployment, queue: str) -> Way:
    match queue:
        case "Publish":
            return lambda letter: _publish(of, letter)
        case "Schedule":
            return _rounds(of)
    return lambda letter: _send(of, f"{queue}QueueUrl", letter)


def _send(of: Deployment, queue: str, letter: Letter) -> None:
    """A letter that is sent twice because this was cut short is one message of a FIFO queue; of others, a
    repeated one changes nothing."""
    assert letter.content is not None  # or it stays
    order = {"MessageGroupId": letter.group, "MessageDeduplicationId": f"again-{letter.id}"}
    more = order if letter.group else {}
    of.client("sqs").send_message(QueueUrl=of.outputs[queue], MessageBody=letter.body, **more)


def _rounds(of: Deployment) -> Way:
    """A round by the clock does what is due by then: one stands for all that were missed."""
    called: set[str] = set()

    def call(letter: Letter) -> None:
        function, payload = _called(letter)
        if function not in {of.outputs["TickFunction"], of.outputs["SolveFunction"]}:
            raise Stays("It is for no function that this stack's clock calls.")
        if function not in called:
            asked = json.dumps(payload).encode()
            of.client("lambda").invoke(FunctionName=function, InvocationType="Event", Payload=asked)
            called.add(function)

    return call


def _called(letter: Letter) -> tuple[str, Any]:
    """Function and input: as Lambda keeps a call that failed, and the scheduler one it didn't make."""
    context = part(letter.content, "requestContext")
    arn = str(context.get("functionArn") or letter.attributes.get("TARGET_ARN", ""))
    payload = letter.content.get("requestPayload", {}) if context else letter.content
    return function_of(arn), payload


def _publish(of: Deployment, letter: Letter) -> None:
    """Nothing can be put into a stream: Publish is given the records as if they came from it."""
    if batch := part(letter.content, "DDBStreamBatchInfo"):
        records = _of_stream(of, batch)
    elif aside := part(letter.content, "unreadable"):
        records = [_of_table(of, aside)]
    else:
        raise Stays("It names no record. Keep a copy for whoever mends that, then delete it.")
    for start in range(0, len(records), _AT_ONCE):
        given = json.dumps({"Records": records[start : start + _AT_ONCE]}).encode()
        answer = of.client("lambda").invoke(FunctionName=of.outputs["PublishFunction"], Payload=given)
        said = json.load(answer["Payload"])
        if answer.get("FunctionError") or said.get("batchItemFailures"):
            raise Stays("Publish fails at it again: its log says why.")


def _of_stream(of: Deployment, batch: dict[str, Any]) -> list[dict[str, Any]]:
    """The events that Publish was given then."""
    first = str(batch.get("startSequenceNumber"))
    try:
        found = list(_read(of, batch, first))
    except (ClientError, ParamValidationError, KeyError) as error:
        raise Stays(_GONE) from error
    if not found or found[0]["dynamodb"]["SequenceNumber"] != first:
        raise Stays(_GONE)
    return [r for r in found if r["eventName"] == "INSERT" and _kind(r) == "event"]


def _read(of: Deployment, batch: dict[str, Any], first: str) -> Iterator[dict[str, Any]]:
    client, last = of.client("dynamodbstreams"), int(batch["endSequenceNumber"])
    at = {"ShardIteratorType": "AT_SEQUENCE_NUMBER", "SequenceNumber": first}
    asked = client.get_shard_iterator(StreamArn=batch["streamArn"], ShardId=batch["shardId"], **at)
    place, number = asked["ShardIterator"], 0
    for _ in range(_MOST_PAGES):
        if not place or number >= last:
            return
        page = client.get_records(ShardIterator=place)
        place = page.get("NextShardIterator")
        for record in page["Records"]:
            number = int(record["dynamodb"]["SequenceNumber"])
            record["dynamodb"].pop("ApproximateCreationDateTime", None)
            if number <= last:
                yield record


def _kind(record: dict[str, Any]) -> str:
    return str(record["dynamodb"].get("NewImage", {}).get("kind", {}).get("S", ""))


def _of_table(of: Deployment, aside: dict[str, Any]) -> dict[str, Any]:
    """An event is kept for a week; by then whoever could not read it has been mended, or the event has."""
    partition, _, sort = str(aside.get("key", "")).rpartition("/")
    asked = {"pk": {"S": partition or "-"}, "sk": {"S": sort or "-"}}
    client: Any = of.client("dynamodb")
    item = client.get_item(TableName=of.outputs["TableName"], Key=asked, ConsistentRead=True).get("Item")
    if item is None:
        raise Stays("Its event is forgotten: they are kept for a week. Delete it.")
    if not _is_event(item):
        raise Stays("Its event still can't be read. Keep a copy for whoever mends that, then delete it.")
    return {"dynamodb": {"SequenceNumber": str(aside.get("sequence", "")), "Keys": asked, "NewImage": item}}


def _is_event(item: dict[str, Any]) -> bool:
    try:
        event = json.loads(item["body"]["S"])
    except (KeyError, ValueError):
        return False
    return isinstance(event, dict) and {"name", "detail"} <= event.keys()
