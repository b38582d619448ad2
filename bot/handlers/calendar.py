"""/calendar: a link with which one's own calendar shows one's classes, or a section's; taking it back."""

from bot.api_client import ApiRefusal, UserApi
from bot.callback_data import Tap
from bot.handlers.lookups import is_one
from bot.turn import Turn
from bot.views import calendar
from bot.views.calendar import OWN
from bot.views.screen import Screen


async def calendar_command(turn: Turn) -> None:
    """/calendar, /calendar SECTION: whether there is a link, and buttons to make and to revoke one."""
    api, name = turn.api, " ".join(turn.arguments)
    if not name:
        if not calendar.has_classes(await api.me()):
            await turn.say(calendar.nobodys())
            return
        await turn.say(calendar.state(OWN, None, has_link=await api.has_calendar_link(OWN)))
        return
    matches = await api.search(name, kind="section")
    if not is_one(matches):
        await turn.say(calendar.which(name, matches))
        return
    await turn.say(await _state(api, matches[0]["id"], matches[0]["name"]))


async def section_button(turn: Turn) -> None:
    """Show the calendar of the section that was meant."""
    (section,) = turn.fields
    api = turn.api
    days = await api.days_of("section", section, None, days=1)
    await turn.redraw(await _state(api, section, days["name"]))
    await turn.done()


async def _state(api: UserApi, whose: str, name: str | None) -> Screen:
    return calendar.state(whose, name, has_link=await api.has_calendar_link(whose))


async def new_link_button(turn: Turn) -> None:
    """Make a new link, which is shown this once; the link before opens nothing any more."""
    (whose,) = turn.fields
    address, name = await turn.api.calendar_link(whose)
    await turn.redraw(calendar.link(whose, name, address))
    await turn.done()


async def revoke_button(turn: Turn) -> None:
    """Revoke the link; a second tap finds that done."""
    (whose,) = turn.fields
    try:
        await turn.api.revoke_calendar_link(whose)
    except ApiRefusal as refusal:
        if refusal.code != "not_found":
            raise
    await turn.redraw(calendar.revoked(whose))
    await turn.done()


COMMANDS = {"calendar": calendar_command}
BUTTONS = {
    Tap.CALENDAR: section_button,
    Tap.CALENDAR_NEW: new_link_button,
    Tap.CALENDAR_REVOKE: revoke_button,
}
