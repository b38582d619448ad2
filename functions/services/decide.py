"""Deciding a leave request: approve with its plan, reject, withdraw. Each is one transaction."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from functions.services import joint
from functions.services.leaves import closed, one
from functions.services.ports import ChangeSet, LeaveBook, Once, Records, Ref, Write
from functions.services.repeats import answered, once_only
from timetable import calendar as calendars
from timetable import claims
from timetable.access import Caller, acting, may_decide, may_withdraw
from timetable.errors import Decided, InTheWay, Malformed, NotAllowed, Refusal, RuleBroken, StalePlan, Taken
from timetable.leave import LONGEST_REASON, blocked, moved_to
from timetable.model import (
    Adjustment,
    FacultyUnavailability,
    LeaveId,
    LeaveStatus,
    Plan,
    Slot,
    Term,
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
    more = [Ref("plan", leave_id)] + ([once.ref(by)] if once else [])
    leave, (plan, *earlier) = one(records, by, leave_id, now, *more)
    _check_decider(records, by, leave, now)
    if found := answered(FacultyUnavailability, once, *earlier):
        return found
    assert isinstance(plan, Plan)
    decided = moved_to(leave, LeaveStatus.APPROVED, by=_user(by), now=now)
    if plan_revision != plan.revision:
        raise _stale("There is another plan by now. Look at it, then decide.", plan)
    if leave.end_date < calendars.today(records.reference.institute.zone, now):
        raise RuleBroken("This leave is over; there is nothing left to approve.", field="end_date")
    chosen = _chosen(plan, alternative)
    adjustments = claims.adjustments_of(leave.id, chosen.rows, leave.id)
    calendar = records.reference.calendar(leave.start_date)
    try:
        with (
            joint.naming(records),
            once_only(records, by, once, FacultyUnavailability) as repeat,
            records.write(now) as write,
        ):
            write.change("leave", leave.id, decided, was=leave.version, otherwise=_moved_on(plan))
            if chosen is not plan:
                write.change("plan", leave.id, chosen, was=plan.version, otherwise=_moved_on(plan))
            away = tuple(_away(records, leave))
            made = ChangeSet(leave.id, leave.id, adjustments, away=away, created_at=now, updated_at=now)
            write.create("change", leave.id, made)
            write.claims(calendar.term.id, claims.approve(leave, away, adjustments))
            _same_calendar(write, calendar.term, plan)
            _with_authority(records, write, by, leave)
            _record(records, write, by, "approve", leave, decided, now)
            write.event("LeaveApproved", leave.id, revision=plan.revision)
            write.answer(by, once, "leave", decided)
    except (Taken, InTheWay) as clash:
        with records.write(now) as write:
            write.event("PlanRequested", leave.id)
        raise _stale(
            f"The timetable has changed since this plan was made. {clash.sentence} "
            "A new plan is on its way; nothing was decided.",
            plan,
            clash,
        ) from clash
    return repeat.answer or decided


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
    more = [once.ref(by)] if once else []
    leave, earlier = one(records, by, leave_id, now, *more)
    _check_decider(records, by, leave, now)
    if found := answered(FacultyUnavailability, once, *earlier):
        return found
    note = note.strip()
    if not note:
        raise Malformed("Say why: the requester gets to read it.", field="note")
    if len(note) > LONGEST_REASON:
        raise Malformed(f"Keep the note to {LONGEST_REASON} characters.", field="note")
    decided = moved_to(leave, LeaveStatus.REJECTED, by=_user(by), now=now, note=note)
    book = _book(records, leave)
    with once_only(records, by, once, FacultyUnavailability) as repeat, records.write(now) as write:
        write.change("leave", leave.id, decided, was=leave.version, otherwise=_decided_meanwhile())
        write.change("book", leave.faculty, closed(book, leave.id), was=book.version)
        _with_authority(records, write, by, leave)
        _record(records, write, by, "reject", leave, decided, now)
        write.event("LeaveRejected", leave.id)
        write.answer(by, once, "leave", decided)
    return repeat.answer or decided


def withdraw(
    records: Records, by: Caller, leave_id: LeaveId, once: Once | None, now: datetime
) -> FacultyUnavailability:
    """Take the request back. After approval, the timetable is as before from today on; where something
    has used what the leave had freed, raises InTheWay, naming it, and nothing is changed."""
    more = [Ref("change", leave_id)] + ([once.ref(by)] if once else [])
    leave, (found_changes, *earlier) = one(records, by, leave_id, now, *more)
    today = calendars.today(records.reference.institute.zone, now)
    department = records.reference.get("department", leave.department)
    if found := answered(FacultyUnavailability, once, *earlier):
        return found
    if not may_withdraw(by, leave, department, today):
        raise NotAllowed("Only the requester takes a pending request back. You can reject it.")
    decided = moved_to(leave, LeaveStatus.WITHDRAWN, by=_user(by), now=now)
    book = _book(records, leave)
    with (
        joint.naming(records),
        once_only(records, by, once, FacultyUnavailability) as repeat,
        records.write(now) as write,
    ):
        write.change("leave", leave.id, decided, was=leave.version, otherwise=_decided_meanwhile())
        write.change("book", leave.faculty, closed(book, leave.id), was=book.version)
        if isinstance(found_changes, ChangeSet):
            _take_back(records, write, leave, found_changes, today)
        _record(records, write, by, "withdraw", leave, decided, now)
        write.event("LeaveWithdrawn", leave.id, was=str(leave.status))
        write.answer(by, once, "leave", decided)
    return repeat.answer or decided


def _take_back(
    records: Records, write: Write, leave: FacultyUnavailability, changes: ChangeSet, today: date
) -> None:
    """Free the leave's periods and undo its adjustments from today on; what is past has happened."""
    held = changes.away if changes.away is not None else _away(records, leave)
    away = [(on, slot) for on, slot in held if on >= today]
    ahead = [a for a in changes.adjustments if a.before.date >= today]
    term = records.reference.calendar(leave.start_date).term.id
    write.claims(term, claims.withdraw(leave, away, with_earlier(records, ahead)))
    taken_back = replace(changes, active=False, version=changes.version + 1)
    write.change("change", changes.id, taken_back, was=changes.version)


