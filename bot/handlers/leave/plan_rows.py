"""The rows of a plan: why each is so, and another choice for one of them, checked by the backend."""

from telegram import Update

from bot.api_client import ApiRefusal, UserApi
from bot.callback_data import Tap
from bot.contract.plans import Plan
from bot.handlers.leave.decide import card_of
from bot.texts import plain
from bot.turn import Context, answer, api, fields, redraw
from bot.views.leave import plan_row


async def rows_button(update: Update, context: Context) -> None:
    """Rows: the plan's rows as buttons."""
    (leave_id,) = fields(update)
    user = api(update, context)
    await redraw(update, context, plan_row.rows(await user.leave(leave_id), await user.plan(leave_id)))
    await answer(update)


async def row_button(update: Update, context: Context) -> None:
    """One row: why it is so, and what else it could be."""
    leave_id, revision, number = fields(update)
    user = api(update, context)
    plan = await user.plan(leave_id)
    if not _is_there(plan, revision, number):
        await _moved_on(update, context, user, leave_id)
        return
    row = plan["rows"][int(number)]
    options = await user.plan_options(leave_id, row["occupancy"], row["date"])
    await redraw(update, context, plan_row.why(leave_id, int(number), options))
    await answer(update)


async def choose_button(update: Update, context: Context) -> None:
    """Another choice for the row: the plan's next revision, on the card."""
    leave_id, revision, number, option = fields(update)
    user = api(update, context)
    plan = await user.plan(leave_id)
    if not _is_there(plan, revision, number):
        await _moved_on(update, context, user, leave_id)
        return
    row = plan["rows"][int(number)]
    options = await user.plan_options(leave_id, row["occupancy"], row["date"])
    try:
        await user.choose(leave_id, options["results"][int(option)]["choose"])
    except (IndexError, ApiRefusal) as moved:
        if isinstance(moved, ApiRefusal) and moved.code not in ("stale_plan", "already_decided"):
            raise
        await _moved_on(update, context, user, leave_id)
        return
    await redraw(update, context, await card_of(user, leave_id, since=int(revision)))
    await answer(update, plain("row.chosen"))


async def card_here_button(update: Update, context: Context) -> None:
    """Back to the card, in this message."""
    (leave_id,) = fields(update)
    await redraw(update, context, await card_of(api(update, context), leave_id))
    await answer(update)


def _is_there(plan: Plan, revision: str, number: str) -> bool:
    return plan["revision"] == int(revision) and int(number) < len(plan["rows"])


async def _moved_on(update: Update, context: Context, user: UserApi, leave_id: str) -> None:
    await redraw(update, context, await card_of(user, leave_id))
    await answer(update, plain("alert.stale_plan"), alert=True)


BUTTONS = {
    Tap.ROWS: rows_button,
    Tap.ROW: row_button,
    Tap.CHOOSE: choose_button,
    Tap.CARD_HERE: card_here_button,
}
