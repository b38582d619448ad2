"""What else is on the dates of a leave: other pending requests, and who is away. For those who decide."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from functions.services.ports import DEPARTMENT, LEAVE, LEAVE_COMPARISON, LeaveComparison, Records, Request
from timetable.access import departments_decided, heads
from timetable.errors import NotAllowed, NotFound
from timetable.leave.clashes import Pair
from timetable.model import Department, DepartmentId, FacultyUnavailability, LeaveId, LeaveStatus, Role
from timetable.objects import listings

# Of the requests that begin before the last date, at most five times as many are read.
_MAX_LEAVES_OF_DEPARTMENT = 20
_MAX_LEAVES_OF_INSTITUTE = 100


@dataclass(frozen=True, slots=True)
class SameDates:
    """The other leaves on the dates of a pending one; each pending one with how the two compare, if known."""

    leave: FacultyUnavailability
    pending: tuple[tuple[FacultyUnavailability, Pair | None], ...] = ()
    away: tuple[FacultyUnavailability, ...] = ()

    def leaves(self) -> list[FacultyUnavailability]:
        """All the other leaves, the pending ones first."""
        return [*(other for other, _ in self.pending), *self.away]


@dataclass(frozen=True, slots=True)
class Group:
    """A department's pending requests of one date, with their last comparisons."""

    department: Department
    leaves: tuple[FacultyUnavailability, ...]
    comparisons: tuple[LeaveComparison, ...]  # of those of the leaves that were compared
    is_stale: bool  # a leave, or one that it was compared with, is new or has changed since

    def pairs(self) -> list[Pair]:
        """The last comparison of each two of the leaves."""
        ids = {leave.id for leave in self.leaves}
        last = sorted(self.comparisons, key=lambda k: k.updated_at or datetime.min.replace(tzinfo=UTC))
        known = {frozenset(p.leaves): p for k in last for p in k.pairs if ids >= set(p.leaves)}
        return list(known.values())


def leaves_on_same_dates(request: Request, leave: FacultyUnavailability) -> SameDates:
    """The other leaves on the dates of a pending one, for its deciders; empty for anybody else."""
    if leave.status is not LeaveStatus.PENDING or not _may_know(request, leave):
        return SameDates(leave)
    (comparison,) = request.records.fetch(LEAVE_COMPARISON[leave.id])
    pending, away = (_others(request.records, leave, s) for s in (LeaveStatus.PENDING, LeaveStatus.APPROVED))
    current = comparison if comparison else None
    return SameDates(
        leave, tuple((other, current.pair(leave, other) if current else None) for other in pending), away
    )


def on_date(request: Request, department: DepartmentId | None, on: date) -> list[Group]:
    """The departments, of those for which the caller decides, with two or more pending requests on a date."""
    of_department: dict[DepartmentId, list[FacultyUnavailability]] = defaultdict(list)
    for id in _departments(request, department):
        for leave in leaves_on_dates(request.records, id, LeaveStatus.PENDING, first=on, last=on):
            of_department[leave.department].append(leave)
    several = {id: leaves for id, leaves in of_department.items() if len(leaves) > 1}
    if not several:
        return []
    leaves = [leave for leaves_there in several.values() for leave in leaves_there]
    comparisons = {
        k.id: k for k in request.records.fetch(*(LEAVE_COMPARISON[leave.id] for leave in leaves)) if k
    }
    present = _versions(request.records, leaves, comparisons.values())
    named = request.reference.many(DEPARTMENT, several)
    return [
        _group(named[id], leaves_there, comparisons=comparisons, present=present)
        for id, leaves_there in several.items()
    ]


def _versions(
    records: Records, known: Iterable[FacultyUnavailability], comparisons: Iterable[LeaveComparison]
) -> dict[LeaveId, int]:
    """The versions of these pending leaves, and of the pending ones that they were compared with."""
    present = {leave.id: leave.version for leave in known}
    elsewhere = {id for k in comparisons for id in k.based_on} - set(present)
    others = records.fetch(*(LEAVE[id] for id in sorted(elsewhere))) if elsewhere else []
    return present | {o.id: o.version for o in others if o and o.status is LeaveStatus.PENDING}


def _group(
    department: Department,
    leaves: Sequence[FacultyUnavailability],
    *,
    comparisons: Mapping[LeaveId, LeaveComparison],
    present: Mapping[LeaveId, int],
) -> Group:
    known = tuple(comparisons[leave.id] for leave in leaves if leave.id in comparisons)
    ids = {leave.id for leave in leaves}
    fresh = len(known) == len(leaves) and all(
        ids <= set(k.based_on) and all(present.get(id) == v for id, v in k.based_on.items()) for k in known
    )
    return Group(department, tuple(leaves), known, not fresh)


def _departments(request: Request, department: DepartmentId | None) -> list[DepartmentId | None]:
    """The departments to look at; [None] stands for all of them, if the caller decides everywhere."""
    today = request.today
    every = request.reference.all(DEPARTMENT)
    decided = departments_decided(request.caller, every, today)
    if not decided:
        raise NotAllowed("This is for those who decide leave.")
    if department is not None and department not in decided:
        raise NotFound("department")
    if department is not None:
        return [department]
    return [None] if request.caller.role is Role.ADMIN else [*decided]


def _may_know(request: Request, leave: FacultyUnavailability) -> bool:
    today = request.today
    department = request.department(leave.department)
    decides = request.caller.role is Role.ADMIN or heads(request.caller, department, today)
    return decides and leave.faculty != request.caller.faculty


def _others(
    records: Records, leave: FacultyUnavailability, status: LeaveStatus
) -> tuple[FacultyUnavailability, ...]:
    leaves = leaves_on_dates(records, leave.department, status, first=leave.start_date, last=leave.end_date)
    return tuple(other for other in leaves if other.id != leave.id)


def leaves_on_dates(
    records: Records, department: DepartmentId | None, status: LeaveStatus, *, first: date, last: date
) -> list[FacultyUnavailability]:
    """The requests that reach one of these dates, by when they begin; a leave lies within one term."""
    term = records.reference.calendar(first).term
    page = records.page(
        LEAVE,
        [listings.leaves_begun(status, department, first=term.first, last=last)],
        limit=_MAX_LEAVES_OF_DEPARTMENT + 1 if department else _MAX_LEAVES_OF_INSTITUTE,
        descending=True,
        fits=lambda leave: leave.end_date >= first,
    )
    return list(reversed(page.values))
