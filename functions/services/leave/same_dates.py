"""What else is on the dates of a leave: other pending requests, and who is away. For those who decide."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from functions.services.ports import Records, Ref, Together
from timetable import calendar as calendars
from timetable.access import Caller, departments_decided, heads
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
    found: tuple[Together, ...]
    """of those of the leaves that were looked at"""
    is_stale: bool
    """one of them was not looked at, or has changed since, or what it was looked at with has"""

    def pairs(self) -> list[Pair]:
        """Of each two of the leaves what was last found out."""
        here = {leave.id for leave in self.leaves}
        last = sorted(self.found, key=lambda k: k.updated_at or datetime.min.replace(tzinfo=UTC))
        known = {frozenset(p.leaves): p for k in last for p in k.pairs if here >= set(p.leaves)}
        return list(known.values())


def of(records: Records, by: Caller, leave: FacultyUnavailability, now: datetime) -> Beside:
    """What a decider needs beside a pending request; nothing for anybody else."""
    if leave.status is not LeaveStatus.PENDING or not _may_know(records, by, leave, now):
        return Beside(leave)
    (kept,) = records.fetch(Ref("together", leave.id))
    pending, away = (_others(records, leave, s) for s in (LeaveStatus.PENDING, LeaveStatus.APPROVED))
    known = kept if isinstance(kept, Together) else None
    return Beside(
        leave, tuple((other, known.pair(leave, other) if known else None) for other in pending), away
    )


def on_date(
    records: Records, by: Caller, department: DepartmentId | None, on: date, now: datetime
) -> list[Group]:
    """Two or more pending requests of one date, by the departments whose leave the caller decides."""
    of_department: dict[DepartmentId, list[FacultyUnavailability]] = defaultdict(list)
    for id in _departments(records, by, department, now):
        for leave in of_dates(records, id, LeaveStatus.PENDING, on, on):
            of_department[leave.department].append(leave)
    several = {id: leaves for id, leaves in of_department.items() if len(leaves) > 1}
    if not several:
        return []
    leaves = [leave for of in several.values() for leave in of]
    kept = {k.id: k for k in records.fetch(*(Ref("together", leave.id) for leave in leaves)) if k}
    present = _versions(records, leaves, kept.values())
    named = records.reference.many("department", several)
    return [_group(named[id], of, kept, present) for id, of in several.items()]


def _versions(
    records: Records, known: Iterable[FacultyUnavailability], kept: Iterable[Together]
) -> dict[LeaveId, int]:
    """Of these pending leaves, and of those that they were looked at with and that are pending still."""
    present = {leave.id: leave.version for leave in known}
    elsewhere = {id for k in kept for id in k.based_on} - set(present)
    others = records.fetch(*(Ref("leave", id) for id in sorted(elsewhere))) if elsewhere else []
    return present | {o.id: o.version for o in others if o and o.status is LeaveStatus.PENDING}


def _group(
    department: Department,
    leaves: Sequence[FacultyUnavailability],
    kept: Mapping[LeaveId, Together],
    present: Mapping[LeaveId, int],
) -> Group:
    found = tuple(kept[leave.id] for leave in leaves if leave.id in kept)
    here = {leave.id for leave in leaves}
    fresh = len(found) == len(leaves) and all(
        here <= set(k.based_on) and all(present.get(id) == v for id, v in k.based_on.items()) for k in found
    )
    return Group(department, tuple(leaves), found, not fresh)


def _departments(
    records: Records, by: Caller, department: DepartmentId | None, now: datetime
) -> list[DepartmentId | None]:
    """Those that are asked about; None: all, for who decides everywhere."""
    today = calendars.today(records.reference.institute.zone, now)
    every: list[Department] = records.reference.all("department")
    decided = departments_decided(by, every, today)
    if not decided:
        raise NotAllowed("This is for those who decide leave.")
    if department is not None and department not in decided:
        raise NotFound("department")
    if department is not None:
        return [department]
    return [None] if by.role is Role.ADMIN else [*decided]


def _may_know(records: Records, by: Caller, leave: FacultyUnavailability, now: datetime) -> bool:
    today = calendars.today(records.reference.institute.zone, now)
    department = records.reference.get("department", leave.department)
    decides = by.role is Role.ADMIN or heads(by, department, today)
    return decides and leave.faculty != by.faculty


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
        "leave",
        [listings.leaves_begun(status, department, term.first, last)],
        limit=_SHOWN + 1 if department else _SHOWN_OF_ALL,
        descending=True,
        fits=lambda one: one.end_date >= first,
    )
    return list(reversed(page.values))
