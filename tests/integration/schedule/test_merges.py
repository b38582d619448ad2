"""Two classes held as one on a date: booked, seen, in nobody's way, and taken back, on a real engine."""

from typing import Any

import pytest

from functions import wiring
from functions.services.days import day_views
from functions.services.leave import decide
from functions.services.ports import ROOM, SECTION, Request
from functions.services.schedule import scheduler_update
from functions.services.schedule.update_context import AdjustmentItem, Batch
from solver_layer.entry.api_client import plan_body
from solver_layer.entry.plans import solve_leave
from solver_layer.repair.repair import repair
from tests.integration.conftest import TinyCollege
from tests.integration.leave.test_consents import accept, asked, decline
from tests.integration.leave.test_decisions import ON, PLANNED, act
from tests.integration.schedule.test_claims import at_once
from tests.support.api import Answer, call
from tests.support.solving import job
from tests.support.tiny import FRIDAY, TERM
from timetable.access import Caller
from timetable.errors import Refusal
from timetable.model import (
    AdjustmentKind,
    LeaveId,
    OccupancyId,
    Resource,
    Role,
    SectionId,
    User,
    UserId,
)

UPDATE = "/occupancies/scheduler-update/"
ONCE = {"occupancy": "c1", "date": ON, "kind": "merged", "host": "p1"}


@pytest.fixture
def both(college: TinyCollege) -> TinyCollege:
    """Iyer teaches DBMS to CSE-3-B on Friday P3 and P4, in a hall that seats CSE-3-A as well."""

    def made(url: str, body: dict[str, Any]) -> str:
        answer = call("admin", "POST", url, body)
        assert answer.status == 201, answer.body
        return str(answer.body["id"])

    section = made("/sections/", {"course": "bsc-cs", "semester": 3, "name": "CSE-3-B", "strength": 30})
    hall = made("/infra/", {"name": "Hall", "kind": "classroom", "capacity": 70, "features": []})
    offering = {"term": "term", "subject": "dbms", "sections": [section], "faculty": ["iyer"]}
    id = made("/offerings/", offering | {"periods_per_week": 4, "room_kind": "classroom"})
    renewed = TinyCollege(college.records.renewed())
    renewed.book(("p1", id, "t53", hall), ("p2", id, "t54", hall))
    return renewed


def student_of(college: TinyCollege, name: str) -> Caller:
    section = next(s for s in college.records.reference.all(SECTION) if s.name == name)
    user = User(UserId("u-x"), "X", Role.STUDENT, group=section.id, section=SectionId(section.id))
    return Caller(college.records.institute, Role.STUDENT, user)


def joint(college: TinyCollege, who: Caller) -> dict[int, tuple[str, str]]:
    """Period to state and occupancy that the class is held together with."""
    seen = day_views.day(Request(college.records, who, wiring.now()), FRIDAY).seen
    return {s.class_.slot.period: (str(s.state), s.held_with.occupancy) for s in seen if s.held_with}


def merged_leave(college: TinyCollege) -> str:
    """Rao's Friday P3, held together with CSE-3-B's."""
    leave = college.ask("rao", ON, [3])
    college.plan(leave, {"occupancy": "c1", "date": ON, "kind": "merged", "host": "p1", "cost": 60})
    assert act("hod", leave, "approve", {"plan_revision": 1}).status == 200
    return leave


def is_clean(college: TinyCollege) -> bool:
    """Nothing is written for the Friday on any claim that the two classes have."""
    every = [Resource("faculty", f) for f in ("rao", "iyer", "meera")]
    every += [Resource("room", r.id) for r in college.records.reference.all(ROOM)]
    every += [Resource("group", g) for s in college.records.reference.all(SECTION) for g in s.groups()]
    claims = [c for r in every for c in college.records.claims(r, TERM)]
    return not any(c.off or c.on or c.joined for c in claims)


