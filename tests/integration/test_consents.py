"""Substitutes and heads of other departments are asked; what they say changes just what it is about."""

from typing import Any

import pytest

from functions import wiring
from functions.services import consents, notices
from functions.services.consents import Asked
from solver_layer.app import solve_leave
from tests.integration.conftest import TinyCollege
from tests.integration.test_claims import at_once
from tests.integration.test_decisions import ON, act
from tests.support.api import Answer, call
from timetable import listings
from timetable.errors import Refusal
from timetable.model import InstituteId, LeaveId

NOTE = {"note": "I am at the university"}


def row(period: int, faculty: str, occupancy: str = "") -> dict[str, Any]:
    id = occupancy or {3: "c1", 4: "c2"}[period]
    return {"occupancy": id, "date": ON, "kind": "substituted", "faculty": [faculty], "cost": 1}


def approved(college: TinyCollege, *rows: dict[str, Any]) -> str:
    leave = college.ask("rao", ON, [3, 4])
    college.plan(leave, *rows)
    assert act("hod", leave, "approve", {"plan_revision": 1}).status == 200
    return leave


def policy(**changed: Any) -> None:
    institute = call("admin", "GET", "/institutes/inst/").body
    body = {"policies": institute["policies"] | changed}
    assert call("admin", "PATCH", "/institutes/inst/", body, version=institute["version"]).status == 200


