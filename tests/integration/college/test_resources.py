"""The objects of a college over the API: every kind made, read, listed, changed, deleted; what is refused."""

from typing import Any

import pytest

from functions import wiring
from functions.services.college.founding import found_college
from functions.services.identity.clock import clock_request
from tests.integration.conftest import TinyCollege
from tests.support import api, tiny
from tests.support.api import call
from timetable.model import InstituteId

USER = {"name": "Dr New", "role": "faculty", "department": "cs", "code": "E77"}
NEW: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "departments": ({"name": "Physics"}, {"name": "Applied Physics"}),
    "courses": ({"department": "cs", "name": "M.Sc. CS", "semesters": 4}, {"semesters": 6}),
    "subjects": (
        {"course": "bsc-cs", "semester": 3, "code": "CS399", "name": "Compilers"},
        {"name": "Compiler Design"},
    ),
    "sections": (
        {
            "course": "bsc-cs",
            "semester": 3,
            "name": "CSE-3-B",
            "strength": 30,
            "batches": [{"name": "B1", "strength": 30}],
        },
        {"strength": 32},
    ),
    "users": (USER, {"name": "Dr Newer"}),
    "timeslots": ({"day": 1, "period": 7, "start": "16:00", "end": "16:50"}, {"end": "16:55"}),
    "infra": (
        {"name": "R9", "kind": "classroom", "capacity": 40},
        {"capacity": 45, "features": ["projector"]},
    ),
    "terms": ({"name": "Even 2027", "first": "2027-02-08", "last": "2027-06-01"}, {"last": "2027-06-05"}),
    "offerings": (
        {
            "term": "term",
            "subject": "nets",
            "sections": ["cse3a"],
            "faculty": ["iyer"],
            "periods_per_week": 2,
        },
        {"block_length": 2, "unavailable": [{"day": 1, "period": 2}], "features": ["projector"]},
    ),
}


@pytest.mark.parametrize("path", NEW)
def test_an_object_is_made_read_listed_changed_replaced_and_deleted(path: str, college: TinyCollege) -> None:
    body, change = NEW[path]

    made = call("admin", "POST", f"/{path}/", body)
    assert made.status == 201, made.body
    url = f"/{path}/{made.body['id']}/"
    listed = every("admin", f"/{path}/")
    changed = call("admin", "PATCH", url, change)
    replaced = call("admin", "PUT", url, body | change)
    read = call("admin", "GET", url)
    deleted = call("admin", "DELETE", url)

    assert made.body["id"] in {o["id"] for o in listed}
    assert made.body["created_at"] and made.body["version"] == 1
    assert changed.status == 200, changed.body
    assert changed.body["version"] == 2
    assert replaced.status == 200, replaced.body
    assert {k: read.body[k] for k in change} == change
    assert deleted.status == 204, deleted.body
    assert call("admin", "GET", url).status == 404
    assert made.body["id"] not in {o["id"] for o in every("admin", f"/{path}/")}


def every(who: str, url: str, limit: int = 3) -> list[dict[str, Any]]:
    """All pages of a list."""
    joint = "&" if "?" in url else "?"
    results: list[dict[str, Any]] = []
    cursor = ""
    while True:
        answer = call(who, "GET", f"{url}{joint}limit={limit}{cursor}")
        assert answer.status == 200, answer.body
        results += answer.body["results"]
        if answer.body["next"] is None:
            assert len({o["id"] for o in results}) == len(results), "listed twice"
            return results
        cursor = f"&cursor={answer.body['next']}"


@pytest.mark.parametrize("order", ["asc", "desc"])
def test_pages_hold_every_object_once_in_the_lists_order(order: str, college: TinyCollege) -> None:
    slots = [(t["day"], t["period"]) for t in every("asha", f"/timeslots/?order={order}", 7)]

    assert len(slots) == 36
    assert slots == sorted(slots, reverse=order == "desc")
    assert len(every("asha", "/timeslots/?day=2", 4)) == 6


@pytest.mark.parametrize(
    ("url", "ids"),
    [
        ("/users/?role=hod", {"u-hod", "u-hodmath"}),
        ("/users/?role=student&department=maths", {"u-chitra"}),
        ("/users/?department=cs&role=faculty", {"u-rao", "u-meera", "u-iyer"}),
        ("/students/?section=cse3a", {"s-asha", "s-bala"}),
        ("/students/?section=cse3a&batch=cse3a1", {"s-asha"}),
        ("/students/?course=bsc-m", {"s-chitra"}),
        ("/faculty/?subject=nets", {"meera", "iyer", "hod"}),
        ("/faculty/?department=maths", {"khan"}),
        ("/offerings/?section=math3", {"o-calc"}),
        ("/offerings/?faculty=rao", {"o-dbms", "o-lab"}),
        ("/offerings/?subject=nets", {"o-nets"}),
        ("/infra/?kind=classroom&capacity=60", {"r1", "r2"}),
        ("/infra/?capacity=61", set()),
        ("/subjects/?course=bsc-cs&semester=3", {"dbms", "nets", "dblab"}),
        ("/subjects/?course=bsc-cs&department=maths", set()),
        ("/subjects/?course=nowhere", set()),
    ],
)
def test_lists_are_filtered_by_what_people_filter_by(url: str, ids: set[str], college: TinyCollege) -> None:
    assert {o["id"] for o in every("admin", url, 2)} == ids


