"""Everything that is no command: the answer to an open question, or a hint of what to send instead."""

from telegram import Chat, Update

from bot.callback_data import Tap
from bot.handlers.leave import consents, decide, request
from bot.handlers.leave.steps import FLOW, LeaveFlow, Step
from bot.texts import plain, t
from bot.turn import Context, Handle, answer, api, say
from bot.views.screen import Screen


async def text(update: Update, context: Context) -> None:
    """Goes to the open dialogue's step, if it asks for words."""
    said = (update.effective_message.text or "").strip() if update.effective_message else ""
    dialogue = await api(update, context).dialogue()
    if dialogue["flow"] == decide.REJECT:
        await decide.reason_typed(update, context, dialogue["state"], said)
        return
    if dialogue["flow"] == consents.FLOW:
        await consents.reason_typed(update, context, dialogue["state"], said)
        return
    if dialogue["flow"] != FLOW:
        await say(update, context, Screen(t("hint.text")))
        return
    flow = LeaveFlow.of(dialogue["state"])
    if flow.step is Step.REASON:
        await request.reason_typed(update, context, flow, said)
        return
    await say(update, context, Screen(t("hint.tap")))


async def unknown_command(update: Update, context: Context) -> None:
    message = update.effective_message
    command = ((message.text or message.caption or "") if message else "").split()[:1]
    await say(update, context, Screen(t("hint.unknown_command", command="".join(command)[:40])))


async def something_else(update: Update, context: Context) -> None:
    """A photo, a sticker, a place."""
    await say(update, context, Screen(t("hint.file")))


async def in_a_group(update: Update, context: Context) -> None:
    await say(update, context, Screen(t("hint.group")))


def in_private(handle: Handle) -> Handle:
    """The button, where it is tapped in the chat of one person; elsewhere somebody made it up."""

    async def guarded(update: Update, context: Context) -> None:
        chat = update.effective_chat
        await (handle if chat is None or chat.type == Chat.PRIVATE else old_button)(update, context)

    return guarded


async def inert_button(update: Update, context: Context) -> None:
    await answer(update)


async def old_button(update: Update, context: Context) -> None:
    """Data that no button of ours carries: an old message, or a made-up tap."""
    await answer(update, plain("button.old"), alert=True)


BUTTONS = {Tap.NOTHING: inert_button}
