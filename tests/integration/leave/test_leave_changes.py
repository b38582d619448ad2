"""A pending request is its requester's to change, and nothing but the wish in it; quotas hold under races."""

from typing import Any

import pytest

from tests.integration.conftest import TinyCollege
from tests.support.api import call

URL = "/facultyunavailability/"


def kinds(*rules: dict[str, Any]) -> None:
    institute = call("admin", "GET", "/institutes/inst/").body
    policies = institute["policies"] | {"leave_kinds": list(rules)}
    answer = call("admin", "PATCH", "/institutes/inst/", {"policies": policies})
    assert answer.status == 200, answer.body


def test_changed_periods_change_the_plan_and_begin_it_anew(college: TinyCollege) -> None:
    leave = college.ask("rao", "2026-11-27", [3])

    changed = call("rao", "PATCH", f"{URL}{leave}/", {"periods": [3, 4]}, version=1)
    plan = call("rao", "GET", f"{URL}{leave}/plan/").body
    stale = call("hod", "POST", f"{URL}{leave}/approve/", {"plan_revision": 0})
    approved = call("hod", "POST", f"{URL}{leave}/approve/", {"plan_revision": 1})

    assert changed.status == 200, changed.body
    assert changed.body["periods"] == [3, 4] and changed.body["plan_revision"] == 1
    assert changed.body["reason"] == "fever"
    assert [r["period"] for r in plan["rows"]] == [3, 4]
    assert stale.code == "stale_plan"
    assert approved.status == 200, approved.body
    assert call("rao", "PATCH", f"{URL}{leave}/", {"periods": [3]}).code == "already_decided"


@pytest.mark.parametrize("method", ["PUT", "PATCH"])
@pytest.mark.parametrize(
    "field", ["status", "decided_by", "decided_at", "created_at", "faculty", "plan_revision", "id"]
)
def test_status_and_timestamps_are_nobodys_to_write(method: str, field: str, college: TinyCollege) -> None:
    leave = college.ask("rao", "2026-11-27", [3])
    wish = {"start_date": "2026-11-27", "end_date": "2026-11-27", "kind": "ml"}

    answer = call("rao", method, f"{URL}{leave}/", wish | {field: "approved"})

    assert answer.status == 400 and answer.body["field"] == field
    assert call("rao", "GET", f"{URL}{leave}/").body["status"] == "pending"


def test_others_do_not_change_or_see_a_request(college: TinyCollege) -> None:
    leave = college.ask("rao", "2026-11-27", [3])

    assert call("meera", "PATCH", f"{URL}{leave}/", {"periods": [4]}).status == 404
    assert call("hod", "PATCH", f"{URL}{leave}/", {"periods": [4]}).status == 403
    assert call("meera", "DELETE", f"{URL}{leave}/").status == 404
    assert call("hod", "DELETE", f"{URL}{leave}/").status == 403
    assert call("rao", "DELETE", f"{URL}{leave}/").status == 204
    assert call("rao", "GET", f"{URL}{leave}/").body["status"] == "withdrawn"


def test_a_quota_holds_and_its_balance_is_told(college: TinyCollege) -> None:
    kinds({"code": "ml", "name": "medical leave", "days_a_year": 1})
    first = college.ask("rao", "2026-11-27", [3])

    wish = {"start_date": "2026-11-28", "end_date": "2026-11-28", "kind": "ml"}
    refused = call("rao", "POST", URL, wish)
    halved = call("rao", "POST", URL, wish | {"half": "forenoon"})
    balance = call("rao", "GET", f"{URL}balance/").body["results"]

    assert (refused.status, refused.body["field"], refused.body["left"]) == (422, "kind", 0.5)
    assert halved.status == 201, halved.body
    (medical,) = balance
    assert (medical["quota"], medical["taken"], medical["pending"], medical["left"]) == (1, 0, 1, 0)
    assert call("rao", "DELETE", f"{URL}{first}/").status == 204
    assert call("hod", "GET", f"{URL}balance/?faculty=rao").body["results"][0]["left"] == 0.5
    assert call("meera", "GET", f"{URL}balance/?faculty=rao").status == 404


def test_a_kind_may_be_the_admins_to_decide(college: TinyCollege) -> None:
    kinds({"code": "ml", "name": "medical leave", "approver": "admin"})
    leave = college.ask("rao", "2026-11-27", [3])

    assert call("hod", "GET", f"{URL}{leave}/").status == 200
    assert call("hod", "POST", f"{URL}{leave}/approve/", {"plan_revision": 0}).status == 403
    assert call("admin", "POST", f"{URL}{leave}/approve/", {"plan_revision": 0}).status == 200


def test_lists_of_requests_are_those_one_may_read(college: TinyCollege) -> None:
    leave = college.ask("rao", "2026-11-27", [3])
    other = college.ask("khan", "2026-11-27", [3])

    def ids(who: str, query: str = "") -> list[str]:
        return [r["id"] for r in call(who, "GET", f"{URL}{query}").body["results"]]

    assert set(ids("admin")) == {leave, other}
    assert ids("hod") == [leave] and ids("hod", "?status=approved") == []
    assert ids("rao") == [leave] and ids("meera") == []
    assert ids("admin", "?faculty=khan") == [other] == ids("admin", "?department=maths")
    assert call("asha", "GET", URL).status == 403


def test_every_step_of_a_request_is_on_record(college: TinyCollege) -> None:
    leave = college.ask("rao", "2026-11-27", [3])
    call("hod", "POST", f"{URL}{leave}/reject/", {"note": "no"})

    events = call("hod", "GET", f"/auditevents/?kind=leave&object={leave}&order=asc").body["results"]

    by_action = {e["action"]: e for e in events}  # the clock of these tests stands still
    assert {a: (e["by"], e["as_role"]) for a, e in by_action.items()} == {
        "ask": ("u-rao", "faculty"),
        "reject": ("u-hod", "hod"),
    }
    rejected = by_action["reject"]
    assert rejected["before"]["status"] == "pending" and rejected["after"]["status"] == "rejected"
    assert call("hodmath", "GET", f"/auditevents/{events[0]['id']}/").status == 404
    assert call("rao", "GET", "/auditevents/").status == 403
    assert call("admin", "DELETE", f"/auditevents/{events[0]['id']}/").status in (404, 405)
