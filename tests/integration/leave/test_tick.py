"""What is told by the clock, over a real engine and real queues: digests, reminders, quiet hours that end."""

import os
from typing import Any

import pytest

from tests.integration.conftest import TinyCollege
from tests.support.api import call
from tests.support.clock import BULK, URGENT, Clock
from tests.support.tiny import FRIDAY

ON = FRIDAY.isoformat()


def choose(who: str, **chosen: Any) -> None:
    answer = call(who, "PATCH", "/me/settings/", chosen)
    assert answer.status == 200, answer.body


def shown(who: str, notice: str) -> Any:
    answer = call(who, "GET", f"/me/notices/{notice}/")
    assert answer.status == 200, answer.body
    return answer.body


def periods(notice: Any) -> list[int]:
    return [c["period"] for c in notice["day"]["classes"]]


def test_each_digest_is_told_once_at_its_persons_hour(clock: Clock) -> None:
    choose("asha", digest="20:00")
    choose("rao", digest="20:04")
    choose("meera", digest="20:06")
    clock.ticks("19:55", day=26)

    assert clock.ticks("20:00", day=26) == [("asha", f"digest.{ON}")]
    assert clock.ticks("20:05", day=26) == [("rao", f"digest.{ON}")]
    assert clock.ticks("20:10", day=26) == [("meera", f"digest.{ON}")]
    assert clock.ticks("20:15", "20:20", day=26) == []


def test_rounds_that_are_missed_or_repeated_tell_nobody_twice_and_leave_nobody_out(clock: Clock) -> None:
    choose("asha", digest="07:00")
    choose("rao", digest="07:40")
    clock.ticks("06:55")

    assert clock.ticks("08:00", "08:00", "07:58") == [("asha", f"digest.{ON}"), ("rao", f"digest.{ON}")]
    assert clock.ticks("08:05") == []


def test_what_was_missed_for_hours_is_not_told_any_more(clock: Clock) -> None:
    choose("asha", digest="07:00")
    clock.ticks("06:55")

    assert clock.ticks("11:00") == []


