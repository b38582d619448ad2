"""Chats: their messages, what people write, send and tap there, what they ask the bot by its name."""

from collections.abc import Sequence
from typing import Any

from aiohttp import web
from aiohttp.web_request import FileField

from local.sandbox import queries
from local.sandbox.bot_api.menus import menu
from local.sandbox.content.markup import utf16
from local.sandbox.control.request import body_of, chat_of, number, participant, telegram_of
from local.sandbox.people import Upload, block, upload, write
from local.sandbox.store import Json
from local.sandbox.telegram import MAX_CAPTION_CHARACTERS, MAX_DATA_BYTES, MAX_TEXT_CHARACTERS


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
    stored = telegram.store.messages(chat, number(request.query.get("after", "0")))
    return web.json_response([telegram.wire.seen(chat, m) for m in stored])


async def write_message(request: web.Request) -> web.Response:
    """`{"text", "as", "reply_to"}`; in a private chat `as` is its person."""
    body = await body_of(request)
    text = str(body.get("text", ""))
    if not text.strip() or utf16(text) > MAX_TEXT_CHARACTERS:
        raise web.HTTPBadRequest(text=f"A message has 1 to {MAX_TEXT_CHARACTERS} characters.")
    sent = await write(participant(request, body.get("as")), text, reply_to=body.get("reply_to"))
    return web.json_response({"message_id": sent["message_id"]})


async def delete_chat(request: web.Request) -> web.Response:
    """A person deletes the chat with the bot, and stops it."""
    telegram, chat = telegram_of(request), chat_of(request)
    if chat < 0:
        raise web.HTTPConflict(text="A group is left, not deleted.")
    telegram.store.delete_messages(chat)
    await block(telegram, participant(request, chat).person, blocks=True)
    telegram.show(chat, "cleared", {})
    return web.json_response({"ok": True})


async def send_file(request: web.Request) -> web.Response:
    """Multipart: `file`, `caption`, `as`; `photo`=1 sends a picture as such."""
    form = await request.post()
    part = form.get("file")
    caption = str(form.get("caption") or "")
    if not isinstance(part, FileField) or utf16(caption) > MAX_CAPTION_CHARACTERS:
        raise web.HTTPBadRequest(text="Send a file, its caption at most 1024 characters.")
    file = Upload(part.filename, part.content_type, part.file.read())
    sender, as_photo = participant(request, form.get("as")), form.get("photo") == "1"
    sent = await upload(sender, file, caption, as_photo=as_photo)
    return web.json_response({"message_id": sent["message_id"]})


async def press(request: web.Request) -> web.Response:
    """Any data may be sent: a person could forge it, and the bot must stand that."""
    telegram, chat, body = telegram_of(request), chat_of(request), await body_of(request)
    message = telegram.store.message(chat, number(body.get("message_id", 0)))
    if message is None or not 1 <= len(str(body.get("data") or "").encode()) <= MAX_DATA_BYTES:
        raise web.HTTPBadRequest(text="There is no such message, or no data.")
    tap, update = await queries.tap(participant(request, body.get("as")), message, str(body["data"]))
    return web.json_response({"callback_query_id": tap, "update_id": update})


async def commands(request: web.Request) -> web.Response:
    """The menu that this person sees in this chat."""
    viewer = participant(request, request.query.get("as"))
    return web.json_response(menu(viewer.telegram.store, viewer.chat, viewer.person))


async def ask_inline(request: web.Request) -> web.Response:
    """`{"query", "offset", "as"}`: words after the bot's name; its answer is at `/sandbox/inline/{id}`."""
    body = await body_of(request)
    words, offset = str(body.get("query") or "")[:256], str(body.get("offset") or "")
    query = await queries.ask(participant(request, body.get("as")), words, offset)
    return web.json_response({"inline_query_id": query})


async def choose(request: web.Request) -> web.Response:
    """`{"inline_query_id", "result_id", "as"}`: the result is sent into the chat."""
    body = await body_of(request)
    query, result = number(body.get("inline_query_id")), str(body.get("result_id") or "")
    sent = await queries.choose(participant(request, body.get("as")), query, result)
    if sent is None:
        raise web.HTTPNotFound(text="There is no such result.")
    return web.json_response({"message_id": sent["message_id"]})


async def callback(request: web.Request) -> web.Response:
    """What became of a tap."""
    settings = telegram_of(request).settings
    return web.json_response(_query(request, queries.TAP, settings.tap_seconds))


async def inline(request: web.Request) -> web.Response:
    settings = telegram_of(request).settings
    query = _query(request, queries.INLINE, settings.inline_seconds)
    shown = [{k: v for k, v in r.items() if k != "message"} | _preview(r) for r in query.get("results", [])]
    return web.json_response({**query, "results": shown})


def _query(request: web.Request, kind: str, seconds: float) -> Json:
    telegram = telegram_of(request)
    query = telegram.store.query(number(request.match_info["id"]))
    if query is None or query["kind"] != kind:
        raise web.HTTPNotFound
    expired = not query["answered"] and queries.is_late(telegram, query, seconds)
    return {**query, "expired": expired}


def _preview(result: Json) -> dict[str, Any]:
    return {"photo": result["message"].get("photo_url"), "text": result["message"].get("text")}


async def file(request: web.Request) -> web.Response:
    stored = telegram_of(request).store.file(number(request.match_info["id"]))
    if stored is None:
        raise web.HTTPNotFound
    safe = {"Content-Security-Policy": "sandbox", "X-Content-Type-Options": "nosniff"}
    return web.Response(body=stored[2], content_type=stored[1], headers=safe)
