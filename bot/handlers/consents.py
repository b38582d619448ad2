"""Accept and Can't, for substitutes and heads of other departments; safe to tap twice, late and by two."""

from typing import Any

from telegram import Update

from bot import consent_views
from bot.api_client import ApiRefusal
from bot.api_values import Consent
from bot.callback_data import Tap
from bot.talk import Context, answer, api, edit, fields, redraw, say
from bot.texts import plain

FLOW = "decline"


async def yes_button(update: Update, context: Context) -> None:
    (id,) = fields(update)
    user = api(update, context)
    try:
        given, said = await user.accept(id), None
    except ApiRefusal as refusal:
        if refusal.code != "already_decided":
            raise
        given, said = await user.consent(id), plain("consent.answered_already")
    await redraw(update, context, consent_views.question(given))
    await answer(update, said, alert=said is not None)


async def no_button(update: Update, context: Context) -> None:
    """Can't: ask why; the reason is tapped or typed."""
    (id,) = fields(update)
    user = api(update, context)
    asked = await user.consent(id)
    if not asked["is_open"]:
        await redraw(update, context, consent_views.question(asked))
        await answer(update)
        return
    message = update.callback_query.message if update.callback_query else None
    shown = message.message_id if message else None
    await user.keep_dialogue(FLOW, {"consent": id, "message": shown})
    await redraw(update, context, consent_views.why_not(asked))
    await answer(update)


async def because_button(update: Update, context: Context) -> None:
    id, chip = fields(update)
    given, said = await _decline(update, context, id, consent_views.note(int(chip)))
    await redraw(update, context, consent_views.question(given))
    await answer(update, said, alert=said is not None)


async def reason_typed(update: Update, context: Context, state: dict[str, Any], reason: str) -> None:
    """The reason as a message of its own; the question is redrawn where it stands."""
    given, _ = await _decline(update, context, str(state["consent"]), reason)
    screen, chat, message = consent_views.question(given), update.effective_chat, state.get("message")
    if not (chat and message and await edit(context.bot, chat.id, int(message), screen)):
        await say(update, context, screen)


async def show_button(update: Update, context: Context) -> None:
    """The question as it is now."""
    (id,) = fields(update)
    user = api(update, context)
    if (await user.dialogue())["state"].get("consent") == id:
        await user.end_dialogue()
    await redraw(update, context, consent_views.question(await user.consent(id)))
    await answer(update)


async def _decline(update: Update, context: Context, id: str, reason: str) -> tuple[Consent, str | None]:
    """The question with its answer, and what to say where it was answered before."""
    user = api(update, context)
    try:
        given, said = await user.decline(id, reason), None
    except ApiRefusal as refusal:
        if refusal.code != "already_decided":
            raise
        given, said = await user.consent(id), plain("consent.answered_already")
    if (await user.dialogue())["flow"] == FLOW:
        await user.end_dialogue()
    return given, said


BUTTONS = {
    Tap.CONSENT_YES: yes_button,
    Tap.CONSENT_NO: no_button,
    Tap.CONSENT_BECAUSE: because_button,
    Tap.CONSENT_SHOW: show_button,
}
