"""/myleaves: one's own leaves, and taking one back."""

from bot.api_client import ApiRefusal, UserApi
from bot.callback_data import Tap
from bot.texts import plain
from bot.turn import Turn
from bot.views.leave import request
from bot.views.screen import Screen

_CAN_BE_WITHDRAWN = ("pending", "approved")


async def my_leaves_command(turn: Turn) -> None:
    """/myleaves: what waits, what is to come, what was."""
    await turn.say(await _list(turn.api))


async def my_leaves_button(turn: Turn) -> None:
    await turn.redraw(await _list(turn.api))
    await turn.done()


async def withdraw_button(turn: Turn) -> None:
    """Withdraw: ask whether they are sure."""
    (leave_id,) = turn.fields
    api = turn.api
    leave = await api.leave(leave_id)
    if leave["status"] not in _CAN_BE_WITHDRAWN:
        await _too_late(turn, leave_id)
        return
    await turn.redraw(request.sure_to_withdraw(leave))
    await turn.done()


async def withdraw_now_button(turn: Turn) -> None:
    """Yes, withdraw it: done, or what stands in the way."""
    (leave_id,) = turn.fields
    try:
        leave = await turn.api.withdraw(leave_id, key=turn.once("withdraw"))
    except ApiRefusal as refusal:
        if refusal.code == "already_decided":
            await _too_late(turn, leave_id)
            return
        if refusal.code != "in_the_way":
            raise
        await turn.redraw(request.not_withdrawn(refusal.sentence))
        await turn.done()
        return
    await turn.redraw(request.withdrawn(leave))
    await turn.done()


async def _too_late(turn: Turn, leave_id: str) -> None:
    """What has become of it; withdrawn it may be by this very tap, which nobody heard the answer to."""
    api = turn.api
    leave = await api.leave(leave_id)
    withdrawn = request.withdrawn(leave) if leave["status"] == "withdrawn" else None
    await turn.redraw(withdrawn or await _list(api))
    await turn.done(plain("alert.already", status=plain(f"status.{leave['status']}")), alert=True)


async def _list(api: UserApi) -> Screen:
    leaves = await api.my_leaves()
    return request.mine(leaves, today=(await api.me())["today"])


COMMANDS = {"myleaves": my_leaves_command}
BUTTONS = {
    Tap.WITHDRAW: withdraw_button,
    Tap.WITHDRAW_NOW: withdraw_now_button,
    Tap.MY_LEAVES: my_leaves_button,
}
