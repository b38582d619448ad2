"""Telegram's Bot API over HTTP, as its clients call it: form, multipart or JSON in, `{"ok": ...}` out."""

import html
import json
import time
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web
from aiohttp.web_request import FileField

from local.sandbox.markup import BadMarkup, parse, trimmed, utf16
from local.sandbox.store import Json
from local.sandbox.telegram import BOT, Telegram

LONGEST_TEXT, LONGEST_CAPTION, LONGEST_DATA = 4096, 1024, 64
_JSON_FIELDS = {
    "reply_markup",
    "entities",
    "commands",
    "scope",
    "allowed_updates",
    "link_preview_options",
    "menu_button",
}
TELEGRAM = web.AppKey("telegram", Telegram)


class Refused(Exception):
    """What Telegram answers instead of doing it."""

    def __init__(self, code: int, description: str) -> None:
        super().__init__(description)
        self.code = code
        self.description = description


class Call:
    """One call of a method: its parameters, and the Telegram it is made to."""

    def __init__(self, telegram: Telegram, parameters: Json) -> None:
        self.telegram = telegram
        self._parameters = parameters

    def get(self, name: str, default: Any = None) -> Any:
        return self._parameters.get(name, default)

    def number(self, name: str, default: int = 0) -> int:
        try:
            return int(float(self._parameters.get(name, default)))
        except (TypeError, ValueError) as error:
            raise Refused(400, f"Bad Request: invalid {name}") from error

    @property
    def person(self) -> Json:
        found = self.telegram.store.person(self.number("chat_id"))
        if found is None:
            raise Refused(400, "Bad Request: chat not found")
        if not found["started"]:
            raise Refused(403, "Forbidden: bot can't initiate conversation with a user")
        if found.get("blocked"):
            raise Refused(403, "Forbidden: bot was blocked by the user")
        return found

    def text(self, name: str, longest: int) -> Json:
        """Text and entities of a message, or a refusal as Telegram words it."""
        raw = str(self.get(name) or "")
        entities = self.get("entities") or []
        if not isinstance(entities, list) or not all(isinstance(e, dict) and "offset" in e for e in entities):
            raise Refused(400, "Bad Request: can't parse MessageEntity")
        text = raw
        if str(self.get("parse_mode") or "").upper() == "HTML":
            try:
                text, entities = parse(raw)
            except BadMarkup as bad:
                raise Refused(400, f"Bad Request: can't parse entities: {bad}") from bad
        text, entities = trimmed(text, entities)
        if name == "text" and not text:
            raise Refused(400, "Bad Request: message text is empty")
        shown = raw if self.get("parse_mode") else html.escape(raw, quote=False)
        if utf16(text) > longest:
            raise Refused(400, f"Bad Request: {'message' if name == 'text' else 'caption'} is too long")
        return {name: text, "entities": entities, "html": shown}

    def markup(self) -> Json:
        markup = self.get("reply_markup")
        if not markup:
            return {}
        rows = markup.get("inline_keyboard", []) if isinstance(markup, dict) else None
        if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
            raise Refused(400, "Bad Request: can't parse reply keyboard markup JSON object")
        for button in (b for row in rows for b in row):
            if not isinstance(button, dict) or not isinstance(button.get("callback_data", ""), str):
                raise Refused(400, "Bad Request: can't parse inline keyboard button")
            data = button.get("callback_data")
            if data is not None and not 1 <= len(data.encode()) <= LONGEST_DATA:
                raise Refused(400, "Bad Request: BUTTON_DATA_INVALID")
            if not button.get("text") or len(button) < 2:
                raise Refused(400, "Bad Request: text buttons are unallowed in the inline keyboard")
        return {"reply_markup": markup}


async def get_me(call: Call) -> Any:
    return BOT


async def get_updates(call: Call) -> Any:
    if call.telegram.webhook:
        raise Refused(409, "Conflict: can't use getUpdates method while webhook is active")
    limit = min(max(call.number("limit", 100), 1), 100)
    return await call.telegram.updates(call.number("offset"), limit, call.number("timeout"))


async def send_message(call: Call) -> Any:
    person = call.person
    return _say(call, person, {**call.text("text", LONGEST_TEXT), **call.markup()})


