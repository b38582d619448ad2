"""Who is told what of a plan that changes: one message each per version, never one per class."""

from tests.integration.conftest import TinyCollege
from tests.support.api import call
from tests.support.clock import BULK, URGENT, Clock, Sent
from tests.support.tiny import FRIDAY

ON = FRIDAY.isoformat()


def told(clock: Clock) -> Sent:
    return sorted(clock.queued(URGENT) + clock.queued(BULK))


def cover(leave: str, *numbers: int) -> list[str]:
    """Meera takes these of the leave's classes, all found at once."""
    found = [
        {"type": "adjustment", "id": f"{leave}.{n}", "kind": "substituted", "faculty": ["meera"]}
        for n in numbers
    ]
    url = "/occupancies/scheduler-update/"
    answer = call("scheduler", "POST", url, {"term": "term", "update": found})
    assert answer.status == 200, answer.body
    return [str(item["id"]) for item in found]


def test_approved_then_covered_then_withdrawn_each_is_told_once_per_version(
    clock: Clock, college: TinyCollege
) -> None:
    leave = college.ask("rao", ON, [3, 4])
    approval = call("hod", "POST", f"/facultyunavailability/{leave}/approve/", {"plan_revision": 0})
    assert approval.status == 200, approval.body

    clock.happens("LeaveApproved", leave)
    approved = told(clock)
    clock.happens("AdjustmentsChanged", leave, *cover(leave, 0, 1))
    covered = told(clock)
    assert call("rao", "POST", f"/facultyunavailability/{leave}/withdraw/").status == 200
    clock.happens("LeaveWithdrawn", leave)
    withdrawn = told(clock)

    card = ("hod", f"card.{leave}")
    students = ("asha", "bala")
    decided = ("rao", f"decided.{leave}.approved")
    assert approved == sorted([card, decided, *((s, f"changes.{leave}.v1") for s in students)])
    helped = ("meera", f"substituting.{leave}.v2")
    assert covered == sorted([card, helped, *((s, f"changes.{leave}.v2") for s in students)])
    free = ("meera", f"substituting.{leave}.v3")
    assert withdrawn == sorted([card, free, *((s, f"changes.{leave}.v3") for s in students)])


def test_after_a_withdrawal_nobody_is_told_of_changes_that_are_none(
    clock: Clock, college: TinyCollege
) -> None:
    leave = college.ask("rao", ON, [3, 4])
    call("hod", "POST", f"/facultyunavailability/{leave}/approve/", {"plan_revision": 0})
    cover(leave, 0, 1)
    before = call("asha", "GET", f"/me/notices/changes.{leave}.v2/").body["classes"]

    assert call("rao", "POST", f"/facultyunavailability/{leave}/withdraw/").status == 200
    told = {
        who: call(who, "GET", f"/me/notices/{kind}.{leave}.v3/")
        for who, kind in (("asha", "changes"), ("meera", "substituting"))
    }

    assert [row["period"] for row in before] == [3, 4]
    assert {who: (answer.status, answer.body["classes"]) for who, answer in told.items()} == {
        "asha": (200, []),
        "meera": (200, []),
    }
    assert {who: answer.body["restored"] for who, answer in told.items()} == {"asha": [ON], "meera": [ON]}


def test_what_comes_after_its_changes_were_taken_back_tells_nothing_any_more(
    clock: Clock, college: TinyCollege
) -> None:
    leave = college.ask("rao", ON, [3, 4])
    call("hod", "POST", f"/facultyunavailability/{leave}/approve/", {"plan_revision": 0})
    notice, decided = f"/me/notices/changes.{leave}.v1/", f"/me/notices/decided.{leave}.approved.3/"
    assert call("asha", "GET", notice).status == call("rao", "GET", decided).status == 200

    assert call("rao", "POST", f"/facultyunavailability/{leave}/withdraw/").status == 200

    assert call("asha", "GET", notice).code == call("rao", "GET", decided).code == "not_found"
    assert call("asha", "GET", f"/me/notices/changes.{leave}.v2/").body["classes"] == []


def test_cover_found_bit_by_bit_is_told_bit_by_bit_and_nothing_twice(
    clock: Clock, college: TinyCollege
) -> None:
    leave = college.ask("rao", ON, [3, 4])
    call("hod", "POST", f"/facultyunavailability/{leave}/approve/", {"plan_revision": 0})
    clock.happens("LeaveApproved", leave)
    told(clock)

    for number in (0, 1):
        clock.happens("AdjustmentsChanged", leave, *cover(leave, number))
    heard = told(clock)

    of_meera = [notice for who, notice in heard if who == "meera"]
    assert of_meera == [f"substituting.{leave}.v2", f"substituting.{leave}.v3"]
    assert len(heard) == len(set(heard)) + 1  # the card is one message, edited
