"""Drafts by the API: asked for, solved by the solver's Lambda, looked at, stopped, published, thrown away."""

import json
from typing import Any

import pytest

from functions.services import publishing
from functions.services.problems import every_booking
from tests.integration.conftest import TinyCollege
from tests.support import tiny
from tests.support.api import call
from tests.support.solving import handler

pytestmark = pytest.mark.usefixtures("solver")


def asked(**more: Any) -> str:
    body = {"term": "term", "seconds": 1, "anew": True, **more}
    return str(call("admin", "POST", "/drafts/", body).body["id"])


def solved(id: str) -> dict[str, Any]:
    event = {"detail-type": "TimetableAsked", "detail": {"institute": "inst", "draft": id}}
    record = {"messageId": "m", "body": json.dumps(event)}
    assert handler({"Records": [record]}, None) == {"batchItemFailures": []}
    found: dict[str, Any] = call("admin", "GET", f"/drafts/{id}/").body
    return found


def booked(college: TinyCollege) -> set[tuple[str, str, int, int]]:
    every = every_booking(college.records, tiny.TERM)
    return {(o.offering, o.room, o.slot.day, o.slot.period) for o in every}


def drafted(id: str) -> set[tuple[str, str, int, int]]:
    rows = call("admin", "GET", f"/drafts/{id}/classes/").body["results"]
    return {(r["offering"], r["room"], r["day"], r["period"]) for r in rows}


def test_a_draft_is_asked_for_solved_and_published(college: TinyCollege) -> None:
    before, id = booked(college), asked()

    ready = solved(id)
    would = call("admin", "POST", f"/drafts/{id}/publish/", {"dry_run": True}).body

    assert (ready["status"], ready["message"], ready["best"]) == ("ready", "", sum(ready["costs"].values()))
    assert ready["classes"] == would["booked"] + would["moved"] + would["unchanged"]
    assert booked(college) == before

    done = call("admin", "POST", f"/drafts/{id}/publish/", {}).body

    assert done == would | {"dry_run": False}
    assert booked(college) == drafted(id)
    assert call("admin", "GET", f"/drafts/{id}/").body["status"] == "published"
    assert call("admin", "POST", f"/drafts/{id}/publish/", {}).status == 409


def test_the_same_event_twice_is_answered_once(college: TinyCollege) -> None:
    id = asked()

    assert solved(id)["version"] == solved(id)["version"]


def test_what_is_booked_stays_unless_anew(college: TinyCollege) -> None:
    id = asked(anew=False)

    solved(id)

    assert booked(college) <= drafted(id)


def test_a_term_that_has_no_timetable_says_why(college: TinyCollege) -> None:
    every_period = [{"day": d, "period": p} for d in range(1, 7) for p in range(1, 9)]
    version = call("admin", "GET", "/faculty/rao/").body["version"]
    call("admin", "PATCH", "/faculty/rao/", {"unavailable": every_period}, version=version)

    failed = solved(asked())

    assert failed["status"] == "failed"
    assert "no timetable" in failed["message"]
    assert call("admin", "POST", f"/drafts/{failed['id']}/publish/", {}).status == 409


def test_a_draft_that_no_longer_fits_is_not_published(college: TinyCollege) -> None:
    id = asked()
    solved(id)
    offering = call("admin", "GET", "/offerings/o-calc/").body
    unavailable = [{"day": d, "period": p} for d in range(1, 7) for p in range(1, 9)]
    change = call(
        "admin", "PATCH", "/offerings/o-calc/", {"unavailable": unavailable}, version=offering["version"]
    )
    before = booked(college)

    answer = call("admin", "POST", f"/drafts/{id}/publish/", {})

    assert change.status == 200
    assert answer.status == 422 and "The college has changed since" in answer.body["detail"]
    assert booked(college) == before


def test_progress_is_shown_and_a_stop_reaches_the_solver(college: TinyCollege) -> None:
    id = asked(seconds=600)

    told = call("scheduler", "PATCH", f"/drafts/{id}/", {"best": 42, "bound": 3}).body
    stopped = call("admin", "POST", f"/drafts/{id}/stop/").body
    told_again = call("scheduler", "PATCH", f"/drafts/{id}/", {"best": 40}).body

    assert (told["best"], told["bound"], told["stop"]) == (42, 3, False)
    assert stopped["stop"] and told_again["stop"]
    assert solved(id)["status"] == "ready"


def test_a_publication_without_time_goes_on_when_asked_again(
    college: TinyCollege, monkeypatch: pytest.MonkeyPatch
) -> None:
    id = asked()
    solved(id)
    monkeypatch.setattr(publishing, "_TOGETHER", 1)
    monkeypatch.setattr("functions.api.drafts._SECONDS", 0.0)

    assert call("admin", "POST", f"/drafts/{id}/publish/", {}).body["complete"] is False
    assert call("admin", "GET", f"/drafts/{id}/").body["status"] == "ready"
    monkeypatch.setattr("functions.api.drafts._SECONDS", 60.0)
    assert call("admin", "POST", f"/drafts/{id}/publish/", {}).body["complete"] is True
    assert booked(college) == drafted(id)


def test_a_draft_is_thrown_away_with_its_classes(college: TinyCollege) -> None:
    id = asked()
    version = solved(id)["version"]

    assert call("admin", "DELETE", f"/drafts/{id}/", version=version - 1).status == 412
    assert call("admin", "DELETE", f"/drafts/{id}/", version=version).status == 204
    assert call("admin", "GET", f"/drafts/{id}/").status == 404
    assert call("admin", "GET", "/drafts/").body["results"] == []


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"term": "nowhere"}, "term"),
        ({"seconds": 0}, "seconds"),
        ({"seconds": 10_000}, "seconds"),
        ({"x": 1}, "x"),
    ],
)
def test_a_wrong_wish_is_refused_by_its_field(college: TinyCollege, body: dict[str, Any], field: str) -> None:
    answer = call("admin", "POST", "/drafts/", {"term": "term"} | body)

    assert answer.status == 400
    assert field in str(answer.body)


def test_only_the_solver_answers_and_only_while_it_is_asked(college: TinyCollege) -> None:
    id = asked()
    solved(id)

    assert call("admin", "PUT", f"/drafts/{id}/", {}).status == 403
    assert call("scheduler", "PUT", f"/drafts/{id}/", {}).status == 409
    assert call("scheduler", "POST", "/drafts/", {"term": "term"}).status == 403
    assert call("scheduler", "POST", f"/drafts/{id}/publish/", {}).status == 403