def test_an_hod_sees_and_writes_their_own_department_alone(college: TinyCollege) -> None:
    assert {o["id"] for o in every("hod", "/students/")} == {"s-asha", "s-bala"}
    assert call("hod", "GET", "/students/s-chitra/").status == 404
    assert call("hod", "PATCH", "/sections/math3/", {"strength": 31}).status == 404
    assert call("hod", "PATCH", "/sections/cse3a/", {"strength": 41}).status == 200
    assert call("hod", "PATCH", "/infra/r1/", {"capacity": 61}).status == 403
    assert call("hod", "POST", "/users/", USER | {"role": "hod"}).status == 403
    assert call("hod", "POST", "/users/", USER | {"department": "maths"}).status == 403
    assert call("hod", "POST", "/users/", USER).status == 201


def test_a_faculty_profile_and_its_user_know_each_other(college: TinyCollege) -> None:
    user = call("hod", "POST", "/users/", USER).body["id"]
    body = {"user": user, "department": "cs", "name": "Dr New", "subjects": ["nets"]}

    made = call("hod", "POST", "/faculty/", body)
    again = call("hod", "POST", "/faculty/", body)
    known = call("hod", "GET", f"/users/{user}/").body
    gone = call("hod", "DELETE", f"/faculty/{made.body['id']}/")

    assert made.status == 201, made.body
    assert (again.status, again.code) == (409, "duplicate")
    assert known["faculty"] == made.body["id"]
    assert gone.status == 204
    assert call("hod", "GET", f"/users/{user}/").body["faculty"] is None


def test_periods_of_the_week_are_read_as_they_are_written(college: TinyCollege) -> None:
    first, second = {"day": 1, "period": 2}, {"day": 3, "period": 1}
    version = call("admin", "GET", "/faculty/rao/").body["version"]
    wishes = {"preferred": [first], "avoided": [second], "unavailable": [first, second]}

    written = call("admin", "PATCH", "/faculty/rao/", wishes, version=version)

    assert written.status == 200, written.body
    assert wishes.items() <= call("admin", "GET", "/faculty/rao/").body.items()
    listed = {f["id"]: f for f in call("admin", "GET", "/faculty/").body["results"]}
    assert wishes.items() <= listed["rao"].items()


def test_what_is_in_use_stays_and_its_users_are_named(college: TinyCollege) -> None:
    section = call("admin", "DELETE", "/sections/cse3a/")
    room = call("admin", "DELETE", "/infra/r1/")
    timeslot = call("admin", "DELETE", "/timeslots/t53/")
    person = call("admin", "DELETE", "/users/u-rao/")

    assert (section.status, section.code) == (409, "in_use")
    assert {u["id"] for u in section.body["used_by"]} == {"o-dbms", "o-nets", "o-lab", "s-asha", "s-bala"}
    assert {u["id"] for u in room.body["used_by"]} == {"c1", "c2"}
    assert {u["id"] for u in timeslot.body["used_by"]} == {"c1", "c4"}
    assert person.status == 409 and [u["id"] for u in person.body["used_by"]] == ["rao"]
    head = call("admin", "DELETE", "/users/u-hodmath/").body
    assert [(u["kind"], u["id"]) for u in head["used_by"]] == [("department", "maths")]
    subject = call("admin", "DELETE", "/subjects/nets/").body
    assert {u["id"] for u in subject["used_by"]} == {"o-nets", "meera", "iyer", "hod"}
    assert call("admin", "DELETE", "/infra/lab/").status == 204


def test_bookings_deleted_their_room_can_go(college: TinyCollege) -> None:
    body = {"term": "term", "delete": [{"type": "occupancy", "id": i} for i in ("c1", "c2")]}
    assert call("admin", "POST", "/occupancies/scheduler-update/", body).status == 200

    assert call("admin", "DELETE", "/infra/r1/").status == 204


