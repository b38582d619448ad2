"""Which leave requests there are: mine, on my desk, all that I may read; and what is left of each kind."""

from datetime import date, datetime

from functions.services.identity.visibility import may
from functions.services.ports import Page, Records, Ref
from timetable import calendar as calendars
from timetable.access import Caller, departments_decided, heads, may_decide
from timetable.errors import NotAllowed, NotFound
from timetable.leave.quota import Balance, balances
from timetable.model import Department, DepartmentId, FacultyId, FacultyUnavailability, LeaveStatus, Role
from timetable.objects import listings


def balance(
    records: Records, by: Caller, faculty: FacultyId | None, on: date | None, now: datetime
) -> list[Balance]:
    """What is left of every kind in a leave year; of the caller, or of somebody whose leave they decide."""
    wanted = faculty or by.faculty
    profile = records.reference.get("faculty", wanted) if wanted else None
    if profile is None:
        raise NotFound("faculty member")
    today = calendars.today(records.reference.institute.zone, now)
    department = records.reference.get("department", profile.department)
    if profile.id != by.faculty and by.role is not Role.ADMIN and not heads(by, department, today):
        raise NotFound("faculty member")
    (book,) = records.fetch(Ref("book", profile.id))
    open_ = [Ref("leave", s.leave) for s in book.spans if s.open] if book else []
    spent = [leave for leave in records.fetch(*open_) if leave] if open_ else []
    policies = records.reference.institute.policies
    return balances(spent, records.reference.calendar, policies, on or today)


def own(records: Records, by: Caller) -> list[FacultyUnavailability]:
    """The caller's requests, newest first."""
    if by.faculty is None:
        return []
    (book,) = records.fetch(Ref("book", by.faculty))
    spans = book.spans if book else ()
    found = records.fetch(*(Ref("leave", s.leave) for s in reversed(spans))) if spans else []
    return [leave for leave in found if leave]


def to_decide(
    records: Records,
    by: Caller,
    status: str,
    *,
    limit: int,
    after: str | None,
    descending: bool,
    now: datetime,
) -> Page:
    """The requests that the caller may decide, in one state, by first date."""
    today = calendars.today(records.reference.institute.zone, now)
    departments: list[Department] = records.reference.all("department")
    by_id = {d.id: d for d in departments}
    inside = None if by.role is Role.ADMIN else sorted(departments_decided(by, departments, today))
    return records.page(
        "leave",
        listings.leaves(LeaveStatus(status), inside),
        limit=limit,
        after=after,
        descending=descending,
        fits=lambda leave: may_decide(by, leave, by_id.get(leave.department), today),
    )


def page(
    records: Records,
    by: Caller,
    status: str | None,
    department: str | None,
    faculty: str | None,
    *,
    limit: int,
    after: str | None,
    descending: bool,
    now: datetime,
) -> Page:
    """Requests that the caller may read, by first date within each state."""
    state = LeaveStatus(status) if status else None
    readable = may(records, by, "facultyunavailability", now)
    if not readable:
        raise NotAllowed("This list is not for you.")
    if readable.own and not readable.departments and not readable.all:
        mine = [
            leave
            for leave in own(records, by)
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

    return records.page(
        "leave",
        listings.leaves(state, inside, faculty),
        limit=limit,
        after=after,
        descending=descending,
        fits=fits if faculty else None,
    )
