"""Telegram in this process: the sandbox's Bot API under the bot's library, and the people in their chats."""

import asyncio
import json
import sqlite3
from collections.abc import Callable, Coroutine
from contextlib import closing
from pathlib import Path
from typing import Any

from telegram.request import BaseRequest, RequestData

from local.sandbox import queries
from local.sandbox.bot_api.call import Call
from local.sandbox.bot_api.server import METHODS
from local.sandbox.people import Participant, write
from local.sandbox.refusal import Refused
from local.sandbox.store import Json, Store
from local.sandbox.telegram import Telegram
from tests.integration.faults.wire import Wire

TOKEN = "1:SANDBOX"


class Chats:
    """Everybody's chats with the bot, in a file that can be copied."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.telegram = Telegram(Store(path), TOKEN)

    @property
    def store(self) -> Store:
        return self.telegram.store

    @classmethod
    def copied(cls, source: Path, path: Path) -> "Chats":
        with closing(sqlite3.connect(source)) as before, closing(sqlite3.connect(path)) as after:
            before.backup(after)
        return cls(path)

    def close(self) -> None:
        self.store.close()

    def open(self, people: dict[str, int]) -> None:
        """These people have pressed Start, long ago."""
        self.store.add_people({"id": id, "name": name} for name, id in people.items())
        for id in people.values():
            self.store.set_started(id)

    def says(self, person: int, text: str) -> None:
        by = self.store.person(person)
        assert by is not None
        _now(write(Participant(self.telegram, person, by), text))

    def taps(self, person: int, words: str) -> bool:
        """The newest button with these words; whether there is one."""
        by, found = self.store.person(person), [m for m in self.by_bot(person) if _data(m, words)]
        assert by is not None
        if found:
            tapper = Participant(self.telegram, person, by)
            _now(queries.tap(tapper, found[-1], _data(found[-1], words)))
        return bool(found)

    def sees(self, person: int, words: str) -> bool:
        """In a message of the bot, or on a button of it."""
        return any(words in message["text"] or _data(message, words) for message in self.by_bot(person))

    def by_bot(self, person: int) -> list[Json]:
        return [m for m in self.store.messages(person) if m["from"] == "bot"]

    def sent_again(self, update: Json) -> None:
        """Nobody has taken it: a message comes with the same id, a tap with a new one."""
        if "callback_query" in update:
            self.store.forget_update(update["update_id"])
            self.store.add_update({k: v for k, v in update.items() if k != "update_id"})


def buttons(message: Json) -> list[Json]:
    return [b for row in message.get("reply_markup", {}).get("inline_keyboard", []) for b in row]


def _data(message: Json, words: str) -> str:
    return next((str(b["callback_data"]) for b in buttons(message) if words in b["text"]), "")


def _now(what: Coroutine[Any, Any, Any]) -> None:
    asyncio.run(what)


class BotApi(BaseRequest):
    """What the bot's library calls is done by the sandbox at once."""

    def __init__(self, wire: Wire, chats: Callable[[], Chats]) -> None:
        self._wire, self._chats = wire, chats

    @property
    def read_timeout(self) -> float | None:
        return 1.0

    async def initialize(self) -> None:
        """Nothing to open."""

    async def shutdown(self) -> None:
        """Nothing to close."""

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *_: Any, **__: Any
    ) -> tuple[int, bytes]:
        name = url.rpartition("/")[2]
        call = Call(self._chats().telegram, name, dict(request_data.parameters) if request_data else {})
        with self._wire.call(f"telegram {name}"):
            return await self._answer(name, call)

    async def _answer(self, name: str, call: Call) -> tuple[int, bytes]:
        try:
            result = await METHODS[name.lower()](call)
        except Refused as refused:
            return refused.code, json.dumps(refused.answer()).encode()
        if name.startswith("send"):
            self._wire.said(call.chat)
        return 200, json.dumps({"ok": True, "result": result}).encode()
