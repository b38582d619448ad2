"""/solve and /publish: a timetable for the term as a draft, watched while it is made; then published."""

from telegram import Update

from bot import draft_views
from bot.api_client import ApiRefusal
from bot.api_values import Draft
from bot.callback_data import Tap
from bot.talk import Context, answer, api, edit, fields, pause, redraw, say

PAUSES = (1.0, 1.0, 2.0, 2.0, 3.0)
"""seconds between looks after asking; later looks are up to the person"""
_SECONDS, _MOST = 60, 600


async def solve_command(update: Update, context: Context) -> None:
    """/solve SECONDS: ask the solver; one message that follows how far it is. Nothing changes for anybody."""
    user = api(update, context)
    me = await user.me()
    if me["role"] != "admin":
        raise ApiRefusal("not_allowed", "Timetables are drafted by admins.", None, {})
    if me["term"] is None:
        raise ApiRefusal("rule_broken", "There is no term yet to make a timetable for.", "term", {})
    asked = (context.args or [""])[0]
    seconds = min(max(int(asked), 1), _MOST) if asked.isdecimal() and len(asked) < 6 else _SECONDS
    draft = await user.draft_timetable(me["term"]["id"], seconds)
    message = await say(update, context, draft_views.draft(draft))
    await _follow(update, context, draft, message)


async def _follow(update: Update, context: Context, draft: Draft, message: int) -> None:
    chat = update.effective_chat
    assert chat is not None, "every update the bot asks for has a chat"
    for seconds in PAUSES:
        await pause(context, seconds)
        found = await api(update, context).draft(draft["id"])
        if found != draft:
            await edit(context.bot, chat.id, message, draft_views.draft(found))
        if found["status"] != "asked":
            return
        draft = found


async def look_button(update: Update, context: Context) -> None:
    (id,) = fields(update)
    await redraw(update, context, draft_views.draft(await api(update, context).draft(id)))
    await answer(update)


async def stop_button(update: Update, context: Context) -> None:
    """Stop: the solver ends with its best so far."""
    (id,) = fields(update)
    user = api(update, context)
    try:
        found = await user.stop_draft(id)
    except ApiRefusal as refusal:
        if refusal.code != "already_decided":
            raise
        found = await user.draft(id)
    await redraw(update, context, draft_views.draft(found))
    await answer(update)


async def publish_command(update: Update, context: Context) -> None:
    """/publish: the drafts that are ready."""
    await say(update, context, draft_views.drafts(await api(update, context).drafts()))


async def publish_button(update: Update, context: Context) -> None:
    """Publish: first what it would change."""
    (id,) = fields(update)
    would = await api(update, context).publish_draft(id, dry_run=True)
    await redraw(update, context, draft_views.sure(id, would))
    await answer(update)


async def publish_now_button(update: Update, context: Context) -> None:
    """Yes: the draft becomes the term's timetable; goes on where time ended."""
    (id,) = fields(update)
    done = await api(update, context).publish_draft(id, dry_run=False)
    await redraw(update, context, draft_views.published(id, done))
    await answer(update)


COMMANDS = {"solve": solve_command, "publish": publish_command}
BUTTONS = {
    Tap.DRAFT_LOOK: look_button,
    Tap.DRAFT_STOP: stop_button,
    Tap.DRAFT_PUBLISH: publish_button,
    Tap.DRAFT_PUBLISH_NOW: publish_now_button,
}
