"""The sandbox as one web application: Bot API, control API and chat page."""

from collections.abc import AsyncIterator
from pathlib import Path

from aiohttp import web

from local.sandbox import bot_api, control
from local.sandbox.bot_api import TELEGRAM
from local.sandbox.store import Store
from local.sandbox.telegram import Telegram

PAGE = Path(__file__).parent / "page"


def create_app(state: Path | str, token: str) -> web.Application:
    """`state`: the SQLite file; `token`: the one bot's."""
    app = web.Application(client_max_size=50 * 2**20, middlewares=[control.from_this_machine])

    async def running(app: web.Application) -> AsyncIterator[None]:
        app[TELEGRAM].start_delivery()
        yield
        await app[TELEGRAM].stop()
        app[TELEGRAM].store.close()

    app[TELEGRAM] = Telegram(Store(state), token)
    app.cleanup_ctx.append(running)
    app.add_routes(control.routes())
    app.router.add_route("*", "/bot{token}/{method}", bot_api.handle)
    app.router.add_get("/file/bot{token}/{id:\\d+}/{name}", bot_api.download)
    app.router.add_get("/", _index)
    app.router.add_static("/page", PAGE)
    return app


async def _index(request: web.Request) -> web.FileResponse:
    return web.FileResponse(PAGE / "index.html", headers={"Cache-Control": "no-cache"})
