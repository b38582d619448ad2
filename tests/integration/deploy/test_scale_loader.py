"""The benchmark's loader puts into a table exactly what the product's own requests put there."""

import uuid
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from functions import wiring
from functions.store.records import TableDirectory
from tests.benchmarks.loader import load
from tests.benchmarks.weekly_timetable import WeeklyTimetable
from tests.integration.conftest import TinyCollege
from tests.support import api, table, tiny
from timetable.errors import Refused
from timetable.model import Occupancy, OccupancyId, Slot

# what the fixture `college` books over the API
BOOKED = (
    tiny.occupancy("c1", "o-dbms", Slot(5, 3)),
    tiny.occupancy("c2", "o-dbms", Slot(5, 4)),
    tiny.occupancy("c3", "o-nets", Slot(5, 1), "r2"),
    tiny.occupancy("c4", "o-calc", Slot(5, 3), "r2"),
)


@pytest.fixture
def loaded(engine: str, directory: TableDirectory) -> Iterator[str]:
    name = f"l-{uuid.uuid4().hex[:12]}"
    table.create(engine, name)
    yield name
    table.client(engine).delete_table(TableName=name)


def test_a_loaded_college_is_item_by_item_what_the_product_writes(
    engine: str, directory: TableDirectory, college: TinyCollege, loaded: str
) -> None:
    sent = _load(engine, loaded, BOOKED)

    written, ours = _items(engine, directory.item.Meta.table_name), _items(engine, loaded)

    assert ours == written
    assert sent == _count(engine, loaded)


def test_a_timetable_that_books_something_twice_is_not_loaded(
    engine: str, directory: TableDirectory, loaded: str
) -> None:
    twice = replace(BOOKED[0], id=OccupancyId("c9"))

    with pytest.raises(Refused, match="not free"):
        _load(engine, loaded, (*BOOKED, twice))


def _load(engine: str, name: str, occupancies: tuple[Occupancy, ...]) -> int:
    timetable = WeeklyTimetable(tiny.college(), occupancies)
    return load(engine, name, timetable, token=api.SCHEDULER, now=wiring.now())


def _items(engine: str, name: str) -> dict[tuple[str, str], dict[str, Any]]:
    """All items but audit events and events, which are about how it came; and of the counter of changes,
    how high it is: it says how many transactions there were."""
    items_by_key = {(i["pk"]["S"], i["sk"]["S"]): i for i in _all(engine, name)}
    compared = {k: i for k, i in items_by_key.items() if i["kind"]["S"] not in ("audit", "event")}
    return {k: {**i, "version": None} if i["kind"]["S"] == "reference" else i for k, i in compared.items()}


def _all(engine: str, name: str) -> list[dict[str, Any]]:
    pages = table.client(engine).get_paginator("scan").paginate(TableName=name)
    return [item for page in pages for item in page["Items"]]


def _count(engine: str, name: str) -> int:
    return len(_all(engine, name))
