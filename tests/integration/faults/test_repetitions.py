"""Everything is delivered twice, and what may come in any order does: nothing is done or told twice."""

from random import Random

import pytest

from tests.integration.faults.rehearsal import Rehearsal


def test_whatever_comes_twice_changes_nothing(rehearsal: Rehearsal) -> None:
    assert rehearsal.repeated(None) == []


@pytest.mark.parametrize("seed", range(3))
def test_whatever_order_things_come_in_changes_nothing(rehearsal: Rehearsal, seed: int) -> None:
    assert rehearsal.repeated(Random(seed)) == []


@pytest.mark.long
@pytest.mark.parametrize("seed", range(3, 60))
def test_in_any_other_order(rehearsal: Rehearsal, seed: int) -> None:
    assert rehearsal.repeated(Random(seed)) == []
