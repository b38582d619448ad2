"""How often one caller may ask: counted alone at first, together with other processes when it gets much."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from functions.services.ports.rates import Rates
from timetable.errors import TooManyRequests

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


class Table:
    """Counts as the table does, and how often it is asked."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.calls = 0

    def add(self, key: str, requests: int, until: int) -> int:
        self.calls += 1
        self.counts[key] += requests
        return self.counts[key]


def admitted(rates: Rates, times: int, at: datetime = NOON, limit: int = 10) -> int:
    count = 0
    for _ in range(times):
        try:
            rates.admit("rao", limit, at)
            count += 1
        except TooManyRequests:
            continue
    return count


def test_an_ordinary_caller_costs_no_call() -> None:
    table = Table()

    assert admitted(Rates(table.add), 5) == 5
    assert table.calls == 0


def test_one_process_admits_the_limit_and_no_more_until_the_next_minute() -> None:
    rates = Rates(Table().add)

    assert admitted(rates, 30) == 10
    assert admitted(rates, 3, NOON + timedelta(seconds=59)) == 0
    assert admitted(rates, 3, NOON + timedelta(seconds=60)) == 3


def test_two_processes_share_what_is_over_their_half() -> None:
    table = Table()
    first, second = Rates(table.add), Rates(table.add)

    assert admitted(first, 10) == 10
    assert admitted(second, 10) == 5


def test_the_refusal_says_how_long_to_wait() -> None:
    rates = Rates(Table().add)
    at = NOON + timedelta(seconds=45)
    admitted(rates, 10, at)

    with pytest.raises(TooManyRequests) as refused:
        rates.admit("rao", 10, at)

    assert refused.value.facts == {"retry_after": 15}


def test_who_has_had_all_of_a_minute_costs_nothing_more_in_it() -> None:
    table = Table()
    rates = Rates(table.add)
    admitted(rates, 11)
    calls = table.calls

    admitted(rates, 50)

    assert table.calls == calls