def asked(who: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = call(who, "GET", "/consents/").body["results"]
    return found


def say(who: str, consent: str, word: str) -> Answer:
    return call(who, "POST", f"/consents/{consent}/{word}/", NOTE if word == "decline" else None)


def answers(leave: str) -> dict[str, str]:
    plan = call("hod", "GET", f"/facultyunavailability/{leave}/plan/").body
    return {a["of_name"]: a["status"] for a in plan["consents"]}


def test_a_substitute_is_asked_once_about_all_their_classes(college: TinyCollege) -> None:
    leave = approved(college, row(3, "meera"), row(4, "meera"))

    (question,) = asked("meera")

    assert (question["kind"], question["status"], question["is_open"]) == ("cover", "asked", True)
    assert [(c["date"], c["period"], c["subject_name"]) for c in question["classes"]] == [
        (ON, 3, "DBMS"), (ON, 4, "DBMS"),
    ]  # fmt: skip
    assert "fever" not in str(question) and answers(leave) == {"Dr Meera": "asked"}


def test_yes_is_kept_and_changes_nothing_else(college: TinyCollege) -> None:
    leave = approved(college, row(3, "meera"), row(4, "iyer"))
    (question,) = asked("meera")

    said = say("meera", question["id"], "accept")
    again = say("meera", question["id"], "accept")

    assert (said.status, said.body["status"]) == (200, "accepted")
    assert (again.status, again.code) == (409, "already_decided")
    assert answers(leave) == {"Dr Meera": "accepted", "Dr Iyer": "asked"}
    assert college.states("meera", ON)[3] == "covering" and asked("meera") == []


def test_no_frees_the_class_and_the_solver_finds_somebody_else(college: TinyCollege, solver: None) -> None:
    leave = approved(college, row(3, "meera"), row(4, "iyer"))
    (question,) = asked("meera")

    said = say("meera", question["id"], "decline")
    between = college.states("asha", ON)
    solve_leave(wiring.solver_reader(), InstituteId("inst"), LeaveId(leave))

    assert said.body["status"] == "declined" and said.body["note"] == NOTE["note"]
    assert (between[3], between[4]) == ("cancelled", "substituted")
    assert 3 not in college.states("meera", ON)
    assert college.states("asha", ON)[3] in ("substituted", "moved_away")
    assert "Dr Meera" not in str(call("asha", "GET", f"/me/today/?date={ON}").body["classes"][-1]["now"])
    assert asked("meera") == []


def test_no_needs_a_reason_and_a_question_is_nobody_elses(college: TinyCollege) -> None:
    approved(college, row(3, "meera"), row(4, "iyer"))
    (question,) = asked("meera")

    empty = call("meera", "POST", f"/consents/{question['id']}/decline/", {"note": " "})
    others = [say(who, question["id"], "accept") for who in ("iyer", "asha", "khan")]

    assert (empty.status, empty.body["field"]) == (400, "note")
    assert [o.status for o in others] == [404, 404, 404]


def test_another_departments_teacher_waits_for_their_head(college: TinyCollege) -> None:
    leave = approved(college, row(3, "meera"), row(4, "khan"))

    (of_head,) = asked("hodmath")
    waiting = [c for c in call("asha", "GET", f"/me/today/?date={ON}").body["classes"] if c["awaits"]]
    before = asked("khan")
    said = say("hodmath", of_head["id"], "accept")

    assert (of_head["kind"], of_head["of_name"]) == ("head", "Mathematics")
    assert [c["period"] for c in waiting] == [4] and before == []
    assert said.status == 200 and [q["kind"] for q in asked("khan")] == ["cover"]
    assert not any(c["awaits"] for c in call("asha", "GET", f"/me/today/?date={ON}").body["classes"])
    assert answers(leave) == {"Mathematics": "accepted", "Dr Khan": "asked", "Dr Meera": "asked"}


def test_while_a_head_is_waited_for_the_period_is_held(college: TinyCollege) -> None:
    approved(college, row(3, "meera"), row(4, "khan"))

    other = call(
        "admin", "POST", "/adjustments/",
        {"occupancy": "c4", "date": ON, "kind": "moved", "timeslot": "t54"},
    )  # fmt: skip

    assert (other.status, other.code) == (409, "taken")


def test_a_head_who_says_no_frees_their_teacher_and_nobody_of_theirs_is_asked_again(
    college: TinyCollege, solver: None
) -> None:
    leave = approved(college, row(3, "meera"), row(4, "khan"))
    (of_head,) = asked("hodmath")

    say("hodmath", of_head["id"], "decline")
    solve_leave(wiring.solver_reader(), InstituteId("inst"), LeaveId(leave))

    assert 4 not in college.states("khan", ON)
    assert college.states("asha", ON)[4] in ("substituted", "moved_away")
    problem = wiring.solver_reader().problem(InstituteId("inst"), LeaveId(leave))
    assert problem is not None and "khan" not in {c.id for c in problem.candidates}


def test_a_college_may_choose_to_tell_only(college: TinyCollege) -> None:
    policy(ask_substitutes="never", consent_of_heads=[])

    approved(college, row(3, "meera"), row(4, "khan"))

    assert asked("meera") == asked("khan") == asked("hodmath") == []
    assert college.states("khan", ON)[4] == "covering"


def test_a_department_may_choose_otherwise(college: TinyCollege) -> None:
    version = call("admin", "GET", "/departments/cs/").body["version"]
    changed = call("admin", "PATCH", "/departments/cs/", {"ask_substitutes": "never"}, version=version)

    approved(college, row(3, "meera"), row(4, "iyer"))

    assert changed.status == 200 and asked("meera") == []


def test_nobody_is_asked_about_what_was_withdrawn(college: TinyCollege) -> None:
    leave = approved(college, row(3, "meera"), row(4, "iyer"))
    (question,) = asked("meera")

    act("rao", leave, "withdraw")
    late = say("meera", question["id"], "decline")

    assert asked("meera") == [] and (late.status, late.code) == (409, "already_decided")
    assert college.states("asha", ON)[3] == "planned"


@pytest.mark.parametrize(("rule", "status"), [("accepted", "accepted"), ("declined", "declined")])
def test_silence_means_what_the_college_says(
    college: TinyCollege, monkeypatch: pytest.MonkeyPatch, rule: str, status: str
) -> None:
    policy(unanswered=rule)
    leave = approved(college, row(3, "meera"), row(4, "khan"))
    records = college.records.renewed()
    until = "2026-11-23T10:00:00+00:00"
    due = records.page("consent", [listings.consents_due(until)], limit=10).values
    early = records.page("consent", [listings.consents_due("2026-11-23T09:59:59+00:00")], limit=10).values
    monkeypatch.setenv("NOW", "2026-11-23T10:00:00+00:00")

    for consent in due:
        consents.settle(records, consent, wiring.now())

    assert early == () and len(due) == 2
    assert answers(leave)["Dr Meera"] == status if status == "accepted" else "Dr Meera" not in answers(leave)
    assert college.states("asha", ON)[4] == "cancelled"


def test_of_yes_and_no_at_once_one_counts(college: TinyCollege) -> None:
    approved(college, row(3, "meera"), row(4, "iyer"))
    (question,) = asked("meera")

    records, meera, now = college.records.renewed(), college.caller("meera"), wiring.now()

    def answer(n: int) -> Asked:
        if n % 2:
            return consents.accept(records, meera, question["id"], now)
        return consents.decline(records, meera, question["id"], "no", now)

    said = at_once(6, answer)

    status = call("meera", "GET", f"/consents/{question['id']}/").body["status"]
    assert sum(isinstance(s, Asked) for s in said) == 1
    assert {s.code for s in said if isinstance(s, Refusal)} == {"already_decided"}
    assert college.states("asha", ON)[3] == ("substituted" if status == "accepted" else "cancelled")


def told(leave: str, event: str, ids: str = "") -> dict[str, list[int]]:
    """Kind of notice to the Telegram accounts that it goes to."""
    records = wiring.door().records(InstituteId("inst"))
    only = [i for i in ids.split(",") if i]
    found: dict[str, list[int]] = {}
    for t in notices.whom_to_tell(records, event, LeaveId(leave), "", only, wiring.now()):
        found.setdefault(t.notice.split(".")[0], []).append(t.telegram)
    return found


def test_what_waits_for_a_head_is_told_to_the_head_alone(college: TinyCollege) -> None:
    leave = approved(college, row(3, "meera"), row(4, "khan"))

    first = told(leave, "LeaveApproved")
    (of_head,) = asked("hodmath")
    notice = call("hodmath", "GET", f"/me/notices/consent.{leave}.maths/").body
    say("hodmath", of_head["id"], "accept")
    second = told(leave, "ConsentAnswered", f"{leave}.1")

    assert first["substituting"] == [102] and first["consent"] == [106]
    assert notice["consent"]["id"] == of_head["id"] and len(notice["classes"]) == 1
    assert second["substituting"] == [104] and "consent" not in second


def test_an_admin_answers_for_a_head(college: TinyCollege) -> None:
    approved(college, row(3, "meera"), row(4, "khan"))
    (of_head,) = asked("hodmath")

    assert say("hod", of_head["id"], "accept").status == 404
    assert say("admin", of_head["id"], "accept").status == 200
