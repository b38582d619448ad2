"""Requests that wait: reminded of in time, ended in time, nothing twice, and never approved by the clock."""

from datetime import UTC, datetime, timedelta

import pytest

from functions import wiring
from functions.services.identity.clock import clock_request
from functions.services.leave import decide
from functions.services.notices import event_notices
from functions.services.notices import reminders as reminding
from functions.services.ports import Request
from functions.tick import app
from tests.integration.conftest import TinyCollege
from tests.integration.leave.test_consents import (
    ON,
    act,
    asked,
    fresh,
    held,
    insisted,
    is_free,
    planned,
    policy,
)
from tests.integration.schedule.test_claims import at_once
from tests.support import api
from timetable.errors import Refusal
from timetable.model import LeaveId

ASKED = datetime(2026, 11, 23, 6, tzinfo=UTC)
BEGINS = datetime(2026, 11, 27, 5, 30, tzinfo=UTC)
"""of Friday's P3 in India"""


def at(percent: float) -> datetime:
    return ASKED + (BEGINS - ASKED) * percent / 100


def tick(now: datetime) -> list[str]:
    return list(reminding.tick(clock_request(fresh(), now)))


def status(leave: str) -> str:
    return str(api.call("rao", "GET", f"/facultyunavailability/{leave}/").body["status"])


def told(leave: str, times: int) -> list[int]:
    found = event_notices.tellings_of(
        clock_request(fresh(), wiring.now()), "LeaveWaits", LeaveId(leave), news="", only=[str(times)]
    )
    assert {t.notice for t in found} == {f"reminder.{leave}.{times}"}
    return sorted(t.telegram for t in found)


def test_deciders_are_reminded_at_each_fraction_of_the_time_and_once(college: TinyCollege) -> None:
    leave = college.ask("rao", ON, [3, 4])

    happened = {p: tick(at(p)) for p in (49, 50, 51, 74.9, 75, 89.9, 90, 99)}

    assert {p for p, outcome in happened.items() if outcome == ["reminded"]} == {50, 75, 90}
    assert status(leave) == "pending"


def test_reminders_that_were_missed_come_as_one(college: TinyCollege) -> None:
    college.ask("rao", ON, [3])

    assert [tick(at(80)), tick(at(81)), tick(at(90))] == [["reminded"], [], ["reminded"]]


def test_first_the_hod_then_who_acts_for_them_then_the_admins(college: TinyCollege) -> None:
    leave = college.ask("rao", ON, [3])
    acting = {"acting_hod": "u-iyer", "acting_from": "2026-11-01", "acting_until": "2026-11-30"}
    assert api.call("admin", "PATCH", "/departments/cs/", acting).status == 200

    assert [told(leave, n) for n in (1, 2, 3)] == [[105], [103, 105], [103, 105, 107]]
    for who in ("hod", "iyer", "admin"):
        shown = api.call(who, "GET", f"/me/notices/reminder.{leave}.3/").body
        assert shown["leave"]["can_decide"] and shown["plan"]["rows"]
        listed = api.call(who, "GET", "/facultyunavailability/?scope=to_decide").body["results"]
        assert [r["id"] for r in listed] == [leave]


@pytest.mark.parametrize("event", ["LeaveApproved", "LeaveRejected", "LeaveWithdrawn", "LeaveExpired"])
def test_what_became_of_a_request_is_shown_on_every_reminder_of_it(college: TinyCollege, event: str) -> None:
    leave = college.ask("rao", ON, [3])
    for who, number in (("hod", 1), ("hod", 2), ("hod", 3), ("admin", 3)):
        noted = {"message_id": number, "shown": "x"}
        assert api.call(who, "PUT", f"/me/notices/reminder.{leave}.{number}/", noted).status == 200

    told = event_notices.tellings_of(
        clock_request(fresh(), wiring.now()), event, LeaveId(leave), news="", only=()
    )

    reminders = [(t.telegram, t.notice.rpartition(".")[2]) for t in told if t.notice.startswith("reminder")]
    assert sorted(reminders) == [(105, "1"), (105, "2"), (105, "3"), (107, "3")]


