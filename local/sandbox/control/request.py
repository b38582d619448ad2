"""What a request of the people's side says: who, where, and its body."""

import json
from typing import Any

from aiohttp import web
from aiohttp.typedefs import Handler

from local.sandbox.people import Impossible, Participant
from local.sandbox.store import Json
from local.sandbox.telegram import TELEGRAM, Telegram


def telegram_of(request: web.Request) -> Telegram:
    return request.app[TELEGRAM]


def chat_of(request: web.Request) -> int:
    """The chat in the address: a person's private one, or a group."""
    id, store = number(request.match_info["chat"]), telegram_of(request).store
    if (store.person(id) if id > 0 else store.group(id)) is None:
        raise web.HTTPNotFound(text="There is no such chat.")
    return id


def group_of(request: web.Request) -> Json:
    group = telegram_of(request).store.group(chat_of(request))
    if group is None:
        raise web.HTTPNotFound(text="There is no such group.")
    return group


def participant(request: web.Request, id: Any) -> Participant:
    """Who acts in this chat: in a private one its person, in a group the person with this id."""
    chat = chat_of(request)
    return Participant(telegram_of(request), chat, person(request, id if chat < 0 else chat))


def person(request: web.Request, id: Any) -> Json:
    stored = telegram_of(request).store.person(number(id))
    if stored is None:
        raise web.HTTPNotFound(text="There is no such person.")
    return stored


def number(value: Any) -> int:
    try:
        return int(value)
    except (TypeError, ValueError) as error:
        raise web.HTTPBadRequest(text="A number is missing.") from error


async def body_of(request: web.Request) -> Json:
    body = await any_body(request)
    if not isinstance(body, dict):
        raise web.HTTPBadRequest(text="Send a JSON object.")
    return body


async def any_body(request: web.Request) -> Any:
    try:
        return await request.json()
    except json.JSONDecodeError as error:
        raise web.HTTPBadRequest(text="The body is not JSON.") from error


@web.middleware
async def from_this_machine(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Another site's page in the same browser can't act here: neither by a form nor by a name of its own."""
    origin = request.headers.get("Origin")
    if request.url.host not in ("127.0.0.1", "localhost") or origin not in (None, str(request.url.origin())):
        raise web.HTTPForbidden(text="Open the chat page by the address that `make up` prints.")
    return await handler(request)


@web.middleware
async def what_people_cant_do(request: web.Request, handler: Handler) -> web.StreamResponse:
    try:
        return await handler(request)
    except Impossible as reason:
        raise web.HTTPConflict(text=str(reason)) from reason
