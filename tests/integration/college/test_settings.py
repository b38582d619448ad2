"""What people choose for themselves, over the API: kept, refused, spoken; and who is out of reach."""

from functions import wiring
from functions.services.identity.clock import clock_request
from functions.services.notices import event_notices
from tests.integration.conftest import TinyCollege
from tests.support import api
from tests.support.api import call
from tests.support.tiny import FRIDAY
from timetable.model import LeaveId

USUAL = {
    "language": None,
    "digest": None,
    "remind_minutes": None,
    "remind_of": "first",
    "quiet_from": None,
    "quiet_until": None,
    "theme": "light",
    "version": 0,
}


def test_everything_is_off_until_somebody_chooses_otherwise(college: TinyCollege) -> None:
    assert call("asha", "GET", "/me/settings/").body == USUAL


def test_what_is_chosen_is_kept_and_the_rest_stays(college: TinyCollege) -> None:
    first = call("asha", "PATCH", "/me/settings/", {"digest": "20:00", "theme": "dark"})
    quiet = {"quiet_from": "22:00", "quiet_until": "07:00"}
    second = call("asha", "PATCH", "/me/settings/", quiet | {"digest": None, "language": "hi"})

    assert first.status == second.status == 200
    wanted = USUAL | quiet | {"theme": "dark", "language": "hi", "version": 2}
    assert second.body == call("asha", "GET", "/me/settings/").body == wanted
    assert call("bala", "GET", "/me/settings/").body == USUAL


def test_what_changes_nothing_is_no_new_version(college: TinyCollege) -> None:
    call("asha", "PATCH", "/me/settings/", {"digest": "20:00"})

    assert call("asha", "PATCH", "/me/settings/", {"digest": "20:00"}).body["version"] == 1
    assert call("asha", "PATCH", "/me/settings/", {}).body["version"] == 1


def test_what_cannot_be_chosen_is_refused_by_field(college: TinyCollege) -> None:
    for body, field in (({"digest": "8 pm"}, "digest"), ({"quiet_from": "22:00"}, "quiet_until")):
        answer = call("asha", "PATCH", "/me/settings/", body)
        assert (answer.status, answer.code, answer.body["field"]) == (422, "rule_broken", field)
    assert call("asha", "PATCH", "/me/settings/", {"colour": "red"}).status == 400
    assert call("asha", "GET", "/me/settings/").body == USUAL


def test_every_answer_says_the_language_chosen(college: TinyCollege) -> None:
    assert "Content-Language" not in api.headers("asha", "GET", "/me/")

    chosen = api.headers("asha", "PATCH", "/me/settings/", {"language": "hi"})

    assert chosen["Content-Language"] == "hi"
    assert api.headers("asha", "GET", "/me/today/")["Content-Language"] == "hi"
    assert api.headers("asha", "GET", "/no/such/page/")["Content-Language"] == "hi"
    assert api.headers("asha", "PUT", "/me/dialogue/", {})["Content-Language"] == "hi"
    assert "Content-Language" not in api.headers("bala", "GET", "/me/")
    assert "Content-Language" not in api.headers(None, "GET", "/openapi.json/")
    assert "Content-Language" not in api.headers("asha", "PATCH", "/me/settings/", {"language": None})


def test_who_cannot_be_reached_is_told_nothing_until_they_write_again(college: TinyCollege) -> None:
    leave = college.ask("rao", FRIDAY.isoformat(), [3])
    approval = call("hod", "POST", f"/facultyunavailability/{leave}/approve/", {"plan_revision": 0})
    assert approval.status == 200

    assert call("asha", "POST", "/me/unreachable/").status == 200
    assert call("asha", "GET", f"/me/notices/changes.{leave}.v1/").status == 200
    lost = told(college, leave)
    call("asha", "GET", "/me/")

    assert lost == {"bala"}
    assert told(college, leave) == {"asha", "bala"}


def told(college: TinyCollege, leave: str) -> set[str]:
    """The students who are told what changes."""
    records = college.records.renewed()
    every = event_notices.tellings_of(
        clock_request(records, wiring.now()), "LeaveApproved", LeaveId(leave), news="approved", only=()
    )
    return {t.user.removeprefix("u-") for t in every if t.notice.startswith("changes")}
