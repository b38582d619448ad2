"""/settings: what a person can choose, shown and changed in one message."""

from telegram import Update

from bot import menus, texts
from bot.callback_data import Tap
from bot.contract.people import SettingsChange
from bot.turn import Context, answer, api, fields, redraw, say
from bot.views import settings
from bot.views.settings import OFF, QUIET


async def settings_command(update: Update, context: Context) -> None:
    """/settings: what is chosen, and buttons to change it."""
    await say(update, context, settings.overview(await api(update, context).settings()))


async def settings_button(update: Update, context: Context) -> None:
    await redraw(update, context, settings.overview(await api(update, context).settings()))
    await answer(update)


async def setting_button(update: Update, context: Context) -> None:
    """One thing: what it can be."""
    (part,) = fields(update)
    await redraw(update, context, settings.choices(part))
    await answer(update)


async def set_button(update: Update, context: Context) -> None:
    """Chosen: kept, and shown; the menu speaks another language at once."""
    part, carried = fields(update)
    user = api(update, context)
    kept = await user.change_settings(_change(part, carried))
    if part == "language" and update.effective_chat and update.effective_user:
        texts.speak(kept["language"] or update.effective_user.language_code)
        await menus.show_to(context.bot, update.effective_chat.id, await user.me())
    await redraw(update, context, settings.overview(kept))
    await answer(update)


def _change(part: str, carried: str) -> SettingsChange:
    chosen = None if carried == OFF else carried
    match part:
        case "language":
            return {"language": chosen}
        case "digest":
            return {"digest": f"{chosen[:2]}:{chosen[2:]}" if chosen else None}
        case "remind":
            return {"remind_minutes": int(chosen) if chosen else None}
        case "quiet":
            first, last = QUIET if chosen else (None, None)
            return {"quiet_from": first, "quiet_until": last}
    return {"theme": "dark" if carried == "dark" else "light"}


COMMANDS = {"settings": settings_command}
BUTTONS = {
    Tap.SETTINGS: settings_button,
    Tap.SETTING: setting_button,
    Tap.SET: set_button,
}
