"""Electives of a basket: booked side by side, each student's own, one changed without the others."""

import json
from dataclasses import replace
from typing import Any

import pytest

from functions import wiring
from functions.services.ports import ROOM, Request
from functions.services.ports.paging import every_booking
from functions.services.schedule import publication, scheduler_update
from functions.services.schedule.update_context import Batch, OccupancyItem
from solver_layer.repair.repair import repair
from tests.integration.college.test_imports import fetch, send
from tests.integration.conftest import TinyCollege
from tests.integration.leave.test_decisions import ON, act
from tests.integration.schedule.test_claims import at_once
from tests.integration.schedule.test_merges import is_clean
from tests.support.api import call
from tests.support.solving import handler
from tests.support.tiny import TERM
from timetable.errors import Refusal
from timetable.model import FacultyId, InfraId, LeaveId, OccupancyId, OfferingId, SubjectId, TimeSlotId

UPDATE = "/occupancies/scheduler-update/"
TEACHERS = {"AI": "rao", "ML": "meera", "CV": "iyer"}


def made(url: str, body: dict[str, Any]) -> str:
    answer = call("admin", "POST", url, body)
    assert answer.status == 201, answer.body
    return str(answer.body["id"])


@pytest.fixture
def offered(college: TinyCollege) -> dict[str, str]:
    """Three electives of CSE-3-A, each by somebody in a room; Asha has chosen AI, Bala ML."""
    for name in ("R3", "R4"):
        made("/infra/", {"name": name, "kind": "classroom", "capacity": 60, "features": []})
    found = {}
    for name, teacher in TEACHERS.items():
        subject = {"course": "bsc-cs", "semester": 3, "code": name, "name": name, "kind": "lecture"}
        found[name] = made("/subjects/", subject)
        offering = {"term": "term", "subject": found[name], "sections": ["cse3a"], "faculty": [teacher]}
        found[f"o-{name}"] = made(
            "/offerings/",
            offering
            | {"periods_per_week": 1, "room_kind": "classroom", "parallel": "basket", "strength": 15},
        )
    for student, name in (("s-asha", "AI"), ("s-bala", "ML")):
        before = call("admin", "GET", f"/students/{student}/").body
        answer = call(
            "admin", "PATCH", f"/students/{student}/", {"electives": [found[name]]}, version=before["version"]
        )
        assert answer.status == 200, answer.body
    return found


def room(college: TinyCollege, name: str) -> str:
    return next(str(r.id) for r in college.records.renewed().reference.all(ROOM) if r.name == name)


@pytest.fixture
def booked(college: TinyCollege, offered: dict[str, str]) -> TinyCollege:
    """The basket on Friday P5: ai, ml and cv."""
    renewed = TinyCollege(college.records.renewed())
    renewed.book(
        ("ai", offered["o-AI"], "t55", "r1"),
        ("ml", offered["o-ML"], "t55", "r2"),
        ("cv", offered["o-CV"], "t55", room(college, "R3")),
    )
    return renewed


def subjects(who: str, on: str = ON) -> dict[int, tuple[str, str]]:
    """Period to subject and state, of all that differ from the tiny college's own classes."""
    classes = call(who, "GET", f"/me/today/?date={on}").body["classes"]
    return {c["period"]: (c["subject_name"], c["state"]) for c in classes if c["subject_name"] in TEACHERS}


def test_each_student_sees_their_elective_and_the_section_all_of_them(booked: TinyCollege) -> None:
    assert subjects("asha") == {5: ("AI", "planned")}
    assert subjects("bala") == {5: ("ML", "planned")}
    week = call("asha", "GET", f"/me/week/?date={ON}").body["days"]
    assert [c["subject_name"] for c in week[4]["classes"]] == ["Networks", "DBMS", "DBMS", "AI"]
    of_section = call("hod", "GET", "/occupancies/?section=cse3a").body["results"]
    assert {o["id"] for o in of_section} == {"ai", "ml", "cv", "c1", "c2", "c3"}
    students = {o["id"]: o["student_ids"] for o in of_section}
    assert (students["ai"], students["ml"], students["cv"]) == (["s-asha"], ["s-bala"], [])
    assert set(students["c1"]) == {"s-asha", "s-bala"}


def test_a_subscription_has_what_its_student_has_chosen_and_a_sections_all(booked: TinyCollege) -> None:
    def told(body: dict[str, Any]) -> set[str]:
        made_ = call("asha", "POST", "/me/calendarlinks/", body)
        assert made_.status == 201, made_.body
        file = str(call(None, "GET", made_.body["path"]).body)
        return {name for name in TEACHERS if f"SUMMARY:{name}" in file}

    assert told({}) == {"AI"} and told({"section": "cse3a"}) == set(TEACHERS)


