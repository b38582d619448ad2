"""A decider chooses what becomes of one class of a plan; who looks again sees which rows are others now."""

from typing import Any

import pytest

from functions import wiring
from functions.services.leave import decide
from functions.services.plans import edits
from functions.services.plans.edits import RowChoice
from functions.services.ports import Request
from solver_layer.entry.plans import solve_leave
from tests.integration.conftest import TinyCollege
from tests.integration.schedule.test_claims import at_once
from tests.support import api
from tests.support.solving import job
from tests.support.tiny import FRIDAY
from timetable.errors import Refusal
from timetable.model import AdjustmentKind, FacultyId, LeaveId, OccupancyId, Outcome

ON = FRIDAY.isoformat()


def planned(college: TinyCollege) -> str:
    """Rao's Friday P3 and P4, with the solver's plan."""
    leave = college.ask("rao", ON, [3, 4])
    solve(college, leave)
    return leave


def solve(college: TinyCollege, leave: str, *, anew: bool = False) -> str:
    return solve_leave(job(college.records.institute), LeaveId(leave), anew=anew)


def url(leave: str, rest: str = "") -> str:
    return f"/facultyunavailability/{leave}/plan/{rest}"


def options(leave: str, occupancy: str = "c1", who: str = "hod") -> api.Answer:
    return api.call(who, "GET", url(leave, f"options/?occupancy={occupancy}&date={ON}"))


def by(found: list[dict[str, Any]], name: str) -> dict[str, Any]:
    """The option that is this person's for the period alone."""
    return next(
        o
        for o in found
        if o["row"]["after"] and o["row"]["after"]["faculty_names"] == [name]
        and o["row"]["kind"] == "substituted" and not o["whole_run"] and not o["row"]["in_return"]
    )  # fmt: skip


@pytest.fixture
def leave(college: TinyCollege) -> str:
    return planned(college)


def test_the_options_of_a_row_are_ranked_and_say_what_they_cost_and_why_they_are_lower(leave: str) -> None:
    plan = api.call("hod", "GET", url(leave)).body

    found = options(leave).body

    assert found["revision"] == plan["revision"] == 1
    assert found["row"]["after"] == plan["rows"][0]["after"]
    extras = [o["extra"] for o in found["results"]]
    assert extras == sorted(extras) and len(extras) >= 4
    assert {o["row"]["kind"] for o in found["results"]} == {"substituted", "moved", "cancelled"}
    assert all(o["why_not"] for o in found["results"])
    assert all(sum(o["row"]["parts"].values()) == o["row"]["cost"] for o in found["results"])


@pytest.mark.parametrize("n", range(6))
def test_every_option_can_be_chosen_and_costs_what_it_said(leave: str, n: int) -> None:
    before = api.call("hod", "GET", url(leave)).body
    option = options(leave).body["results"][n]

    after = api.call("hod", "PATCH", url(leave), option["choose"])

    assert after.status == 200, after.body
    assert after.body["revision"] == 2 and after.body["edited_by_name"] == "Dr Hod"
    assert after.body["cost"] == before["cost"] + option["extra"]
    assert after.body["rows"][0]["after"] == option["row"]["after"]
    assert after.body["rows"][0]["changed"]
    assert (
        api.call("hod", "POST", f"/facultyunavailability/{leave}/approve/", {"plan_revision": 2}).status
        == 200
    )


def test_only_the_rows_that_are_others_than_those_seen_are_marked(leave: str) -> None:
    option = by(options(leave).body["results"], "Dr Iyer")

    api.call("hod", "PATCH", url(leave), option["choose"])

    def marked(since: str) -> list[bool]:
        return [row["changed"] for row in api.call("hod", "GET", url(leave, since)).body["rows"]]

    assert marked("?since=1") == [True, False]
    assert marked("?since=2") == marked("") == [False, False]
    assert marked("?since=0") == [True, True]


def test_a_choice_of_an_older_plan_is_refused_with_the_revision_there_is(leave: str) -> None:
    option = by(options(leave).body["results"], "Dr Iyer")
    api.call("hod", "PATCH", url(leave), option["choose"])

    again = api.call("hod", "PATCH", url(leave), option["choose"])

    assert (again.status, again.code, again.body["plan_revision"]) == (409, "stale_plan", 2)


