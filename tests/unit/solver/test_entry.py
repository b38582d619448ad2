"""The solver's Lambda: what it makes of each event, of a world that moved on, and of an API that is down."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any, cast

import httpx
import pytest

from functions.services.plans.solver_reader import SolverReader
from solver_layer.entry.app import handler, solve_leave
from tests.support.tiny import FRIDAY, TERM, slot
from tests.unit.solver.test_repair import MEERA, SATURDAY, candidate, class_, problem
from timetable.model import (
    DepartmentId,
    FacultyId,
    FacultyUnavailability,
    InstituteId,
    LeaveId,
    LeaveStatus,
    Plan,
    Slot,
    TermId,
    TimeSlotId,
)
from timetable.problems import RepairProblem

INSTITUTE, LEAVE = InstituteId("inst"), LeaveId("l1")
NOW = datetime(2026, 11, 22, tzinfo=UTC)


@dataclass
class Api:
    """Stands in for the HTTP API: keeps what it was asked, gives the answers it was told to."""

    answers: list[tuple[int, dict[str, Any]]]
    asked: list[tuple[str, str, dict[str, Any]]] = field(default_factory=list)


@pytest.fixture
def api(monkeypatch: pytest.MonkeyPatch) -> Iterator[Api]:
    kept = Api([(200, {"revision": 1})])

    class Handler(BaseHTTPRequestHandler):
        def do_PUT(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            kept.asked.append((self.command, self.path, body))
            status, answer = kept.answers.pop(0) if len(kept.answers) > 1 else kept.answers[0]
            said = json.dumps(answer).encode()
            self.send_response(status)
            self.send_header(
                "Content-Type", "application/json" if status == 200 else "application/problem+json"
            )
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

        do_POST = do_PUT  # noqa: N815 - the name that http.server calls

        def log_message(self, *_: Any) -> None:
            """Says nothing."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    monkeypatch.setenv("API_URL", f"http://127.0.0.1:{server.server_port}")
    monkeypatch.setenv("SCHEDULER_TOKEN", "dos_test")
    yield kept
    server.shutdown()
    thread.join()
    server.server_close()


@dataclass
class Reader:
    """Stands in for the window on the table."""

    status: LeaveStatus | None
    of: RepairProblem | None
    lost: dict[tuple[str, date], str] = field(default_factory=dict)

    def leave(self, _institute: str, _leave: str) -> FacultyUnavailability | None:
        teacher, department = FacultyId("rao"), DepartmentId("cs")
        if self.status is None:
            return None
        return FacultyUnavailability(
            LEAVE, teacher, department, FRIDAY, FRIDAY, None, None, "cl", "", self.status, 0, NOW, NOW
        )

    def plan(self, _institute: str, _leave: str) -> Plan:
        return Plan(LEAVE, 4, (), "none")

    def problem(self, _institute: str, _leave: str) -> RepairProblem | None:
        return self.of

    def uncovered(self, _institute: str, _leave: str) -> dict[tuple[str, date], str]:
        return self.lost

    def term_of(self, _institute: str, _on: date) -> tuple[TermId, dict[Slot, TimeSlotId]]:
        return TERM, {slot(6, 2): TimeSlotId("t62")}


def solve(reader: Reader) -> str:
    return solve_leave(cast(SolverReader, reader), INSTITUTE, LEAVE)


def pending() -> Reader:
    return Reader(LeaveStatus.PENDING, problem(class_(3), candidates=(MEERA,)))


def test_a_pending_request_gets_a_plan_on_top_of_the_one_it_has(api: Api) -> None:
    said = solve(pending())

    ((method, path, body),) = api.asked
    assert (method, path) == ("PUT", "/facultyunavailability/l1/plan/")
    assert (body["based_on"], body["status"]) == (4, "optimal")
    assert (body["rows"][0]["kind"], body["rows"][0]["faculty"]) == ("substituted", ["meera"])
    assert said == "plan 1, optimal, cost 0"


