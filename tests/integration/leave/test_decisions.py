"""Deciding leave over a real engine: one outcome each time, and the timetable agrees with it."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from functions import wiring
from functions.services.identity.clock import clock_request
from functions.services.leave import decide
from functions.services.notices import event_notices
from functions.services.ports import FACULTY, Request
from solver_layer.entry.api_client import plan_body
from solver_layer.repair.repair import alternatives, repair
from tests.integration.conftest import TinyCollege
from tests.integration.schedule.test_claims import at_once
from tests.support import api
from tests.support.tiny import FRIDAY, slot
from timetable.errors import Refusal
from timetable.model import LeaveId

ON = FRIDAY.isoformat()
TO_MEERA = {"kind": "substituted", "date": ON, "faculty": ["meera"], "cost": 3}
PLANNED = {1: "planned", 3: "planned", 4: "planned"}


def act(
    who: str, leave: str, action: str, body: dict[str, Any] | None = None, key: str | None = None
) -> api.Answer:
    return api.call(who, "POST", f"/facultyunavailability/{leave}/{action}/", body, key=key)


def covered(college: TinyCollege) -> str:
    """Rao's Friday P3 and P4, with a plan in which Meera takes both."""
    leave = college.ask("rao", ON, [3, 4, 5])
    college.plan(leave, {"occupancy": "c1", **TO_MEERA}, {"occupancy": "c2", **TO_MEERA})
    return leave


def test_approve_commits_exactly_the_plan_that_was_seen(college: TinyCollege) -> None:
    leave = covered(college)

    answer = act("hod", leave, "approve", {"plan_revision": 1})

    assert answer.status == 200 and answer.body["status"] == "approved"
    assert college.states("rao", ON) == {3: "on_leave", 4: "on_leave"}
    assert college.states("meera", ON) == {1: "planned", 3: "covering", 4: "covering"}
    assert college.states("asha", ON) == {1: "planned", 3: "substituted", 4: "substituted"}
    assert college.states("chitra", ON) == {3: "planned"}


def test_without_a_plan_the_classes_are_cancelled_as_uncovered(college: TinyCollege) -> None:
    leave = college.ask("rao", ON, None)

    answer = act("hod", leave, "approve", {"plan_revision": 0})

    assert answer.status == 200
    assert college.states("asha", ON) == {1: "planned", 3: "cancelled", 4: "cancelled"}
    assert college.states("rao", ON) == {3: "on_leave", 4: "on_leave"}


def test_withdrawing_an_approved_leave_makes_the_timetable_as_before(college: TinyCollege) -> None:
    leave = covered(college)
    act("hod", leave, "approve", {"plan_revision": 1})

    answer = act("rao", leave, "withdraw")

    assert answer.body["status"] == "withdrawn"
    assert college.states("asha", ON) == PLANNED
    assert college.states("meera", ON) == {1: "planned"}
    assert api.call("asha", "GET", f"/adjustments/?cause={leave}").body["results"] == []
    college.ask("rao", ON, [3])


def test_a_plan_that_the_timetable_has_overtaken_is_refused_and_nothing_is_written(
    college: TinyCollege,
) -> None:
    leave = covered(college)
    college.book(("late", "o-nets", "t26", "r2"))
    other = college.ask("meera", ON, [3])
    act("hod", other, "approve", {"plan_revision": 0})

    answer = act("hod", leave, "approve", {"plan_revision": 1})

    assert answer.status == 409 and answer.code == "stale_plan"
    assert answer.body["collides_with"]["id"] == "meera"
    assert college.states("asha", ON) == PLANNED
    assert api.call("rao", "GET", f"/facultyunavailability/{leave}/").body["status"] == "pending"


def test_another_revision_is_refused_with_the_present_one(college: TinyCollege) -> None:
    leave = covered(college)

    answer = act("hod", leave, "approve", {"plan_revision": 0})

    assert (answer.status, answer.code, answer.body["plan_revision"]) == (409, "stale_plan", 1)


def test_a_leave_without_classes_is_approved_as_seen_also_when_its_empty_plan_has_come(
    college: TinyCollege,
) -> None:
    leave = college.ask("iyer", ON, [6])
    college.plan(leave)

    answer = act("hod", leave, "approve", {"plan_revision": 0})

    assert (answer.status, answer.body["status"]) == (200, "approved")


def test_a_class_booked_after_the_plan_is_not_taught_by_the_teacher_on_leave(college: TinyCollege) -> None:
    leave = covered(college)
    college.book(("new", "o-dbms", "t55", "r1"))

    answer = act("hod", leave, "approve", {"plan_revision": 1})

    assert answer.code == "stale_plan"


