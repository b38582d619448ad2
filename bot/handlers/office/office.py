"""/invite, /audit and /health: links for one person or a sheet of people, who did what, how it fares."""

from datetime import UTC, datetime
from typing import cast

from bot.api_client import ApiRefusal, UserApi
from bot.callback_data import Tap
from bot.contract.schemas import InvitedOut
from bot.handlers.lookups import is_one
from bot.turn import Turn
from bot.views.office import office
from bot.views.screen import Screen

_MOST_PAGES = 20
"""of people in one sheet of links"""


async def invite_command(turn: Turn) -> None:
    """/invite NAME: a teacher's link, or a sheet of links for a section or a department."""
    api, said = turn.api, " ".join(turn.arguments)
    if not (await api.me())["decides"]:
        raise ApiRefusal("not_allowed", "Admins and heads hand out links.", None, {})
    found = await api.invitable(said) if said else []
    if not is_one(found):
        await turn.say(office.whom_to_invite(said, found))
        return
    await _invite(turn, api, found[0]["kind"], found[0]["id"])


async def invite_button(turn: Turn) -> None:
    letter, id = turn.fields
    await _invite(turn, turn.api, office.UNITS[letter], id)
    await turn.done()


async def _invite(turn: Turn, api: UserApi, kind: str, id: str) -> None:
    if kind == "faculty":
        person = await api.faculty(id)
        code = await api.invite(cast(str, person["user"]))  # an id, as nothing is expanded
        await turn.say(office.invite_one(person["name"], code, turn.bot_name))
        return
    people: list[InvitedOut] = []
    cursor: str | None = None
    for _ in range(_MOST_PAGES):
        page, cursor = await api.invite_all(kind, id, cursor)
        people += page
        if cursor is None:
            break
    said = office.invited(people)
    if not people:
        await turn.say(Screen(said))
        return
    await turn.send_file("links.xlsx", office.sheet_of(people, turn.bot_name), said)


async def audit_command(turn: Turn) -> None:
    """/audit: who did what, the latest first."""
    api = turn.api
    events = await api.audit_events()
    await turn.say(office.audit(events, (await api.me())["zone"]))


async def audit_button(turn: Turn) -> None:
    (milliseconds,) = turn.fields
    api, until = turn.api, datetime.fromtimestamp(int(milliseconds) / 1000, UTC)
    events = await api.audit_events(until.isoformat())
    await turn.redraw(office.audit(events, (await api.me())["zone"]))
    await turn.done()


async def health_command(turn: Turn) -> None:
    """/health: what an admin has to see to."""
    await turn.say(office.health(await turn.api.health()))


COMMANDS = {"invite": invite_command, "audit": audit_command, "health": health_command}
BUTTONS = {Tap.INVITE: invite_button, Tap.AUDIT: audit_button}
