"""Weekly bookings and adjustments one by one over the API, with the same promises as in a batch."""

from typing import Any

import pytest

from tests.integration.conftest import TinyCollege
from tests.support.api import call

NEW = {"term": "term", "offering": "o-nets", "room": "r2", "timeslot": "t21"}
ONCE = {"occupancy": "c1", "date": "2026-11-27", "kind": "substituted", "faculty": ["meera"]}


def test_a_class_is_booked_moved_and_given_up(college: TinyCollege) -> None:
    made = call("hod", "POST", "/occupancies/", NEW, key="k")
    again = call("hod", "POST", "/occupancies/", NEW, key="k")
    url = f"/occupancies/{made.body['id']}/"
    moved = call("hod", "PATCH", url, {"timeslot": "t22"}, version=1)
    stale = call("hod", "PATCH", url, {"timeslot": "t23"}, version=1)
    read = call("asha", "GET", url).body
    gone = call("hod", "DELETE", url, version=2)

    assert made.status == 201 and made.body["faculty_name"] == ["Dr Meera"]
    assert again.body == made.body
    assert (moved.status, moved.body["timeslot"], moved.body["version"]) == (200, "t22", 2)
    assert stale.status == 412
    assert set(read["student_ids"]) == {"s-asha", "s-bala"} and read["section_names"] == ["CSE-3-A"]
    assert gone.status == 204 and call("hod", "GET", url).status == 404


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (NEW | {"timeslot": "t53", "room": "r1"}, 409, "taken"),
        (NEW | {"timeslot": "t54", "room": "r2"}, 409, "taken"),
        (NEW | {"room": "lab"}, 422, "rule_broken"),
        (NEW | {"room": "no"}, 400, "malformed"),
        (NEW | {"timeslot": "no"}, 400, "malformed"),
        (NEW | {"offering": "no"}, 400, "malformed"),
        (NEW | {"term": "no"}, 404, "not_found"),
        (NEW | {"offering": "o-calc"}, 403, "not_allowed"),
        (NEW | {"id": "mine"}, 400, "malformed"),
    ],
)
def test_a_booking_that_can_not_be_is_refused(
    body: dict[str, Any], status: int, code: str, college: TinyCollege
) -> None:
    answer = call("hod", "POST", "/occupancies/", body)

    assert (answer.status, answer.code) == (status, code), answer.body


def test_a_class_is_changed_on_one_date_and_as_planned_again(college: TinyCollege) -> None:
    made = call("hod", "POST", "/adjustments/", ONCE)
    url = f"/adjustments/{made.body['id']}/"
    seen = college.states("asha", "2026-11-27")
    changed = call("hod", "PATCH", url, {"kind": "cancelled"})
    listed = call("asha", "GET", "/adjustments/?date=2026-11-27").body["results"]
    of_section = call("asha", "GET", "/adjustments/?date=2026-11-27&section=cse3a").body["results"]
    of_other = call("asha", "GET", "/adjustments/?date=2026-11-27&section=math3").body["results"]
    gone = call("hod", "DELETE", url, version=changed.body["version"])

    assert made.status == 201, made.body
    assert (made.body["faculty"], made.body["room"], made.body["timeslot"]) == (["meera"], "r1", "t53")
    assert seen[3] == "substituted"
    assert changed.body["kind"] == "cancelled" and changed.body["room"] is None
    assert [a["id"] for a in listed] == [made.body["id"]] == [a["id"] for a in of_section]
    assert of_other == []
    assert gone.status == 204
    assert college.states("asha", "2026-11-27")[3] == "planned"


def test_adjustments_are_the_departments_own(college: TinyCollege) -> None:
    made = call("hod", "POST", "/adjustments/", ONCE).body["id"]

    assert call("hodmath", "POST", "/adjustments/", ONCE | {"occupancy": "c2"}).status == 403
    assert call("hodmath", "DELETE", f"/adjustments/{made}/").status == 403
    assert call("rao", "DELETE", f"/adjustments/{made}/").status == 403
    assert call("scheduler", "DELETE", f"/adjustments/{made}/").status == 403
    assert call("hod", "POST", "/adjustments/", ONCE | {"date": "2026-11-26"}).status == 422


