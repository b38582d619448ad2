"""/dept, /delegate and /load: a department's day, who acts for its head, and one's own periods and covers."""

from datetime import date

from telegram import Update

from bot.api_client import ApiRefusal, UserApi
from bot.contract.people import Me
from bot.handlers.lookups import is_one
from bot.phrases import Unreadable, read_day
from bot.phrases.lookup import read_date_and_name
from bot.turn import Context, api, say
from bot.views import lookups
from bot.views.office import department as department_views

_OFF = ("off", "none", "nobody", "बंद", "कोई नहीं")


async def dept_command(update: Update, context: Context) -> None:
    """/dept DATE NAME: who of one's own department, or of the one named, is away, and who covers."""
    user = api(update, context)
    me = await user.me()
    on, name = read_date_and_name(context.args or [], today=date.fromisoformat(me["today"]))
    department = await _department(user, me, name)
    if department is None:
        await say(update, context, lookups.which(name, [], me["today"]))
        return
    await say(
        update,
        context,
        department_views.day(await user.department_day(department, on.isoformat() if on else None)),
    )


async def load_command(update: Update, context: Context) -> None:
    """/load: the periods of this week, and the covers of this month and term."""
    await say(update, context, department_views.load(await api(update, context).load()))


async def delegate_command(update: Update, context: Context) -> None:
    """/delegate NAME FIRST LAST: who acts for the head between two dates; /delegate off: nobody."""
    user, words = api(update, context), list(context.args or [])
    me = await user.me()
    department = me["department"]
    if department is None:
        raise ApiRefusal("not_allowed", "Heads of department name who acts for them.", None, {})
    if " ".join(words).casefold() in _OFF:
        await user.delegate(department, None)
        await say(update, context, department_views.delegated(None))
        return
    dates = _dates(words, date.fromisoformat(me["today"]))
    found = await user.search(" ".join(words[:-2]), kind="faculty") if dates and words[:-2] else []
    if dates is None or not is_one(found):
        await say(update, context, department_views.usage())
        return
    person = await user.faculty(found[0]["id"])
    await user.delegate(department, person["user"], *dates)
    await say(update, context, department_views.delegated(person["name"], *dates))


async def _department(user: UserApi, me: Me, name: str) -> str | None:
    if not name:
        return me["department"]
    found = await user.search(name, kind="department")
    return found[0]["id"] if is_one(found) else None


def _dates(words: list[str], today: date) -> tuple[str, str] | None:
    """The last two words as dates; None: they are something else."""
    try:
        first, last = (read_day([word], today=today) for word in words[-2:])
    except (Unreadable, ValueError):
        return None
    return first.isoformat(), last.isoformat()


COMMANDS = {"dept": dept_command, "load": load_command, "delegate": delegate_command}
