"""Guessing tokens and secrets: whoever tries many is told to wait, and nobody who has one is kept out."""

import json
from collections.abc import Callable

import pytest

from functions.services.identity.guessing import MISSES_PER_MINUTE
from functions.store.records import TableDirectory
from tests.integration.conftest import TinyCollege
from tests.support.api import SCHEDULER, call
from tests.support.verified import scanned

GUESSER, OTHER = "203.0.113.77", "203.0.113.78"


def guess_calendar(number: int, address: str = GUESSER) -> int:
    return call(None, "GET", f"/calendar/guess-{number}.ics", address=address).status


def guess_token(number: int, address: str = GUESSER) -> int:
    return call(None, "GET", "/terms/", bearer=f"dos_guess_{number}", address=address).status


@pytest.mark.parametrize(("guess", "miss"), [(guess_calendar, 404), (guess_token, 401)])
def test_after_so_many_misses_from_one_address_every_further_one_has_to_wait(
    guess: Callable[..., int], miss: int, college: TinyCollege
) -> None:
    tried = [guess(number) for number in range(MISSES_PER_MINUTE + 5)]

    assert tried == [miss] * MISSES_PER_MINUTE + [429] * 5
    assert guess(0, OTHER) == miss


def test_how_long_is_said_and_in_the_next_minute_it_begins_anew(
    college: TinyCollege, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(MISSES_PER_MINUTE):
        guess_token(number)

    refused = call(None, "GET", "/calendar/one-more.ics", address=GUESSER)
    monkeypatch.setenv("NOW", "2026-11-23T06:01:00+00:00")

    assert (refused.status, refused.body["retry_after"]) == (429, 60)
    assert guess_token(0) == 401


def test_who_has_a_link_or_a_token_is_served_beside_a_guesser_at_the_same_address(
    college: TinyCollege,
) -> None:
    path = call("asha", "POST", "/me/calendarlinks/", {}).body["path"]
    for number in range(MISSES_PER_MINUTE + 5):
        guess_calendar(number)
        guess_token(number)

    assert call(None, "GET", path, address=GUESSER).status == 200
    assert call(None, "GET", "/terms/", bearer=SCHEDULER, address=GUESSER).status == 200
    assert call("asha", "GET", "/me/", address=GUESSER).status == 200


def test_a_revoked_link_counts_as_a_miss_like_any_other(college: TinyCollege) -> None:
    path = call("asha", "POST", "/me/calendarlinks/", {}).body["path"]
    call("asha", "DELETE", "/me/calendarlinks/me/")

    tried = [call(None, "GET", path, address=GUESSER).status for _ in range(MISSES_PER_MINUTE + 1)]

    assert tried == [404] * MISSES_PER_MINUTE + [429]


def test_a_network_of_version_6_is_one_guesser(college: TinyCollege) -> None:
    tried = [guess_token(number, f"2001:db8::{number:x}") for number in range(MISSES_PER_MINUTE + 1)]

    assert tried[-1] == 429
    assert guess_token(0, "2001:db8:0:1::1") == 401


def test_a_guesser_over_the_limit_costs_no_further_write_and_is_stored_by_no_address(
    college: TinyCollege, directory: TableDirectory
) -> None:
    for number in range(MISSES_PER_MINUTE + 20):
        guess_token(number)

    counts = [item for item in scanned(directory) if item["pk"]["S"].startswith("rate#guess#")]
    assert [item["uses"]["N"] for item in counts] == [str(MISSES_PER_MINUTE + 1)]
    assert GUESSER not in json.dumps(scanned(directory))
