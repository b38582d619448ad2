"""What happens, told to whoever watches, as server-sent events."""

import asyncio
import json
from collections.abc import Sequence

from aiohttp import web

from local.sandbox.control.request import telegram_of
from local.sandbox.store import Json

_HEARTBEAT_SECONDS = 15.0


def routes() -> Sequence[web.RouteDef]:
    return [web.get("/sandbox/health", health), web.get("/sandbox/events", events)]


async def health(request: web.Request) -> web.Response:
    return web.json_response({"ok": True})


async def events(request: web.Request) -> web.StreamResponse:
    """Each message, edit, deletion, answer, action and new menu, with its chat."""
    response = web.StreamResponse(headers={"Content-Type": "text/event-stream", "Cache-Control": "no-cache"})
    await response.prepare(request)
    await response.write(b": welcome\n\n")
    async with telegram_of(request).watching() as queue:
        while not request.transport or not request.transport.is_closing():
            event = await _next(queue)
            written = f"data: {json.dumps(event)}\n\n" if event else ": still here\n\n"
            try:
                await response.write(written.encode())
            except ConnectionResetError:
                break
    return response


async def _next(queue: asyncio.Queue[Json]) -> Json | None:
    try:
        return await asyncio.wait_for(queue.get(), _HEARTBEAT_SECONDS)
    except TimeoutError:
        return None
