"""Coverage: by night every teacher's absence is tried, and the HOD reads which could not be covered."""

import json
from typing import Any

from tests.integration.conftest import TinyCollege
from tests.support.api import call
from tests.support.solving import handler


def react(name: str, **detail: Any) -> None:
    event = {"detail-type": name, "detail": {"institute": "inst", **detail}}
    record = {"messageId": "m", "body": json.dumps(event)}
    assert handler({"Records": [record]}, None) == {"batchItemFailures": []}


def test_the_hod_reads_whose_absence_nobody_could_cover(college: TinyCollege) -> None:
    """Rao and Meera teach on Friday; where nobody may substitute and nothing moves, neither can be away."""
    assert call("hod", "POST", "/coverage/cs/").status == 202
    react("CoverageAsked", department="cs")
    before = call("hod", "GET", "/coverage/cs/").body
    policies = call("admin", "GET", "/institutes/inst/").body["policies"]
    strict = {"substitute_by": [], "move_within_days": 0}
    version = call("admin", "GET", "/institutes/inst/").body["version"]
    assert (
        call("admin", "PATCH", "/institutes/inst/", {"policies": policies | strict}, version=version).status
        == 200
    )

    react("CoverageAsked", department="cs")
    after = call("hod", "GET", "/coverage/cs/").body

    assert (before["looked_at"], before["gaps"]) == (2, [])
    friday = {"date": "2026-11-27"}
    assert [{k: g[k] for k in ("faculty", "date", "classes", "uncovered")} for g in after["gaps"]] == [
        {"faculty": "rao", **friday, "classes": 2, "uncovered": 2},
        {"faculty": "meera", **friday, "classes": 1, "uncovered": 1},
    ]
    assert call("khan", "GET", "/coverage/cs/").status == 404
    assert call("rao", "GET", "/coverage/cs/").status == 404
    assert call("hod", "PUT", "/coverage/cs/", {"looked_at": 0, "gaps": []}).status == 403


def test_the_night_asks_for_every_department(college: TinyCollege) -> None:
    assert handler({"detail-type": "Nightly"}, None) == {"batchItemFailures": []}

    assert call("admin", "GET", "/coverage/cs/").status == 404, "asked for, not answered yet"
    react("CoverageAsked", department="maths")
    assert call("admin", "GET", "/coverage/maths/").body["gaps"] == []


def test_found_again_replaces_what_was_found(college: TinyCollege) -> None:
    gap = {"faculty": "rao", "date": "2026-11-27", "classes": 2, "uncovered": 1}
    first = call("scheduler", "PUT", "/coverage/cs/", {"looked_at": 5, "gaps": [gap]})
    second = call("scheduler", "PUT", "/coverage/cs/", {"looked_at": 6, "gaps": []})

    assert [gap.items() <= g.items() for g in first.body["gaps"]] == [True]
    assert (second.body["looked_at"], second.body["gaps"]) == (6, [])
    assert call("admin", "GET", "/coverage/cs/").body == second.body


def test_a_gap_of_nobody_is_refused(college: TinyCollege) -> None:
    gap = {"faculty": "nobody", "date": "2026-11-27", "classes": 2, "uncovered": 1}

    answer = call("scheduler", "PUT", "/coverage/cs/", {"looked_at": 5, "gaps": [gap]})

    assert (answer.status, answer.body["field"]) == (400, "gaps.faculty")