async def send_photo(call: Call) -> Any:
    person, file = call.person, _file(call, "photo")
    sizes = [{"file_id": file["file_id"], "file_unique_id": file["file_id"], "width": 1280, "height": 960}]
    body = {
        **call.text("caption", LONGEST_CAPTION),
        **call.markup(),
        "photo": sizes,
        "photo_url": file["url"],
    }
    return _say(call, person, body)


async def send_document(call: Call) -> Any:
    person, file = call.person, _file(call, "document")
    document = {"file_id": file["file_id"], "file_unique_id": file["file_id"], "file_name": file["name"]}
    shown = {"name": file["name"], "url": file["url"]}
    body = {
        **call.text("caption", LONGEST_CAPTION),
        **call.markup(),
        "document": document,
        "document_url": shown,
    }
    return _say(call, person, body)


async def edit_message_text(call: Call) -> Any:
    person, stored = _own_message(call)
    return _change(
        call, person, stored, {**call.text("text", LONGEST_TEXT), "reply_markup": {}, **call.markup()}
    )


async def edit_message_reply_markup(call: Call) -> Any:
    person, stored = _own_message(call)
    return _change(call, person, stored, {"reply_markup": {}, **call.markup()})


async def delete_message(call: Call) -> Any:
    person, id = call.person, call.number("message_id")
    if not call.telegram.store.delete_message(person["id"], id):
        raise Refused(400, "Bad Request: message to delete not found")
    call.telegram.show(person["id"], "deleted", {"message_id": id})
    return True


async def answer_callback_query(call: Call) -> Any:
    alert = str(call.get("show_alert", "")).lower() == "true"
    text = str(call.get("text") or "")
    if len(text) > 200:
        raise Refused(400, "Bad Request: MESSAGE_TOO_LONG")
    if not call.telegram.answer_tap(call.number("callback_query_id"), text, alert):
        raise Refused(
            400, "Bad Request: query is too old and response timeout expired or query ID is invalid"
        )
    return True


async def set_my_commands(call: Call) -> Any:
    call.telegram.store.set_commands(
        _scope(call), str(call.get("language_code") or ""), call.get("commands") or []
    )
    call.telegram.show(_scoped_to(call), "commands", {})
    return True


async def get_my_commands(call: Call) -> Any:
    return call.telegram.store.commands(_scope(call), str(call.get("language_code") or "")) or []


async def delete_my_commands(call: Call) -> Any:
    call.telegram.store.set_commands(_scope(call), str(call.get("language_code") or ""), None)
    return True


async def set_webhook(call: Call) -> Any:
    call.telegram.set_webhook(str(call.get("url") or ""), str(call.get("secret_token") or ""))
    return True


async def get_webhook_info(call: Call) -> Any:
    waiting = len(call.telegram.store.updates(100))
    url = call.telegram.webhook.get("url", "")
    return {"url": url, "has_custom_certificate": False, "pending_update_count": waiting}


async def delete_webhook(call: Call) -> Any:
    call.telegram.set_webhook("", "")
    return True


async def get_chat(call: Call) -> Any:
    return {**call.telegram.chat(call.person), "accent_color_id": 0, "max_reaction_count": 11}


async def get_file(call: Call) -> Any:
    id = call.number("file_id")
    found = call.telegram.store.file(id)
    if found is None:
        raise Refused(400, "Bad Request: wrong file_id or the file is temporarily unavailable")
    return {
        "file_id": str(id),
        "file_unique_id": str(id),
        "file_size": len(found[2]),
        "file_path": f"{id}/{found[0]}",
    }


async def nothing(call: Call) -> Any:
    return True


METHODS: dict[str, Callable[[Call], Awaitable[Any]]] = {
    "getme": get_me,
    "getupdates": get_updates,
    "sendmessage": send_message,
    "sendphoto": send_photo,
    "senddocument": send_document,
    "editmessagetext": edit_message_text,
    "editmessagereplymarkup": edit_message_reply_markup,
    "deletemessage": delete_message,
    "answercallbackquery": answer_callback_query,
    "setmycommands": set_my_commands,
    "getmycommands": get_my_commands,
    "deletemycommands": delete_my_commands,
    "setwebhook": set_webhook,
    "getwebhookinfo": get_webhook_info,
    "deletewebhook": delete_webhook,
    "getchat": get_chat,
    "getfile": get_file,
    "sendchataction": nothing,
    "setchatmenubutton": nothing,
    "logout": nothing,
    "close": nothing,
}


