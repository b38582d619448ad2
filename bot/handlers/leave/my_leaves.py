"""/myleaves: one's own leaves, and taking one back."""

from telegram import Update

from bot.api_client import ApiRefusal, UserApi
from bot.callback_data import Tap
from bot.texts import plain
from bot.turn import Context, answer, api, fields, once, redraw, say
from bot.views.leave import request
from bot.views.screen import Screen

_CAN_BE_WITHDRAWN = ("pending", "approved")


async def my_leaves_command(update: Update, context: Context) -> None:
    """/myleaves: what waits, what is to come, what was."""
    await say(update, context, await _list(api(update, context)))


async def my_leaves_button(update: Update, context: Context) -> None:
    await redraw(update, context, await _list(api(update, context)))
    await answer(update)


async def withdraw_button(update: Update, context: Context) -> None:
    """Withdraw: ask whether they are sure."""
    (leave_id,) = fields(update)
    user = api(update, context)
    leave = await user.leave(leave_id)
    if leave["status"] not in _CAN_BE_WITHDRAWN:
        await _too_late(update, context, leave_id)
        return
    await redraw(update, context, request.sure_to_withdraw(leave))
    await answer(update)


async def withdraw_now_button(update: Update, context: Context) -> None:
    """Yes, withdraw it: done, or what stands in the way."""
    (leave_id,) = fields(update)
    try:
        leave = await api(update, context).withdraw(leave_id, key=once(update, "withdraw"))
    except ApiRefusal as refusal:
        if refusal.code == "already_decided":
            await _too_late(update, context, leave_id)
            return
        if refusal.code != "in_the_way":
            raise
        await redraw(update, context, request.not_withdrawn(refusal.sentence))
        await answer(update)
        return
    await redraw(update, context, request.withdrawn(leave))
    await answer(update)


async def _too_late(update: Update, context: Context, leave_id: str) -> None:
    """What has become of it; withdrawn it may be by this very tap, which nobody heard the answer to."""
    user = api(update, context)
    leave = await user.leave(leave_id)
    withdrawn = request.withdrawn(leave) if leave["status"] == "withdrawn" else None
    await redraw(update, context, withdrawn or await _list(user))
    await answer(update, plain("alert.already", status=plain(f"status.{leave['status']}")), alert=True)


async def _list(user: UserApi) -> Screen:
    leaves = await user.my_leaves()
    return request.mine(leaves, today=(await user.me())["today"])


COMMANDS = {"myleaves": my_leaves_command}
BUTTONS = {
    Tap.WITHDRAW: withdraw_button,
    Tap.WITHDRAW_NOW: withdraw_now_button,
    Tap.MY_LEAVES: my_leaves_button,
}
