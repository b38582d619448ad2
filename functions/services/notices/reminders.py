"""What is due by the clock: reminders of requests that wait, their end, and questions nobody has answered."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial

from functions.services.identity.clock import clock
from functions.services.leave import consent_answers, consents
from functions.services.leave.decide import book_of
from functions.services.leave.requests import closed, existing
from functions.services.ports import CONSENT, LEAVE, LEDGER, PLAN, WAITING, Request
from timetable.errors import Refusal
from timetable.leave.consents import Consent
from timetable.leave.request import moved_to
from timetable.leave.waiting import Waiting, reminded
from timetable.model import FacultyUnavailability, LeaveStatus, Plan
from timetable.objects import listings

_AT_ONCE = 100
"""of each; what is left is due the next time"""


def tick(request: Request) -> Iterator[str]:
    """Does all that is due, each in a transaction of its own, and says what; doing it twice does it once."""
    waiting = request.records.page(WAITING, [listings.waiting_due(request.now)], limit=_AT_ONCE).values
    for one in waiting:
        yield _settled(partial(_waits, request, one))
    for ask in request.records.page(CONSENT, [listings.consents_due(request.now)], limit=_AT_ONCE).values:
        yield _settled(partial(_unanswered, request, ask))


def _settled(deed: Callable[[], str]) -> str:
    """A refusal means that somebody else was at it this very moment: it is looked at again the next time."""
    try:
        return deed()
    except Refusal as refusal:
        return refusal.code


def _unanswered(request: Request, ask: Consent) -> str:
    return f"ask {consent_answers.lapse(replace(request, caller=clock(request.institute)), ask.id).status}"


def _waits(request: Request, seen: Waiting) -> str:
    waiting, leave, plan = request.records.fetch(WAITING[seen.id], LEAVE[seen.id], PLAN[seen.id])
    if waiting is None or waiting.due > request.now:
        return "not due"
    if leave is None or leave.status is not LeaveStatus.PENDING:
        with request.write() as write:
            write.remove(WAITING[waiting.id], was=waiting.version)
        return "decided"
    if waiting.until <= request.now:
        _expire(request, waiting, leave, existing(plan))
        return "expired"
    after = reminded(waiting, request.reference.institute.policies.remind_at, request.now)
    with request.write() as write:
        write.change(WAITING[waiting.id], after, was=waiting.version)
        write.event("LeaveWaits", leave.id, ids=str(after.reminded))
    return "reminded"


def _expire(request: Request, waiting: Waiting, leave: FacultyUnavailability, plan: Plan) -> None:
    """Nobody has decided in time, and nobody decides now; never is that a yes."""
    expired = moved_to(leave, LeaveStatus.EXPIRED, by=None, now=request.now)
    book = book_of(request.records, leave)
    step = consents.ended(leave, consents.known(request.records, plan), request.now, was_booked=False)
    with request.write() as write:
        write.change(LEAVE[leave.id], expired, was=leave.version)
        write.change(LEDGER[leave.faculty], closed(book, leave.id), was=book.version)
        write.remove(WAITING[waiting.id], was=waiting.version)
        step.write(write, request.reference.calendar(leave.start_date).term.id)
        by, ref = clock(request.institute), LEAVE[leave.id]
        write.audit(by, "expire", ref, before=leave, after=expired, department=leave.department)
        write.event("LeaveExpired", leave.id, version=expired.version)
