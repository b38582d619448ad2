"""What has just happened, for those who watch (the page) and those who wait (getUpdates, the webhook)."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import Any

_MOST_UNREAD = 5000


class Events:
    """A queue per watcher; `closing` ends every watch when the server stops."""

    def __init__(self) -> None:
        self._watchers: set[asyncio.Queue[dict[str, Any] | None]] = set()
        self._waiting: set[asyncio.Event] = set()
        self.on_update: Callable[[], None] = lambda: None
        self.closing = False

    def tell(self, kind: str, person: int | None = None, **what: Any) -> None:
        for queue in tuple(self._watchers):
            if queue.qsize() >= _MOST_UNREAD:
                self._watchers.discard(queue)
                queue.put_nowait(None)
            else:
                queue.put_nowait({"type": kind, "person": person, **what})

    def watch(self) -> asyncio.Queue[dict[str, Any] | None]:
        """The queue of what happens from now on; None is its end."""
        queue: asyncio.Queue[dict[str, Any] | None] = asyncio.Queue()
        self._watchers.add(queue)
        if self.closing:
            queue.put_nowait(None)
        return queue

    def unwatch(self, queue: asyncio.Queue[dict[str, Any] | None]) -> None:
        self._watchers.discard(queue)

    def updated(self) -> None:
        """There is an update for the bot, or the waiting is over."""
        for waiting in self._waiting:
            waiting.set()
        self.on_update()

    async def wait_for_update(self, seconds: float) -> None:
        waiting = asyncio.Event()
        self._waiting.add(waiting)
        try:
            with suppress(TimeoutError):
                async with asyncio.timeout(seconds):
                    await waiting.wait()
        finally:
            self._waiting.discard(waiting)

    def close(self) -> None:
        self.closing = True
        for queue in self._watchers:
            queue.put_nowait(None)
        for waiting in self._waiting:
            waiting.set()
