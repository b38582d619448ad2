"""How a handler speaks: who asks, a new message, the tapped message redrawn, a tap answered."""

import logging
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from datetime import UTC, datetime
from typing import Any, cast
from zoneinfo import ZoneInfo

from telegram import Bot, InlineKeyboardMarkup, InputFile, InputMediaPhoto, Message, Update
from telegram.error import BadRequest
from telegram.ext import ContextTypes, ExtBot

from bot import correlation, texts
from bot.api_client import ApiClient, UserApi
from bot.callback_data import decode
from bot.delivery.sender import Turn
from bot.delivery.telegram_answers import (
    is_message_gone,
    is_same_already,
    is_tap_too_old,
    is_too_old_to_delete,
)
from bot.views.screen import Picture, Screen, fitted, pages

_log = logging.getLogger(__name__)

Context = ContextTypes.DEFAULT_TYPE
Handle = Callable[[Update, Context], Coroutine[Any, Any, None]]
Speaker = ExtBot[Any]
Show = Callable[[Update, Context, Screen], Awaitable[int]]
"""`say` or `redraw`"""
API = "api"
SLEEP = "sleep"
_PICTURE = "dayorder.png"
LONGEST_ALERT = 200  # characters, Telegram's limit


async def listen(update: Update, context: Context) -> None:
    """Before anything else: the language of the sender's Telegram. The API says if they chose another."""
    correlation.begin(f"tg-{update.update_id}")
    _log.info("update")
    texts.speak(update.effective_user.language_code if update.effective_user else None)


def api(update: Update, context: Context) -> UserApi:
    """The backend as whoever sent this update."""
    client = cast(ApiClient, cast(Mapping[str, Any], context.bot_data)[API])
    user = update.effective_user
    assert user is not None, "every update the bot asks for has a sender"
    return client.acting_for(user.id)


def fields(update: Update) -> tuple[str, ...]:
    """What the tapped button carries."""
    query = update.callback_query
    return decode(query.data if query else None)[1]


def once(update: Update, what: str) -> str:
    """The idempotency key of a POST that this update causes: Telegram may deliver it twice."""
    return f"telegram-{update.update_id}-{what}"


async def pause(context: Context, seconds: float) -> None:
    sleep: Callable[[float], Awaitable[None]] = cast(Mapping[str, Any], context.bot_data)[SLEEP]
    await sleep(seconds)


def now(zone: str) -> datetime:
    """The time where the institute is."""
    return datetime.now(UTC).astimezone(ZoneInfo(zone))


async def say(update: Update, context: Context, screen: Screen | Picture) -> int:
    """A new message, or several when it is long; the buttons are under the last, whose id is returned."""
    chat = update.effective_chat
    assert chat is not None, "every update the bot asks for has a chat"
    if isinstance(screen, Picture):
        shown = await context.bot.send_photo(
            chat.id, screen.png, caption=screen.caption, filename=_PICTURE, reply_markup=screen.keyboard
        )
        return shown.message_id
    *before, last = pages(screen.text)
    for page in before:
        await context.bot.send_message(chat.id, page)
    sent = await context.bot.send_message(chat.id, last, reply_markup=screen.keyboard)
    return sent.message_id


async def send_file(update: Update, context: Context, name: str, data: bytes, caption: str) -> None:
    chat = update.effective_chat
    assert chat is not None, "every update the bot asks for has a chat"
    await context.bot.send_document(chat.id, InputFile(data, filename=name), caption=caption)


async def redraw(update: Update, context: Context, screen: Screen | Picture) -> int:
    """The message whose button was tapped, as it is now; a new one where that can't be edited any more.
    Returns which of them.

    Telegram lets a text become a picture, but no picture a text: there a new message takes its place.
    """
    message = update.callback_query.message if update.callback_query else None
    if isinstance(message, Message) and message.photo and isinstance(screen, Screen):
        said = await say(update, context, screen)
        await _remove(context.bot, message.chat.id, message.message_id)
        return said
    if message is None or not await edit(context.bot, message.chat.id, message.message_id, screen):
        return await say(update, context, screen)
    return message.message_id


async def edit(
    bot: Speaker, chat: int, message: int, screen: Screen | Picture, turn: Turn | None = None
) -> bool:
    """Whether the message shows the screen now; False: it is gone. `turn`: of a notice."""
    where: dict[str, Any] = {"chat_id": chat, "message_id": message, "rate_limit_args": turn}
    try:
        if isinstance(screen, Picture):
            media = InputMediaPhoto(screen.png, caption=screen.caption, filename=_PICTURE)
            await bot.edit_message_media(media, reply_markup=screen.keyboard, **where)
        else:
            await bot.edit_message_text(fitted(screen.text), reply_markup=screen.keyboard, **where)
    except BadRequest as error:
        if is_message_gone(error):
            return False
        if not is_same_already(error):
            raise
    return True


async def _remove(bot: Bot, chat: int, message: int) -> None:
    """A message that another has taken the place of; one too old to be deleted keeps no buttons."""
    try:
        await bot.delete_message(chat, message)
    except BadRequest as error:
        if not is_too_old_to_delete(error):
            raise
        await remove_buttons(bot, chat, message)


async def remove_buttons(bot: Bot, chat: int, message: int) -> None:
    """Where buttons have no use any more; that they are gone already is fine."""
    try:
        nothing: InlineKeyboardMarkup | None = None
        await bot.edit_message_reply_markup(chat_id=chat, message_id=message, reply_markup=nothing)
    except BadRequest as error:
        if not (is_same_already(error) or is_message_gone(error)):
            raise


async def answer(update: Update, words: str | None = None, *, alert: bool = False) -> None:
    """Ends the tap's waiting; last in a handler, because an alert says what came of it."""
    query = update.callback_query
    if query is None:
        return
    try:
        await query.answer(words[:LONGEST_ALERT] if words else None, show_alert=alert)
    except BadRequest as error:
        if not is_tap_too_old(error):
            raise
