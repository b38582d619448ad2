"""/mydata and /forget: everything that is kept of a person as a file; being forgotten, in two steps."""

import json

from telegram import Update

from bot.api_client import ApiRefusal
from bot.callback_data import Tap
from bot.texts import plain
from bot.turn import Context, answer, api, fields, redraw, say, send_file
from bot.views import privacy


async def mydata_command(update: Update, context: Context) -> None:
    """/mydata: all of it, as a file."""
    data = await api(update, context).my_data()
    text = json.dumps(data, indent=1, ensure_ascii=False)
    await send_file(update, context, "my-data.json", text.encode(), plain("mydata.caption"))


async def forget_command(update: Update, context: Context) -> None:
    """/forget: what it would erase and what stays; for an admin also who asks for it."""
    user = api(update, context)
    await say(update, context, privacy.explained(await user.forget_wish()))
    if (await user.me())["role"] == "admin" and (people := await user.who_asks_to_be_forgotten()):
        await say(update, context, privacy.waiting(people))


async def ask_button(update: Update, context: Context) -> None:
    await redraw(update, context, privacy.sure())
    await answer(update)


async def now_button(update: Update, context: Context) -> None:
    """They are sure: an admin gets to see it."""
    await redraw(update, context, privacy.explained(await api(update, context).ask_to_be_forgotten()))
    await answer(update)


async def no_button(update: Update, context: Context) -> None:
    await redraw(update, context, privacy.explained(await api(update, context).forget_wish()))
    await answer(update)


async def back_button(update: Update, context: Context) -> None:
    """Taken back; a second tap finds that so."""
    try:
        await api(update, context).do_not_forget_me()
    except ApiRefusal as refusal:
        if refusal.code != "not_found":
            raise
    await redraw(update, context, privacy.taken_back())
    await answer(update)


async def look_button(update: Update, context: Context) -> None:
    """One who asks, and what an admin may do about it."""
    (id,) = fields(update)
    people = await api(update, context).who_asks_to_be_forgotten()
    person = next((p for p in people if p["user"] == id), None)
    await redraw(update, context, privacy.one(person) if person else privacy.nobody())
    await answer(update)


async def confirm_button(update: Update, context: Context) -> None:
    """For good; where something has to be handed over first, that is said."""
    (id,) = fields(update)
    try:
        await api(update, context).forget(id)
    except ApiRefusal as refusal:
        if refusal.code != "in_use":
            raise
        facts = refusal.facts
        await answer(update, privacy.obstacle(facts["reason"], facts["about"]), alert=True)
        return
    await redraw(update, context, privacy.forgotten())
    await answer(update)


async def decline_button(update: Update, context: Context) -> None:
    (id,) = fields(update)
    await api(update, context).do_not_forget(id)
    await redraw(update, context, privacy.declined())
    await answer(update)


COMMANDS = {"mydata": mydata_command, "forget": forget_command}
BUTTONS = {
    Tap.FORGET_ASK: ask_button,
    Tap.FORGET_NOW: now_button,
    Tap.FORGET_NO: no_button,
    Tap.FORGET_BACK: back_button,
    Tap.FORGET_LOOK: look_button,
    Tap.FORGET_CONFIRM: confirm_button,
    Tap.FORGET_DECLINE: decline_button,
}