def test_a_merge_is_seen_by_everybody_in_their_own_way(both: TinyCollege) -> None:
    leave = merged_leave(both)

    assert both.states("rao", ON) == {3: "on_leave", 4: "planned"}
    assert both.states("asha", ON) == {1: "planned", 3: "merged", 4: "planned"}
    (mine,) = (c for c in call("asha", "GET", f"/me/today/?date={ON}").body["classes"] if c["period"] == 3)
    assert (mine["room_name"], mine["faculty_names"]) == ("Hall", ["Dr Iyer"])
    assert mine["held_with"] == {"occupancy": "p1", "section_names": ["CSE-3-B"]}
    (his,) = (c for c in call("iyer", "GET", f"/me/today/?date={ON}").body["classes"] if c["period"] == 3)
    assert (his["state"], his["held_with"]) == (
        "planned",
        {"occupancy": "c1", "section_names": ["CSE-3-A"]},
    )
    assert joint(both, student_of(both, "CSE-3-B")) == {3: ("planned", "c1")}
    (adjustment,) = call("iyer", "GET", f"/adjustments/?cause={leave}").body["results"]
    assert (adjustment["kind"], adjustment["host"]) == ("merged", "p1")
    assert adjustment["held_with"]["section_names"] == ["CSE-3-B"]
    for who in ("iyer", "rao"):
        of = call("hod", "GET", f"/adjustments/?date={ON}&faculty={who}").body["results"]
        assert [a["id"] for a in of] == [adjustment["id"]]
    free = call("asha", "GET", f"/rooms/free/?date={ON}&period=3").body["results"]
    assert [r["name"] for r in free] == ["R1", "Lab 1"]
    told = call("iyer", "GET", f"/me/notices/substituting.{leave}.v1/").body["classes"]
    assert [row["held_with"]["section_names"] for row in told] == [["CSE-3-B"]]


def test_withdrawing_takes_the_join_back(both: TinyCollege) -> None:
    leave = merged_leave(both)

    assert act("rao", leave, "withdraw").status == 200

    assert both.states("asha", ON) == PLANNED and is_clean(both)


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "cancelled"},
        {"kind": "substituted", "faculty": ["meera"]},
        {"kind": "moved", "timeslot": "t65", "to_date": "2026-11-28"},
    ],
)
def test_a_class_that_another_has_joined_is_not_taken_from_under_it(
    both: TinyCollege, change: dict[str, Any]
) -> None:
    merged_leave(both)
    before = both.states("iyer", ON)

    answer = call("hod", "POST", "/adjustments/", {"occupancy": "p1", "date": ON, **change})
    weekly = call("hod", "PATCH", "/occupancies/p1/", {"timeslot": "t55"})

    assert (answer.status, answer.code) == (409, "in_the_way")
    assert answer.body["detail"].startswith("DBMS of CSE-3-A has joined this class on 2026-11-27, period 3.")
    assert answer.body["joined"].endswith(".0")
    assert (weekly.status, weekly.code) == (409, "in_the_way")
    assert both.states("iyer", ON) == before


def test_both_can_change_in_one_update(both: TinyCollege) -> None:
    leave = merged_leave(both)
    host = {"type": "adjustment", "occupancy": "p1", "date": ON, "kind": "cancelled"}
    joined = {"type": "adjustment", "id": f"{leave}.0", "kind": "substituted", "faculty": ["meera"]}

    answer = call("scheduler", "POST", UPDATE, {"term": "term", "create": [host], "update": [joined]})

    assert answer.status == 200, answer.body
    assert both.states("asha", ON)[3] == "substituted" and both.states("iyer", ON)[3] == "cancelled"
    assert act("rao", leave, "withdraw").status == 200
    assert both.states("asha", ON) == PLANNED


@pytest.mark.parametrize(
    ("change", "status", "field"),
    [
        ({"host": None}, 400, "host"),
        ({"host": "nowhere"}, 422, "host"),
        ({"host": "p2"}, 422, "host"),
        ({"host": "c4"}, 422, "host"),
        ({"host": "c1"}, 422, "host"),
        ({"room": "r2"}, 400, "host"),
        ({"kind": "cancelled"}, 400, "host"),
    ],
)
def test_a_merge_that_can_not_be_is_refused(
    both: TinyCollege, change: dict[str, Any], status: int, field: str
) -> None:
    answer = call("hod", "POST", "/adjustments/", ONCE | change)

    assert (answer.status, answer.body.get("field")) == (status, field), answer.body
    assert is_clean(both)


