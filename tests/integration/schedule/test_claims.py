"""Nothing is booked twice, however many write at once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import pytest

from functions import wiring
from functions.services.leave import requests
from functions.services.leave.requests import LeaveFields
from functions.services.ports import Once, Request
from functions.services.schedule import scheduler_update
from functions.services.schedule.update_context import Batch, OccupancyItem
from tests.integration.conftest import TinyCollege
from tests.support import api
from tests.support.tiny import FRIDAY, TERM
from timetable.errors import Busy, KeyReused, Refusal, Refused
from timetable.model import InfraId, OccupancyId, OfferingId, TimeSlotId

T = TypeVar("T")

UPDATE = "/occupancies/scheduler-update/"


def booking(id: str, offering: str, timeslot: str, room: str) -> dict[str, Any]:
    return {"type": "occupancy", "id": id, "offering": offering, "timeslot": timeslot, "room": room}


def create(*items: dict[str, Any], **more: Any) -> api.Answer:
    return api.call("scheduler", "POST", UPDATE, {"term": "term", "create": list(items), **more})


def at_once(calls: int, call: Callable[[int], T]) -> list[T | Refusal]:
    """Every call in a thread of its own; a refusal is an answer. (The handler serves one at a time.)"""

    def answer(n: int) -> T | Refusal:
        try:
            return call(n)
        except Refusal as refusal:
            return refusal

    with ThreadPoolExecutor(calls) as pool:
        return list(pool.map(answer, range(calls)))


def book(college: TinyCollege, id: str, offering: str, timeslot: str, room: str) -> str:
    item = OccupancyItem(OccupancyId(id), OfferingId(offering), InfraId(room), TimeSlotId(timeslot))
    batch = Batch(TERM, create=(item,))
    return scheduler_update.update(
        Request(college.records, college.caller("scheduler"), wiring.now()), batch
    )[0].id


def test_of_32_bookings_of_one_room_and_timeslot_exactly_one_wins(college: TinyCollege) -> None:
    offerings = ["o-dbms", "o-nets", "o-calc"]

    answers = at_once(32, lambda n: book(college, f"x{n}", offerings[n % 3], "t26", "r1"))

    won = [a for a in answers if isinstance(a, str)]
    assert len(won) == 1
    assert {a.worst.code for a in answers if isinstance(a, Refused)} <= {"taken", "busy"}
    booked = api.call("scheduler", "GET", "/occupancies/?room=r1").body["results"]
    assert [o["id"] for o in booked if o["timeslot"] == "t26"] == won


@pytest.mark.parametrize("rounds", range(3))
def test_a_section_and_its_batch_exclude_each_other(college: TinyCollege, rounds: int) -> None:
    wanted = [("whole", "o-nets", "t21", "r1"), ("batch", "o-lab", "t21", "lab")]

    answers = at_once(2, lambda n: book(college, *wanted[n]))

    assert [isinstance(a, str) for a in answers].count(True) == 1


def test_a_batch_is_done_wholly_or_not_at_all_and_each_refused_item_is_named(college: TinyCollege) -> None:
    answer = create(
        booking("n1", "o-calc", "t22", "r1"),
        booking("n2", "o-nets", "t53", "r2"),
        booking("n3", "o-calc", "t53", "r1"),
    )

    assert answer.status == 409 and answer.code == "taken"
    assert {i["index"] for i in answer.body["items"]} == {1, 2}
    assert all(i["code"] == "taken" and i["resource"] for i in answer.body["items"])
    assert api.call("admin", "GET", "/occupancies/n1/").status == 404


def test_a_dry_run_says_the_same_and_writes_nothing(college: TinyCollege) -> None:
    answer = create(booking("n1", "o-calc", "t22", "r1"), dry_run=True)

    assert answer.body["results"] == [{"op": "create", "index": 0, "status": "would_do", "id": "n1"}]
    assert api.call("admin", "GET", "/occupancies/n1/").status == 404


def test_a_move_frees_the_old_period_and_takes_the_new_one(college: TinyCollege) -> None:
    moved = {"type": "occupancy", "id": "c1", "timeslot": "t56"}

    answer = api.call("scheduler", "POST", UPDATE, {"term": "term", "update": [moved]})

    assert answer.status == 200
    assert college.states("asha", FRIDAY.isoformat()) == {1: "planned", 4: "planned", 6: "planned"}
    assert create(booking("n1", "o-calc", "t53", "r1")).status == 409  # its section is still in class c4
    assert create(booking("n2", "o-nets", "t53", "r1")).status == 200


def test_a_wrong_version_an_unknown_id_and_too_many_items_change_nothing(college: TinyCollege) -> None:
    stale = {"type": "occupancy", "id": "c1", "timeslot": "t56", "version": 7}
    unknown = {"type": "occupancy", "id": "nobody", "timeslot": "t56"}
    many = [booking(f"m{n}", "o-dbms", f"t{n // 6 + 1}{n % 6 + 1}", "r1") for n in range(36)]

    assert api.call("scheduler", "POST", UPDATE, {"term": "term", "update": [stale]}).code == "stale_version"
    assert api.call("scheduler", "POST", UPDATE, {"term": "term", "delete": [unknown]}).code == "not_found"
    refused = api.call("scheduler", "POST", UPDATE, {"term": "term", "create": many})
    assert refused.code == "too_many_writes" and refused.status == 422
    assert college.states("asha", FRIDAY.isoformat()) == {1: "planned", 3: "planned", 4: "planned"}


def test_a_repeated_request_with_its_key_answers_the_same_and_works_once(college: TinyCollege) -> None:
    wish = LeaveFields(FRIDAY, FRIDAY, None, None, "cl", "x")
    once = Once("once", "fingerprint")

    answers = at_once(
        8,
        lambda _: requests.ask(Request(college.records, college.caller("rao"), wiring.now(), once), wish).id,
    )

    assert {type(a) for a in answers} <= {str, Busy}
    assert len({a for a in answers if isinstance(a, str)}) == 1
    again = requests.ask(Request(college.records, college.caller("rao"), wiring.now(), once), wish)
    assert again.id in answers
    with pytest.raises(KeyReused):
        requests.ask(
            Request(college.records, college.caller("rao"), wiring.now(), Once("once", "other")), wish
        )


@pytest.mark.parametrize("who", ["rao", "asha", "hodmath"])
def test_the_timetable_is_written_only_by_those_who_may(college: TinyCollege, who: str) -> None:
    answer = api.call(who, "POST", UPDATE, {"term": "term", "create": [booking("n", "o-dbms", "t21", "r1")]})

    assert answer.status == 403
    assert api.call("admin", "GET", "/occupancies/n/").status == 404
