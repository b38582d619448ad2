"""The whole bot: every handler in the order it is tried, and the one handler of failures."""

import os
from collections.abc import Callable, Coroutine
from typing import Any

import httpx
from telegram import LinkPreviewOptions, Update
from telegram.constants import ParseMode
from telegram.ext import (
    Application,
    ApplicationBuilder,
    CallbackQueryHandler,
    CommandHandler,
    Defaults,
    MessageHandler,
    TypeHandler,
    filters,
)
from telegram.request import BaseRequest

from bot import failures, menus
from bot.api_client import ApiClient
from bot.callback_data import Tap, carries
from bot.flood import PatientSender
from bot.handlers import begin, days, decide, leave, my_leaves, words
from bot.settings import Settings
from bot.talk import API, Context, listen

App = Application[Any, Any, Any, Any, Any, Any]
ALLOWED_UPDATES = [Update.MESSAGE, Update.CALLBACK_QUERY]

Handle = Callable[[Update, Context], Coroutine[Any, Any, None]]
COMMANDS: dict[str, Handle] = {
    **begin.COMMANDS,
    **days.COMMANDS,
    **leave.COMMANDS,
    **my_leaves.COMMANDS,
    **decide.COMMANDS,
}
BUTTONS: dict[Tap, Handle] = {
    **words.BUTTONS,
    **days.BUTTONS,
    **leave.BUTTONS,
    **my_leaves.BUTTONS,
    **decide.BUTTONS,
}


def build(
    settings: Settings,
    *,
    polling: bool = False,
    telegram: BaseRequest | None = None,
    backend: httpx.AsyncBaseTransport | None = None,
) -> App:
    """The application, to be initialised by whoever runs it; `telegram` and `backend` are the two edges."""
    os.environ.setdefault("PTB_TIMEDELTA", "true")  # the library's next way to say seconds; without, it warns
    builder: Any = ApplicationBuilder().token(settings.telegram_token)
    builder = builder.base_url(f"{settings.telegram_api}/bot").base_file_url(
        f"{settings.telegram_api}/file/bot"
    )
    builder = builder.defaults(
        Defaults(parse_mode=ParseMode.HTML, link_preview_options=LinkPreviewOptions(is_disabled=True))
    )
    builder = builder.concurrent_updates(False).rate_limiter(PatientSender()).post_shutdown(_close)
    if telegram:
        builder = builder.request(telegram).get_updates_request(telegram)
    builder = builder.post_init(_show_menus) if polling else builder.updater(None)
    app: App = builder.build()
    app.bot_data[API] = ApiClient(settings.api_url, settings.bot_key, transport=backend)
    _add_handlers(app)
    return app


def _add_handlers(app: App) -> None:
    app.add_handler(TypeHandler(Update, listen), group=-1)
    private = filters.ChatType.PRIVATE & filters.UpdateType.MESSAGE
    app.add_handler(MessageHandler(filters.COMMAND & ~filters.ChatType.PRIVATE, words.in_a_group))
    for name, command in COMMANDS.items():
        app.add_handler(CommandHandler(name, command, private))
    app.add_handler(MessageHandler(private & filters.COMMAND, words.unknown_command))
    app.add_handler(MessageHandler(private & filters.TEXT, words.text))
    app.add_handler(MessageHandler(private & ~filters.StatusUpdate.ALL, words.something_else))
    for tap, button in BUTTONS.items():
        app.add_handler(CallbackQueryHandler(button, pattern=carries(tap)))
    app.add_handler(CallbackQueryHandler(words.old_button))
    app.add_error_handler(failures.on_error)


async def _show_menus(app: App) -> None:
    await menus.show_everywhere(app.bot)


async def _close(app: App) -> None:
    await app.bot_data[API].close()
