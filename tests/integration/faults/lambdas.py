"""The product's Lambdas as processes that can die: the real handlers, on edges that stay in this process."""

import asyncio
import json
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest

from bot.app import build
from bot.delivery.pace import Pace, Window, Windows
from bot.delivery.sender import Sender
from bot.notices import Notices
from bot.settings import Settings
from bot.webhook import Webhook
from functions import notice_queues, wiring
from functions.api.app import handler as api
from functions.notify.app import handler as notify
from functions.publish import app as publish
from functions.tick.app import handler as tick
from solver_layer.entry import plans
from solver_layer.entry.api_client import ApiClient
from solver_layer.entry.app import Solver
from tests.integration.faults.chats import TOKEN, BotApi, Chats
from tests.integration.faults.wire import Crash, Wire
from tests.support.api import BOT_KEY, SCHEDULER
from tests.support.backend import event_of, response_of

_SECRET = "what only Telegram knows"
_SETTINGS = Settings("http://api", BOT_KEY, TOKEN, "http://telegram", _SECRET)
_UNPACED = Windows(overall=Window(1_000_000, 1.0), chat=Window(1_000_000, 1.0))
"""how fast it may be said is tested elsewhere (tests/unit/bot/test_pace.py)"""
_PATIENCE = 120.0
"""seconds for a plan, proven best in one: on a busy machine too it is the same plan each time"""
_RANDOM = re.compile(r"[0-9a-f]{16,}")
Json = dict[str, Any]


class ApiGateway(httpx.AsyncBaseTransport, httpx.BaseTransport):
    """A request becomes the event of the API's Lambda; where that dies, API Gateway says 500."""

    def __init__(self, wire: Wire, died: Callable[[], None]) -> None:
        self._wire, self._died = wire, died

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        return self._answered(request, await request.aread())

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        return self._answered(request, request.read())

    def _answered(self, request: httpx.Request, body: bytes) -> httpx.Response:
        path = _RANDOM.sub("*", request.url.path)
        with self._wire.call(f"api {request.method} {path}"):
            try:
                with self._wire.process("Api"):
                    answer = api(event_of(request, body), None)
            except Crash:
                self._died()
                return httpx.Response(500, json={"message": "Internal Server Error"})
        return response_of(answer)


class Lambdas:
    """Every function by its name in the template: event in, answer out."""

    def __init__(self, wire: Wire, chats: Callable[[], Chats]) -> None:
        self._wire = wire
        self._bot_api = BotApi(wire, chats)
        self._gateway = ApiGateway(wire, self._forget)
        self._loops: list[asyncio.AbstractEventLoop] = []
        self._webhook: Webhook | None = None
        self._notices: Notices | None = None
        self._functions: dict[str, Callable[[Json], Any]] = {
            "Publish": lambda event: publish.handler(event, None),
            "Notify": lambda event: notify(event, None),
            "Solve": Solver(
                ApiClient("http://api", SCHEDULER, transport=self._gateway), wiring.solver_reader
            ).handle,
            "Tick": lambda event: tick(event, None),
            "Send": self._send,
            "Webhook": self._update,
        }

    def invoke(self, function: str, event: Json) -> Any:
        """Raises Crash where its process died; the next one begins without anything of it."""
        with self._wire.process(function) as process:
            try:
                return self._functions[function](event)
            except Crash:
                assert process.is_dead
                self._bury()
                raise

    def update(self, update: Json) -> int:
        """The status that Telegram gets."""
        event = {"headers": {"x-telegram-bot-api-secret-token": _SECRET}, "body": json.dumps(update)}
        try:
            return int(self.invoke("Webhook", event)["statusCode"])
        except Crash:
            return 500

    @contextmanager
    def running(self) -> Iterator[None]:
        """Every event loop made is this process's own."""
        new = asyncio.new_event_loop

        def made() -> asyncio.AbstractEventLoop:
            self._loops.append(new())
            return self._loops[-1]

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(plans, "BEST_PLAN_SECONDS", _PATIENCE)
            patch.setattr(plans, "OTHER_PLAN_SECONDS", _PATIENCE)
            patch.setattr(asyncio, "new_event_loop", made)
            notice_queues.client.cache_clear()
            publish._bus.cache_clear()
            yield
            self._bury()
        notice_queues.client.cache_clear()
        publish._bus.cache_clear()

    def _update(self, event: Json) -> Json:
        if self._webhook is None:
            self._webhook = Webhook(self._app(), _SECRET)
        return self._webhook.answer(event)

    def _send(self, event: Json) -> Json:
        if self._notices is None:
            self._notices = Notices(self._app(), None)
        return self._notices.deliver(event)

    def _app(self) -> Any:
        sender = Sender(Pace(_UNPACED))
        return build(_SETTINGS, telegram=self._bot_api, backend=self._gateway, sender=sender)

    def _bury(self) -> None:
        """Nothing of a dead process goes on; what it had in hand makes no call any more."""
        for loop in self._loops:
            if not loop.is_closed():
                loop.run_until_complete(_end(asyncio.all_tasks(loop)))
                loop.close()
        self._loops.clear()
        self._webhook = self._notices = None
        self._forget()

    def _forget(self) -> None:
        """What a process knows of the table; its clients of SQS and EventBridge know nothing."""
        wiring.directory.cache_clear()


async def _end(tasks: Iterable["asyncio.Task[Any]"]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
