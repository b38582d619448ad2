"""/solve and /publish: a timetable for the term as a draft, watched while it is made; then published.

Nothing of it changes for anybody before it is published.
"""

from telegram import Update

from bot.api_client import ApiRefusal
from bot.callback_data import Tap
from bot.contract.office import Draft
from bot.turn import Context, answer, api, edit, fields, redraw, say
from bot.views.office import draft as draft_views

_SECONDS, _MOST = 60, 600


async def solve_command(update: Update, context: Context) -> None:
    """/solve SECONDS: ask the solver; one message follows how far it is, another tells what came of it."""
    user = api(update, context)
    me = await user.me()
    if me["role"] != "admin":
        raise ApiRefusal("not_allowed", "Timetables are drafted by admins.", None, {})
    if me["term"] is None:
        raise ApiRefusal("rule_broken", "There is no term yet to make a timetable for.", "term", {})
    asked = (context.args or [""])[0]
    seconds = min(max(int(asked), 1), _MOST) if asked.isdecimal() and len(asked) < 6 else _SECONDS
    draft = await user.draft_timetable(me["term"]["id"], seconds)
    message = await say(update, context, draft_views.progress(draft))
    await _follow(update, context, draft, message)


async def _follow(update: Update, context: Context, draft: Draft, message: int) -> None:
    """From now on the notices redraw this message; what came before they knew of it is drawn here."""
    user, chat = api(update, context), update.effective_chat
    assert chat is not None, "every update the bot asks for has a chat"
    await user.notice_shown(f"draft.{draft['id']}", message, "")
    found = await user.draft(draft["id"])
    if found != draft:
        await edit(context.bot, chat.id, message, draft_views.progress(found))


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
