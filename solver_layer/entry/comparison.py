"""Pending leaves that share dates: which can be granted together, and what of each two; told to the API."""

from collections.abc import Sequence
from itertools import combinations
from typing import Any

from functions.services.plans.comparison import MOST
from functions.services.plans.solver_reader import SolverReader
from solver_layer.entry import api_client
from solver_layer.repair.clashes import pairs
from solver_layer.repair.comparison import Together, together
from timetable.leave.clashes import Clash, Pair, share_dates
from timetable.model import FacultyUnavailability, InstituteId, LeaveId

_SECONDS = 5.0
"""for as many as can be granted"""
_SECONDS_A_TRY = 0.5
"""for each question about two; most take hundredths of one"""
_WORKERS = 2


def compare_leaves(
    reader: SolverReader, institute: InstituteId, leave: LeaveId, *, replan: bool = False
) -> str:
    """Compare those that wait beside this request, or did; says how many. `replan`: what has become of it may
    be in the way of their plans."""
    groups = [_around(leave, group) for group in reader.pending_beside(institute, leave)]
    for group in groups:
        _compare(reader, institute, group)
    for other in (other for group in groups for other in group if replan):
        api_client.replan(other.id)
    return ", ".join(f"{len(group)} compared" for group in groups)


def _around(leave: LeaveId, group: list[FacultyUnavailability]) -> list[FacultyUnavailability]:
    """As many as are looked at together, in the order of time, with this one in the middle."""
    at = next((n for n, one in enumerate(group) if one.id == leave), 0)
    first = max(0, min(at - MOST // 2, len(group) - MOST))
    return group[first : first + MOST]


def _compare(reader: SolverReader, institute: InstituteId, leaves: Sequence[FacultyUnavailability]) -> None:
    problems = reader.problems(institute, leaves)
    best = together(problems, seconds=_SECONDS, workers=_WORKERS)
    both = [
        (p, q) for (a, p), (b, q) in combinations(zip(leaves, problems, strict=True), 2) if share_dates(a, b)
    ]
    found = list(pairs(both, best.plans, seconds=_SECONDS_A_TRY, workers=_WORKERS))
    api_client.put_together(
        {
            "leaves": [_leave(leave, best) for leave in leaves],
            "pairs": [_pair(pair) for pair in found],
            "status": best.status,
            "bound": best.bound,
        }
    )


def _leave(leave: FacultyUnavailability, best: Together) -> dict[str, Any]:
    rows = best.plans.get(leave.id)
    return {
        "leave": leave.id,
        "version": leave.version,
        "granted": rows is not None,
        "rows": [api_client.row_body(row) for row in rows or ()],
    }


def _pair(pair: Pair) -> dict[str, Any]:
    clash = _clash(pair.clash) if pair.clash else None
    return {"leaves": list(pair.leaves), "grantable": pair.grantable, "clash": clash}


def _clash(clash: Clash) -> dict[str, Any]:
    classes = [{"leave": c.leave, "date": c.date.isoformat(), **c.slot._asdict()} for c in clash.classes]
    return {"code": clash.code, "classes": classes, "people": list(clash.people)}
