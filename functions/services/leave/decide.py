"""Deciding a leave request: approve with its plan, reject, withdraw. Each is one transaction."""

from dataclasses import replace

from functions.services.days import shared_classes
from functions.services.identity.idempotency import answered, once_only
from functions.services.identity.preconditions import checked_note
from functions.services.leave import consent_answers, consents
from functions.services.leave.approval import Approval
from functions.services.leave.decisions import audit_decision, require_right_to_decide, stale
from functions.services.leave.requests import close_in_ledger, existing, visible
from functions.services.leave.reversal import take_back
from functions.services.ports import (
    CHANGE_SET,
    LEAVE,
    LEDGER,
    PLAN,
    LeaveLedger,
    Records,
    Request,
)
from timetable.access import Caller, may_decide, may_withdraw
from timetable.errors import Decided, InTheWay, Malformed, NotAllowed, RuleBroken, Taken
from timetable.leave.request import moved_to
from timetable.model import (
    FacultyUnavailability,
    LeaveId,
    LeaveStatus,
    Plan,
    TermId,
    UserId,
)


def approve(
    request: Request, leave_id: LeaveId, plan_revision: int, *, alternative: str | None = None
) -> FacultyUnavailability:
    """Commit exactly the plan that the decider saw: the leave, its periods, every row, all or nothing.

    `alternative` names one of the plan's alternatives, to be committed instead of its own rows.

    Raises StalePlan when another revision is there by now, or when the timetable has moved on since the
    plan was made; then a fresh plan is asked for and nothing else is written.
    """
    refs = LEAVE[leave_id], PLAN[leave_id], CHANGE_SET[leave_id], request.answer_ref
    stored, plan, undone, earlier = request.records.fetch(*refs)
    leave, plan = visible(request, stored), existing(plan)
    check_decider(request, leave)
    if before := answered(request, LEAVE, earlier):
        return before
    decided = moved_to(leave, LeaveStatus.APPROVED, by=_user(request.caller), now=request.now)
    if not _was_seen(plan, plan_revision):
        raise stale("There is another plan by now. Look at it, then decide.", plan)
    if leave.end_date < request.today:
        raise RuleBroken(
            "This leave is over; there is nothing left to approve.", field="end_date", rule="leave_over"
        )
    chosen = _chosen(plan, alternative)
    step = consents.step_of_approval(
        request, leave, chosen, consents=consents.read_all(request.records, plan)
    )
    approval = Approval(leave, decided, plan, replace(chosen, asks=step.ids), undone, step)
    try:
        with (
            shared_classes.naming_joined_class(request.records),
            once_only(request, LEAVE) as repeat,
            request.write() as write,
        ):
            approval.put(request, write)
            write.answer(LEAVE, decided, ref=request.answer_ref, once=request.once)
    except (Taken, InTheWay) as clash:
        consent_answers.stand_down(request, leave.faculty, clash)
        with request.write() as write:
            write.event("PlanRequested", leave.id)
        raise stale(
            f"The timetable has changed since this plan was made. {clash.sentence} "
            "A new plan is on its way; nothing was decided.",
            plan,
            clash,
        ) from clash
    return repeat.answer or decided


def _was_seen(plan: Plan, revision: int) -> bool:
    """True if the decider has seen this plan; a first plan without classes differs in nothing from none."""
    return revision == plan.revision or (revision == 0 and plan.revision == 1 and not plan.rows)


def _chosen(plan: Plan, name: str | None) -> Plan:
    """The plan itself if no name is given; otherwise the plan with the rows of the alternative named."""
    if name is None:
        return plan
    alternative = next((a for a in plan.alternatives if a.name == name), None)
    if alternative is None:
        raise Malformed("The plan has no such alternative.", field="alternative")
    rows = plan.rows_of(alternative)
    return replace(plan, rows=rows, status=alternative.status, bound=alternative.bound, alternatives=())