def test_leave_that_the_admins_decide_reminds_them(college: TinyCollege) -> None:
    policy(leave_kinds=[{"code": "ml", "name": "medical leave", "approver": "admin"}])

    assert told(college.ask("rao", ON, [3]), 1) == [107]


def test_what_nobody_has_decided_when_it_begins_expires_and_lets_everybody_go(college: TinyCollege) -> None:
    policy(ask_substitutes="before", answer_within=10_000)
    before = held()
    leave = planned(college)
    assert asked("meera") and not is_free("meera", 3)

    assert tick(BEGINS - timedelta(seconds=1)) == ["reminded"]
    assert set(tick(BEGINS)) <= {"expired", "ask lapsed", "ask taken_back"}

    assert status(leave) == "expired" and held() == before
    assert asked("meera") == []
    assert act("hod", leave, "approve", {"plan_revision": 1}).body["decision"] == "expired"
    told = event_notices.tellings_of(
        clock_request(fresh(), wiring.now()), "LeaveExpired", LeaveId(leave), news="expired.3", only=()
    )
    assert {t.notice.split(".")[0] for t in told} == {"card", "decided"}
    college.ask("rao", ON, [3])


def test_what_is_asked_for_after_it_began_waits_until_it_is_over(
    college: TinyCollege, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NOW", f"{ON}T06:00:00+00:00")

    leave = college.ask("rao", ON, [3, 4])
    tick(datetime(2026, 11, 27, 7, 19, tzinfo=UTC))
    assert status(leave) == "pending"
    tick(datetime(2026, 11, 27, 7, 21, tzinfo=UTC))  # P4 ends at 12:50 in India

    assert status(leave) == "expired"


def test_a_decision_ends_the_waiting_and_its_undoing_begins_it_anew(
    college: TinyCollege, monkeypatch: pytest.MonkeyPatch
) -> None:
    leave = college.ask("rao", ON, [3])
    act("hod", leave, "reject", {"note": "no"})
    assert tick(at(50)) == ["decided"] and tick(at(75)) == []

    monkeypatch.setenv("NOW", "2026-11-23T06:10:00+00:00")
    act("hod", leave, "undo")

    assert tick(at(49)) == [] and tick(at(51)) == ["reminded"]


def test_a_request_that_is_changed_waits_for_its_new_beginning(college: TinyCollege) -> None:
    leave = college.ask("rao", ON, [3])

    answer = api.call(
        "rao",
        "PATCH",
        f"/facultyunavailability/{leave}/",
        {"start_date": "2026-12-04", "end_date": "2026-12-04"},
    )

    assert answer.status == 200, answer.body
    assert tick(BEGINS) == [] and status(leave) == "pending"


def test_questions_that_nobody_answered_are_closed_by_the_clock(
    college: TinyCollege, monkeypatch: pytest.MonkeyPatch
) -> None:
    policy(ask_substitutes="before")
    planned(college)
    monkeypatch.setenv("NOW", (ASKED + timedelta(minutes=240)).isoformat())

    app.handler({}, None)
    app.handler({}, None)

    assert [a["status"] for a in asked("meera", "lapsed") + asked("iyer", "lapsed")] == ["lapsed", "lapsed"]
    assert is_free("meera", 3) and is_free("iyer", 4)


@pytest.mark.parametrize("rounds", range(4))
def test_of_an_approval_and_the_end_at_once_one_happens(college: TinyCollege, rounds: int) -> None:
    before = held()
    leave = planned(college)
    by = college.caller("hod")

    def deed(n: int) -> object:
        if n < 2:
            return tick(BEGINS)
        return insisted(lambda r: decide.approve(Request(r, by, wiring.now()), LeaveId(leave), 1)).status

    *_, approved = at_once(3, deed)

    if isinstance(approved, Refusal):
        assert status(leave) == "expired" and held() == before
    else:
        assert status(leave) == "approved" and college.states("meera", ON) == {1: "planned", 3: "covering"}
