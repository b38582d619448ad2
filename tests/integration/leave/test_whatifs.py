"""What-ifs: what a leave would come to, for whoever wonders; nobody is told and nothing is held."""

import json
from typing import Any

import pytest

from functions import wiring
from functions.services.ports import WHAT_IF, WhatIf
from tests.integration.conftest import TinyCollege
from tests.support.api import Answer, call
from tests.support.solving import handler

FRIDAY = "2026-11-27"


def wondered(who: str = "rao", key: str | None = None, **more: Any) -> Answer:
    wish = {"start_date": FRIDAY, "end_date": FRIDAY, "periods": [3, 4], "kind": "ml", "reason": "fever"}
    return call(who, "POST", "/whatifs/", wish | more, key=key)


def answered(id: str) -> None:
    event = {"detail-type": "WhatIfAsked", "detail": {"institute": "inst", "leave": None, "whatif": id}}
    record = {"messageId": "m", "body": json.dumps(event)}
    assert handler({"Records": [record]}, None) == {"batchItemFailures": []}


def events(college: TinyCollege) -> list[str]:
    """The names of everything that others could react to."""
    item = wiring.directory().item
    return [json.loads(i.body)["name"] for i in item.scan(item.kind == "event")]


def test_who_wonders_reads_the_plan_there_would_be_and_everything_else_is_as_before(
    college: TinyCollege,
) -> None:
    before = events(college)
    asked = wondered()
    answered(asked.body["id"])

    ready = call("rao", "GET", f"/whatifs/{asked.body['id']}/").body

    assert (asked.status, asked.body["status"], ready["status"]) == (201, "asked", "ready")
    assert [c["period"] for c in asked.body["classes"]] == [3, 4] == [c["period"] for c in ready["classes"]]
    rows = ready["plan"]["rows"]
    assert [r["kind"] for r in rows] == ["substituted"] * 2
    assert ready["substitutes"] == ["Dr Meera"] and rows[0]["after"]["faculty_names"] == ["Dr Meera"]
    assert (ready["deciders"], ready["plan"]["status"]) == (["Dr Hod"], "optimal")
    assert {"teaches_subject", "knows_section"} <= {r["code"] for r in rows[0]["reasons"]}
    assert all(r["runners_up"] for r in rows) and ready["plan"]["revision"] == 1

    assert sorted(events(college)) == sorted([*before, "WhatIfAsked"])
    assert call("hod", "GET", "/facultyunavailability/?scope=to_decide").body["results"] == []
    assert call("rao", "GET", "/facultyunavailability/?scope=mine").body["results"] == []
    assert "ask" not in {e["action"] for e in call("admin", "GET", "/auditevents/").body["results"]}
    assert set(college.states("rao", FRIDAY).values()) == {"planned"}


def test_the_plan_is_the_one_that_the_request_gets(college: TinyCollege) -> None:
    what_if = wondered().body["id"]
    answered(what_if)
    leave = college.ask("rao", FRIDAY, [3, 4])
    event = {"detail-type": "LeaveRequested", "detail": {"institute": "inst", "leave": leave}}
    handler({"Records": [{"messageId": "m", "body": json.dumps(event)}]}, None)

    would = call("rao", "GET", f"/whatifs/{what_if}/").body["plan"]
    is_ = call("rao", "GET", f"/facultyunavailability/{leave}/plan/").body

    assert would | {"leave": leave} == is_


def test_the_same_event_twice_is_answered_once(college: TinyCollege) -> None:
    id = wondered().body["id"]
    answered(id)
    first = call("rao", "GET", f"/whatifs/{id}/").body

    answered(id)
    answered("forgotten")

    assert call("rao", "GET", f"/whatifs/{id}/").body == first


def test_without_classes_it_is_answered_at_once(college: TinyCollege) -> None:
    asked = wondered(periods=[6])

    assert (asked.body["status"], asked.body["classes"]) == ("ready", [])
    assert events(college).count("WhatIfAsked") == 0


