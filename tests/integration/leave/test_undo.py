"""A decision is undone in time: the timetable is exactly as before it, or what stands in the way is told."""

from typing import Any

import pytest

from functions import wiring
from functions.services.identity.clock import clock_request
from functions.services.leave import decide
from functions.services.leave import undo as undoing
from functions.services.notices import event_notices
from functions.services.ports import Request
from tests.integration.conftest import TinyCollege
from tests.integration.leave.test_consents import (
    ON,
    accept,
    act,
    asked,
    decline,
    fresh,
    held,
    insisted,
    planned,
    policy,
    to,
)
from tests.integration.schedule.test_claims import at_once
from tests.support import api
from timetable.errors import Refusal
from timetable.model import LeaveId

LATER = {"date": "2026-11-28", "day": 6, "period": 2}
ROWS: dict[str, list[dict[str, Any]]] = {
    "substituted": [to("meera", "c1"), to("iyer", "c2")],
    "lent": [to("meera", "c1"), to("khan", "c2")],
    "moved": [{"occupancy": "c1", "date": ON, "kind": "moved", "to": LATER, "room": "r2"}, to("iyer", "c2")],
    "cancelled": [{"occupancy": c, "date": ON, "kind": "cancelled"} for c in ("c1", "c2")],
    "exchanged": [to("meera", "c1", in_return={"occupancy": "c3", "date": "2026-12-04"}), to("iyer", "c2")],
}


def undo(who: str, leave: str, key: str | None = None) -> api.Answer:
    return act(who, leave, "undo", {}, key)


@pytest.mark.parametrize("asking", ["before", "after", "never"])
@pytest.mark.parametrize("rows", ROWS)
def test_the_timetable_after_undoing_is_that_before_approving(
    college: TinyCollege, rows: str, asking: str
) -> None:
    policy(ask_substitutes=asking)
    leave = college.ask("rao", ON, [3, 4])
    college.plan(leave, *ROWS[rows])
    if asking == "before" and (mine := asked("meera")):
        accept("meera", mine[0]["id"])
    before = held()
    assert act("hod", leave, "approve", {"plan_revision": 1}).status == 200
    assert held() != before

    answer = undo("hod", leave)

    assert answer.status == 200, answer.body
    assert (answer.body["status"], answer.body["decided_by"], answer.body["undo_until"]) == (
        "pending",
        None,
        None,
    )
    assert held() == before
    assert act("hod", leave, "approve", {"plan_revision": 1}).status == 200
    assert act("rao", leave, "withdraw").status == 200


def test_answers_given_after_the_approval_are_kept_when_it_is_undone(college: TinyCollege) -> None:
    policy(ask_substitutes="before")
    leave = planned(college)
    before = held()
    act("hod", leave, "approve", {"plan_revision": 1})
    accept("iyer", asked("iyer")[0]["id"])

    undo("hod", leave)

    assert held() == before
    assert [a["status"] for a in asked("iyer", "accepted")] == ["accepted"]
    act("hod", leave, "approve", {"plan_revision": 1})
    assert college.states("iyer", ON) == {4: "covering"}


def test_a_rejected_request_waits_again_and_is_in_the_way_of_others(college: TinyCollege) -> None:
    leave = planned(college)
    act("hod", leave, "reject", {"note": "no"})

    answer = undo("admin", leave)

    assert (answer.body["status"], answer.body["decision_note"]) == ("pending", "")
    wish = {"start_date": ON, "end_date": ON, "periods": [3], "kind": "ml"}
    assert api.call("rao", "POST", "/facultyunavailability/", wish).code == "overlaps"
    assert [
        r["id"] for r in api.call("hod", "GET", "/facultyunavailability/?scope=to_decide").body["results"]
    ] == [leave]


def test_another_request_since_stands_in_the_way_of_undoing_a_rejection(college: TinyCollege) -> None:
    leave = planned(college)
    act("hod", leave, "reject", {"note": "no"})
    other = college.ask("rao", ON, [4])

    answer = undo("hod", leave)

    assert (answer.code, [found["leave"] for found in answer.body["in_the_way"]]) == ("in_the_way", [other])


