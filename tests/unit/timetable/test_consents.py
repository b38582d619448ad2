"""Who is asked about a plan, whose periods are kept meanwhile, and when the waiting ends."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support import tiny
from timetable.calendar import Calendar
from timetable.errors import Decided
from timetable.leave import consents
from timetable.leave.consents import Addressee, Consent, ConsentStatus, Rules
from timetable.leave.waiting import begun, reminded
from timetable.model import (
    AdjustmentKind,
    DepartmentId,
    FacultyId,
    LeaveId,
    PlanRow,
    SectionId,
    Slot,
    UserId,
)
from timetable.plan.covers import Covers, covers

NOW = datetime(2026, 11, 23, 6, tzinfo=UTC)
PEOPLE = [FacultyId(f) for f in ("meera", "iyer", "khan")]
CS, MATHS = DepartmentId("cs"), DepartmentId("maths")


def row(n: int, substitute: FacultyId | None) -> PlanRow:
    """The n-th class of Rao's, taken by somebody or by nobody."""
    class_ = tiny.occupancy(f"c{n}", "o-dbms", Slot(5, n + 1)).on(tiny.FRIDAY)
    if substitute is None:
        return PlanRow(AdjustmentKind.CANCELLED, class_, None, 100)
    return PlanRow(AdjustmentKind.SUBSTITUTED, class_, replace(class_, faculty=(substitute,)), 3)


def rules(order: str = "before") -> Rules:
    departments = {PEOPLE[0]: CS, PEOPLE[1]: CS, PEOPLE[2]: MATHS}
    both = frozenset({CS, MATHS})
    return Rules(CS, order, departments, {SectionId("cse3a"): CS}, both, both)


def ask(addressee: Addressee, rows: tuple[PlanRow, ...]) -> Consent:
    id = f"{addressee.id}-{'-'.join(r.before.occupancy for r in rows)}"
    return Consent(id, LeaveId("l"), addressee, rows, True, NOW + timedelta(hours=4), 1)


plans = st.lists(st.sampled_from([*PEOPLE, None]), min_size=1, max_size=5).map(
    lambda people: [row(n, person) for n, person in enumerate(people)]
)
answers = st.lists(
    st.sampled_from([ConsentStatus.ASKED, ConsentStatus.ACCEPTED, ConsentStatus.DECLINED]), max_size=20
)


def replanned(known: Sequence[Consent], rows: Sequence[PlanRow]) -> tuple[Consent, ...]:
    return consents.reconciled(known, consents.wanted_before(rows, rules()), ask)


@given(first=plans, then=plans, answers=answers)
def test_after_every_plan_each_row_is_asked_about_once_with_everybody_concerned(
    first: list[PlanRow], then: list[PlanRow], answers: list[ConsentStatus]
) -> None:
    known = replanned((), first)
    answered = [replace(a, status=s) for a, s in zip(known, answers, strict=False)] + list(
        known[len(answers) :]
    )

    after = replanned(answered, then)

    wanted = {
        (who, consents.key(r)) for who, rows in consents.wanted_before(then, rules()).items() for r in rows
    }
    live = [(a.addressee, consents.key(r)) for a in after if a.is_live for r in a.rows]
    assert sorted(live) == sorted(set(live)) and set(live) == wanted
    agreed = {
        (a.addressee, consents.key(r), r.outcome)
        for a in answered
        if a.status is ConsentStatus.ACCEPTED
        for r in a.rows
    }
    for a in after:
        if a.status is ConsentStatus.ASKED:
            assert not {(a.addressee, consents.key(r), r.outcome) for r in a.rows} & agreed


