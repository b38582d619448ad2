"""A dead letter, and what may be shown of it: what it is about, in ids, never a person's words or account."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import Any, Self

# the dead-letter queues, by the beginning of their names in infra/template.yaml: PublishDeadLetters ...
QUEUES = ("Publish", "Solve", "Notify", "Urgent", "Notices", "Schedule")
_ID = re.compile(r"[A-Za-z0-9._:/#-]{1,80}", re.ASCII)
# fields of an event's detail that hold ids
_DETAIL_IDS = ("id", "leave", "draft", "department", "whatif", "user", "correlation")


class CannotPutBack(Exception):
    """A letter has to stay in its queue; the message says why, and what to do."""


@dataclass(frozen=True)
class Letter:
    """A message of a dead-letter queue.

    It is deleted by its `handle`. `group` is the message group, None outside a FIFO queue. `attributes` are
    what the service that could not deliver it says about the failure.
    """

    id: str
    handle: str
    body: str
    sent: datetime
    group: str | None
    attributes: Mapping[str, str]

    @classmethod
    def of(cls, message: Mapping[str, Any]) -> Self:
        """The letter of a message as SQS hands it out."""
        system = message.get("Attributes", {})
        attributes = {
            name: str(attribute.get("StringValue", ""))
            for name, attribute in message.get("MessageAttributes", {}).items()
        }
        return cls(
            id=message["MessageId"],
            handle=message["ReceiptHandle"],
            body=message["Body"],
            sent=datetime.fromtimestamp(int(system["SentTimestamp"]) / 1000, UTC),
            group=system.get("MessageGroupId"),
            attributes=attributes,
        )

    @cached_property
    def content(self) -> dict[str, Any]:
        """The body as an object. Raises CannotPutBack if it is none, for then it is not Dayorder's."""
        try:
            body = json.loads(self.body)
        except ValueError:
            body = None
        if not isinstance(body, dict):
            raise CannotPutBack("It can't be read. Keep a copy for whoever mends that, then delete it.")
        return body

    def __str__(self) -> str:
        try:
            words = _description(self.content, self.attributes)
        except CannotPutBack:
            words = [f"can't be read ({len(self.body)} characters)"]
        return " ".join([f"{self.sent:%Y-%m-%d %H:%M}Z", *words])


def part(content: Mapping[str, Any], name: str) -> dict[str, Any]:
    """The object that a letter has under that name; empty if it has none."""
    value = content.get(name)
    return value if isinstance(value, dict) else {}


def function_of(arn: str) -> str:
    """The name of the function with this ARN; empty if it is not the ARN of a function."""
    return dict(enumerate(arn.split(":"))).get(6, "")


def _description(content: dict[str, Any], attributes: Mapping[str, str]) -> list[str]:
    if batch := part(content, "DDBStreamBatchInfo"):
        return [f"{batch.get('batchSize')} records of the stream", *_ids(batch, ("startSequenceNumber",))]
    if unreadable := part(content, "unreadable"):
        return ["a record that could not be read", *_ids(unreadable, ("key",))]
    if "notice" in content:  # its `chat` is somebody's account
        return ["notice", *_ids(content, ("notice", "correlation"))]
    if context := part(content, "requestContext"):
        call = {"function": function_of(str(context.get("functionArn", "")))}
        error = _ids(part(content, "responsePayload"), ("errorType",))
        return ["called by the clock", *_ids(call, ("function",)), *error]
    if "detail" not in content and (target := attributes.get("TARGET_ARN")):
        failure = {"function": function_of(target), "error": attributes.get("ERROR_CODE")}
        return ["the clock could not call", *_ids(failure, ("function", "error"))]
    name = content.get("detail-type")
    kind = name if isinstance(name, str) and _ID.fullmatch(name) else "something unknown"
    return [kind, *_ids(part(content, "detail"), _DETAIL_IDS)]


def _ids(values: Mapping[str, Any], names: tuple[str, ...]) -> list[str]:
    """`name=value` for the values that are ids; a star in place of any other, for it may be a person's
    words."""
    present = {name: values[name] for name in names if values.get(name)}
    return [
        f"{name}={value if isinstance(value, str) and _ID.fullmatch(value) else '*'}"
        for name, value in present.items()
    ]
