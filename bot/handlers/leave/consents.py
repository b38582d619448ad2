"""Accept and Can't, for substitutes and heads of other departments; safe to tap twice, late and by two."""

from typing import Any

from telegram import Update

from bot.api_client import ApiRefusal
from bot.callback_data import Tap
from bot.contract.plans import Ask
from bot.texts import plain
from bot.turn import Context, answer, api, edit, fields, once, redraw, say
from bot.views.leave import consents

FLOW = "decline"


async def yes_button(update: Update, context: Context) -> None:
    (id,) = fields(update)
    user = api(update, context)
    try:
        given, said = await user.accept_ask(id, key=once(update, "accept")), None
    except ApiRefusal as refusal:
        if refusal.code != "already_decided":
            raise
        given, said = await user.ask(id), plain("ask.answered_already")
    await redraw(update, context, consents.question(given))
    await answer(update, said, alert=said is not None)


async def no_button(update: Update, context: Context) -> None:
    """Can't: ask why; the reason is tapped or typed."""
    (id,) = fields(update)
    user = api(update, context)
    asked = await user.ask(id)
    if not asked["can_answer"]:
        await redraw(update, context, consents.question(asked))
        await answer(update)
        return
    message = update.callback_query.message if update.callback_query else None
    shown = message.message_id if message else None
    await user.keep_dialogue(FLOW, {"ask": id, "message": shown})
    await redraw(update, context, consents.why_not(asked))
    await answer(update)


async def because_button(update: Update, context: Context) -> None:
    id, chip = fields(update)
    given, said = await _decline(update, context, id, consents.note(int(chip)))
    await redraw(update, context, consents.question(given))
    await answer(update, said, alert=said is not None)


async def reason_typed(update: Update, context: Context, state: dict[str, Any], reason: str) -> None:
    """The reason as a message of its own; the question is redrawn where it stands."""
    given, _ = await _decline(update, context, str(state["ask"]), reason)
    screen, chat, message = consents.question(given), update.effective_chat, state.get("message")
    if not (chat and message and await edit(context.bot, chat.id, int(message), screen)):
        await say(update, context, screen)


async def show_button(update: Update, context: Context) -> None:
    """The question as it is now."""
    (id,) = fields(update)
    user = api(update, context)
    if (await user.dialogue())["state"].get("ask") == id:
        await user.end_dialogue()
    await redraw(update, context, consents.question(await user.ask(id)))
    await answer(update)


async def _decline(update: Update, context: Context, id: str, reason: str) -> tuple[Ask, str | None]:
    """The question with its answer, and what to say where it was answered before."""
    user = api(update, context)
    try:
        given, said = await user.decline_ask(id, reason, key=once(update, "decline")), None
    except ApiRefusal as refusal:
        if refusal.code != "already_decided":
            raise
        given, said = await user.ask(id), plain("ask.answered_already")
    if (await user.dialogue())["flow"] == FLOW:
        await user.end_dialogue()
    return given, said


BUTTONS = {
    Tap.ASK_YES: yes_button,
    Tap.ASK_NO: no_button,
    Tap.ASK_BECAUSE: because_button,
    Tap.ASK_SHOW: show_button,
}
