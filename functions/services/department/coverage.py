"""The absences of the next days that nobody could cover: the solver looks for them by night, the HOD reads
them."""

from collections.abc import Sequence
from dataclasses import replace

from functions.services.identity.tokens import check_scope
from functions.services.identity.visibility import may
from functions.services.ports import COVERAGE, FACULTY, Coverage, Gap, Request
from timetable.errors import Malformed, NotAllowed, NotFound
from timetable.model import DepartmentId, Role

MAX_GAPS = 2_000  # stored for one department


def ask(request: Request, department: DepartmentId) -> None:
    """Have the solver look for the department's gaps again."""
    _check_department(request, department, write=True)
    with request.write() as write:
        check_scope(write, request.caller, "plans")
        write.event("CoverageAsked", department=department)


def read(request: Request, department: DepartmentId) -> Coverage:
    """The department's gaps; raises NotFound if the caller may not read them, or none were looked for yet."""
    _check_department(request, department, write=False)
    (stored,) = request.records.fetch(COVERAGE[department])
    if stored is None:
        raise NotFound("coverage")
    return stored


def put(request: Request, department: DepartmentId, *, looked_at: int, gaps: Sequence[Gap]) -> Coverage:
    """Store the solver's answer in place of the one before: the gaps among `looked_at` absences."""
    if request.caller.role is not Role.SCHEDULER:
        raise NotAllowed("What can be covered is found out by the solver.")
    _check_department(request, department, write=True)
    people = {g.faculty for g in gaps}
    if not people <= set(request.reference.many(FACULTY, people)):
        raise Malformed("There is no such faculty member.", field="gaps.faculty")
    (before,) = request.records.fetch(COVERAGE[department])
    was = before.version if before else 0
    after = Coverage(
        department, looked_at, tuple(gaps), version=was + 1, created_at=request.now, updated_at=request.now
    )
    if before:
        after = replace(after, created_at=before.created_at)
    with request.write() as write:
        check_scope(write, request.caller, "plans")
        write.change(COVERAGE[department], after, was=was)
    return after


def _check_department(request: Request, department: DepartmentId, *, write: bool) -> None:
    readable = may(request, "coverage")
    if not readable.covers(department) or request.department(department) is None:
        raise NotFound("department")
    if write and not may(request, "coverage", write=True).covers(department):
        raise NotAllowed("Ask the solver, or wait for the night.")
