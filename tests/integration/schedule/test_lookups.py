"""Looking around: any section's, teacher's or room's days, what is now, names, and leaving the chat."""

from urllib.parse import quote

import pytest

from tests.integration.conftest import TinyCollege
from tests.support import api

FRIDAY = "2026-11-27"


def titles(answer: api.Answer) -> list[list[str]]:
    return [
        [f"P{c['period']} {c['subject_name']} {c['state']}" for c in d["classes"]]
        for d in answer.body["days"]
    ]


def days(who: str, query: str) -> list[list[str]]:
    answer = api.call(who, "GET", f"/days/?{query}")
    assert answer.status == 200, answer.body
    return titles(answer)


def test_a_section_a_teacher_and_a_room_are_seen_by_everybody(college: TinyCollege) -> None:
    of_section = days("chitra", f"section=cse3a&date={FRIDAY}")
    of_teacher = days("chitra", f"faculty=rao&date={FRIDAY}")
    of_room = days("chitra", f"room=r2&date={FRIDAY}")

    assert of_section == [["P1 Networks planned", "P3 DBMS planned", "P4 DBMS planned"]]
    assert of_teacher == [["P3 DBMS planned", "P4 DBMS planned"]]
    assert of_room == [["P1 Networks planned", "P3 Calculus planned"]]


def test_a_week_begins_on_its_monday(college: TinyCollege) -> None:
    answer = api.call("asha", "GET", f"/days/?section=cse3a&date={FRIDAY}&days=7&week=true")

    assert [d["date"] for d in answer.body["days"]] == [f"2026-11-{n}" for n in (23, 24, 25, 26, 27, 28, 29)]
    assert (answer.body["kind"], answer.body["name"]) == ("section", "CSE-3-A")


def test_without_a_name_it_is_the_callers_own_week(college: TinyCollege) -> None:
    own = api.call("rao", "GET", f"/days/?date={FRIDAY}").body

    assert own["kind"] == "me" and own["days"][0] == api.call("rao", "GET", f"/me/today/?date={FRIDAY}").body


def test_a_teacher_on_leave_is_seen_to_be_away_by_others_but_not_why(college: TinyCollege) -> None:
    leave = college.ask("rao", FRIDAY, [3])
    approved = api.call("hod", "POST", f"/facultyunavailability/{leave}/approve/", {"plan_revision": 0})
    assert approved.status == 200, approved.body

    assert days("rao", f"faculty=rao&date={FRIDAY}")[0][0] == "P3 DBMS on_leave"
    assert days("asha", f"faculty=rao&date={FRIDAY}")[0][0] == "P3 DBMS cancelled"


def test_only_one_is_asked_for_at_a_time_and_it_has_to_be_there(college: TinyCollege) -> None:
    both = api.call("asha", "GET", "/days/?section=cse3a&room=r1")
    none = api.call("asha", "GET", "/days/?section=no-such")
    long = api.call("asha", "GET", "/days/?section=cse3a&days=99")

    assert [a.status for a in (both, none, long)] == [400, 404, 400]


@pytest.mark.parametrize(
    ("clock", "now", "following"),
    [
        ("03:15", [], "2026-11-27 P1"),
        ("05:40", ["P3"], "2026-11-27 P4"),
        ("12:00", [], "2026-12-04 P3"),
    ],
)
def test_now_is_what_the_clock_says_and_next_may_be_another_day(
    college: TinyCollege, monkeypatch: pytest.MonkeyPatch, clock: str, now: list[str], following: str
) -> None:
    who = "asha" if following.endswith("P1") else "rao"
    monkeypatch.setenv("NOW", f"{FRIDAY}T{clock}:00+00:00")

    answer = api.call(who, "GET", "/me/now/").body

    assert [f"P{c['period']}" for c in answer["now"]] == now
    assert f"{answer['next'][0]['date']} P{answer['next'][0]['period']}" == following


def test_names_are_found_as_people_type_them(college: TinyCollege) -> None:
    def found(q: str) -> list[str]:
        return [m["name"] for m in api.call("asha", "GET", f"/search/?q={quote(q)}").body["results"]]

    assert found("cse3a") == ["CSE-3-A"]
    assert found("rao") == ["Dr Rao"]
    assert found("nobody at all") == []


def test_whoever_unlinks_is_a_stranger_and_can_be_linked_again(college: TinyCollege) -> None:
    gone = api.call("asha", "DELETE", "/me/link/")
    after = api.call("asha", "GET", "/me/")
    code = api.call("admin", "POST", "/users/u-asha/invite/", {}).body["code"]
    back = api.call("asha", "POST", "/links/", {"code": code})

    assert (gone.status, after.status, back.status) == (204, 401, 200)
    events = api.call("admin", "GET", "/auditevents/?kind=user&object=u-asha").body["results"]
    assert "unlink" in {e["action"] for e in events}
