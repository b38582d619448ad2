"""One day read from claims: what really happens, with what changed marked."""

from dataclasses import replace

from tests.support.tiny import FRIDAY, occupancy, slot
from timetable.claims import Note
from timetable.day import Claim, SeenClass, State, classes_on, of_student
from timetable.model import (
    Adjustment,
    AdjustmentId,
    AdjustmentKind,
    FacultyId,
    LeaveId,
    Occupancy,
    Resource,
)

DBMS = occupancy("c1", "o-dbms", slot(5, 3))
RAO, MEERA = Resource("faculty", "rao"), Resource("faculty", "meera")
SECTION = Resource("group", "cse3a1")
LEAVE = LeaveId("l1")


def adjustment(kind: AdjustmentKind, **after: object) -> Adjustment:
    id = AdjustmentId("l1.0")
    planned = DBMS.on(FRIDAY)
    changed = None if kind is AdjustmentKind.CANCELLED else replace(planned, adjustment=id, **after)  # type: ignore[arg-type]
    return Adjustment(id, kind, planned, changed, LEAVE)


def states(*claims: Claim) -> list[State]:
    return [s.state for s in classes_on(claims, FRIDAY)]


SUBSTITUTED = adjustment(AdjustmentKind.SUBSTITUTED, faculty=(FacultyId("meera"),))
NOTE = Note("l1.0", LEAVE, SUBSTITUTED)


def test_an_undisturbed_booking_is_as_planned() -> None:
    assert classes_on([Claim(SECTION, DBMS.slot, DBMS)], FRIDAY) == [
        SeenClass(DBMS.on(FRIDAY), State.PLANNED)
    ]


def test_a_substitution_is_seen_by_each_in_their_own_way() -> None:
    section = Claim(SECTION, DBMS.slot, DBMS, {FRIDAY: NOTE}, {FRIDAY: NOTE})
    substitute = Claim(MEERA, DBMS.slot, None, {}, {FRIDAY: NOTE})
    teacher = Claim(RAO, DBMS.slot, DBMS, {FRIDAY: NOTE}, {FRIDAY: Note("l1", LEAVE, SUBSTITUTED)})

    assert states(section) == [State.SUBSTITUTED]
    assert states(substitute) == [State.COVERING]
    assert states(teacher) == [State.ON_LEAVE]
    assert classes_on([teacher], FRIDAY)[0].now == SUBSTITUTED.after


def test_a_cancelled_class_stays_visible_and_what_took_its_place_beside_it() -> None:
    gone = Note("l1.0", LEAVE, adjustment(AdjustmentKind.CANCELLED))
    other = replace(occupancy("c9", "o-nets", slot(5, 5)).on(FRIDAY), slot=DBMS.slot)
    came = Adjustment(
        AdjustmentId("x.0"), AdjustmentKind.MOVED, occupancy("c9", "o-nets", slot(5, 5)).on(FRIDAY), other
    )

    assert states(Claim(SECTION, DBMS.slot, DBMS, {FRIDAY: gone})) == [State.CANCELLED]
    both = Claim(SECTION, DBMS.slot, DBMS, {FRIDAY: gone}, {FRIDAY: Note("x.0", None, came)})
    assert sorted(states(both)) == [State.CANCELLED, State.MOVED_HERE]


def test_a_moved_class_is_seen_where_it_left_and_where_it_came() -> None:
    moved = adjustment(AdjustmentKind.MOVED, slot=slot(5, 6))
    note = Note("l1.0", LEAVE, moved)

    seen = classes_on(
        [
            Claim(SECTION, DBMS.slot, DBMS, {FRIDAY: note}),
            Claim(SECTION, slot(5, 6), None, {}, {FRIDAY: note}),
        ],
        FRIDAY,
    )

    assert [(s.class_.slot.period, s.state) for s in seen] == [(3, State.MOVED_AWAY), (6, State.MOVED_HERE)]


