"""/solve and /publish: a timetable for the term as a draft, watched while it is made; then published.

Nothing of it changes for anybody before it is published.
"""

from bot.api_client import ApiRefusal
from bot.callback_data import Tap
from bot.contract.schemas import DraftOut
from bot.turn import Turn
from bot.views.office import draft as draft_views

_DEFAULT_SECONDS, _MAX_SECONDS = 60, 600


async def solve_command(turn: Turn) -> None:
    """/solve SECONDS: ask the solver; one message follows how far it is, another tells what came of it."""
    api = turn.api
    me = await api.me()
    if me["role"] != "admin":
        raise ApiRefusal("not_allowed", "Timetables are drafted by admins.")
    if me["term"] is None:
        raise ApiRefusal("rule_broken", "There is no term yet to make a timetable for.", "term")
    typed = (turn.arguments or [""])[0]
    seconds = (
        min(max(int(typed), 1), _MAX_SECONDS) if typed.isdecimal() and len(typed) < 6 else _DEFAULT_SECONDS
    )
    draft = await api.draft_timetable(me["term"]["id"], seconds)
    message = await turn.say(draft_views.progress(draft))
    await _follow(turn, draft, message)


async def _follow(turn: Turn, draft: DraftOut, message: int) -> None:
    """From now on the notices redraw this message; what came before they knew of it is drawn here."""
    api = turn.api
    await api.notice_shown(f"draft.{draft['id']}", message, "")
    draft_now = await api.draft(draft["id"])
    if draft_now != draft:
        await turn.edit(message, draft_views.progress(draft_now))


async def look_button(turn: Turn) -> None:
    (id,) = turn.fields
    await turn.redraw(draft_views.draft(await turn.api.draft(id)))
    await turn.done()


async def stop_button(turn: Turn) -> None:
    """Stop: the solver ends with its best so far."""
    (id,) = turn.fields
    api = turn.api
    try:
        draft_now = await api.stop_draft(id)
    except ApiRefusal as refusal:
        if refusal.code != "already_decided":
            raise
        draft_now = await api.draft(id)
    await turn.redraw(draft_views.draft(draft_now))
    await turn.done()


async def publish_command(turn: Turn) -> None:
    """/publish: the drafts that are ready."""
    await turn.say(draft_views.drafts(await turn.api.drafts()))


async def publish_button(turn: Turn) -> None:
    """Publish: first what it would change."""
    (id,) = turn.fields
    would = await turn.api.publish_draft(id, dry_run=True)
    await turn.redraw(draft_views.sure(id, would))
    await turn.done()


async def publish_now_button(turn: Turn) -> None:
    """Yes: the draft becomes the term's timetable; goes on where time ended."""
    (id,) = turn.fields
    done = await turn.api.publish_draft(id, dry_run=False)
    await turn.redraw(draft_views.published(id, done))
    await turn.done()


COMMANDS = {"solve": solve_command, "publish": publish_command}
BUTTONS = {
    Tap.DRAFT_LOOK: look_button,
    Tap.DRAFT_STOP: stop_button,
    Tap.DRAFT_PUBLISH: publish_button,
    Tap.DRAFT_PUBLISH_NOW: publish_now_button,
}
