"""/settings: what a person can choose, shown and changed in one message."""

from bot import texts
from bot.callback_data import Tap
from bot.contract.schemas import SettingsPatch
from bot.turn import Turn
from bot.views import settings
from bot.views.settings import OFF, QUIET


async def settings_command(turn: Turn) -> None:
    """/settings: what is chosen, and buttons to change it."""
    await turn.say(settings.overview(await turn.api.settings()))


async def settings_button(turn: Turn) -> None:
    await turn.redraw(settings.overview(await turn.api.settings()))
    await turn.done()


async def setting_button(turn: Turn) -> None:
    """Show what one setting can be."""
    (part,) = turn.fields
    await turn.redraw(settings.choices(part))
    await turn.done()


async def set_button(turn: Turn) -> None:
    """Store what was chosen and show it; a new language changes the menu at once."""
    part, carried = turn.fields
    api = turn.api
    changed = await api.change_settings(_change(part, carried))
    if part == "language":
        texts.set_language(changed["language"] or turn.telegram_language)
        await turn.show_menu(await api.me())
    await turn.redraw(settings.overview(changed))
    await turn.done()


def _change(part: str, carried: str) -> SettingsPatch:
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
