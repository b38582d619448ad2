"""Substitutes and other HODs are asked: before the decision or after it; every answer has one outcome."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any, TypeVar

import pytest

from functions import wiring
from functions.services.identity.clock import clock_request
from functions.services.leave import consent_answers, decide
from functions.services.notices import event_notices
from functions.services.ports import Records, Request
from solver_layer.entry.plans import solve_leave
from tests.integration.conftest import TinyCollege
from tests.integration.schedule.test_claims import at_once
from tests.support import api
from tests.support.solving import job
from tests.support.tiny import FRIDAY
from timetable.access import Caller
from timetable.day import Trace
from timetable.errors import Moved, Refusal
from timetable.model import InstituteId, LeaveId, Resource, Role, TermId

T = TypeVar("T")
ON = FRIDAY.isoformat()
PLANNED = {1: "planned", 3: "planned", 4: "planned"}
CLOCK = Caller(InstituteId("inst"), Role.SCHEDULER, token="clock")


def policy(**changed: Any) -> None:
    policies = api.call("admin", "GET", "/institutes/inst/").body["policies"] | changed
    assert api.call("admin", "PATCH", "/institutes/inst/", {"policies": policies}).status == 200


def act(
    who: str, leave: str, action: str, body: dict[str, Any] | None = None, key: str | None = None
) -> api.Answer:
    return api.call(who, "POST", f"/facultyunavailability/{leave}/{action}/", body, key=key)


def to(person: str, occupancy: str, **more: Any) -> dict[str, Any]:
    return {
        "occupancy": occupancy, "date": ON, "kind": "substituted", "faculty": [person], "cost": 3, **more,
    }  # fmt: skip


def asked(who: str, status: str = "asked") -> list[dict[str, Any]]:
    answer = api.call(who, "GET", f"/asks/?status={status}")
    assert answer.status == 200, answer.body
    return list(answer.body["results"])


def accept(who: str, id: str) -> api.Answer:
    return api.call(who, "POST", f"/asks/{id}/accept/")


def decline(who: str, id: str, note: str = "I am away myself") -> api.Answer:
    return api.call(who, "POST", f"/asks/{id}/decline/", {"note": note})


def plan_of(leave: str) -> dict[str, Any]:
    return dict(api.call("hod", "GET", f"/facultyunavailability/{leave}/plan/").body)


def said(leave: str) -> list[list[tuple[str, str]]]:
    """Per row of the plan who is asked and what they said."""
    return [[(a["name"], a["status"]) for a in row["asks"]] for row in plan_of(leave)["rows"]]


def fresh() -> Records:
    return wiring.directory().records(InstituteId("inst"))


def held() -> dict[object, object]:
    """Every claim that says anything: what the timetable really is. How often it has changed only grows."""
    records, term = fresh(), TermId("term")
    people = [Resource("faculty", f) for f in ("rao", "meera", "iyer", "khan", "hod")]
    others = [Resource("group", g) for g in ("cse3a1", "cse3a2", "math3")]
    rooms = [Resource("room", r) for r in ("r1", "r2", "lab")]
    every = [c for r in (*people, *others, *rooms) for c in records.claims(r, term)]
    told = (replace(c, booked=Trace(), changed={}) for c in every)
    return {(c.resource, c.slot): c for c in told if c.weekly or c.off or c.on or c.dropped}


def insisted(deed: Callable[[Records], T]) -> T:
    """As the API does: where what was read has moved before it was written, it is read anew."""
    for _ in range(2):
        try:
            return deed(fresh())
        except Moved:
            continue
    return deed(fresh())


def yes(college: TinyCollege, who: str, id: str) -> str:
    by, now = college.caller(who), wiring.now()
    return insisted(lambda records: consent_answers.accept(Request(records, by, now), id)).status


def no(college: TinyCollege, who: str, id: str) -> str:
    by, now = college.caller(who), wiring.now()
    return insisted(lambda records: consent_answers.decline(Request(records, by, now), id, "away")).status


def approve(college: TinyCollege, leave: str) -> str:
    by, now = college.caller("hod"), wiring.now()
    return insisted(lambda records: decide.approve(Request(records, by, now), LeaveId(leave), 1)).status


def withdraw(college: TinyCollege, leave: str) -> str:
    by, now = college.caller("rao"), wiring.now()
    return insisted(lambda records: decide.withdraw(Request(records, by, now), LeaveId(leave))).status


def is_free(person: str, period: int) -> bool:
    claims = fresh().claims(Resource("faculty", person), TermId("term"), 5)
    return all(c.is_free(FRIDAY) for c in claims if c.slot.period == period)


def planned(college: TinyCollege) -> str:
    """Rao's Friday P3 and P4: Meera shall take P3, Iyer P4."""
    leave = college.ask("rao", ON, [3, 4])
    college.plan(leave, to("meera", "c1"), to("iyer", "c2"))
    return leave


