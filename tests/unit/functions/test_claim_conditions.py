"""Steps of claims folded into one condition and one update: what DynamoDB is asked, without DynamoDB."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from functions.store.claims.conditions import ClaimDraft
from functions.store.table import bind
from tests.support.tiny import FRIDAY, occupancy, slot
from tests.unit.timetable.test_day import DBMS, LEAVE, NOTE, SUBSTITUTED
from timetable.claims import Action, Note, Step
from timetable.day import Claim
from timetable.errors import InTheWay, Taken
from timetable.model import Occupancy, Resource

ROOM = Resource("room", "r1")
NOW = datetime(2026, 11, 23, 6, tzinfo=UTC)
_, CLAIM_ITEM = bind("unused")


def draft(*steps: Step) -> ClaimDraft:
    folded = ClaimDraft(ROOM, DBMS.slot)
    for step in steps:
        folded.add(step)
    return folded


def step(action: Action, **more: object) -> Step:
    return Step(action, ROOM, DBMS.slot, FRIDAY, **more)  # type: ignore[arg-type]


FREE, TAKE = step(Action.FREE, occupancy_id="c1", note=NOTE), step(Action.TAKE, note=NOTE)
FREE_CLAIM, BOOKED = Claim(ROOM, DBMS.slot), Claim(ROOM, DBMS.slot, DBMS)
AWAY = Claim(ROOM, DBMS.slot, DBMS, {FRIDAY: NOTE})
HELD = Claim(ROOM, DBMS.slot, None, {}, {FRIDAY: NOTE})


def meets(folded: ClaimDraft, stored: Claim) -> bool:
    return not list(folded.refusals(stored))


def test_weekly_booking_needs_every_date_free() -> None:
    booking = draft(Step(Action.BOOK, ROOM, DBMS.slot, occupancy=DBMS))

    assert meets(booking, FREE_CLAIM)
    assert not meets(booking, BOOKED)
    assert not meets(booking, HELD)


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
    restore = draft(step(Action.RESTORE, occupancy_id="c1"))

    refusal = restore.why_not(replace(AWAY, on={FRIDAY: NOTE}))

    assert isinstance(refusal, InTheWay)
    assert refusal.facts["resource"] == "room" and refusal.facts["date"] == "2026-11-27"


def test_replacing_a_hold_by_another_leaves_the_set_of_dates_alone() -> None:
    replaced = draft(step(Action.RELEASE, held_by="l1.0"), TAKE)

    written = {str(u.values[0]) for u in replaced.updates(CLAIM_ITEM, NOW)}

    assert "on" not in written
    assert any("came:2026-11-27" in name for name in written)


def test_a_booking_may_move_within_one_transaction() -> None:
    moved = draft(
        Step(Action.UNBOOK, ROOM, DBMS.slot, occupancy_id="c1"),
        Step(Action.BOOK, ROOM, DBMS.slot, occupancy=occupancy("c2", "o-nets", slot(5, 3))),
    )

    assert meets(moved, BOOKED)
    assert not meets(moved, FREE_CLAIM)
    assert not meets(moved, AWAY)


JOINED = Note("l2.0", LEAVE, SUBSTITUTED)
JOIN, PART = step(Action.JOIN, occupancy_id="c1", note=JOINED), step(Action.PART, held_by="l2.0")
SHARED_CLASS = replace(BOOKED, joined={FRIDAY: JOINED})


def test_a_class_is_joined_where_it_takes_place_and_by_one_other() -> None:
    assert meets(draft(JOIN), BOOKED)
    for stored in (FREE_CLAIM, AWAY, HELD, SHARED_CLASS):
        assert not meets(draft(JOIN), stored)


def test_a_class_as_an_adjustment_has_it_is_joined_as_that() -> None:
    join = draft(step(Action.JOIN, occupancy_id="c1", held_by="l1.0", note=JOINED))

    assert meets(join, replace(AWAY, on={FRIDAY: NOTE}))
    assert not meets(join, BOOKED)
    assert not meets(join, replace(AWAY, on={FRIDAY: Note("l3.0", LEAVE, SUBSTITUTED)}))


@pytest.mark.parametrize(
    ("goes", "stored"),
    [(FREE, SHARED_CLASS), (step(Action.RELEASE, held_by="l1.0"), replace(HELD, joined={FRIDAY: JOINED}))],
)
def test_what_another_has_joined_does_not_go_unless_that_parts_too_in_whatever_order(
    goes: Step, stored: Claim
) -> None:
    refusal = draft(goes).why_not(stored)

    assert isinstance(refusal, InTheWay) and refusal.facts["joined"] == "l2.0"
    for both in ((PART, goes), (goes, PART)):
        folded = draft(*both)
        assert meets(folded, stored) and "NOT contains (joined" not in str(folded.condition())
        assert {str(u.values[0]) for u in folded.updates(CLAIM_ITEM, NOW)} >= {"joined"}
    assert "NOT contains (joined" in str(draft(goes).condition())


def test_a_class_that_comes_back_is_joined_again_in_the_same_transaction() -> None:
    back = draft(step(Action.RESTORE, occupancy_id="c1"), JOIN)

    assert meets(back, AWAY)
    with pytest.raises(InTheWay):
        draft(JOIN, FREE)
    with pytest.raises(InTheWay):
        draft(FREE, JOIN)
    with pytest.raises(InTheWay):
        draft(JOIN, JOIN)


def test_a_booking_that_another_has_joined_on_some_date_stays() -> None:
    unbook = draft(Step(Action.UNBOOK, ROOM, DBMS.slot, occupancy_id="c1"))

    assert meets(unbook, BOOKED) and not meets(unbook, SHARED_CLASS)


STUDENTS = Resource("group", "cse3a1")
DBMS_OF, NETS_OF = (
    replace(occupancy(id, offering, DBMS.slot), basket="e1")
    for id, offering in (("c1", "o-dbms"), ("c2", "o-nets"))
)


def of_students(*steps: Step) -> ClaimDraft:
    folded = ClaimDraft(STUDENTS, DBMS.slot)
    for step in steps:
        folded.add(step)
    return folded


def in_share(action: Action, booking: Occupancy = DBMS_OF, **more: object) -> Step:
    on = None if action in (Action.BOOK, Action.UNBOOK) else FRIDAY
    values = {"occupancy": booking} if action is Action.BOOK else {"occupancy_id": booking.id}
    return Step(action, STUDENTS, booking.slot, on, share=booking.id, **(values | more))  # type: ignore[arg-type]


def of_basket(*shares: Claim, basket: str = "e1") -> Claim:
    return Claim(STUDENTS, DBMS.slot, basket=basket, shares=shares)


DBMS_SHARE, NETS_SHARE = (Claim(STUDENTS, DBMS.slot, booking) for booking in (DBMS_OF, NETS_OF))
WHOLE = Step(Action.BOOK, STUDENTS, DBMS.slot, occupancy=DBMS)
TAKE_WHOLE = Step(Action.TAKE, STUDENTS, DBMS.slot, FRIDAY, note=NOTE)


def test_the_classes_of_a_basket_share_a_period_that_nothing_else_has() -> None:
    booking = of_students(in_share(Action.BOOK))

    assert meets(booking, Claim(STUDENTS, DBMS.slot)) and meets(booking, of_basket(NETS_SHARE))
    assert meets(booking, of_basket(basket="of last year"))
    assert not meets(booking, of_basket(NETS_SHARE, basket="e2"))
    assert not meets(booking, of_basket(DBMS_SHARE))
    assert not meets(booking, Claim(STUDENTS, DBMS.slot, DBMS))
    assert not meets(booking, Claim(STUDENTS, DBMS.slot, on={FRIDAY: NOTE}))
    for whole in (WHOLE, TAKE_WHOLE):
        assert not meets(of_students(whole), of_basket(DBMS_SHARE))
        assert meets(of_students(whole), of_basket())


def test_a_basket_makes_room_for_another_only_as_a_whole() -> None:
    other = replace(NETS_OF, basket="e2")
    leave = in_share(Action.UNBOOK)
    for steps in (
        [leave, in_share(Action.BOOK, other)],
        [in_share(Action.BOOK, other), leave],
        [WHOLE, leave],
    ):
        assert meets(of_students(*steps), of_basket(DBMS_SHARE))
        assert not meets(of_students(*steps), of_basket(DBMS_SHARE, NETS_SHARE))
    with pytest.raises(Taken):
        of_students(in_share(Action.BOOK), in_share(Action.BOOK, other)).condition()


def test_what_changes_for_one_class_of_a_basket_leaves_the_others_alone() -> None:
    away = replace(DBMS_SHARE, off={FRIDAY: NOTE})
    free, take = in_share(Action.FREE, note=NOTE), in_share(Action.TAKE, note=NOTE)

    assert meets(of_students(free, take), of_basket(DBMS_SHARE, NETS_SHARE))
    assert meets(of_students(take), of_basket(away, NETS_SHARE))
    assert not meets(of_students(take), of_basket(DBMS_SHARE, NETS_SHARE))
    assert not meets(of_students(free), of_basket(away, NETS_SHARE))
    assert not meets(of_students(free), of_basket(NETS_SHARE))
    assert meets(of_students(in_share(Action.FREE, NETS_OF, note=NOTE)), of_basket(away, NETS_SHARE))
    assert not meets(of_students(in_share(Action.UNBOOK)), of_basket(away, NETS_SHARE))
    assert meets(of_students(in_share(Action.UNBOOK, NETS_OF)), of_basket(away, NETS_SHARE))


def test_bookings_exchange_their_periods_in_whatever_order() -> None:
    mine, other = (
        step(Action.UNBOOK, occupancy_id="c1"),
        Step(Action.BOOK, ROOM, DBMS.slot, occupancy=NETS_OF),
    )

    for steps in ((mine, other), (other, mine)):
        assert meets(draft(*steps), BOOKED)
        assert not meets(draft(*steps), FREE_CLAIM) and not meets(draft(*steps), AWAY)


def test_what_comes_back_or_is_booked_here_is_taken_by_nothing_else_here() -> None:
    back, booking = (
        step(Action.RESTORE, occupancy_id="c1"),
        Step(Action.BOOK, ROOM, DBMS.slot, occupancy=DBMS),
    )

    with pytest.raises(Taken):
        draft(back, TAKE)
    with pytest.raises(InTheWay):
        draft(TAKE, back)
    for steps in ((booking, TAKE), (TAKE, booking)):
        with pytest.raises(Taken):
            draft(*steps).condition()


def test_what_goes_for_good_is_not_away_on_a_date() -> None:
    for steps in (
        (step(Action.UNBOOK, occupancy_id="c1"), FREE),
        (FREE, step(Action.UNBOOK, occupancy_id="c1")),
    ):
        with pytest.raises(InTheWay):
            draft(*steps).condition()
