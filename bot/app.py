"""The whole bot: every handler in the order it is tried, and the one handler of failures."""

import asyncio
import logging
import os
from collections.abc import Awaitable, Callable
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
    InlineQueryHandler,
    MessageHandler,
    TypeHandler,
    filters,
)
from telegram.request import BaseRequest

from bot import correlation, failures, menus, texts
from bot.api_client import ApiClient
from bot.callback_data import Tap, carries
from bot.delivery.limiter import PacedLimiter
from bot.delivery.pace import ANSWERS, Pace
from bot.delivery.sender import Sender
from bot.handlers import (
    calendar,
    free_text,
    inline,
    lookups,
    privacy,
    rooms,
    settings,
    start,
    weeks,
)
from bot.handlers.leave import consents, decide, my_leaves, plan_rows, request, whatif
from bot.handlers.office import department, drafts, imports, office
from bot.settings import Settings
from bot.turn import API, SLEEP, Context, Handle, as_callback

_log = logging.getLogger(__name__)

App = Application[Any, Any, Any, Any, Any, Any]
ALLOWED_UPDATES = [Update.MESSAGE, Update.CALLBACK_QUERY, Update.INLINE_QUERY]

COMMANDS: dict[str, Handle] = {
    **start.COMMANDS,
    **lookups.COMMANDS,
    **weeks.COMMANDS,
    **rooms.COMMANDS,
    **calendar.COMMANDS,
    **imports.COMMANDS,
    **office.COMMANDS,
    **settings.COMMANDS,
    **privacy.COMMANDS,
    **department.COMMANDS,
    **drafts.COMMANDS,
    **request.COMMANDS,
    **my_leaves.COMMANDS,
    **decide.COMMANDS,
}
BUTTONS: dict[Tap, Handle] = {
    **free_text.BUTTONS,
    **start.BUTTONS,
    **lookups.BUTTONS,
    **weeks.BUTTONS,
    **rooms.BUTTONS,
    **calendar.BUTTONS,
    **imports.BUTTONS,
    **office.BUTTONS,
    **settings.BUTTONS,
    **privacy.BUTTONS,
    **drafts.BUTTONS,
    **request.BUTTONS,
    **whatif.BUTTONS,
    **my_leaves.BUTTONS,
    **decide.BUTTONS,
    **consents.BUTTONS,
    **plan_rows.BUTTONS,
}


# what a button in a group may do: show what everybody may see
GROUP_BUTTONS = {Tap.NOTHING, Tap.DAY_OF, Tap.WEEK_OF, Tap.WEEK_PICTURE, Tap.WEEK_FILE, Tap.FREE}


def build(
    configuration: Settings,
    *,
    polling: bool = False,
    telegram: BaseRequest | None = None,
    backend: httpx.AsyncBaseTransport | None = None,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    sender: Sender | None = None,
) -> App:
    """Build the application; whoever runs it initialises it. Tests replace its edges.

    `sender` is that of the notices, which keeps a stricter pace than answers need.
    """
    os.environ.setdefault("PTB_TIMEDELTA", "true")  # the library's next way to say seconds; without, it warns
    builder: Any = ApplicationBuilder().token(configuration.telegram_token)
    builder = builder.base_url(f"{configuration.telegram_api}/bot").base_file_url(
        f"{configuration.telegram_api}/file/bot"
    )
    builder = builder.defaults(
        Defaults(parse_mode=ParseMode.HTML, link_preview_options=LinkPreviewOptions(is_disabled=True))
    )
    limiter = PacedLimiter(sender or Sender(Pace(ANSWERS)))
    builder = builder.concurrent_updates(False).rate_limiter(limiter).post_shutdown(_close)
    if telegram:
        builder = builder.request(telegram).get_updates_request(telegram)
    builder = builder.post_init(_show_menus) if polling else builder.updater(None)
    app: App = builder.build()
    app.bot_data[API] = ApiClient(configuration.api_url, configuration.bot_key, transport=backend)
    app.bot_data[SLEEP] = sleep
    _add_handlers(app)
    return app


def _add_handlers(app: App) -> None:
    private = filters.ChatType.PRIVATE & filters.UpdateType.MESSAGE
    messages: list[tuple[filters.BaseFilter, Handle]] = [
        (filters.COMMAND & ~filters.ChatType.PRIVATE, free_text.in_a_group),
        (private & filters.COMMAND, free_text.unknown_command),
        (private & filters.TEXT, free_text.text),
        (private & filters.Document.ALL, imports.document),
        (private & ~filters.StatusUpdate.ALL, free_text.something_else),
    ]
    app.add_handler(TypeHandler(Update, _begin), group=-1)
    for name, command in COMMANDS.items():
        app.add_handler(CommandHandler(name, as_callback(command), private))
    for name in menus.GROUP:
        app.add_handler(CommandHandler(name, as_callback(COMMANDS[name]), filters.ChatType.GROUPS))
    for kind, handle in messages:
        app.add_handler(MessageHandler(kind, as_callback(handle)))
    for tap, button in BUTTONS.items():
        handle = button if tap in GROUP_BUTTONS else free_text.in_private(button)
        app.add_handler(CallbackQueryHandler(as_callback(handle), pattern=carries(tap)))
    app.add_handler(CallbackQueryHandler(as_callback(free_text.old_button)))
    app.add_handler(InlineQueryHandler(as_callback(inline.inline_query)))
    app.add_error_handler(failures.on_error)


async def _begin(update: Update, context: Context) -> None:
    """Start the update's log trail and choose the language of the sender's Telegram, until the API says
    that they chose another."""
    correlation.begin(f"tg-{update.update_id}")
    _log.info("update")
    texts.set_language(update.effective_user.language_code if update.effective_user else None)


async def _show_menus(app: App) -> None:
    await menus.show_everywhere(app.bot)


async def _close(app: App) -> None:
    await app.bot_data[API].close()
