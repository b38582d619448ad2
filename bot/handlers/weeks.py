"""/week as a picture, of oneself or of what is named; its buttons: other weeks, colours, text, PDF, sheet."""

import asyncio
from datetime import date

from telegram import Update

from bot.callback_data import KINDS, LETTERS, ME, Tap
from bot.contract.days import DaysOf
from bot.handlers.lookups import is_group, is_one
from bot.phrases.lookup import read_date_and_name
from bot.pictures.week import Week
from bot.turn import Context, answer, api, fields, now, redraw, say, send_file
from bot.views import day, lookups, week_files
from bot.views import week as week_views
from bot.views.screen import Picture
from bot.views.week import DARK, LIGHT


async def week_command(update: Update, context: Context) -> None:
    """/week, /week DATE NAME: Monday to Sunday."""
    user = api(update, context)
    on, name = None, ""
    if context.args or is_group(update):
        today = date.fromisoformat((await user.me())["today"])
        on, name = read_date_and_name(context.args or [], today=today, weeks=True)
        on = on or today
    iso = on.isoformat() if on else None
    if not name and is_group(update):
        await say(update, context, lookups.name_it())
    elif not name:
        await say(
            update, context, await _picture(update, context, await _theme(update, context), ME, ME, iso)
        )
    elif is_one(matches := await user.search(name)):
        letter, id = LETTERS[matches[0]["kind"]], matches[0]["id"]
        await say(
            update, context, await _picture(update, context, await _theme(update, context), letter, id, iso)
        )
    else:
        on_or_now = iso or (await user.me())["today"]
        await say(
            update,
            context,
            lookups.which(name, matches, on_or_now, Tap.WEEK_PICTURE, await _theme(update, context)),
        )


async def _theme(update: Update, context: Context) -> str:
    """The colours that the person has chosen; a group's are light."""
    if is_group(update):
        return LIGHT
    return DARK if (await api(update, context).settings())["theme"] == "dark" else LIGHT


async def week_picture_button(update: Update, context: Context) -> None:
    """Another week, other colours, or the picture in place of the text."""
    theme, letter, id, on = fields(update)
    if not (letter == ME and is_group(update)):  # a group is shown nothing of whoever taps
        await redraw(update, context, await _picture(update, context, theme, letter, id, on))
    await answer(update)


async def week_file_button(update: Update, context: Context) -> None:
    """The week to print or to work with, as a message of its own."""
    kind, letter, id, on = fields(update)
    if not (letter == ME and is_group(update)):
        of, week = await _week(update, context, letter, id, on)
        name, caption = week_views.file_name(of, kind), week_views.title(of)
        await send_file(update, context, name, week_files.file(week, kind), caption)
    await answer(update)


async def week_button(update: Update, context: Context) -> None:
    """One's own week as text."""
    (wanted,) = fields(update)
    await redraw(update, context, day.week(await api(update, context).week(wanted)))
    await answer(update)


async def week_of_button(update: Update, context: Context) -> None:
    """The week of a section, a teacher or a room as text."""
    letter, id, on = fields(update)
    of = await api(update, context).days_of(KINDS[letter], id, on, days=7, week=True)
    await redraw(update, context, lookups.week_of(of))
    await answer(update)


async def _week(
    update: Update, context: Context, letter: str, id: str, on: str | None
) -> tuple[DaysOf, Week]:
    user = api(update, context)
    days = user.days_of(KINDS[letter], id, on, days=7, week=True)
    me, of = await asyncio.gather(user.me(), days)
    return of, week_views.drawing(of, me, now(me["zone"]))


async def _picture(
    update: Update, context: Context, theme: str, letter: str, id: str, on: str | None
) -> Picture:
    of, week = await _week(update, context, letter, id, on)
    return Picture(week_files.picture(week, theme), week_views.caption(of), week_views.buttons(of, theme))


COMMANDS = {"week": week_command}
BUTTONS = {
    Tap.WEEK: week_button,
    Tap.WEEK_OF: week_of_button,
    Tap.WEEK_PICTURE: week_picture_button,
    Tap.WEEK_FILE: week_file_button,
}
