"""Making a college can be stopped anywhere and taken up again."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from local.college.bookings import batches
from local.college.creation import instance
from local.college.demo import demo_college
from local.college.state import Booking, CollegeState
from solver_layer.term.search import solve
from timetable import constraints
from timetable.model import FacultyId, InfraId, OccupancyId, OfferingId, UserId

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


def booking(id: str, cost: int) -> Booking:
    return Booking(OccupancyId(id), OfferingId("o"), InfraId("r"), "t", (FacultyId("f"),), cost)


@given(st.lists(st.integers(min_value=3, max_value=60)))
def test_a_batch_fits_a_transaction_and_nothing_is_lost(costs: list[int]) -> None:
    bookings = [booking(str(n), cost) for n, cost in enumerate(costs)]

    made = list(batches(bookings))

    assert [b for batch in made for b in batch] == bookings
    assert all(batch and sum(b.cost for b in batch) <= 85 for batch in made)


def test_the_solved_timetable_is_kept_as_it_is(tmp_path: Path) -> None:
    college = demo_college(date(2026, 11, 23))
    timeslots = {t.slot: str(t.id) for t in college.timeslots}
    solved = solve(instance(college), seconds=6, workers=2, seed=1)

    bookings = CollegeState(tmp_path).save_timetable(solved.occupancies, timeslots)

    assert CollegeState(tmp_path).timetable() == bookings
    assert len(bookings) == sum(o.periods_per_week for o in college.offerings)
    assert constraints.violations(instance(college), solved.occupancies) == []


def test_how_far_the_making_has_come_is_kept(tmp_path: Path) -> None:
    state = CollegeState(tmp_path)

    state.begin(date(2026, 11, 23), 1, institute="institute", term="term")
    state.mark_booked()

    assert CollegeState(tmp_path).begun() == {
        "format": 2,
        "today": "2026-11-23",
        "seed": 1,
        "institute": "institute",
        "term": "term",
        "booked": True,
    }


def test_codes_are_kept_for_as_long_as_they_work_and_for_their_owner_only(tmp_path: Path) -> None:
    state = CollegeState(tmp_path)

    state.save_codes({UserId("u1"): "one"}, NOW)
    state.save_codes({UserId("u2"): "two"}, NOW + timedelta(days=4))

    assert state.codes(NOW + timedelta(days=5)) == {"u1": "one", "u2": "two"}
    assert state.codes(NOW + timedelta(days=7)) == {"u2": "two"}
    assert (tmp_path / "links.json").stat().st_mode & 0o077 == 0
