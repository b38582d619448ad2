"""Deciding a leave request: approve with its plan, reject, withdraw. Each is one transaction."""

from dataclasses import replace
from datetime import datetime

from functions.services.days import shared_classes
from functions.services.identity.idempotency import answered, once_only
from functions.services.leave import consent_answers, consents
from functions.services.leave.approval import Approval
from functions.services.leave.decisions import recorded, stale, with_authority
from functions.services.leave.requests import closed, one
from functions.services.leave.reversal import taken_back
from functions.services.ports import ChangeSet, LeaveBook, Once, Records, Ref
from timetable import calendar as calendars
from timetable.access import Caller, may_decide, may_withdraw
from timetable.errors import Decided, InTheWay, Malformed, NotAllowed, RuleBroken, Taken
from timetable.leave.request import LONGEST_REASON, moved_to
from timetable.model import (
    FacultyUnavailability,
    LeaveId,
    LeaveStatus,
    Plan,
    TermId,
    UserId,
)


def approve(
    records: Records,
    by: Caller,
    leave_id: LeaveId,
    plan_revision: int,
    once: Once | None,
    now: datetime,
    *,
    alternative: str | None = None,
) -> FacultyUnavailability:
    """Commit exactly the plan that the decider saw: the leave, its periods, every row, all or nothing.

    `alternative` names one of the plan's alternatives, to be committed instead of its own rows.

    Raises StalePlan when another revision is there by now, or when the timetable has moved on since the
    plan was made; then a fresh plan is asked for and nothing else is written.
    """
    more = [Ref("plan", leave_id), Ref("change", leave_id)] + ([once.ref(by)] if once else [])
    leave, (plan, undone, *earlier) = one(records, by, leave_id, now, *more)
    check_decider(records, by, leave, now)
    if found := answered(FacultyUnavailability, once, *earlier):
        return found
    assert isinstance(plan, Plan)
    decided = moved_to(leave, LeaveStatus.APPROVED, by=_user(by), now=now)
    if not _was_seen(plan, plan_revision):
        raise stale("There is another plan by now. Look at it, then decide.", plan)
    if leave.end_date < calendars.today(records.reference.institute.zone, now):
        raise RuleBroken(
            "This leave is over; there is nothing left to approve.", field="end_date", rule="leave_over"
        )
    chosen = _chosen(plan, alternative)
    step = consents.approved(records, leave, chosen, consents.known(records, plan), now)
    before = undone if isinstance(undone, ChangeSet) else None
    to_write = Approval(leave, decided, plan, replace(chosen, asks=step.ids), before, step)
    try:
        with (
            shared_classes.naming(records),
            once_only(records, by, once, FacultyUnavailability) as repeat,
            records.write(now) as write,
        ):
            to_write.put(records, write, by, now)
            write.answer(by, once, "leave", decided)
    except (Taken, InTheWay) as clash:
        consent_answers.stand_down(records, leave.faculty, clash, now)
        with records.write(now) as write:
            write.event("PlanRequested", leave.id)
        raise stale(
            f"The timetable has changed since this plan was made. {clash.sentence} "
            "A new plan is on its way; nothing was decided.",
            plan,
            clash,
        ) from clash
    return repeat.answer or decided


def _was_seen(plan: Plan, revision: int) -> bool:
    """The first plan for a leave without classes tells what was seen before it came: nothing is held."""
    return revision == plan.revision or (revision == 0 and plan.revision == 1 and not plan.rows)


def _chosen(plan: Plan, name: str | None) -> Plan:
    """The plan as it was made, or with the rows of the alternative named, under the revision seen."""
    if name is None:
        return plan
    found = next((a for a in plan.alternatives if a.name == name), None)
    if found is None:
        raise Malformed("The plan has no such alternative.", field="alternative")
    rows = plan.rows_of(found)
    return replace(plan, rows=rows, status=found.status, bound=found.bound, alternatives=())


