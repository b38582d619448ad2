"""/today, /tomorrow and /day, and the buttons that turn their pages."""

from datetime import date, timedelta

from telegram import Update

from bot import day_views
from bot.date_text import read_day
from bot.talk import Context, answer, api, fields, redraw, say


async def today_command(update: Update, context: Context) -> None:
    """/today: today's classes as they will really happen."""
    await say(update, context, day_views.day(await api(update, context).day()))


async def tomorrow_command(update: Update, context: Context) -> None:
    """/tomorrow: the day after the institute's today."""
    user = api(update, context)
    tomorrow = date.fromisoformat((await user.me())["today"]) + timedelta(days=1)
    await say(update, context, day_views.day(await user.day(tomorrow.isoformat())))


async def day_command(update: Update, context: Context) -> None:
    """/day DATE: that date's classes; without one, buttons for the next days."""
    user = api(update, context)
    today = (await user.me())["today"]
    if not context.args:
        await say(update, context, day_views.which_day(today))
        return
    wanted = read_day(context.args, today=date.fromisoformat(today))
    await say(update, context, day_views.day(await user.day(wanted.isoformat())))


async def day_button(update: Update, context: Context) -> None:
    (wanted,) = fields(update)
    await redraw(update, context, day_views.day(await api(update, context).day(wanted)))
    await answer(update)
