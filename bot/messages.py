"""A screen as a message in a chat: sent, edited in its place, replaced, and freed of its buttons.

Turns and notices import it; it imports what is shown and how Telegram answers, and no handler.
"""

from typing import Any

from telegram import InlineKeyboardMarkup, InputMediaPhoto, MaybeInaccessibleMessage, Message
from telegram.error import BadRequest
from telegram.ext import ExtBot

from bot.delivery.sender import SendOptions
from bot.delivery.telegram_answers import is_message_gone, is_same_already, is_too_old_to_delete
from bot.views.screen import Picture, Screen, fitted, pages

TelegramBot = ExtBot[Any]
_PICTURE_NAME = "dayorder.png"


async def send(bot: TelegramBot, chat: int, screen: Screen | Picture) -> int:
    """Send the screen as a new message, or as several when it is long; returns the id of the last, which
    has the buttons."""
    if isinstance(screen, Picture):
        photo = await bot.send_photo(
            chat, screen.png, caption=screen.caption, filename=_PICTURE_NAME, reply_markup=screen.keyboard
        )
        return photo.message_id
    *first_pages, last_page = pages(screen.text)
    for page in first_pages:
        await bot.send_message(chat, page)
    message = await bot.send_message(chat, last_page, reply_markup=screen.keyboard)
    return message.message_id


async def edit(
    bot: TelegramBot,
    chat: int,
    message: int,
    *,
    screen: Screen | Picture,
    options: SendOptions | None = None,
) -> bool:
    """Make the message show the screen. False: the message is gone or can't become that.

    `options` are those of a notice; without them the edit answers somebody who waits.
    """
    address: dict[str, Any] = {"chat_id": chat, "message_id": message, "rate_limit_args": options}
    try:
        if isinstance(screen, Picture):
            media = InputMediaPhoto(screen.png, caption=screen.caption, filename=_PICTURE_NAME)
            await bot.edit_message_media(media, reply_markup=screen.keyboard, **address)
        else:
            await bot.edit_message_text(fitted(screen.text), reply_markup=screen.keyboard, **address)
    except BadRequest as error:
        if is_message_gone(error):
            return False
        if not is_same_already(error):
            raise
    return True


async def replace(
    bot: TelegramBot, message: MaybeInaccessibleMessage, screen: Screen | Picture
) -> int | None:
    """Show the screen in place of the message; returns the id of the message that shows it, or None where
    this one is gone.

    Telegram lets a text become a picture, but no picture a text: there a new message takes its place.
    """
    chat = message.chat.id
    if isinstance(message, Message) and message.photo and isinstance(screen, Screen):
        new_message = await send(bot, chat, screen)
        await _delete(bot, chat, message.message_id)
        return new_message
    is_shown = await edit(bot, chat, message.message_id, screen=screen)
    return message.message_id if is_shown else None


async def remove_buttons(bot: TelegramBot, chat: int, message: int) -> None:
    """Take the buttons from a message where they have no use any more; one without buttons stays as it is."""
    no_keyboard: InlineKeyboardMarkup | None = None
    try:
        await bot.edit_message_reply_markup(chat_id=chat, message_id=message, reply_markup=no_keyboard)
    except BadRequest as error:
        if not (is_same_already(error) or is_message_gone(error)):
            raise


async def _delete(bot: TelegramBot, chat: int, message: int) -> None:
    """Delete the message, or take its buttons where it is too old to be deleted."""
    try:
        await bot.delete_message(chat, message)
    except BadRequest as error:
        if not is_too_old_to_delete(error):
            raise
        await remove_buttons(bot, chat, message)
