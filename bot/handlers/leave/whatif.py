"""What a leave would come to: asked of the backend, shown in one message that changes when it is known."""

from telegram import Update

from bot.callback_data import Tap
from bot.contract.plans import WhatIf
from bot.handlers.leave.steps import FLOW, LeaveFlow
from bot.texts import plain
from bot.turn import Context, Show, answer, api, edit, fields, pause, redraw
from bot.views.leave import whatif

PAUSES = (0.3, 0.3, 0.4, 0.6, 1.0, 1.4)
"""seconds between looks; after the last, looking again is up to the person"""


async def wonder(update: Update, context: Context, flow: LeaveFlow, show: Show) -> None:
    """Ask what the flow's leave would come to, once for the flow; raises what the backend has against it."""
    user = api(update, context)
    asked = await user.wonder(flow.draft, key=f"whatif-{flow.key}")
    await user.keep_dialogue(FLOW, flow.as_state())
    message = await show(update, context, whatif.what_if(asked))
    if asked["status"] == "asked":
        await _follow(update, context, asked, message)


async def _follow(update: Update, context: Context, asked: WhatIf, message: int) -> None:
    """Look a few times, for most answers are there within a second; then say that it takes longer."""
    found = asked
    for seconds in PAUSES:
        await pause(context, seconds)
        found = await api(update, context).what_if(asked["id"])
        if found["status"] == "ready":
            break
    if update.effective_chat:
        screen = whatif.what_if(found, slow=True)
        await edit(context.bot, update.effective_chat.id, message, screen)


async def look_button(update: Update, context: Context) -> None:
    """Look again: the answer, if it is there by now."""
    (id,) = fields(update)
    found = await api(update, context).what_if(id)
    await redraw(update, context, whatif.what_if(found, slow=True))
    await answer(update, plain("whatif.still") if found["status"] == "asked" else None)


BUTTONS = {Tap.WHATIF_LOOK: look_button}
