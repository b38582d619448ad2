"""The solver's Lambda: load, solve, check, write through the API. Each event may come twice."""

import json
from typing import Any

from aws_lambda_powertools import Logger

from functions import wiring
from functions.services.problems import SolverReader
from solver_layer import api_client
from solver_layer.api_client import Outdated
from solver_layer.repair import repair
from timetable.model import InstituteId, LeaveId, LeaveStatus

SECONDS = 8.0
"""for one leave; most are proven best in a fraction of one"""
WORKERS = 2

logger = Logger(service="solve")


def handler(event: dict[str, Any], context: Any) -> dict[str, list[dict[str, str]]]:
    """A batch of events from the queue, or the nightly call; failed messages come again alone."""
    if event.get("detail-type") == "Nightly":
        _nightly()
        return {"batchItemFailures": []}
    failed = []
    for record in event["Records"]:
        try:
            _react(json.loads(record["body"]))
        except Exception:
            logger.exception("not solved", extra={"record": record["messageId"]})
            failed.append({"itemIdentifier": record["messageId"]})
    return {"batchItemFailures": failed}


def _react(event: dict[str, Any]) -> None:
    institute, leave = InstituteId(event["detail"]["institute"]), LeaveId(event["detail"]["leave"])
    try:
        outcome = solve_leave(wiring.solver_reader(), institute, leave)
    except Outdated as outdated:
        outcome = f"outdated: {outdated}"
    logger.info("solved", extra={"event": event["detail-type"], "leave": leave, "outcome": outcome})


def _nightly() -> None:
    """Every pending request gets a fresh plan; one that fails does not keep the others from theirs."""
    reader = wiring.solver_reader()
    for institute, leave in reader.pending():
        try:
            outcome = solve_leave(reader, institute, leave)
        except Outdated as outdated:
            outcome = f"outdated: {outdated}"
        except Exception:
            logger.exception("not solved", extra={"leave": leave})
            continue
        logger.info("solved", extra={"event": "Nightly", "leave": leave, "outcome": outcome})


def solve_leave(reader: SolverReader, institute: InstituteId, leave_id: LeaveId) -> str:
    """A plan for a pending request, or cover for what an approved one left uncovered; says which."""
    leave = reader.leave(institute, leave_id)
    if leave is None:
        return "gone"
    if leave.status is LeaveStatus.PENDING:
        return _plan(reader, institute, leave_id)
    if leave.status is LeaveStatus.APPROVED:
        return _cover(reader, institute, leave_id)
    return f"nothing to do: {leave.status}"


def _plan(reader: SolverReader, institute: InstituteId, leave: LeaveId) -> str:
    present = reader.plan(institute, leave)
    problem = reader.problem(institute, leave)
    if present is None or problem is None:
        return "gone"
    found = repair(problem, seconds=SECONDS, workers=WORKERS)
    revision = api_client.put_plan(leave, present.revision, found.status, found.bound, found.rows)
    return f"plan {revision}, {found.status}, cost {found.cost}"


def _cover(reader: SolverReader, institute: InstituteId, leave: LeaveId) -> str:
    lost = reader.uncovered(institute, leave)
    problem = reader.problem(institute, leave) if lost else None
    if problem is None or not problem.classes:
        return "all covered"
    found = repair(problem, seconds=SECONDS, workers=WORKERS)
    term, timeslots = reader.term_of(institute, problem.classes[0].date)
    covered = [
        (lost[row.before.occupancy, row.before.date], api_client.outcome(row, timeslots))
        for row in found.rows
        if row.after is not None
    ]
    if covered:
        api_client.cover(term, covered)
    return f"covered {len(covered)} of {len(lost)}"
