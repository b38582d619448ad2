"""/week as a picture, of oneself or of what is named; its buttons: other weeks, colours, text, PDF, sheet."""

import asyncio
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.callback_data import KINDS, LETTERS, ME, Tap
from bot.contract.schemas import DaysOut
from bot.handlers.lookups import is_one
from bot.phrases.lookup import read_date_and_name
from bot.pictures.week import Week
from bot.turn import Turn
from bot.views import day, lookups, week_files
from bot.views import week as week_views
from bot.views.screen import Picture
from bot.views.week import DARK, LIGHT


async def week_command(turn: Turn) -> None:
    """/week, /week DATE NAME: Monday to Sunday."""
    api = turn.api
    on, name = None, ""
    if turn.arguments or turn.is_in_group:
        today = date.fromisoformat((await api.me())["today"])
        on, name = read_date_and_name(turn.arguments, today=today, weeks=True)
        on = on or today
    iso = on.isoformat() if on else None
    if not name and turn.is_in_group:
        await turn.say(lookups.name_it())
    elif not name:
        await turn.say(await _picture(turn, ME, ME, on=iso, theme=await _theme(turn)))
    elif is_one(matches := await api.search(name)):
        letter, id = LETTERS[matches[0]["kind"]], matches[0]["id"]
        await turn.say(await _picture(turn, letter, id, on=iso, theme=await _theme(turn)))
    else:
        on_or_now = iso or (await api.me())["today"]
        await turn.say(
            lookups.which(name, matches, on_or_now, tap=Tap.WEEK_PICTURE, theme=await _theme(turn)),
        )


async def _theme(turn: Turn) -> str:
    """The colours that the person has chosen; a group's are light."""
    if turn.is_in_group:
        return LIGHT
    return DARK if (await turn.api.settings())["theme"] == "dark" else LIGHT


async def week_picture_button(turn: Turn) -> None:
    """Another week, other colours, or the picture in place of the text."""
    theme, letter, id, on = turn.fields
    if not (letter == ME and turn.is_in_group):  # a group is shown nothing of whoever taps
        await turn.redraw(await _picture(turn, letter, id, on=on, theme=theme))
    await turn.done()


async def week_file_button(turn: Turn) -> None:
    """The week to print or to work with, as a message of its own."""
    kind, letter, id, on = turn.fields
    if not (letter == ME and turn.is_in_group):
        days, week = await _week(turn, letter, id, on=on)
        name, caption = week_views.file_name(days, kind), week_views.title(days)
        await turn.send_file(name, week_files.file(week, kind), caption)
    await turn.done()


async def week_button(turn: Turn) -> None:
    """One's own week as text."""
    (wanted,) = turn.fields
    await turn.redraw(day.week(await turn.api.week(wanted)))
    await turn.done()


async def week_of_button(turn: Turn) -> None:
    """The week of a section, a teacher or a room as text."""
    letter, id, on = turn.fields
    days = await turn.api.days_of(KINDS[letter], id, on, days=7, week=True)
    await turn.redraw(lookups.week_of(days))
    await turn.done()


async def _week(turn: Turn, letter: str, id: str, *, on: str | None) -> tuple[DaysOut, Week]:
    api = turn.api
    reading = api.days_of(KINDS[letter], id, on, days=7, week=True)
    me, days = await asyncio.gather(api.me(), reading)
    return days, week_views.drawing(days, me, datetime.now(ZoneInfo(me["zone"])))


async def _picture(turn: Turn, letter: str, id: str, *, on: str | None, theme: str) -> Picture:
    days, week = await _week(turn, letter, id, on=on)
    return Picture(week_files.picture(week, theme), week_views.caption(days), week_views.buttons(days, theme))


COMMANDS = {"week": week_command}
BUTTONS = {
    Tap.WEEK: week_button,
    Tap.WEEK_OF: week_of_button,
    Tap.WEEK_PICTURE: week_picture_button,
    Tap.WEEK_FILE: week_file_button,
}
