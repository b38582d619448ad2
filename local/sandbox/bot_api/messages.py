"""Messages that the bot sends, and what it is about to do."""

from typing import Any

from local.sandbox.bot_api.call import Call
from local.sandbox.bot_api.content import caption_of, document_of, photo_of, text_of
from local.sandbox.bot_api.keyboards import markup_of
from local.sandbox.refusal import Refused, bad
from local.sandbox.store import Json

_ACTIONS = """
    typing upload_photo record_video upload_video record_voice upload_voice upload_document choose_sticker
    find_location record_video_note upload_video_note
"""


async def send_message(call: Call) -> Any:
    chat = call.chat
    return _say(call, chat, text_of(call))


async def send_photo(call: Call) -> Any:
    chat = call.chat
    return _say(call, chat, {**caption_of(call), **photo_of(call)})


async def send_document(call: Call) -> Any:
    chat = call.chat
    return _say(call, chat, {**caption_of(call), **document_of(call)})


async def send_chat_action(call: Call) -> Any:
    chat = call.chat
    if call.text("action") not in _ACTIONS.split():
        raise bad("wrong parameter action in request")
    call.telegram.show(chat, "action", {"action": call.text("action")})
    return True


def _say(call: Call, chat: int, body: Json) -> Json:
    telegram = call.telegram
    message = {"from": "bot", **body, **markup_of(call), "reply_to": _reply(call, chat)}
    if telegram.settings.are_limits_enforced and (wait := telegram.sends.wait(chat, telegram.now())):
        raise Refused(429, f"Too Many Requests: retry after {wait}", retry_after=wait)
    stored = telegram.say(chat, message)
    telegram.sends.add(telegram.now(), chat=chat, method=call.method, message_id=stored["message_id"])
    return telegram.wire.message(chat, stored)


def _reply(call: Call, chat: int) -> int | None:
    """The message this one answers."""
    parameters = call.structure("reply_parameters", "reply parameters")
    if not parameters:
        return call.number("reply_to_message_id") or None
    if not isinstance(parameters, dict) or "message_id" not in parameters:
        raise bad('can\'t find field "message_id"')
    answered = Call(call.telegram, call.method, parameters).number("message_id")
    if call.telegram.store.message(chat, answered):
        return answered
    if parameters.get("allow_sending_without_reply"):
        return None
    raise bad("message to be replied not found")
