"""Looking around: any day of anybody, what is now and next, what changes. In groups: of what is named."""

from collections.abc import Sequence
from datetime import date, timedelta

from telegram import Chat, Update

from bot.api_client import UserApi
from bot.callback_data import KINDS, Tap
from bot.contract.days import Match
from bot.phrases import read_day
from bot.phrases.lookup import read_date_and_name
from bot.turn import Context, answer, api, fields, redraw, say
from bot.views import day, lookups
from bot.views.screen import Screen

_DAYS_OF_CHANGES = 14
_EXACT = 100


async def today_command(update: Update, context: Context) -> None:
    """/today, /today CSE-3-A: today's classes as they will really happen."""
    await _on(update, context, 0)


async def tomorrow_command(update: Update, context: Context) -> None:
    """/tomorrow, /tomorrow CSE-3-A: the day after the institute's today."""
    await _on(update, context, 1)


async def day_command(update: Update, context: Context) -> None:
    """/day DATE NAME: of a section, a teacher or a room, in any order; buttons for what is missing."""
    user = api(update, context)
    today = date.fromisoformat((await user.me())["today"])
    on, name = read_date_and_name(context.args or [], today=today)
    if name or is_group(update):
        matches = await user.search(name) if name else []
        if name and not matches and on is None:
            read_day(context.args or [], today=today)  # says what is wrong with it as a date
        await say(update, context, await _shown(user, name, matches, on or today))
    elif on:
        await say(update, context, day.day(await user.day(on.isoformat())))
    else:
        await say(update, context, day.which_day(today.isoformat()))


async def now_command(update: Update, context: Context) -> None:
    """/now: the class that one is in, and the one after it."""
    await say(update, context, lookups.now(await api(update, context).present()))


async def next_command(update: Update, context: Context) -> None:
    """/next: where to be next, today or on the next day with classes."""
    await say(update, context, lookups.next_(await api(update, context).present()))


async def changes_command(update: Update, context: Context) -> None:
    """/changes, /changes CSE-3-A: what is not as planned in the next two weeks."""
    user = api(update, context)
    name = " ".join(context.args or [])
    if not name and not is_group(update):
        await say(update, context, lookups.changes(await user.days_of("me", "", days=_DAYS_OF_CHANGES)))
        return
    matches = await user.search(name) if name else []
    if not is_one(matches):
        today = (await user.me())["today"]
        await say(update, context, lookups.which(name, matches, today))
        return
    of = await user.days_of(matches[0]["kind"], matches[0]["id"], days=_DAYS_OF_CHANGES)
    await say(update, context, lookups.changes(of))


async def day_of_button(update: Update, context: Context) -> None:
    letter, id, on = fields(update)
    of = await api(update, context).days_of(KINDS[letter], id, on)
    await redraw(update, context, lookups.day_of(of))
    await answer(update)


async def day_button(update: Update, context: Context) -> None:
    (wanted,) = fields(update)
    await redraw(update, context, day.day(await api(update, context).day(wanted)))
    await answer(update)


def is_group(update: Update) -> bool:
    return update.effective_chat is not None and update.effective_chat.type != Chat.PRIVATE


def is_one(matches: Sequence[Match]) -> bool:
    """Nothing has to be chosen: one is meant, or one is called exactly so."""
    return bool(matches) and (len(matches) == 1 or matches[0]["score"] == _EXACT > matches[1]["score"])


async def _on(update: Update, context: Context, later: int) -> None:
    user, name = api(update, context), " ".join(context.args or [])
    if not (later or name or is_group(update)):
        await say(update, context, day.day(await user.day()))
        return
    on = date.fromisoformat((await user.me())["today"]) + timedelta(days=later)
    if name or is_group(update):
        await say(update, context, await _found(user, name, on))
        return
    await say(update, context, day.day(await user.day(on.isoformat())))


async def _found(user: UserApi, name: str, on: date) -> Screen:
    """What is called so, on that day."""
    return await _shown(user, name, await user.search(name) if name else [], on)


async def _shown(user: UserApi, name: str, matches: Sequence[Match], on: date) -> Screen:
    """The one that is meant; a choice where several may be; what to write where nothing was named."""
    if not name:
        return lookups.name_it()
    if not is_one(matches):
        return lookups.which(name, matches, on.isoformat())
    kind, id = matches[0]["kind"], matches[0]["id"]
    return lookups.day_of(await user.days_of(kind, id, on.isoformat()))


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
