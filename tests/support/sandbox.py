"""The sandbox on a free port of this machine: its people's words, taps and chats, and bots as its clients."""

import asyncio
import os
import threading
from collections.abc import AsyncIterator, Coroutine
from concurrent.futures import Future
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self, TypeVar

import httpx
from aiohttp import web
from telegram import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.ext import Application, ApplicationBuilder, ExtBot

from local.sandbox.app import create_app

os.environ.setdefault("PTB_TIMEDELTA", "true")  # as bot.app does: the library's next way to say seconds

TOKEN = "1:SANDBOX"
RAO, MEERA, SILENT = 1001, 1002, 1003
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de"
    "0000000c49444154789c63f8cfc0000003010100c9fe92ef0000000049454e44ae426082"
)
Message = dict[str, Any]
App = Application[Any, Any, Any, Any, Any, Any]
Bot = ExtBot[Any]
T = TypeVar("T")


@dataclass(frozen=True)
class Sandbox:
    """The people's side of a running sandbox."""

    url: str
    http: httpx.AsyncClient

    async def add(self, *people: dict[str, Any]) -> None:
        (await self.http.post("/sandbox/people", json=people)).raise_for_status()

    async def post(self, path: str, body: Any = None, method: str = "POST") -> Any:
        """Something that people do or tests turn on: what the sandbox answers."""
        answer = await self.http.request(method, f"/sandbox{path}", json={} if body is None else body)
        return answer.raise_for_status().json()

    async def get(self, path: str) -> Any:
        return (await self.http.get(f"/sandbox{path}")).raise_for_status().json()

    async def call(self, method: str, **parameters: Any) -> Any:
        """A method of the Bot API by nobody's library: the whole answer."""
        return (await self.http.post(f"/bot{TOKEN}/{method}", json=parameters)).json()

    async def say(self, chat: int, text: str, *, by: int = 0, reply_to: int | None = None) -> int:
        """A person writes, in a group the one named; the id of their message."""
        body = {"text": text, "as": by, "reply_to": reply_to}
        return int((await self.post(f"/chats/{chat}/messages", body))["message_id"])

    async def upload(
        self, chat: int, name: str, content: bytes, *, caption: str = "", photo: bool = False
    ) -> int:
        data = {"caption": caption, "photo": "1" if photo else ""}
        sent = await self.http.post(
            f"/sandbox/chats/{chat}/files", data=data, files={"file": (name, content, "application/x-test")}
        )
        return int(sent.raise_for_status().json()["message_id"])

    async def press(self, chat: int, message: Message, label: str, *, by: int = 0) -> int:
        """A person taps the first button whose words have these in them; the id of the tap."""
        data = next(b["data"] for row in message["buttons"] for b in row if label in b["text"])
        body = {"message_id": message["message_id"], "data": data, "as": by}
        return int((await self.post(f"/chats/{chat}/press", body))["callback_query_id"])

    async def messages(self, chat: int) -> list[Message]:
        return list(await self.get(f"/chats/{chat}/messages"))

    async def last(self, chat: int) -> Message:
        return (await self.messages(chat))[-1]

    async def commands(self, chat: int, *, by: int = 0) -> list[str]:
        return [c["command"] for c in await self.get(f"/chats/{chat}/commands?as={by}")]

    async def group(self, title: str, *members: int, with_bot: bool = True) -> int:
        """A group of these people, made by the first; its id."""
        body = {"title": title, "members": members, "with_bot": with_bot}
        return int((await self.post("/groups", body))["id"])

    async def fault(self, kind: str, **more: Any) -> None:
        """Turned on until it has been met so often as `times` says."""
        await self.post("/faults", {"kind": kind, **more})

    async def set(self, **settings: Any) -> None:
        await self.post("/settings", settings, "PATCH")

    async def later(self, seconds: int) -> None:
        """The sandbox's clock is put forward."""
        await self.post("/clock", {"seconds": seconds})

    async def clear(self) -> None:
        await self.post("/clear")

    async def answer(self, tap: int) -> dict[str, Any]:
        """What became of a tap."""
        return dict(await self.get(f"/callbacks/{tap}"))


@asynccontextmanager
async def served(app: web.Application) -> AsyncIterator[str]:
    """A web application on a free port: its address."""
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


@asynccontextmanager
async def running(state: Path) -> AsyncIterator[Sandbox]:
    """`state`: its SQLite file; what is in there already is there again."""
    async with served(create_app(state, TOKEN)) as url, httpx.AsyncClient(base_url=url, timeout=30) as http:
        yield Sandbox(url, http)


def client(sandbox: Sandbox, token: str = TOKEN) -> App:
    """python-telegram-bot, told only where the sandbox is."""
    builder: Any = ApplicationBuilder().token(token)
    app: App = builder.base_url(f"{sandbox.url}/bot").base_file_url(f"{sandbox.url}/file/bot").build()
    return app


@asynccontextmanager
async def polling(app: App) -> AsyncIterator[App]:
    """The application at work, by long polling."""
    assert app.updater is not None
    async with app:
        await app.start()
        await app.updater.start_polling()
        try:
            yield app
        finally:
            await app.updater.stop()
            await app.stop()


async def read(bot: Bot) -> tuple[Update, ...]:
    """Every waiting update, confirmed."""
    found = await bot.get_updates()
    if found:
        await bot.get_updates(offset=found[-1].update_id + 1)
    return found


def tap_in(updates: tuple[Update, ...]) -> CallbackQuery:
    (query,) = [u.callback_query for u in updates if u.callback_query]
    return query


def keyboard(*labels: str) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(
        [[InlineKeyboardButton(label, callback_data=label.lower())] for label in labels]
    )


class Elsewhere:
    """An event loop in a thread of its own, for tests that block."""

    def __init__(self) -> None:
        self._loop: Future[asyncio.AbstractEventLoop] = Future()
        self._over = asyncio.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._live()))

    async def _live(self) -> None:
        self._loop.set_result(asyncio.get_running_loop())
        await self._over.wait()

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.result().call_soon_threadsafe(self._over.set)
        self._thread.join()

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop.result()).result(30)
