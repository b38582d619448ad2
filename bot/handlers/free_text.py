"""Everything that is no command: the answer to an open question, or a hint of what to send instead."""

from bot.callback_data import Tap
from bot.handlers.leave import consents, decide, request
from bot.handlers.leave.steps import FLOW, LeaveFlow, Step
from bot.texts import plain, t
from bot.turn import Handle, Turn
from bot.views.screen import Screen


async def text(turn: Turn) -> None:
    """Goes to the open dialogue's step, if it asks for words."""
    dialogue = await turn.api.dialogue()
    if dialogue["flow"] == decide.REJECT:
        await decide.reason_typed(turn, dialogue["state"], turn.text)
        return
    if dialogue["flow"] == consents.FLOW:
        await consents.reason_typed(turn, dialogue["state"], turn.text)
        return
    if dialogue["flow"] != FLOW:
        await turn.say(Screen(t("hint.text")))
        return
    flow = LeaveFlow.of(dialogue["state"])
    if flow.step is Step.REASON:
        await request.reason_typed(turn, flow, turn.text)
        return
    await turn.say(Screen(t("hint.tap")))


async def unknown_command(turn: Turn) -> None:
    command = turn.text.split()[:1]
    await turn.say(Screen(t("hint.unknown_command", command="".join(command)[:40])))


async def something_else(turn: Turn) -> None:
    """A photo, a sticker, a place."""
    await turn.say(Screen(t("hint.file")))


async def in_a_group(turn: Turn) -> None:
    await turn.say(Screen(t("hint.group")))


def in_private(handle: Handle) -> Handle:
    """The button, where it is tapped in the chat of one person; elsewhere somebody made it up."""

    async def guarded(turn: Turn) -> None:
        await (old_button if turn.is_in_group else handle)(turn)

    return guarded


async def inert_button(turn: Turn) -> None:
    await turn.done()


async def old_button(turn: Turn) -> None:
    """Data that no button of ours carries: an old message, or a made-up tap."""
    await turn.done(plain("button.old"), alert=True)


BUTTONS = {Tap.NOTHING: inert_button}
