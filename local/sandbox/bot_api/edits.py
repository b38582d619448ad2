"""Messages of the bot that change or go."""

from typing import Any

from local.sandbox.bot_api.call import Call
from local.sandbox.bot_api.content import caption_of, media_of, text_of
from local.sandbox.bot_api.keyboards import markup_of
from local.sandbox.refusal import bad
from local.sandbox.store import Json

_DELETABLE_SECONDS = 48 * 3600
_OF_NO_MATTER = ("photo_url", "document_url")
_NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same as a "
    "current content and reply markup of the message"
)


async def edit_message_text(call: Call) -> Any:
    chat, stored = _message(call)
    if "text" not in stored or stored["text"] is None:
        raise bad("there is no text in the message to edit")
    return _change(call, stored, text_of(call), chat=chat)


async def edit_message_caption(call: Call) -> Any:
    chat, stored = _message(call)
    if not stored.get("photo") and not stored.get("document"):
        raise bad("there is no caption in the message to edit")
    return _change(call, stored, caption_of(call), chat=chat)


async def edit_message_media(call: Call) -> Any:
    chat, stored = _message(call)
    return _change(call, stored, media_of(call), chat=chat)


async def edit_message_reply_markup(call: Call) -> Any:
    chat, stored = _message(call)
    return _change(call, stored, {}, chat=chat)


async def delete_message(call: Call) -> Any:
    chat, id, telegram = call.chat, call.number("message_id"), call.telegram
    stored = telegram.store.message(chat, id)
    if stored is None:
        raise bad("message to delete not found")
    is_too_old = telegram.now() - stored["date"] > _DELETABLE_SECONDS
    group = telegram.store.group(chat)
    is_others = group and stored["from"] != "bot" and group["bot"] != "administrator"
    if is_too_old or is_others:
        raise bad("message can't be deleted for everyone" if is_too_old else "message can't be deleted")
    telegram.store.delete_message(chat, id)
    telegram.show(chat, "deleted", {"message_id": id})
    return True


def _message(call: Call) -> tuple[int, Json]:
    """The bot's own message, or one that a person sent through it."""
    store = call.telegram.store
    if call.has("inline_message_id"):
        where = store.get(call.text("inline_message_id"))
        stored = store.message(where["chat"], where["message_id"]) if where else None
        if stored is None:
            raise bad("MESSAGE_ID_INVALID")
        return int(where["chat"]), stored
    chat = call.chat
    if not call.has("message_id"):
        raise bad("message identifier is not specified")
    stored = store.message(chat, call.number("message_id"))
    if stored is None:
        raise bad("message to edit not found")
    if stored["from"] != "bot" or stored.get("service"):
        raise bad("message can't be edited")
    return chat, stored


def _change(call: Call, stored: Json, body: Json, *, chat: int) -> Any:
    """Give a message this body and the call's buttons. Raises Refused if it would look the same."""
    telegram = call.telegram
    body = {**body, **markup_of(call, is_inline_only=True)}
    if all(body[k] == (stored.get(k) or type(body[k])()) for k in body if k not in _OF_NO_MATTER):
        raise bad(_NOT_MODIFIED)
    changed = {**stored, **body, "edit_date": int(telegram.now())}
    telegram.store.change_message(chat, changed)
    telegram.show(chat, "message", telegram.wire.seen(chat, changed))
    telegram.sends.add(telegram.now(), chat=chat, method=call.method, message_id=changed["message_id"])
    return True if call.has("inline_message_id") else telegram.wire.message(chat, changed)
