"""Delegations: an HOD names who acts for them between two dates."""

from dataclasses import dataclass, replace
from datetime import date

from functions.services.identity import visibility
from functions.services.identity.preconditions import check_version
from functions.services.identity.rights import require_unchanged_right
from functions.services.ports import DEPARTMENT, USER, Request
from timetable.errors import NotAllowed, RuleBroken
from timetable.model import Department, DepartmentId, Role, UserId
from timetable.objects.consistency import check


@dataclass(frozen=True, slots=True)
class Acting:
    """Who acts for an HOD, from the first date to the last."""

    user: UserId
    first: date
    last: date


def delegate(request: Request, id: DepartmentId, acting: Acting | None, *, version: int | None) -> Department:
    """Name who acts for the department's HOD, or with None that nobody does, and return the department.

    Whoever acts from now on or no longer does is told. `version` is the one that the caller means to change.
    """
    before = visibility.readable_object(request, DEPARTMENT[id])
    if request.caller.role is not Role.ADMIN and before.hod != request.caller.id:
        raise NotAllowed("Only the HOD themselves, or an admin, names who acts for them.")
    check_version(version, before.version)
    named = _with_acting(before, acting)
    if named == before:
        return before
    after = replace(named, version=before.version + 1, updated_at=request.now)
    check(after, visibility.finder(request.records), visibility.lister(request.records))
    if acting:
        _check_acting(request, before, acting)
    with request.write() as write:
        write.change(DEPARTMENT[id], after, was=before.version, before=before)
        write.as_read()
        require_unchanged_right(write, request.caller)
        write.audit(request.caller, "delegate", DEPARTMENT[id], before=before, after=after, department=id)
        for user in dict.fromkeys(u for u in (before.acting_hod, after.acting_hod) if u):
            write.event("ActingNamed", None, department=id, user=user, version=after.version)
    return after


def _with_acting(department: Department, acting: Acting | None) -> Department:
    if acting is None:
        return replace(department, acting_hod=None, acting_from=None, acting_until=None)
    return replace(department, acting_hod=acting.user, acting_from=acting.first, acting_until=acting.last)


def _check_acting(request: Request, department: Department, acting: Acting) -> None:
    user = visibility.find_object(request.records, USER[acting.user])
    if user is None or not user.active:
        raise RuleBroken("This account is inactive. Choose somebody else.", field="acting_hod")
    if acting.user == department.hod:
        raise RuleBroken("The HOD does not act for themselves. Choose somebody else.", field="acting_hod")
    if acting.last < request.today:
        raise RuleBroken("These dates are past. Choose dates from today on.", field="acting_until")
