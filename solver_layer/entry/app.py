"""The solver's Lambda: load, solve, check, write through the API. Each event may come twice."""

import json
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from aws_lambda_powertools import Logger

from functions import correlation, metrics, wiring
from functions.services.plans.solver_reader import SolverReader
from functions.traces import trace
from solver_layer.entry import api_client, compiled_cache
from solver_layer.entry.api_client import Outdated
from timetable.errors import CheckerDisagrees
from timetable.model import DepartmentId, InstituteId, LeaveId, LeaveStatus
from timetable.plan.constraints import violations
from timetable.problems import RepairProblem

if TYPE_CHECKING:
    from solver_layer.repair.repair import Repair

SECONDS = 8.0
"""for one leave; most are proven best in a fraction of one"""
SECONDS_MORE = 3.0
"""for each plan that is the best in another sense"""
WORKERS = 2
TRIES = 2
"""with what is true by then, where the world moves on while a leave is being solved"""

_CHANGES_THE_WORLD = {"LeaveApproved", "LeaveWithdrawn"}
"""events after which others of the same dates are planned anew"""

logger = Logger(service="solve")


def handler(event: dict[str, Any], _context: Any) -> dict[str, list[dict[str, str]]]:
    """A batch of events from the queue, or the nightly call; failed messages come again alone."""
    if event.get("detail-type") == "Nightly":
        logger.set_correlation_id(correlation.begin(None, otherwise="nightly"))
        logger.info("solved", extra={"event": "Nightly", "outcomes": _nightly()})
        return {"batchItemFailures": []}
    failed, disagreed = [], 0
    for record in event["Records"]:
        try:
            outcome = _react(json.loads(record["body"]))
        except CheckerDisagrees as bug:  # nothing is written; an alarm goes off, and the event comes again
            facts = {"record": record["messageId"], "rules": bug.rules, "error": trace(bug)}
            logger.error("the checker disagrees", extra=facts)
            failed.append({"itemIdentifier": record["messageId"]})
            disagreed += 1
        except Exception as error:  # whatever it is: it comes again alone
            logger.error("not solved", extra={"record": record["messageId"], "error": trace(error)})
            failed.append({"itemIdentifier": record["messageId"]})
        else:
            logger.info("solved", extra={"record": record["messageId"], "outcome": outcome})
    figures = {"Solved": len(event["Records"]) - len(failed), "NotSolved": len(failed)}
    if disagreed:
        figures["CheckerDisagreed"] = disagreed
    metrics.publish("solve", figures)
    return {"batchItemFailures": failed}


def _react(event: dict[str, Any]) -> str:
    detail = event["detail"]
    logger.set_correlation_id(correlation.begin(detail.get("correlation"), otherwise="solve"))
    if draft := detail.get("draft"):
        compiled_cache.unpack()
        from solver_layer.entry.drafts import draft_timetable  # brings numba, which no leave has need of

        return draft_timetable(wiring.solver_reader(), InstituteId(detail["institute"]), draft)
    if department := detail.get("department"):
        from solver_layer.entry.coverage import find_gaps

        return find_gaps(wiring.solver_reader(), InstituteId(detail["institute"]), DepartmentId(department))
    if what_if := detail.get("whatif"):
        return solve_what_if(wiring.solver_reader(), InstituteId(detail["institute"]), what_if)
    if not detail.get("leave"):
        return f"{event['detail-type']}: about no leave"
    reader, institute, leave = (
        wiring.solver_reader(),
        InstituteId(detail["institute"]),
        LeaveId(detail["leave"]),
    )
    # of a request that has just been made, the plan of no classes covered that it began with
    begun = int(detail.get("revision", 0)) if event["detail-type"] == "LeaveRequested" else None
    outcome = solve_leave(reader, institute, leave, anew=bool(detail.get("anew")), begun=begun)
    compared = _compared(reader, institute, leave, replan=event["detail-type"] in _CHANGES_THE_WORLD)
    return "; ".join(said for said in (f"{event['detail-type']} {leave}: {outcome}", compared) if said)


def _nightly() -> list[str]:
    """Every pending request is asked a fresh plan for, and every department who could be covered; each is
    solved by its own event, in its own time."""
    reader = wiring.solver_reader()
    asked = [(f"{leave}", partial(api_client.replan, leave)) for _, leave in reader.pending()]
    asked += [(f"{d}", partial(api_client.ask_coverage, d)) for _, d in reader.departments()]
    outcomes = []
    for about, ask in asked:
        try:
            ask()
            outcomes.append(f"{about}: asked")
        except Exception as error:  # one that fails must not keep the others from being asked
            logger.error("not asked", extra={"about": about, "error": trace(error)})
            outcomes.append(f"{about}: failed")
    return outcomes


