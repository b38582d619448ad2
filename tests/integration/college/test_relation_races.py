"""What is counted and what is unique holds however many write at once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier

import pytest

from functions import wiring
from functions.services.college import resources
from functions.services.ports import OFFERING, ROOM, SUBJECT, Records, Request
from tests.integration.conftest import TinyCollege
from tests.support import tiny
from timetable.errors import Refusal
from timetable.model import (
    FacultyId,
    Infra,
    InfraId,
    InstituteId,
    Offering,
    OfferingId,
    SectionId,
    SubjectId,
    TermId,
)

Deed = Callable[[Records], object]


def at_once(deeds: list[Deed]) -> list[str]:
    """What became of each: `done`, or the code of its refusal; all begin with what they read before."""
    barrier = Barrier(len(deeds))

    def run(deed: Deed) -> str:
        records = wiring.directory().records(InstituteId("inst"))
        barrier.wait()
        try:
            deed(records)
        except Refusal as refusal:
            return refusal.code
        return "done"

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(run, deeds))


def test_of_16_rooms_of_one_name_exactly_one_is_made(college: TinyCollege) -> None:
    by = college.caller("admin")

    def make(number: int) -> Deed:
        room = Infra(InfraId(f"new{number}"), "Hall", "classroom", 10)
        return lambda records: resources.create(Request(records, by, wiring.now()), ROOM, room)

    outcomes = at_once([make(n) for n in range(16)])

    assert outcomes.count("done") == 1, outcomes
    assert set(outcomes) <= {"done", "duplicate", "busy"}


@pytest.mark.parametrize("round_", range(6))
def test_nothing_refers_to_what_was_deleted_at_the_same_time(round_: int, college: TinyCollege) -> None:
    by = college.caller("admin")
    calculus = next(s for s in tiny.college().subjects if s.id == "calc")
    fresh = replace(calculus, id=SubjectId("new"), code="NEW")
    resources.create(Request(college.records, by, wiring.now()), SUBJECT, fresh)
    offering = Offering(
        OfferingId("o-new"), TermId("term"), SubjectId("new"), (SectionId("math3"),), (FacultyId("khan"),), 1
    )

    def teach(records: Records) -> object:
        return resources.create(Request(records, by, wiring.now()), OFFERING, offering)

    def delete(records: Records) -> object:
        resources.delete(Request(records, by, wiring.now()), SUBJECT["new"], None)
        return None

    outcomes = at_once([teach, delete] if round_ % 2 else [delete, teach])

    records = wiring.directory().records(InstituteId("inst"))
    there = [records.reference.get(ref) is not None for ref in (SUBJECT["new"], OFFERING["o-new"])]
    assert outcomes.count("done") == 1, outcomes
    assert there[0] == there[1], (outcomes, there)
