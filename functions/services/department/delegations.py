"""An HOD names who acts for them between two dates."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from functions.services.identity import visibility
from functions.services.ports import Records, Ref
from timetable import calendar as calendars
from timetable.access import Caller
from timetable.errors import NotAllowed, RuleBroken, StaleVersion
from timetable.model import Department, DepartmentId, Role, User, UserId
from timetable.objects.consistency import check


@dataclass(frozen=True, slots=True)
class Acting:
    """Who acts, from the first date to the last."""

    user: UserId
    first: date
    last: date


def delegate(
    records: Records,
    by: Caller,
    id: DepartmentId,
    acting: Acting | None,
    version: int | None,
    now: datetime,
) -> Department:
    """The department with who acts for its HOD (None: nobody); the person is told."""
    before: Department = visibility.one(records, by, "department", id, now)
    if by.role is not Role.ADMIN and before.hod != by.id:
        raise NotAllowed("Only the HOD themselves, or an admin, names who acts for them.")
    if version is not None and version != before.version:
        said = f"It is version {before.version} by now. Look at it again, then retry."
        raise StaleVersion(said, field="version", version=before.version)
    named = (acting.user, acting.first, acting.last) if acting else (None, None, None)
    if named == (before.acting_hod, before.acting_from, before.acting_until):
        return before
    after = replace(
        before, acting_hod=named[0], acting_from=named[1], acting_until=named[2],
        version=before.version + 1, updated_at=now,
    )  # fmt: skip
    check(after, lambda kind, i: visibility.look(records, kind, i), records.reference.all)
    if acting:
        _check_acting(records, before, acting, calendars.today(records.reference.institute.zone, now))
    with records.write(now) as write:
        write.change("department", id, after, was=before.version, before=before)
        write.as_read()
        if by.user:
            gone = NotAllowed("Your right to do this has just changed.")
            write.unchanged("user", by.user.id, was=by.user.version, otherwise=gone)
        write.audit(by, "delegate", Ref("department", id), before=before, after=after, department=id)
        for user in dict.fromkeys(u for u in (before.acting_hod, after.acting_hod) if u):
            write.event("ActingNamed", None, department=id, user=user, version=after.version)
    return after


def _check_acting(records: Records, department: Department, acting: Acting, today: date) -> None:
    user = visibility.look(records, "user", acting.user)
    if not isinstance(user, User) or not user.active:
        raise RuleBroken("This account is inactive. Choose somebody else.", field="acting_hod")
    if acting.user == department.hod:
        raise RuleBroken("The HOD does not act for themselves. Choose somebody else.", field="acting_hod")
    if acting.last < today:
        raise RuleBroken("These dates are past. Choose dates from today on.", field="acting_until")
