"""Drafts by the API: asked for, solved by the solver's Lambda, looked at, stopped, published, thrown away."""

import json
from typing import Any

import pytest

from functions import wiring
from functions.services.ports.paging import every_booking
from functions.services.schedule import publication
from tests.integration.conftest import TinyCollege
from tests.support import tiny
from tests.support.api import call
from tests.support.clock import URGENT, Clock
from tests.support.solving import handler


def asked(**more: Any) -> str:
    body = {"term": "term", "seconds": 1, "anew": True, **more}
    return str(call("admin", "POST", "/drafts/", body).body["id"])


def solved(id: str) -> dict[str, Any]:
    event = {"detail-type": "TimetableAsked", "detail": {"institute": "inst", "draft": id}}
    record = {"messageId": "m", "body": json.dumps(event)}
    assert handler({"Records": [record]}, None) == {"batchItemFailures": []}
    found: dict[str, Any] = call("admin", "GET", f"/drafts/{id}/").body
    return found


def events() -> list[str]:
    """The names of everything that others could react to."""
    item = wiring.directory().item
    return [json.loads(i.body)["name"] for i in item.scan(item.kind == "event")]


def told(clock: Clock, event: str, draft: str) -> list[tuple[str, str]]:
    """Who is told what of the event, in order."""
    clock.happens(event, None, draft=draft)
    return clock.queued(URGENT)


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
    monkeypatch.setattr(publication, "_CHANGES_PER_TRANSACTION", 1)
    monkeypatch.setattr("functions.api.routes.drafts._SECONDS", 0.0)

    assert call("admin", "POST", f"/drafts/{id}/publish/", {}).body["complete"] is False
    assert call("admin", "GET", f"/drafts/{id}/").body["status"] == "ready"
    monkeypatch.setattr("functions.api.routes.drafts._SECONDS", 60.0)
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


def test_whoever_asked_is_told_how_far_it_is_and_what_came_of_it(college: TinyCollege, clock: Clock) -> None:
    clock.is_("10:00")
    id = asked()

    far, over = told(clock, "TimetableProgressed", id), told(clock, "TimetableDrafted", id)
    read = {who: call(who, "GET", f"/me/notices/drafted.{id}/").status for who in ("admin", "meera", "asha")}

    assert far == [("admin", f"draft.{id}")]
    assert over == [("admin", f"draft.{id}"), ("admin", f"drafted.{id}")]
    assert read == {"admin": 200, "meera": 404, "asha": 404}
    assert told(clock, "TimetableDrafted", "thrown-away") == []


def test_progress_is_told_every_few_seconds_however_often_the_solver_speaks(
    college: TinyCollege, clock: Clock
) -> None:
    clock.is_("10:00")
    id = asked(seconds=600)

    for best in (None, 42, 40):
        assert call("scheduler", "PATCH", f"/drafts/{id}/", {"best": best}).status == 200
    clock.is_("10:01")
    call("scheduler", "PATCH", f"/drafts/{id}/", {"best": 40})

    assert events().count("TimetableProgressed") == 2
    assert call("admin", "GET", f"/me/notices/draft.{id}/").body["draft"]["best"] == 40


def test_a_draft_that_the_solver_never_answers_has_failed_and_who_asked_is_told(
    college: TinyCollege, clock: Clock
) -> None:
    clock.is_("10:00")
    id = asked(seconds=600)

    clock.ticks("10:45")
    early = call("admin", "GET", f"/drafts/{id}/").body["status"]
    clock.ticks("10:55")
    late = call("admin", "GET", f"/drafts/{id}/").body

    assert (early, late["status"]) == ("asked", "failed") and "has not answered" in late["message"]
    assert "TimetableDrafted" in events()
