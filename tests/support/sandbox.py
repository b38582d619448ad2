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
from telegram.ext import Application, ApplicationBuilder

from local.sandbox.app import create_app

os.environ.setdefault("PTB_TIMEDELTA", "true")  # as bot.app does: the library's next way to say seconds

TOKEN = "1:SANDBOX"
Message = dict[str, Any]
App = Application[Any, Any, Any, Any, Any, Any]
T = TypeVar("T")


@dataclass(frozen=True)
class Sandbox:
    """The people's side of a running sandbox."""

    url: str
    http: httpx.AsyncClient

    async def add(self, *people: dict[str, Any]) -> None:
        (await self.http.post("/sandbox/people", json=people)).raise_for_status()

    async def say(self, person: int, text: str) -> int:
        """A person writes; the id of their message."""
        sent = await self.http.post(f"/sandbox/chats/{person}/messages", json={"text": text})
        return int(sent.raise_for_status().json()["message_id"])

    async def press(self, person: int, message: Message, label: str) -> int:
        """A person taps the first button whose words have these in them; the id of the tap."""
        data = next(b["data"] for row in message["buttons"] for b in row if label in b["text"])
        body = {"message_id": message["message_id"], "data": data}
        tapped = await self.http.post(f"/sandbox/chats/{person}/press", json=body)
        return int(tapped.raise_for_status().json()["callback_query_id"])

    async def messages(self, person: int) -> list[Message]:
        return list((await self.http.get(f"/sandbox/chats/{person}/messages")).raise_for_status().json())

    async def last(self, person: int) -> Message:
        return (await self.messages(person))[-1]

    async def commands(self, person: int) -> list[str]:
        found = await self.http.get(f"/sandbox/chats/{person}/commands")
        return [c["command"] for c in found.raise_for_status().json()]

    async def clear(self) -> None:
        (await self.http.post("/sandbox/clear")).raise_for_status()

    async def answer(self, tap: int) -> dict[str, Any]:
        """What became of a tap."""
        return dict((await self.http.get(f"/sandbox/callbacks/{tap}")).raise_for_status().json())


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
