"""Comparisons, made by the solver: which of the pending leaves that share dates can all be granted."""

from dataclasses import dataclass

from functions.services.identity.tokens import check_scope
from functions.services.plans import proposals
from functions.services.plans.proposals import Proposal, RowProposal
from functions.services.ports import LEAVE, LEAVE_COMPARISON, LeaveComparison, Request, fetch_pairs
from timetable.access import Scope, reach
from timetable.errors import Decided, Malformed, NotAllowed, NotFound, RuleBroken, StalePlan
from timetable.leave.clashes import Pair
from timetable.model import FacultyUnavailability, LeaveId, LeaveStatus, Plan, PlanRow

MAX_LEAVES = 12  # compared in one call, whose results are written in one transaction
MAX_ROWS = 120  # of a leave; if it has more, none are stored


@dataclass(frozen=True, slots=True)
class Compared:
    """One of the leaves: the version that was compared, and its rows in the plan for all."""

    leave: LeaveId
    version: int
    granted: bool
    rows: tuple[RowProposal, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """The solver's answer about some leaves of one department."""

    leaves: tuple[Compared, ...]
    pairs: tuple[Pair, ...]
    status: str
    bound: int


def store(request: Request, comparison: Comparison) -> list[LeaveComparison]:
    """Store the comparison for each of its leaves; raises StalePlan if one of them has changed since.

    An event is written for each leave whose chances have changed, so that its card is redrawn.
    """
    if reach(request.caller, "plan", write=True) is not Scope.ALL:
        raise NotAllowed("Leaves are compared by the solver.")
    ids = [c.leave for c in comparison.leaves]
    if len(set(ids)) != len(ids) or not {leave for p in comparison.pairs for leave in p.leaves} <= set(ids):
        raise Malformed("Name each leave once, and pairs of those that are named.", field="leaves")
    stored = fetch_pairs(request.records, ids, (LEAVE, LEAVE_COMPARISON))
    leaves, before = [leave for leave, _ in stored], [earlier for _, earlier in stored]
    rows = [_rows(request, leave, c) for leave, c in zip(leaves, comparison.leaves, strict=True)]
    if len({leave.department for leave in leaves if leave}) > 1:
        raise RuleBroken("Leaves of one department are compared.", field="leaves")
    cost = sum(row.cost for plan_rows in rows for row in plan_rows)
    versions = {c.leave: c.version for c in comparison.leaves}
    after = [
        LeaveComparison(
            c.leave,
            versions,
            c.granted,
            plan_rows if len(plan_rows) <= MAX_ROWS else (),
            tuple(p for p in comparison.pairs if c.leave in p.leaves),
            comparison.status,
            cost,
            comparison.bound,
            version=was.version + 1 if was else 1,
            created_at=was.created_at if was else request.now,
            updated_at=request.now,
        )
        for c, plan_rows, was in zip(comparison.leaves, rows, before, strict=True)
    ]
    with request.write() as write:
        check_scope(write, request.caller, "plans")
        for made, earlier in zip(after, before, strict=True):
            write.unchanged(LEAVE[made.id], was=versions[made.id], otherwise=_moved_on(made.id))
            version = earlier.version if earlier else 0
            write.change(LEAVE_COMPARISON[made.id], made, was=version, otherwise=_moved_on(made.id))
            if _chances(made) != _chances(earlier):
                write.event("LeavesCompared", made.id)
    return after


def _rows(request: Request, leave: FacultyUnavailability | None, compared: Compared) -> tuple[PlanRow, ...]:
    """A leave's rows in the plan for all, checked as those of its own plan are."""
    if leave is None:
        raise NotFound("leave request")
    if leave.status is not LeaveStatus.PENDING:
        raise Decided(f"This request is {leave.status} already.", decision=str(leave.status))
    if leave.version != compared.version:
        raise _moved_on(leave.id)
    if not compared.granted:
        return ()
    none_yet = Plan(leave.id, 0, (), "none")
    return proposals.checked_plan(
        request, leave, none_yet, proposal=Proposal(0, "feasible", 0, compared.rows)
    ).rows


def _moved_on(leave: LeaveId) -> StalePlan:
    sentence = "One of the requests, or what is known of it, has changed; compare them again."
    return StalePlan(sentence, field="leaves", leave=leave)


def _chances(comparison: LeaveComparison | None) -> set[tuple[LeaveId, bool | None]]:
    """With which leaves it can be granted, as far as is known; empty if there is no comparison."""
    return {(p.other(comparison.id), p.grantable) for p in comparison.pairs} if comparison else set()
