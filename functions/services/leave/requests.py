"""Asking for leave: what it would do, the request itself, and the plan that the solver puts on it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from secrets import token_hex

from functions.services.identity.idempotency import answered, once_only
from functions.services.leave import consents
from functions.services.ports import LeaveBook, LeaveSpan, Once, Records, Ref
from timetable import calendar as calendars
from timetable.access import Caller, may_see_leave
from timetable.calendar import Calendar
from timetable.errors import Busy, Decided, NotAllowed, NotFound, StaleVersion
from timetable.leave.quota import check_kind, kind_of
from timetable.leave.request import blocked, check_overlap, check_request, following, uncovered
from timetable.leave.waiting import Waiting, begun
from timetable.model import (
    ClassOnDate,
    Faculty,
    FacultyId,
    FacultyUnavailability,
    Half,
    LeaveId,
    LeaveStatus,
    Plan,
    Resource,
    Role,
    Slot,
)

_KEPT_IN_BOOK = 60


@dataclass(frozen=True, slots=True)
class Wish:
    """What a person asks for. `periods` None and `half` None: whole days."""

    start_date: date
    end_date: date
    periods: tuple[int, ...] | None
    half: Half | None
    kind: str
    reason: str


@dataclass(frozen=True, slots=True)
class Preview:
    """What a request would do, before anybody is told."""

    leave: FacultyUnavailability
    calendar: Calendar
    away: tuple[tuple[date, Slot], ...]
    classes: tuple[ClassOnDate, ...]
    book: LeaveBook


def preview(
    records: Records,
    by: Caller,
    wish: Wish,
    now: datetime,
    book: LeaveBook | None = None,
    instead_of: FacultyUnavailability | None = None,
    whose: Faculty | None = None,
) -> Preview:
    """Checks the wish as asking does and names the classes affected; writes nothing. `instead_of`: the
    pending request that it would change. `whose` leave it would be, where it is not the caller's own."""
    profile = whose or own_profile(records, by)
    if book is None:
        (found,) = records.fetch(Ref("book", profile.id))
        book = found or LeaveBook(profile.id)
    policies = records.reference.institute.policies
    calendar = records.reference.calendar(wish.start_date)
    kind = kind_of(wish.kind, policies)
    leave = FacultyUnavailability(
        id=instead_of.id if instead_of else LeaveId(token_hex(8)),
        faculty=profile.id,
        department=profile.department,
        start_date=wish.start_date,
        end_date=wish.end_date,
        periods=tuple(sorted(set(wish.periods))) if wish.periods is not None else None,
        half=wish.half,
        kind=wish.kind,
        reason=wish.reason,
        status=LeaveStatus.PENDING,
        plan_revision=instead_of.plan_revision + 1 if instead_of else 0,
        created_at=instead_of.created_at if instead_of else now,
        updated_at=now,
        approver=kind.approver,
        version=instead_of.version + 1 if instead_of else 1,
    )
    today = calendars.today(records.reference.institute.zone, now)
    check_request(leave, calendar, policies, today)
    others = [s for s in book.spans if s.open and s.leave != leave.id]
    check_kind(leave, kind, others, records.reference.calendar, policies, today)
    away = tuple(blocked(leave, calendar, policies))
    check_overlap(set(away), ((s.leave, set(blocked(s, calendar, policies))) for s in others))
    return Preview(leave, calendar, away, affected(records, profile.id, calendar, away), book)


def ask(records: Records, by: Caller, wish: Wish, once: Once | None, now: datetime) -> FacultyUnavailability:
    """Store the request: pending, with the plan of revision 0, and let it be known."""
    profile = own_profile(records, by)
    refs = [Ref("book", profile.id)] + ([once.ref(by)] if once else [])
    book, *earlier = records.fetch(*refs)
    if found := answered(FacultyUnavailability, once, *earlier):
        return found
    seen = preview(records, by, wish, now, book or LeaveBook(profile.id))
    leave = seen.leave
    costs = records.reference.institute.policies.repair_costs
    with once_only(records, by, once, FacultyUnavailability) as repeat, records.write(now) as write:
        write.create("leave", leave.id, leave)
        write.create("plan", leave.id, uncovered(leave, seen.classes, costs))
        write.create("waiting", leave.id, waits(records, leave, now))
        write.change(
            "book", profile.id, entered(seen.book, leave), was=seen.book.version, otherwise=_another()
        )
        write.audit(by, "ask", Ref("leave", leave.id), after=leave, department=leave.department)
        write.event("LeaveRequested", leave.id)
        write.answer(by, once, "leave", leave)
    return repeat.answer or leave


