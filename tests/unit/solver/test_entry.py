"""The solver's Lambda: what it makes of each event, of a world that moved on, and of an API that is down."""

import json
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Any, cast

import httpx
import pytest

from functions.notify import app as notify
from functions.services.plans.solver_reader import SolverReader
from functions.services.ports import Draft, DraftStatus
from solver_layer.entry.api_client import ApiClient
from solver_layer.entry.app import REACTIONS, Solver
from solver_layer.entry.drafts import draft_timetable
from solver_layer.entry.job import Job
from solver_layer.entry.plans import solve_leave
from tests.benchmarks.growth import college
from tests.support.instances import instance, offering, teacher
from tests.support.permissions import template
from tests.support.tiny import FRIDAY, TERM, slot
from tests.unit.solver.test_repair import MEERA, SATURDAY, candidate, class_, problem
from timetable.errors import CheckerDisagrees
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
from timetable.problems import Instance, RepairProblem

INSTITUTE, LEAVE = InstituteId("inst"), LeaveId("l1")
NOW = datetime(2026, 11, 22, tzinfo=UTC)


@dataclass
class Api:
    """Stands in for the HTTP API: keeps the requests, gives the answers in order, the last one ever after."""

    answers: list[tuple[int, dict[str, Any]]]
    requests: list[tuple[str, str, dict[str, Any]]] = field(default_factory=list)

    @property
    def client(self) -> ApiClient:
        return ApiClient("http://api", "dos_test", transport=httpx.MockTransport(self._answer))

    def _answer(self, request: httpx.Request) -> httpx.Response:
        assert request.headers["Authorization"] == "Bearer dos_test"
        self.requests.append((request.method, request.url.path, json.loads(request.content)))
        status, body = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        kind = "application/json" if status == 200 else "application/problem+json"
        return httpx.Response(status, json=body, headers={"Content-Type": kind})


@pytest.fixture
def api() -> Api:
    return Api([(200, {"revision": 1, "stop": False})])


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


def job(reader: Reader, api: Api) -> Job:
    return Job(cast(SolverReader, reader), api.client, INSTITUTE)


def solve(reader: Reader, api: Api) -> str:
    return solve_leave(job(reader, api), LEAVE)


def pending() -> Reader:
    return Reader(LeaveStatus.PENDING, problem(class_(3), candidates=(MEERA,)))


def test_a_pending_request_gets_a_plan_on_top_of_the_one_it_has(api: Api) -> None:
    said = solve(pending(), api)

    ((method, path, body),) = api.requests
    assert (method, path) == ("PUT", "/facultyunavailability/l1/plan/")
    assert (body["based_on"], body["status"]) == (4, "optimal")
    assert (body["rows"][0]["kind"], body["rows"][0]["faculty"]) == ("substituted", ["meera"])
    assert said == "plan 1, optimal, cost 0"


def test_a_request_that_is_told_of_twice_keeps_the_plan_that_somebody_may_have_seen(api: Api) -> None:
    work = job(pending(), api)

    again = solve_leave(work, LEAVE, begun=3)
    changed = solve_leave(work, LEAVE, begun=4)

    assert (again, changed) == ("planned before", "plan 1, optimal, cost 0")
    assert len(api.requests) == 1


def test_a_plan_comes_with_what_else_there_was_and_with_other_plans_where_they_differ(api: Api) -> None:
    often = replace(MEERA, covered_month=1, covered_term=1)
    some = problem(class_(3), candidates=(often, candidate("iyer", subjects=frozenset())))

    said = solve(Reader(LeaveStatus.PENDING, some), api)

    ((_, _, body),) = api.requests
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

    assert solve(pending(), api) == "outdated: stale_plan" and len(api.requests) == 2


@pytest.mark.parametrize(
    ("status", "code"),
    [(409, "taken"), (409, "busy"), (412, "stale_version"), (422, "rule_broken"), (500, "")],
)
def test_any_other_refusal_comes_again_from_the_queue(api: Api, status: int, code: str) -> None:
    api.answers = [(status, {"code": code})]

    with pytest.raises(httpx.HTTPStatusError):
        solve(pending(), api)


def test_what_an_approved_leave_left_uncovered_is_covered_or_moved(api: Api) -> None:
    moves = problem(class_(3), openings=((SATURDAY, slot(6, 2)),))

    said = solve(Reader(LeaveStatus.APPROVED, moves, {("c3", FRIDAY): "ch.0"}), api)

    ((method, path, body),) = api.requests
    (item,) = body["update"]
    assert (method, path, body["term"]) == ("POST", "/occupancies/scheduler-update/", TERM)
    assert (item["type"], item["id"], item["kind"]) == ("adjustment", "ch.0", "moved")
    assert (item["to_date"], item["timeslot"]) == (SATURDAY.isoformat(), "t62")
    assert said == "covered 1 of 1"


def test_a_class_that_nobody_can_take_stays_cancelled_and_nothing_is_written(api: Api) -> None:
    said = solve(Reader(LeaveStatus.APPROVED, problem(class_(3)), {("c3", FRIDAY): "ch.0"}), api)

    assert said == "covered 0 of 1" and api.requests == []


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
    assert solve(reader, api) == outcome and api.requests == []


