"""The checker of histories: it explains what can be explained, and nothing else."""

from random import Random

import pytest

from tests.support.histories import Operation, State, is_explained

FIRST = State(1, "a")


def read(invoked: int, returned: int, version: int, value: str) -> Operation:
    return Operation(invoked, returned, seen=State(version, value))


def write(invoked: int, returned: int, value: str) -> Operation:
    return Operation(invoked, returned, written=value)


@pytest.mark.parametrize(
    "history",
    [
        [],
        [read(0, 1, 1, "a")],
        [write(0, 9, "b"), read(1, 2, 1, "a"), read(3, 4, 2, "b")],
        [write(0, 9, "b"), write(0, 9, "c"), read(10, 11, 3, "b")],
        [write(0, 5, "b"), read(1, 9, 1, "a"), read(6, 7, 2, "b")],
    ],
)
def test_what_some_order_explains_is_explained(history: list[Operation]) -> None:
    assert is_explained(history, FIRST)


@pytest.mark.parametrize(
    "history",
    [
        [read(0, 1, 1, "b")],
        [write(0, 1, "b"), read(2, 3, 1, "a")],
        [write(0, 9, "b"), read(1, 2, 2, "b"), read(3, 4, 1, "a")],
        [write(0, 5, "b"), write(0, 5, "c"), read(6, 7, 2, "c")],
        [read(0, 1, 2, "b"), write(2, 3, "b")],
        [write(0, 1, "b"), write(2, 3, "c"), read(4, 5, 3, "b")],
    ],
    ids=["never written", "stale", "back in time", "lost update", "before it was", "wrong order"],
)
def test_what_no_order_explains_is_not(history: list[Operation]) -> None:
    assert not is_explained(history, FIRST)


def history_of(dice: Random) -> list[Operation]:
    """Of a true register: each operation happens at an instant somewhere between its times."""
    state, history = FIRST, []
    for instant in range(0, 400, 10):
        times = instant - dice.randint(0, 40), instant + dice.randint(1, 40)
        if dice.random() < 0.4:
            state = State(state.version + 1, dice.choice("abc"))
            history.append(Operation(*times, written=state.value))
        else:
            history.append(Operation(*times, seen=state))
    return history


@pytest.mark.parametrize("seed", range(20))
def test_a_true_register_is_explained_and_one_false_read_in_it_is_not(seed: int) -> None:
    history = history_of(Random(seed))
    last = max(o.returned for o in history)

    assert is_explained(history, FIRST)
    assert not is_explained([*history, Operation(last + 1, last + 2, seen=FIRST)], FIRST)
