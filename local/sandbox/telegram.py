"""Telegram itself: what is stored, the bot's updates, who watches, the clock, and what is set to go wrong."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass

from aiohttp import web

from local.sandbox.delivery import Delivery
from local.sandbox.faults import Faults
from local.sandbox.limits import Sends
from local.sandbox.store import Json, Store
from local.sandbox.updates import Updates
from local.sandbox.wire import Wire

MAX_TEXT_CHARACTERS, MAX_CAPTION_CHARACTERS, MAX_DATA_BYTES = 4096, 1024, 64


@dataclass(slots=True)
class Settings:
    """What can be changed while the sandbox runs.

    A tap can be answered for `tap_seconds`, an inline query for `inline_seconds`. With `are_limits_enforced`
    a call that breaks a window is refused (429); without, the log of sends shows it. With `is_privacy_on` the
    bot gets only those messages of a group that are meant for it. With `is_inline_feedback_on` it gets to
    know which inline result was chosen.
    """

    tap_seconds: float = 15.0
    inline_seconds: float = 30.0
    are_limits_enforced: bool = False
    is_privacy_on: bool = True
    is_inline_feedback_on: bool = False


class Telegram:
    """One bot, its people, their private chats and groups. A private chat's id is its person's."""

    def __init__(self, store: Store, token: str) -> None:
        self.store = store
        self.token = token
        self.wire = Wire(store)
        self.updates = Updates(store)
        self.delivery = Delivery(self.updates)
        self.faults = Faults()
        self.sends = Sends()
        self.settings = Settings()
        # answers that Telegram gives by itself, by query, offset and person (0: everybody), each until a time
        self.inline_cache: dict[tuple[str, str, int], tuple[float, Json]] = {}
        self.clock_ahead_seconds = 0.0
        self._watchers: set[asyncio.Queue[Json]] = set()

    def now(self) -> float:
        return time.time() + self.clock_ahead_seconds

    def clear(self) -> None:
        """Forget every message, and turn off every fault."""
        self.store.clear()
        self.sends.clear()
        self.faults.turn_off()
        self.inline_cache.clear()

    # what people see

    def say(self, chat: int, body: Json) -> Json:
        """Store a message of a chat and show it to everybody who looks at the chat."""
        stored = self.store.add_message(chat, {"date": int(self.now()), **body})
        self.show(chat, "message", self.wire.seen(chat, stored))
        return stored

    def show(self, chat: int, kind: str, body: Json) -> None:
        """Send an event to everybody who watches. For `chat` 0 it concerns all chats."""
        for watcher in self._watchers:
            watcher.put_nowait({"chat": chat, "kind": kind, kind: body})

    @contextlib.asynccontextmanager
    async def watching(self) -> AsyncIterator[asyncio.Queue[Json]]:
        queue: asyncio.Queue[Json] = asyncio.Queue()
        self._watchers.add(queue)
        try:
            yield queue
        finally:
            self._watchers.discard(queue)


TELEGRAM = web.AppKey("telegram", Telegram)