def message(id: str, name: str, **detail: Any) -> dict[str, Any]:
    return {
        "messageId": id,
        "body": json.dumps({"detail-type": name, "detail": {"institute": "inst", **detail}}),
    }


def test_only_the_messages_that_failed_come_again(api: Api) -> None:
    solver = Solver(api.client, lambda: cast(SolverReader, pending()))
    records = [message("good", "LeaveExpired", leave="l1"), {"messageId": "bad", "body": "no event"}]

    assert solver.handle({"Records": records}) == {"batchItemFailures": [{"itemIdentifier": "bad"}]}


# events by name


def names_that_reach(rule: str) -> set[str]:
    """The events that a rule of the template sends to its queue."""
    return set(template()["Resources"][rule]["Properties"]["EventPattern"]["detail-type"])


def test_the_solver_reacts_to_the_events_of_its_queue_and_to_no_others() -> None:
    assert set(REACTIONS) == names_that_reach("ToSolver")


def test_the_notifier_reacts_to_the_events_of_its_queue_and_to_no_others() -> None:
    assert set(notify.REACTIONS) == names_that_reach("ToNotifier")


def test_an_event_that_nobody_knows_is_ignored_and_does_not_come_again(api: Api) -> None:
    def read_nothing() -> SolverReader:
        raise AssertionError("nothing is read for an event without a reaction")

    outcome = Solver(api.client, read_nothing).handle({"Records": [message("m", "BrandNew", leave="l1")]})

    assert outcome == {"batchItemFailures": []} and api.requests == []


# the solver's three answers


def test_a_plan_that_the_checker_disagrees_with_comes_again_and_is_counted(
    api: Api, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    class Disagreeing(Reader):
        def problem(self, _institute: str, _leave: str) -> RepairProblem | None:
            raise CheckerDisagrees("a plan", ["somebody_is_free"])

    solver = Solver(api.client, lambda: cast(SolverReader, Disagreeing(LeaveStatus.PENDING, None)))

    outcome = solver.handle({"Records": [message("m", "PlanRequested", leave="l1")]})

    assert outcome == {"batchItemFailures": [{"itemIdentifier": "m"}]} and api.requests == []
    (error,) = [record for record in caplog.records if record.levelname == "ERROR"]
    figures = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert (error.message, vars(error)["rules"]) == ("the checker disagrees", ("somebody_is_free",))
    assert (figures["CheckerDisagreed"], figures["NotSolved"]) == ([1.0], [1.0])


def test_what_fails_otherwise_is_no_disagreement(api: Api, capsys: pytest.CaptureFixture[str]) -> None:
    api.answers = [(500, {})]
    solver = Solver(api.client, lambda: cast(SolverReader, pending()))

    solver.handle({"Records": [message("m", "PlanRequested", leave="l1")]})

    assert "CheckerDisagreed" not in capsys.readouterr().out


@dataclass
class DraftReader:
    """Stands in for the window on the table: one draft that is asked for, and its term."""

    of: Instance
    seconds: float = 5

    def draft(self, _institute: str, id: str) -> Draft:
        return Draft(id, TERM, DraftStatus.ASKED, cast(int, self.seconds), anew=False)

    def instance(self, _institute: str, _term: str, *, anew: bool) -> Instance:
        assert not anew
        return self.of

    def offering_names(self, _institute: str, _term: str) -> dict[str, str]:
        return {"maths": "Mathematics"}


def drafted(reader: DraftReader, api: Api) -> dict[str, Any]:
    draft_timetable(Job(cast(SolverReader, reader), api.client, INSTITUTE), "d1")
    (*_, (method, path, body)) = api.requests
    assert (method, path) == ("PUT", "/drafts/d1/")
    return body


def test_a_draft_that_is_impossible_says_which_requirements_contradict(api: Api) -> None:
    body = drafted(DraftReader(instance(offering("maths", 5))), api)

    first, *reasons = body["message"].splitlines()
    assert first == "There is no timetable that keeps every hard constraint."
    assert any("Mathematics" in line for line in reasons)


def test_a_draft_whose_refusal_is_the_reason_says_only_that(api: Api) -> None:
    over_limit = instance(offering("maths", 2), faculty=(teacher("rao", weekly_limit=1),))

    body = drafted(DraftReader(over_limit), api)

    assert body == {"message": "rao has 2 periods a week and may have 1."}


def test_a_draft_that_was_not_found_in_time_asks_for_more_and_explains_nothing(api: Api) -> None:
    body = drafted(DraftReader(college(6), seconds=0.01), api)

    assert body == {"message": "No timetable was found in time; give it more seconds."}


def test_a_draft_that_the_checker_disagrees_with_is_not_answered(api: Api) -> None:
    class Disagreeing(DraftReader):
        def instance(self, _institute: str, _term: str, *, anew: bool) -> Instance:
            raise CheckerDisagrees("a timetable", ["room_occupancy"])

    solver = Solver(api.client, lambda: cast(SolverReader, Disagreeing(instance())))

    outcome = solver.handle({"Records": [message("m", "TimetableAsked", draft="d1")]})

    assert outcome == {"batchItemFailures": [{"itemIdentifier": "m"}]} and api.requests == []
