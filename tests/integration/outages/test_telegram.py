"""Telegram is down for an hour: nothing is lost or told twice, each chat in order, no storm after it."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator

import pytest
from telegram.error import NetworkError, TimedOut

from local.sandbox.windows import OVERALL, Sent, broken
from tests.support.fake_api import class_, day, me
from tests.support.lanes_at_work import LanesAtWork, Message
from tests.support.telegram import Call, Refusal, refused
from tests.unit.bot.test_entries import Entry

HOUR = 3600.0
CHATS, EACH, DIGESTS = 8, 3, 30
"""with something urgent; urgent notices of each; who else gets a digest"""
AGAIN = 61.0
"""seconds until what a queue held is tried again"""
DOWN: dict[str, Callable[[Call], Refusal | Exception]] = {
    "bad gateway": lambda call: refused(502, "Bad Gateway"),
    "no connection": lambda call: NetworkError("httpx.ConnectError"),
    "no answer": lambda call: TimedOut(),
    "flood control of everybody": lambda call: refused(429, "Too Many Requests", retry_after=30),
}
RARER = sorted({*DOWN} - {"no connection"})


class Evening:
    """A college's notices, all of them queued as Telegram goes down."""

    def __init__(self, entry: Entry, how: str) -> None:
        self.entry, self.began, self.tried = entry, entry.loop.time(), 0
        self.sent: list[tuple[float, int, str]] = []
        """(seconds since Telegram was back, chat, first line)"""
        self._down = DOWN[how]
        entry.telegram.refuse = self._answer
        self.lanes = LanesAtWork(entry.notices, entry.loop)
        for number in range(EACH):
            for chat in range(1, CHATS + 1):
                self._queue(self.lanes.urgent.waiting, f"changed.{chat}.v{number}", chat, 21 + number)
        for chat in range(CHATS + 1, CHATS + DIGESTS + 1):
            self._queue(self.lanes.bulk.waiting, f"digest.{chat}", chat, 27)

    def _queue(self, lane: list[Message], notice: str, chat: int, of_november: int) -> None:
        self.entry.api.people[chat] = me(f"p{chat}", "student")
        self.entry.has_notice(notice, "digest", day=day(f"2026-11-{of_november}", class_()))
        lane.append(Message(notice, chat))

    @property
    def since_back(self) -> float:
        return self.entry.loop.time() - self.began - HOUR

    def _answer(self, call: Call) -> Refusal | Exception | None:
        if self.since_back < 0:
            self.tried += 1
            return self._down(call)
        if call.method == "sendMessage":
            self.sent.append((self.since_back, call.chat, call.text.splitlines()[0]))
        return None


@pytest.fixture
def entry() -> Iterator[Entry]:
    made = Entry()
    yield made
    made.close()


@pytest.mark.parametrize(
    "how", ["no connection", *(pytest.param(how, marks=pytest.mark.long) for how in RARER)]
)
def test_after_an_hour_everybody_is_told_once_in_order_and_at_telegrams_pace(how: str, entry: Entry) -> None:
    evening = Evening(entry, how)
    lanes = evening.lanes

    lanes.work(until=lambda: evening.since_back >= 0 or lanes.is_empty)
    waited = len(lanes.urgent.waiting), len(lanes.bulk.waiting)
    times = max(message.times for message in lanes.urgent.waiting + lanes.bulk.waiting)
    lanes.work(until=lambda: lanes.is_empty or evening.since_back > HOUR)

    assert waited == (CHATS * EACH, DIGESTS), "nothing was given up meanwhile"
    assert times < lanes.urgent.most / 4, "the tries would last for half a night"
    assert evening.tried <= HOUR * OVERALL.most, "what is down is not hammered"
    told = Counter(chat for _, chat, _ in evening.sent)
    assert told == {c: EACH if c <= CHATS else 1 for c in range(1, CHATS + DIGESTS + 1)}
    assert not lanes.urgent.dead and not lanes.bulk.dead
    assert broken(Sent(at, chat) for at, chat, _ in evening.sent) == []
    assert evening.sent[-1][0] < AGAIN + 15
    chats: dict[int, list[str]] = defaultdict(list)
    for _, chat, first in evening.sent:
        chats[chat].append(first)
    assert all(days == sorted(days, key=lambda d: d.split()[-2]) for days in chats.values())
