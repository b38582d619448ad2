"""How fast Telegram may be sent to: three windows that slide, as values over whatever clock is given.

Overall, in one chat, in one group. Everything that was said in a window counts, however it began and ended.
"""

from collections import deque
from dataclasses import dataclass

SLACK = 0.005
"""seconds by which two messages may come closer together on their way"""
_MOST_KEPT = 5_000
"""chats whose past is kept before what is over is forgotten"""


@dataclass(frozen=True, slots=True)
class Window:
    """At most so many messages within so many seconds, wherever one begins to count."""

    most: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Windows:
    overall: Window = Window(30, 1.0)
    chat: Window = Window(1, 1.0)
    group: Window = Window(20, 60.0)


NOTICES = Windows()
"""what nobody has asked for keeps every window to the letter"""
ANSWERS = Windows(chat=Window(20, 20.0))
"""who asks is answered at once: one a second in the mean, and a burst goes through, as Telegram takes it"""


def is_group(chat: int) -> bool:
    return chat < 0


class _Past:
    """When the last messages of one window were sent, as many as it may have."""

    __slots__ = ("_times", "_window")

    def __init__(self, window: Window) -> None:
        self._window = window
        self._times: deque[float] = deque(maxlen=window.most)

    def free_at(self) -> float:
        full = len(self._times) == self._window.most
        return self._times[0] + self._window.seconds + SLACK if full else 0.0

    def took(self, at: float) -> None:
        self._times.append(at)

    def give_back(self, at: float) -> None:
        if at in self._times:
            self._times.remove(at)

    def is_over(self, now: float) -> bool:
        return not self._times or self._times[-1] + self._window.seconds + SLACK <= now


class Pace:
    """What was sent of late, and when the next may be. Time is the caller's, in seconds, and never goes back.

    `not_before`: nothing goes earlier; where it isn't known what went before, a second from now is safe.
    """

    def __init__(self, windows: Windows = NOTICES, *, not_before: float = 0.0) -> None:
        self._windows = windows
        self._not_before = not_before
        self._overall = _Past(windows.overall)
        self._chats: dict[int, tuple[_Past, ...]] = {}

    def free_at(self, chat: int) -> float:
        """From when on one more message to this chat keeps every window."""
        return max(self.overall_free_at(), self.chat_free_at(chat))

    def overall_free_at(self) -> float:
        return max(self._not_before, self._overall.free_at())

    def chat_free_at(self, chat: int) -> float:
        """From when on this chat's own windows have room."""
        return max((past.free_at() for past in self._chats.get(chat, ())), default=0.0)

    def took(self, chat: int, at: float) -> None:
        """A message goes to this chat now."""
        if len(self._chats) > _MOST_KEPT:
            self._forget(at)
        self._overall.took(at)
        for past in self._chats.setdefault(chat, self._pasts(chat)):
            past.took(at)

    def give_back(self, chat: int, at: float) -> None:
        """What went at that time was refused: it was no message."""
        self._overall.give_back(at)
        for past in self._chats.get(chat, ()):
            past.give_back(at)

    def _pasts(self, chat: int) -> tuple[_Past, ...]:
        alone = _Past(self._windows.chat)
        return (alone, _Past(self._windows.group)) if is_group(chat) else (alone,)

    def _forget(self, now: float) -> None:
        self._chats = {c: p for c, p in self._chats.items() if not all(past.is_over(now) for past in p)}
