"""`make races`: nothing is booked twice and nothing decided twice, however many do it at once.

WRITERS, ROUNDS, PAIRS, TIMES, LIVES and STEPS make it longer or shorter; ENGINES chooses.
"""

import os
import time
from collections.abc import Iterator

import pytest

from functions.store.records import TableDirectory
from tests.support import tiny
from tests.support.contests import PAIRS, Arena, contest, crowd, opened, pairs
from tests.support.histories import is_explained, overlapping, recorded
from tests.support.registers import REGISTERS

WRITERS, ROUNDS = int(os.environ.get("WRITERS", "64")), int(os.environ.get("ROUNDS", "500"))
MANY, TIMES = int(os.environ.get("PAIRS", "1000")), int(os.environ.get("TIMES", "200"))
PROCESSES = 8


@pytest.fixture
def arena(directory: TableDirectory, request: pytest.FixtureRequest) -> Iterator[Arena]:
    made = Arena(directory, request.param, PROCESSES)
    began = time.monotonic()
    yield made
    print(f"\n    {made.tally}; {time.monotonic() - began:.0f} s")
    made.close()


@pytest.mark.parametrize("arena", [crowd(WRITERS)], indirect=True, ids=[f"{WRITERS} writers × {ROUNDS}"])
@pytest.mark.parametrize("what", ["room", "teacher", "students"])
def test_of_many_that_want_one_thing_exactly_one_gets_it(what: str, arena: Arena) -> None:
    contest(arena, what, WRITERS, ROUNDS, look_every=50)

    assert arena.tally.outcomes["done"] == ROUNDS
    assert arena.tally.cancelled.total() > ROUNDS  # who never meets anybody proves nothing


@pytest.mark.parametrize("arena", [tiny.college()], indirect=True, ids=[f"{MANY} pairs"])
@pytest.mark.parametrize("against", PAIRS)
def test_an_approval_and_what_goes_against_it_have_one_outcome(against: str, arena: Arena) -> None:
    opened(arena)

    answers = pairs(arena, against, MANY, look_every=50)

    print(f"\n    {dict(answers)}")
    assert answers.total() == MANY
    lost = sum(times for both, times in answers.items() if both != ("done", "done"))
    assert lost > MANY / 2 and arena.tally.cancelled


@pytest.mark.parametrize("arena", [tiny.college()], indirect=True, ids=[f"8 × {TIMES}"])
@pytest.mark.parametrize("kind", REGISTERS)
def test_every_read_of_an_object_is_explained_by_an_order_of_its_writes(kind: str, arena: Arena) -> None:
    opened(arena)
    read, write = REGISTERS[kind](arena)
    first = read(0)

    history, refused = recorded(PROCESSES, TIMES, read, write)

    at_once = overlapping(history)
    print(
        f"\n    {len(history)} operations, {at_once} writes beside something else, {refused} writes refused"
    )
    assert at_once > TIMES / 10
    assert is_explained(history, first)
