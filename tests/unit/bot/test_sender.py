"""The one sender, on simulated time: the most urgent first, in order in each chat, nothing lost."""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Iterable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from telegram.error import Forbidden, NetworkError, RetryAfter, TimedOut

from bot.delivery.pace import Pace
from bot.delivery.sender import Priority, Sender, SendOptions
from tests.support.moody_telegram import MoodyTelegram
from tests.support.simulated_time import simulated

DIGEST, CHANGE, URGENT = map(SendOptions, (Priority.DIGEST, Priority.CHANGE, Priority.URGENT))


class Sending:
    """A sender and its Telegram. What could not be told is kept with its error."""

    def __init__(self, telegram: MoodyTelegram) -> None:
        self.telegram = telegram
        self.sender = Sender(Pace())
        self.failed: dict[str, Exception] = {}

    async def tell(self, options: SendOptions, chat: int, *texts: str) -> None:
        """One after the other."""
        for text in texts:
            try:
                await self.sender.call(options, chat, lambda to, text=text: self.telegram.send(to, text))  # type: ignore[misc]
            except (Forbidden, RetryAfter, NetworkError) as error:
                self.failed[text] = error

    async def all(self, tellings: Iterable[tuple[SendOptions, int, str]]) -> None:
        """At once, those of one chat in their order."""
        chats: dict[tuple[SendOptions, int], list[str]] = defaultdict(list)
        for options, chat, text in tellings:
            chats[options, chat].append(text)
        await asyncio.gather(*(self.tell(options, chat, *texts) for (options, chat), texts in chats.items()))


def run(telegram: MoodyTelegram, *tellings: tuple[SendOptions, int, str]) -> tuple[Sending, float]:
    sending = Sending(telegram)
    _, seconds = simulated(sending.all(tellings))
    return sending, seconds


def test_fifty_thousand_notices_arrive_through_floods_faults_and_silence() -> None:
    telegram = MoodyTelegram(floods=0.05, faults=0.05, silences=0.05)
    people = [(SendOptions(Priority(1 + n % 3)), 1 + n % 12_400, f"n{n}") for n in range(49_400)]
    groups = [(CHANGE, -1 - n % 20, f"g{n}") for n in range(600)]

    sending, seconds = run(telegram, *people, *groups)

    told = Counter(text for _, text in telegram.said)
    assert sending.failed == {}
    assert len(told) == 50_000
    assert told.total() - len(told) == telegram.failures["unanswered"]
    assert all(2_000 < telegram.failures[how] < 4_000 for how in ("flood", "fault"))
    assert telegram.broken_windows() == 0
    assert len(telegram.log) / seconds >= 28


def test_a_decision_overtakes_a_digest_of_thousands() -> None:
    telegram = MoodyTelegram()
    sending = Sending(telegram)

    async def evening() -> None:
        digests = asyncio.create_task(sending.all((DIGEST, n, f"digest {n}") for n in range(1, 3_000)))
        await asyncio.sleep(20)
        before = len(telegram.said)
        await sending.tell(URGENT, 2_900, "approved")
        assert len(telegram.said) - before <= 30
        await digests

    simulated(evening())

    assert telegram.said.index((2_900, "approved")) < telegram.said.index((2_900, "digest 2900"))
    assert len(telegram.said) == 3_000
    assert telegram.broken_windows() == 0


def test_no_chat_keeps_another_waiting() -> None:
    telegram = MoodyTelegram()

    _, seconds = run(telegram, *((CHANGE, 1, f"much {n}") for n in range(50)), (DIGEST, 2, "little"))

    assert (2, "little") in telegram.said[:3]
    assert [text for chat, text in telegram.said if chat == 1] == [f"much {n}" for n in range(50)]
    assert 49 < seconds < 51


def test_what_telegram_refuses_for_a_while_is_said_after_it_and_only_that_chat_waits() -> None:
    telegram = MoodyTelegram(seed=3, floods=0.5)

    sending, _ = run(telegram, *((CHANGE, chat, f"c{chat}") for chat in range(1, 9)))

    assert sorted(chat for chat, _ in telegram.said) == list(range(1, 9))
    assert sending.failed == {} and telegram.failures["flood"] > 3


