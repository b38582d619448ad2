"""Pending leaves that share dates: which of them can be granted together, and which of each two."""

from collections.abc import Sequence
from itertools import combinations
from typing import Any

from functions.services.plans.comparison import MAX_LEAVES
from solver_layer.entry.api_client import row_body
from solver_layer.entry.job import Job
from solver_layer.repair.clashes import pairs
from solver_layer.repair.comparison import GrantedLeaves, grant_most
from timetable.leave.clashes import Clash, Pair, share_dates
from timetable.model import FacultyUnavailability, LeaveId

_GROUP_SECONDS = 5.0  # to find as many leaves of a group as can be granted
_PAIR_SECONDS = 0.5  # for each question about two leaves; most take hundredths of a second
_WORKERS = 2  # threads


def compare_leaves(job: Job, leave: LeaveId, *, replan: bool = False) -> str:
    """Compare the pending leaves around this one, which may be decided; returns how many were compared.

    `replan`: their plans are requested anew, because what has become of this leave may stand in their way.
    """
    groups = [_around(leave, group) for group in job.reader.pending_on_same_dates(job.institute, leave)]
    for group in groups:
        _compare(job, group)
    for other in (other for group in groups for other in group if replan):
        job.api.request_plan(other.id)
    return ", ".join(f"{len(group)} compared" for group in groups)


def _around(leave: LeaveId, group: list[FacultyUnavailability]) -> list[FacultyUnavailability]:
    """As many of a group as are compared at once, in the order of time, with this leave in the middle."""
    at = next((n for n, other in enumerate(group) if other.id == leave), 0)
    first = max(0, min(at - MAX_LEAVES // 2, len(group) - MAX_LEAVES))
    return group[first : first + MAX_LEAVES]


def _compare(job: Job, leaves: Sequence[FacultyUnavailability]) -> None:
    problems = job.reader.problems(job.institute, leaves)
    best = grant_most(problems, seconds=_GROUP_SECONDS, workers=_WORKERS)
    same_dates = [
        (p, q) for (a, p), (b, q) in combinations(zip(leaves, problems, strict=True), 2) if share_dates(a, b)
    ]
    verdicts = pairs(same_dates, best.plans, seconds=_PAIR_SECONDS, workers=_WORKERS)
    job.api.put_comparison(
        {
            "leaves": [_leave(leave, best) for leave in leaves],
            "pairs": [_pair(pair) for pair in verdicts],
            "status": best.status,
            "bound": best.bound,
        }
    )


def _leave(leave: FacultyUnavailability, best: GrantedLeaves) -> dict[str, Any]:
    rows = best.plans.get(leave.id)
    return {
        "leave": leave.id,
        "version": leave.version,
        "granted": rows is not None,
        "rows": [row_body(row) for row in rows or ()],
    }


def _pair(pair: Pair) -> dict[str, Any]:
    clash = _clash(pair.clash) if pair.clash else None
    return {"leaves": list(pair.leaves), "grantable": pair.grantable, "clash": clash}


def _clash(clash: Clash) -> dict[str, Any]:
    classes = [{"leave": c.leave, "date": c.date.isoformat(), **c.slot._asdict()} for c in clash.classes]
    return {"code": clash.code, "classes": classes, "people": list(clash.people)}