def test_who_has_chosen_nothing_sees_all_of_the_basket(booked: TinyCollege) -> None:
    version = call("admin", "GET", "/students/s-asha/").body["version"]
    call("admin", "PATCH", "/students/s-asha/", {"electives": []}, version=version)

    classes = call("asha", "GET", f"/me/today/?date={ON}").body["classes"]

    assert {c["subject_name"] for c in classes if c["period"] == 5} == set(TEACHERS)


def test_nothing_else_comes_to_the_period_of_a_basket(booked: TinyCollege, offered: dict[str, str]) -> None:
    other = {"type": "occupancy", "offering": "o-nets", "timeslot": "t55", "room": room(booked, "R4")}
    lab = other | {"offering": "o-lab", "room": "lab"}
    again = other | {"offering": offered["o-AI"]}

    for item in (other, lab, again):
        answer = call("scheduler", "POST", UPDATE, {"term": "term", "create": [item]})
        assert (answer.status, answer.code) == (409, "taken"), answer.body
    moved = {"occupancy": "c3", "date": ON, "kind": "moved", "timeslot": "t55", "to_date": ON}
    assert call("hod", "POST", "/adjustments/", moved | {"room": room(booked, "R4")}).code == "taken"


def test_one_elective_changes_on_a_date_and_the_others_stay(booked: TinyCollege) -> None:
    for body in (
        {"kind": "cancelled"},
        {"kind": "substituted", "faculty": ["hod"]},
        {"kind": "moved", "timeslot": "t56", "to_date": ON},
    ):
        adjustment = call("hod", "POST", "/adjustments/", {"occupancy": "ai", "date": ON, **body})
        assert adjustment.status == 201, adjustment.body

        mine = subjects("asha")
        if body["kind"] == "moved":
            assert mine == {5: ("AI", "moved_away"), 6: ("AI", "moved_here")}
        else:
            assert mine == {5: ("AI", body["kind"])}
        assert subjects("bala") == {5: ("ML", "planned")}
        again = call("hod", "POST", "/adjustments/", {"occupancy": "ai", "date": ON, "kind": "cancelled"})
        assert again.code == "in_the_way"
        both = call("hod", "POST", "/adjustments/", {"occupancy": "ml", "date": ON, "kind": "cancelled"}).body
        assert subjects("bala") == {5: ("ML", "cancelled")}
        for id in (both["id"], adjustment.body["id"]):
            assert call("hod", "DELETE", f"/adjustments/{id}/").status == 204
        assert subjects("asha") == {5: ("AI", "planned")} and is_clean(booked)


def test_an_elective_moves_only_where_all_of_its_sections_are_free(booked: TinyCollege) -> None:
    to_dbms = {"occupancy": "cv", "date": ON, "kind": "moved", "timeslot": "t54", "to_date": ON}

    answer = call("hod", "POST", "/adjustments/", to_dbms)

    assert answer.code == "taken" and answer.body["resource"] == "group"
    assert is_clean(booked)


def test_a_leave_of_one_of_the_teachers_is_repaired_for_those_students_alone(booked: TinyCollege) -> None:
    leave = booked.ask("rao", ON, [5])
    problem = wiring.solver_reader().problem(booked.records.institute, LeaveId(leave))
    assert problem is not None
    found = repair(problem)
    rows = [
        {"occupancy": "ai", "date": ON, "kind": "substituted", "faculty": ["hod"], "cost": found.cost},
    ]
    booked.plan(leave, *rows)

    assert [c.occupancy for c in problem.classes] == ["ai"] and problem.strengths == {"ai": 1}
    assert act("hod", leave, "approve", {"plan_revision": 1}).status == 200
    assert subjects("asha") == {5: ("AI", "substituted")} and subjects("bala") == {5: ("ML", "planned")}
    assert subjects("hod") == {5: ("AI", "covering")}
    told = {who: call(who, "GET", f"/me/notices/changes.{leave}.v1/").status for who in ("asha", "bala")}
    assert told == {"asha": 200, "bala": 404}
    assert act("rao", leave, "withdraw").status == 200
    assert subjects("asha") == {5: ("AI", "planned")} and is_clean(booked)


def test_two_teachers_of_a_basket_may_be_away_at_once(booked: TinyCollege) -> None:
    for who in ("rao", "iyer"):
        leave = booked.ask(who, ON, [5])
        assert act("hod", leave, "approve", {"plan_revision": 0}).status == 200

    assert subjects("asha") == {5: ("AI", "cancelled")} and subjects("bala") == {5: ("ML", "planned")}


def test_an_elective_is_given_up_and_the_last_one_frees_the_period(
    booked: TinyCollege, offered: dict[str, str]
) -> None:
    other = {"type": "occupancy", "offering": "o-nets", "timeslot": "t55", "room": room(booked, "R4")}
    for id in ("ai", "ml"):
        assert call("hod", "DELETE", f"/occupancies/{id}/").status == 204
        assert call("hod", "POST", UPDATE, {"term": "term", "create": [other]}).code == "taken"

    assert call("hod", "DELETE", "/occupancies/cv/").status == 204

    assert call("hod", "POST", UPDATE, {"term": "term", "create": [other]}).status == 200
    ai = {"type": "occupancy", "offering": offered["o-AI"], "timeslot": "t55", "room": "r1"}
    assert call("hod", "POST", UPDATE, {"term": "term", "create": [ai]}).code == "taken"


