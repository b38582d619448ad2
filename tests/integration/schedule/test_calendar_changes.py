"""Changing the calendar: what it touches is said first, and whoever is on leave stays on leave."""

from typing import Any

import pytest

from functions import wiring
from functions.services.leave import decide
from functions.services.ports import Request
from functions.store.records import TableDirectory
from tests.integration.conftest import TinyCollege
from tests.support import tiny
from tests.support.api import Answer, call
from tests.support.verified import broken
from timetable.errors import StalePlan
from timetable.model import InstituteId, LeaveId

FRIDAY, SATURDAY, LATER = "2026-11-27", "2026-11-28", "2026-12-04"


def calendar(days: dict[str, Any], query: str = "") -> Answer:
    known = call("admin", "GET", "/terms/term/").body["days"]
    return call("admin", "PATCH", f"/terms/term/{query}", {"days": known | days})


def test_a_dry_run_says_what_a_holiday_touches_and_changes_nothing(college: TinyCollege) -> None:
    approved = college.ask("rao", FRIDAY, [3])
    call("hod", "POST", f"/facultyunavailability/{approved}/approve/", {"plan_revision": 0})
    pending = college.ask("meera", FRIDAY, [1])

    answer = calendar({FRIDAY: {"kind": "holiday", "name": "Rain"}}, "?dry_run=true")

    assert answer.status == 200, answer.body
    (day,) = answer.body["dates"]
    assert (day["becomes"], day["bookings_lost"], day["bookings_gained"]) == ("holiday: Rain", 4, 0)
    assert set(day["bookings"]) == {"c1", "c2", "c3", "c4"}
    assert {v["id"] for v in answer.body["leaves"]} == {approved, pending}
    assert [a["cause"] for a in answer.body["adjustments"]] == [approved]
    assert call("admin", "GET", "/terms/term/").body["version"] == 1


def test_each_date_of_a_month_tells_its_own_periods(college: TinyCollege) -> None:
    changed = calendar({FRIDAY: {"kind": "half", "until": 2}, SATURDAY: {"kind": "holiday"}})

    month = call("rao", "GET", "/me/calendar/?month=2026-11").body["days"]

    assert changed.status == 200, changed.body
    periods = {day["date"]: day["periods"] for day in month}
    assert periods[FRIDAY] == [
        {"period": 1, "start": "09:00", "end": "09:50"},
        {"period": 2, "start": "10:00", "end": "10:50"},
    ]
    assert (len(periods["2026-11-26"]), periods[SATURDAY], periods["2026-11-29"]) == (6, [], [])


def test_a_holiday_is_no_class_and_an_ordinary_day_again_as_it_was(college: TinyCollege) -> None:
    leave = college.ask("rao", FRIDAY, [3])
    call("hod", "POST", f"/facultyunavailability/{leave}/approve/", {"plan_revision": 0})
    before = college.states("asha", FRIDAY)
    days = call("admin", "GET", "/terms/term/").body["days"]

    assert calendar({FRIDAY: {"kind": "holiday"}}).status == 200
    assert college.states("asha", FRIDAY) == {}
    assert call("admin", "PATCH", "/terms/term/", {"days": days}).status == 200

    assert college.states("asha", FRIDAY) == before
    assert call("rao", "POST", f"/facultyunavailability/{leave}/withdraw/").status == 200
    assert set(college.states("asha", FRIDAY).values()) == {"planned"}


def test_on_a_day_that_follows_another_the_teacher_on_leave_still_teaches_nothing(
    college: TinyCollege,
) -> None:
    leave = college.ask("rao", SATURDAY, None)
    call("hod", "POST", f"/facultyunavailability/{leave}/approve/", {"plan_revision": 0})

    changed = calendar({SATURDAY: {"kind": "follows", "follows": 5}})

    assert changed.status == 200, changed.body
    assert {p: s for p, s in college.states("asha", SATURDAY).items() if p in (3, 4)} == {
        3: "cancelled",
        4: "cancelled",
    }
    assert "planned" not in college.states("rao", SATURDAY).values()
    assert call("rao", "POST", f"/facultyunavailability/{leave}/withdraw/").status == 200
    assert set(college.states("rao", SATURDAY).values()) == {"planned"}


def test_a_class_moved_to_a_date_that_goes_is_in_the_way_and_named(college: TinyCollege) -> None:
    body = {"occupancy": "c1", "date": FRIDAY, "kind": "moved", "timeslot": "t62", "to_date": SATURDAY}
    moved = call("hod", "POST", "/adjustments/", body)
    assert moved.status == 201, moved.body

    refused = calendar({SATURDAY: {"kind": "holiday"}})

    assert (refused.status, refused.code) == (409, "in_the_way")
    assert refused.body["adjustments"] == [moved.body["id"]]