def test_a_flood_that_takes_nothing_from_anybody_silences_all() -> None:
    telegram = MoodyTelegram(is_flooded=True)
    sending = Sending(telegram)

    async def flooded() -> None:
        telling = asyncio.create_task(sending.all((CHANGE, chat, f"c{chat}") for chat in range(1, 2_000)))
        await asyncio.sleep(60)
        assert telegram.failures["flood"] < 100
        telegram.is_flooded = False
        await telling

    simulated(flooded())

    assert len(telegram.said) == 1_999
    assert telegram.broken_windows() == 0


def test_a_group_that_became_a_supergroup_is_told_there() -> None:
    telegram = MoodyTelegram(moved={-5: -1005})

    sending, _ = run(telegram, (CHANGE, -5, "one"), (CHANGE, -5, "two"))

    assert telegram.said == [(-1005, "one"), (-1005, "two")]
    assert telegram.failures["moved"] == 1 and sending.failed == {}


def test_whoever_blocked_the_bot_is_not_tried_again() -> None:
    telegram = MoodyTelegram(blocked={1})

    sending, _ = run(telegram, (CHANGE, 1, "one"), (CHANGE, 2, "other"))

    assert [type(e) for e in sending.failed.values()] == [Forbidden]
    assert telegram.said == [(2, "other")] and telegram.failures["blocked"] == 1


@pytest.mark.parametrize(
    ("moods", "error"),
    [({"floods": 1.0}, RetryAfter), ({"faults": 1.0}, NetworkError), ({"silences": 1.0}, TimedOut)],
)
def test_what_does_not_work_in_its_time_is_given_back(moods: dict[str, float], error: type) -> None:
    sending, seconds = run(MoodyTelegram(**moods), (SendOptions(Priority.CHANGE, until=1_020.0), 1, "late"))  # type: ignore[arg-type]

    assert [type(e) for e in sending.failed.values()] == [error]
    assert seconds < 26


def test_what_has_to_wait_longer_than_its_time_is_given_back_unsent() -> None:
    telegram = MoodyTelegram()
    options = SendOptions(Priority.CHANGE, until=1_002.5)

    sending, seconds = run(telegram, *((options, 1, f"c{n}") for n in range(10)))

    assert [text for _, text in telegram.said] == ["c0", "c1", "c2"]
    assert list(sending.failed) == [f"c{n}" for n in range(3, 10)] and seconds < 3


def test_a_chat_that_is_held_back_for_longer_is_given_back_without_waiting() -> None:
    telegram = MoodyTelegram(floods=1.0)
    sending = Sending(telegram)

    async def twice() -> float:
        loop = asyncio.get_running_loop()
        await sending.tell(SendOptions(Priority.CHANGE, until=loop.time() + 0.5), 1, "first")
        began = loop.time()
        await sending.tell(SendOptions(Priority.CHANGE, until=began + 0.5), 1, "second")
        return loop.time() - began

    waited, _ = simulated(twice())

    assert list(sending.failed) == ["first", "second"]
    assert waited == 0.0 and telegram.failures["flood"] == 1


def test_an_answer_is_not_said_twice_because_telegram_was_silent() -> None:
    telegram = MoodyTelegram(silences=1.0)

    sending, _ = run(telegram, (SendOptions(Priority.ANSWER, persists=False), 1, "answer"))

    assert list(sending.failed) == ["answer"] and len(telegram.said) <= 1


TELLINGS = st.lists(
    st.tuples(st.sampled_from([DIGEST, CHANGE, URGENT]), st.sampled_from([1, 2, -3]), st.integers()),
    max_size=40,
)


@settings(deadline=None, max_examples=40)
@given(TELLINGS, st.integers(0, 100), st.floats(0, 0.3), st.floats(0, 0.3), st.floats(0, 0.3))
def test_nothing_is_lost_or_out_of_order_whatever_fails(
    tellings: list[tuple[SendOptions, int, int]], seed: int, floods: float, faults: float, silences: float
) -> None:
    telegram = MoodyTelegram(seed, floods, faults, silences)
    asked = [(options, chat, f"{options.priority} {n}") for n, (options, chat, _) in enumerate(tellings)]

    sending, _ = run(telegram, *asked)

    assert sending.failed == {} and telegram.broken_windows() == 0
    for options_and_chat in {(options, chat) for options, chat, _ in asked}:
        wanted = [text for options, chat, text in asked if (options, chat) == options_and_chat]
        said = [
            t
            for c, t in telegram.said
            if c == options_and_chat[1] and t.startswith(f"{options_and_chat[0].priority} ")
        ]
        assert list(dict.fromkeys(said)) == wanted
    assert len(telegram.said) == len(asked) + telegram.failures["unanswered"]
