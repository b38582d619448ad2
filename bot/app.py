"""The whole bot: every handler in the order it is tried, and the one handler of failures."""

import os
from typing import Any

import httpx
from telegram import BotCommandScopeDefault, LinkPreviewOptions, Update
from telegram.constants import ParseMode
from telegram.ext import (
    Application,
    ApplicationBuilder,
    CallbackQueryHandler,
    CommandHandler,
    Defaults,
    MessageHandler,
    filters,
)
from telegram.request import BaseRequest

from bot import failures, views
from bot.api_client import ApiClient
from bot.callback_data import Tap, carries
from bot.flood import PatientSender
from bot.handlers import begin, days, decide, leave, my_leaves, weeks, words
from bot.settings import Settings
from bot.talk import API

App = Application[Any, Any, Any, Any, Any, Any]
ALLOWED_UPDATES = [Update.MESSAGE, Update.CALLBACK_QUERY]

COMMANDS = {
    "start": begin.start_command,
    "help": begin.help_command,
    "cancel": begin.cancel_command,
    "today": days.today_command,
    "tomorrow": days.tomorrow_command,
    "day": days.day_command,
    "week": weeks.week_command,
    "leave": leave.leave_command,
    "myleaves": my_leaves.my_leaves_command,
    "pending": decide.pending_command,
}
BUTTONS = {
    Tap.NOTHING: words.inert_button,
    Tap.DAY: days.day_button,
    Tap.WEEK: weeks.week_button,
    Tap.WEEK_PICTURE: weeks.week_picture_button,
    Tap.WEEK_FILE: weeks.week_file_button,
    Tap.APPROVE: decide.approve_button,
    Tap.APPROVE_OTHER: decide.approve_other_button,
    Tap.OTHER_PLAN: decide.other_plan_button,
    Tap.REJECT: decide.reject_button,
    Tap.REJECT_BECAUSE: decide.reject_because_button,
    Tap.KEEP_REQUEST: decide.keep_request_button,
    Tap.NEW_PLAN: decide.new_plan_button,
    Tap.CARD: decide.card_button,
    Tap.WITHDRAW: my_leaves.withdraw_button,
    Tap.WITHDRAW_NOW: my_leaves.withdraw_now_button,
    Tap.MY_LEAVES: my_leaves.my_leaves_button,
    Tap.LEAVE_SEND: leave.send_button,
    Tap.LEAVE_CANCEL: leave.cancel_button,
    **dict.fromkeys(leave.STEP_TAPS, leave.step_button),
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
    builder = builder.post_init(show_commands_to_strangers) if polling else builder.updater(None)
    app: App = builder.build()
    app.bot_data[API] = ApiClient(settings.api_url, settings.bot_key, transport=backend)
    _add_handlers(app)
    return app


def _add_handlers(app: App) -> None:
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


async def show_commands_to_strangers(app: App) -> None:
    """The menu of whoever is not linked; linking gives each person their own."""
    await app.bot.set_my_commands(views.commands(None), scope=BotCommandScopeDefault())


async def _close(app: App) -> None:
    await app.bot_data[API].close()