def test_a_request_that_is_told_of_twice_keeps_the_plan_that_somebody_may_have_seen(api: Api) -> None:
    reader = cast(SolverReader, pending())

    again = solve_leave(reader, INSTITUTE, LEAVE, begun=3)
    changed = solve_leave(reader, INSTITUTE, LEAVE, begun=4)

    assert (again, changed) == ("planned before", "plan 1, optimal, cost 0")
    assert len(api.asked) == 1


def test_a_plan_comes_with_what_else_there_was_and_with_other_plans_where_they_differ(api: Api) -> None:
    often = replace(MEERA, covered_month=1, covered_term=1)
    some = problem(class_(3), candidates=(often, candidate("iyer", subjects=frozenset())))

    said = solve(Reader(LeaveStatus.PENDING, some))

    ((_, _, body),) = api.asked
    (row,), (other,) = body["rows"], body["alternatives"]
    assert row["parts"] == {"cover_given": 4, "cover_given_term": 1}
    assert [(r["faculty"], r["extra"], r["why_not"]) for r in row["runners_up"]] == [
        (["iyer"], 7, "not_subject"),
        (None, 95, "nobody_teaches"),
    ]
    assert (other["name"], other["status"], other["rows"][0]["faculty"]) == ("fairest", "optimal", ["iyer"])
    assert said == "plan 1, optimal, cost 5, fairest"


def test_a_plan_that_came_too_late_is_solved_once_more_and_then_dropped(api: Api) -> None:
    api.answers = [(409, {"code": "stale_plan"})]

    assert solve(pending()) == "outdated: stale_plan" and len(api.asked) == 2


@pytest.mark.parametrize(
    ("status", "code"),
    [(409, "taken"), (409, "busy"), (412, "stale_version"), (422, "rule_broken"), (500, "")],
)
def test_any_other_refusal_comes_again_from_the_queue(api: Api, status: int, code: str) -> None:
    api.answers = [(status, {"code": code})]

    with pytest.raises(httpx.HTTPStatusError):
        solve(pending())


def test_what_an_approved_leave_left_uncovered_is_covered_or_moved(api: Api) -> None:
    moves = problem(class_(3), openings=((SATURDAY, slot(6, 2)),))

    said = solve(Reader(LeaveStatus.APPROVED, moves, {("c3", FRIDAY): "ch.0"}))

    ((method, path, body),) = api.asked
    (item,) = body["update"]
    assert (method, path, body["term"]) == ("POST", "/occupancies/scheduler-update/", TERM)
    assert (item["type"], item["id"], item["kind"]) == ("adjustment", "ch.0", "moved")
    assert (item["to_date"], item["timeslot"]) == (SATURDAY.isoformat(), "t62")
    assert said == "covered 1 of 1"


def test_a_class_that_nobody_can_take_stays_cancelled_and_nothing_is_written(api: Api) -> None:
    said = solve(Reader(LeaveStatus.APPROVED, problem(class_(3)), {("c3", FRIDAY): "ch.0"}))

    assert said == "covered 0 of 1" and api.asked == []


@pytest.mark.parametrize(
    ("reader", "outcome"),
    [
        (Reader(None, None), "gone"),
        (Reader(LeaveStatus.PENDING, None), "gone"),
        (Reader(LeaveStatus.APPROVED, None), "all covered"),
        (Reader(LeaveStatus.WITHDRAWN, None), "nothing to do: withdrawn"),
    ],
)
def test_an_event_about_the_past_changes_nothing(api: Api, reader: Reader, outcome: str) -> None:
    assert solve(reader) == outcome and api.asked == []


def test_only_the_messages_that_failed_come_again() -> None:
    about_no_leave = {"detail-type": "PlanRequested", "detail": {"institute": "inst", "leave": None}}
    records = [
        {"messageId": "good", "body": json.dumps(about_no_leave)},
        {"messageId": "bad", "body": "no event"},
    ]

    assert handler({"Records": records}, None) == {"batchItemFailures": [{"itemIdentifier": "bad"}]}
