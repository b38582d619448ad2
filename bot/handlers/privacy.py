"""/mydata and /forget: everything that is kept of a person as a file; being forgotten, in two steps."""

import json

from bot.api_client import ApiRefusal
from bot.callback_data import Tap
from bot.texts import plain
from bot.turn import Turn
from bot.views import privacy


async def mydata_command(turn: Turn) -> None:
    """/mydata: all of it, as a file."""
    data = await turn.api.my_data()
    text = json.dumps(data, indent=1, ensure_ascii=False)
    await turn.send_file("my-data.json", text.encode(), plain("mydata.caption"))


async def forget_command(turn: Turn) -> None:
    """/forget: what it would erase and what stays; for an admin also who asks for it."""
    api = turn.api
    await turn.say(privacy.explained(await api.forgetting_state()))
    if (await api.me())["role"] == "admin" and (people := await api.erasure_requests()):
        await turn.say(privacy.waiting(people))


async def ask_button(turn: Turn) -> None:
    await turn.redraw(privacy.sure())
    await turn.done()


async def now_button(turn: Turn) -> None:
    """They are sure: an admin gets to see it."""
    await turn.redraw(privacy.explained(await turn.api.ask_to_be_forgotten()))
    await turn.done()


async def no_button(turn: Turn) -> None:
    await turn.redraw(privacy.explained(await turn.api.forgetting_state()))
    await turn.done()


async def back_button(turn: Turn) -> None:
    """Taken back; a second tap finds that so."""
    try:
        await turn.api.do_not_forget_me()
    except ApiRefusal as refusal:
        if refusal.code != "not_found":
            raise
    await turn.redraw(privacy.taken_back())
    await turn.done()


async def look_button(turn: Turn) -> None:
    """One who asks, and what an admin may do about it."""
    (id,) = turn.fields
    people = await turn.api.erasure_requests()
    person = next((p for p in people if p["user"] == id), None)
    await turn.redraw(privacy.person_card(person) if person else privacy.nobody())
    await turn.done()


async def confirm_button(turn: Turn) -> None:
    """For good; where something has to be handed over first, that is said."""
    (id,) = turn.fields
    try:
        await turn.api.forget(id)
    except ApiRefusal as refusal:
        if refusal.code != "in_use":
            raise
        facts = refusal.facts
        await turn.done(privacy.obstacle(facts["reason"], facts["about"]), alert=True)
        return
    await turn.redraw(privacy.forgotten())
    await turn.done()


async def decline_button(turn: Turn) -> None:
    (id,) = turn.fields
    await turn.api.do_not_forget(id)
    await turn.redraw(privacy.declined())
    await turn.done()


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
