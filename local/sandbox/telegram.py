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

LONGEST_TEXT, LONGEST_CAPTION, LONGEST_DATA = 4096, 1024, 64


@dataclass(slots=True)
class Settings:
    """What can be changed while it runs."""

    tap_seconds: float = 15.0
    """a tap can be answered for so long"""
    inline_seconds: float = 30.0
    are_limits_enforced: bool = False
    """429 to what breaks a window; else the log of sends is there to be audited"""
    is_privacy_on: bool = True
    """in groups the bot gets what is meant for it alone"""
    is_inline_feedback_on: bool = False
    """the bot is told which inline result was chosen"""


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
        self.inline_cache: dict[tuple[str, str, int], tuple[float, Json]] = {}
        """answers that Telegram gives by itself: by query, offset and person (0: everybody), until when"""
        self.ahead = 0.0
        """seconds that this clock goes ahead of the machine's"""
        self._watchers: set[asyncio.Queue[Json]] = set()

    def now(self) -> float:
        return time.time() + self.ahead

    def clear(self) -> None:
        """Nobody has said anything yet, and nothing is set to go wrong."""
        self.store.clear()
        self.sends.clear()
        self.faults.turn_off()
        self.inline_cache.clear()

    # what people see

    def say(self, chat: int, body: Json) -> Json:
        """A message into a chat, shown to everybody who looks at it."""
        stored = self.store.add_message(chat, {"date": int(self.now()), **body})
        self.show(chat, "message", self.wire.seen(chat, stored))
        return stored

    def show(self, chat: int, kind: str, body: Json) -> None:
        """`chat` 0: all of them."""
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
