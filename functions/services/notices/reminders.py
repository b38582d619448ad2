"""What is due by the clock: reminders of pending leaves, and the end of leaves and consents nobody
decided."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial

from functions.services.identity.clock import clock
from functions.services.leave import consent_answers, consents
from functions.services.leave.decide import ledger_of
from functions.services.leave.requests import close_in_ledger, existing
from functions.services.ports import CONSENT, LEAVE, LEDGER, PLAN, WAITING, Request
from timetable.errors import Refusal
from timetable.leave.consents import Consent
from timetable.leave.request import moved_to
from timetable.leave.waiting import Waiting, reminded
from timetable.model import FacultyUnavailability, LeaveStatus, Plan
from timetable.objects import listings

_MAX_DUE = 100  # leaves, and as many consents, in one run; the others are still due in the next


def tick(request: Request) -> Iterator[str]:
    """Do all that is due, each in a transaction of its own, and yield each outcome. Safe to repeat."""
    waiting = request.records.page(WAITING, [listings.waiting_due(request.now)], limit=_MAX_DUE).values
    for row in waiting:
        yield _settled(partial(_waits, request, row))
    for consent in request.records.page(CONSENT, [listings.consents_due(request.now)], limit=_MAX_DUE).values:
        yield _settled(partial(_unanswered, request, consent))


def _settled(deed: Callable[[], str]) -> str:
    """The outcome, or the code of a refusal: somebody else changed it at the same time, so the next run
    sees to it."""
    try:
        return deed()
    except Refusal as refusal:
        return refusal.code


def _unanswered(request: Request, consent: Consent) -> str:
    lapsed = consent_answers.lapse(replace(request, caller=clock(request.institute)), consent.id)
    return f"ask {lapsed.status}"


def _waits(request: Request, seen: Waiting) -> str:
    waiting, leave, plan = request.records.fetch(WAITING[seen.id], LEAVE[seen.id], PLAN[seen.id])
    if waiting is None or waiting.due > request.now:
        return "not due"
    if leave is None or leave.status is not LeaveStatus.PENDING:
        with request.write() as write:
            write.remove(WAITING[waiting.id], was=waiting.version)
        return "decided"
    if waiting.until <= request.now:
        _expire(request, waiting, leave=leave, plan=existing(plan))
        return "expired"
    after = reminded(waiting, request.reference.institute.policies.remind_at, request.now)
    with request.write() as write:
        write.change(WAITING[waiting.id], after, was=waiting.version)
        write.event("LeaveWaits", leave.id, ids=str(after.reminded))
    return "reminded"


def _expire(request: Request, waiting: Waiting, *, leave: FacultyUnavailability, plan: Plan) -> None:
    """End a leave that nobody has decided in time: it is not granted."""
    expired = moved_to(leave, LeaveStatus.EXPIRED, by=None, now=request.now)
    ledger = ledger_of(request.records, leave)
    step = consents.step_of_end(
        leave, consents.read_all(request.records, plan), now=request.now, was_booked=False
    )
    with request.write() as write:
        write.change(LEAVE[leave.id], expired, was=leave.version)
        write.change(LEDGER[leave.faculty], close_in_ledger(ledger, leave.id), was=ledger.version)
        write.remove(WAITING[waiting.id], was=waiting.version)
        step.write(write, request.reference.calendar(leave.start_date).term.id)
        by, ref = clock(request.institute), LEAVE[leave.id]
        write.audit(by, "expire", ref, before=leave, after=expired, department=leave.department)
        write.event("LeaveExpired", leave.id, version=expired.version)
