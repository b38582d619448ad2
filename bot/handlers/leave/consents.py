"""Accept and Can't, for substitutes and heads of other departments; safe to tap twice, late and by two."""

from typing import Any

from bot.api_client import ApiRefusal
from bot.callback_data import Tap
from bot.contract.schemas import AskOut as Consent
from bot.texts import plain
from bot.turn import Turn
from bot.views.leave import consents

FLOW = "decline"


async def yes_button(turn: Turn) -> None:
    """Accept; where somebody answered before, show that."""
    (id,) = turn.fields
    api = turn.api
    try:
        consent, words = await api.accept_consent(id, key=turn.once("accept")), None
    except ApiRefusal as refusal:
        if refusal.code != "already_decided":
            raise
        consent, words = await api.consent(id), plain("ask.answered_already")
    await turn.redraw(consents.question(consent))
    await turn.done(words, alert=words is not None)


async def no_button(turn: Turn) -> None:
    """Ask why they can't; the reason is tapped or typed."""
    (id,) = turn.fields
    api = turn.api
    consent = await api.consent(id)
    if not consent["can_answer"]:
        await turn.redraw(consents.question(consent))
        await turn.done()
        return
    shown = turn.tapped_message
    await api.keep_dialogue(FLOW, {"ask": id, "message": shown})
    await turn.redraw(consents.why_not(consent))
    await turn.done()


async def because_button(turn: Turn) -> None:
    """Decline with a reason that was tapped."""
    id, chip = turn.fields
    consent, words = await _decline(turn, id, consents.note(int(chip)))
    await turn.redraw(consents.question(consent))
    await turn.done(words, alert=words is not None)


async def reason_typed(turn: Turn, state: dict[str, Any], reason: str) -> None:
    """Decline with a reason that came as a message of its own; the question is redrawn where it stands."""
    consent, _ = await _decline(turn, str(state["ask"]), reason)
    screen, message = consents.question(consent), state.get("message")
    if not (message and await turn.edit(int(message), screen)):
        await turn.say(screen)


async def show_button(turn: Turn) -> None:
    """Show the question as it is now."""
    (id,) = turn.fields
    api = turn.api
    if (await api.dialogue())["state"].get("ask") == id:
        await api.end_dialogue()
    await turn.redraw(consents.question(await api.consent(id)))
    await turn.done()


async def _decline(turn: Turn, id: str, reason: str) -> tuple[Consent, str | None]:
    """Decline; returns the question with its answer, and what to say where it was answered before."""
    api = turn.api
    try:
        consent, words = await api.decline_consent(id, reason, key=turn.once("decline")), None
    except ApiRefusal as refusal:
        if refusal.code != "already_decided":
            raise
        consent, words = await api.consent(id), plain("ask.answered_already")
    if (await api.dialogue())["flow"] == FLOW:
        await api.end_dialogue()
    return consent, words


BUTTONS = {
    Tap.ASK_YES: yes_button,
    Tap.ASK_NO: no_button,
    Tap.ASK_BECAUSE: because_button,
    Tap.ASK_SHOW: show_button,
}
