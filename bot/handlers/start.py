"""/start, /help and /cancel: who you are here, what you can do, and the way out of anything."""

from bot.api_client import ApiRefusal
from bot.callback_data import Tap
from bot.contract.schemas import MeOut
from bot.handlers.leave.steps import SENT
from bot.texts import t
from bot.turn import Turn
from bot.views import deep_links, lookups, screen

NO_CODE = "inline"  # the code with which inline mode sends a stranger to /start
_MAYBE_LINKED = ("link_spent", "already_linked")


async def start_command(turn: Turn) -> None:
    """/start CODE links the account, once; /start greets; a link to a day shows it."""
    api = turn.api
    if turn.arguments and (linked_day := deep_links.read_day(turn.arguments[0])):
        await turn.say(lookups.day_of(await api.days_of(*linked_day)))
        return
    if not turn.arguments or turn.arguments[0] == NO_CODE:
        try:
            await _greet(turn, await api.me(), first_time=False)
            return
        except ApiRefusal as refusal:
            if refusal.code != "not_linked":
                raise
            await turn.say(screen.stranger())
            return
    try:
        me, first_time = await api.link(turn.arguments[0][:64], key=turn.once("link")), True
    except ApiRefusal as refusal:
        me, first_time = await _linked_before(turn, refusal), False
    await _greet(turn, me, first_time=first_time)


async def _linked_before(turn: Turn, refusal: ApiRefusal) -> MeOut:
    """Whoever opens their own spent link again is greeted; anybody else gets the refusal."""
    if refusal.code not in _MAYBE_LINKED:
        raise refusal
    try:
        return await turn.api.me()
    except ApiRefusal:
        raise refusal from None


async def _greet(turn: Turn, me: MeOut, *, first_time: bool) -> None:
    await turn.say(screen.greeting(me, first_time=first_time))
    await turn.show_menu(me)


async def help_command(turn: Turn) -> None:
    """/help: what this person can send."""
    await turn.say(screen.help_(await turn.api.me()))


async def cancel_command(turn: Turn) -> None:
    """/cancel: forget whatever is half done."""
    api = turn.api
    dialogue = await api.dialogue()
    if dialogue["flow"] in (None, SENT):
        await turn.say(screen.Screen(t("cancel.nothing")))
        return
    await api.end_dialogue()
    await turn.say(screen.Screen(t("cancel.done")))


async def unlink_command(turn: Turn) -> None:
    """/unlink: ask whether they are sure."""
    await turn.api.me()
    await turn.say(lookups.unlink())


async def unlink_now_button(turn: Turn) -> None:
    await turn.api.unlink()
    await turn.forget_menu()
    await turn.redraw(lookups.unlinked())
    await turn.done()


COMMANDS = {
    "start": start_command,
    "help": help_command,
    "cancel": cancel_command,
    "unlink": unlink_command,
}
BUTTONS = {Tap.UNLINK_NOW: unlink_now_button}
