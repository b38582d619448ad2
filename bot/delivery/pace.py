"""How fast Telegram may be sent to: three windows that slide, as values over whatever clock is given.

One for all messages, one for each chat, one for each group. Every message that was sent in a window counts.
"""

from collections import deque
from dataclasses import dataclass

SLACK_SECONDS = 0.005  # messages may come so much closer together on their way
_MAX_CHATS = 5_000  # above so many, chats whose windows are over are forgotten


@dataclass(frozen=True, slots=True)
class Window:
    """At most so many messages in any stretch of so many seconds."""

    messages: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Windows:
    """The limits for all messages together, for those to one chat, and for those to one group."""

    overall: Window = Window(30, 1.0)
    chat: Window = Window(1, 1.0)
    group: Window = Window(20, 60.0)


NOTICES = Windows()  # notices keep every window to the letter
# people are answered at once: one message a second on average, and bursts go through, as Telegram allows
ANSWERS = Windows(chat=Window(20, 20.0))


def is_group(chat: int) -> bool:
    return chat < 0


class _Past:
    """When the last messages of one window were sent, as many as it may have."""

    __slots__ = ("_times", "_window")

    def __init__(self, window: Window) -> None:
        self._window = window
        self._times: deque[float] = deque(maxlen=window.messages)

    def free_at(self) -> float:
        full = len(self._times) == self._window.messages
        return self._times[0] + self._window.seconds + SLACK_SECONDS if full else 0.0

    def took(self, at: float) -> None:
        self._times.append(at)

    def give_back(self, at: float) -> None:
        if at in self._times:
            self._times.remove(at)

    def is_over(self, now: float) -> bool:
        return not self._times or self._times[-1] + self._window.seconds + SLACK_SECONDS <= now


class Pace:
    """Says when the next message may be sent, after those that were. Time is the caller's, in seconds, and
    never goes back.

    `not_before`: no message goes earlier; where it isn't known what was sent before, a second from
    now is safe.
    """

    def __init__(self, windows: Windows = NOTICES, *, not_before: float = 0.0) -> None:
        self._windows = windows
        self._not_before = not_before
        self._overall = _Past(windows.overall)
        self._chats: dict[int, tuple[_Past, ...]] = {}

    def free_at(self, chat: int) -> float:
        """The time from which on one more message to this chat keeps every window."""
        return max(self.overall_free_at(), self.chat_free_at(chat))

    def overall_free_at(self) -> float:
        """The time from which on the window of all messages has room."""
        return max(self._not_before, self._overall.free_at())

    def chat_free_at(self, chat: int) -> float:
        """The time from which on this chat's own windows have room."""
        return max((past.free_at() for past in self._chats.get(chat, ())), default=0.0)

    def took(self, chat: int, at: float) -> None:
        """Count a message to this chat."""
        if len(self._chats) > _MAX_CHATS:
            self._forget(at)
        self._overall.took(at)
        for past in self._chats.setdefault(chat, self._pasts(chat)):
            past.took(at)

    def give_back(self, chat: int, at: float) -> None:
        """Take back the message counted at that time: Telegram refused it."""
        self._overall.give_back(at)
        for past in self._chats.get(chat, ()):
            past.give_back(at)

    def _pasts(self, chat: int) -> tuple[_Past, ...]:
        alone = _Past(self._windows.chat)
        return (alone, _Past(self._windows.group)) if is_group(chat) else (alone,)

    def _forget(self, now: float) -> None:
        self._chats = {c: p for c, p in self._chats.items() if not all(past.is_over(now) for past in p)}