@pytest.mark.parametrize("rounds", range(4))
def test_of_a_basket_and_another_class_booked_at_once_one_has_the_period(
    college: TinyCollege, offered: dict[str, str], rounds: int
) -> None:
    records = college.records.renewed()
    r4 = room(college, "R4")
    wanted = [("ai", offered["o-AI"], "r1"), ("ml", offered["o-ML"], "r2"), ("nets", "o-nets", r4)]

    def book(n: int) -> str:
        id, offering, where = wanted[n]
        item = OccupancyItem(OccupancyId(id), OfferingId(offering), InfraId(where), TimeSlotId("t65"))
        batch = Batch(TERM, create=(item,))
        return scheduler_update.update(Request(records, college.caller("scheduler"), wiring.now()), batch)[
            0
        ].id

    won = {a for a in at_once(3, book) if not isinstance(a, Refusal)}

    assert won <= {"ai", "ml"} or won == {"nets"}
    held = {o["id"] for o in call("hod", "GET", "/occupancies/?timeslot=t65").body["results"]}
    assert held == won


def test_bookings_hold_what_their_offering_says_of_the_basket(
    booked: TinyCollege, offered: dict[str, str]
) -> None:
    url = f"/offerings/{offered['o-AI']}/"
    before = call("admin", "GET", url).body

    answer = call("admin", "PATCH", url, {"parallel": ""}, version=before["version"])

    assert (answer.status, answer.body["field"]) == (422, "parallel")


def test_a_college_with_a_basket_goes_out_into_sheets_and_in_again(booked: TinyCollege) -> None:
    data = fetch("/exports/")
    call("hod", "DELETE", "/occupancies/ai/")

    status, done = send(data, "?dry_run=false")

    assert (status, done["problems"], done["created"]) == (200, [], {"occupancy": 1})
    assert subjects("asha") == {5: ("AI", "planned")} and subjects("bala") == {5: ("ML", "planned")}


def test_a_term_with_a_basket_is_solved_published_and_seen(
    college: TinyCollege, offered: dict[str, str]
) -> None:
    id = str(call("admin", "POST", "/drafts/", {"term": "term", "seconds": 1, "anew": True}).body["id"])
    event = {"detail-type": "TimetableAsked", "detail": {"institute": "inst", "draft": id}}
    handler({"Records": [{"messageId": "m", "body": json.dumps(event)}]}, None)

    published = call("admin", "POST", f"/drafts/{id}/publish/", {})

    assert published.status == 200, published.body
    every = list(every_booking(college.records.renewed(), TERM))
    (ai,) = (o for o in every if o.offering == offered["o-AI"])
    electives = [o for o in every if o.basket]
    assert {o.slot for o in electives} == {ai.slot} and len({o.room for o in electives}) == 3
    on = next(f"2026-11-{d}" for d in range(23, 29) if d - 22 == ai.slot.day)
    assert subjects("asha", on) == {ai.slot.period: ("AI", "planned")}
    assert subjects("bala", on) == {ai.slot.period: ("ML", "planned")}


def test_a_class_that_was_alone_becomes_one_of_a_basket_by_publishing(
    college: TinyCollege, offered: dict[str, str]
) -> None:
    """It was booked before another was offered beside it."""
    body = {"term": "term", "sections": ["cse3a"], "periods_per_week": 1, "room_kind": "classroom"}
    of = {
        "first": made(
            "/offerings/", body | {"subject": offered["AI"], "faculty": ["rao"], "parallel": "late"}
        )
    }
    TinyCollege(college.records.renewed()).book(("x", of["first"], "t55", "r1"))
    of["second"] = made(
        "/offerings/", body | {"subject": offered["ML"], "faculty": ["meera"], "parallel": "late"}
    )
    beside = {"type": "occupancy", "offering": of["second"], "timeslot": "t55", "room": "r2"}
    refused = call("scheduler", "POST", UPDATE, {"term": "term", "create": [beside]})
    records = college.records.renewed()
    present = list(every_booking(records, TERM))
    alone = next(o for o in present if o.id == "x")
    second = replace(
        alone,
        id=OccupancyId("y"),
        offering=OfferingId(of["second"]),
        subject=SubjectId(offered["ML"]),
        room=InfraId("r2"),
        faculty=(FacultyId("meera"),),
    )

    changes = publication.compare(records, TERM, [*present, second])
    publication.publish(Request(records, college.caller("admin"), wiring.now()), TERM, changes)

    assert (refused.code, changes.moved, changes.booked) == ("taken", 1, 1)
    assert subjects("asha") == {5: ("AI", "planned")} and subjects("bala") == {5: ("ML", "planned")}
