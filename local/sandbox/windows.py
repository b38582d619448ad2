"""The audit of what a bot sent: every window of Telegram's that was broken, whoever kept the log."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple


class Sent(NamedTuple):
    """One new message: when, in seconds of any clock, and to which chat; groups have negative ids."""

    at: float
    chat: int


@dataclass(frozen=True, slots=True)
class Limit:
    """At most so many messages in any stretch of so many seconds."""

    name: str
    most: int
    seconds: float


OVERALL = Limit("overall", 30, 1.0)
PER_CHAT = Limit("chat", 1, 1.0)
PER_GROUP = Limit("group", 20, 60.0)


@dataclass(frozen=True, slots=True)
class Broken:
    """A limit with the first and the last of the messages that are too many; `chat` None: over all chats."""

    limit: Limit
    chat: int | None
    first: float
    last: float


def broken(
    log: Iterable[Sent], *, overall: Limit = OVERALL, per_chat: Limit = PER_CHAT, per_group: Limit = PER_GROUP
) -> list[Broken]:
    """Every stretch that has one message more than its limit, in the order of time per limit."""
    times_of_all: list[float] = []
    chats: dict[int, list[float]] = defaultdict(list)
    for sent in sorted(log):
        times_of_all.append(sent.at)
        chats[sent.chat].append(sent.at)
    breaches = list(_too_many(overall, None, times_of_all))
    for chat, times in chats.items():
        breaches += _too_many(per_chat, chat, times)
        breaches += _too_many(per_group, chat, times) if chat < 0 else ()
    return breaches


def _too_many(limit: Limit, chat: int | None, times: list[float]) -> Iterator[Broken]:
    for first, last in zip(times, times[limit.most :], strict=False):
        if last - first < limit.seconds:
            yield Broken(limit, chat, first, last)