def reject(
    records: Records, by: Caller, leave_id: LeaveId, note: str, once: Once | None, now: datetime
) -> FacultyUnavailability:
    """Turn the request down, with a reason for the requester."""
    more = [Ref("plan", leave_id)] + ([once.ref(by)] if once else [])
    leave, (plan, *earlier) = one(records, by, leave_id, now, *more)
    check_decider(records, by, leave, now)
    if found := answered(FacultyUnavailability, once, *earlier):
        return found
    assert isinstance(plan, Plan)
    note = note.strip()
    if not note:
        raise Malformed("Say why: the requester gets to read it.", field="note")
    if len(note) > LONGEST_REASON:
        raise Malformed(
            f"Keep the note to {LONGEST_REASON} characters.",
            field="note",
            rule="too_long",
            most=LONGEST_REASON,
        )
    decided = moved_to(leave, LeaveStatus.REJECTED, by=_user(by), now=now, note=note)
    book = book_of(records, leave)
    step = consents.ended(leave, consents.known(records, plan), now, was_booked=False)
    with once_only(records, by, once, FacultyUnavailability) as repeat, records.write(now) as write:
        write.change("leave", leave.id, decided, was=leave.version, otherwise=decided_meanwhile())
        write.change("book", leave.faculty, closed(book, leave.id), was=book.version)
        step.write(write, _term(records, leave))
        with_authority(records, write, by, leave)
        recorded(records, write, by, "reject", leave, decided, now)
        write.event("LeaveRejected", leave.id, version=decided.version)
        write.answer(by, once, "leave", decided)
    return repeat.answer or decided


def withdraw(
    records: Records, by: Caller, leave_id: LeaveId, once: Once | None, now: datetime
) -> FacultyUnavailability:
    """Take the request back. After approval, the timetable is as before from today on; where something
    has used what the leave had freed, raises InTheWay, naming it, and nothing is changed."""
    more = [Ref("change", leave_id), Ref("plan", leave_id)] + ([once.ref(by)] if once else [])
    leave, (found_changes, plan, *earlier) = one(records, by, leave_id, now, *more)
    assert isinstance(plan, Plan)
    today = calendars.today(records.reference.institute.zone, now)
    department = records.reference.get("department", leave.department)
    if found := answered(FacultyUnavailability, once, *earlier):
        return found
    if not may_withdraw(by, leave, department, today):
        raise NotAllowed("Only the requester takes a pending request back. You can reject it.")
    decided = moved_to(leave, LeaveStatus.WITHDRAWN, by=_user(by), now=now)
    book = book_of(records, leave)
    booked = isinstance(found_changes, ChangeSet) and found_changes.active
    step = consents.ended(leave, consents.known(records, plan), now, was_booked=booked)
    with (
        shared_classes.naming(records),
        once_only(records, by, once, FacultyUnavailability) as repeat,
        records.write(now) as write,
    ):
        write.change("leave", leave.id, decided, was=leave.version, otherwise=decided_meanwhile())
        write.change("book", leave.faculty, closed(book, leave.id), was=book.version)
        step.write(write, _term(records, leave))
        if isinstance(found_changes, ChangeSet) and found_changes.active:
            taken_back(records, write, leave, found_changes, today)  # what is past has happened
        recorded(records, write, by, "withdraw", leave, decided, now)
        write.event("LeaveWithdrawn", leave.id, was=str(leave.status))
        write.answer(by, once, "leave", decided)
    return repeat.answer or decided


def book_of(records: Records, leave: FacultyUnavailability) -> LeaveBook:
    (book,) = records.fetch(Ref("book", leave.faculty))
    assert isinstance(book, LeaveBook), "whoever has asked for leave has a leave book"
    return book


def check_decider(records: Records, by: Caller, leave: FacultyUnavailability, now: datetime) -> None:
    """Raises NotAllowed for whoever does not decide this request."""
    if leave.faculty == by.faculty:
        raise NotAllowed("Nobody decides their own request. It is with the acting HOD or an admin.")
    today = calendars.today(records.reference.institute.zone, now)
    if not may_decide(by, leave, records.reference.get("department", leave.department), today):
        raise NotAllowed("This request is for its department's HOD to decide.")


def _term(records: Records, leave: FacultyUnavailability) -> TermId:
    return records.reference.calendar(leave.start_date).term.id


def _user(by: Caller) -> UserId | None:
    return by.user.id if by.user else None


def decided_meanwhile() -> Decided:
    return Decided("This request was changed this very moment. Look at it again.", decision="unknown")