def test_a_room_that_does_not_seat_both_is_said(both: TinyCollege) -> None:
    hall = next(r for r in both.records.reference.all(ROOM) if r.name == "Hall")
    call("admin", "PATCH", f"/infra/{hall.id}/", {"capacity": 69}, version=hall.version)

    answer = call("hod", "POST", "/adjustments/", ONCE)

    assert answer.status == 422
    assert answer.body["detail"] == "Hall does not seat the 70 students of both."


def test_a_merge_of_one_date_is_made_changed_and_taken_back(both: TinyCollege) -> None:
    made = call("hod", "POST", "/adjustments/", ONCE)
    url = f"/adjustments/{made.body['id']}/"
    again = call("hod", "PATCH", url, {"kind": "merged"})
    second = call("hod", "POST", "/adjustments/", ONCE | {"occupancy": "c2", "host": "p1"})
    changed = call("hod", "PATCH", url, {"kind": "cancelled"})
    back = call("hod", "PATCH", url, {"kind": "merged", "host": "p1"})

    assert made.status == 201 and made.body["host"] == "p1", made.body
    assert made.body["after"]["faculty_names"] == ["Dr Iyer"]
    assert (again.status, again.body["host"]) == (200, "p1")
    assert second.status == 422
    assert (changed.body["kind"], changed.body["host"]) == ("cancelled", None)
    assert back.body["host"] == "p1"
    assert call("hod", "DELETE", url).status == 204
    assert is_clean(both)


@pytest.mark.parametrize("rounds", range(6))
def test_of_a_merge_approved_and_its_host_cancelled_at_once_exactly_one_wins(
    both: TinyCollege, rounds: int
) -> None:
    leave = both.ask("rao", ON, [3])
    both.plan(leave, {"occupancy": "c1", "date": ON, "kind": "merged", "host": "p1", "cost": 60})
    cancel = AdjustmentItem(None, OccupancyId("p1"), AdjustmentKind.CANCELLED, on=FRIDAY)

    def decision(n: int) -> str:
        records, now = both.records, wiring.now()
        if n == 0:
            return decide.approve(Request(records, both.caller("hod"), now), LeaveId(leave), 1).status
        scheduler_update.update(
            Request(records, both.caller("scheduler"), now), Batch(TERM, create=(cancel,))
        )
        return "cancelled"

    approved, cancelled = at_once(2, decision)

    won = [not isinstance(answer, Refusal) for answer in (approved, cancelled)]
    assert won.count(True) == 1, (approved, cancelled)
    states = both.states("iyer", ON)[3], both.states("asha", ON)[3]
    assert states == (("planned", "merged") if won[0] else ("cancelled", "planned"))


@pytest.mark.parametrize("rounds", range(3))
def test_of_two_that_would_join_one_class_exactly_one_does(both: TinyCollege, rounds: int) -> None:
    """CSE-3-A's class and another of the same subject, each by an update of its own."""
    calculus = both.records.occupancy(TERM, OccupancyId("c4"))
    assert calculus is not None
    third = call(
        "admin", "POST", "/sections/", {"course": "bsc-cs", "semester": 3, "name": "CSE-3-C", "strength": 5}
    ).body["id"]
    offering = {"term": "term", "subject": "dbms", "sections": [third], "faculty": ["meera"]}
    id = call("admin", "POST", "/offerings/", offering | {"periods_per_week": 1, "room_kind": "lab"}).body[
        "id"
    ]
    both.book(("p3", id, "t53", "lab"))
    items = [
        AdjustmentItem(None, OccupancyId(c), AdjustmentKind.MERGED, host=OccupancyId("p1"), on=FRIDAY)
        for c in ("c1", "p3")
    ]

    answers = at_once(
        2,
        lambda n: scheduler_update.update(
            Request(both.records.renewed(), both.caller("scheduler"), wiring.now()),
            Batch(TERM, create=(items[n],)),
        ),
    )

    assert sum(not isinstance(a, Refusal) for a in answers) == 1