def test_bookings_are_listed_by_what_people_look_for(college: TinyCollege) -> None:
    def ids(query: str) -> set[str]:
        return {o["id"] for o in call("asha", "GET", f"/occupancies/?{query}").body["results"]}

    assert ids("") == {"c1", "c2", "c3", "c4"}
    assert ids("room=r1") == {"c1", "c2"} == ids("faculty=rao") == ids("offering=o-dbms")
    assert ids("timeslot=t53") == {"c1", "c4"}
    assert ids("section=math3") == {"c4"}
    assert call("asha", "GET", "/occupancies/?room=r1&faculty=rao").status == 400


def test_a_batch_leaves_who_did_what_before_and_after_with_each_department(college: TinyCollege) -> None:
    call("hod", "PATCH", "/occupancies/c1/", {"room": "r2", "timeslot": "t52"})

    events = call("hod", "GET", "/auditevents/?by=u-hod").body["results"]

    (item,) = events[0]["after"]["items"]
    assert (events[0]["action"], events[0]["department"], item["op"]) == ("scheduler-update", "cs", "update")
    assert (item["before"]["room"], item["after"]["room"]) == ("r1", "r2")
    assert call("hodmath", "GET", "/auditevents/?by=u-hod").body["results"] == []


def test_a_tokens_scopes_end_and_secrets_are_kept_to(college: TinyCollege) -> None:
    made = call("admin", "POST", "/servicetokens/", {"name": "timetabler", "scopes": ["read"]})
    url = f"/servicetokens/{made.body['id']}/"
    secret = made.body["secret"]
    update = {
        "term": "term",
        "create": [{"type": "occupancy", **{k: v for k, v in NEW.items() if k != "term"}}],
    }

    assert made.status == 201
    assert secret not in str(call("admin", "GET", "/auditevents/").body["results"])
    assert call(None, "GET", "/infra/", bearer=secret).status == 200
    assert call(None, "POST", "/occupancies/scheduler-update/", update, bearer=secret).status == 403
    rotated = call("admin", "POST", f"{url}rotate/", {"overlap_hours": 1}).body
    assert rotated["secrets"] == 2 and rotated["secret"] != secret
    assert call(None, "GET", "/infra/", bearer=secret).status == 200
    assert call(None, "GET", "/infra/", bearer=rotated["secret"]).status == 200
    assert call("admin", "POST", f"{url}rotate/", {"overlap_hours": 0}).body["secrets"] == 1
    assert call(None, "GET", "/infra/", bearer=secret).status == 401
    assert call("admin", "DELETE", url).status == 204
    assert call(None, "GET", "/infra/", bearer=rotated["secret"]).status == 401
    assert call("admin", "GET", url).body["active"] is False
    assert call("hod", "GET", url).status == 404 and call("hod", "GET", "/servicetokens/").status == 403


def test_free_rooms_are_those_that_nothing_holds_on_the_date(college: TinyCollege) -> None:
    def free(query: str) -> list[str]:
        answer = call("asha", "GET", f"/rooms/free/?date=2026-11-27&{query}")
        assert answer.status == 200, answer.body
        return [r["id"] for r in answer.body["results"]]

    call("hod", "POST", "/adjustments/", ONCE | {"kind": "cancelled", "faculty": None})

    assert free("period=4") == ["r2", "lab"]
    assert free("period=3") == ["r1", "lab"]
    assert free("period=4&kind=classroom&capacity=60") == ["r2"] and free("period=4&capacity=61") == []
    assert call("asha", "GET", "/rooms/free/?date=2026-11-27&period=4&limit=1").body["next"]
    assert call("asha", "GET", "/rooms/free/?date=2026-11-27&period=9").status == 422
    assert call("asha", "GET", "/rooms/free/?date=2026-11-29&period=1").status == 422


def test_what_a_booking_or_a_request_refers_to_is_nested_as_far_as_one_may_read_it(
    college: TinyCollege,
) -> None:
    leave = college.ask("rao", "2026-11-27", [3])

    (booking, *_) = call("hod", "GET", "/occupancies/?room=r1&expand=room,offering.subject,sections").body[
        "results"
    ]
    for_asha = call("asha", "GET", "/occupancies/c1/?expand=room,subject").body
    request = call("hod", "GET", f"/facultyunavailability/{leave}/?expand=faculty,department").body

    assert booking["room"]["capacity"] == 60 and booking["sections"][0]["name"] == "CSE-3-A"
    assert booking["offering"]["subject"]["code"] == "CS301"
    assert for_asha["room"]["name"] == "R1" and for_asha["subject"] == "dbms"
    assert request["faculty"]["daily_limit"] == 6 and request["department"]["name"] == "Computer Science"
