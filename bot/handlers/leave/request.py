"""/leave and /whatif, in one line or step by step: a preview that is sent once, or the plan that would be."""

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from bot.api_client import ApiRefusal, UserApi
from bot.callback_data import Tap
from bot.contract.schemas import DialogueOut, MeOut, PeriodOut
from bot.handlers.leave import steps as leave_flow
from bot.handlers.leave import whatif
from bot.handlers.leave.steps import (
    DATES,
    DRAFT_FIELDS,
    EVERYTHING,
    FLOW,
    SENT,
    WITHOUT_REASON,
    LeaveFlow,
    Step,
)
from bot.phrases import MAX_REASON_CHARACTERS, Draft, Unreadable, parse_leave
from bot.texts import plain, t
from bot.turn import Show, Turn
from bot.views.leave import request
from bot.views.screen import Screen

_MAX_MONTHS_READ = 3
_STEPS: dict[Tap, tuple[tuple[Step, ...], Callable[[LeaveFlow, str], LeaveFlow]]] = {
    Tap.LEAVE_MONTH: (DATES, leave_flow.turn_page),
    Tap.LEAVE_DATE: (DATES, leave_flow.pick_date),
    Tap.LEAVE_ONE_DAY: ((Step.LAST,), leave_flow.pick_one_day),
    Tap.LEAVE_SPAN: ((Step.SPAN,), leave_flow.pick_span),
    Tap.LEAVE_PERIOD: ((Step.PERIODS,), leave_flow.toggle_period),
    Tap.LEAVE_PERIODS_DONE: ((Step.PERIODS,), leave_flow.finish_periods),
    Tap.LEAVE_KIND: ((Step.KIND,), leave_flow.pick_kind),
    Tap.LEAVE_NO_REASON: ((Step.REASON,), leave_flow.give_reason),
}


async def leave_command(turn: Turn) -> None:
    """/leave DATES PERIODS KIND REASON: preview, then ask before sending; ask for what is missing."""
    await _begin(turn, is_whatif=False)


async def whatif_command(turn: Turn) -> None:
    """/whatif, with the words of /leave: what it would come to. Nothing is sent."""
    await _begin(turn, is_whatif=True)


async def _begin(turn: Turn, *, is_whatif: bool) -> None:
    api = turn.api
    me = await api.me()
    if me["faculty"] is None:
        await turn.say(Screen(t("leave.not_faculty")))
        return
    words = turn.arguments
    draft = await _draft(api, me, words)
    everything = WITHOUT_REASON if is_whatif else EVERYTHING
    todo = everything if not words else () if draft.start_date else DATES
    flow = LeaveFlow(key=secrets.token_hex(4), draft=draft.as_json(), todo=todo, whatif=is_whatif)
    await _show(turn, flow, me=me, show=turn.say)


async def step_button(turn: Turn) -> None:
    """Take the answer of a step's button and show the next step; a late tap shows the present one."""
    tap, (key, *rest) = turn.button
    api = turn.api
    flow = _open(await api.dialogue(), key)
    if flow is None:
        await _out_of_date(turn)
        return
    steps, change = _STEPS[tap]
    changed = change(flow, rest[0] if rest else "") if flow.step in steps else flow
    changed = replace(changed, message=turn.tapped_message)
    await _go_on(turn, changed, turn.redraw)
    stuck = tap is Tap.LEAVE_PERIODS_DONE and changed.step is Step.PERIODS
    await turn.done(plain("leave.one_period") if stuck else None)


async def reason_typed(turn: Turn, flow: LeaveFlow, reason: str) -> None:
    """Take the reason that came as a message of its own; the preview follows below it."""
    if len(reason) > MAX_REASON_CHARACTERS:
        raise Unreadable("reason", plain("leave.long_reason", most=MAX_REASON_CHARACTERS))
    await _go_on(turn, replace(leave_flow.give_reason(flow, reason), message=None), turn.say)
    if flow.message:
        await turn.remove_buttons(flow.message)


async def send_button(turn: Turn) -> None:
    """Send the request, once; a second tap shows what has become of it."""
    (key,) = turn.fields
    api = turn.api
    dialogue = await api.dialogue()
    if dialogue["flow"] == SENT and dialogue["state"].get("key") == key:
        leave = await api.leave(dialogue["state"]["leave"])
        await turn.redraw(request.sent(leave))
        await turn.done()
        return
    flow = _open(dialogue, key)
    if flow is None:
        await _out_of_date(turn)
        return
    if flow.step is not Step.PREVIEW or flow.whatif:
        await _go_on(turn, flow, turn.redraw)
        await turn.done()
        return
    leave = await api.ask_leave(flow.draft, key=f"leave-{key}")
    await api.keep_dialogue(SENT, {"key": key, "leave": leave["id"]})
    await turn.redraw(request.sent(leave))
    await turn.done()


