"""Cards and /pending: approve the plan that was seen, reject with a reason, ask for another plan."""

from typing import Any

from telegram import Update

from bot.api_client import ApiRefusal, UserApi
from bot.callback_data import Tap
from bot.contract.leaves import Leave
from bot.failures import refusal_words
from bot.texts import plain, t
from bot.turn import Context, answer, api, edit, fields, once, redraw, say
from bot.views.leave import card
from bot.views.screen import Screen

REJECT = "reject"
_NO_PLAN = ("not_found", "not_allowed", "already_decided")


async def pending_command(update: Update, context: Context) -> None:
    """/pending: what waits for this person: requests to decide, and questions."""
    user = api(update, context)
    await say(update, context, card.pending(await user.to_decide(), await user.asks()))


async def card_button(update: Update, context: Context) -> None:
    """One of /pending's: its card, as a message of its own."""
    (leave_id,) = fields(update)
    user = api(update, context)
    await say(update, context, await _card(user, await user.leave(leave_id)))
    await answer(update)


async def approve_button(update: Update, context: Context) -> None:
    """Approve: decide on the plan that the card shows, and let the card say what became of it."""
    leave_id, revision = fields(update)
    await _approve(update, context, leave_id, int(revision), None)


async def approve_other_button(update: Update, context: Context) -> None:
    """Approve on a card that shows an alternative: decide on that one."""
    leave_id, revision, letter = fields(update)
    await _approve(update, context, leave_id, int(revision), card.PLANS[letter])


async def other_plan_button(update: Update, context: Context) -> None:
    """Another plan: the card shows its rows, and its Approve is about them."""
    leave_id, letter = fields(update)
    user = api(update, context)
    await redraw(update, context, await _card(user, await user.leave(leave_id), card.PLANS[letter]))
    await answer(update)


async def _approve(
    update: Update, context: Context, leave_id: str, revision: int, alternative: str | None
) -> None:
    user = api(update, context)
    try:
        key = once(update, "approve")
        leave = await user.approve(leave_id, revision, key=key, alternative=alternative)
        said, alert = plain("alert.approved"), False
    except ApiRefusal as refusal:
        if refusal.code not in ("stale_plan", "already_decided"):
            raise
        leave, alert = await user.leave(leave_id), True
        said = await _why_not_approved(update, user, leave, refusal, revision)
    await redraw(update, context, await _card(user, leave))
    await answer(update, said, alert=alert)


async def _why_not_approved(
    update: Update, user: UserApi, leave: Leave, refusal: ApiRefusal, revision: int
) -> str:
    if refusal.code == "already_decided" or leave["status"] != "pending":
        return _already(leave)
    if leave["plan_revision"] != revision:
        return plain("alert.stale_plan")
    await user.replan(leave["id"], key=once(update, "replan"))
    return plain("alert.outdated_plan")


async def undo_button(update: Update, context: Context) -> None:
    """Undo: the decision is off and the request waits again; or what stands in the way."""
    (leave_id,) = fields(update)
    user = api(update, context)
    try:
        leave, said = await user.undo(leave_id, key=once(update, "undo")), plain("alert.undone")
    except ApiRefusal as refusal:
        if refusal.code not in ("in_the_way", "already_decided", "rule_broken"):
            raise
        leave, said = await user.leave(leave_id), refusal_words(refusal)
    await redraw(update, context, await _card(user, leave))
    await answer(update, said, alert=True)


async def new_plan_button(update: Update, context: Context) -> None:
    """New plan: ask for one; the card is redrawn when it is there."""
    (leave_id,) = fields(update)
    user = api(update, context)
    try:
        await user.replan(leave_id, key=once(update, "replan"))
    except ApiRefusal as refusal:
        if refusal.code != "already_decided":
            raise
        await _show_outcome(update, context, await user.leave(leave_id))
        return
    await answer(update, plain("alert.replanning"))


async def reject_button(update: Update, context: Context) -> None:
    """Reject: ask why; the next text or one of the buttons is the reason."""
    (leave_id,) = fields(update)
    user = api(update, context)
    leave = await user.leave(leave_id)
    if leave["status"] != "pending":
        await _show_outcome(update, context, leave)
        return
    message = update.callback_query.message if update.callback_query else None
    await user.keep_dialogue(REJECT, {"leave": leave_id, "card": message.message_id if message else None})
    await say(update, context, card.why_reject(leave))
    await answer(update)


