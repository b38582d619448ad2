"""Lists of leave requests: the caller's own, those to decide, all readable ones; and the balance of each
kind.
"""

from datetime import date

from functions.services.identity.visibility import may
from functions.services.ports import DEPARTMENT, FACULTY, LEAVE, LEDGER, Page, Request
from timetable.access import departments_decided, heads, may_decide
from timetable.errors import NotAllowed, NotFound
from timetable.leave.quota import Balance, balances
from timetable.model import DepartmentId, FacultyId, FacultyUnavailability, LeaveStatus, Role
from timetable.objects import listings


def balance(request: Request, faculty: FacultyId | None, on: date | None) -> list[Balance]:
    """What is left of every kind in the leave year of a date, for the caller or for somebody whose leave they
    decide.
    """
    wanted = faculty or request.caller.faculty
    profile = request.reference.get(FACULTY[wanted]) if wanted else None
    if profile is None:
        raise NotFound("faculty member")
    today = request.today
    department = request.department(profile.department)
    if (
        profile.id != request.caller.faculty
        and request.caller.role is not Role.ADMIN
        and not heads(request.caller, department, today)
    ):
        raise NotFound("faculty member")
    (ledger,) = request.records.fetch(LEDGER[profile.id])
    open_ = [LEAVE[s.leave] for s in ledger.spans if s.open] if ledger else []
    spent = [leave for leave in request.records.fetch(*open_) if leave] if open_ else []
    policies = request.reference.institute.policies
    return balances(spent, request.reference.calendar, policies=policies, on=on or today)


def own_leaves(request: Request) -> list[FacultyUnavailability]:
    """The caller's requests, newest first."""
    if request.caller.faculty is None:
        return []
    (ledger,) = request.records.fetch(LEDGER[request.caller.faculty])
    spans = ledger.spans if ledger else ()
    leaves = request.records.fetch(*(LEAVE[s.leave] for s in reversed(spans))) if spans else []
    return [leave for leave in leaves if leave]


def to_decide(
    request: Request, status: str, *, limit: int, after: str | None, descending: bool
) -> Page[FacultyUnavailability]:
    """The requests that the caller may decide, in one state, by first date."""
    today = request.today
    departments = request.reference.all(DEPARTMENT)
    by_id = {d.id: d for d in departments}
    inside = (
        None
        if request.caller.role is Role.ADMIN
        else sorted(departments_decided(request.caller, departments, today))
    )
    return request.records.page(
        LEAVE,
        listings.leaves(LeaveStatus(status), inside),
        limit=limit,
        after=after,
        descending=descending,
        fits=lambda leave: may_decide(request.caller, leave, by_id.get(leave.department), today=today),
    )


def page(
    request: Request,
    *,
    status: str | None,
    department: str | None,
    faculty: str | None,
    limit: int,
    after: str | None,
    descending: bool,
) -> Page[FacultyUnavailability]:
    """Requests that the caller may read, by first date within each state."""
    state = LeaveStatus(status) if status else None
    readable = may(request, "facultyunavailability")
    if not readable:
        raise NotAllowed("This list is not for you.")
    if readable.own and not readable.departments and not readable.all:
        mine = [
            leave
            for leave in own_leaves(request)
            if state in (None, leave.status)
            and department in (None, leave.department)
            and faculty in (None, leave.faculty)
        ]
        return Page(tuple(mine))
    inside = None if readable.all else sorted(readable.departments)
    if department is not None:
        allowed = inside is None or department in inside
        inside = [DepartmentId(department)] if allowed else []

    def fits(leave: FacultyUnavailability) -> bool:
        seen = inside is None or leave.department in inside
        return seen and state in (None, leave.status)

    return request.records.page(
        LEAVE,
        listings.leaves(state, inside, faculty),
        limit=limit,
        after=after,
        descending=descending,
        fits=fits if faculty else None,
    )
