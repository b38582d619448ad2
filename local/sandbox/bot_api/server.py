"""Every method by its name; a call read, tried against the faults that are on, done and answered."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import Any

from aiohttp import web

from local.sandbox.bot_api import chats, edits, menus, messages, polling, queries
from local.sandbox.bot_api.call import Call
from local.sandbox.bot_api.content import stored_file
from local.sandbox.faults import SILENT, Fault
from local.sandbox.refusal import Refused, bad
from local.sandbox.telegram import TELEGRAM

_MAX_DOWNLOAD_BYTES = 20 * 2**20
_MAX_SILENCE_SECONDS = 120.0
_POLL_SECONDS = 0.05


async def get_file(call: Call) -> Any:
    id, (name, _, body) = stored_file(call, call.text("file_id"), "invalid file_id")
    if len(body) > _MAX_DOWNLOAD_BYTES:
        raise bad("file is too big")
    path = f"documents/file_{id}{'.' + name.rpartition('.')[2] if '.' in name else ''}"
    return {
        "file_id": f"file-{id}",
        "file_unique_id": f"unique-{id}",
        "file_size": len(body),
        "file_path": path,
    }


async def nothing(call: Call) -> Any:
    """What changes nothing that anybody sees here."""
    return True


METHODS: dict[str, Callable[[Call], Awaitable[Any]]] = {
    "getme": chats.get_me,
    "getupdates": polling.get_updates,
    "setwebhook": polling.set_webhook,
    "deletewebhook": polling.delete_webhook,
    "getwebhookinfo": polling.get_webhook_info,
    "sendmessage": messages.send_message,
    "sendphoto": messages.send_photo,
    "senddocument": messages.send_document,
    "sendchataction": messages.send_chat_action,
    "editmessagetext": edits.edit_message_text,
    "editmessagecaption": edits.edit_message_caption,
    "editmessagemedia": edits.edit_message_media,
    "editmessagereplymarkup": edits.edit_message_reply_markup,
    "deletemessage": edits.delete_message,
    "answercallbackquery": queries.answer_callback_query,
    "answerinlinequery": queries.answer_inline_query,
    "setmycommands": menus.set_my_commands,
    "getmycommands": menus.get_my_commands,
    "deletemycommands": menus.delete_my_commands,
    "getfile": get_file,
    "getchat": chats.get_chat,
    "getchatmember": chats.get_chat_member,
    "getchatadministrators": chats.get_chat_administrators,
    "getchatmembercount": chats.get_chat_member_count,
    "leavechat": chats.leave_chat,
    "setchatmenubutton": nothing,
    "setmydescription": nothing,
    "setmyshortdescription": nothing,
    "logout": nothing,
    "close": nothing,
}


async def handle(request: web.Request) -> web.StreamResponse:
    """`/bot<token>/<method>`, the method's name in any case."""
    telegram = request.app[TELEGRAM]
    try:
        if request.match_info["token"] != telegram.token:
            raise Refused(401, "Unauthorized")
        name = request.match_info["method"]
        method = METHODS.get(name.lower())
        if method is None:
            raise Refused(404, "Not Found: method not found")
        call = Call(telegram, name, await _parameters(request))
        fault = telegram.faults.due(name.lower(), call.chat_id)
        if fault and fault.kind in SILENT:
            return await _stay_silent(request, fault, partial(method, call))
        if fault:
            raise fault.refusal
        result = await method(call)
    except Refused as refused:
        return web.json_response(refused.answer(), status=refused.code)
    return web.json_response({"ok": True, "result": result})


async def _stay_silent(
    request: web.Request, fault: Fault, effect: Callable[[], Awaitable[Any]]
) -> web.StreamResponse:
    """Give no answer. The kind of fault says whether the call has its effect all the same."""
    how, _, when = fault.kind.partition("_")
    if when == "after":
        await effect()
    remaining = _MAX_SILENCE_SECONDS if how == "lost" else 0.0
    while remaining > 0 and request.transport and not request.transport.is_closing():
        await asyncio.sleep(_POLL_SECONDS)
        remaining -= _POLL_SECONDS
    if request.transport:
        request.transport.abort()
    return web.Response()


async def download(request: web.Request) -> web.Response:
    """`/file/bot<token>/documents/file_<id>.<suffix>`."""
    telegram = request.app[TELEGRAM]
    file = telegram.store.file(int(request.match_info["id"]))
    if file is None or request.match_info["token"] != telegram.token:
        raise web.HTTPNotFound
    return web.Response(body=file[2], content_type=file[1])


async def _parameters(request: web.Request) -> Mapping[str, Any]:
    if request.content_type == "application/json":
        try:
            body = await request.json()
        except ValueError as error:
            raise bad("can't parse JSON object") from error
        return body if isinstance(body, dict) else {}
    try:
        return {**request.query, **(await request.post())}
    except web.HTTPRequestEntityTooLarge as error:
        raise Refused(413, "Request Entity Too Large") from error
