"""What each step asks of a share of a claim, and what it writes there.

DynamoDB allows one operation per item: a condition that an earlier step of the same transaction brings about
is not asked of the stored item, and effects that cancel out are not written.
"""

from collections.abc import Callable
from datetime import date

from functions.store.claims.shares import ShareDraft
from timetable.claims import Action, Step


def fold(draft: ShareDraft, step: Step) -> None:
    """Add a step to the draft; raises a refusal if it contradicts the steps before it."""
    _FOLD[step.action](draft, step)


def _book(draft: ShareDraft, step: Step) -> None:
    if draft.booked:
        raise draft.taken()
    draft.booked = step.occupancy


def _unbook(draft: ShareDraft, step: Step) -> None:
    if draft.unbooked:
        raise draft.in_the_way(None)
    draft.unbooked = step.occupancy_id


def _free(draft: ShareDraft, step: Step) -> None:
    on = _date(step)
    if on not in draft.off:
        draft.ask_weekly(step.occupancy_id, on, off=False)
        draft.was_off[on] = False
    elif draft.off[on]:
        raise draft.in_the_way(on)
    _let_go(draft, on)
    draft.off[on] = True
    draft.left_notes[on] = step.note


def _restore(draft: ShareDraft, step: Step) -> None:
    on = _date(step)
    draft.ask_weekly(step.occupancy_id, on, off=True)
    draft.was_off[on] = True
    if on not in draft.on:
        draft.ask_not_held(on, draft.in_the_way(on))
    elif draft.on[on] is not None:
        raise draft.in_the_way(on)
    draft.off[on] = False
    draft.left_notes[on] = None
    draft.came_notes[on] = None


def _take(draft: ShareDraft, step: Step) -> None:
    on, note = _date(step), step.note
    assert note is not None, "what takes a period says what it is"
    if on in draft.on:
        if draft.on[on] is not None:
            raise draft.taken(on)
    else:
        draft.ask_not_held(on, draft.taken(on))
        draft.was_on[on] = None
        if draft.off.get(on) is False:  # what had been away comes back here
            raise draft.taken(on)
        freed_here = on in draft.off or (draft.unbooked and not draft.booked and not draft.share)
        if not freed_here:
            draft.ask_room(on)
    draft.on[on] = note.id
    draft.came_notes[on] = note


def _release(draft: ShareDraft, step: Step) -> None:
    on = _date(step)
    if on not in draft.on:
        draft.ask_held(step.held_by, on)
        draft.was_on[on] = step.held_by
    elif draft.on[on] != step.held_by:
        raise draft.in_the_way(on)
    _let_go(draft, on)
    draft.on[on] = None
    draft.came_notes[on] = step.note


def _let_go(draft: ShareDraft, on: date) -> None:
    if draft.joined.get(on) is not None:
        raise draft.in_the_way(on)
    draft.alone.add(on)


def _join(draft: ShareDraft, step: Step) -> None:
    on, note = _date(step), step.note
    assert note is not None, "what joins a class says what it is"
    if not _is_there(draft, step, on) or draft.joined.get(on) is not None:
        raise draft.in_the_way(on)
    if on not in draft.joined:
        draft.ask_joined(None, on)
        draft.was_joined[on] = None
    draft.joined[on], draft.joined_notes[on] = note.id, note


def _is_there(draft: ShareDraft, step: Step, on: date) -> bool:
    """The host takes place, by this transaction; or it is asked of the stored claim."""
    if step.held_by and on in draft.on:
        return draft.on[on] == step.held_by
    if not step.held_by and on in draft.off:
        return not draft.off[on]
    if step.held_by:
        draft.ask_held(step.held_by, on)
    else:
        draft.ask_weekly(step.occupancy_id, on, off=False)
    return True


def _part(draft: ShareDraft, step: Step) -> None:
    on = _date(step)
    if on not in draft.joined:
        draft.ask_joined(step.held_by, on)
        draft.was_joined[on] = step.held_by
    elif draft.joined[on] != step.held_by:
        raise draft.in_the_way(on)
    draft.joined[on] = draft.joined_notes[on] = None


def _count(draft: ShareDraft, step: Step) -> None:
    """Every dated step is counted; this one does nothing else."""


def _date(step: Step) -> date:
    assert step.on is not None, "a dated step has a date"
    return step.on


_FOLD: dict[Action, Callable[[ShareDraft, Step], None]] = {
    Action.BOOK: _book,
    Action.UNBOOK: _unbook,
    Action.FREE: _free,
    Action.RESTORE: _restore,
    Action.TAKE: _take,
    Action.RELEASE: _release,
    Action.JOIN: _join,
    Action.PART: _part,
    Action.COUNT: _count,
}
