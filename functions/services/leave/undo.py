"""Undoing a decision within a window: exactly as before it, or the list of what stands in the way."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from functions.services.identity.idempotency import answered, once_only
from functions.services.leave import consents
from functions.services.leave.decide import book_of, check_decider, decided_meanwhile
from functions.services.leave.decisions import recorded, with_authority
from functions.services.leave.requests import entered, one, waits
from functions.services.leave.reversal import taken_back
from functions.services.ports import ChangeSet, LeaveBook, Once, Records, Ref, Write
from timetable import calendar as calendars
from timetable.access import Caller
from timetable.errors import InTheWay, Overlaps, Refusal, RuleBroken
from timetable.leave.quota import check_kind, kind_of
from timetable.leave.request import blocked, check_overlap, reopened
from timetable.model import FacultyUnavailability, LeaveId, LeaveStatus, Plan


def undo(
    records: Records, by: Caller, leave_id: LeaveId, once: Once | None, now: datetime
) -> FacultyUnavailability:
    """The request waits again, as if nobody had decided. What was agreed to before is kept again, and a fresh
    plan is asked for. Raises InTheWay with all that has used what the decision had changed."""
    more = [Ref("change", leave_id), Ref("plan", leave_id)] + ([once.ref(by)] if once else [])
    leave, (changes, plan, *earlier) = one(records, by, leave_id, now, *more)
    check_decider(records, by, leave, now)
    if found := answered(FacultyUnavailability, once, *earlier):
        return found
    assert isinstance(plan, Plan)
    policies = records.reference.institute.policies
    again = reopened(leave, timedelta(minutes=policies.undo_within), now)
    asks = consents.known(records, plan)
    approved = leave.status is LeaveStatus.APPROVED
    step = (
        consents.undone(leave, asks, now)
        if approved
        else consents.became(leave, asks, asks, now, booked=True)
    )
    term = records.reference.calendar(leave.start_date).term.id
    try:
        with once_only(records, by, once, FacultyUnavailability) as repeat, records.write(now) as write:
            write.change("leave", leave.id, again, was=leave.version, otherwise=decided_meanwhile())
            write.keep("waiting", leave.id, waits(records, again, now))
            step.write_first(write, term)
            if approved:
                assert isinstance(changes, ChangeSet)
                _check_begun(records, leave, changes, now)
                taken_back(records, write, leave, changes, None)
            else:
                _reopen(records, write, leave, again)
            step.write_last(write, term)
            with_authority(records, write, by, leave)
            recorded(records, write, by, "undo", leave, again, now)
            write.event("DecisionUndone", leave.id, was=str(leave.status), version=again.version)
            write.event("PlanRequested", leave.id)
            write.answer(by, once, "leave", again)
    except InTheWay as clash:
        raise _everything(clash) from clash
    return repeat.answer or again


def _check_begun(records: Records, leave: FacultyUnavailability, changes: ChangeSet, now: datetime) -> None:
    """What has been held since the decision has happened."""
    decided = leave.decided_at or now
    begun = [a for a in changes.adjustments if decided < consents.begin(records, a.before) <= now]
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
        check_kind(again, kind_of(leave.kind, policies), others, reference.calendar, policies, asked_on)
        held = [(s.leave, set(blocked(s, calendar, policies))) for s in others]
        check_overlap(set(blocked(again, calendar, policies)), held)
    except (Overlaps, RuleBroken) as refusal:
        said = f"The teacher has asked for other leave since. {refusal.sentence}"
        raise InTheWay(said, in_the_way=[refusal.facts]) from refusal
    fresh: LeaveBook = entered(book, again)
    write.change("book", leave.faculty, fresh, was=book.version)


def _everything(clash: InTheWay) -> InTheWay:
    """The refusal with all that stands in the way, not only what was found first."""
    if "in_the_way" in clash.facts:
        return clash
    every: Sequence[Refusal] = [clash, *(r for r in clash.also if isinstance(r, InTheWay))]
    return InTheWay(clash.sentence, in_the_way=[r.facts for r in every], **clash.facts)