def with_earlier(
    records: Records, adjustments: Sequence[Adjustment]
) -> list[tuple[Adjustment, Adjustment | None]]:
    """Each adjustment with the one that it had replaced, if it had replaced one."""
    wanted = {a.before.adjustment.split(".")[0] for a in adjustments if a.before.adjustment}
    found = records.fetch(*(Ref("change", id) for id in sorted(wanted))) if wanted else []
    by_id = {a.id: a for changes in found if changes for a in changes.adjustments}
    return [(a, by_id[a.before.adjustment] if a.before.adjustment else None) for a in adjustments]


def _book(records: Records, leave: FacultyUnavailability) -> LeaveBook:
    (book,) = records.fetch(Ref("book", leave.faculty))
    assert isinstance(book, LeaveBook), "whoever has asked for leave has a leave book"
    return book


def _away(records: Records, leave: FacultyUnavailability) -> list[tuple[date, Slot]]:
    reference = records.reference
    return blocked(leave, reference.calendar(leave.start_date), reference.institute.policies)


def _check_decider(records: Records, by: Caller, leave: FacultyUnavailability, now: datetime) -> None:
    if leave.faculty == by.faculty:
        raise NotAllowed("Nobody decides their own request. It is with the acting HOD or an admin.")
    today = calendars.today(records.reference.institute.zone, now)
    if not may_decide(by, leave, records.reference.get("department", leave.department), today):
        raise NotAllowed("This request is for its department's HOD to decide.")


def _same_calendar(write: Write, term: Term, plan: Plan) -> None:
    """The dates are still what they were when it was worked out which periods the leave takes."""
    changed = _stale("The calendar has changed this very moment. Look at the request again.", plan)
    write.decides(term, otherwise=changed)


def _with_authority(records: Records, write: Write, by: Caller, leave: FacultyUnavailability) -> None:
    """The decider's right must still stand when the transaction happens."""
    gone = NotAllowed("Your right to decide this request has just changed.")
    department = records.reference.get("department", leave.department)
    if department is None:
        raise gone
    write.unchanged("department", department.id, was=department.version, otherwise=gone)
    if by.user:
        write.unchanged("user", by.user.id, was=by.user.version, otherwise=gone)


def _record(
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


def _user(by: Caller) -> UserId | None:
    return by.user.id if by.user else None


def _stale(sentence: str, plan: Plan, clash: Refusal | None = None) -> StalePlan:
    facts = {"collides_with": clash.facts} if clash else {}
    return StalePlan(sentence, field="plan_revision", plan_revision=plan.revision, **facts)


def _moved_on(plan: Plan) -> StalePlan:
    return _stale("The request or its plan changed this very moment. Look at it again.", plan)


def _decided_meanwhile() -> Decided:
    return Decided("This request was changed this very moment. Look at it again.", decision="unknown")
