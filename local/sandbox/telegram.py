"""What Telegram is to both sides: people who write and tap, a bot that gets updates, and those who watch."""

import asyncio
import contextlib
import json
import time
from collections.abc import AsyncIterator
from typing import Any

import aiohttp

from local.sandbox.markup import commands_in
from local.sandbox.store import Json, Store

BOT = {
    "id": 1,
    "is_bot": True,
    "first_name": "Dayorder",
    "username": "DayorderBot",
    "can_join_groups": True,
    "can_read_all_group_messages": False,
    "supports_inline_queries": False,
}
_RETRY_AT_MOST = 16.0


class Telegram:
    """One bot, its people, their private chats. A chat's id is its person's."""

    def __init__(self, store: Store, token: str) -> None:
        self.store = store
        self.token = token
        self._arrived = asyncio.Condition()
        self._watchers: set[asyncio.Queue[Json]] = set()
        self._delivery: asyncio.Task[None] | None = None

    # people

    async def write(self, person: Json, text: str) -> int:
        """A person sends a message; their first one opens the chat to the bot."""
        body = {"from": "person", "text": text, "entities": commands_in(text), "date": int(time.time())}
        with self.store.writing():
            self.store.set_started(person["id"])
            id = self.store.add_message(person["id"], body)
            stored = {**body, "message_id": id}
            self.store.add_update({"message": self.message(person, stored)})
        await self._tell()
        self.show(person["id"], "message", self.seen(stored))
        return id

    async def tap(self, person: Json, message: Json, data: str) -> tuple[int, int]:
        """A person taps a button: the tap's id and the update's."""
        with self.store.writing():
            id = self.store.add_tap({"person": person["id"], "answered": False})
            query = {
                "id": str(id),
                "from": self.user(person),
                "message": self.message(person, message),
                "chat_instance": str(person["id"]),
                "data": data,
            }
            update = self.store.add_update({"callback_query": query})
        await self._tell()
        return id, update

    def answer_tap(self, id: int, text: str, alert: bool) -> bool:
        """False where there is no such tap, or it was answered before."""
        tap = self.store.tap(id)
        if tap is None or tap["answered"]:
            return False
        answered = {**tap, "answered": True, "text": text, "alert": alert}
        self.store.change_tap(id, answered)
        self.show(tap["person"], "answer", {"callback_query_id": id, "text": text, "alert": alert})
        return True

    # what the Bot API says of them

    def user(self, person: Json) -> Json:
        first, _, last = person["name"].rpartition(" ")
        named = {"first_name": first, "last_name": last} if first else {"first_name": last}
        return {"id": person["id"], "is_bot": False, **named, "language_code": "en"}

    def chat(self, person: Json) -> Json:
        user = self.user(person)
        return {"type": "private", **{k: user[k] for k in ("id", "first_name", "last_name") if k in user}}

    def message(self, person: Json, stored: Json) -> Json:
        """A stored message as the Bot API's Message."""
        by_bot = stored["from"] == "bot"
        kept = ("message_id", "date", "text", "caption", "edit_date", "reply_markup", "photo", "document")
        message: Json = {k: stored[k] for k in kept if stored.get(k) is not None}
        if stored.get("entities"):
            message["caption_entities" if "caption" in stored else "entities"] = stored["entities"]
        if not message.get("reply_markup", {}).get("inline_keyboard"):
            message.pop("reply_markup", None)
        return {
            **message,
            "chat": self.chat(person),
            "from": BOT if by_bot else self.user(person),
        }

    # what the page and the control API see

    def seen(self, stored: Json) -> Json:
        keyboard = stored.get("reply_markup", {}).get("inline_keyboard", [])
        return {
            "message_id": stored["message_id"],
            "from": stored["from"],
            "text": stored.get("text") or stored.get("caption") or "",
            "entities": stored.get("entities", []),
            "html": stored.get("html", ""),
            "date": stored["date"],
            "edited": "edit_date" in stored,
            "buttons": [[{k: b[v] for k, v in _BUTTON.items() if v in b} for b in row] for row in keyboard],
            "photo": stored.get("photo_url"),
            "document": stored.get("document_url"),
        }

    def show(self, person: int, kind: str, body: Json) -> None:
        for watcher in self._watchers:
            watcher.put_nowait({"person": person, "kind": kind, kind: body})

    @contextlib.asynccontextmanager
    async def watching(self) -> AsyncIterator[asyncio.Queue[Json]]:
        queue: asyncio.Queue[Json] = asyncio.Queue()
        self._watchers.add(queue)
        try:
            yield queue
        finally:
            self._watchers.discard(queue)

    # updates to the bot

    async def _tell(self) -> None:
        async with self._arrived:
            self._arrived.notify_all()

    async def updates(self, offset: int, limit: int, timeout: float) -> list[Json]:
        """Long polling: updates from the offset on; asking with an offset forgets the earlier ones."""
        if offset > 0:
            self.store.forget_updates(offset)
        until = asyncio.get_running_loop().time() + timeout
        while not (found := self.store.updates(limit)):
            left = until - asyncio.get_running_loop().time()
            if left <= 0:
                return []
            await self._wait(left)
        return found

    async def _wait(self, seconds: float) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds), self._arrived:
                await self._arrived.wait()

    # the webhook

    @property
    def webhook(self) -> Json:
        found: Json = json.loads(self.store.get("webhook") or "{}")
        return found

    def set_webhook(self, url: str, secret: str) -> None:
        self.store.set("webhook", json.dumps({"url": url, "secret": secret} if url else {}))
        self.start_delivery()

    def start_delivery(self) -> None:
        if self._delivery is None and self.webhook:
            self._delivery = asyncio.create_task(self._deliver())

    async def stop(self) -> None:
        if self._delivery:
            self._delivery.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._delivery
            self._delivery = None

    async def _deliver(self) -> None:
        """Each person's updates one after the other; whose update fails holds up nobody else."""
        lanes: dict[int, asyncio.Task[None]] = {}
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(60)) as session:
            try:
                while True:
                    lanes = {person: lane for person, lane in lanes.items() if not lane.done()}
                    waiting = self.store.updates(-1) if self.webhook else []
                    for person in {_by(update) for update in waiting} - set(lanes):
                        lanes[person] = asyncio.create_task(self._lane(session, person))
                    await self._wait(1.0)
            finally:
                for lane in lanes.values():
                    lane.cancel()
                await asyncio.gather(*lanes.values(), return_exceptions=True)

    async def _lane(self, session: aiohttp.ClientSession, person: int) -> None:
        """A failed update is tried again, first at once."""
        pause = 0.0
        while self.webhook and (
            update := next((u for u in self.store.updates(-1) if _by(u) == person), None)
        ):
            if await self._posted(session, update):
                self.store.forget_update(update["update_id"])
                pause = 0.0
            else:
                await asyncio.sleep(pause)
                pause = min(max(2 * pause, 1.0), _RETRY_AT_MOST)

    async def _posted(self, session: aiohttp.ClientSession, update: Json) -> bool:
        hook = self.webhook
        headers = {"X-Telegram-Bot-Api-Secret-Token": hook["secret"]} if hook.get("secret") else {}
        try:
            async with session.post(hook["url"], json=update, headers=headers) as answer:
                return answer.status < 300
        except (aiohttp.ClientError, TimeoutError):
            return False


def _by(update: Json) -> int:
    return int(next(update[kind] for kind in ("message", "callback_query") if kind in update)["from"]["id"])


_BUTTON: dict[str, Any] = {"text": "text", "data": "callback_data", "url": "url"}