@pytest.mark.parametrize(
    ("outcome", "rule"),
    [
        ({"kind": "substituted", "faculty": ["khan"]}, "substitutes_are_free"),
        ({"kind": "substituted", "faculty": ["ghost"]}, "substitutes_are_free"),
        ({"kind": "substituted", "faculty": ["rao"]}, "each_row_is_of_its_kind"),
        ({"kind": "moved", "to": {"date": ON, "day": 5, "period": 1}}, "students_are_free"),
        ({"kind": "added"}, "each_row_is_of_its_kind"),
    ],
)
def test_what_breaks_a_rule_is_refused_and_the_plan_is_as_before(
    leave: str, outcome: dict[str, Any], rule: str
) -> None:
    choice = {"plan_revision": 1, "occupancy": "c1", "date": ON, **outcome}

    answer = api.call("hod", "PATCH", url(leave), choice)

    assert (answer.status, answer.code, answer.body["rule"]) == (422, "rule_broken", rule)
    assert api.call("hod", "GET", url(leave)).body["revision"] == 1


def test_only_who_decides_chooses_and_it_is_on_record(leave: str) -> None:
    option = by(options(leave).body["results"], "Dr Iyer")

    assert options(leave, who="rao").status == 403
    assert options(leave, who="meera").status == 404
    assert options(leave, "c4").status == 404
    assert api.call("rao", "PATCH", url(leave), option["choose"]).status == 403
    assert api.call("admin", "PATCH", url(leave), option["choose"]).status == 200
    (event,) = api.call("hod", "GET", f"/auditevents/?kind=plan&object={leave}").body["results"]
    assert (event["action"], event["by"], event["before"]["revision"], event["after"]["revision"]) == (
        "edit",
        "u-admin",
        1,
        2,
    )


def test_what_was_chosen_by_hand_stays_until_it_no_longer_holds_or_another_plan_is_asked_for(
    college: TinyCollege, leave: str
) -> None:
    option = by(options(leave).body["results"], "Dr Iyer")
    api.call("hod", "PATCH", url(leave), option["choose"])

    assert solve(college, leave).startswith("kept")
    other = college.ask("iyer", ON, [3])
    api.call("hod", "POST", f"/facultyunavailability/{other}/approve/", {"plan_revision": 0})
    refused = options(leave)
    assert solve(college, leave).startswith("plan 3")

    assert (refused.status, refused.code) == (409, "stale_plan")
    plan = api.call("hod", "GET", url(leave)).body
    assert plan["edited_by"] is None and plan["rows"][0]["after"]["faculty_names"] == ["Dr Meera"]


def test_another_plan_that_a_person_asks_for_replaces_what_was_chosen(
    college: TinyCollege, leave: str
) -> None:
    option = by(options(leave).body["results"], "Dr Iyer")
    api.call("hod", "PATCH", url(leave), option["choose"])

    assert solve(college, leave, anew=True).startswith("plan 3")


@pytest.mark.parametrize("rounds", range(4))
def test_of_two_deciders_at_once_each_sees_the_plan_that_they_decide_on(
    college: TinyCollege, leave: str, rounds: int
) -> None:
    """One chooses another row while the other approves: never is what nobody saw committed."""
    records, id, now = college.records, LeaveId(leave), wiring.now()
    to_iyer = Outcome(AdjustmentKind.SUBSTITUTED, (FacultyId("iyer"),))

    def act(n: int) -> object:
        if n == 0:
            return decide.approve(Request(records, college.caller("hod"), now), id, 1)
        wanted = RowChoice(1, OccupancyId("c1"), FRIDAY, to_iyer)
        return edits.choose(Request(records, college.caller("admin"), now), id, wanted)

    approved, chosen = at_once(2, act)

    assert isinstance(approved, Refusal) != isinstance(chosen, Refusal)
    status = api.call("hod", "GET", f"/facultyunavailability/{leave}/").body["status"]
    assert status == ("pending" if isinstance(approved, Refusal) else "approved")
