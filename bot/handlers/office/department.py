"""/dept, /delegate and /load: a department's day, who acts for its head, and one's own periods and covers."""

from datetime import date
from typing import cast

from bot.api_client import ApiRefusal, UserApi
from bot.contract.schemas import MeOut
from bot.handlers.lookups import is_one
from bot.phrases import Unreadable, read_day
from bot.phrases.lookup import read_date_and_name
from bot.turn import Turn
from bot.views import lookups
from bot.views.office import department as department_views

_OFF = ("off", "none", "nobody", "बंद", "कोई नहीं")


async def dept_command(turn: Turn) -> None:
    """/dept DATE NAME: who of one's own department, or of the one named, is away, and who covers."""
    api = turn.api
    me = await api.me()
    on, name = read_date_and_name(turn.arguments, today=date.fromisoformat(me["today"]))
    department = await _department(api, me, name)
    if department is None:
        await turn.say(lookups.which(name, [], me["today"]))
        return
    await turn.say(
        department_views.day(await api.department_day(department, on.isoformat() if on else None)),
    )


async def load_command(turn: Turn) -> None:
    """/load: the periods of this week, and the covers of this month and term."""
    await turn.say(department_views.load(await turn.api.load()))


async def delegate_command(turn: Turn) -> None:
    """/delegate NAME FIRST LAST: who acts for the head between two dates; /delegate off: nobody."""
    api, words = turn.api, list(turn.arguments)
    me = await api.me()
    department = me["department"]
    if department is None:
        raise ApiRefusal("not_allowed", "Heads of department name who acts for them.")
    if " ".join(words).casefold() in _OFF:
        await api.delegate(department, None)
        await turn.say(department_views.delegated(None))
        return
    dates = _dates(words, date.fromisoformat(me["today"]))
    matches = await api.search(" ".join(words[:-2]), kind="faculty") if dates and words[:-2] else []
    if dates is None or not is_one(matches):
        await turn.say(department_views.usage())
        return
    person = await api.faculty(matches[0]["id"])
    user = cast(str | None, person["user"])  # an id, as nothing is expanded
    await api.delegate(department, user, dates)
    await turn.say(department_views.delegated(person["name"], *dates))


async def _department(api: UserApi, me: MeOut, name: str) -> str | None:
    if not name:
        return me["department"]
    matches = await api.search(name, kind="department")
    return matches[0]["id"] if is_one(matches) else None


def _dates(words: list[str], today: date) -> tuple[str, str] | None:
    """The last two words as dates; None: they are something else."""
    try:
        first, last = (read_day([word], today=today) for word in words[-2:])
    except (Unreadable, ValueError):
        return None
    return first.isoformat(), last.isoformat()


COMMANDS = {"dept": dept_command, "load": load_command, "delegate": delegate_command}
