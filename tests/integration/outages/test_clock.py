"""A clock that is five minutes off, either way: people are answered, and all ends as by a right one."""

import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from functions.store.records import TableDirectory
from tests.integration.conftest import TinyCollege
from tests.support.api import Answer, call, token
from tests.support.clock import Clock
from tests.support.tiny import FRIDAY, TELEGRAM
from tests.support.verified import broken, scanned

ON = FRIDAY.isoformat()
OFF = pytest.mark.parametrize("off", [-5, 5])
NOON = datetime(2026, 11, 23, 6, tzinfo=UTC)
SOON = 2
"""seconds of a test's own running"""


def vouched(seconds: int) -> Answer:
    """What Rao is answered whose bot's clock is so far off."""
    now = int(time.time()) + seconds
    return call(None, "GET", "/me/", bearer=token(TELEGRAM["rao"], iat=now, exp=now + 60))


class Servers:
    """Requests are served in turn by a process whose clock is right and by one whose is not."""

    def __init__(self, patch: pytest.MonkeyPatch, off: int) -> None:
        self._patch, self._off, self._count = patch, timedelta(minutes=off), 0

    def call(self, who: str, method: str, url: str, body: Any = None, key: str | None = None) -> Answer:
        self._count += 1
        at = NOON + timedelta(seconds=self._count) + self._off * (self._count % 2)
        self._patch.setenv("NOW", at.isoformat())
        return call(who, method, url, body, key=key)

    def act(self, who: str, leave: str, action: str, body: Any = None, key: str | None = None) -> Answer:
        return self.call(who, "POST", f"/facultyunavailability/{leave}/{action}/", body, key)


@OFF
def test_the_bots_clock_may_be_five_minutes_off(off: int, college: TinyCollege) -> None:
    assert vouched(off * 60).status == 200


@pytest.mark.parametrize("seconds", [-6 * 60 - SOON, 5 * 60 + 60])
def test_one_that_is_further_off_is_refused_like_any_bad_token(seconds: int, college: TinyCollege) -> None:
    refused = vouched(seconds)

    assert (refused.status, refused.code) == (401, "not_authenticated")


@OFF
def test_a_leave_goes_its_way_whichever_server_serves_each_step(
    off: int, college: TinyCollege, directory: TableDirectory, monkeypatch: pytest.MonkeyPatch
) -> None:
    servers = Servers(monkeypatch, off)
    wish = {"start_date": ON, "end_date": ON, "periods": [3, 4], "kind": "ml", "reason": "fever"}

    asked = servers.call("rao", "POST", "/facultyunavailability/", wish, key="ask")
    again = servers.call("rao", "POST", "/facultyunavailability/", wish, key="ask")
    leave = asked.body["id"]
    approved = servers.act("hod", leave, "approve", {"plan_revision": 0}, key="yes")
    twice = servers.act("hod", leave, "approve", {"plan_revision": 0}, key="yes")
    late = servers.act("hod", leave, "reject", {"note": "no"})
    undone = servers.act("hod", leave, "undo", {})
    rejected = servers.act("hod", leave, "reject", {"note": "exams"})

    assert (asked.status, again) == (201, asked)
    assert (approved.body["status"], twice) == ("approved", approved)
    assert (late.status, late.code) == (409, "already_decided")
    assert (undone.body["status"], rejected.body["status"]) == ("pending", "rejected")
    assert broken(directory) == []


@OFF
def test_a_link_and_a_booking_work_on_the_other_server_at_once(
    off: int, college: TinyCollege, monkeypatch: pytest.MonkeyPatch
) -> None:
    servers = Servers(monkeypatch, off)

    path = servers.call("asha", "POST", "/me/calendarlinks/", {}).body["path"]
    secret = servers.call("admin", "POST", "/servicetokens/", {"name": "timetabler"}).body["secret"]
    opened = servers.call("asha", "GET", path)
    reads = call(None, "GET", "/terms/", bearer=secret)

    assert (opened.status, reads.status) == (200, 200)


@OFF
def test_nothing_is_forgotten_before_its_time(
    off: int, college: TinyCollege, directory: TableDirectory
) -> None:
    """DynamoDB forgets by its own clock what ours has given a time."""
    college.ask("rao", ON, [3, 4], key="k")

    theirs = (NOON + timedelta(minutes=off)).timestamp()
    times = [int(item["expires_at"]["N"]) for item in scanned(directory) if "expires_at" in item]

    assert times and min(times) > theirs + timedelta(hours=24).total_seconds()


@OFF
def test_the_clock_tells_each_digest_and_reminder_once(off: int, clock: Clock) -> None:
    call("asha", "PATCH", "/me/settings/", {"digest": "07:00", "remind_minutes": 10})
    clock.ticks("06:50")
    right, wrong = ("07:05", "07:10", "07:15"), (f"07:{10 + off:02}", f"07:{15 + off:02}")

    told = clock.ticks(right[0], wrong[0], right[1], wrong[1], right[2])

    assert told == [("asha", f"digest.{ON}")]
