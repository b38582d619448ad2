"""Pending leaves that share dates, looked at together by the solver: which can be granted together."""

from dataclasses import dataclass

from functions.services.identity.tokens import check_scope
from functions.services.plans import proposals
from functions.services.plans.proposals import Proposal, RowProposal
from functions.services.ports import LEAVE, LEAVE_COMPARISON, LeaveComparison, Request, fetch_pairs
from timetable.access import Scope, reach
from timetable.errors import Decided, Malformed, NotAllowed, NotFound, RuleBroken, StalePlan
from timetable.leave.clashes import Pair
from timetable.model import FacultyUnavailability, LeaveId, LeaveStatus, Plan, PlanRow

MOST = 12
"""leaves that are looked at together; what is found is written in one transaction"""
MOST_ROWS = 120
"""classes of a leave whose rows are kept"""


@dataclass(frozen=True, slots=True)
class Compared:
    """One of the leaves: on which version of it the answer rests, and its part of the joint plan."""

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


def store(request: Request, found: Comparison) -> list[LeaveComparison]:
    """Keep what was found with each of the leaves; refused where one of them has moved on.

    Those whose chances beside others are other ones now are told of, so that their cards are redrawn.
    """
    if reach(request.caller, "plan", write=True) is not Scope.ALL:
        raise NotAllowed("Leaves are compared by the solver.")
    ids = [c.leave for c in found.leaves]
    if len(set(ids)) != len(ids) or not {leave for p in found.pairs for leave in p.leaves} <= set(ids):
        raise Malformed("Name each leave once, and pairs of those that are named.", field="leaves")
    stored = fetch_pairs(request.records, ids, (LEAVE, LEAVE_COMPARISON))
    leaves, before = [leave for leave, _ in stored], [earlier for _, earlier in stored]
    rows = [_rows(request, leave, c) for leave, c in zip(leaves, found.leaves, strict=True)]
    if len({leave.department for leave in leaves if leave}) > 1:
        raise RuleBroken("Leaves of one department are compared.", field="leaves")
    cost = sum(row.cost for of in rows for row in of)
    versions = {c.leave: c.version for c in found.leaves}
    after = [
        LeaveComparison(
            c.leave,
            versions,
            c.granted,
            of if len(of) <= MOST_ROWS else (),
            tuple(p for p in found.pairs if c.leave in p.leaves),
            found.status,
            cost,
            found.bound,
            version=was.version + 1 if was else 1,
            created_at=was.created_at if was else request.now,
            updated_at=request.now,
        )
        for c, of, was in zip(found.leaves, rows, before, strict=True)
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
    """A leave's rows of the joint plan, checked as those of its own plan are."""
    if leave is None:
        raise NotFound("leave request")
    if leave.status is not LeaveStatus.PENDING:
        raise Decided(f"This request is {leave.status} already.", decision=str(leave.status))
    if leave.version != compared.version:
        raise _moved_on(leave.id)
    if not compared.granted:
        return ()
    none_yet = Plan(leave.id, 0, (), "none")
    return proposals.checked(request, leave, none_yet, Proposal(0, "feasible", 0, compared.rows)).rows


def _moved_on(leave: LeaveId) -> StalePlan:
    said = "One of the requests, or what is known of it, has changed; compare them again."
    return StalePlan(said, field="leaves", leave=leave)


def _chances(of: LeaveComparison | None) -> set[tuple[LeaveId, bool | None]]:
    """What is known of its pairs; nothing is as good as none."""
    return {(p.other(of.id), p.grantable) for p in of.pairs} if of else set()
