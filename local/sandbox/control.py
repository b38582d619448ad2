"""The people's side over HTTP: what the chat page, the demo and the tests say, tap and see."""

import asyncio
import json
from typing import Any

from aiohttp import web
from aiohttp.typedefs import Handler

from local.sandbox.bot_api import LONGEST_DATA, TELEGRAM
from local.sandbox.markup import utf16
from local.sandbox.store import Json
from local.sandbox.telegram import Telegram

_LONGEST = 4096
_BEAT = 15.0


def routes() -> list[web.RouteDef]:
    return [
        web.get("/sandbox/health", health),
        web.get("/sandbox/people", people),
        web.post("/sandbox/people", add_people),
        web.get("/sandbox/chats/{person}/messages", messages),
        web.post("/sandbox/chats/{person}/messages", write),
        web.post("/sandbox/chats/{person}/press", press),
        web.get("/sandbox/chats/{person}/commands", commands),
        web.get("/sandbox/callbacks/{id}", callback),
        web.get("/sandbox/files/{id}", file),
        web.get("/sandbox/events", events),
        web.post("/sandbox/clear", clear),
    ]


async def health(request: web.Request) -> web.Response:
    return web.json_response({"ok": True})


async def people(request: web.Request) -> web.Response:
    return web.json_response(_telegram(request).store.people())


async def add_people(request: web.Request) -> web.Response:
    given = await _json(request)
    if not isinstance(given, list) or not all(
        isinstance(p, dict) and "id" in p and "name" in p for p in given
    ):
        raise web.HTTPBadRequest(text="Send a list of people, each with id and name.")
    _telegram(request).store.add_people(given)
    _telegram(request).show(0, "people", {})
    return web.json_response({"added": len(given)})


async def messages(request: web.Request) -> web.Response:
    telegram, person = _telegram(request), _person(request)
    found = telegram.store.messages(person["id"], _number(request.query.get("after", "0")))
    return web.json_response([telegram.seen(m) for m in found])


async def write(request: web.Request) -> web.Response:
    text = str((await _object(request)).get("text", ""))
    if not text.strip() or utf16(text) > _LONGEST:
        raise web.HTTPBadRequest(text=f"A message has 1 to {_LONGEST} characters.")
    id = await _telegram(request).write(_person(request), text)
    return web.json_response({"message_id": id})


async def press(request: web.Request) -> web.Response:
    """Any data may be sent: a person could forge it, and the bot must stand that."""
    telegram, person, given = _telegram(request), _person(request), await _object(request)
    message = telegram.store.message(person["id"], _number(given.get("message_id", 0)))
    if message is None or not 1 <= len(str(given.get("data") or "").encode()) <= LONGEST_DATA:
        raise web.HTTPBadRequest(text="There is no such message, or no data.")
    tap, update = await telegram.tap(person, message, str(given["data"]))
    return web.json_response({"callback_query_id": tap, "update_id": update})


async def commands(request: web.Request) -> web.Response:
    """The narrowest scope that has any: this chat, all private chats, everybody."""
    store, person = _telegram(request).store, _person(request)
    scopes = (f"chat:{person['id']}", "all_private_chats:", "default:")
    found = next((c for scope in scopes if (c := store.commands(scope))), [])
    return web.json_response(found)


async def callback(request: web.Request) -> web.Response:
    tap = _telegram(request).store.tap(_number(request.match_info["id"]))
    if tap is None:
        raise web.HTTPNotFound
    return web.json_response(tap)


async def file(request: web.Request) -> web.Response:
    found = _telegram(request).store.file(_number(request.match_info["id"]))
    if found is None:
        raise web.HTTPNotFound
    return web.Response(body=found[2], content_type=found[1])


async def events(request: web.Request) -> web.StreamResponse:
    """Server-sent events: each message, edit, deletion, answered tap and new menu, with its person."""
    response = web.StreamResponse(headers={"Content-Type": "text/event-stream", "Cache-Control": "no-cache"})
    await response.prepare(request)
    await response.write(b": welcome\n\n")
    async with _telegram(request).watching() as queue:
        while not request.transport or not request.transport.is_closing():
            event = await _next(queue)
            written = f"data: {json.dumps(event)}\n\n" if event else ": still here\n\n"
            try:
                await response.write(written.encode())
            except ConnectionResetError:
                break
    return response


async def clear(request: web.Request) -> web.Response:
    _telegram(request).store.clear()
    _telegram(request).show(0, "cleared", {})
    return web.json_response({"ok": True})


async def _next(queue: Any) -> Json | None:
    try:
        return await asyncio.wait_for(queue.get(), _BEAT)
    except TimeoutError:
        return None


def _telegram(request: web.Request) -> Telegram:
    return request.app[TELEGRAM]


def _person(request: web.Request) -> Json:
    raw = request.match_info["person"]
    found = _telegram(request).store.person(int(raw)) if raw.isdigit() else None
    if found is None:
        raise web.HTTPNotFound(text="There is no such person.")
    return found


def _number(given: Any) -> int:
    try:
        return int(given)
    except (TypeError, ValueError) as error:
        raise web.HTTPBadRequest(text="A number is missing.") from error


async def _object(request: web.Request) -> Json:
    given = await _json(request)
    if not isinstance(given, dict):
        raise web.HTTPBadRequest(text="Send a JSON object.")
    return given


@web.middleware
async def from_this_machine(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Another site's page in the same browser can't act here: neither by a form nor by a name of its own."""
    origin = request.headers.get("Origin")
    if request.url.host not in ("127.0.0.1", "localhost") or origin not in (None, str(request.url.origin())):
        raise web.HTTPForbidden(text="Open the chat page by the address that `make up` prints.")
    return await handler(request)


async def _json(request: web.Request) -> Any:
    try:
        return await request.json()
    except json.JSONDecodeError as error:
        raise web.HTTPBadRequest(text="The body is not JSON.") from error