@given(rows=plans, answers=answers)
def test_what_is_kept_is_what_could_still_be_held_and_what_waits_is_kept(
    rows: list[PlanRow], answers: list[ConsentStatus]
) -> None:
    known = replanned((), rows)
    answered = (
        tuple(replace(a, status=s) for a, s in zip(known, answers, strict=False)) + known[len(answers) :]
    )

    pending, booked = (
        consents.periods_on_hold(answered, booked=False),
        consents.periods_on_hold(answered, booked=True),
    )

    assert booked <= pending <= {p for a in known for p in consents.periods(a)}
    waits = consents.waiting(answered)
    for r in rows:
        if consents.key(r) in waits:
            assert {(f, r.before.date, r.before.slot) for f in consents.substitutes(r)} <= booked
    assert (
        consents.periods_on_hold(replanned(known, [row(n, None) for n in range(5)]), booked=False)
        == frozenset()
    )


def test_a_lent_teacher_a_shared_section_and_nobody_else_needs_another_hod() -> None:
    lent = consents.wanted_before([row(1, PEOPLE[0]), row(2, PEOPLE[2])], rules("never"))
    assert {a: [r.before.occupancy for r in rows] for a, rows in lent.items()} == {
        Addressee("department", "maths"): ["c2"]
    }

    foreign = replace(rules("never"), of_section={SectionId("cse3a"): MATHS}, lend=frozenset())
    shared = consents.wanted_before([row(1, PEOPLE[0]), row(2, None)], foreign)
    assert {a: [r.before.occupancy for r in rows] for a, rows in shared.items()} == {
        Addressee("department", "maths"): ["c1"]
    }


def test_one_answer_counts_and_none_that_is_late() -> None:
    asked = ask(Addressee("faculty", "meera"), (row(1, PEOPLE[0]),))
    by = UserId("u-meera")

    yes = consents.answered(asked, ConsentStatus.ACCEPTED, by=by, now=NOW)
    with pytest.raises(Decided):
        consents.answered(yes, ConsentStatus.DECLINED, by=by, now=NOW)
    with pytest.raises(Decided):
        consents.answered(asked, ConsentStatus.ACCEPTED, by=by, now=asked.deadline)
    assert (
        consents.answered(asked, ConsentStatus.LAPSED, by=None, now=asked.deadline).status
        is ConsentStatus.LAPSED
    )


calendar = Calendar(tiny.college().term, tiny.college().timeslots, (1, 2, 3, 4, 5, 6))
FIRST = [(tiny.FRIDAY, Slot(5, 3)), (tiny.FRIDAY, Slot(5, 4))]


@given(minutes=st.integers(0, 12_000), percents=st.lists(st.integers(1, 99), max_size=5))
def test_reminders_come_in_order_before_the_end_each_once(minutes: int, percents: list[int]) -> None:
    now = NOW - timedelta(days=4) + timedelta(minutes=minutes)
    waiting = begun(LeaveId("l"), FIRST, calendar, zone="Asia/Kolkata", remind_at=percents, now=now)

    seen = []
    while waiting.due < waiting.until:
        seen.append(waiting.due)
        waiting = reminded(waiting, percents, waiting.due)

    assert seen == sorted(set(seen)) and len(seen) <= len(set(percents))
    assert all(now <= due < waiting.until for due in seen)


def test_a_request_waits_until_its_first_period_or_if_that_has_begun_until_the_last_is_over() -> None:
    early = begun(LeaveId("l"), FIRST, calendar, zone="Asia/Kolkata", remind_at=[50], now=NOW)
    late = begun(
        LeaveId("l"),
        FIRST,
        calendar,
        zone="Asia/Kolkata",
        remind_at=[50],
        now=datetime(2026, 11, 27, 6, tzinfo=UTC),
    )

    assert early.until == datetime(2026, 11, 27, 5, 30, tzinfo=UTC)
    assert late.until == datetime(2026, 11, 27, 7, 20, tzinfo=UTC)


def test_nobody_has_covered_anything_in_an_empty_week() -> None:
    assert covers(PEOPLE[0], []).among(lambda on: on > date.min).given == ()


def test_fairness_counts_what_is_given_beyond_what_is_received() -> None:
    first, second = date(2026, 11, 27), date(2026, 12, 4)

    assert Covers(given=(first, second), received=(second,), exchanged=(first,)).owed == 1
    assert Covers(received=(second,)).owed == 0
