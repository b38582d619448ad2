"""Undoing a decision within a window: exactly as before it, or the list of what stands in the way."""

from collections.abc import Sequence
from datetime import timedelta

from functions.services.identity.idempotency import answered, once_only
from functions.services.leave import consents
from functions.services.leave.decide import check_decider, decided_meanwhile, ledger_of
from functions.services.leave.decisions import audit_decision, require_right_to_decide
from functions.services.leave.requests import enter_in_ledger, existing, visible, waiting_of
from functions.services.leave.reversal import take_back
from functions.services.ports import (
    CHANGE_SET,
    LEAVE,
    LEDGER,
    PLAN,
    WAITING,
    ChangeSet,
    LeaveLedger,
    Records,
    Request,
    Write,
)
from timetable import calendar as calendars
from timetable.errors import InTheWay, Overlaps, Refusal, RuleBroken
from timetable.leave.quota import check_kind, kind_of
from timetable.leave.request import blocked, check_overlap, reopened
from timetable.model import FacultyUnavailability, LeaveId, LeaveStatus


def undo(request: Request, leave_id: LeaveId) -> FacultyUnavailability:
    """Make the request pending again, as if nobody had decided, and ask for a fresh plan.

    Consents that were given before the decision hold again. Raises InTheWay with everything that has used
    what the decision had changed.
    """
    refs = LEAVE[leave_id], CHANGE_SET[leave_id], PLAN[leave_id], request.answer_ref
    stored, changes, plan, earlier = request.records.fetch(*refs)
    leave, plan = visible(request, stored), existing(plan)
    check_decider(request, leave)
    if before := answered(request, LEAVE, earlier):
        return before
    policies = request.reference.institute.policies
    again = reopened(leave, timedelta(minutes=policies.undo_within), request.now)
    all_consents = consents.read_all(request.records, plan)
    approved = leave.status is LeaveStatus.APPROVED
    step = (
        consents.step_of_undo(leave, all_consents, request.now)
        if approved
        else consents.step_of_change(
            leave, before=all_consents, after=all_consents, now=request.now, booked=True
        )
    )
    term = request.reference.calendar(leave.start_date).term.id
    try:
        with once_only(request, LEAVE) as repeat, request.write() as write:
            write.change(LEAVE[leave.id], again, was=leave.version, otherwise=decided_meanwhile())
            write.keep(WAITING[leave.id], waiting_of(request, again))
            step.write_first(write, term)
            if approved:
                assert changes is not None, "what is approved has its change set"
                _check_not_begun(request, leave, changes)
                take_back(request.records, write, leave, changes=changes, since=None)
            else:
                _reopen(request.records, write, leave, again=again)
            step.write_last(write, term)
            require_right_to_decide(request, write, leave)
            audit_decision(request, write, "undo", before=leave, after=again)
            write.event("DecisionUndone", leave.id, was=str(leave.status), version=again.version)
            write.event("PlanRequested", leave.id)
            write.answer(LEAVE, again, ref=request.answer_ref, once=request.once)
    except InTheWay as clash:
        raise _everything(clash) from clash
    return repeat.answer or again


def _check_not_begun(request: Request, leave: FacultyUnavailability, changes: ChangeSet) -> None:
    """Raise InTheWay if a class that the decision has changed has begun since."""
    decided = leave.decided_at or request.now
    begun = [
        a
        for a in changes.adjustments
        if decided < consents.beginning_of(request.records, a.before) <= request.now
    ]
    if begun:
        raise InTheWay(
            "Classes have begun since, as the decision had them.",
            in_the_way=[{"adjustment": a.id, "date": a.before.date.isoformat()} for a in begun],
        )


def _reopen(
    records: Records, write: Write, leave: FacultyUnavailability, *, again: FacultyUnavailability
) -> None:
    """Enter the request in the ledger again; raises InTheWay if other leave has taken its time or quota
    since.
    """
    ledger = ledger_of(records, leave)
    others = [s for s in ledger.spans if s.open and s.leave != leave.id]
    reference, policies = records.reference, records.reference.institute.policies
    calendar = reference.calendar(leave.start_date)
    asked_on = calendars.today(reference.institute.zone, leave.created_at)
    try:
        check_kind(
            again,
            kind_of(leave.kind, policies),
            spent=others,
            calendar_of=reference.calendar,
            policies=policies,
            today=asked_on,
        )
        blocked_periods = [(s.leave, set(blocked(s, calendar, policies))) for s in others]
        check_overlap(set(blocked(again, calendar, policies)), blocked_periods)
    except (Overlaps, RuleBroken) as refusal:
        sentence = f"The teacher has asked for other leave since. {refusal.sentence}"
        raise InTheWay(sentence, in_the_way=[refusal.facts]) from refusal
    fresh: LeaveLedger = enter_in_ledger(ledger, again)
    write.change(LEDGER[leave.faculty], fresh, was=ledger.version)


def _everything(clash: InTheWay) -> InTheWay:
    """The refusal with all that stands in the way, not only what was found first."""
    if "in_the_way" in clash.facts:
        return clash
    every: Sequence[Refusal] = [clash, *(r for r in clash.also if isinstance(r, InTheWay))]
    return InTheWay(clash.sentence, in_the_way=[r.facts for r in every], **clash.facts)
