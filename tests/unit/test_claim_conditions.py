"""Steps of claims folded into one condition and one update: what DynamoDB is asked, without DynamoDB."""

from dataclasses import replace

import pytest

from functions.store.claim_conditions import ClaimDraft
from functions.store.table import bind
from tests.support.tiny import FRIDAY, occupancy, slot
from tests.unit.test_day import DBMS, LEAVE, NOTE, SUBSTITUTED
from timetable.claims import Action, Note, Step
from timetable.day import Claim
from timetable.errors import InTheWay, Taken
from timetable.model import Resource

ROOM = Resource("room", "r1")
_, CLAIM_ITEM = bind("unused")


def draft(*steps: Step) -> ClaimDraft:
    folded = ClaimDraft(ROOM, DBMS.slot)
    for step in steps:
        folded.add(step)
    return folded


def step(action: Action, **more: object) -> Step:
    return Step(action, ROOM, DBMS.slot, FRIDAY, **more)  # type: ignore[arg-type]


FREE, TAKE = step(Action.FREE, of="c1", note=NOTE), step(Action.TAKE, note=NOTE)
FREE_CLAIM, BOOKED = Claim(ROOM, DBMS.slot), Claim(ROOM, DBMS.slot, DBMS)
AWAY = Claim(ROOM, DBMS.slot, DBMS, {FRIDAY: NOTE})
HELD = Claim(ROOM, DBMS.slot, None, {}, {FRIDAY: NOTE})


def meets(folded: ClaimDraft, stored: Claim) -> bool:
    return all(holds(stored) for _, holds, _ in folded.conditions)


def test_weekly_booking_needs_every_date_free() -> None:
    book = draft(Step(Action.BOOK, ROOM, DBMS.slot, occupancy=DBMS))

    assert meets(book, FREE_CLAIM)
    assert not meets(book, BOOKED)
    assert not meets(book, HELD)


def test_one_date_is_taken_where_nothing_runs_or_what_runs_is_away() -> None:
    assert meets(draft(TAKE), FREE_CLAIM)
    assert meets(draft(TAKE), AWAY)
    assert not meets(draft(TAKE), BOOKED)
    assert not meets(draft(TAKE), HELD)


def test_a_period_freed_by_the_same_transaction_can_be_taken_by_it() -> None:
    both = draft(FREE, TAKE)

    assert meets(both, BOOKED)
    assert not meets(both, AWAY)
    assert not meets(both, replace(BOOKED, on={FRIDAY: NOTE}))


def test_two_of_one_transaction_cannot_take_the_same_period() -> None:
    with pytest.raises(Taken):
        draft(TAKE, TAKE)


def test_release_wants_exactly_the_hold_it_releases() -> None:
    release = draft(step(Action.RELEASE, held_by="l1.0"))

    assert meets(release, HELD)
    assert not meets(release, replace(HELD, on={FRIDAY: Note("l2.0", LEAVE, SUBSTITUTED)}))


def test_what_stands_in_the_way_of_a_restore_is_named() -> None:
    restore = draft(step(Action.RESTORE, of="c1"))

    refusal = restore.why_not(replace(AWAY, on={FRIDAY: NOTE}))

    assert isinstance(refusal, InTheWay)
    assert refusal.facts["resource"] == "room" and refusal.facts["date"] == "2026-11-27"


def test_replacing_a_hold_by_another_leaves_the_set_of_dates_alone() -> None:
    replaced = draft(step(Action.RELEASE, held_by="l1.0"), TAKE)

    written = {str(u.values[0]) for u in replaced.updates(CLAIM_ITEM)}

    assert "on" not in written
    assert any("came:2026-11-27" in name for name in written)


def test_a_booking_may_move_within_one_transaction() -> None:
    moved = draft(
        Step(Action.UNBOOK, ROOM, DBMS.slot, of="c1"),
        Step(Action.BOOK, ROOM, DBMS.slot, occupancy=occupancy("c2", "o-nets", slot(5, 3))),
    )

    assert meets(moved, BOOKED)
    assert not meets(moved, FREE_CLAIM)
    assert not meets(moved, AWAY)
