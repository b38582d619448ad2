"""An HOD names who acts for them between two dates."""

from dataclasses import dataclass, replace
from datetime import date

from functions.services.identity import visibility
from functions.services.identity.preconditions import check_version
from functions.services.ports import DEPARTMENT, USER, Records, Request
from timetable.errors import NotAllowed, RuleBroken
from timetable.model import Department, DepartmentId, Role, User, UserId
from timetable.objects.consistency import check


@dataclass(frozen=True, slots=True)
class Acting:
    """Who acts, from the first date to the last."""

    user: UserId
    first: date
    last: date


def delegate(request: Request, id: DepartmentId, acting: Acting | None, version: int | None) -> Department:
    """The department with who acts for its HOD (None: nobody); the person is told."""
    before = visibility.readable_object(request, DEPARTMENT[id])
    if request.caller.role is not Role.ADMIN and before.hod != request.caller.id:
        raise NotAllowed("Only the HOD themselves, or an admin, names who acts for them.")
    check_version(version, before.version)
    named = (acting.user, acting.first, acting.last) if acting else (None, None, None)
    if named == (before.acting_hod, before.acting_from, before.acting_until):
        return before
    after = replace(
        before, acting_hod=named[0], acting_from=named[1], acting_until=named[2],
        version=before.version + 1, updated_at=request.now,
    )  # fmt: skip
    check(after, visibility.finder(request.records), visibility.lister(request.records))
    if acting:
        _check_acting(request.records, before, acting, request.today)
    with request.write() as write:
        write.change(DEPARTMENT[id], after, was=before.version, before=before)
        write.as_read()
        if request.caller.user:
            gone = NotAllowed("Your right to do this has just changed.")
            write.unchanged(USER[request.caller.user.id], was=request.caller.user.version, otherwise=gone)
        write.audit(request.caller, "delegate", DEPARTMENT[id], before=before, after=after, department=id)
        for user in dict.fromkeys(u for u in (before.acting_hod, after.acting_hod) if u):
            write.event("ActingNamed", None, department=id, user=user, version=after.version)
    return after


def _check_acting(records: Records, department: Department, acting: Acting, today: date) -> None:
    user = visibility.find_object(records, USER[acting.user])
    if not isinstance(user, User) or not user.active:
        raise RuleBroken("This account is inactive. Choose somebody else.", field="acting_hod")
    if acting.user == department.hod:
        raise RuleBroken("The HOD does not act for themselves. Choose somebody else.", field="acting_hod")
    if acting.last < today:
        raise RuleBroken("These dates are past. Choose dates from today on.", field="acting_until")
