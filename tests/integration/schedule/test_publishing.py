"""`./dayorder solve` and `publish`: a draft of the term, what it would change, and the change itself."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions import wiring
from functions.services.ports import Request
from functions.services.ports.paging import every_booking
from functions.services.schedule import publication
from functions.services.schedule.publication import Change, compare, steps
from operations.__main__ import main
from tests.integration.conftest import TinyCollege
from tests.support import tiny
from tests.support.api import call
from timetable.access import Caller
from timetable.constraints import violations
from timetable.model import InfraId, InstituteId, Occupancy, Role, Slot

ADMIN = Caller(InstituteId("inst"), Role.ADMIN, token="operator")
OFFERING = tiny.college().offerings[0].id


def booked(college: TinyCollege) -> list[Occupancy]:
    return list(every_booking(college.records, tiny.TERM))


def test_a_term_is_solved_as_a_draft_and_published(
    college: TinyCollege, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    draft, before = tmp_path / "draft.json", booked(college)

    solving = ["solve", str(draft), "--term", "term", "--anew", "--seconds", "2", "--workers", "1"]
    assert main(solving) == 0
    assert booked(college) == before
    assert main(["publish", str(draft), "--term", "term"]) == 0
    assert booked(college) == before
    assert main(["publish", str(draft), "--term", "term", "--apply"]) == 0

    assert capsys.readouterr().out.endswith("Published.\n")
    after = booked(college)
    rows = json.loads(draft.read_text())["occupancies"]
    places = {(o.offering, o.room, o.slot.day, o.slot.period) for o in after}
    assert places == {(r["offering"], r["room"], r["day"], r["period"]) for r in rows}
    instance = wiring.solver_reader().instance(InstituteId("inst"), tiny.TERM, anew=True)
    assert violations(instance, after) == []
    events = call("admin", "GET", "/auditevents/?by=token:operator").body["results"]
    assert {e["action"] for e in events} == {"scheduler-update"}


def test_publishing_again_changes_nothing(
    college: TinyCollege, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    draft = tmp_path / "draft.json"
    main(["solve", str(draft), "--term", "term", "--anew", "--seconds", "1", "--workers", "1"])
    main(["publish", str(draft), "--term", "term", "--apply"])
    after = booked(college)
    capsys.readouterr()

    assert main(["publish", str(draft), "--term", "term", "--apply"]) == 0

    assert "0 classes to book, 0 to move, 0 to give up" in capsys.readouterr().out
    assert booked(college) == after


def test_what_is_booked_stays_unless_it_is_made_anew(college: TinyCollege, tmp_path: Path) -> None:
    draft, before = tmp_path / "draft.json", booked(college)

    assert main(["solve", str(draft), "--term", "term", "--seconds", "2", "--workers", "1"]) == 0

    rows = json.loads(draft.read_text())["occupancies"]
    drafted = {(r["offering"], r["room"], r["day"], r["period"]) for r in rows}
    assert {(o.offering, o.room, o.slot.day, o.slot.period) for o in before} <= drafted


def test_a_draft_that_breaks_a_rule_is_not_published(
    college: TinyCollege, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    draft, before = tmp_path / "draft.json", booked(college)
    main(["solve", str(draft), "--term", "term", "--anew", "--seconds", "1", "--workers", "1"])
    made = json.loads(draft.read_text())
    made["occupancies"][1] |= {
        "day": made["occupancies"][0]["day"],
        "period": made["occupancies"][0]["period"],
    }
    made["occupancies"].pop()
    draft.write_text(json.dumps(made))

    assert main(["publish", str(draft), "--term", "term", "--apply"]) == 2

    assert "Nothing was written" in capsys.readouterr().out
    assert booked(college) == before


@pytest.mark.parametrize("term", ["nowhere", "Term"])
def test_a_term_that_is_not_there_is_said(
    college: TinyCollege, tmp_path: Path, capsys: pytest.CaptureFixture[str], term: str
) -> None:
    assert main(["solve", str(tmp_path / "draft.json"), "--term", term]) == 1
    assert f"There is no term {term}." in capsys.readouterr().err


def test_classes_that_exchange_their_places_never_collide(college: TinyCollege) -> None:
    """Each takes the next one's room and time, in a ring."""
    now = datetime.now(UTC)
    present = sorted(booked(college), key=lambda b: b.slot)
    mine = [b for b in present if b.offering == present[0].offering]
    others = [b for b in present if b not in mine]
    slots = [b.slot for b in mine]
    turned = [replace(b, slot=s) for b, s in zip(mine, slots[1:] + slots[:1], strict=True)]

    changes = compare(college.records, tiny.TERM, [*others, *turned])
    publication.publish(Request(college.records, ADMIN, now), tiny.TERM, changes)

    assert sorted((b.slot, b.room) for b in booked(college)) == sorted((b.slot, b.room) for b in present)


def test_two_classes_of_one_section_exchange_their_times(college: TinyCollege) -> None:
    present = {str(b.id): b for b in booked(college)}
    dbms, nets = present["c1"], present["c3"]
    wanted = [replace(dbms, slot=nets.slot), replace(nets, slot=dbms.slot, room=InfraId("r1")), present["c2"]]

    changes = compare(college.records, tiny.TERM, [*wanted, present["c4"]])
    publication.publish(Request(college.records, ADMIN, datetime.now(UTC)), tiny.TERM, changes)

    now = {str(b.id): b for b in booked(college)}
    assert (now["c1"].slot, now["c3"].slot) == (nets.slot, dbms.slot)
    assert college.states("asha", tiny.FRIDAY.isoformat()) == {1: "planned", 3: "planned", 4: "planned"}


def occupancy(n: int, slot: int) -> Occupancy:
    return replace(tiny.occupancy(f"o{n}", OFFERING, Slot(1, slot)), faculty=(), groups=())


@given(order=st.permutations(range(6)))
def test_every_step_finds_its_places_free(order: list[int]) -> None:
    changes = [Change(occupancy(n, n), occupancy(n, to)) for n, to in enumerate(order) if n != to]
    held = {n: n for n in range(6)}

    for step in steps(changes):
        for change in step:
            if change.before:
                held.pop(change.before.slot.period, None)
        for change in step:
            if change.after:
                assert change.after.slot.period not in held
                held[change.after.slot.period] = int(change.after.id[1:])

    assert held == {to: n for n, to in enumerate(order)}


@pytest.mark.parametrize(("size", "expected"), [(2, 1), (12, 1), (13, 14)])
def test_a_ring_goes_in_one_step_if_a_transaction_can_hold_it(size: int, expected: int) -> None:
    """A longer one is opened: one booking is given up, the others follow, and it is booked again at last."""
    ring = [Change(occupancy(n, n), occupancy(n, (n + 1) % size)) for n in range(size)]

    assert len(list(steps(ring))) == expected
