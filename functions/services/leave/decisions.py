"""What decisions about leave have in common: the right to them, their audit, refusals of late ones."""

from functions.services.identity.rights import require_unchanged_right
from functions.services.ports import LEAVE, Request, Write
from timetable.access import acting
from timetable.errors import NotAllowed, Refusal, StalePlan
from timetable.model import FacultyUnavailability, Plan


def require_right_to_decide(request: Request, write: Write, leave: FacultyUnavailability) -> None:
    """Let the transaction happen only if the decider's right still stands."""
    department = request.department(leave.department)
    if department is None:
        raise NotAllowed("Your right to decide this request has just changed.")
    require_unchanged_right(write, request.caller, action="decide this request", department=department)


def audit_decision(
    request: Request,
    write: Write,
    action: str,
    *,
    before: FacultyUnavailability,
    after: FacultyUnavailability,
) -> None:
    """Add the audit event of a decision, in whose name the caller acts."""
    today = request.today
    as_ = acting(request.caller, request.department(before.department), today)
    ref = LEAVE[before.id]
    write.audit(as_, action, ref, before=before, after=after, department=before.department)


def stale(sentence: str, plan: Plan, clash: Refusal | None = None) -> StalePlan:
    """The refusal of a decision on a plan that is no longer the present one."""
    facts = {"collides_with": clash.facts} if clash else {}
    return StalePlan(sentence, field="plan_revision", plan_revision=plan.revision, **facts)


def moved_on(plan: Plan) -> StalePlan:
    """The refusal of a transaction that came after another change of the request or its plan."""
    return stale("The request or its plan changed this very moment. Look at it again.", plan)
