"""What is kept of a person is theirs to read; who is forgotten is nowhere, and history stays true."""

import json
import re
from typing import Any

import pytest
from botocore.client import BaseClient

from functions import wiring
from tests.integration.conftest import TinyCollege
from tests.support import table
from tests.support.api import call
from tests.support.tiny import TELEGRAM

FEVER = "a fever that nobody else is to know of"


def stored() -> str:
    """The whole table as text; an account in a body is written as its key is."""
    directory = wiring.directory()
    pages = table.client(str(directory.connection.host)).get_paginator("scan")
    items = [i for p in pages.paginate(TableName=directory.item.Meta.table_name) for i in p["Items"]]
    return re.sub(r'\\"telegram\\": ?', "telegram#", json.dumps(items))


def account(who: str) -> str:
    """As the key of a linked account; the number alone is in many an id."""
    return f"telegram#{TELEGRAM[who]}"


def asked(who: str, on: str = "2026-11-25") -> str:
    wish = {"start_date": on, "end_date": on, "kind": "ml", "reason": FEVER}
    answer = call(who, "POST", "/facultyunavailability/", wish)
    assert answer.status == 201, answer.body
    return str(answer.body["id"])


def test_everything_that_is_kept_of_a_person_is_theirs_to_read(college: TinyCollege) -> None:
    leave = asked("rao")
    assert call("rao", "PATCH", "/me/settings/", {"digest": "20:00"}).status == 200
    assert call("rao", "POST", "/me/calendarlinks/", {}).status == 201
    assert call("hod", "POST", f"/facultyunavailability/{leave}/reject/", {"note": "exams"}).status == 200

    answer = call("rao", "GET", "/me/data/")

    kept = answer.body["kept"]
    assert answer.status == 200
    assert (kept["user"]["name"], kept["user"]["telegram"]) == ("Dr Rao", TELEGRAM["rao"])
    assert kept["faculty"]["subjects"] == ["dbms", "dblab"]
    assert [(x["id"], x["reason"], x["decision_note"]) for x in kept["leave_requests"]] == [
        (leave, FEVER, "exams")
    ]
    assert kept["settings"]["digest"] == "20:00" and len(kept["calendar_links"]) == 1
    assert {e["action"] for e in answer.body["done_by_me"]} >= {"create", "update"}


def test_nobody_elses_records_are_among_it(college: TinyCollege) -> None:
    leave = asked("rao")
    call("hod", "POST", f"/facultyunavailability/{leave}/reject/", {"note": "exams"})

    answer = call("hod", "GET", "/me/data/")

    assert FEVER not in json.dumps(answer.body) and "Dr Rao" not in json.dumps(answer.body)


def test_a_student_asks_and_an_admin_forgets_them(college: TinyCollege) -> None:
    assert call("asha", "POST", "/me/calendarlinks/", {}).status == 201
    assert call("asha", "PATCH", "/me/settings/", {"language": "hi"}).status == 200
    assert call("asha", "POST", "/me/forget/").body["in_the_way"] is None
    waiting = call("admin", "GET", "/forgettings/").body["results"]

    done = call("admin", "POST", f"/forgettings/{waiting[0]['user']}/confirm/")

    assert ([w["name"] for w in waiting], done.status) == (["Asha"], 200)
    assert call("asha", "GET", "/me/").code == "not_linked"
    assert call("admin", "GET", "/students/s-asha/").status == 404
    assert call("admin", "GET", "/forgettings/").body["results"] == []
    for trace in ("Asha", "22asha", account("asha")):
        assert trace not in stored(), trace


def test_a_teacher_is_forgotten_and_history_stays_true(
    college: TinyCollege, monkeypatch: pytest.MonkeyPatch
) -> None:
    leave = asked("iyer")
    call("hod", "POST", f"/facultyunavailability/{leave}/approve/", {"plan_revision": 0})
    monkeypatch.setenv("NOW", "2026-11-26T06:00:00+00:00")
    assert call("iyer", "POST", "/me/forget/").status == 200

    assert call("admin", "POST", "/forgettings/u-iyer/confirm/").status == 200

    kept = call("admin", "GET", f"/facultyunavailability/{leave}/").body
    assert (kept["start_date"], kept["status"], kept["faculty"]) == ("2026-11-25", "approved", "iyer")
    assert kept["faculty_name"].startswith("Former member")
    events = call("admin", "GET", f"/auditevents/?kind=leave&object={leave}").body["results"]
    assert {e["action"] for e in events} >= {"approve"}
    for trace in ("Iyer", FEVER, account("iyer")):
        assert trace not in stored(), trace


def test_who_still_teaches_hands_over_first(college: TinyCollege) -> None:
    wish = call("rao", "POST", "/me/forget/").body

    refused = call("admin", "POST", "/forgettings/u-rao/confirm/")

    assert (wish["in_the_way"], wish["about"]) == ("teaches", "Odd 2026")
    assert (refused.status, refused.code, refused.body["reason"]) == (409, "in_use", "teaches")
    assert call("rao", "GET", "/me/").status == 200


def test_a_request_can_be_taken_back_and_declined(college: TinyCollege) -> None:
    call("asha", "POST", "/me/forget/")
    call("bala", "POST", "/me/forget/")

    assert call("asha", "DELETE", "/me/forget/").status == 204
    assert call("admin", "DELETE", "/forgettings/u-bala/").status == 204

    assert call("asha", "GET", "/me/forget/").body["asked_at"] is None
    assert call("admin", "POST", "/forgettings/u-asha/confirm/").status == 404
    assert call("bala", "GET", "/me/").status == 200


def test_asking_twice_is_asking_once(college: TinyCollege) -> None:
    first, second = (call("asha", "POST", "/me/forget/").body for _ in range(2))

    assert first == second


@pytest.mark.parametrize("after", [0, 1, 2, 3, 4])
def test_what_broke_off_is_done_by_asking_again(
    after: int, college: TinyCollege, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The process dies after some of the transactions; the same request, again, ends as if it had not."""
    client: Any = BaseClient
    leave = asked("iyer")
    call("hod", "POST", f"/facultyunavailability/{leave}/reject/", {"note": FEVER})
    call("iyer", "POST", "/me/forget/")
    real, sent = client._make_api_call, [0]

    def dying(self: BaseClient, operation: str, arguments: dict[str, Any]) -> Any:
        if operation == "TransactWriteItems":
            sent[0] += 1
            if sent[0] > after:
                raise MemoryError
        return real(self, operation, arguments)

    with monkeypatch.context() as patch:
        patch.setattr(client, "_make_api_call", dying)
        assert call("admin", "POST", "/forgettings/u-iyer/confirm/").status == 500
    assert call("admin", "POST", "/forgettings/u-iyer/confirm/").status == 200

    for trace in ("Iyer", FEVER, account("iyer")):
        assert trace not in stored(), trace