def test_a_teacher_on_leave_can_not_be_booked_on_that_date(college: TinyCollege) -> None:
    act("hod", covered(college), "approve", {"plan_revision": 1})

    weekly = {"type": "occupancy", "offering": "o-dbms", "room": "r1", "timeslot": "t55"}
    answer = api.call(
        "scheduler", "POST", "/occupancies/scheduler-update/", {"term": "term", "create": [weekly]}
    )

    assert answer.code == "taken" and answer.body["items"][0]["id"] == "rao"


@pytest.mark.parametrize("rounds", range(6))
def test_of_approve_and_withdraw_at_once_exactly_one_wins(college: TinyCollege, rounds: int) -> None:
    leave = covered(college)
    records, id, now = college.records, LeaveId(leave), wiring.now()

    def decision(n: int) -> str:
        if n == 0:
            return decide.approve(Request(records, college.caller("hod"), now), id, 1).status
        return decide.withdraw(Request(records, college.caller("rao"), now), id).status

    approved, withdrawn = at_once(2, decision)

    status = api.call("rao", "GET", f"/facultyunavailability/{leave}/").body["status"]
    states = college.states("asha", ON)
    if status == "approved":
        assert approved == "approved" and isinstance(withdrawn, Refusal)
        assert states == {1: "planned", 3: "substituted", 4: "substituted"}
    else:  # withdrawn before the decision, or taken back after it
        assert status == "withdrawn" and withdrawn == "withdrawn"
        assert states == PLANNED


def test_a_second_and_a_foreign_tap_decide_nothing(college: TinyCollege) -> None:
    leave = covered(college)
    act("hod", leave, "approve", {"plan_revision": 1})

    again = act("hod", leave, "approve", {"plan_revision": 1})

    assert (again.status, again.code, again.body["decision"]) == (409, "already_decided", "approved")
    assert act("hod", leave, "reject", {"note": "no"}).code == "already_decided"
    assert act("hodmath", leave, "reject", {"note": "no"}).status == 404
    assert act("meera", leave, "approve", {"plan_revision": 1}).status == 404
    assert act("rao", leave, "approve", {"plan_revision": 1}).status == 403


def test_the_hods_own_leave_is_for_the_admin(college: TinyCollege) -> None:
    leave = college.ask("hod", ON, None)

    assert act("hod", leave, "approve", {"plan_revision": 0}).status == 403
    assert [
        x["id"] for x in api.call("hod", "GET", "/facultyunavailability/?scope=to_decide").body["results"]
    ] == []
    assert act("admin", leave, "approve", {"plan_revision": 0}).status == 200


def test_a_rejection_has_a_reason_and_frees_the_dates_for_another_request(college: TinyCollege) -> None:
    leave = covered(college)

    assert act("hod", leave, "reject", {"note": "  "}).status == 400
    answer = act("hod", leave, "reject", {"note": "exam week"})

    assert (answer.body["status"], answer.body["decision_note"]) == ("rejected", "exam week")
    college.ask("rao", ON, [3])


def test_a_substitute_who_takes_leave_too_is_replaced_and_both_leaves_come_off_in_order(
    college: TinyCollege,
) -> None:
    first = covered(college)
    act("hod", first, "approve", {"plan_revision": 1})
    second = college.ask("meera", ON, [3])
    to_iyer = {"occupancy": "c1", "kind": "substituted", "date": ON, "faculty": ["iyer"], "cost": 5}
    college.plan(second, to_iyer)

    assert act("hod", second, "approve", {"plan_revision": 1}).status == 200
    assert college.states("iyer", ON) == {3: "covering"}
    assert college.states("meera", ON) == {1: "planned", 3: "on_leave", 4: "covering"}

    blocked = act("rao", first, "withdraw")
    assert blocked.code == "in_the_way" and blocked.body["date"] == ON
    assert act("meera", second, "withdraw").status == 200
    assert college.states("meera", ON) == {1: "planned", 3: "covering", 4: "covering"}
    assert act("rao", first, "withdraw").status == 200
    assert college.states("asha", ON) == PLANNED


