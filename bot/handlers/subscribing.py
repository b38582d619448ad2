"""/calendar: a link with which the phone's own calendar shows one's classes, and taking it back."""

from telegram import Update

from bot import calendar_views
from bot.api_client import ApiRefusal
from bot.callback_data import Tap
from bot.talk import Context, answer, api, redraw, say


async def calendar_command(update: Update, context: Context) -> None:
    """/calendar: whether there is a link, and buttons to make and to revoke one."""
    user = api(update, context)
    if not calendar_views.has_classes(await user.me()):
        await say(update, context, calendar_views.nobodys())
        return
    await say(update, context, calendar_views.state(has_link=await user.has_calendar_link()))


async def new_link_button(update: Update, context: Context) -> None:
    """A new link, shown this once; the one before opens nothing any more."""
    await redraw(update, context, calendar_views.link(await api(update, context).calendar_link()))
    await answer(update)


async def revoke_button(update: Update, context: Context) -> None:
    """Nothing is open any more; a second tap finds that so."""
    try:
        await api(update, context).revoke_calendar_link()
    except ApiRefusal as refusal:
        if refusal.code != "not_found":
            raise
    await redraw(update, context, calendar_views.revoked())
    await answer(update)


COMMANDS = {"calendar": calendar_command}
BUTTONS = {Tap.CALENDAR_NEW: new_link_button, Tap.CALENDAR_REVOKE: revoke_button}