def test_free_periods_of_a_leave_show_nothing() -> None:
    blocked = Claim(RAO, slot(5, 1), None, {}, {FRIDAY: Note("l1", LEAVE)})

    assert states(blocked) == []
    assert not blocked.is_free(FRIDAY) and blocked.held_on(FRIDAY) is None


def test_a_later_cancellation_outweighs_the_substitution_before_it() -> None:
    cancelled = Adjustment(
        AdjustmentId("l2.0"), AdjustmentKind.CANCELLED, SUBSTITUTED.after or DBMS.on(FRIDAY), None
    )
    claim = Claim(
        SECTION, DBMS.slot, DBMS, {FRIDAY: NOTE}, {}, {FRIDAY: Note("l2.0", LeaveId("l2"), cancelled)}
    )

    assert states(claim) == [State.CANCELLED]


HOST = replace(occupancy("h1", "o-dbms", slot(5, 3)), groups=("b",), faculty=(FacultyId("meera"),))


def merged(host: Occupancy = HOST) -> Adjustment:
    joined = adjustment(AdjustmentKind.CANCELLED)
    after = replace(DBMS.on(FRIDAY).joining(host.on(FRIDAY)), adjustment=joined.id)
    return replace(joined, kind=AdjustmentKind.MERGED, after=after)


def test_classes_held_together_are_seen_as_one_by_everybody() -> None:
    note = Note("l1.0", LEAVE, merged())
    joined, host = merged().after, HOST.on(FRIDAY)

    def seen(resource: Resource) -> list[SeenClass]:
        return classes_on([Claim(resource, HOST.slot, HOST, joined={FRIDAY: note})], FRIDAY)

    for resource in (MEERA, Resource("room", HOST.room), Resource("group", "b")):
        assert seen(resource) == [SeenClass(host, State.PLANNED, held_with=joined)]
    (mine,) = classes_on([Claim(SECTION, DBMS.slot, DBMS, {FRIDAY: note}, {FRIDAY: note})], FRIDAY)
    assert (mine.state, mine.class_, mine.held_with) == (State.MERGED, joined, host)
    assert Claim(MEERA, HOST.slot, HOST, joined={FRIDAY: note}).all_held_on(FRIDAY) == (host, joined)


def test_what_a_class_that_joins_another_leaves_is_seen_as_left() -> None:
    note = Note("l1.0", LEAVE, merged())

    assert states(Claim(Resource("room", "r1"), DBMS.slot, DBMS, {FRIDAY: note})) == [State.MOVED_AWAY]
    assert states(Claim(MEERA, DBMS.slot, DBMS, {FRIDAY: note})) == [State.CANCELLED]


NETS = replace(occupancy("c2", "o-nets", DBMS.slot), basket="e1")
BASKET = Claim(
    SECTION,
    DBMS.slot,
    basket="e1",
    shares=(Claim(SECTION, DBMS.slot, replace(DBMS, basket="e1")), Claim(SECTION, DBMS.slot, NETS)),
)


def test_a_section_sees_all_of_a_basket_and_a_student_what_they_have_chosen_of_it() -> None:
    def seen(*electives: str) -> list[str]:
        return [s.class_.occupancy for s in classes_on(of_student([BASKET], electives), FRIDAY)]

    assert seen() == ["c1", "c2"] == seen("of another basket")
    assert seen("nets") == ["c2"] and seen("dbms", "of another basket") == ["c1"]
    assert BASKET.bookings() == (replace(DBMS, basket="e1"), NETS)


def test_the_period_of_a_basket_is_free_on_no_date() -> None:
    cancelled = Note("x", None, adjustment(AdjustmentKind.CANCELLED))
    away = replace(BASKET, shares=tuple(replace(share, off={FRIDAY: cancelled}) for share in BASKET.shares))

    assert not BASKET.is_free(FRIDAY) and not away.is_free(FRIDAY)
    assert away.all_held_on(FRIDAY) == () and len(BASKET.all_held_on(FRIDAY)) == 2