async def handle(request: web.Request) -> web.Response:
    """`/bot<token>/<method>`, the method's name in any case."""
    telegram = request.app[TELEGRAM]
    try:
        if request.match_info["token"] != telegram.token:
            raise Refused(401, "Unauthorized")
        method = METHODS.get(request.match_info["method"].lower())
        if method is None:
            raise Refused(404, "Not Found: method not found")
        result = await method(Call(telegram, await _parameters(request)))
    except Refused as refused:
        body = {"ok": False, "error_code": refused.code, "description": refused.description}
        return web.json_response(body, status=refused.code)
    return web.json_response({"ok": True, "result": result})


async def download(request: web.Request) -> web.Response:
    """`/file/bot<token>/<id>/<name>`."""
    found = request.app[TELEGRAM].store.file(int(request.match_info["id"]))
    if found is None or request.match_info["token"] != request.app[TELEGRAM].token:
        raise web.HTTPNotFound
    return web.Response(body=found[2], content_type=found[1])


async def _parameters(request: web.Request) -> Json:
    if request.content_type == "application/json":
        try:
            found = await request.json()
        except ValueError as error:
            raise Refused(400, "Bad Request: can't parse JSON object") from error
        return found if isinstance(found, dict) else {}
    given = {**request.query, **(await request.post())}
    try:
        return {k: json.loads(v) if k in _JSON_FIELDS and isinstance(v, str) else v for k, v in given.items()}
    except json.JSONDecodeError as error:
        raise Refused(400, "Bad Request: can't parse JSON object") from error


def _say(call: Call, person: Json, body: Json) -> Json:
    store = call.telegram.store
    id = store.add_message(person["id"], {"from": "bot", "date": int(time.time()), **body})
    stored = store.message(person["id"], id)
    assert stored is not None
    call.telegram.show(person["id"], "message", call.telegram.seen(stored))
    return call.telegram.message(person, stored)


def _own_message(call: Call) -> tuple[Json, Json]:
    person = call.person
    stored = call.telegram.store.message(person["id"], call.number("message_id"))
    if stored is None:
        raise Refused(400, "Bad Request: message to edit not found")
    if stored["from"] != "bot":
        raise Refused(400, "Bad Request: message can't be edited")
    return person, stored


def _change(call: Call, person: Json, stored: Json, body: Json) -> Json:
    changed = {**stored, **body}
    if all(changed.get(k) == stored.get(k, {} if k == "reply_markup" else None) for k in body if k != "html"):
        raise Refused(
            400,
            "Bad Request: message is not modified: specified new message content and reply markup are "
            "exactly the same as a current content and reply markup of the message",
        )
    changed["edit_date"] = int(time.time())
    call.telegram.store.change_message(person["id"], changed)
    call.telegram.show(person["id"], "message", call.telegram.seen(changed))
    return call.telegram.message(person, changed)


def _file(call: Call, name: str) -> Json:
    given = call.get(name)
    if isinstance(given, str) and given.startswith("attach://"):
        given = call.get(given.removeprefix("attach://"))
    if not isinstance(given, FileField):
        raise Refused(400, f"Bad Request: there is no {name} in the request")
    id = call.telegram.store.add_file(given.filename, given.content_type, given.file.read())
    return {"file_id": str(id), "name": given.filename, "url": f"/sandbox/files/{id}"}


def _scope(call: Call) -> str:
    scope = call.get("scope") or {"type": "default"}
    if not isinstance(scope, dict) or "type" not in scope:
        raise Refused(400, "Bad Request: can't parse BotCommandScope")
    return f"{scope['type']}:{scope.get('chat_id', '')}"


def _scoped_to(call: Call) -> int:
    return int((call.get("scope") or {}).get("chat_id") or 0)
