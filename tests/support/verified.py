"""The product's own judgement of a table, as a test's last word."""

from typing import Any

from functions import wiring
from functions.store.evidence import evidence
from functions.store.institute_items import Raw
from functions.store.records import TableDirectory
from timetable.promises.judgement import breaches


def scanned(directory: TableDirectory) -> list[Raw]:
    """Everything in a table. The product never does this; a test may, and it is one call."""
    client: Any = directory.connection.client
    pages = client.get_paginator("scan").paginate(
        TableName=directory.item.Meta.table_name, ConsistentRead=True
    )
    return [item for page in pages for item in page["Items"]]


def broken(directory: TableDirectory, institute: str = "inst") -> list[str]:
    """Every promise that does not hold in an institute that nobody is changing, in words."""
    own = [i for i in scanned(directory) if _is_of(i, institute)]
    return [f"{b.code} {b.where}: {b.sentence}" for b in breaches(evidence(own, wiring.now()))]


def _is_of(item: Raw, institute: str) -> bool:
    linked = item["sk"]["S"] == "account" and item["institute"]["S"] == institute
    return bool(item["pk"]["S"].startswith(f"{institute}#") or linked)


def all_broken(directory: TableDirectory) -> list[str]:
    return [line for institute in directory.institutes() for line in broken(directory, institute)]