def solve(college: TinyCollege, leave: str) -> str:
    return solve_leave(job(college.records.institute), LeaveId(leave), anew=True)


class TestBefore:
    """Substitutes are asked before the decision."""

    @pytest.fixture(autouse=True)
    def _asked_before(self, college: TinyCollege) -> None:
        policy(ask_substitutes="before")

    def test_whoever_a_plan_names_is_asked_and_kept_for_it(self, college: TinyCollege) -> None:
        leave = planned(college)

        (ask,) = asked("meera")
        assert (ask["faculty_name"], ask["status"], ask["can_answer"]) == ("Dr Rao", "asked", True)
        assert [(r["subject_name"], r["period"]) for r in ask["rows"]] == [("DBMS", 3)]
        assert "fever" not in str(api.call("meera", "GET", f"/asks/{ask['id']}/").body)
        assert said(leave) == [[("Dr Meera", "asked")], [("Dr Iyer", "asked")]]
        assert not is_free("meera", 3) and not is_free("iyer", 4) and is_free("meera", 4)
        assert college.states("meera", ON) == {1: "planned"}

    def test_nobody_else_gets_a_period_that_is_kept(self, college: TinyCollege) -> None:
        leave = college.ask("rao", ON, [4])
        college.plan(leave, to("meera", "c2"))
        weekly = {"type": "occupancy", "offering": "o-nets", "room": "r2", "timeslot": "t54"}

        answer = api.call(
            "scheduler", "POST", "/occupancies/scheduler-update/", {"term": "term", "create": [weekly]}
        )

        assert (answer.status, answer.body["items"][0]["id"]) == (409, "meera")

    def test_what_was_agreed_to_is_held_by_the_approval(self, college: TinyCollege) -> None:
        leave = planned(college)
        for who in ("meera", "iyer"):
            assert accept(who, asked(who)[0]["id"]).body["status"] == "accepted"

        approved = act("hod", leave, "approve", {"plan_revision": 1})

        assert approved.status == 200, approved.body
        assert college.states("asha", ON) == {1: "planned", 3: "substituted", 4: "substituted"}
        assert college.states("meera", ON) == {1: "planned", 3: "covering"}
        assert act("rao", leave, "withdraw").status == 200
        assert college.states("asha", ON) == PLANNED and is_free("meera", 3) and is_free("iyer", 4)

    def test_a_class_that_waits_is_uncovered_until_the_answer_and_held_with_it(
        self, college: TinyCollege
    ) -> None:
        leave = planned(college)
        assert accept("meera", asked("meera")[0]["id"]).status == 200

        act("hod", leave, "approve", {"plan_revision": 1})

        assert college.states("asha", ON) == {1: "planned", 3: "substituted", 4: "cancelled"}
        assert not is_free("iyer", 4)
        assert solve(college, leave) == "all covered", "nobody else is looked for while Iyer may say yes"
        assert accept("iyer", asked("iyer")[0]["id"]).status == 200
        assert college.states("asha", ON) == {1: "planned", 3: "substituted", 4: "substituted"}
        assert college.states("rao", ON) == {3: "on_leave", 4: "on_leave"}
        assert act("rao", leave, "withdraw").status == 200
        assert college.states("asha", ON) == PLANNED and is_free("iyer", 4)

    def test_a_no_after_the_approval_has_somebody_else_found(self, college: TinyCollege) -> None:
        leave = planned(college)
        accept("meera", asked("meera")[0]["id"])
        act("hod", leave, "approve", {"plan_revision": 1})

        assert decline("iyer", asked("iyer")[0]["id"]).status == 200

        assert is_free("iyer", 4) and college.states("asha", ON)[4] == "cancelled"
        assert solve(college, leave) == "covered 1 of 1"
        assert college.states("iyer", ON) == {} and college.states("asha", ON)[4] == "substituted"

    def test_a_no_brings_the_next_plan_without_them_and_keeps_who_agreed(self, college: TinyCollege) -> None:
        leave = planned(college)
        accept("iyer", asked("iyer")[0]["id"])
        before = asked("iyer", "accepted")[0]["id"]

        answer = decline("meera", asked("meera")[0]["id"])

        assert (answer.body["status"], answer.body["note"]) == ("declined", "I am away myself")
        plan = plan_of(leave)
        assert plan["revision"] == 2 and [r["kind"] for r in plan["rows"]] == ["cancelled", "substituted"]
        assert plan["rows"][0]["reasons"][0]["code"] == "declined" and is_free("meera", 3)
        assert act("hod", leave, "approve", {"plan_revision": 1}).code == "stale_plan"
        assert solve(college, leave).startswith("plan 3")
        after = plan_of(leave)["rows"]
        assert "Dr Meera" not in (after[0]["after"] or {}).get("faculty_names", [])
        if after[1]["after"]["faculty_names"] == ["Dr Iyer"]:
            assert asked("iyer", "accepted")[0]["id"] == before

    def test_a_new_plan_lets_go_of_whom_it_does_not_need(self, college: TinyCollege) -> None:
        leave = planned(college)
        first = asked("iyer")[0]["id"]

        college.plan(leave, to("hod", "c1"), to("iyer", "c2"), based_on=1)

        assert asked("meera") == [] and is_free("meera", 3) and not is_free("hod", 3)
        assert [a["id"] for a in asked("iyer")] == [first]
        assert [a["status"] for a in asked("meera", "taken_back")] == ["taken_back"]

    def test_other_rows_of_somebody_who_agreed_are_asked_about_by_themselves(
        self, college: TinyCollege
    ) -> None:
        leave = planned(college)
        accept("meera", asked("meera")[0]["id"])

        college.plan(leave, to("meera", "c1"), to("meera", "c2"), based_on=1)

        assert [[r["period"] for r in a["rows"]] for a in asked("meera")] == [[4]]
        assert said(leave) == [[("Dr Meera", "accepted")], [("Dr Meera", "asked")]]

    @pytest.mark.parametrize("end", ["reject", "withdraw", "change"])
    def test_the_end_of_a_request_lets_everybody_go(self, college: TinyCollege, end: str) -> None:
        before = held()
        leave = planned(college)
        accept("meera", asked("meera")[0]["id"])

        if end == "reject":
            answer = act("hod", leave, "reject", {"note": "no"})
        elif end == "withdraw":
            answer = act("rao", leave, "withdraw")
        else:
            answer = api.call("rao", "PATCH", f"/facultyunavailability/{leave}/", {"periods": [3]})

        assert answer.status == 200, answer.body
        assert held() == before
        assert asked("meera") == asked("iyer") == []
        ask = asked("meera", "taken_back")[0]["id"]
        assert accept("meera", ask).code == "already_decided"

    def test_nobody_answers_for_others_twice_or_too_late(
        self, college: TinyCollege, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        leave = planned(college)
        meera, iyer = asked("meera")[0]["id"], asked("iyer")[0]["id"]

        assert accept("iyer", meera).status == 404
        assert accept("hod", meera).status == 403 and accept("asha", meera).status == 404
        assert decline("meera", meera, "  ").status == 400
        assert accept("meera", meera).status == 200
        again = decline("meera", meera)
        assert (again.status, again.code, again.body["decision"]) == (409, "already_decided", "accepted")
        monkeypatch.setenv("NOW", "2026-11-23T11:00:00+00:00")
        late = accept("iyer", iyer)
        assert (late.code, late.body["decision"]) == ("already_decided", "lapsed")
        assert act("hod", leave, "approve", {"plan_revision": 1}).status == 200

    def test_silence_is_a_no_once_the_time_is_over(self, college: TinyCollege) -> None:
        leave = planned(college)
        id = asked("meera")[0]["id"]

        early = consent_answers.lapse(Request(fresh(), CLOCK, wiring.now() + timedelta(minutes=239)), id)
        late = consent_answers.lapse(Request(fresh(), CLOCK, wiring.now() + timedelta(minutes=241)), id)
        again = consent_answers.lapse(Request(fresh(), CLOCK, wiring.now() + timedelta(minutes=242)), id)

        assert (early.status, late.status, again.status) == ("asked", "lapsed", "lapsed")
        assert [r["kind"] for r in plan_of(leave)["rows"]] == ["cancelled", "substituted"]
        assert is_free("meera", 3)

    def test_time_to_answer_ends_when_the_class_begins(
        self, college: TinyCollege, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("NOW", f"{ON}T05:00:00+00:00")

        planned(college)

        assert [a["deadline"] for a in asked("meera")] == [f"{ON}T05:30:00Z"]  # P3 begins at 11:00 in India

    def test_each_is_told_once_and_told_again_what_became_of_it(self, college: TinyCollege) -> None:
        leave = planned(college)
        id = asked("meera")[0]["id"]

        def told() -> set[tuple[str, int]]:
            found = event_notices.tellings_of(
                clock_request(fresh(), wiring.now()), "AsksChanged", LeaveId(leave), news="", only=[id]
            )
            return {(t.notice, t.telegram) for t in found}

        assert told() == {(f"card.{leave}", 105), (f"ask.{leave}.{id}", 102)}
        notice = api.call("meera", "GET", f"/me/notices/ask.{leave}.{id}/").body
        assert notice["ask"]["status"] == "asked" and notice["leave"]["reason"] is None
        assert api.call("iyer", "GET", f"/me/notices/ask.{leave}.{id}/").status == 404

    @pytest.mark.parametrize("answered", [True, False])
    def test_who_goes_on_leave_themselves_is_kept_no_longer(
        self, college: TinyCollege, answered: bool
    ) -> None:
        leave = planned(college)
        if answered:
            accept("meera", asked("meera")[0]["id"])
        own = college.ask("meera", ON, None)

        first = act("hod", own, "approve", {"plan_revision": 0})
        again = act("hod", own, "approve", {"plan_revision": 0})

        assert first.code == "stale_plan" and again.status == 200, again.body
        assert said(leave) == [[], [("Dr Iyer", "asked")]]
        assert [a["status"] for a in asked("meera", "declined")] == ["declined"]

    @pytest.mark.parametrize("rounds", range(4))
    def test_of_a_no_and_an_approval_at_once_the_timetable_agrees_with_both(
        self, college: TinyCollege, rounds: int
    ) -> None:
        leave = planned(college)
        accept("iyer", asked("iyer")[0]["id"])
        id = asked("meera")[0]["id"]

        approved, declined = at_once(
            2, lambda n: approve(college, leave) if n == 0 else no(college, "meera", id)
        )

        assert declined == "declined"
        states = college.states("asha", ON)
        if approved == "approved":
            assert states == {1: "planned", 3: "cancelled", 4: "substituted"}
        else:
            assert plan_of(leave)["revision"] == 2 and states == PLANNED
        assert is_free("meera", 3)

    @pytest.mark.parametrize("rounds", range(4))
    def test_of_two_answers_to_one_question_one_counts(self, college: TinyCollege, rounds: int) -> None:
        leave = planned(college)
        id, now = asked("meera")[0]["id"], wiring.now()

        def answer(n: int) -> str:
            if n == 0:
                return no(college, "meera", id)
            if n == 1:
                return yes(college, "meera", id)
            return insisted(
                lambda r: consent_answers.lapse(Request(r, CLOCK, now + timedelta(days=1)), id)
            ).status

        outcomes = at_once(3, answer)

        status = api.call("hod", "GET", f"/asks/{id}/").body["status"]
        kept = not is_free("meera", 3)
        assert kept == (status == "accepted"), (status, outcomes)
        assert (plan_of(leave)["revision"] == 1) == kept
        assert {o for o in outcomes if not isinstance(o, Refusal)} == {status}

    @pytest.mark.parametrize("rounds", range(4))
    def test_of_a_yes_and_an_approval_at_once_the_class_is_held(
        self, college: TinyCollege, rounds: int
    ) -> None:
        leave = planned(college)
        accept("iyer", asked("iyer")[0]["id"])
        id = asked("meera")[0]["id"]

        outcomes = at_once(2, lambda n: approve(college, leave) if n == 0 else yes(college, "meera", id))

        assert outcomes == ["approved", "accepted"]
        assert college.states("asha", ON) == {1: "planned", 3: "substituted", 4: "substituted"}


class TestAfter:
    """Substitutes are asked once the leave is approved."""

    @pytest.fixture(autouse=True)
    def _asked_after(self, college: TinyCollege) -> None:
        policy(ask_substitutes="after")

    def approved(self, college: TinyCollege) -> str:
        leave = planned(college)
        assert asked("meera") == []
        assert act("hod", leave, "approve", {"plan_revision": 1}).status == 200
        return leave

    def test_classes_are_held_at_once_and_a_no_takes_them_back(self, college: TinyCollege) -> None:
        leave = self.approved(college)
        assert college.states("asha", ON) == {1: "planned", 3: "substituted", 4: "substituted"}

        assert decline("meera", asked("meera")[0]["id"]).status == 200

        assert college.states("asha", ON) == {1: "planned", 3: "cancelled", 4: "substituted"}
        assert college.states("meera", ON) == {1: "planned"}
        assert college.states("rao", ON) == {3: "on_leave", 4: "on_leave"}
        assert solve(college, leave) == "covered 1 of 1"
        assert college.states("meera", ON) == {1: "planned"}
        assert college.states("asha", ON)[3] == "substituted"
        assert act("rao", leave, "withdraw").status == 200
        assert college.states("asha", ON) == PLANNED

    @pytest.mark.parametrize("order", ["before", "after"])
    def test_cover_that_is_found_later_may_be_declined_too(self, college: TinyCollege, order: str) -> None:
        policy(ask_substitutes=order)
        leave = college.ask("rao", ON, [3])
        act("hod", leave, "approve", {"plan_revision": 0})
        refusing: list[str] = []
        while solve(college, leave) == "covered 1 of 1":
            name = next((p for p in ("meera", "iyer", "hod", "khan") if asked(p)), None)
            if name is None:
                break  # nobody is left, so the class is moved
            assert college.states(name, ON)[3] == "covering" and name not in refusing
            assert decline(name, asked(name)[0]["id"]).status == 200
            refusing.append(name)

        assert {"meera", "iyer", "hod"} <= set(refusing)
        assert college.states("asha", ON)[3] in ("cancelled", "moved_away")
        assert act("rao", leave, "withdraw").status == 200
        assert college.states("asha", ON) == PLANNED

    def test_silence_is_a_yes_or_a_no_as_the_policy_has_it(self, college: TinyCollege) -> None:
        self.approved(college)
        later = wiring.now() + timedelta(hours=5)

        yes = consent_answers.lapse(Request(fresh(), CLOCK, later), asked("meera")[0]["id"])
        policy(silence_accepts=False)
        no = consent_answers.lapse(Request(fresh(), CLOCK, later), asked("iyer")[0]["id"])

        assert (yes.status, no.status) == ("accepted", "lapsed")
        assert college.states("asha", ON) == {1: "planned", 3: "substituted", 4: "cancelled"}

    def test_a_no_to_an_exchange_gives_back_what_was_given(self, college: TinyCollege) -> None:
        before = held()
        leave = college.ask("rao", ON, [3])
        college.plan(leave, to("meera", "c1", in_return={"occupancy": "c3", "date": "2026-12-04"}))
        act("hod", leave, "approve", {"plan_revision": 1})
        assert college.states("rao", "2026-12-04")[1] == "covering"

        decline("meera", asked("meera")[0]["id"])

        assert college.states("meera", "2026-12-04") == {1: "planned"}
        assert college.states("asha", ON)[3] == "cancelled"
        assert act("rao", leave, "withdraw").status == 200
        assert held() == before

    @pytest.mark.parametrize("rounds", range(4))
    def test_of_a_no_and_a_withdrawal_at_once_nothing_is_left_over(
        self, college: TinyCollege, rounds: int
    ) -> None:
        before = held()
        leave = self.approved(college)
        id = asked("meera")[0]["id"]

        withdrawn, _ = at_once(2, lambda n: withdraw(college, leave) if n == 0 else no(college, "meera", id))

        assert withdrawn == "withdrawn" and held() == before


class TestOtherDepartments:
    """Rows that touch another department wait for its HOD, where that is the policy."""

    def lent(self, college: TinyCollege) -> str:
        """Khan, of mathematics, shall take Rao's P4."""
        leave = college.ask("rao", ON, [3, 4])
        college.plan(leave, to("meera", "c1"), to("khan", "c2"))
        return leave

    def test_only_the_row_of_a_lent_teacher_waits_for_their_hod(self, college: TinyCollege) -> None:
        leave = self.lent(college)

        assert said(leave) == [[], [("Mathematics", "asked")]]
        (ask,) = asked("hodmath")
        assert [r["period"] for r in ask["rows"]] == [4] and asked("khan") == []
        act("hod", leave, "approve", {"plan_revision": 1})
        assert college.states("asha", ON) == {1: "planned", 3: "substituted", 4: "cancelled"}
        assert accept("hod", ask["id"]).status == 403 and accept("khan", ask["id"]).status == 404
        assert accept("hodmath", ask["id"]).status == 200
        assert college.states("khan", ON) == {3: "planned", 4: "covering"}

    def test_who_acts_for_the_hod_or_an_admin_answers_too(self, college: TinyCollege) -> None:
        self.lent(college)
        acting = {"acting_hod": "u-khan", "acting_from": "2026-11-01", "acting_until": "2026-11-30"}
        assert api.call("admin", "PATCH", "/departments/maths/", acting).status == 200

        (ask,) = asked("khan")
        answer = accept("khan", ask["id"])

        assert answer.body["answered_by_name"] == "Dr Khan"
        (event,) = api.call("admin", "GET", f"/auditevents/?kind=ask&object={ask['id']}").body["results"]
        assert (event["action"], event["as_role"]) == ("accept", "acting_hod")

    def test_a_no_of_the_hod_is_one_for_this_teacher_and_class(self, college: TinyCollege) -> None:
        leave = self.lent(college)

        decline("hodmath", asked("hodmath")[0]["id"])
        solve(college, leave)

        assert all(
            "Dr Khan" not in ((r["after"] or {}).get("faculty_names") or []) for r in plan_of(leave)["rows"]
        )
        assert is_free("khan", 4)

    def test_a_department_may_want_only_to_be_told(self, college: TinyCollege) -> None:
        assert api.call("admin", "PATCH", "/departments/maths/", {"ask_to_lend": False}).status == 200

        leave = self.lent(college)

        assert said(leave) == [[], []] and asked("hodmath") == []

    def test_a_department_may_want_to_be_asked_about_its_sections(self, college: TinyCollege) -> None:
        api.call("admin", "PATCH", "/departments/maths/", {"ask_to_share": True, "ask_to_lend": False})
        joint = {"term": "term", "subject": "calc", "sections": ["math3"], "faculty": ["rao"]}
        offering = api.call("admin", "POST", "/offerings/", joint | {"periods_per_week": 1}).body["id"]
        college.book(("m1", offering, "t55", "r1"))
        leave = college.ask("rao", ON, [4, 5])

        college.plan(leave, to("iyer", "c2"), to("iyer", "m1"))

        assert said(leave) == [[], [("Mathematics", "asked")]]

    def test_a_row_waits_for_everybody_who_is_asked_about_it(self, college: TinyCollege) -> None:
        policy(ask_substitutes="before")
        leave = self.lent(college)
        accept("meera", asked("meera")[0]["id"])
        act("hod", leave, "approve", {"plan_revision": 1})
        khan, head = asked("khan")[0]["id"], asked("hodmath")[0]["id"]

        outcomes = at_once(2, lambda n: yes(college, *(("khan", khan), ("hodmath", head))[n]))

        assert outcomes == ["accepted", "accepted"]
        assert college.states("khan", ON) == {3: "planned", 4: "covering"}

    @pytest.mark.parametrize("rounds", range(3))
    def test_an_approval_and_an_hods_yes_and_a_withdrawal_at_once_leave_one_world(
        self, college: TinyCollege, rounds: int
    ) -> None:
        before = held()
        leave = self.lent(college)
        id = asked("hodmath")[0]["id"]

        def decision(n: int) -> str:
            if n == 0:
                return approve(college, leave)
            return yes(college, "hodmath", id) if n == 1 else withdraw(college, leave)

        *_, withdrawn = at_once(3, decision)

        if isinstance(withdrawn, Refusal):  # decided in between
            assert withdraw(college, leave) == "withdrawn"
        assert held() == before
