"""Deeds at the same moment, a few of each; `make races` has many thousands, on two engines."""

from collections.abc import Iterator

import pytest

from functions.store.records import TableDirectory
from tests.support import tiny
from tests.support.contests import PAIRS, Arena, contest, crowd, opened, pairs
from tests.support.histories import is_explained, overlapping, recorded
from tests.support.registers import REGISTERS


@pytest.fixture
def arena(directory: TableDirectory, request: pytest.FixtureRequest) -> Iterator[Arena]:
    made = Arena(directory, request.param)
    yield made
    made.close()


@pytest.mark.parametrize("arena", [crowd(12)], indirect=True, ids=["crowd"])
@pytest.mark.parametrize("what", ["room", "teacher", "students"])
def test_of_many_that_want_one_thing_exactly_one_gets_it(what: str, arena: Arena) -> None:
    contest(arena, what, 12, 3, look_every=3)

    assert arena.tally.outcomes["done"] == 3
    assert arena.tally.cancelled


@pytest.mark.parametrize("arena", [tiny.college()], indirect=True, ids=["tiny"])
@pytest.mark.parametrize("against", PAIRS)
def test_an_approval_and_what_goes_against_it_have_one_outcome(against: str, arena: Arena) -> None:
    opened(arena)

    answers = pairs(arena, against, 6, look_every=5)

    assert answers.total() == 6
    assert any("done" not in (first, second) or first != second for first, second in answers)


@pytest.mark.parametrize("arena", [tiny.college()], indirect=True, ids=["tiny"])
@pytest.mark.parametrize("kind", REGISTERS)
def test_every_read_of_an_object_is_explained_by_an_order_of_its_writes(kind: str, arena: Arena) -> None:
    opened(arena)
    read, write = REGISTERS[kind](arena)
    first = read(0)

    history, _ = recorded(6, 12, read, write)

    assert overlapping(history) > 0
    assert is_explained(history, first)