def test_a_later_leave_of_the_hosts_teacher_deals_with_both_and_comes_off_first(both: TinyCollege) -> None:
    first = merged_leave(both)
    second = both.ask("iyer", ON, [3])
    uncovered = call("hod", "GET", f"/facultyunavailability/{second}/plan/").body
    to_meera = {"date": ON, "faculty": ["meera"]}
    both.plan(
        second,
        {"occupancy": "p1", "kind": "substituted", **to_meera, "cost": 3},
        {"occupancy": "c1", "kind": "merged", "date": ON, "host": "p1", "cost": 60},
    )

    assert {row["occupancy"] for row in uncovered["rows"]} == {"p1", "c1"}
    assert act("hod", second, "approve", {"plan_revision": 1}).status == 200
    assert both.states("iyer", ON) == {3: "on_leave", 4: "planned"}
    assert both.states("meera", ON) == {1: "planned", 3: "covering"}
    assert joint(both, both.caller("meera")) == {3: ("covering", "c1")}
    assert joint(both, both.caller("asha")) == {3: ("merged", "p1")}
    assert joint(both, student_of(both, "CSE-3-B")) == {3: ("substituted", "c1")}
    assert act("rao", first, "withdraw").code == "in_the_way"
    assert act("iyer", second, "withdraw").status == 200
    assert joint(both, both.caller("iyer")) == {3: ("planned", "c1")}
    assert both.states("asha", ON)[3] == "merged"
    assert act("rao", first, "withdraw").status == 200
    assert is_clean(both)


def test_a_host_whose_teacher_goes_uncovered_leaves_both_cancelled_until_cover_is_found(
    both: TinyCollege,
) -> None:
    first = merged_leave(both)
    second = both.ask("iyer", ON, [3])
    assert act("hod", second, "approve", {"plan_revision": 0}).status == 200
    before = both.states("asha", ON)[3]
    host = {"type": "adjustment", "id": f"{second}.0", "kind": "substituted", "faculty": ["meera"]}
    joined = {"type": "adjustment", "id": f"{second}.1", "kind": "merged", "host": "p1"}

    found = call("scheduler", "POST", UPDATE, {"term": "term", "update": [host]})
    followed = call("scheduler", "POST", UPDATE, {"term": "term", "update": [joined]})

    assert before == "cancelled" and found.status == 200, found.body
    assert followed.status == 200, followed.body
    assert joint(both, both.caller("meera")) == {3: ("covering", "c1")}
    assert both.states("iyer", ON) == {3: "on_leave", 4: "planned"}
    assert act("iyer", second, "withdraw").status == 200
    assert act("rao", first, "withdraw").status == 200
    assert is_clean(both)


def put(leave: str, *rows: dict[str, Any]) -> Answer:
    body = {"based_on": 0, "status": "optimal", "rows": list(rows)}
    return call("scheduler", "PUT", f"/facultyunavailability/{leave}/plan/", body)


def test_a_plan_names_a_host_that_is_there_and_fits(both: TinyCollege) -> None:
    leave = both.ask("rao", ON, [3])
    row = {"occupancy": "c1", "date": ON, "kind": "merged", "cost": 60}

    assert put(leave, row).body["field"] == "rows.host"
    assert put(leave, row | {"host": "nowhere"}).code == "stale_plan"
    assert put(leave, row | {"host": "c4"}).code == "rule_broken"
    assert put(leave, row | {"host": "p1", "faculty": ["meera"]}).code == "stale_plan"
    assert put(leave, row | {"kind": "substituted", "faculty": ["meera"], "host": "p1"}).status == 422
    assert put(leave, row | {"host": "p1"}).body["rows"][0]["held_with"]["section_names"] == ["CSE-3-B"]
    call("hod", "POST", "/adjustments/", {"occupancy": "p1", "date": ON, "kind": "cancelled"})
    assert act("hod", leave, "approve", {"plan_revision": 1}).code == "stale_plan"
    assert put(leave, row | {"host": "p1"}).code == "stale_plan"


