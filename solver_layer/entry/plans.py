"""Plans for leaves: for pending requests, for hypothetical ones, and cover for what was left uncovered."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from solver_layer.entry.api_client import Outdated, adjustment_item, plan_body
from solver_layer.entry.job import Job
from timetable.model import LeaveId, LeaveStatus
from timetable.plan.constraints import violations
from timetable.problems import RepairProblem

if TYPE_CHECKING:
    from solver_layer.repair.repair import Repair

BEST_PLAN_SECONDS = 8.0  # for one leave; most plans are proven best in a fraction of a second
OTHER_PLAN_SECONDS = 3.0  # for each plan that is the best by another aim
_WORKERS = 2  # threads; the function has two cores
_TRIES = 2  # each with a fresh reading, where the world changes while a leave is being solved


def solve_leave(job: Job, leave: LeaveId, *, anew: bool = False, begun: int | None = None) -> str:
    """Plan a pending request, or cover what an approved one left uncovered; returns what was done.

    `anew`: replace the plan also where somebody has chosen a row of it by hand. `begun`: plan only if the
    present plan is no newer than this revision.
    """
    return retried(lambda: _solve_leave(job, leave, anew=anew, begun=begun))


def solve_what_if(job: Job, what_if: str) -> str:
    """Plan a hypothetical leave; returns what was done."""
    return retried(lambda: _solve_what_if(job, what_if))


def retried(solve: Callable[[], str]) -> str:
    """What `solve` returns, once its answer was not outdated; after the last try, how it was."""
    code = ""
    for _ in range(_TRIES):
        try:
            return solve()
        except Outdated as outdated:
            code = str(outdated)
    return f"outdated: {code}"


def _solve_leave(job: Job, leave_id: LeaveId, *, anew: bool, begun: int | None) -> str:
    leave = job.reader.leave(job.institute, leave_id)
    if leave is None:
        return "gone"
    if leave.status is LeaveStatus.PENDING:
        return _plan(job, leave_id, anew=anew, begun=begun)
    if leave.status is LeaveStatus.APPROVED:
        return _cover(job, leave_id)
    return f"nothing to do: {leave.status}"


def _plan(job: Job, leave: LeaveId, *, anew: bool, begun: int | None) -> str:
    # read before the problem: the API then refuses our plan if another one was stored in between
    present = job.reader.plan(job.institute, leave)
    if present and begun is not None and present.revision > begun:
        return "planned before"
    problem = job.reader.problem(job.institute, leave)
    if present is None or problem is None:
        return "gone"
    if present.edited_by and not anew and not violations(problem, present.rows):
        return "kept: somebody has chosen a row of it"
    best, others = repaired(problem)
    revision = job.api.put_plan(leave, plan_body(present.revision, best, others))
    return ", ".join([f"plan {revision}", best.status, f"cost {best.cost}", *others])


def _solve_what_if(job: Job, what_if: str) -> str:
    pending = job.reader.unanswered_what_if(job.institute, what_if)
    if pending is None:
        return "nothing to do"
    hypothetical, problem = pending
    best, others = repaired(problem)
    job.api.put_what_if(what_if, plan_body(hypothetical.plan.revision, best, others))
    return ", ".join([f"what-if {best.status}", f"cost {best.cost}", *others])


def _cover(job: Job, leave: LeaveId) -> str:
    cancellations = job.reader.uncovered(job.institute, leave)
    problem = job.reader.problem(job.institute, leave) if cancellations else None
    if problem is None or not problem.classes:
        return "all covered"
    best = _repair(problem)
    term, timeslots = job.reader.term_of(job.institute, problem.classes[0].date)
    covered = {
        adjustment: adjustment_item(row, timeslots)
        for row in best.rows
        if row.after and (adjustment := cancellations.get((row.before.occupancy, row.before.date)))
    }
    if covered:
        job.api.cover(term, covered)
    return f"covered {len(covered)} of {len(cancellations)}"


def repaired(problem: RepairProblem) -> tuple["Repair", dict[str, "Repair"]]:
    """The best plan, and by the names of other aims the plans that are best by them, where these differ."""
    from solver_layer.repair.repair import alternatives  # brings OR-Tools; see `_repair`

    best = _repair(problem)
    outcomes = [row.outcome for row in best.rows]
    others = alternatives(problem, seconds=OTHER_PLAN_SECONDS, workers=_WORKERS)
    return best, {name: o for name, o in others.items() if [row.outcome for row in o.rows] != outcomes}


def _repair(problem: RepairProblem) -> "Repair":
    from solver_layer.repair.repair import (
        repair,  # brings OR-Tools, which events about the past have no need of
    )

    return repair(problem, seconds=BEST_PLAN_SECONDS, workers=_WORKERS)