async def cancel_button(turn: Turn) -> None:
    """Forget the draft, if it is still the one that is open."""
    (key,) = turn.fields
    api = turn.api
    if _open(await api.dialogue(), key) is None:
        await _out_of_date(turn)
        return
    await api.end_dialogue()
    await turn.redraw(Screen(t("cancel.done")))
    await turn.done()


async def ask_for_it_button(turn: Turn) -> None:
    """Go on from a what-if to the preview of the same leave, after a question why it is asked for."""
    (id,) = turn.fields
    what_if = await turn.api.what_if(id)
    draft = {name: what_if[name] for name in DRAFT_FIELDS}  # type: ignore[literal-required]
    todo = () if what_if["reason"] else (Step.REASON,)
    shown = turn.tapped_message
    await _go_on(turn, LeaveFlow(key=id[:8], draft=draft, todo=todo, message=shown), turn.redraw)
    await turn.done()


async def _go_on(turn: Turn, flow: LeaveFlow, show: Show) -> None:
    """Show the flow's present step; where the backend refuses the draft, the step whose answer it refuses."""
    api = turn.api
    me = await api.me()
    try:
        await _show(turn, flow, me=me, show=show)
    except ApiRefusal as refusal:
        again = flow.back_at(refusal.field) if flow.step is Step.PREVIEW else None
        if again is None:
            raise
        asked = request.refused(refusal.sentence, await _screen(api, me, again))
        await api.keep_dialogue(FLOW, again.as_state())
        await show(asked)


async def _show(turn: Turn, flow: LeaveFlow, *, me: MeOut, show: Show) -> None:
    """Show the flow's present step, and store the flow once that can be shown."""
    if flow.is_complete_what_if:
        await whatif.ask_what_if(turn, flow, show)
        return
    api = turn.api
    screen = await _screen(api, me, flow)
    await api.keep_dialogue(FLOW, flow.as_state())
    await show(screen)


async def _draft(api: UserApi, me: MeOut, words: Sequence[str]) -> Draft:
    """The draft that the words give; where the clock decides, by the hours of the days that are asked for."""
    draft = _read(me, words, {})
    if not draft.by_the_day or draft.start_date is None or draft.end_date is None:
        return draft
    days = [draft.start_date + timedelta(n) for n in range((draft.end_date - draft.start_date).days + 1)]
    months = dict.fromkeys(day.isoformat()[:7] for day in days)
    shown = [await api.month(month) for month in list(months)[:_MAX_MONTHS_READ]]
    return _read(me, words, {date.fromisoformat(d["date"]): d["periods"] for m in shown for d in m["days"]})


def _read(me: MeOut, words: Sequence[str], hours: Mapping[date, Sequence[PeriodOut]]) -> Draft:
    return parse_leave(
        words,
        today=date.fromisoformat(me["today"]),
        periods=me["periods"],
        forenoon_until=me["forenoon_until"],
        kinds=me["leave_kinds"],
        working_days=me["working_days"],
        hours=hours,
    )


async def _screen(api: UserApi, me: MeOut, flow: LeaveFlow) -> Screen:
    draft, key = flow.draft, flow.key
    match flow.step:
        case Step.FIRST | Step.LAST as step:
            since = draft["start_date"] if step is Step.LAST else None
            month = await api.month(flow.month or (since or me["today"])[:7])
            return request.pick_date(month, key=key, me=me, since=since)
        case Step.SPAN:
            return request.pick_span(draft, key=key)
        case Step.PERIODS:
            return request.pick_periods(draft, key=key, me=me)
        case Step.KIND:
            return request.pick_kind(draft, key=key, me=me)
        case Step.REASON:
            return request.ask_reason(draft, key=key, me=me)
    return request.preview(await api.preview_leave(draft), key=key)


def _open(dialogue: DialogueOut, key: str) -> LeaveFlow | None:
    """The flow that the tapped button belongs to, if it is the open one."""
    if dialogue["flow"] != FLOW or dialogue["state"].get("key") != key:
        return None
    return LeaveFlow.of(dialogue["state"])


async def _out_of_date(turn: Turn) -> None:
    if turn.tapped_message is not None:
        await turn.remove_buttons(turn.tapped_message)
    await turn.done(plain("leave.out_of_date"), alert=True)


COMMANDS = {"leave": leave_command, "whatif": whatif_command}
BUTTONS = {
    Tap.LEAVE_SEND: send_button,
    Tap.LEAVE_CANCEL: cancel_button,
    Tap.WHATIF_ASK: ask_for_it_button,
    **dict.fromkeys(_STEPS, step_button),
}