def with_policies(**changed: Any) -> None:
    found = call("admin", "GET", "/institutes/inst/").body
    policies = found["policies"] | changed
    answer = call("admin", "PATCH", "/institutes/inst/", {"policies": policies}, version=found["version"])
    assert answer.status == 200, answer.body


def test_the_solver_merges_what_nobody_takes_and_it_can_be_approved(both: TinyCollege) -> None:
    with_policies(move_within_days=0)
    for who in ("meera", "hod"):
        away = both.ask(who, ON, [3, 4])
        assert act("admin", away, "approve", {"plan_revision": 0}).status == 200
    leave = both.ask("rao", ON, None)
    problem = wiring.solver_reader().problem(both.records.institute, LeaveId(leave))
    assert problem is not None

    found = repair(problem)
    stored = put(leave, *plan_body(0, found, {})["rows"])
    approved = act("hod", leave, "approve", {"plan_revision": 1})

    assert [(h.class_.occupancy, h.seats) for h in problem.hosts] == [("p1", 40), ("p2", 40)]
    assert [str(row.kind) for row in found.rows] == ["merged", "merged"]
    assert stored.status == 200 and approved.status == 200, (stored.body, approved.body)
    assert joint(both, both.caller("iyer")) == {3: ("planned", "c1"), 4: ("planned", "c2")}


def test_cover_that_is_found_after_approval_may_be_a_merge(both: TinyCollege) -> None:
    dear = {"merged": 0, "load_that_day": 50, "moved": 900}
    with_policies(repair_costs=dear)
    leave = both.ask("rao", ON, [3])
    act("hod", leave, "approve", {"plan_revision": 0})

    said = solve_leave(job(both.records.institute), LeaveId(leave))

    assert said == "covered 1 of 1"
    assert joint(both, both.caller("iyer")) == {3: ("planned", "c1")}
    assert both.states("rao", ON)[3] == "on_leave"
    assert act("rao", leave, "withdraw").status == 200
    assert is_clean(both)


def test_a_decider_chooses_a_merge_among_what_a_class_could_come_to(both: TinyCollege) -> None:
    leave = both.ask("rao", ON, [3])
    solve_leave(job(both.records.institute), LeaveId(leave))
    url = f"/facultyunavailability/{leave}/plan/"
    options = call("hod", "GET", f"{url}options/?occupancy=c1&date={ON}").body["results"]
    (merge,) = (o for o in options if o["row"]["kind"] == "merged")

    chosen = call("hod", "PATCH", url, merge["choose"])

    assert merge["row"]["held_with"]["section_names"] == ["CSE-3-B"]
    assert chosen.status == 200, chosen.body
    assert [r["kind"] for r in chosen.body["rows"]] == ["merged"]
    assert act("hod", leave, "approve", {"plan_revision": chosen.body["revision"]}).status == 200
    assert joint(both, both.caller("iyer")) == {3: ("planned", "c1")}
    assert act("hod", leave, "undo", {}).status == 200
    assert is_clean(both)


