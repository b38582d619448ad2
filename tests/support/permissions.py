"""IAM as infra/template.yaml has it, for the AWS calls of this process: what a function's role doesn't allow
is refused, and what it does use is known."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import Any

import pytest
from botocore.client import BaseClient
from samtranslator.yaml_helper import yaml_parse  # type: ignore[import-untyped]

from operations.local_product import ROOT

TRANSACTED = {"Put": "PutItem", "Update": "UpdateItem", "Delete": "DeleteItem", "Check": "ConditionCheckItem"}
ONE_BY_ONE = {
    "SendMessageBatch": "SendMessage",
    "DeleteMessageBatch": "DeleteMessage",
    "DescribeTable": "",  # PynamoDB's, of its own accord, where a test has not told it the table's keys
}
"""operations whose permission has another name, or that the functions don't need"""
_FOR_ALL = {"logs:CreateLogStream", "logs:PutLogEvents", "kms:Decrypt"}
"""used by Lambda itself and, of the key, by DynamoDB in the function's name"""
_OF_SOURCES = {
    "SQS": {"sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"},
    "DynamoDB": {
        "dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator", "dynamodb:ListStreams",
    },
}  # fmt: skip
used: dict[str, set[tuple[str, str]]] = defaultdict(set)
"""per function the actions that its code was seen to use, each with the kind of what it was used on"""
_acting: ContextVar[str | None] = ContextVar("acting", default=None)


class NotPermitted(Exception):
    """The role of the function does not allow what its code does."""


@cache
def template() -> dict[str, Any]:
    written: dict[str, Any] = yaml_parse((ROOT / "infra" / "template.yaml").read_text())
    return written


def statements(role: str) -> list[dict[str, Any]]:
    policies = template()["Resources"][role]["Properties"]["Policies"]
    return [s for policy in policies for s in policy["PolicyDocument"]["Statement"]]


def listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


@cache
def granted(function: str) -> frozenset[tuple[str, str]]:
    """What the role allows: actions, each with the resource's name in the template or the index's."""
    return frozenset(
        (action, _named(resource))
        for s in statements(f"{function}Role")
        for action in listed(s["Action"])
        for resource in listed(s["Resource"])
    )


def for_the_platform(function: str) -> frozenset[tuple[str, str]]:
    """What of it AWS itself uses in the function's name: for its logs, its sources, its failures."""
    properties = template()["Resources"][function]["Properties"]
    needed = {(action, f"{function}Logs") for action in _FOR_ALL if action.startswith("logs:")}
    needed.add(("kms:Decrypt", "Key"))
    for event in properties.get("Events", {}).values():
        source = event["Properties"].get("Queue") or event["Properties"].get("Stream")
        needed |= {(action, _named(source)) for action in _OF_SOURCES.get(event["Type"], ())}
        needed |= _failures(event["Properties"])
    return frozenset(needed | _failures(properties.get("EventInvokeConfig", {})))


def _failures(properties: Mapping[str, Any]) -> set[tuple[str, str]]:
    goes_to = properties.get("DestinationConfig", {}).get("OnFailure")
    return {("sqs:SendMessage", _named(goes_to["Destination"]))} if goes_to else set()


def _named(resource: Any) -> str:
    """`Table`, `SolveQueue`; of an index its name."""
    if isinstance(resource, str):
        return resource
    if "Fn::Sub" in resource:
        return str(resource["Fn::Sub"]).rpartition("/")[2]
    at = resource["Fn::GetAtt"]
    return str((at.split(".") if isinstance(at, str) else at)[0])


@contextmanager
def acting_as(function: str) -> Iterator[None]:
    """AWS calls meanwhile are those of this function."""
    before = _acting.set(function)
    try:
        yield
    finally:
        _acting.reset(before)


@contextmanager
def enforced() -> Iterator[None]:
    client: Any = BaseClient
    original = client._make_api_call

    def call(self: Any, operation: str, arguments: dict[str, Any]) -> Any:
        if function := _acting.get():
            for use in _uses(self.meta.service_model.endpoint_prefix, operation, arguments):
                used[function].add(use)
                if use not in granted(function):
                    raise NotPermitted(f"{function} may not {use[0]} on {use[1]}")
        return original(self, operation, arguments)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(client, "_make_api_call", call)
        yield


def _uses(service: str, operation: str, arguments: dict[str, Any]) -> set[tuple[str, str]]:
    if service == "dynamodb":
        on = arguments.get("IndexName", "Table")
        return {(f"dynamodb:{action}", on) for action in _actions(operation, arguments)}
    name = ONE_BY_ONE.get(operation, operation)
    if service == "sqs":
        return {(f"sqs:{name}", _queue(arguments["QueueUrl"]))}
    return {(f"{service}:{name}", "Bus")}


def _actions(operation: str, arguments: dict[str, Any]) -> set[str]:
    if operation == "TransactWriteItems":
        verbs = {verb for item in arguments["TransactItems"] for verb in item}
        return {TRANSACTED.get(v, TRANSACTED["Check"]) for v in verbs}
    if operation == "TransactGetItems":
        return {"GetItem"}
    return {name} if (name := ONE_BY_ONE.get(operation, operation)) else set()


def _queue(url: str) -> str:
    return "UrgentQueue" if url.endswith(".fifo") else "NoticesQueue"
