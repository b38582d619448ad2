"""Looking around: any day of anybody, what is now and next, what changes. In groups: of what is named."""

from collections.abc import Sequence
from datetime import date, timedelta

from bot.api_client import UserApi
from bot.callback_data import KINDS, Tap
from bot.contract.schemas import MatchOut
from bot.phrases import read_day
from bot.phrases.lookup import read_date_and_name
from bot.turn import Turn
from bot.views import day, lookups
from bot.views.screen import Screen

_DAYS_OF_CHANGES = 14
_EXACT_SCORE = 100


async def today_command(turn: Turn) -> None:
    """/today, /today CSE-3-A: today's classes as they will really happen."""
    await _on(turn, 0)


async def tomorrow_command(turn: Turn) -> None:
    """/tomorrow, /tomorrow CSE-3-A: the day after the institute's today."""
    await _on(turn, 1)


async def day_command(turn: Turn) -> None:
    """/day DATE NAME: of a section, a teacher or a room, in any order; buttons for what is missing."""
    api = turn.api
    today = date.fromisoformat((await api.me())["today"])
    on, name = read_date_and_name(turn.arguments, today=today)
    if name or turn.is_in_group:
        matches = await api.search(name) if name else []
        if name and not matches and on is None:
            read_day(turn.arguments, today=today)  # says what is wrong with it as a date
        await turn.say(await _named_day(api, name, matches=matches, on=on or today))
    elif on:
        await turn.say(day.day(await api.day(on.isoformat())))
    else:
        await turn.say(day.which_day(today.isoformat()))


async def now_command(turn: Turn) -> None:
    """/now: the class that one is in, and the one after it."""
    await turn.say(lookups.now(await turn.api.present()))


async def next_command(turn: Turn) -> None:
    """/next: where to be next, today or on the next day with classes."""
    await turn.say(lookups.next_(await turn.api.present()))


async def changes_command(turn: Turn) -> None:
    """/changes, /changes CSE-3-A: what is not as planned in the next two weeks."""
    api = turn.api
    name = " ".join(turn.arguments)
    if not name and not turn.is_in_group:
        await turn.say(lookups.changes(await api.days_of("me", "", days=_DAYS_OF_CHANGES)))
        return
    matches = await api.search(name) if name else []
    if not is_one(matches):
        today = (await api.me())["today"]
        await turn.say(lookups.which(name, matches, today))
        return
    days = await api.days_of(matches[0]["kind"], matches[0]["id"], days=_DAYS_OF_CHANGES)
    await turn.say(lookups.changes(days))


async def day_of_button(turn: Turn) -> None:
    letter, id, on = turn.fields
    days = await turn.api.days_of(KINDS[letter], id, on)
    await turn.redraw(lookups.day_of(days))
    await turn.done()


async def day_button(turn: Turn) -> None:
    (wanted,) = turn.fields
    await turn.redraw(day.day(await turn.api.day(wanted)))
    await turn.done()


def is_one(matches: Sequence[MatchOut]) -> bool:
    """True if nothing has to be chosen: there is one match, or one is called exactly so."""
    return bool(matches) and (len(matches) == 1 or matches[0]["score"] == _EXACT_SCORE > matches[1]["score"])


async def _on(turn: Turn, later: int) -> None:
    api, name = turn.api, " ".join(turn.arguments)
    if not (later or name or turn.is_in_group):
        await turn.say(day.day(await api.day()))
        return
    on = date.fromisoformat((await api.me())["today"]) + timedelta(days=later)
    if name or turn.is_in_group:
        await turn.say(await _day_called(api, name, on))
        return
    await turn.say(day.day(await api.day(on.isoformat())))


async def _day_called(api: UserApi, name: str, on: date) -> Screen:
    """The day of what is called so."""
    matches = await api.search(name) if name else []
    return await _named_day(api, name, matches=matches, on=on)


async def _named_day(api: UserApi, name: str, *, matches: Sequence[MatchOut], on: date) -> Screen:
    """The day of the one that is meant; a choice where several may be; a hint where nothing was named."""
    if not name:
        return lookups.name_it()
    if not is_one(matches):
        return lookups.which(name, matches, on.isoformat())
    kind, id = matches[0]["kind"], matches[0]["id"]
    return lookups.day_of(await api.days_of(kind, id, on.isoformat()))


COMMANDS = {
    "today": today_command,
    "tomorrow": tomorrow_command,
    "day": day_command,
    "now": now_command,
    "next": next_command,
    "changes": changes_command,
}
BUTTONS = {
    Tap.DAY: day_button,
    Tap.DAY_OF: day_of_button,
}
