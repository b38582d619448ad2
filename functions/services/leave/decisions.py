"""What decisions about leave have in common: whose right they are, their record, what overtakes them."""

from datetime import datetime

from functions.services.ports import Records, Ref, Write
from timetable import calendar as calendars
from timetable.access import Caller, acting
from timetable.errors import NotAllowed, Refusal, StalePlan
from timetable.model import FacultyUnavailability, Plan


def with_authority(records: Records, write: Write, by: Caller, leave: FacultyUnavailability) -> None:
    """The decider's right must still stand when the transaction happens."""
    gone = NotAllowed("Your right to decide this request has just changed.")
    department = records.reference.get("department", leave.department)
    if department is None:
        raise gone
    write.unchanged("department", department.id, was=department.version, otherwise=gone)
    if by.user:
        write.unchanged("user", by.user.id, was=by.user.version, otherwise=gone)


def recorded(
    records: Records,
    write: Write,
    by: Caller,
    action: str,
    before: FacultyUnavailability,
    after: FacultyUnavailability,
    now: datetime,
) -> None:
    today = calendars.today(records.reference.institute.zone, now)
    as_ = acting(by, records.reference.get("department", before.department), today)
    ref = Ref("leave", before.id)
    write.audit(as_, action, ref, before=before, after=after, department=before.department)


def stale(sentence: str, plan: Plan, clash: Refusal | None = None) -> StalePlan:
    facts = {"collides_with": clash.facts} if clash else {}
    return StalePlan(sentence, field="plan_revision", plan_revision=plan.revision, **facts)


def moved_on(plan: Plan) -> StalePlan:
    return stale("The request or its plan changed this very moment. Look at it again.", plan)