def test_the_week_does_not_change_under_approved_leave(college: TinyCollege) -> None:
    leave = college.ask("rao", SATURDAY, None)
    policies = call("admin", "GET", "/institutes/inst/").body["policies"] | {"working_days": [1, 2, 3, 4, 5]}

    call("hod", "POST", f"/facultyunavailability/{leave}/approve/", {"plan_revision": 0})
    refused = call("admin", "PATCH", "/institutes/inst/", {"policies": policies})
    call("rao", "POST", f"/facultyunavailability/{leave}/withdraw/")

    assert (refused.status, refused.body["field"]) == (422, "policies.working_days")
    assert call("admin", "PATCH", "/institutes/inst/", {"policies": policies}).status == 200


def test_an_examination_says_which_classes_its_sections_lose(college: TinyCollege) -> None:
    leave = college.ask("rao", FRIDAY, [3])
    days = {FRIDAY: {"kind": "examinations", "name": "Midterms", "sections": ["cse3a"]}}

    said = calendar(days, "?dry_run=true").body
    done = calendar(days)

    (day,) = said["dates"]
    assert (day["becomes"], day["bookings_lost"]) == ("Midterms", 3)
    assert set(day["bookings"]) == {"c1", "c2", "c3"} and [v["id"] for v in said["leaves"]] == [leave]
    assert done.status == 200
    assert college.states("asha", FRIDAY) == {} and college.states("chitra", FRIDAY) == {3: "planned"}


def test_a_half_day_says_which_classes_are_after_it(college: TinyCollege) -> None:
    said = calendar({FRIDAY: {"kind": "half", "until": 3}}, "?dry_run=true").body

    assert [(d["bookings_lost"], d["bookings"]) for d in said["dates"]] == [(1, ["c2"])]


def test_past_dates_have_happened(college: TinyCollege) -> None:
    refused = calendar({"2026-11-20": {"kind": "holiday"}})

    assert (refused.status, refused.body["field"]) == (422, "days")


def test_a_calendar_has_to_make_sense(college: TinyCollege) -> None:
    assert calendar({"2030-01-01": {"kind": "holiday"}}).body["field"] == "days"
    assert calendar({LATER: {"kind": "follows"}}).body["field"] == "days"
    assert calendar({LATER: {"kind": "half"}}).body["field"] == "days"
    assert calendar({LATER: {"kind": "examinations", "sections": ["no"]}}).body["field"] == "days"
    assert calendar({LATER: {"kind": "feast"}}).status == 400
    assert calendar({"yesterday": {"kind": "holiday"}}).status == 400
    assert call("hod", "PATCH", "/terms/term/", {"name": "X"}).status == 403


SEVENTH = {"day": 5, "period": 7, "start": "15:00", "end": "15:50"}


def books_the_seventh(timeslot: str) -> Answer:
    item = {"type": "occupancy", "offering": "o-dbms", "timeslot": timeslot, "room": "r1"}
    return call("scheduler", "POST", "/occupancies/scheduler-update/", {"term": "term", "create": [item]})


def test_a_period_that_the_week_gets_later_is_leave_too(
    college: TinyCollege, directory: TableDirectory
) -> None:
    leave = college.ask("rao", FRIDAY, None)
    part = college.ask("meera", FRIDAY, [1])
    for id in (leave, part):
        url = f"/facultyunavailability/{id}/approve/"
        assert call("hod", "POST", url, {"plan_revision": 0}).status == 200

    made = call("admin", "POST", "/timeslots/", SEVENTH)

    assert made.status == 201, made.body
    assert books_the_seventh(made.body["id"]).code == "taken"
    assert broken(directory) == []
    assert call("rao", "POST", f"/facultyunavailability/{leave}/withdraw/").status == 200
    assert books_the_seventh(made.body["id"]).status == 200
    assert broken(directory) == []


def test_leave_is_not_decided_on_a_week_that_has_changed(
    college: TinyCollege, directory: TableDirectory
) -> None:
    leave = college.ask("rao", FRIDAY, None)
    before = directory.records(InstituteId("inst"))
    before.reference.calendar(tiny.FRIDAY)
    assert call("admin", "POST", "/timeslots/", SEVENTH).status == 201

    with pytest.raises(StalePlan):
        decide.approve(Request(before, college.caller("hod"), wiring.now()), LeaveId(leave), 0)

    assert broken(directory) == []
