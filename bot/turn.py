"""One update of a person, and every way in which a handler answers it.

Handlers, the application and the failures import it; it imports no handler.
"""

from collections.abc import Awaitable, Callable, Coroutine, Mapping
from dataclasses import dataclass
from typing import Any, cast

from telegram import Chat, InputFile, MaybeInaccessibleMessage, Update
from telegram.error import BadRequest
from telegram.ext import ContextTypes

from bot import menus, messages
from bot.api_client import ApiClient, UserApi
from bot.callback_data import Tap, decode
from bot.contract.schemas import MeOut
from bot.delivery.telegram_answers import is_tap_too_old
from bot.views.screen import Picture, Screen

Context = ContextTypes.DEFAULT_TYPE
API = "api"
SLEEP = "sleep"
MAX_ALERT_CHARACTERS = 200  # Telegram's limit


@dataclass(frozen=True, slots=True)
class Turn:
    """An update and its context: what the person sent or tapped, and how they are answered."""

    update: Update
    context: Context

    @property
    def api(self) -> UserApi:
        """The backend, called as the sender of this update."""
        client = cast(ApiClient, self._bot_data[API])
        user = self.update.effective_user
        assert user is not None, "every update the bot asks for has a sender"
        return client.acting_for(user.id)

    @property
    def arguments(self) -> list[str]:
        """The words after the command."""
        return self.context.args or []

    @property
    def text(self) -> str:
        """What the person wrote, below a file or alone; empty where they wrote nothing."""
        message = self.update.effective_message
        return (message.text or message.caption or "").strip() if message else ""

    @property
    def button(self) -> tuple[Tap, tuple[str, ...]]:
        """The tapped button and the fields that it carries."""
        query = self.update.callback_query
        return decode(query.data if query else None)

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields that the tapped button carries."""
        return self.button[1]

    @property
    def tapped_message(self) -> int | None:
        """The id of the message whose button was tapped."""
        message = self._tapped
        return message.message_id if message else None

    @property
    def chat(self) -> Chat:
        """The chat that the update comes from; an inline query comes from none."""
        chat = self.update.effective_chat
        assert chat is not None, "every message and every tap the bot asks for has a chat"
        return chat

    @property
    def is_in_group(self) -> bool:
        """True if others read along."""
        chat = self.update.effective_chat
        return chat is not None and chat.type != Chat.PRIVATE

    @property
    def bot_name(self) -> str:
        """The bot's own user name, for links that open it."""
        return self.context.bot.username

    @property
    def telegram_language(self) -> str | None:
        """The language that the sender's Telegram is set to."""
        user = self.update.effective_user
        return user.language_code if user else None

    def once(self, action: str) -> str:
        """The idempotency key of a POST that this update causes, because Telegram may deliver it twice."""
        return f"telegram-{self.update.update_id}-{action}"

    async def say(self, screen: Screen | Picture) -> int:
        """Send the screen as a new message, or as several when it is long; returns the id of the last, which
        has the buttons."""
        return await messages.send(self.context.bot, self.chat.id, screen)

    async def redraw(self, screen: Screen | Picture) -> int:
        """Show the screen in the message whose button was tapped, or in a new one where that can't be edited
        any more; returns the id of the message that shows it."""
        message = self._tapped
        shown = await messages.replace(self.context.bot, message, screen) if message else None
        return await self.say(screen) if shown is None else shown

    async def edit(self, message: int, screen: Screen | Picture) -> bool:
        """Make another message of this chat show the screen. False: it is gone or can't become that."""
        return await messages.edit(self.context.bot, self.chat.id, message, screen=screen)

    async def remove_buttons(self, message: int) -> None:
        """Take the buttons from a message of this chat."""
        await messages.remove_buttons(self.context.bot, self.chat.id, message)

    async def done(self, words: str | None = None, *, alert: bool = False) -> None:
        """End the waiting of the tap, with these words if there are any. The last call of a handler, because
        the words say what came of the tap; an update without a tap needs none."""
        query = self.update.callback_query
        if query is None:
            return
        try:
            await query.answer(words[:MAX_ALERT_CHARACTERS] if words else None, show_alert=alert)
        except BadRequest as error:
            if not is_tap_too_old(error):
                raise

    async def send_file(self, name: str, data: bytes, caption: str) -> None:
        """Send a file of this name as a message of its own."""
        document = InputFile(data, filename=name)
        await self.context.bot.send_document(self.chat.id, document, caption=caption)

    async def download(self, file_id: str) -> bytes:
        """The content of a file that somebody sent to the bot."""
        file = await self.context.bot.get_file(file_id)
        return bytes(await file.download_as_bytearray())

    async def show_menu(self, me: MeOut) -> None:
        """Show this person's commands in the menu of their chat."""
        await menus.show_to(self.context.bot, self.chat.id, me)

    async def forget_menu(self) -> None:
        """Show the menu of people who are not linked."""
        await menus.forget(self.context.bot, self.chat.id)

    async def pause(self, seconds: float) -> None:
        """Wait; tests decide how long that takes."""
        sleep = cast(Callable[[float], Awaitable[None]], self._bot_data[SLEEP])
        await sleep(seconds)

    @property
    def _tapped(self) -> MaybeInaccessibleMessage | None:
        query = self.update.callback_query
        return query.message if query else None

    @property
    def _bot_data(self) -> Mapping[str, Any]:
        return cast(Mapping[str, Any], self.context.bot_data)


Handle = Callable[[Turn], Coroutine[Any, Any, None]]
Show = Callable[[Screen], Awaitable[int]]  # a turn's `say` or `redraw`
Callback = Callable[[Update, Context], Coroutine[Any, Any, None]]


def as_callback(handle: Handle) -> Callback:
    """The handler as Telegram's library calls it."""

    async def callback(update: Update, context: Context) -> None:
        await handle(Turn(update, context))

    return callback
