"""Counts the database calls of this process and the capacity units that they consume."""

import contextlib
import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from botocore.client import BaseClient

WRITES = {"TransactWriteItems", "PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem"}


@dataclass
class Count:
    """The operations in their order, the capacity units that they consume, and the bytes of items read."""

    operations: list[str] = field(default_factory=list)
    units: float = 0.0
    bytes: int = 0

    @property
    def writes(self) -> int:
        return sum(1 for o in self.operations if o in WRITES)


@contextlib.contextmanager
def counted() -> Iterator[Count]:
    """Count the calls of botocore while this runs. A benchmark may use what is private to botocore."""
    client: Any = BaseClient
    count, original = Count(), client._make_api_call

    def call(self: BaseClient, operation: str, arguments: dict[str, Any]) -> Any:
        count.operations.append(operation)
        answer = original(self, operation, {**arguments, "ReturnConsumedCapacity": "TOTAL"})
        count.bytes += sum(_size(item) for item in _items(answer))
        if operation == "BatchGetItem":
            count.units += _read_units(arguments, answer)
            return answer
        consumed = answer.get("ConsumedCapacity") or []
        for capacity in consumed if isinstance(consumed, list) else [consumed]:
            count.units += capacity.get("CapacityUnits", 0.0)
        return answer

    client._make_api_call = call
    try:
        yield count
    finally:
        client._make_api_call = original


def _read_units(arguments: dict[str, Any], answer: dict[str, Any]) -> float:
    """The emulator reports none for BatchGetItem; by AWS's rule: per item 4 KB or part of it, strongly
    consistent, and one for an item that does not exist."""
    requested = sum(len(table["Keys"]) for table in arguments["RequestItems"].values())
    items = _items(answer)
    return sum(math.ceil(_size(item) / 4096) for item in items) + requested - len(items)


def _items(answer: dict[str, Any]) -> list[dict[str, Any]]:
    """The items that a read has returned."""
    responses = answer.get("Responses", {})
    batched = responses.values() if isinstance(responses, dict) else ()
    return [*answer.get("Items", ()), *(item for items in batched for item in items)]


def _size(item: dict[str, Any]) -> int:
    return sum(len(name) + len(str(next(iter(value.values())))) for name, value in item.items())