class TestAsked:
    """Meera is to take Iyer's class, which Rao's has joined; she is asked."""

    @pytest.fixture
    def second(self, both: TinyCollege) -> str:
        with_policies(ask_substitutes="never")
        merged_leave(both)
        with_policies(ask_substitutes="before")
        leave = both.ask("iyer", ON, [3])
        to_meera = {"occupancy": "p1", "kind": "substituted", "date": ON, "faculty": ["meera"], "cost": 3}
        follows = {"occupancy": "c1", "kind": "merged", "date": ON, "host": "p1", "cost": 60}
        both.plan(leave, to_meera, follows)
        return leave

    def test_both_are_held_once_she_agrees(self, both: TinyCollege, second: str) -> None:
        assert act("hod", second, "approve", {"plan_revision": 1}).status == 200
        before = both.states("asha", ON)[3]
        (ask,) = asked("meera")

        answer = accept("meera", ask["id"])

        assert (before, answer.status) == ("cancelled", 200), answer.body
        assert joint(both, both.caller("meera")) == {3: ("covering", "c1")}
        assert both.states("asha", ON)[3] == "merged"
        assert act("iyer", second, "withdraw").status == 200
        assert joint(both, both.caller("iyer")) == {3: ("planned", "c1")}

    def test_neither_is_planned_once_she_declines(self, both: TinyCollege, second: str) -> None:
        (ask,) = asked("meera")

        assert decline("meera", ask["id"]).status == 200

        rows = call("hod", "GET", f"/facultyunavailability/{second}/plan/").body["rows"]
        assert {r["occupancy"]: (r["kind"], r["reasons"][0]["code"]) for r in rows} == {
            "p1": ("cancelled", "declined"),
            "c1": ("cancelled", "host_away"),
        }
        assert act("hod", second, "approve", {"plan_revision": 2}).status == 200

    def test_neither_is_held_once_she_declines_after_the_approval(
        self, both: TinyCollege, second: str
    ) -> None:
        with_policies(ask_substitutes="after")
        act("hod", second, "reject", {"note": "again"})
        third = both.ask("iyer", ON, [3])
        to_meera = {"occupancy": "p1", "kind": "substituted", "date": ON, "faculty": ["meera"], "cost": 3}
        follows = {"occupancy": "c1", "kind": "merged", "date": ON, "host": "p1", "cost": 60}
        both.plan(third, to_meera, follows)
        assert act("hod", third, "approve", {"plan_revision": 1}).status == 200
        assert joint(both, both.caller("meera")) == {3: ("covering", "c1")}
        (ask,) = asked("meera")

        answer = decline("meera", ask["id"])

        assert answer.status == 200, answer.body
        assert (both.states("asha", ON)[3], both.states("meera", ON)) == ("cancelled", {1: "planned"})
        assert act("iyer", third, "withdraw").status == 200
        assert joint(both, both.caller("iyer")) == {3: ("planned", "c1")}


class TestHostAsked:
    """Rao's class is to join Iyer's; he is asked whether it may."""

    def test_the_class_joins_his_once_he_agrees(self, both: TinyCollege) -> None:
        with_policies(ask_substitutes="before")
        leave = merged_leave(both)
        before = both.states("asha", ON)[3]
        (ask,) = asked("iyer")

        answer = accept("iyer", ask["id"])

        assert (before, answer.status) == ("cancelled", 200), answer.body
        assert [(r["kind"], r["occupancy"]) for r in ask["rows"]] == [("merged", "c1")]
        assert joint(both, both.caller("iyer")) == {3: ("planned", "c1")}
        assert act("rao", leave, "withdraw").status == 200
        assert both.states("asha", ON) == PLANNED and is_clean(both)

    def test_his_class_is_not_proposed_again_once_he_declines(self, both: TinyCollege) -> None:
        with_policies(ask_substitutes="before")
        leave = both.ask("rao", ON, [3])
        both.plan(leave, {"occupancy": "c1", "date": ON, "kind": "merged", "host": "p1", "cost": 60})
        (ask,) = asked("iyer")

        assert decline("iyer", ask["id"]).status == 200

        problem = wiring.solver_reader().problem(both.records.institute, LeaveId(leave))
        (row,) = call("hod", "GET", f"/facultyunavailability/{leave}/plan/").body["rows"]
        assert problem is not None and problem.hosts == ()
        assert (row["kind"], row["reasons"][0]["code"]) == ("cancelled", "declined")

    def test_it_leaves_his_again_once_he_declines_after_the_approval(self, both: TinyCollege) -> None:
        with_policies(ask_substitutes="after")
        merged_leave(both)
        held = joint(both, both.caller("iyer"))
        (ask,) = asked("iyer")

        assert decline("iyer", ask["id"]).status == 200

        assert held == {3: ("planned", "c1")}
        assert joint(both, both.caller("iyer")) == {}
        assert both.states("asha", ON)[3] == "cancelled"