def test_a_round_that_failed_is_done_again_and_tells_each_once(
    clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    choose("asha", digest="07:00")
    choose("rao", digest="07:00")
    clock.ticks("06:55")
    with monkeypatch.context() as broken:
        broken.setenv(BULK, f"{os.environ[BULK]}-gone")
        clock.passes("07:00")

    assert clock.ticks("07:02", "07:02") == [("asha", f"digest.{ON}"), ("rao", f"digest.{ON}")]


def test_nobody_is_told_of_a_day_without_classes(clock: Clock) -> None:
    choose("asha", digest="20:00")
    choose("bala", digest="07:00")
    clock.ticks("19:55", day=28)

    assert clock.ticks("20:00", day=28) == []  # of a Sunday
    assert clock.ticks("06:58", "07:02", day=29) == []


def test_a_digest_shows_the_day_as_it_will_really_happen(clock: Clock, college: TinyCollege) -> None:
    leave = college.ask("rao", ON, [3])
    assert call("hod", "POST", f"/facultyunavailability/{leave}/approve/", {"plan_revision": 0}).status == 200

    told = shown("asha", f"digest.{ON}")

    assert [(c["period"], c["state"]) for c in told["day"]["classes"]] == [
        (1, "planned"),
        (3, "cancelled"),
        (4, "planned"),
    ]
    assert told["leave"] is None and told["message_id"] is None
    assert periods(shown("hod", f"digest.{ON}")) == []
    clock.is_("00:10", day=28)
    assert periods(shown("asha", f"digest.{ON}")) == []
    for forged in ("digest.tomorrow", "digest.", f"before_class.{ON}.x"):
        assert call("asha", "GET", f"/me/notices/{forged}/").status == 404


def test_a_digest_is_noted_like_any_notice(clock: Clock) -> None:
    note = {"message_id": 7, "shown": "abc"}

    assert call("asha", "PUT", f"/me/notices/digest.{ON}/", note).status == 200
    assert shown("asha", f"digest.{ON}")["message_id"] == 7


def test_a_class_is_reminded_of_before_it_begins(clock: Clock) -> None:
    choose("asha", remind_minutes=10, remind_of="each")
    choose("meera", remind_minutes=10)
    choose("rao", remind_minutes=30)
    clock.ticks("08:35")

    assert clock.ticks("08:40", "08:45") == [
        ("asha", f"before_class.{ON}.1"),
        ("meera", f"before_class.{ON}.1"),
    ]
    assert clock.ticks("08:50", "08:55", "09:30", "09:35") == []
    assert clock.ticks("10:20", "10:25") == [("rao", f"before_class.{ON}.3")]
    assert clock.ticks("10:45") == [("asha", f"before_class.{ON}.3")]
    told = shown("asha", f"before_class.{ON}.3")
    assert (periods(told), told["minutes"]) == ([3], 15)
    assert clock.ticks("11:45", "11:50") == []  # DBMS goes on in the same room
    clock.is_("11:00")
    assert periods(shown("asha", f"before_class.{ON}.3")) == []


def test_a_class_that_does_not_take_place_is_not_reminded_of(clock: Clock, college: TinyCollege) -> None:
    choose("asha", remind_minutes=10, remind_of="each")
    choose("rao", remind_minutes=10)
    leave = college.ask("rao", ON, [3])
    assert call("hod", "POST", f"/facultyunavailability/{leave}/approve/", {"plan_revision": 0}).status == 200
    clock.ticks("10:40")

    assert clock.ticks("10:45") == []
    assert periods(shown("asha", f"before_class.{ON}.3")) == []
    assert clock.ticks("11:40", "11:45") == [
        ("asha", f"before_class.{ON}.4"),
        ("rao", f"before_class.{ON}.4"),
    ]


def test_whoever_turned_it_off_or_left_is_told_nothing(clock: Clock) -> None:
    for who in ("asha", "rao", "meera"):
        choose(who, digest="20:00", remind_minutes=10)
    choose("asha", digest=None, remind_minutes=None)
    assert call("rao", "DELETE", "/me/link/").status == 204
    assert call("meera", "POST", "/me/unreachable/").status == 200
    clock.ticks("08:40", day=26)

    assert clock.ticks("08:45", "10:45", "19:58", "20:01", day=26) == []


QUIET = {"quiet_from": "22:00", "quiet_until": "07:00"}


def test_in_quiet_hours_only_what_is_urgent_is_told_and_the_rest_when_they_end(
    clock: Clock, college: TinyCollege
) -> None:
    choose("asha", **QUIET)
    choose("rao", **QUIET)
    leave = college.ask("rao", ON, [3])
    assert call("hod", "POST", f"/facultyunavailability/{leave}/approve/", {"plan_revision": 0}).status == 200
    clock.is_("23:00", day=26)

    clock.happens("LeaveApproved", leave)

    assert ("rao", f"decided.{leave}.approved") in clock.queued(URGENT)
    assert clock.queued(BULK) == [("bala", f"changes.{leave}.v1")]
    assert clock.ticks("23:05", day=26) == clock.ticks("06:55") == []
    assert clock.ticks("07:00") == [("asha", f"changes.{leave}.v1")]
    assert clock.ticks("07:05", "07:10") == []


def test_what_happens_twice_in_a_night_is_one_message_in_the_morning(
    clock: Clock, college: TinyCollege
) -> None:
    choose("asha", **QUIET)
    choose("bala", **QUIET)
    leave = college.ask("rao", ON, [3])
    assert call("hod", "POST", f"/facultyunavailability/{leave}/approve/", {"plan_revision": 0}).status == 200
    clock.is_("23:00", day=26)

    for _ in range(2):
        clock.happens("LeaveApproved", leave)

    assert clock.ticks("07:00") == [("asha", f"changes.{leave}.v1"), ("bala", f"changes.{leave}.v1")]


def test_no_reminder_breaks_the_quiet_hours(clock: Clock) -> None:
    choose("asha", remind_minutes=10, quiet_from="22:00", quiet_until="09:00")
    clock.ticks("08:40")

    assert clock.ticks("08:45", "08:50") == []
