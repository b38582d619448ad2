"""What the search tries next follows from what has paid, and nothing is given up for good."""

import numpy as np
import pytest

from solver_layer.term.moves import GATHER, MOVE, ROOM, SHARE_TOTAL
from solver_layer.term.neighbourhoods import USUAL_SHARES, WARMTHS, WORK_PER_PROPOSAL, Shares, Warmths, cooled


def often(shares: Shares) -> list[int]:
    """Of each neighbourhood, how many of 1,024 proposals."""
    return [int(n) for n in np.diff(shares.next(), prepend=0)]


def after(gains: dict[int, float], work: float = 1.0) -> Shares:
    """A thousand proposals of each, at so much work, and what some of them took off."""
    shares = Shares()
    shares.paid[:, 0], shares.paid[:, 1] = 1_000, 1_000 * work
    for kind, gain in gains.items():
        shares.paid[kind, 2] = gain
    return shares


def parts(shares: Shares) -> list[float]:
    """Of each neighbourhood its part of the work, if a proposal of each is as dear."""
    return [n / SHARE_TOTAL for n in often(shares)]


def test_the_work_is_shared_out_as_usual_until_something_has_paid() -> None:
    prices = np.array(WORK_PER_PROPOSAL)
    first = np.array(often(Shares())) * prices

    assert sum(often(Shares())) == SHARE_TOTAL
    assert first / first.sum() == pytest.approx(USUAL_SHARES, abs=0.02)
    assert parts(after({})) == pytest.approx(USUAL_SHARES, abs=0.01)


def test_what_pays_is_tried_more_and_what_does_not_is_not_given_up() -> None:
    found = parts(after({MOVE: 30, ROOM: 10}))

    assert found[MOVE] > USUAL_SHARES[MOVE] + 0.1 and found[ROOM] > USUAL_SHARES[ROOM]
    assert all(part >= 0.7 * usual for part, usual in zip(found, USUAL_SHARES, strict=True))


def test_what_is_shared_out_is_work_and_not_proposals() -> None:
    shares = after({})
    shares.paid[GATHER, 1] *= 5

    found = often(shares)

    assert found[GATHER] * 5 == pytest.approx(found[MOVE], abs=5)


def test_what_paid_long_ago_is_forgotten() -> None:
    shares = after({ROOM: 30})
    for _ in range(20):
        shares.next()
        shares.paid[:, :2] += 1_000
    shares.paid[MOVE, 2] += 10

    found = parts(shares)

    assert found[MOVE] > USUAL_SHARES[MOVE] + 0.1 and found[ROOM] <= USUAL_SHARES[ROOM] + 0.01


def test_what_bettered_the_best_is_begun_with_again_until_it_fails() -> None:
    warmths = Warmths()
    first, second = warmths.next(), warmths.next()
    warmths.has_paid(second)

    again = [warmths.next() for _ in WARMTHS]

    assert (first, second) == WARMTHS[:2]
    assert set(again) >= {*WARMTHS[2:], second} and first not in again


def test_a_cooling_ends_where_it_should() -> None:
    assert [cooled(8, 2, part) for part in (-1, 0, 0.5, 1, 2)] == pytest.approx([8, 8, 4, 2, 2])
