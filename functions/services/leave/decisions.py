"""What decisions about leave have in common: whose right they are, their record, what overtakes them."""

from functions.services.ports import DEPARTMENT, LEAVE, USER, Request, Write
from timetable.access import acting
from timetable.errors import NotAllowed, Refusal, StalePlan
from timetable.model import FacultyUnavailability, Plan


def with_authority(request: Request, write: Write, leave: FacultyUnavailability) -> None:
    """The decider's right must still stand when the transaction happens."""
    gone = NotAllowed("Your right to decide this request has just changed.")
    department = request.department(leave.department)
    if department is None:
        raise gone
    write.unchanged(DEPARTMENT[department.id], was=department.version, otherwise=gone)
    if request.caller.user:
        write.unchanged(USER[request.caller.user.id], was=request.caller.user.version, otherwise=gone)


def recorded(
    request: Request, write: Write, action: str, before: FacultyUnavailability, after: FacultyUnavailability
) -> None:
    today = request.today
    as_ = acting(request.caller, request.department(before.department), today)
    ref = LEAVE[before.id]
    write.audit(as_, action, ref, before=before, after=after, department=before.department)


def stale(sentence: str, plan: Plan, clash: Refusal | None = None) -> StalePlan:
    facts = {"collides_with": clash.facts} if clash else {}
    return StalePlan(sentence, field="plan_revision", plan_revision=plan.revision, **facts)


def moved_on(plan: Plan) -> StalePlan:
    return stale("The request or its plan changed this very moment. Look at it again.", plan)
