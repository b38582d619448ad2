"""Cards and /pending: approve the plan that was seen, reject with a reason, ask for another plan."""

from typing import Any

from bot.api_client import ApiRefusal, UserApi
from bot.callback_data import Tap
from bot.contract.schemas import LeaveOut
from bot.failures import refusal_words
from bot.texts import plain, t
from bot.turn import Turn
from bot.views.leave import card
from bot.views.screen import Screen

REJECT = "reject"
_NO_PLAN = ("not_found", "not_allowed", "already_decided")


async def pending_command(turn: Turn) -> None:
    """/pending: what waits for this person: requests to decide, and questions."""
    api = turn.api
    await turn.say(card.pending(await api.to_decide(), await api.consents()))


async def card_button(turn: Turn) -> None:
    """Show the card of one of the requests of /pending, as a message of its own."""
    (leave_id,) = turn.fields
    api = turn.api
    await turn.say(await _card(api, await api.leave(leave_id)))
    await turn.done()


async def approve_button(turn: Turn) -> None:
    """Approve the plan that the card shows, and let the card say what became of it."""
    leave_id, revision = turn.fields
    await _approve(turn, leave_id, int(revision))


async def approve_other_button(turn: Turn) -> None:
    """Approve the alternative that the card shows."""
    leave_id, revision, letter = turn.fields
    await _approve(turn, leave_id, int(revision), alternative=card.PLANS[letter])


async def other_plan_button(turn: Turn) -> None:
    """Show another plan on the card, whose Approve is about that plan from now on."""
    leave_id, letter = turn.fields
    api = turn.api
    await turn.redraw(await _card(api, await api.leave(leave_id), alternative=card.PLANS[letter]))
    await turn.done()


async def _approve(turn: Turn, leave_id: str, revision: int, *, alternative: str | None = None) -> None:
    api = turn.api
    try:
        key = turn.once("approve")
        leave = await api.approve(leave_id, revision, key=key, alternative=alternative)
        words, alert = plain("alert.approved"), False
    except ApiRefusal as refusal:
        if refusal.code not in ("stale_plan", "already_decided"):
            raise
        leave, alert = await api.leave(leave_id), True
        words = await _why_not_approved(turn, leave, refusal=refusal, revision=revision)
    await turn.redraw(await _card(api, leave))
    await turn.done(words, alert=alert)


async def _why_not_approved(turn: Turn, leave: LeaveOut, *, refusal: ApiRefusal, revision: int) -> str:
    """What to tell the person who tapped Approve; a plan that the timetable has outrun is made anew."""
    if refusal.code == "already_decided" or leave["status"] != "pending":
        return _already(leave)
    if leave["plan_revision"] != revision:
        return plain("alert.stale_plan")
    await turn.api.replan(leave["id"], key=turn.once("replan"))
    return plain("alert.outdated_plan")


async def undo_button(turn: Turn) -> None:
    """Take the decision back, so that the request waits again; or say what stands in the way."""
    (leave_id,) = turn.fields
    api = turn.api
    try:
        leave, words = await api.undo(leave_id, key=turn.once("undo")), plain("alert.undone")
    except ApiRefusal as refusal:
        if refusal.code not in ("in_the_way", "already_decided", "rule_broken"):
            raise
        leave, words = await api.leave(leave_id), refusal_words(refusal)
    await turn.redraw(await _card(api, leave))
    await turn.done(words, alert=True)


async def new_plan_button(turn: Turn) -> None:
    """Ask for a new plan; the card is redrawn when it is there."""
    (leave_id,) = turn.fields
    api = turn.api
    try:
        await api.replan(leave_id, key=turn.once("replan"))
    except ApiRefusal as refusal:
        if refusal.code != "already_decided":
            raise
        await _show_outcome(turn, await api.leave(leave_id))
        return
    await turn.done(plain("alert.replanning"))


async def reject_button(turn: Turn) -> None:
    """Ask why they reject; the next text or one of the buttons is the reason."""
    (leave_id,) = turn.fields
    api = turn.api
    leave = await api.leave(leave_id)
    if leave["status"] != "pending":
        await _show_outcome(turn, leave)
        return
    await api.keep_dialogue(REJECT, {"leave": leave_id, "card": turn.tapped_message})
    await turn.say(card.why_reject(leave))
    await turn.done()


async def reject_because_button(turn: Turn) -> None:
    """Reject with a reason that was tapped."""
    leave_id, chip = turn.fields
    api = turn.api
    dialogue = await api.dialogue()
    state = dialogue["state"] if dialogue["flow"] == REJECT else {}
    note = card.reject_note(int(chip))
    try:
        leave = await api.reject(leave_id, note, key=turn.once("reject"))
    except ApiRefusal as refusal:
        if refusal.code != "already_decided":
            raise
        await _show_outcome(turn, await api.leave(leave_id))
        return
    await turn.redraw(card.rejected(leave))
    await _after_reject(turn, leave, state)
    await turn.done()


async def reason_typed(turn: Turn, state: dict[str, Any], note: str) -> None:
    """Reject with a reason that was typed."""
    api = turn.api
    try:
        leave = await api.reject(state["leave"], note, key=turn.once("reject"))
    except ApiRefusal as refusal:
        if refusal.code != "already_decided":
            raise
        await api.end_dialogue()
        await turn.say(await _card(api, await api.leave(state["leave"])))
        return
    await turn.say(card.rejected(leave))
    await _after_reject(turn, leave, state)


async def keep_request_button(turn: Turn) -> None:
    """Keep the request open after all."""
    (leave_id,) = turn.fields
    api = turn.api
    dialogue = await api.dialogue()
    if dialogue["flow"] == REJECT and dialogue["state"].get("leave") == leave_id:
        await api.end_dialogue()
    leave = await api.leave(leave_id)
    if leave["status"] != "pending":
        await _show_outcome(turn, leave)
        return
    await turn.redraw(Screen(t("reject.kept")))
    await turn.done()


async def later_button(turn: Turn) -> None:
    """Make the card one line until it is opened again, or its reminder or another plan brings it back."""
    (leave_id,) = turn.fields
    leave = await turn.api.leave(leave_id)
    if leave["status"] != "pending":
        await _show_outcome(turn, leave)
        return
    await turn.redraw(card.put_off(leave))
    await turn.done()


async def _after_reject(turn: Turn, leave: LeaveOut, state: dict[str, Any]) -> None:
    """End the question, and let the card that it came from show the outcome."""
    if state.get("leave") != leave["id"]:
        return
    await turn.api.end_dialogue()
    if state.get("card"):
        await turn.edit(state["card"], card.card(leave, None))


async def _show_outcome(turn: Turn, leave: LeaveOut) -> None:
    await turn.redraw(await _card(turn.api, leave))
    await turn.done(_already(leave), alert=True)


def _already(leave: LeaveOut) -> str:
    return plain("alert.already", status=plain(f"status.{leave['status']}"))


async def card_of(api: UserApi, leave_id: str, since: int | None = None) -> Screen:
    """The card as it is now; rows that changed since that revision are marked."""
    return await _card(api, await api.leave(leave_id), since=since)


async def _card(
    api: UserApi, leave: LeaveOut, *, alternative: str | None = None, since: int | None = None
) -> Screen:
    """The card with the newest plan, or that alternative of it; without one where the person may see none."""
    try:
        plan = await api.plan(leave["id"], since=since)
    except ApiRefusal as refusal:
        if refusal.code not in _NO_PLAN:
            raise
        plan = None
    return card.card(leave, plan, alternative)


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
