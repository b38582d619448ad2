"""/calendar: a link with which one's own calendar shows one's classes, or a section's; taking it back."""

from telegram import Update

from bot.api_client import ApiRefusal, UserApi
from bot.callback_data import Tap
from bot.handlers.lookups import is_one
from bot.turn import Context, answer, api, fields, redraw, say
from bot.views import calendar
from bot.views.calendar import OWN
from bot.views.screen import Screen


async def calendar_command(update: Update, context: Context) -> None:
    """/calendar, /calendar SECTION: whether there is a link, and buttons to make and to revoke one."""
    user, name = api(update, context), " ".join(context.args or [])
    if not name:
        if not calendar.has_classes(await user.me()):
            await say(update, context, calendar.nobodys())
            return
        await say(update, context, calendar.state(OWN, None, has_link=await user.has_calendar_link(OWN)))
        return
    matches = await user.search(name, kind="section")
    if not is_one(matches):
        await say(update, context, calendar.which(name, matches))
        return
    await say(update, context, await _state(user, matches[0]["id"], matches[0]["name"]))


async def section_button(update: Update, context: Context) -> None:
    """The section that was meant."""
    (section,) = fields(update)
    user = api(update, context)
    of = await user.days_of("section", section, None, days=1)
    await redraw(update, context, await _state(user, section, of["name"]))
    await answer(update)


async def _state(user: UserApi, of: str, name: str | None) -> Screen:
    return calendar.state(of, name, has_link=await user.has_calendar_link(of))


async def new_link_button(update: Update, context: Context) -> None:
    """A new link, shown this once; the one before opens nothing any more."""
    (of,) = fields(update)
    address, name = await api(update, context).calendar_link(of)
    await redraw(update, context, calendar.link(of, name, address))
    await answer(update)


async def revoke_button(update: Update, context: Context) -> None:
    """Nothing is open any more; a second tap finds that so."""
    (of,) = fields(update)
    try:
        await api(update, context).revoke_calendar_link(of)
    except ApiRefusal as refusal:
        if refusal.code != "not_found":
            raise
    await redraw(update, context, calendar.revoked(of))
    await answer(update)


COMMANDS = {"calendar": calendar_command}
BUTTONS = {
    Tap.CALENDAR: section_button,
    Tap.CALENDAR_NEW: new_link_button,
    Tap.CALENDAR_REVOKE: revoke_button,
}
