"""An institute into a file and out of it again: every item, as it is stored."""

import gzip
import hashlib
import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from functions.store import keys
from functions.store.institute_items import Raw
from functions.store.records import TableDirectory
from timetable.errors import Malformed, RuleBroken

FORMAT = 1
ITEMS_PER_REQUEST = 25  # as many as DynamoDB takes
_INDEXES = {"listed": "by", "listed2": "by2", "listed3": "by3"}


def save(path: Path, institute: str, items: Iterable[Raw], *, now: datetime) -> int:
    """Write the items as lines of JSON between a head and a sum, in a file that only its owner can read;
    returns how many items there are."""
    digest, count = hashlib.sha256(), 0
    partial = path.with_name(f"{path.name}.part")
    partial.touch(mode=0o600)
    with gzip.open(partial, "wt", encoding="utf-8") as file:
        head = {"dayorder": FORMAT, "institute": institute, "at": now.isoformat()}
        file.write(json.dumps(head) + "\n")
        for item in items:
            line = json.dumps(item, sort_keys=True, ensure_ascii=False)
            digest.update(line.encode())
            count += 1
            file.write(line + "\n")
        file.write(json.dumps({"items": count, "sha256": digest.hexdigest()}) + "\n")
    partial.replace(path)
    return count


def read(path: Path) -> tuple[str, list[Raw]]:
    """Read the institute and its items; raises Malformed where the file is not whole, or none of ours."""
    try:
        with gzip.open(path, "rt", encoding="utf-8") as file:
            lines = [line.rstrip("\n") for line in file]
        head, end = json.loads(lines[0]), json.loads(lines[-1])
        digest = hashlib.sha256("".join(lines[1:-1]).encode()).hexdigest()
        whole = len(lines) > 2 and end["items"] == len(lines) - 2 and end["sha256"] == digest
        known = head["dayorder"] == FORMAT
    except (EOFError, gzip.BadGzipFile, ValueError, IndexError, KeyError, TypeError) as error:
        raise Malformed("This is no backup of Dayorder, or not all of one.", field="path") from error
    if not whole or not known:
        raise Malformed("This backup is not whole, or of another Dayorder.", field="path")
    return str(head["institute"]), [json.loads(line) for line in lines[1:-1]]


def ensure_table(directory: TableDirectory) -> None:
    """Create the table as infra/template.yaml describes it, if there is none of its name."""
    client: Any = directory.connection.client
    name = directory.item.Meta.table_name
    if name in _tables(client):
        return
    attributes = [f"{by}_{k}" for by in _INDEXES.values() for k in ("pk", "sk")]
    indexes = [
        {"IndexName": i, "KeySchema": _keys(f"{by}_"), "Projection": {"ProjectionType": "ALL"}}
        for i, by in _INDEXES.items()
    ]
    client.create_table(
        TableName=name,
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": a, "AttributeType": "S"} for a in ("pk", "sk", *attributes)],
        KeySchema=_keys(""),
        GlobalSecondaryIndexes=indexes,
    )
    client.get_waiter("table_exists").wait(TableName=name)


def _tables(client: Any) -> set[str]:
    return {n for page in client.get_paginator("list_tables").paginate() for n in page["TableNames"]}


def _keys(prefix: str) -> list[dict[str, str]]:
    return [
        {"AttributeName": f"{prefix}pk", "KeyType": "HASH"},
        {"AttributeName": f"{prefix}sk", "KeyType": "RANGE"},
    ]


def write(directory: TableDirectory, institute: str, items: list[Raw]) -> None:
    """Write all items; raises RuleBroken where the table has this institute already. Its entry among the
    institutes is written last, so that an interrupted restore can be repeated."""
    entry = keys.registered(institute)
    if institute in directory.institutes():
        raise RuleBroken(f"This table has the institute {institute} already. Restore into another one.")
    last = [i for i in items if i["pk"]["S"] == entry.pk]
    for batch in (*_batches([i for i in items if i not in last]), *_batches(last)):
        _put(directory, batch)


def _batches(items: list[Raw]) -> Iterator[list[Raw]]:
    yield from (items[n : n + ITEMS_PER_REQUEST] for n in range(0, len(items), ITEMS_PER_REQUEST))


def _put(directory: TableDirectory, batch: list[Raw]) -> None:
    client: Any = directory.connection.client
    requests: Any = {directory.item.Meta.table_name: [{"PutRequest": {"Item": i}} for i in batch]}
    while requests:
        requests = client.batch_write_item(RequestItems=requests).get("UnprocessedItems")