def solve_leave(
    reader: SolverReader,
    institute: InstituteId,
    leave: LeaveId,
    *,
    anew: bool = False,
    begun: int | None = None,
) -> str:
    """A plan for a pending request, or cover for what an approved one left uncovered; says which. `anew`:
    also where somebody has chosen a row of the plan by hand. `begun`: only if there is no plan after this."""
    return _tried(lambda: _solve_leave(reader, institute, leave, anew, begun))


def solve_what_if(reader: SolverReader, institute: InstituteId, id: str) -> str:
    """The plan there would be for a leave that nobody has asked for."""
    return _tried(lambda: _what_if(reader, institute, id))


def _compared(reader: SolverReader, institute: InstituteId, leave: LeaveId, *, replan: bool) -> str:
    from solver_layer.entry.comparison import compare_leaves

    return _tried(lambda: compare_leaves(reader, institute, leave, replan=replan))


def _tried(solve: Callable[[], str]) -> str:
    """What came of it; where the world moves on meanwhile, of trying anew."""
    outdated = ""
    for _ in range(TRIES):
        try:
            return solve()
        except Outdated as moved_on:
            outdated = str(moved_on)
    return f"outdated: {outdated}"


def _solve_leave(
    reader: SolverReader, institute: InstituteId, leave_id: LeaveId, anew: bool, begun: int | None
) -> str:
    leave = reader.leave(institute, leave_id)
    if leave is None:
        return "gone"
    if leave.status is LeaveStatus.PENDING:
        return _plan(reader, institute, leave_id, anew, begun)
    if leave.status is LeaveStatus.APPROVED:
        return _cover(reader, institute, leave_id)
    return f"nothing to do: {leave.status}"


def _plan(reader: SolverReader, institute: InstituteId, leave: LeaveId, anew: bool, begun: int | None) -> str:
    present = reader.plan(institute, leave)  # before the problem: a plan made in between refuses this one
    if present and begun is not None and present.revision > begun:
        return "planned before"
    problem = reader.problem(institute, leave)
    if present is None or problem is None:
        return "gone"
    if present.edited_by and not anew and not violations(problem, present.rows):
        return "kept: somebody has chosen a row of it"
    found, others = repaired(problem)
    revision = api_client.put_plan(leave, present.revision, found, others)
    return ", ".join([f"plan {revision}", found.status, f"cost {found.cost}", *others])


def _what_if(reader: SolverReader, institute: InstituteId, id: str) -> str:
    asked = reader.asked_what_if(institute, id)
    if asked is None:
        return "nothing to do"
    wondered, problem = asked
    found, others = repaired(problem)
    api_client.put_what_if(id, wondered.plan.revision, found, others)
    return ", ".join([f"what-if {found.status}", f"cost {found.cost}", *others])


def _cover(reader: SolverReader, institute: InstituteId, leave: LeaveId) -> str:
    lost = reader.uncovered(institute, leave)
    problem = reader.problem(institute, leave) if lost else None
    if problem is None or not problem.classes:
        return "all covered"
    found = _repair(problem)
    term, timeslots = reader.term_of(institute, problem.classes[0].date)
    covered = [
        (adjustment, api_client.outcome(row, timeslots))
        for row in found.rows
        if row.after and (adjustment := lost.get((row.before.occupancy, row.before.date)))
    ]
    if covered:
        api_client.cover(term, covered)
    return f"covered {len(covered)} of {len(lost)}"


def repaired(problem: RepairProblem) -> tuple["Repair", dict[str, "Repair"]]:
    """The best plan, and those that are best in other senses."""
    found = _repair(problem)
    return found, _others(problem, found)


def _others(problem: RepairProblem, best: "Repair") -> dict[str, "Repair"]:
    """The plans that are best in other senses, where that is another plan."""
    from solver_layer.repair.repair import alternatives

    fates = [row.fate for row in best.rows]
    found = alternatives(problem, seconds=SECONDS_MORE, workers=WORKERS)
    return {name: other for name, other in found.items() if [row.fate for row in other.rows] != fates}


def _repair(problem: RepairProblem) -> "Repair":
    from solver_layer.repair.repair import (
        repair,  # brings OR-Tools, which what is gone or decided has no need of
    )

    return repair(problem, seconds=SECONDS, workers=WORKERS)
