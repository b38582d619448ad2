"""Which absences of the next days could not be covered: found out by night, read by the HOD."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from functions.services.identity.tokens import check_scope
from functions.services.identity.visibility import may
from functions.services.ports import Coverage, Gap, Records, Ref
from timetable.access import Caller
from timetable.errors import Malformed, NotAllowed, NotFound
from timetable.model import DepartmentId, Role

MOST = 2_000
"""gaps kept of a department"""


def ask(records: Records, by: Caller, department: DepartmentId, now: datetime) -> None:
    """Have it found out anew; each department by an event of its own."""
    _check_department(records, by, department, now, write=True)
    with records.write(now) as write:
        check_scope(write, by, "plans")
        write.event("CoverageAsked", department=department)


def read(records: Records, by: Caller, department: DepartmentId, now: datetime) -> Coverage:
    """What was found out last; raises NotFound where the caller may not know, or nothing was yet."""
    _check_department(records, by, department, now, write=False)
    (found,) = records.fetch(Ref("coverage", department))
    if not isinstance(found, Coverage):
        raise NotFound("coverage")
    return found


def put(
    records: Records, by: Caller, department: DepartmentId, looked_at: int, gaps: Sequence[Gap], now: datetime
) -> Coverage:
    """The solver's answer; it replaces the one before."""
    if by.role is not Role.SCHEDULER:
        raise NotAllowed("What can be covered is found out by the solver.")
    _check_department(records, by, department, now, write=True)
    people = {g.faculty for g in gaps}
    if not people <= set(records.reference.many("faculty", people)):
        raise Malformed("There is no such faculty member.", field="gaps.faculty")
    (before,) = records.fetch(Ref("coverage", department))
    was = before.version if isinstance(before, Coverage) else 0
    after = Coverage(department, looked_at, tuple(gaps), version=was + 1, created_at=now, updated_at=now)
    if isinstance(before, Coverage):
        after = replace(after, created_at=before.created_at)
    with records.write(now) as write:
        check_scope(write, by, "plans")
        write.change("coverage", department, after, was=was)
    return after


def _check_department(
    records: Records, by: Caller, department: DepartmentId, now: datetime, *, write: bool
) -> None:
    readable = may(records, by, "coverage", now)
    if not readable.covers(department) or records.reference.get("department", department) is None:
        raise NotFound("department")
    if write and not may(records, by, "coverage", now, write=True).covers(department):
        raise NotAllowed("Ask the solver, or wait for the night.")
