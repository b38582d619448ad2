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
    """The operations in their order, the read and write units that they consume, and what was read."""

    operations: list[str] = field(default_factory=list)
    units: float = 0.0
    bytes: int = 0
    """of the items that were read"""

    @property
    def writes(self) -> int:
        return sum(1 for o in self.operations if o in WRITES)


@contextlib.contextmanager
def counted() -> Iterator[Count]:
    """Everything that botocore is asked meanwhile is counted; a benchmark may look under the bonnet."""
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
        for one in consumed if isinstance(consumed, list) else [consumed]:
            count.units += one.get("CapacityUnits", 0.0)
        return answer

    client._make_api_call = call
    try:
        yield count
    finally:
        client._make_api_call = original


def _read_units(arguments: dict[str, Any], answer: dict[str, Any]) -> float:
    """The emulator reports none for BatchGetItem; by AWS's rule: per item 4 KB or part of it, strongly
    consistent, and one for an item that does not exist."""
    asked = sum(len(table["Keys"]) for table in arguments["RequestItems"].values())
    items = _items(answer)
    return sum(math.ceil(_size(item) / 4096) for item in items) + asked - len(items)


def _items(answer: dict[str, Any]) -> list[dict[str, Any]]:
    """What a read has found."""
    found = answer.get("Responses", {})
    batched = found.values() if isinstance(found, dict) else ()
    return [*answer.get("Items", ()), *(item for items in batched for item in items)]


def _size(item: dict[str, Any]) -> int:
    return sum(len(name) + len(str(next(iter(value.values())))) for name, value in item.items())
