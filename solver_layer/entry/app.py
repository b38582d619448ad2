"""The solver's Lambda: each event's reaction loads, solves, checks, and writes through the API.

Each event may come twice.
"""

import json
import os
from collections.abc import Callable, Mapping
from functools import cache, partial
from typing import Any

from aws_lambda_powertools import Logger

from functions import correlation, metrics, wiring
from functions.services.plans.solver_reader import SolverReader
from functions.traces import trace
from solver_layer.entry import compiled_cache
from solver_layer.entry.api_client import ApiClient
from solver_layer.entry.job import Job
from solver_layer.entry.plans import retried, solve_leave, solve_what_if
from timetable.errors import CheckerDisagrees
from timetable.model import DepartmentId, InstituteId, LeaveId

Detail = Mapping[str, Any]  # what an event says besides its name

logger = Logger(service="solve")


def handler(event: dict[str, Any], _context: Any) -> dict[str, list[dict[str, str]]]:
    """What AWS calls, with a batch of the queue or the nightly event."""
    return _solver().handle(event)


@cache
def _solver() -> "Solver":
    api = ApiClient(os.environ["API_URL"], os.environ["SCHEDULER_TOKEN"])
    return Solver(api, wiring.solver_reader)


class Solver:
    """Reacts to events, with one client of the API for all of them and a fresh reader for each."""

    def __init__(self, api: ApiClient, reader: Callable[[], SolverReader]) -> None:
        self._api = api
        self._reader = reader

    def handle(self, event: dict[str, Any]) -> dict[str, list[dict[str, str]]]:
        """Handles a batch of events from the queue, or the nightly one. Those that fail come again alone."""
        if event.get("detail-type") == "Nightly":
            logger.set_correlation_id(correlation.begin(None, otherwise="nightly"))
            logger.info("solved", extra={"event": "Nightly", "outcomes": self._request_everything()})
            return {"batchItemFailures": []}
        failed, disagreed = [], 0
        for record in event["Records"]:
            try:
                facts = self._react(json.loads(record["body"]))
            except CheckerDisagrees as bug:  # nothing is written; it comes again, and an alarm goes off
                error = {"record": record["messageId"], "rules": bug.rules, "error": trace(bug)}
                logger.error("the checker disagrees", extra=error)
                failed.append({"itemIdentifier": record["messageId"]})
                disagreed += 1
            except Exception as error:  # whatever it is: it comes again alone
                logger.error("not solved", extra={"record": record["messageId"], "error": trace(error)})
                failed.append({"itemIdentifier": record["messageId"]})
            else:
                logger.info("solved", extra={"record": record["messageId"], **facts})
        figures = {"Solved": len(event["Records"]) - len(failed), "NotSolved": len(failed)}
        if disagreed:
            figures["CheckerDisagreed"] = disagreed
        metrics.publish("solve", figures)
        return {"batchItemFailures": failed}

    def _react(self, event: dict[str, Any]) -> dict[str, str]:
        """Does what the event's name asks for; returns what to log of it."""
        detail, name = event["detail"], event["detail-type"]
        logger.set_correlation_id(correlation.begin(detail.get("correlation"), otherwise="solve"))
        reaction = REACTIONS.get(name)
        if reaction is None:
            return {"event": name, "outcome": "ignored"}
        job = Job(self._reader(), self._api, InstituteId(detail["institute"]))
        return {"event": name, "outcome": reaction(job, detail)}

    def _request_everything(self) -> list[str]:
        """Requests a fresh plan for every pending leave, and the coverage of every department.

        Each is solved by its own event, in its own time.
        """
        reader = self._reader()
        requests: list[tuple[str, Callable[[], None]]] = [
            (str(leave), partial(self._api.request_plan, leave)) for _, leave in reader.pending()
        ]
        requests += [(str(d), partial(self._api.request_coverage, d)) for _, d in reader.departments()]
        outcomes = []
        for about, request in requests:
            try:
                request()
                outcomes.append(f"{about}: asked")
            except Exception as error:  # one that fails must not keep the others from being asked
                logger.error("not asked", extra={"about": about, "error": trace(error)})
                outcomes.append(f"{about}: failed")
        return outcomes


def _plan_new_request(job: Job, detail: Detail) -> str:
    """The event may come again when the request has its plan: that one stays."""
    leave = LeaveId(detail["leave"])
    outcome = solve_leave(job, leave, begun=int(detail.get("revision", 0)))
    return _with_comparison(job, leave, outcome, replan=False)


def _plan_leave(job: Job, detail: Detail) -> str:
    leave = LeaveId(detail["leave"])
    outcome = solve_leave(job, leave, anew=bool(detail.get("anew")))
    return _with_comparison(job, leave, outcome, replan=False)


def _plan_leave_and_others(job: Job, detail: Detail) -> str:
    """Others of the same dates are planned anew, since classes are held otherwise after this event."""
    leave = LeaveId(detail["leave"])
    return _with_comparison(job, leave, solve_leave(job, leave), replan=True)


def _with_comparison(job: Job, leave: LeaveId, outcome: str, *, replan: bool) -> str:
    from solver_layer.entry.comparison import compare_leaves

    compared = retried(lambda: compare_leaves(job, leave, replan=replan))
    return "; ".join(text for text in (f"{leave}: {outcome}", compared) if text)


def _plan_what_if(job: Job, detail: Detail) -> str:
    return solve_what_if(job, detail["whatif"])


def _draft_timetable(job: Job, detail: Detail) -> str:
    compiled_cache.unpack()
    from solver_layer.entry.drafts import draft_timetable  # brings numba, which no leave has need of

    return draft_timetable(job, detail["draft"])


def _find_gaps(job: Job, detail: Detail) -> str:
    from solver_layer.entry.coverage import find_gaps

    return find_gaps(job, DepartmentId(detail["department"]))


REACTIONS: Mapping[str, Callable[[Job, Detail], str]] = {
    "LeaveRequested": _plan_new_request,
    "PlanRequested": _plan_leave,
    "LeaveApproved": _plan_leave_and_others,
    "LeaveRejected": _plan_leave,
    "LeaveWithdrawn": _plan_leave_and_others,
    "WhatIfAsked": _plan_what_if,
    "TimetableAsked": _draft_timetable,
    "CoverageAsked": _find_gaps,
}