def test_all_that_has_used_what_the_approval_freed_is_listed(college: TinyCollege) -> None:
    leave = college.ask("rao", ON, [3, 4])
    act("hod", leave, "approve", {"plan_revision": 0})
    for occupancy, timeslot in (("c4", "t53"), ("c3", "t54")):
        body = {"occupancy": occupancy, "date": ON, "kind": "moved", "room": "r1", "timeslot": timeslot}
        answer = api.call("admin", "POST", "/adjustments/", body)
        assert answer.status == 201, answer.body
    before = held()

    answer = undo("hod", leave)

    assert answer.code == "in_the_way" and held() == before
    assert ("room", 3) in {(f["resource"], f["period"]) for f in answer.body["in_the_way"]}
    assert ("room", 4) in {(f["resource"], f["period"]) for f in answer.body["in_the_way"]}
    assert api.call("hod", "GET", f"/facultyunavailability/{leave}/").body["status"] == "approved"


def test_only_who_decides_undoes_and_only_in_time(
    college: TinyCollege, monkeypatch: pytest.MonkeyPatch
) -> None:
    leave = planned(college)

    assert undo("hod", leave).code == "already_decided"
    approved = act("hod", leave, "approve", {"plan_revision": 1}).body
    assert approved["undo_until"] == "2026-11-23T06:15:00Z"
    assert undo("rao", leave).status == 403 and undo("meera", leave).status == 404
    monkeypatch.setenv("NOW", "2026-11-23T06:15:01+00:00")
    late = undo("hod", leave)
    assert (late.status, late.code, late.body["field"]) == (422, "rule_broken", "decided_at")


def test_what_was_held_since_has_happened(college: TinyCollege, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NOW", f"{ON}T05:25:00+00:00")
    leave = planned(college)
    act("hod", leave, "approve", {"plan_revision": 1})
    monkeypatch.setenv("NOW", f"{ON}T05:35:00+00:00")  # P3 began at 11:00 in India

    answer = undo("hod", leave)

    assert answer.code == "in_the_way" and [f["adjustment"] for f in answer.body["in_the_way"]] == [
        f"{leave}.0"
    ]


def test_a_second_tap_undoes_nothing_more_and_the_same_key_answers_the_same(college: TinyCollege) -> None:
    leave = planned(college)
    act("hod", leave, "approve", {"plan_revision": 1})

    first, again = undo("hod", leave, "k1"), undo("hod", leave, "k1")

    assert first.body["status"] == again.body["status"] == "pending"
    assert undo("hod", leave).code == "already_decided"


def test_those_told_of_the_decision_are_told_that_it_is_undone(college: TinyCollege) -> None:
    leave = planned(college)
    act("hod", leave, "approve", {"plan_revision": 1})
    undo("hod", leave)

    told = event_notices.tellings_of(
        clock_request(fresh(), wiring.now()), "DecisionUndone", LeaveId(leave), news="undone.4", only=()
    )

    assert {t.notice.split(".")[0] for t in told} == {"card", "decided", "substituting", "changes"}
    shown = api.call("rao", "GET", f"/me/notices/decided.{leave}.undone.4/").body
    assert shown["leave"]["status"] == "pending"
    card = api.call("hod", "GET", f"/me/notices/card.{leave}/").body
    assert card["leave"]["can_decide"] and [r["kind"] for r in card["plan"]["rows"]] == ["substituted"] * 2


@pytest.mark.parametrize("rounds", range(4))
def test_of_undoing_withdrawing_and_a_no_at_once_the_timetable_is_as_it_was(
    college: TinyCollege, rounds: int
) -> None:
    policy(ask_substitutes="after")
    before = held()
    leave = planned(college)
    act("hod", leave, "approve", {"plan_revision": 1})
    ask, id, now = asked("meera")[0]["id"], LeaveId(leave), wiring.now()

    def deed(n: int) -> object:
        if n == 0:
            return insisted(lambda r: undoing.undo(Request(r, college.caller("hod"), now), id)).status
        if n == 1:
            return insisted(lambda r: decide.withdraw(Request(r, college.caller("rao"), now), id)).status
        return decline("meera", ask).status

    outcomes = at_once(3, deed)

    status = api.call("rao", "GET", f"/facultyunavailability/{leave}/").body["status"]
    if status != "withdrawn":
        assert isinstance(outcomes[1], Refusal)
        assert act("rao", leave, "withdraw").status == 200
    assert held() == before
