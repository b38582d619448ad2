"""Telegram's three windows for what a bot sends, and the log by which they are judged."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil

from local.sandbox.store import Json

SENDING = ("sendmessage", "sendphoto", "senddocument")


@dataclass(frozen=True, slots=True)
class Sent:
    """One call that sent or edited a message, `at` seconds since 1970."""

    number: int
    at: float
    chat: int
    method: str
    message_id: int | None

    @property
    def is_new(self) -> bool:
        """A message of its own, not an edit."""
        return self.method.lower() in SENDING


@dataclass(frozen=True, slots=True)
class Window:
    """At most so many messages in any so many seconds."""

    messages: int
    seconds: float


# one a second in a chat, as Telegram takes it: a short burst goes through
OVERALL, PER_CHAT, PER_GROUP = Window(30, 1.0), Window(3, 3.0), Window(20, 60.0)


class Sends:
    """Everything the bot has sent and edited, in its order."""

    def __init__(self) -> None:
        self._log: list[Sent] = []

    def add(self, at: float, *, chat: int, method: str, message_id: int | None) -> None:
        number = len(self._log) + 1
        self._log.append(Sent(number, at, chat, method, message_id))

    def clear(self) -> None:
        self._log.clear()

    def after(self, number: int) -> list[Json]:
        return [
            {
                "number": s.number,
                "at": s.at,
                "chat": s.chat,
                "is_group": s.chat < 0,
                "method": s.method,
                "is_new": s.is_new,
                "message_id": s.message_id,
            }
            for s in self._log[number:]
        ]

    def wait(self, chat: int, now: float) -> int:
        """Whole seconds after which one more message to this chat would keep every window; 0: now."""
        windows = [OVERALL, PER_GROUP] if chat < 0 else [OVERALL, PER_CHAT]
        waits = [self._until_free(window, None if window is OVERALL else chat, now) for window in windows]
        return ceil(max(waits))

    def _until_free(self, window: Window, chat: int | None, now: float) -> float:
        inside = list(self._within(now - window.seconds, chat))
        if len(inside) < window.messages:
            return 0.0
        return inside[window.messages - 1] + window.seconds - now  # newest first

    def _within(self, since: float, chat: int | None) -> Iterator[float]:
        for sent in reversed(self._log):
            if sent.at <= since:
                return
            if sent.is_new and chat in (None, sent.chat):
                yield sent.at
