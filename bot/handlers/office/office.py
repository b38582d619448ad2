"""/invite, /audit and /health: links for one person or a sheet of people, who did what, how it fares."""

from datetime import UTC, datetime
from typing import cast

from bot.api_client import ApiRefusal
from bot.callback_data import Tap
from bot.contract.schemas import InvitedOut
from bot.handlers.lookups import is_one
from bot.turn import Turn
from bot.views.office import office
from bot.views.screen import Screen

_MAX_PAGES = 20  # of people in one sheet of links


async def invite_command(turn: Turn) -> None:
    """/invite NAME: a teacher's link, or a sheet of links for a section or a department."""
    api, name = turn.api, " ".join(turn.arguments)
    if not (await api.me())["decides"]:
        raise ApiRefusal("not_allowed", "Admins and heads hand out links.")
    matches = await api.invitable(name) if name else []
    if not is_one(matches):
        await turn.say(office.whom_to_invite(name, matches))
        return
    await _invite(turn, matches[0]["kind"], matches[0]["id"])


async def invite_button(turn: Turn) -> None:
    letter, id = turn.fields
    await _invite(turn, office.UNITS[letter], id)
    await turn.done()


async def _invite(turn: Turn, kind: str, id: str) -> None:
    """Send the link of a teacher, or the sheet of links of a section's or a department's people."""
    api = turn.api
    if kind == "faculty":
        person = await api.faculty(id)
        code = await api.invite(cast(str, person["user"]))  # an id, as nothing is expanded
        await turn.say(office.invite_one(person["name"], code, turn.bot_name))
        return
    people: list[InvitedOut] = []
    cursor: str | None = None
    for _ in range(_MAX_PAGES):
        page, cursor = await api.invite_all(kind, id, cursor)
        people += page
        if cursor is None:
            break
    words = office.invited(people)
    if not people:
        await turn.say(Screen(words))
        return
    await turn.send_file("links.xlsx", office.sheet_of(people, turn.bot_name), words)


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
