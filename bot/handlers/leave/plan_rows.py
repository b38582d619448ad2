"""The rows of a plan: why each is so, and another choice for one of them, checked by the backend."""

from bot.api_client import ApiRefusal
from bot.callback_data import Tap
from bot.contract.schemas import PlanOut
from bot.handlers.leave.decide import card_of
from bot.texts import plain
from bot.turn import Turn
from bot.views.leave import plan_row


async def rows_button(turn: Turn) -> None:
    """Show the plan's rows as buttons."""
    (leave_id,) = turn.fields
    api = turn.api
    await turn.redraw(plan_row.rows(await api.leave(leave_id), await api.plan(leave_id)))
    await turn.done()


async def row_button(turn: Turn) -> None:
    """Show why one row is so, and what else it could be."""
    leave_id, revision, number = turn.fields
    api = turn.api
    plan = await api.plan(leave_id)
    if not _is_there(plan, revision, number):
        await _moved_on(turn, leave_id)
        return
    row = plan["rows"][int(number)]
    options = await api.plan_options(leave_id, row["occupancy"], row["date"])
    await turn.redraw(plan_row.why(leave_id, int(number), options))
    await turn.done()


async def choose_button(turn: Turn) -> None:
    """Take another choice for the row, and show the plan's next revision on the card."""
    leave_id, revision, number, option = turn.fields
    api = turn.api
    plan = await api.plan(leave_id)
    if not _is_there(plan, revision, number):
        await _moved_on(turn, leave_id)
        return
    row = plan["rows"][int(number)]
    options = await api.plan_options(leave_id, row["occupancy"], row["date"])
    try:
        await api.choose(leave_id, options["results"][int(option)]["choose"])
    except (IndexError, ApiRefusal) as moved:
        if isinstance(moved, ApiRefusal) and moved.code not in ("stale_plan", "already_decided"):
            raise
        await _moved_on(turn, leave_id)
        return
    await turn.redraw(await card_of(api, leave_id, since=int(revision)))
    await turn.done(plain("row.chosen"))


async def show_card_button(turn: Turn) -> None:
    """Show the card again, in this message."""
    (leave_id,) = turn.fields
    await turn.redraw(await card_of(turn.api, leave_id))
    await turn.done()


def _is_there(plan: PlanOut, revision: str, number: str) -> bool:
    return plan["revision"] == int(revision) and int(number) < len(plan["rows"])


async def _moved_on(turn: Turn, leave_id: str) -> None:
    """Show the card as it is now, because the plan that the button was about is not the newest."""
    await turn.redraw(await card_of(turn.api, leave_id))
    await turn.done(plain("alert.stale_plan"), alert=True)


BUTTONS = {
    Tap.ROWS: rows_button,
    Tap.ROW: row_button,
    Tap.CHOOSE: choose_button,
    Tap.SHOW_CARD: show_card_button,
}