@pytest.mark.parametrize(
    ("url", "body", "field"),
    [
        ("/subjects/", {"course": "no", "semester": 1, "code": "X", "name": "X"}, "course"),
        ("/subjects/", {"course": "bsc-cs", "semester": 9, "code": "X", "name": "X"}, "semester"),
        ("/offerings/", NEW["offerings"][0] | {"sections": ["math3"]}, "sections"),
        ("/offerings/", NEW["offerings"][0] | {"batches": ["other"]}, "batches"),
        ("/offerings/", NEW["offerings"][0] | {"block_length": 3}, "block_length"),
        ("/timeslots/", {"day": 1, "period": 9, "start": "09:30", "end": "10:00"}, "start"),
        ("/timeslots/", {"day": 1, "period": 9, "start": "17:30", "end": "17:00"}, "end"),
        ("/terms/", {"name": "X", "first": "2026-11-01", "last": "2026-12-01"}, "first"),
        ("/departments/", {"name": "X", "hod": "u-asha"}, "hod"),
        ("/departments/", {"name": "X", "acting_hod": "u-rao"}, "acting_hod"),
        ("/courses/", {"department": "cs", "name": " ", "semesters": 2}, "name"),
        ("/courses/", {"department": "cs", "name": "X", "semesters": 2, "status": 1}, "status"),
        (
            "/sections/",
            NEW["sections"][0] | {"batches": [{"id": "cse3a1", "name": "B", "strength": 1}]},
            "batches",
        ),
        ("/users/", {"name": "X", "role": "scheduler"}, "role"),
        ("/users/", {"name": "X", "role": "faculty"}, "department"),
    ],
)
def test_what_does_not_fit_is_refused_by_its_field(
    url: str, body: dict[str, Any], field: str, college: TinyCollege
) -> None:
    answer = call("admin", "POST", url, body)

    assert answer.status in (400, 422), answer.body
    assert answer.body["field"].split(".")[0] == field


def test_the_same_name_is_not_entered_twice(college: TinyCollege) -> None:
    body = NEW["infra"][0]
    assert call("admin", "POST", "/infra/", body | {"name": " r1 "}).status == 409
    made = call("admin", "POST", "/infra/", body).body["id"]
    assert call("admin", "PATCH", f"/infra/{made}/", {"name": "R1"}).status == 409
    assert call("admin", "PATCH", f"/infra/{made}/", {"name": "R10"}).status == 200
    assert call("admin", "POST", "/infra/", body).status == 201


def test_a_stale_version_is_refused_and_a_key_does_the_work_once(college: TinyCollege) -> None:
    first = call("admin", "POST", "/infra/", NEW["infra"][0], key="k1")
    again = call("admin", "POST", "/infra/", NEW["infra"][0], key="k1")
    url = f"/infra/{first.body['id']}/"

    assert again.body == first.body
    assert call("admin", "PATCH", url, {"capacity": 50}, version=1).status == 200
    assert call("admin", "PATCH", url, {"capacity": 51}, version=1).status == 412
    assert call("admin", "PATCH", url, {"capacity": 51, "version": 1}).code == "stale_version"
    assert call("admin", "DELETE", url, version=1).status == 412


def test_an_inactive_user_is_shut_out_from_the_next_request_on(college: TinyCollege) -> None:
    assert call("meera", "GET", "/me/").status == 200

    assert call("hod", "PATCH", "/users/u-meera/", {"active": False}).status == 200

    assert call("meera", "GET", "/me/").status == 403
    assert call("admin", "PATCH", "/users/u-admin/", {"active": False}).status == 403


def test_related_objects_are_nested_as_far_as_the_caller_may_read_them(college: TinyCollege) -> None:
    (asha,) = call("asha", "GET", "/students/?expand=course.subjects,user").body["results"]
    answer = call("hod", "GET", "/students/s-asha/?expand=course.subjects,section").body

    assert asha["course"]["name"] == "B.Sc. CS" and asha["course"]["subjects"] == []
    assert asha["user"]["name"] == "Asha"
    assert {s["code"] for s in answer["course"]["subjects"]} == {"CS301", "CS302", "CS391"}
    assert answer["section"]["name"] == "CSE-3-A" and answer["batch_name"] == "B1"
    assert call("hod", "GET", "/students/s-asha/?expand=secrets").status == 400


def test_nothing_of_another_institute_can_be_named(college: TinyCollege) -> None:
    other = wiring.directory().records(InstituteId("other"))
    found_college(
        clock_request(other, wiring.now()), tiny.college("other", linked=False), "dos_another_token_of_tests"
    )
    made = call(None, "GET", "/infra/", bearer="dos_another_token_of_tests")
    assert made.status == 200 and len(made.body["results"]) == 3

    answer = call("admin", "GET", "/institutes/other/")
    listed = call("admin", "GET", "/institutes/")

    assert answer.status == 404
    assert [i["id"] for i in listed.body["results"]] == ["inst"]


def test_a_cursor_that_is_none_is_refused(college: TinyCollege) -> None:
    assert call("admin", "GET", "/infra/?cursor=nonsense").status == 400
    assert call("admin", "GET", "/infra/?limit=0").status == 400
    assert api.call("admin", "GET", "/infra/?limit=1").body["next"]
