"""What a leave would come to: asked of the backend, shown in one message that changes when it is known."""

from bot.callback_data import Tap
from bot.contract.schemas import WhatIfOut
from bot.handlers.leave.steps import FLOW, LeaveFlow
from bot.texts import plain
from bot.turn import Show, Turn
from bot.views.leave import whatif

PAUSES = (0.3, 0.3, 0.4, 0.6, 1.0, 1.4)
"""seconds between looks; after the last, looking again is up to the person"""


async def wonder(turn: Turn, flow: LeaveFlow, show: Show) -> None:
    """Ask what the flow's leave would come to, once for the flow; raises what the backend has against it."""
    api = turn.api
    asked = await api.wonder(flow.draft, key=f"whatif-{flow.key}")
    await api.keep_dialogue(FLOW, flow.as_state())
    message = await show(whatif.what_if(asked))
    if asked["status"] == "asked":
        await _follow(turn, asked, message)


async def _follow(turn: Turn, asked: WhatIfOut, message: int) -> None:
    """Look a few times, for most answers are there within a second; then say that it takes longer."""
    found = asked
    for seconds in PAUSES:
        await turn.pause(seconds)
        found = await turn.api.what_if(asked["id"])
        if found["status"] == "ready":
            break
    await turn.edit(message, whatif.what_if(found, slow=True))


async def look_button(turn: Turn) -> None:
    """Look again: the answer, if it is there by now."""
    (id,) = turn.fields
    found = await turn.api.what_if(id)
    await turn.redraw(whatif.what_if(found, slow=True))
    await turn.done(plain("whatif.still") if found["status"] == "asked" else None)


BUTTONS = {Tap.WHATIF_LOOK: look_button}
