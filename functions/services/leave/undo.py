"""Undoing a decision within a window: exactly as before it, or the list of what stands in the way."""

from collections.abc import Sequence
from datetime import timedelta

from functions.services.identity.idempotency import answered, once_only
from functions.services.leave import consents
from functions.services.leave.decide import book_of, check_decider, decided_meanwhile
from functions.services.leave.decisions import recorded, with_authority
from functions.services.leave.requests import entered, existing, visible, waits
from functions.services.leave.reversal import taken_back
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
    """The request waits again, as if nobody had decided. What was agreed to before is kept again, and a fresh
    plan is asked for. Raises InTheWay with all that has used what the decision had changed."""
    refs = LEAVE[leave_id], CHANGE_SET[leave_id], PLAN[leave_id], request.answer_ref
    stored, changes, plan, earlier = request.records.fetch(*refs)
    leave, plan = visible(request, stored), existing(plan)
    check_decider(request, leave)
    if before := answered(request, LEAVE, earlier):
        return before
    policies = request.reference.institute.policies
    again = reopened(leave, timedelta(minutes=policies.undo_within), request.now)
    asks = consents.known(request.records, plan)
    approved = leave.status is LeaveStatus.APPROVED
    step = (
        consents.undone(leave, asks, request.now)
        if approved
        else consents.became(leave, asks, asks, request.now, booked=True)
    )
    term = request.reference.calendar(leave.start_date).term.id
    try:
        with once_only(request, LEAVE) as repeat, request.write() as write:
            write.change(LEAVE[leave.id], again, was=leave.version, otherwise=decided_meanwhile())
            write.keep(WAITING[leave.id], waits(request, again))
            step.write_first(write, term)
            if approved:
                assert changes is not None, "what is approved has its change set"
                _check_begun(request, leave, changes)
                taken_back(request.records, write, leave, changes, None)
            else:
                _reopen(request.records, write, leave, again)
            step.write_last(write, term)
            with_authority(request, write, leave)
            recorded(request, write, "undo", leave, again)
            write.event("DecisionUndone", leave.id, was=str(leave.status), version=again.version)
            write.event("PlanRequested", leave.id)
            write.answer(request.caller, request.once, LEAVE, again)
    except InTheWay as clash:
        raise _everything(clash) from clash
    return repeat.answer or again


def _check_begun(request: Request, leave: FacultyUnavailability, changes: ChangeSet) -> None:
    """What has been held since the decision has happened."""
    decided = leave.decided_at or request.now
    begun = [
        a for a in changes.adjustments if decided < consents.begin(request.records, a.before) <= request.now
    ]
    if begun:
        raise InTheWay(
            "Classes have begun since, as the decision had them.",
            in_the_way=[{"adjustment": a.id, "date": a.before.date.isoformat()} for a in begun],
        )


def _reopen(
    records: Records, write: Write, leave: FacultyUnavailability, again: FacultyUnavailability
) -> None:
    """The request counts again: nothing else may have been asked for at its time or from its quota since."""
    book = book_of(records, leave)
    others = [s for s in book.spans if s.open and s.leave != leave.id]
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
        held = [(s.leave, set(blocked(s, calendar, policies))) for s in others]
        check_overlap(set(blocked(again, calendar, policies)), held)
    except (Overlaps, RuleBroken) as refusal:
        said = f"The teacher has asked for other leave since. {refusal.sentence}"
        raise InTheWay(said, in_the_way=[refusal.facts]) from refusal
    fresh: LeaveLedger = entered(book, again)
    write.change(LEDGER[leave.faculty], fresh, was=book.version)


def _everything(clash: InTheWay) -> InTheWay:
    """The refusal with all that stands in the way, not only what was found first."""
    if "in_the_way" in clash.facts:
        return clash
    every: Sequence[Refusal] = [clash, *(r for r in clash.also if isinstance(r, InTheWay))]
    return InTheWay(clash.sentence, in_the_way=[r.facts for r in every], **clash.facts)
