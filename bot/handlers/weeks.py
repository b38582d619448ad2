"""/week as a picture, and the buttons under it: other weeks, other colours, text, PDF and sheet."""

import asyncio

from telegram import Update

from bot import day_views, week_files, week_views
from bot.api_values import Day
from bot.pictures.week import Week
from bot.talk import Context, answer, api, fields, now, redraw, say, send_file
from bot.views import Picture


async def week_command(update: Update, context: Context) -> None:
    """/week: Monday to Sunday."""
    days, week = await _week(update, context)
    await say(update, context, _picture(days, week, week_views.LIGHT))


async def week_picture_button(update: Update, context: Context) -> None:
    """Another week, other colours, or the picture in place of the text."""
    theme, wanted = fields(update)
    days, week = await _week(update, context, wanted)
    await redraw(update, context, _picture(days, week, theme))
    await answer(update)


async def week_button(update: Update, context: Context) -> None:
    """The week as text."""
    (wanted,) = fields(update)
    await redraw(update, context, day_views.week(await api(update, context).week(wanted)))
    await answer(update)


async def week_file_button(update: Update, context: Context) -> None:
    """The week to print or to work with, as a message of its own."""
    kind, wanted = fields(update)
    days, week = await _week(update, context, wanted)
    await send_file(update, context, week_files.file(week, kind), week_views.file_name(days, kind))
    await answer(update)


async def _week(update: Update, context: Context, date: str | None = None) -> tuple[list[Day], Week]:
    user = api(update, context)
    me, days = await asyncio.gather(user.me(), user.week(date))
    return days, week_views.drawing(days, week_views.own(me), now(me["zone"]))


def _picture(days: list[Day], week: Week, theme: str) -> Picture:
    drawn = week_files.picture(week, theme)
    return Picture(drawn, week_views.caption(days), week_views.buttons(days, theme))
