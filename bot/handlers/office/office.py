"""/invite, /audit and /health: links for one person or a sheet of people, who did what, how it fares."""

from datetime import UTC, datetime

from telegram import Update

from bot.api_client import ApiRefusal, UserApi
from bot.callback_data import Tap
from bot.contract.office import Invited
from bot.handlers.lookups import is_one
from bot.turn import Context, answer, api, fields, redraw, say, send_file
from bot.views.office import office
from bot.views.screen import Screen

_MOST_PAGES = 20
"""of people in one sheet of links"""


async def invite_command(update: Update, context: Context) -> None:
    """/invite NAME: a teacher's link, or a sheet of links for a section or a department."""
    user, said = api(update, context), " ".join(context.args or [])
    if not (await user.me())["decides"]:
        raise ApiRefusal("not_allowed", "Admins and heads hand out links.", None, {})
    found = await user.invitable(said) if said else []
    if not is_one(found):
        await say(update, context, office.whom_to_invite(said, found))
        return
    await _invite(update, context, user, found[0]["kind"], found[0]["id"])


async def invite_button(update: Update, context: Context) -> None:
    letter, id = fields(update)
    await _invite(update, context, api(update, context), office.UNITS[letter], id)
    await answer(update)


async def _invite(update: Update, context: Context, user: UserApi, kind: str, id: str) -> None:
    if kind == "faculty":
        person = await user.faculty(id)
        code = await user.invite(person["user"])
        await say(update, context, office.invite_one(person["name"], code, context.bot.username))
        return
    people: list[Invited] = []
    cursor: str | None = None
    for _ in range(_MOST_PAGES):
        page, cursor = await user.invite_all(kind, id, cursor)
        people += page
        if cursor is None:
            break
    said = office.invited(people)
    if not people:
        await say(update, context, Screen(said))
        return
    await send_file(update, context, "links.xlsx", office.sheet_of(people, context.bot.username), said)


async def audit_command(update: Update, context: Context) -> None:
    """/audit: who did what, the latest first."""
    user = api(update, context)
    events = await user.audit_events()
    await say(update, context, office.audit(events, (await user.me())["zone"]))


async def audit_button(update: Update, context: Context) -> None:
    (milliseconds,) = fields(update)
    user, until = api(update, context), datetime.fromtimestamp(int(milliseconds) / 1000, UTC)
    events = await user.audit_events(until.isoformat())
    await redraw(update, context, office.audit(events, (await user.me())["zone"]))
    await answer(update)


async def health_command(update: Update, context: Context) -> None:
    """/health: what an admin has to see to."""
    await say(update, context, office.health(await api(update, context).health()))


COMMANDS = {"invite": invite_command, "audit": audit_command, "health": health_command}
BUTTONS = {Tap.INVITE: invite_button, Tap.AUDIT: audit_button}
