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
    (id,) = turn.fields
    api = turn.api
    try:
        given, said = await api.accept_ask(id, key=turn.once("accept")), None
    except ApiRefusal as refusal:
        if refusal.code != "already_decided":
            raise
        given, said = await api.ask(id), plain("ask.answered_already")
    await turn.redraw(consents.question(given))
    await turn.done(said, alert=said is not None)


async def no_button(turn: Turn) -> None:
    """Can't: ask why; the reason is tapped or typed."""
    (id,) = turn.fields
    api = turn.api
    asked = await api.ask(id)
    if not asked["can_answer"]:
        await turn.redraw(consents.question(asked))
        await turn.done()
        return
    shown = turn.tapped_message
    await api.keep_dialogue(FLOW, {"ask": id, "message": shown})
    await turn.redraw(consents.why_not(asked))
    await turn.done()


async def because_button(turn: Turn) -> None:
    id, chip = turn.fields
    given, said = await _decline(turn, id, consents.note(int(chip)))
    await turn.redraw(consents.question(given))
    await turn.done(said, alert=said is not None)


async def reason_typed(turn: Turn, state: dict[str, Any], reason: str) -> None:
    """The reason as a message of its own; the question is redrawn where it stands."""
    given, _ = await _decline(turn, str(state["ask"]), reason)
    screen, message = consents.question(given), state.get("message")
    if not (message and await turn.edit(int(message), screen)):
        await turn.say(screen)


async def show_button(turn: Turn) -> None:
    """The question as it is now."""
    (id,) = turn.fields
    api = turn.api
    if (await api.dialogue())["state"].get("ask") == id:
        await api.end_dialogue()
    await turn.redraw(consents.question(await api.ask(id)))
    await turn.done()


async def _decline(turn: Turn, id: str, reason: str) -> tuple[Consent, str | None]:
    """The question with its answer, and what to say where it was answered before."""
    api = turn.api
    try:
        given, said = await api.decline_ask(id, reason, key=turn.once("decline")), None
    except ApiRefusal as refusal:
        if refusal.code != "already_decided":
            raise
        given, said = await api.ask(id), plain("ask.answered_already")
    if (await api.dialogue())["flow"] == FLOW:
        await api.end_dialogue()
    return given, said


BUTTONS = {
    Tap.ASK_YES: yes_button,
    Tap.ASK_NO: no_button,
    Tap.ASK_BECAUSE: because_button,
    Tap.ASK_SHOW: show_button,
}