def test_a_later_cover_for_an_uncovered_class_replaces_the_cancellation(college: TinyCollege) -> None:
    leave = college.ask("rao", ON, [3])
    act("hod", leave, "approve", {"plan_revision": 0})
    cover = {"type": "adjustment", "id": f"{leave}.0", "kind": "substituted", "faculty": ["meera"]}

    answer = api.call(
        "scheduler", "POST", "/occupancies/scheduler-update/", {"term": "term", "update": [cover]}
    )

    assert answer.status == 200, answer.body
    assert college.states("asha", ON) == {1: "planned", 3: "substituted", 4: "planned"}
    assert college.states("rao", ON) == {3: "on_leave", 4: "planned"}
    card = api.call("hod", "GET", f"/me/notices/card.{leave}/").body
    assert [row["kind"] for row in card["plan"]["rows"]] == ["substituted"]
    assert act("rao", leave, "withdraw").status == 200
    assert college.states("asha", ON) == PLANNED


def test_two_events_about_one_state_of_things_tell_it_once(college: TinyCollege) -> None:
    leave = covered(college)
    act("hod", leave, "approve", {"plan_revision": 1})

    def told(event: str) -> set[tuple[str, int]]:
        found = event_notices.tellings_of(
            clock_request(college.records, wiring.now()), event, LeaveId(leave), news="approved", only=()
        )
        return {(t.notice, t.telegram) for t in found}

    approved, changed = told("LeaveApproved"), told("AdjustmentsChanged")

    assert changed < approved
    assert {notice.split(".")[0] for notice, _ in approved} == {"card", "decided", "substituting", "changes"}
    assert sorted(t for n, t in approved if n.startswith("changes")) == [201, 202]


def test_a_moved_class_is_with_the_teacher_on_the_other_day(college: TinyCollege) -> None:
    leave = college.ask("rao", ON, [3])
    to = {"date": "2026-11-28", "day": 6, "period": 2}
    college.plan(leave, {"occupancy": "c1", "date": ON, "kind": "moved", "to": to, "cost": 30})

    assert act("hod", leave, "approve", {"plan_revision": 1}).status == 200

    assert college.states("asha", ON) == {1: "planned", 3: "moved_away", 4: "planned"}
    assert college.states("asha", "2026-11-28") == {2: "moved_here"}
    assert college.states("rao", "2026-11-28") == {2: "moved_here"}


def test_a_plan_may_only_be_about_the_classes_affected_and_by_the_scheduler(college: TinyCollege) -> None:
    leave = college.ask("rao", ON, [3])
    url = f"/facultyunavailability/{leave}/plan/"
    about_another = {"based_on": 0, "status": "optimal", "rows": [{"occupancy": "c2", **TO_MEERA}]}
    right = {"based_on": 0, "status": "optimal", "rows": [{"occupancy": "c1", **TO_MEERA}]}

    assert api.call("scheduler", "PUT", url, about_another).code == "stale_plan"
    assert api.call("hod", "PUT", url, right).status == 403
    assert api.call("scheduler", "PUT", url, right | {"based_on": 4}).code == "stale_plan"
    assert api.call("scheduler", "PUT", url, right).status == 200


def test_only_those_concerned_learn_who_and_only_deciders_learn_why(college: TinyCollege) -> None:
    leave = covered(college)
    act("hod", leave, "approve", {"plan_revision": 1})

    told = api.call("asha", "GET", f"/me/notices/changes.{leave}.approved/")
    card = api.call("hod", "GET", f"/me/notices/card.{leave}/")

    assert told.body["leave"]["reason"] is None and told.body["leave"]["kind"] is None
    assert [row["after"]["faculty_names"] for row in told.body["classes"]] == [["Dr Meera"], ["Dr Meera"]]
    assert card.body["leave"]["reason"] == "fever" and card.body["plan"]["revision"] == 1
    for who in ("chitra", "meera", "rao"):
        assert api.call(who, "GET", f"/me/notices/card.{leave}/").status == 404


def with_alternative(college: TinyCollege) -> str:
    """Rao's Friday P3: Meera takes it, or else Iyer, who has covered less."""
    leave = college.ask("rao", ON, [3])
    to_iyer = {"kind": "substituted", "faculty": ["iyer"]}
    busier = {**to_iyer, "extra": 2, "why_not": "busier_day"}
    later = {"date": "2026-11-28", "day": 6, "period": 2}
    moved = {"kind": "moved", "to": later, "room": "r2", "extra": 30, "why_not": "moved"}
    row = {"occupancy": "c1", **TO_MEERA, "parts": {"cover_given": 3}, "runners_up": [busier, moved]}
    fairest = {
        "name": "fairest",
        "status": "optimal",
        "bound": 5,
        "rows": [{"occupancy": "c1", "date": ON, **to_iyer, "cost": 5}],
    }
    body = {"based_on": 0, "status": "optimal", "bound": 3, "rows": [row], "alternatives": [fairest]}
    answer = api.call("scheduler", "PUT", f"/facultyunavailability/{leave}/plan/", body)
    assert answer.status == 200, answer.body
    return leave