def change(
    records: Records,
    by: Caller,
    leave_id: LeaveId,
    altered: Callable[[Wish], Wish],
    version: int | None,
    now: datetime,
) -> FacultyUnavailability:
    """The requester's own pending request, changed; its plan begins anew."""
    before, (plan,) = one(records, by, leave_id, now, Ref("plan", leave_id))
    if before.faculty != by.faculty:
        raise NotAllowed("Only the requester changes a request. You can reject it, and say why.")
    if before.status is not LeaveStatus.PENDING:
        raise Decided(f"This request is {before.status} already.", decision=str(before.status))
    if version is not None and version != before.version:
        raise StaleVersion(
            f"It is version {before.version} by now. Look at it again, then retry.",
            field="version",
            version=before.version,
        )
    assert isinstance(plan, Plan)
    wish = altered(
        Wish(before.start_date, before.end_date, before.periods, before.half, before.kind, before.reason)
    )
    seen = preview(records, by, wish, now, instead_of=before)
    costs = records.reference.institute.policies.repair_costs
    step = consents.ended(before, consents.known(records, plan), now, was_booked=False)
    begun = replace(uncovered(seen.leave, seen.classes, costs), revision=seen.leave.plan_revision)
    fresh = replace(following(begun, plan), asks=plan.asks)
    with records.write(now) as write:
        write.change("leave", leave_id, seen.leave, was=before.version)
        write.change("plan", leave_id, fresh, was=plan.version)
        write.keep("waiting", leave_id, waits(records, seen.leave, now))
        step.write(write, records.reference.calendar(before.start_date).term.id)
        write.change(
            "book",
            before.faculty,
            entered(seen.book, seen.leave),
            was=seen.book.version,
            otherwise=_another(),
        )
        ref = Ref("leave", leave_id)
        write.audit(by, "update", ref, before=before, after=seen.leave, department=before.department)
        write.event("LeaveRequested", leave_id, revision=fresh.revision)
    return seen.leave


def affected(
    records: Records, faculty: FacultyId, calendar: Calendar, away: Iterable[tuple[date, Slot]]
) -> tuple[ClassOnDate, ...]:
    """The classes that a faculty member would really hold at these times, with those that have joined them:
    one query."""
    claims = {c.slot: c for c in records.claims(Resource("faculty", faculty), calendar.term.id)}
    return tuple(c for on, slot in away if slot in claims for c in claims[slot].all_held_on(on))


def one(
    records: Records, by: Caller, leave_id: LeaveId, now: datetime, *more: Ref
) -> tuple[FacultyUnavailability, list[object]]:
    """A request that the caller may see, with more objects of the same call; NotFound otherwise."""
    leave, *others = records.fetch(Ref("leave", leave_id), *more)
    if leave is None:
        raise NotFound("leave request")
    today = calendars.today(records.reference.institute.zone, now)
    department = records.reference.get("department", leave.department)
    if not may_see_leave(by, leave, department, today):
        raise NotFound("leave request")
    return leave, others


def planned(
    records: Records, by: Caller, leave_id: LeaveId, now: datetime
) -> tuple[FacultyUnavailability, Plan]:
    """A request, and the plan as it would be committed now; for the requester, deciders and the scheduler."""
    leave, (found,) = one(records, by, leave_id, now, Ref("plan", leave_id))
    assert isinstance(found, Plan), "every request has a plan from the moment it is stored"
    return leave, found


def replan(records: Records, by: Caller, leave_id: LeaveId, now: datetime) -> None:
    """Ask the solver for a fresh plan; a person who asks wants another one than was chosen by hand."""
    leave, _ = one(records, by, leave_id, now)
    if leave.status is LeaveStatus.PENDING:
        with records.write(now) as write:
            write.audit(by, "replan", Ref("leave", leave.id), department=leave.department)
            write.event("PlanRequested", leave.id, anew=int(by.role is not Role.SCHEDULER))


def waits(records: Records, leave: FacultyUnavailability, now: datetime) -> Waiting:
    """The request from now on: when its deciders are reminded, and when it expires."""
    calendar, institute = records.reference.calendar(leave.start_date), records.reference.institute
    away = blocked(leave, calendar, institute.policies)
    return begun(leave.id, away, calendar, institute.zone, institute.policies.remind_at, now)


def own_profile(records: Records, by: Caller) -> Faculty:
    """The caller as who can be on leave; raises NotAllowed where they are not faculty."""
    found = records.reference.get("faculty", by.faculty) if by.faculty else None
    if found is None:
        raise NotAllowed("Only faculty ask for leave; this account has no faculty profile.")
    assert isinstance(found, Faculty)
    return found


def _another() -> Busy:
    return Busy("Another request of yours arrived this very moment. Look at your leaves, then try again.")


def entered(book: LeaveBook, leave: FacultyUnavailability) -> LeaveBook:
    """The book with this request in the way of others."""
    span = LeaveSpan(leave.id, leave.start_date, leave.end_date, leave.periods, leave.half, True, leave.kind)
    others = [s for s in book.spans if s.leave != leave.id]
    kept = [s for s in others if s.open] if len(others) >= _KEPT_IN_BOOK else others
    return replace(book, spans=(*kept, span), version=book.version + 1)


def closed(book: LeaveBook, leave: LeaveId) -> LeaveBook:
    """The book with this request no longer in the way of others."""
    spans = tuple(replace(s, open=False) if s.leave == leave else s for s in book.spans)
    return replace(book, spans=spans, version=book.version + 1)
