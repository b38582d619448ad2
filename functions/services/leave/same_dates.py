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

_SHOWN, _SHOWN_OF_ALL = 20, 100
"""requests of a department, or of all; of those that begin before the dates' end, at most five times as many
are looked at"""


@dataclass(frozen=True, slots=True)
class Beside:
    """The other requests of a leave's dates; with what is known of granting both."""

    leave: FacultyUnavailability
    pending: tuple[tuple[FacultyUnavailability, Pair | None], ...] = ()
    away: tuple[FacultyUnavailability, ...] = ()

    def leaves(self) -> list[FacultyUnavailability]:
        return [*(other for other, _ in self.pending), *self.away]


@dataclass(frozen=True, slots=True)
class Group:
    """A department's pending requests of one date, and what was last found of them together."""

    department: Department
    leaves: tuple[FacultyUnavailability, ...]
    found: tuple[LeaveComparison, ...]
    """of those of the leaves that were looked at"""
    is_stale: bool
    """one of them was not looked at, or has changed since, or what it was looked at with has"""

    def pairs(self) -> list[Pair]:
        """Of each two of the leaves what was last found out."""
        here = {leave.id for leave in self.leaves}
        last = sorted(self.found, key=lambda k: k.updated_at or datetime.min.replace(tzinfo=UTC))
        known = {frozenset(p.leaves): p for k in last for p in k.pairs if here >= set(p.leaves)}
        return list(known.values())


def of(request: Request, leave: FacultyUnavailability) -> Beside:
    """What a decider needs beside a pending request; nothing for anybody else."""
    if leave.status is not LeaveStatus.PENDING or not _may_know(request, leave):
        return Beside(leave)
    (kept,) = request.records.fetch(LEAVE_COMPARISON[leave.id])
    pending, away = (_others(request.records, leave, s) for s in (LeaveStatus.PENDING, LeaveStatus.APPROVED))
    known = kept if isinstance(kept, LeaveComparison) else None
    return Beside(
        leave, tuple((other, known.pair(leave, other) if known else None) for other in pending), away
    )


def on_date(request: Request, department: DepartmentId | None, on: date) -> list[Group]:
    """Two or more pending requests of one date, by the departments whose leave the caller decides."""
    of_department: dict[DepartmentId, list[FacultyUnavailability]] = defaultdict(list)
    for id in _departments(request, department):
        for leave in of_dates(request.records, id, LeaveStatus.PENDING, on, on):
            of_department[leave.department].append(leave)
    several = {id: leaves for id, leaves in of_department.items() if len(leaves) > 1}
    if not several:
        return []
    leaves = [leave for of in several.values() for leave in of]
    kept = {k.id: k for k in request.records.fetch(*(LEAVE_COMPARISON[leave.id] for leave in leaves)) if k}
    present = _versions(request.records, leaves, kept.values())
    named = request.reference.many(DEPARTMENT, several)
    return [_group(named[id], of, kept, present) for id, of in several.items()]


def _versions(
    records: Records, known: Iterable[FacultyUnavailability], kept: Iterable[LeaveComparison]
) -> dict[LeaveId, int]:
    """Of these pending leaves, and of those that they were looked at with and that are pending still."""
    present = {leave.id: leave.version for leave in known}
    elsewhere = {id for k in kept for id in k.based_on} - set(present)
    others = records.fetch(*(LEAVE[id] for id in sorted(elsewhere))) if elsewhere else []
    return present | {o.id: o.version for o in others if o and o.status is LeaveStatus.PENDING}


def _group(
    department: Department,
    leaves: Sequence[FacultyUnavailability],
    kept: Mapping[LeaveId, LeaveComparison],
    present: Mapping[LeaveId, int],
) -> Group:
    found = tuple(kept[leave.id] for leave in leaves if leave.id in kept)
    here = {leave.id for leave in leaves}
    fresh = len(found) == len(leaves) and all(
        here <= set(k.based_on) and all(present.get(id) == v for id, v in k.based_on.items()) for k in found
    )
    return Group(department, tuple(leaves), found, not fresh)


def _departments(request: Request, department: DepartmentId | None) -> list[DepartmentId | None]:
    """Those that are asked about; None: all, for who decides everywhere."""
    today = request.today
    every: list[Department] = request.reference.all(DEPARTMENT)
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
    found = of_dates(records, leave.department, status, leave.start_date, leave.end_date)
    return tuple(other for other in found if other.id != leave.id)


def of_dates(
    records: Records, department: DepartmentId | None, status: LeaveStatus, first: date, last: date
) -> list[FacultyUnavailability]:
    """The requests that reach one of these dates, by when they begin; a leave lies within one term."""
    term = records.reference.calendar(first).term
    page = records.page(
        LEAVE,
        [listings.leaves_begun(status, department, first=term.first, last=last)],
        limit=_SHOWN + 1 if department else _SHOWN_OF_ALL,
        descending=True,
        fits=lambda one: one.end_date >= first,
    )
    return list(reversed(page.values))