def reject(request: Request, leave_id: LeaveId, note: str) -> FacultyUnavailability:
    """Turn the request down, with a reason for the requester."""
    stored, plan, earlier = request.records.fetch(LEAVE[leave_id], PLAN[leave_id], request.answer_ref)
    leave, plan = visible(request, stored), existing(plan)
    check_decider(request, leave)
    if before := answered(request, LEAVE, earlier):
        return before
    note = checked_note(note, missing="Say why: the requester gets to read it.")
    decided = moved_to(leave, LeaveStatus.REJECTED, by=_user(request.caller), now=request.now, note=note)
    ledger = ledger_of(request.records, leave)
    step = consents.step_of_end(
        leave, consents.read_all(request.records, plan), now=request.now, was_booked=False
    )
    with once_only(request, LEAVE) as repeat, request.write() as write:
        write.change(LEAVE[leave.id], decided, was=leave.version, otherwise=decided_meanwhile())
        write.change(LEDGER[leave.faculty], close_in_ledger(ledger, leave.id), was=ledger.version)
        step.write(write, _term(request.records, leave))
        require_right_to_decide(request, write, leave)
        audit_decision(request, write, "reject", before=leave, after=decided)
        write.event("LeaveRejected", leave.id, version=decided.version)
        write.answer(LEAVE, decided, ref=request.answer_ref, once=request.once)
    return repeat.answer or decided


def withdraw(request: Request, leave_id: LeaveId) -> FacultyUnavailability:
    """Take the request back. After approval, the timetable is as before from today on; where something
    has used what the leave had freed, raises InTheWay, naming it, and nothing is changed."""
    refs = LEAVE[leave_id], CHANGE_SET[leave_id], PLAN[leave_id], request.answer_ref
    stored, changes, plan, earlier = request.records.fetch(*refs)
    leave, plan = visible(request, stored), existing(plan)
    today = request.today
    department = request.department(leave.department)
    if before := answered(request, LEAVE, earlier):
        return before
    if not may_withdraw(request.caller, leave, department, today=today):
        raise NotAllowed("Only the requester takes a pending request back. You can reject it.")
    decided = moved_to(leave, LeaveStatus.WITHDRAWN, by=_user(request.caller), now=request.now)
    ledger = ledger_of(request.records, leave)
    booked = changes is not None and changes.active
    step = consents.step_of_end(
        leave, consents.read_all(request.records, plan), now=request.now, was_booked=booked
    )
    with (
        shared_classes.naming_joined_class(request.records),
        once_only(request, LEAVE) as repeat,
        request.write() as write,
    ):
        write.change(LEAVE[leave.id], decided, was=leave.version, otherwise=decided_meanwhile())
        write.change(LEDGER[leave.faculty], close_in_ledger(ledger, leave.id), was=ledger.version)
        step.write(write, _term(request.records, leave))
        if changes is not None and changes.active:
            take_back(
                request.records, write, leave, changes=changes, since=today
            )  # what is past has happened
        audit_decision(request, write, "withdraw", before=leave, after=decided)
        write.event("LeaveWithdrawn", leave.id, was=str(leave.status))
        write.answer(LEAVE, decided, ref=request.answer_ref, once=request.once)
    return repeat.answer or decided


def ledger_of(records: Records, leave: FacultyUnavailability) -> LeaveLedger:
    """The ledger of the teacher whose leave it is."""
    (ledger,) = records.fetch(LEDGER[leave.faculty])
    assert ledger is not None, "whoever has asked for leave has a ledger"
    return ledger


def check_decider(request: Request, leave: FacultyUnavailability) -> None:
    """Raise NotAllowed if the caller may not decide this request."""
    if leave.faculty == request.caller.faculty:
        raise NotAllowed("Nobody decides their own request. It is with the acting HOD or an admin.")
    today = request.today
    if not may_decide(request.caller, leave, request.department(leave.department), today=today):
        raise NotAllowed("This request is for its department's HOD to decide.")


def _term(records: Records, leave: FacultyUnavailability) -> TermId:
    return records.reference.calendar(leave.start_date).term.id


def _user(by: Caller) -> UserId | None:
    return by.user.id if by.user else None


def decided_meanwhile() -> Decided:
    """The refusal of a decision that came after another one."""
    return Decided("This request was changed this very moment. Look at it again.", decision="unknown")
