"""The sandbox as one web application: Bot API, control API and chat page."""

from collections.abc import AsyncIterator
from pathlib import Path

from aiohttp import web

from local.sandbox.bot_api import server
from local.sandbox.control import chats, events, people, troubles
from local.sandbox.control.request import from_this_machine, what_people_cant_do
from local.sandbox.store import Store
from local.sandbox.telegram import TELEGRAM, Telegram

PAGE = Path(__file__).parent / "page"
_MAX_REQUEST_BYTES = 51 * 2**20


def create_app(state: Path | str, token: str) -> web.Application:
    """`state`: the SQLite file; `token`: the one bot's."""
    app = web.Application(
        client_max_size=_MAX_REQUEST_BYTES, middlewares=[from_this_machine, what_people_cant_do]
    )

    async def running(app: web.Application) -> AsyncIterator[None]:
        app[TELEGRAM].delivery.start()
        yield
        await app[TELEGRAM].delivery.stop()
        app[TELEGRAM].store.close()

    app[TELEGRAM] = Telegram(Store(state), token)
    app.cleanup_ctx.append(running)
    for part in (people, chats, troubles, events):
        app.add_routes(part.routes())
    app.router.add_route("*", "/bot{token}/{method}", server.handle)
    app.router.add_get(r"/file/bot{token}/documents/file_{id:\d+}{suffix:(\.[^/]*)?}", server.download)
    app.router.add_get("/", _index)
    app.router.add_static("/page", PAGE)
    return app


async def _index(request: web.Request) -> web.FileResponse:
    return web.FileResponse(PAGE / "index.html", headers={"Cache-Control": "no-cache"})
