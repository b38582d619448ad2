"""The three windows: never broken, and never waited for longer than they ask."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.delivery.pace import ANSWERS, NOTICES, SLACK_SECONDS, Pace, Window, Windows
from local.sandbox.windows import OVERALL, PER_CHAT, PER_GROUP, Limit, Sent, broken

SMALL = Windows(Window(3, 1.0), Window(1, 1.0), Window(2, 10.0))
LIMITS = {"overall": Limit("overall", 3, 1.0), "per_chat": PER_CHAT, "per_group": Limit("group", 2, 10.0)}
ARRIVALS = st.lists(
    st.tuples(st.floats(0, 0.8), st.sampled_from([1, 2, 3, 4, -1, -2]), st.booleans()), max_size=60
)
"""(seconds after the one before, chat, whether Telegram takes it)"""


@given(ARRIVALS)
def test_no_window_is_broken_whatever_comes(arrivals: list[tuple[float, int, bool]]) -> None:
    assert broken(_sent(Pace(SMALL), arrivals), **LIMITS) == []


@given(ARRIVALS)
def test_nothing_waits_while_every_window_has_room(arrivals: list[tuple[float, int, bool]]) -> None:
    pace, now, log = Pace(SMALL), 100.0, list[Sent]()
    for gap, chat, is_taken in arrivals:
        now += gap
        at = max(now, pace.free_at(chat))
        if at - now > 2 * SLACK_SECONDS:
            assert broken([*log, Sent(at - 2 * SLACK_SECONDS, chat)], **LIMITS)
        now = at
        pace.took(chat, now)
        if is_taken:
            log.append(Sent(now, chat))
        else:
            pace.give_back(chat, now)


def _sent(pace: Pace, arrivals: list[tuple[float, int, bool]]) -> list[Sent]:
    """Each as early as the pace allows; what Telegram refused was not sent."""
    now, log = 100.0, []
    for gap, chat, is_taken in arrivals:
        now = max(now + gap, pace.free_at(chat))
        pace.took(chat, now)
        if is_taken:
            log.append(Sent(now, chat))
        else:
            pace.give_back(chat, now)
    return log


@pytest.mark.parametrize("seed", range(3))
def test_telegrams_own_windows_hold_over_thousands(seed: int) -> None:
    random = Random(seed)
    chats = [n if n % 5 else -n for n in range(1, 400)]
    arrivals = [(random.random() / 50, random.choice(chats), random.random() > 0.1) for _ in range(3_000)]

    assert broken(_sent(Pace(), arrivals)) == []


def test_what_went_before_a_cold_start_is_taken_for_a_full_second() -> None:
    assert Pace(NOTICES, not_before=8.0).free_at(1) == 8.0
    assert Pace(NOTICES).free_at(1) == 0.0


def test_who_asks_is_answered_at_once_in_a_burst() -> None:
    pace = Pace(ANSWERS)
    for _ in range(20):
        assert pace.free_at(1) <= 5.0
        pace.took(1, 5.0)

    assert pace.free_at(1) >= 25.0
    assert pace.free_at(2) <= 5.0


def test_chats_of_long_ago_are_forgotten() -> None:
    pace = Pace()
    for chat in range(1, 12_000):
        pace.took(chat, chat / 30)

    assert pace.chat_free_at(1) == 0.0
    assert pace.chat_free_at(11_999) > 11_999 / 30


def test_the_audit_finds_what_is_too_much() -> None:
    crowd = [Sent(10 + n / 40, 100 + n) for n in range(31)]
    twice = [Sent(30.0, 1), Sent(30.9, 1)]
    group = [Sent(100.0 + 2.9 * n, -7) for n in range(21)]

    assert [b.limit for b in broken(crowd)] == [OVERALL]
    assert [(b.limit, b.chat, b.first) for b in broken(twice)] == [(PER_CHAT, 1, 30.0)]
    assert [(b.limit, b.chat) for b in broken(group)] == [(PER_GROUP, -7)]
    assert broken([*crowd[:30], Sent(11.0, 5), Sent(12.0, 5), *group[:20]]) == []
