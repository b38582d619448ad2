"""Chats: their messages, what people write, send and tap there, what they ask the bot by its name."""

from collections.abc import Sequence
from typing import Any

from aiohttp import web
from aiohttp.web_request import FileField

from local.sandbox import queries
from local.sandbox.bot_api.menus import menu
from local.sandbox.content.markup import utf16
from local.sandbox.control.request import body_of, chat_of, number, speaker, telegram_of
from local.sandbox.people import Upload, block, upload, write
from local.sandbox.store import Json
from local.sandbox.telegram import LONGEST_CAPTION, LONGEST_DATA, LONGEST_TEXT


def routes() -> Sequence[web.RouteDef]:
    return [
        web.get("/sandbox/chats/{chat}/messages", messages),
        web.post("/sandbox/chats/{chat}/messages", write_message),
        web.delete("/sandbox/chats/{chat}/messages", delete_chat),
        web.post("/sandbox/chats/{chat}/files", send_file),
        web.post("/sandbox/chats/{chat}/press", press),
        web.get("/sandbox/chats/{chat}/commands", commands),
        web.post("/sandbox/chats/{chat}/inline", ask_inline),
        web.post("/sandbox/chats/{chat}/choose", choose),
        web.get("/sandbox/callbacks/{id}", callback),
        web.get("/sandbox/inline/{id}", inline),
        web.get("/sandbox/files/{id}", file),
    ]


async def messages(request: web.Request) -> web.Response:
    telegram, chat = telegram_of(request), chat_of(request)
    found = telegram.store.messages(chat, number(request.query.get("after", "0")))
    return web.json_response([telegram.wire.seen(chat, m) for m in found])


async def write_message(request: web.Request) -> web.Response:
    """`{"text", "as", "reply_to"}`; in a private chat `as` is its person."""
    given = await body_of(request)
    text = str(given.get("text", ""))
    if not text.strip() or utf16(text) > LONGEST_TEXT:
        raise web.HTTPBadRequest(text=f"A message has 1 to {LONGEST_TEXT} characters.")
    by = speaker(request, given.get("as"))
    sent = await write(telegram_of(request), chat_of(request), by, text, given.get("reply_to"))
    return web.json_response({"message_id": sent["message_id"]})


async def delete_chat(request: web.Request) -> web.Response:
    """A person deletes the chat with the bot, and stops it."""
    telegram, chat = telegram_of(request), chat_of(request)
    if chat < 0:
        raise web.HTTPConflict(text="A group is left, not deleted.")
    telegram.store.delete_messages(chat)
    await block(telegram, speaker(request, chat), blocks=True)
    telegram.show(chat, "cleared", {})
    return web.json_response({"ok": True})


async def send_file(request: web.Request) -> web.Response:
    """Multipart: `file`, `caption`, `as`; `photo`=1 sends a picture as such."""
    form = await request.post()
    given = form.get("file")
    caption = str(form.get("caption") or "")
    if not isinstance(given, FileField) or utf16(caption) > LONGEST_CAPTION:
        raise web.HTTPBadRequest(text="Send a file, its caption at most 1024 characters.")
    file = Upload(given.filename, given.content_type, given.file.read())
    by, as_photo = speaker(request, form.get("as")), form.get("photo") == "1"
    sent = await upload(telegram_of(request), chat_of(request), by, file, caption, as_photo=as_photo)
    return web.json_response({"message_id": sent["message_id"]})


async def press(request: web.Request) -> web.Response:
    """Any data may be sent: a person could forge it, and the bot must stand that."""
    telegram, chat, given = telegram_of(request), chat_of(request), await body_of(request)
    message = telegram.store.message(chat, number(given.get("message_id", 0)))
    if message is None or not 1 <= len(str(given.get("data") or "").encode()) <= LONGEST_DATA:
        raise web.HTTPBadRequest(text="There is no such message, or no data.")
    by = speaker(request, given.get("as"))
    tap, update = await queries.tap(telegram, chat, by, message, str(given["data"]))
    return web.json_response({"callback_query_id": tap, "update_id": update})


async def commands(request: web.Request) -> web.Response:
    """The menu that this person sees in this chat."""
    by = speaker(request, request.query.get("as"))
    return web.json_response(menu(telegram_of(request).store, chat_of(request), by))


async def ask_inline(request: web.Request) -> web.Response:
    """`{"query", "offset", "as"}`: words after the bot's name; its answer is at `/sandbox/inline/{id}`."""
    given = await body_of(request)
    by, words = speaker(request, given.get("as")), str(given.get("query") or "")[:256]
    asked = await queries.ask(
        telegram_of(request), chat_of(request), by, words, str(given.get("offset") or "")
    )
    return web.json_response({"inline_query_id": asked})


async def choose(request: web.Request) -> web.Response:
    """`{"inline_query_id", "result_id", "as"}`: the result is sent into the chat."""
    given = await body_of(request)
    query, result = number(given.get("inline_query_id")), str(given.get("result_id") or "")
    by = speaker(request, given.get("as"))
    sent = await queries.choose(telegram_of(request), chat_of(request), by, query, result)
    if sent is None:
        raise web.HTTPNotFound(text="There is no such result.")
    return web.json_response({"message_id": sent["message_id"]})


async def callback(request: web.Request) -> web.Response:
    """What became of a tap."""
    settings = telegram_of(request).settings
    return web.json_response(_query(request, queries.TAP, settings.tap_seconds))


async def inline(request: web.Request) -> web.Response:
    settings = telegram_of(request).settings
    asked = _query(request, queries.INLINE, settings.inline_seconds)
    shown = [{k: v for k, v in r.items() if k != "message"} | _preview(r) for r in asked.get("results", [])]
    return web.json_response({**asked, "results": shown})


def _query(request: web.Request, kind: str, seconds: float) -> Json:
    telegram = telegram_of(request)
    asked = telegram.store.query(number(request.match_info["id"]))
    if asked is None or asked["kind"] != kind:
        raise web.HTTPNotFound
    expired = not asked["answered"] and queries.is_late(telegram, asked, seconds)
    return {**asked, "expired": expired}


def _preview(result: Json) -> dict[str, Any]:
    return {"photo": result["message"].get("photo_url"), "text": result["message"].get("text")}


async def file(request: web.Request) -> web.Response:
    found = telegram_of(request).store.file(number(request.match_info["id"]))
    if found is None:
        raise web.HTTPNotFound
    safe = {"Content-Security-Policy": "sandbox", "X-Content-Type-Options": "nosniff"}
    return web.Response(body=found[2], content_type=found[1], headers=safe)
