"""What a leave would come to: asked of the backend, shown in one message that changes when it is known."""

from bot.callback_data import Tap
from bot.contract.schemas import WhatIfOut
from bot.handlers.leave.steps import FLOW, LeaveFlow
from bot.texts import plain
from bot.turn import Show, Turn
from bot.views.leave import whatif

PAUSES_SECONDS = (0.3, 0.3, 0.4, 0.6, 1.0, 1.4)  # between looks; after the last the person may look again


async def ask_what_if(turn: Turn, flow: LeaveFlow, show: Show) -> None:
    """Ask what the flow's leave would come to, once for the flow; raises what the backend has against it."""
    api = turn.api
    what_if = await api.ask_what_if(flow.draft, key=f"whatif-{flow.key}")
    await api.keep_dialogue(FLOW, flow.as_state())
    message = await show(whatif.what_if(what_if))
    if what_if["status"] == "asked":
        await _follow(turn, what_if, message)


async def _follow(turn: Turn, what_if: WhatIfOut, message: int) -> None:
    """Look a few times, for most answers are there within a second; then say that it takes longer."""
    answer = what_if
    for seconds in PAUSES_SECONDS:
        await turn.pause(seconds)
        answer = await turn.api.what_if(what_if["id"])
        if answer["status"] == "ready":
            break
    await turn.edit(message, whatif.what_if(answer, slow=True))


async def look_button(turn: Turn) -> None:
    """Look again: the answer, if it is there by now."""
    (id,) = turn.fields
    answer = await turn.api.what_if(id)
    await turn.redraw(whatif.what_if(answer, slow=True))
    await turn.done(plain("whatif.still") if answer["status"] == "asked" else None)


BUTTONS = {Tap.WHATIF_LOOK: look_button}