async def reject_because_button(update: Update, context: Context) -> None:
    """A reason tapped."""
    leave_id, chip = fields(update)
    user = api(update, context)
    dialogue = await user.dialogue()
    state = dialogue["state"] if dialogue["flow"] == REJECT else {}
    note = card.reject_note(int(chip))
    try:
        leave = await user.reject(leave_id, note, key=once(update, "reject"))
    except ApiRefusal as refusal:
        if refusal.code != "already_decided":
            raise
        await _show_outcome(update, context, await user.leave(leave_id))
        return
    await redraw(update, context, card.rejected(leave))
    await _after_reject(update, context, leave, state)
    await answer(update)


async def reason_typed(update: Update, context: Context, state: dict[str, Any], note: str) -> None:
    """A reason typed."""
    user = api(update, context)
    try:
        leave = await user.reject(state["leave"], note, key=once(update, "reject"))
    except ApiRefusal as refusal:
        if refusal.code != "already_decided":
            raise
        await user.end_dialogue()
        await say(update, context, await _card(user, await user.leave(state["leave"])))
        return
    await say(update, context, card.rejected(leave))
    await _after_reject(update, context, leave, state)


async def keep_request_button(update: Update, context: Context) -> None:
    """Don't reject: the request stays open."""
    (leave_id,) = fields(update)
    user = api(update, context)
    dialogue = await user.dialogue()
    if dialogue["flow"] == REJECT and dialogue["state"].get("leave") == leave_id:
        await user.end_dialogue()
    leave = await user.leave(leave_id)
    if leave["status"] != "pending":
        await _show_outcome(update, context, leave)
        return
    await redraw(update, context, Screen(t("reject.kept")))
    await answer(update)


async def later_button(update: Update, context: Context) -> None:
    """Later: the card is a line until it is opened again, or its reminder or another plan brings it back."""
    (leave_id,) = fields(update)
    leave = await api(update, context).leave(leave_id)
    if leave["status"] != "pending":
        await _show_outcome(update, context, leave)
        return
    await redraw(update, context, card.put_off(leave))
    await answer(update)


async def _after_reject(update: Update, context: Context, leave: Leave, state: dict[str, Any]) -> None:
    """The question is answered, and the card that it came from shows the outcome."""
    if state.get("leave") != leave["id"]:
        return
    await api(update, context).end_dialogue()
    if state.get("card") and update.effective_chat:
        await edit(context.bot, update.effective_chat.id, state["card"], card.card(leave, None))


async def _show_outcome(update: Update, context: Context, leave: Leave) -> None:
    await redraw(update, context, await _card(api(update, context), leave))
    await answer(update, _already(leave), alert=True)


def _already(leave: Leave) -> str:
    return plain("alert.already", status=plain(f"status.{leave['status']}"))


async def card_of(user: UserApi, leave_id: str, since: int | None = None) -> Screen:
    """The card as it is now; `since`: the revision that was seen, to mark what is another by now."""
    return await _card(user, await user.leave(leave_id), since=since)


async def _card(user: UserApi, leave: Leave, shown: str | None = None, since: int | None = None) -> Screen:
    """The card with the newest plan, or that alternative of it; without one where none is to be seen."""
    try:
        plan = await user.plan(leave["id"], since=since)
    except ApiRefusal as refusal:
        if refusal.code not in _NO_PLAN:
            raise
        plan = None
    return card.card(leave, plan, shown)


COMMANDS = {"pending": pending_command}
BUTTONS = {
    Tap.APPROVE: approve_button,
    Tap.APPROVE_OTHER: approve_other_button,
    Tap.OTHER_PLAN: other_plan_button,
    Tap.REJECT: reject_button,
    Tap.REJECT_BECAUSE: reject_because_button,
    Tap.KEEP_REQUEST: keep_request_button,
    Tap.NEW_PLAN: new_plan_button,
    Tap.UNDO: undo_button,
    Tap.CARD: card_button,
    Tap.LATER: later_button,
}