def test_an_hod_wonders_about_their_teachers_and_nobody_elses(college: TinyCollege) -> None:
    asked = wondered("hod", faculty="rao")

    assert (asked.status, asked.body["faculty_name"], len(asked.body["classes"])) == (201, "Dr Rao", 2)
    assert asked.body["deciders"] == ["Dr Hod"]
    assert wondered("hod", faculty="khan").code == wondered("meera", faculty="rao").code == "not_found"
    assert wondered("hod", faculty="nobody").body == wondered("hod", faculty="khan").body
    assert wondered("admin").status == wondered("asha", faculty="rao").status == 403
    id = asked.body["id"]
    assert call("hod", "GET", f"/whatifs/{id}/").status == 200
    assert [call(who, "GET", f"/whatifs/{id}/").status for who in ("rao", "admin", "asha")] == [404] * 3


def test_an_hod_no_more_reads_no_more(college: TinyCollege) -> None:
    id = wondered("hod", faculty="rao").body["id"]
    version = call("admin", "GET", "/departments/cs/").body["version"]
    assert call("admin", "PATCH", "/departments/cs/", {"hod": "u-meera"}, version=version).status == 200

    assert call("hod", "GET", f"/whatifs/{id}/").status == 404


@pytest.mark.parametrize(
    ("wish", "code", "field"),
    [
        ({"start_date": "2026-11-20", "end_date": "2026-11-20"}, "rule_broken", "start_date"),
        ({"periods": [9]}, "rule_broken", "periods"),
        ({"kind": "no"}, "malformed", "kind"),
        ({"x": 1}, "malformed", "x"),
    ],
)
def test_it_is_refused_as_the_request_would_be(
    college: TinyCollege, wish: dict[str, Any], code: str, field: str
) -> None:
    answer = wondered(**wish)

    assert (answer.code, answer.body["field"]) == (code, field)


def test_an_overlap_with_a_request_of_ones_own_is_named(college: TinyCollege) -> None:
    leave = college.ask("rao", FRIDAY, [3])

    assert (wondered().code, wondered().body["leave"]) == ("overlaps", leave)


def test_the_same_key_wonders_once(college: TinyCollege) -> None:
    first, second = wondered(key="k"), wondered(key="k")

    assert (first.status, second.status) == (201, 201)
    assert first.body["id"] == second.body["id"]
    assert wondered(key="k", periods=[3]).code == "key_reused"


def test_who_wonders_very_often_waits(college: TinyCollege) -> None:
    statuses = [wondered().status for _ in range(11)]

    assert statuses == [201] * 10 + [429]
    assert wondered("meera").status == 201


def test_it_is_forgotten_after_a_day(college: TinyCollege, monkeypatch: pytest.MonkeyPatch) -> None:
    id = wondered().body["id"]
    (kept,) = wiring.directory().item.scan(wiring.directory().item.kind == "whatif")
    monkeypatch.setenv("NOW", "2026-11-24T06:00:00+00:00")

    assert call("rao", "GET", f"/whatifs/{id}/").status == 404
    assert kept.expires_at == int(wiring.now().timestamp())


def test_the_solvers_answer_follows_what_it_was_made_for(college: TinyCollege) -> None:
    id = wondered().body["id"]
    row = {"date": FRIDAY, "kind": "substituted", "faculty": ["meera"]}
    rows = [row | {"occupancy": "c1"}, row | {"occupancy": "c2"}]
    plan = {"based_on": 0, "status": "optimal", "rows": rows}
    url = f"/whatifs/{id}/plan/"

    assert call("scheduler", "PUT", url, plan | {"rows": rows[:1]}).code == "stale_plan"
    assert call("scheduler", "PUT", url, plan).body["status"] == "ready"
    assert call("scheduler", "PUT", url, plan).code == "stale_plan"
    assert call("admin", "PUT", url, plan).status == 403
    (kept,) = college.records.fetch(WHAT_IF[id])
    assert isinstance(kept, WhatIf) and kept.plan.revision == 1