def test_a_plan_says_what_it_costs_by_part_and_what_else_there_was(college: TinyCollege) -> None:
    leave = with_alternative(college)

    plan = api.call("hod", "GET", f"/facultyunavailability/{leave}/plan/").body

    (row,), (other,) = plan["rows"], plan["alternatives"]
    busier, moved = row["runners_up"]
    assert row["parts"] == {"cover_given": 3}
    assert (busier["after"]["faculty_names"], busier["extra"]) == (["Dr Iyer"], 2)
    assert (moved["after"]["date"], moved["after"]["period"], moved["after"]["room_name"]) == (
        "2026-11-28",
        2,
        "R2",
    )
    assert (other["name"], other["status"], other["cost"], other["bound"]) == ("fairest", "optimal", 5, 5)
    assert other["rows"][0]["after"]["faculty_names"] == ["Dr Iyer"]


def test_an_alternative_can_be_what_is_approved_and_the_card_tells_it(college: TinyCollege) -> None:
    leave = with_alternative(college)

    unknown = act("hod", leave, "approve", {"plan_revision": 1, "alternative": "nothing_moved"})
    answer = act("hod", leave, "approve", {"plan_revision": 1, "alternative": "fairest"})

    assert (unknown.status, unknown.body["field"]) == (400, "alternative")
    assert answer.status == 200, answer.body
    assert college.states("iyer", ON) == {3: "covering"} and college.states("meera", ON) == {1: "planned"}
    card = api.call("hod", "GET", f"/me/notices/card.{leave}/").body
    plan = api.call("hod", "GET", f"/facultyunavailability/{leave}/plan/").body
    for shown in (card["plan"], plan):
        assert [row["after"]["faculty_names"] for row in shown["rows"]] == [["Dr Iyer"]]
        assert (shown["revision"], shown["cost"], shown["alternatives"]) == (1, 5, [])
    assert act("rao", leave, "withdraw").status == 200
    assert college.states("asha", ON) == PLANNED


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"parts": {"split": 2}}, "rows.parts"),
        ({"runners_up": [{"kind": "substituted", "faculty": ["ghost"], "extra": 1}]}, "rows.faculty"),
        ({"runners_up": [{"kind": "moved", "room": "ghost", "extra": 1}]}, "rows.room"),
    ],
)
def test_a_plan_that_does_not_add_up_or_names_who_is_not_there_is_refused(
    college: TinyCollege, wrong: dict[str, Any], field: str
) -> None:
    leave = college.ask("rao", ON, [3])
    body = {"based_on": 0, "status": "optimal", "rows": [{"occupancy": "c1", **TO_MEERA, **wrong}]}

    answer = api.call("scheduler", "PUT", f"/facultyunavailability/{leave}/plan/", body)

    assert (answer.status, answer.body["field"]) == (422, field)


def test_an_alternative_is_about_the_classes_affected_too(college: TinyCollege) -> None:
    leave = college.ask("rao", ON, [3])
    other = {"occupancy": "c2", "date": ON, "kind": "cancelled"}
    body = {
        "based_on": 0,
        "status": "optimal",
        "rows": [{"occupancy": "c1", **TO_MEERA}],
        "alternatives": [{"name": "fairest", "status": "optimal", "rows": [other]}],
    }

    answer = api.call("scheduler", "PUT", f"/facultyunavailability/{leave}/plan/", body)

    assert answer.code == "stale_plan"


NEXT_FRIDAY = "2026-12-04"


def exchanged(college: TinyCollege, *, given: str = "c3", on: str = NEXT_FRIDAY) -> api.Answer:
    """Rao's Friday P3 is Meera's; a week later he holds her P1, or what is given."""
    leave = college.ask("rao", ON, [3])
    row = {"occupancy": "c1", **TO_MEERA, "in_return": {"occupancy": given, "date": on}}
    body = {"based_on": 0, "status": "optimal", "rows": [row]}
    return api.call("scheduler", "PUT", f"/facultyunavailability/{leave}/plan/", body)


