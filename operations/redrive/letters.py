"""A dead letter, and what may be said of it: what it is about, in ids, never a person's words or account."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import Any, Self

# the dead-letter queues, by what they are called in infra/template.yaml: PublishDeadLetters ...
QUEUES = ("Publish", "Solve", "Notify", "Urgent", "Notices", "Schedule")
_ID = re.compile(r"[A-Za-z0-9._:/#-]{1,80}", re.ASCII)
_IDS = ("id", "leave", "draft", "department", "whatif", "user", "correlation")
"""of an event's detail"""


class Stays(Exception):
    """It can't be put back; the message says why, and what to do."""


@dataclass(frozen=True)
class Letter:
    """`handle`: to delete it by; `group`: of a FIFO queue; `attributes`: what a service has said of it."""

    id: str
    handle: str
    body: str
    sent: datetime
    group: str | None
    attributes: Mapping[str, str]

    @classmethod
    def of(cls, message: Mapping[str, Any]) -> Self:
        system = message.get("Attributes", {})
        said = {n: str(a.get("StringValue", "")) for n, a in message.get("MessageAttributes", {}).items()}
        sent = datetime.fromtimestamp(int(system["SentTimestamp"]) / 1000, UTC)
        group = system.get("MessageGroupId")
        return cls(message["MessageId"], message["ReceiptHandle"], message["Body"], sent, group, said)

    @cached_property
    def content(self) -> dict[str, Any]:
        """Raises Stays for what is no message of Dayorder's."""
        try:
            read = json.loads(self.body)
        except ValueError:
            read = None
        if not isinstance(read, dict):
            raise Stays("It can't be read. Keep a copy for whoever mends that, then delete it.")
        return read

    def __str__(self) -> str:
        try:
            about = _about(self.content, self.attributes)
        except Stays:
            about = [f"can't be read ({len(self.body)} characters)"]
        return " ".join([f"{self.sent:%Y-%m-%d %H:%M}Z", *about])


def part(content: Mapping[str, Any], name: str) -> dict[str, Any]:
    """What a letter has under that name, where it has it."""
    found = content.get(name)
    return found if isinstance(found, dict) else {}


def function_of(arn: str) -> str:
    """Its name; empty where the address is none of a function."""
    return dict(enumerate(arn.split(":"))).get(6, "")


def _about(content: dict[str, Any], attributes: Mapping[str, str]) -> list[str]:
    if batch := part(content, "DDBStreamBatchInfo"):
        return [f"{batch.get('batchSize')} records of the stream", *_named(batch, ("startSequenceNumber",))]
    if aside := part(content, "unreadable"):
        return ["a record that could not be read", *_named(aside, ("key",))]
    if "notice" in content:  # `chat` is somebody's account
        return ["notice", *_named(content, ("notice", "correlation"))]
    if context := part(content, "requestContext"):
        failed = {"function": function_of(str(context.get("functionArn", "")))}
        why = _named(part(content, "responsePayload"), ("errorType",))
        return ["called by the clock", *_named(failed, ("function",)), *why]
    if "detail" not in content and (target := attributes.get("TARGET_ARN")):
        said = {"function": function_of(target), "error": attributes.get("ERROR_CODE")}
        return ["the clock could not call", *_named(said, ("function", "error"))]
    name = content.get("detail-type")
    kind = name if isinstance(name, str) and _ID.fullmatch(name) else "something unknown"
    return [kind, *_named(part(content, "detail"), _IDS)]


def _named(values: Mapping[str, Any], names: tuple[str, ...]) -> list[str]:
    """`name=value` for those that are ids; a star stands for whatever else somebody may have written."""
    given = {n: values[n] for n in names if values.get(n)}
    return [f"{n}={v if isinstance(v, str) and _ID.fullmatch(v) else '*'}" for n, v in given.items()]
