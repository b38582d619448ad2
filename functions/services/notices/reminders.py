"""What is due by the clock: reminders of requests that wait, their end, and questions nobody has answered."""

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial

from functions.services.identity.clock import clock
from functions.services.leave import consent_answers, consents
from functions.services.leave.decide import book_of
from functions.services.leave.requests import closed
from functions.services.ports import Records, Ref
from timetable.errors import Refusal
from timetable.leave.consents import Ask
from timetable.leave.request import moved_to
from timetable.leave.waiting import Waiting, reminded
from timetable.model import FacultyUnavailability, LeaveStatus, Plan
from timetable.objects import listings

_AT_ONCE = 100
"""of each; what is left is due the next time"""


def tick(records: Records, now: datetime) -> Iterator[str]:
    """Does all that is due, each in a transaction of its own, and says what; doing it twice does it once."""
    waiting = records.page("waiting", [listings.waiting_due(now)], limit=_AT_ONCE).values
    for one in waiting:
        yield _settled(partial(_waits, records, one, now))
    for ask in records.page("ask", [listings.asks_due(now)], limit=_AT_ONCE).values:
        yield _settled(partial(_unanswered, records, ask, now))


def _settled(deed: Callable[[], str]) -> str:
    """A refusal means that somebody else was at it this very moment: it is looked at again the next time."""
    try:
        return deed()
    except Refusal as refusal:
        return refusal.code


def _unanswered(records: Records, ask: Ask, now: datetime) -> str:
    return f"ask {consent_answers.lapse(records, clock(records.institute), ask.id, now).status}"


def _waits(records: Records, seen: Waiting, now: datetime) -> str:
    waiting, leave, plan = records.fetch(*(Ref(kind, seen.id) for kind in ("waiting", "leave", "plan")))
    if not isinstance(waiting, Waiting) or waiting.due > now:
        return "not due"
    if leave is None or leave.status is not LeaveStatus.PENDING:
        with records.write(now) as write:
            write.remove("waiting", waiting.id, was=waiting.version)
        return "decided"
    if waiting.until <= now:
        assert isinstance(plan, Plan)
        _expire(records, waiting, leave, plan, now)
        return "expired"
    after = reminded(waiting, records.reference.institute.policies.remind_at, now)
    with records.write(now) as write:
        write.change("waiting", waiting.id, after, was=waiting.version)
        write.event("LeaveWaits", leave.id, ids=str(after.reminded))
    return "reminded"


def _expire(
    records: Records, waiting: Waiting, leave: FacultyUnavailability, plan: Plan, now: datetime
) -> None:
    """Nobody has decided in time, and nobody decides now; never is that a yes."""
    expired = moved_to(leave, LeaveStatus.EXPIRED, by=None, now=now)
    book = book_of(records, leave)
    step = consents.ended(leave, consents.known(records, plan), now, was_booked=False)
    with records.write(now) as write:
        write.change("leave", leave.id, expired, was=leave.version)
        write.change("book", leave.faculty, closed(book, leave.id), was=book.version)
        write.remove("waiting", waiting.id, was=waiting.version)
        step.write(write, records.reference.calendar(leave.start_date).term.id)
        by, ref = clock(records.institute), Ref("leave", leave.id)
        write.audit(by, "expire", ref, before=leave, after=expired, department=leave.department)
        write.event("LeaveExpired", leave.id, version=expired.version)
