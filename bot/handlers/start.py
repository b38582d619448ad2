"""/start, /help and /cancel: who you are here, what you can do, and the way out of anything."""

from telegram import Update

from bot import menus
from bot.api_client import ApiRefusal
from bot.callback_data import Tap
from bot.contract.people import Me
from bot.handlers.leave.steps import SENT
from bot.texts import t
from bot.turn import Context, answer, api, once, redraw, say
from bot.views import deep_links, lookups, screen

NO_CODE = "inline"
"""what inline mode sends a stranger here with"""
_MAYBE_LINKED = ("link_spent", "already_linked")


async def start_command(update: Update, context: Context) -> None:
    """/start CODE links the account, once; /start greets; a link to a day shows it."""
    user = api(update, context)
    if context.args and (asked := deep_links.read_day(context.args[0])):
        await say(update, context, lookups.day_of(await user.days_of(*asked)))
        return
    if not context.args or context.args[0] == NO_CODE:
        try:
            await _greet(update, context, await user.me(), first_time=False)
            return
        except ApiRefusal as refusal:
            if refusal.code != "not_linked":
                raise
            await say(update, context, screen.stranger())
            return
    try:
        me, first_time = await user.link(context.args[0][:64], key=once(update, "link")), True
    except ApiRefusal as refusal:
        me, first_time = await _linked_before(update, context, refusal), False
    await _greet(update, context, me, first_time=first_time)


async def _linked_before(update: Update, context: Context, refusal: ApiRefusal) -> Me:
    """Whoever opens their own spent link again is greeted; anybody else gets the refusal."""
    if refusal.code not in _MAYBE_LINKED:
        raise refusal
    try:
        return await api(update, context).me()
    except ApiRefusal:
        raise refusal from None


async def _greet(update: Update, context: Context, me: Me, *, first_time: bool) -> None:
    await say(update, context, screen.greeting(me, first_time=first_time))
    assert update.effective_chat is not None
    await menus.show_to(context.bot, update.effective_chat.id, me)


async def help_command(update: Update, context: Context) -> None:
    """/help: what this person can send."""
    await say(update, context, screen.help_(await api(update, context).me()))


async def cancel_command(update: Update, context: Context) -> None:
    """/cancel: forget whatever is half done."""
    user = api(update, context)
    dialogue = await user.dialogue()
    if dialogue["flow"] in (None, SENT):
        await say(update, context, screen.Screen(t("cancel.nothing")))
        return
    await user.end_dialogue()
    await say(update, context, screen.Screen(t("cancel.done")))


async def unlink_command(update: Update, context: Context) -> None:
    """/unlink: ask whether they are sure."""
    await api(update, context).me()
    await say(update, context, lookups.unlink())


async def unlink_now_button(update: Update, context: Context) -> None:
    await api(update, context).unlink()
    assert update.effective_chat is not None
    await menus.forget(context.bot, update.effective_chat.id)
    await redraw(update, context, lookups.unlinked())
    await answer(update)


COMMANDS = {
    "start": start_command,
    "help": help_command,
    "cancel": cancel_command,
    "unlink": unlink_command,
}
BUTTONS = {Tap.UNLINK_NOW: unlink_now_button}