def test_an_exchange_is_committed_told_and_taken_back_as_a_whole(college: TinyCollege) -> None:
    plan = exchanged(college).body
    leave = plan["leave"]

    approved = act("hod", leave, "approve", {"plan_revision": 1})

    given = plan["rows"][0]["in_return"]
    assert (given["subject_name"], given["date"], given["period"]) == ("Networks", NEXT_FRIDAY, 1)
    assert approved.status == 200, approved.body
    assert college.states("meera", ON) == {1: "planned", 3: "covering"}
    assert college.states("rao", NEXT_FRIDAY) == {1: "covering", 3: "planned", 4: "planned"}
    assert college.states("asha", NEXT_FRIDAY)[1] == "substituted"
    told = api.call("meera", "GET", f"/me/notices/substituting.{leave}.v1/").body["classes"]
    assert [row["after"]["faculty_names"] for row in told] == [["Dr Meera"], ["Dr Rao"]]
    (shown,) = api.call("hod", "GET", f"/me/notices/card.{leave}/").body["plan"]["rows"]
    assert (shown["cost"], shown["in_return"]) == (3, given)
    assert act("rao", leave, "withdraw").status == 200
    for on in (ON, NEXT_FRIDAY):
        assert college.states("asha", on) == PLANNED
        assert college.states("meera", on) == {1: "planned"}


@pytest.mark.parametrize(("given", "on"), [("c4", NEXT_FRIDAY), ("c3", "2026-12-03"), ("ghost", NEXT_FRIDAY)])
def test_nobody_gives_what_is_not_theirs_in_return(college: TinyCollege, given: str, on: str) -> None:
    answer = exchanged(college, given=given, on=on)

    assert (answer.code, answer.body["field"]) == ("stale_plan", "rows.in_return")


def test_what_the_solver_finds_is_kept_and_can_be_approved(college: TinyCollege) -> None:
    leave = college.ask("rao", ON, None)
    problem = wiring.solver_reader().problem(college.records.institute, LeaveId(leave))
    assert problem is not None
    best, others = repair(problem), alternatives(problem)

    put = api.call("scheduler", "PUT", f"/facultyunavailability/{leave}/plan/", plan_body(0, best, others))
    approved = act("hod", leave, "approve", {"plan_revision": 1, "alternative": "fairest"})

    assert put.status == 200, put.body
    assert [r["cost"] for r in put.body["rows"]] == [r.cost for r in best.rows]
    assert {o["name"]: o["cost"] for o in put.body["alternatives"]} == {n: o.cost for n, o in others.items()}
    assert all(row["runners_up"] for row in put.body["rows"])
    assert approved.status == 200, approved.body


def test_who_never_teaches_at_a_time_is_not_free_then_and_own_covers_count(college: TinyCollege) -> None:
    act("hod", covered(college), "approve", {"plan_revision": 1})
    meera = college.records.reference.get(FACULTY["meera"])
    assert meera is not None
    with college.records.write(wiring.now()) as write:
        never = replace(meera, unavailable=(slot(5, 6),), version=meera.version + 1)
        write.change(FACULTY[meera.id], never, was=meera.version)
    college.book(("p6", "o-dbms", "t66", "r1"))
    leave = college.ask("rao", "2026-12-05", [6])

    problem = wiring.solver_reader().problem(college.records.institute, LeaveId(leave))

    assert problem is not None
    (known,) = (c for c in problem.candidates if c.id == "meera")
    assert (date(2026, 12, 11), slot(5, 6)) in known.busy and (
        date(2026, 12, 11),
        slot(5, 5),
    ) not in known.busy
    assert (known.covered_month, known.covered_term) == (0, 2)


def test_a_class_taken_in_exchange_is_no_cover_of_the_colleague(college: TinyCollege) -> None:
    act("hod", exchanged(college).body["leave"], "approve", {"plan_revision": 1})
    leave = college.ask("rao", "2026-12-11", [4])

    problem = wiring.solver_reader().problem(college.records.institute, LeaveId(leave))

    assert problem is not None
    (known,) = (c for c in problem.candidates if c.id == "meera")
    assert (known.covered_month, known.covered_term) == (0, 0)


def test_what_could_be_exchanged_is_what_colleagues_hold_for_the_same_students(college: TinyCollege) -> None:
    leave = college.ask("rao", ON, [3])

    problem = wiring.solver_reader().problem(college.records.institute, LeaveId(leave))

    assert problem is not None
    assert [(c.occupancy, str(c.date)) for c in problem.later] == [("c3", ON), ("c3", NEXT_FRIDAY)]
    assert problem.away == ((FRIDAY, (5, 3)),)
