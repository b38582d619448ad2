"""Asking for leave: what it would do, the request itself, and the plan that the solver puts on it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from secrets import token_hex

from functions.services.identity.idempotency import answered, once_only
from functions.services.identity.preconditions import check_version
from functions.services.leave import consents
from functions.services.ports import (
    FACULTY,
    LEAVE,
    LEDGER,
    PLAN,
    WAITING,
    LeaveLedger,
    LeaveSpan,
    Records,
    Request,
)
from timetable.access import may_see_leave
from timetable.calendar import Calendar
from timetable.errors import Busy, Decided, NotAllowed, NotFound
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

_MAX_SPANS = 60  # of a ledger; closed ones beyond them are dropped


@dataclass(frozen=True, slots=True)
class LeaveFields:
    """What a person enters for a leave. If `periods` and `half` are None, it is for whole days."""

    start_date: date
    end_date: date
    periods: tuple[int, ...] | None
    half: Half | None
    kind: str
    reason: str


@dataclass(frozen=True, slots=True)
class Preview:
    """What a request would do, without anything being stored."""

    leave: FacultyUnavailability
    calendar: Calendar
    away: tuple[tuple[date, Slot], ...]
    classes: tuple[ClassOnDate, ...]
    ledger: LeaveLedger


def preview(
    request: Request,
    fields: LeaveFields,
    *,
    ledger: LeaveLedger | None = None,
    instead_of: FacultyUnavailability | None = None,
    person: Faculty | None = None,
) -> Preview:
    """Check the fields as `ask` does, and find the classes affected; nothing is written.

    `instead_of` is the pending request that they would change; `person` is who would be on leave, if it is
    not the caller.
    """
    profile = person or own_profile(request)
    if ledger is None:
        (stored,) = request.records.fetch(LEDGER[profile.id])
        ledger = stored or LeaveLedger(profile.id)
    policies = request.reference.institute.policies
    calendar = request.reference.calendar(fields.start_date)
    kind = kind_of(fields.kind, policies)
    leave = FacultyUnavailability(
        id=instead_of.id if instead_of else LeaveId(token_hex(8)),
        faculty=profile.id,
        department=profile.department,
        start_date=fields.start_date,
        end_date=fields.end_date,
        periods=tuple(sorted(set(fields.periods))) if fields.periods is not None else None,
        half=fields.half,
        kind=fields.kind,
        reason=fields.reason,
        status=LeaveStatus.PENDING,
        plan_revision=instead_of.plan_revision + 1 if instead_of else 0,
        created_at=instead_of.created_at if instead_of else request.now,
        updated_at=request.now,
        approver=kind.approver,
        version=instead_of.version + 1 if instead_of else 1,
    )
    today = request.today
    check_request(leave, calendar, policies, today=today)
    others = [s for s in ledger.spans if s.open and s.leave != leave.id]
    check_kind(
        leave, kind, spent=others, calendar_of=request.reference.calendar, policies=policies, today=today
    )
    away = tuple(blocked(leave, calendar, policies))
    check_overlap(set(away), ((s.leave, set(blocked(s, calendar, policies))) for s in others))
    return Preview(
        leave, calendar, away, affected_classes(request.records, profile.id, calendar, away=away), ledger
    )


def ask(request: Request, fields: LeaveFields) -> FacultyUnavailability:
    """Store a pending request with its plan of revision 0, and write the event that starts the solver."""
    profile = own_profile(request)
    ledger, earlier = request.records.fetch(LEDGER[profile.id], request.answer_ref)
    if before := answered(request, LEAVE, earlier):
        return before
    seen = preview(request, fields, ledger=ledger or LeaveLedger(profile.id))
    leave = seen.leave
    costs = request.reference.institute.policies.repair_costs
    with once_only(request, LEAVE) as repeat, request.write() as write:
        write.create(LEAVE[leave.id], leave)
        write.create(PLAN[leave.id], uncovered(leave, seen.classes, costs))
        write.create(WAITING[leave.id], waiting_of(request, leave))
        write.change(
            LEDGER[profile.id],
            enter_in_ledger(seen.ledger, leave),
            was=seen.ledger.version,
            otherwise=_another(),
        )
        write.audit(request.caller, "ask", LEAVE[leave.id], after=leave, department=leave.department)
        write.event("LeaveRequested", leave.id)
        write.answer(LEAVE, leave, ref=request.answer_ref, once=request.once)
    return repeat.answer or leave


def change(
    request: Request, leave_id: LeaveId, alter: Callable[[LeaveFields], LeaveFields], *, version: int | None
) -> FacultyUnavailability:
    """Change the caller's own pending request. Its plan begins anew."""
    stored, plan = request.records.fetch(LEAVE[leave_id], PLAN[leave_id])
    before, plan = visible(request, stored), existing(plan)
    if before.faculty != request.caller.faculty:
        raise NotAllowed("Only the requester changes a request. You can reject it, and say why.")
    if before.status is not LeaveStatus.PENDING:
        raise Decided(f"This request is {before.status} already.", decision=str(before.status))
    check_version(version, before.version)
    fields = alter(
        LeaveFields(
            before.start_date, before.end_date, before.periods, before.half, before.kind, before.reason
        )
    )
    seen = preview(request, fields, instead_of=before)
    costs = request.reference.institute.policies.repair_costs
    step = consents.step_of_end(
        before, consents.read_all(request.records, plan), now=request.now, was_booked=False
    )
    first = replace(uncovered(seen.leave, seen.classes, costs), revision=seen.leave.plan_revision)
    fresh = replace(following(first, plan), asks=plan.asks)
    with request.write() as write:
        write.change(LEAVE[leave_id], seen.leave, was=before.version)
        write.change(PLAN[leave_id], fresh, was=plan.version)
        write.keep(WAITING[leave_id], waiting_of(request, seen.leave))
        step.write(write, request.reference.calendar(before.start_date).term.id)
        write.change(
            LEDGER[before.faculty],
            enter_in_ledger(seen.ledger, seen.leave),
            was=seen.ledger.version,
            otherwise=_another(),
        )
        ref = LEAVE[leave_id]
        write.audit(
            request.caller, "update", ref, before=before, after=seen.leave, department=before.department
        )
        write.event("LeaveRequested", leave_id, revision=fresh.revision)
    return seen.leave


def affected_classes(
    records: Records, faculty: FacultyId, calendar: Calendar, *, away: Iterable[tuple[date, Slot]]
) -> tuple[ClassOnDate, ...]:
    """The classes that a teacher would really hold at these times, and those that have joined them: one
    query.
    """
    claims = {c.slot: c for c in records.claims(Resource("faculty", faculty), calendar.term.id)}
    return tuple(c for on, slot in away if slot in claims for c in claims[slot].all_held_on(on))


def visible(request: Request, leave: FacultyUnavailability | None) -> FacultyUnavailability:
    """The leave that was read, if there is one and the caller may see it; raises NotFound otherwise."""
    if leave is None:
        raise NotFound("leave request")
    if not may_see_leave(request.caller, leave, request.department(leave.department), today=request.today):
        raise NotFound("leave request")
    return leave


def existing(plan: Plan | None) -> Plan:
    """The plan that was read with its leave."""
    assert plan is not None, "every request has a plan from the moment it is stored"
    return plan


def planned(request: Request, leave_id: LeaveId) -> tuple[FacultyUnavailability, Plan]:
    """A request and its present plan, for the requester, deciders and the scheduler; raises NotFound for
    others.
    """
    leave, plan = request.records.fetch(LEAVE[leave_id], PLAN[leave_id])
    return visible(request, leave), existing(plan)


def replan(request: Request, leave_id: LeaveId) -> None:
    """Ask the solver for a fresh plan. If a person asks, it may be another one than was chosen by hand."""
    leave = visible(request, *request.records.fetch(LEAVE[leave_id]))
    if leave.status is LeaveStatus.PENDING:
        with request.write() as write:
            write.audit(request.caller, "replan", LEAVE[leave.id], department=leave.department)
            write.event("PlanRequested", leave.id, anew=int(request.caller.role is not Role.SCHEDULER))


def waiting_of(request: Request, leave: FacultyUnavailability) -> Waiting:
    """When the deciders of a pending request are reminded, and when it expires."""
    calendar, institute = request.reference.calendar(leave.start_date), request.reference.institute
    away = blocked(leave, calendar, institute.policies)
    return begun(
        leave.id, away, calendar, zone=institute.zone, remind_at=institute.policies.remind_at, now=request.now
    )


def own_profile(request: Request) -> Faculty:
    """The caller's faculty profile; raises NotAllowed if they have none."""
    profile = request.reference.get(FACULTY[request.caller.faculty or ""])
    if profile is None:
        raise NotAllowed("Only faculty ask for leave; this account has no faculty profile.")
    return profile


def _another() -> Busy:
    return Busy("Another request of yours arrived this very moment. Look at your leaves, then try again.")


def enter_in_ledger(ledger: LeaveLedger, leave: FacultyUnavailability) -> LeaveLedger:
    """The ledger with this request in it, so that others may not overlap it."""
    span = LeaveSpan(leave.id, leave.start_date, leave.end_date, leave.periods, leave.half, True, leave.kind)
    others = [s for s in ledger.spans if s.leave != leave.id]
    spans = [s for s in others if s.open] if len(others) >= _MAX_SPANS else others
    return replace(ledger, spans=(*spans, span), version=ledger.version + 1)


def close_in_ledger(ledger: LeaveLedger, leave: LeaveId) -> LeaveLedger:
    """The ledger with this request closed, so that others may overlap it."""
    spans = tuple(replace(s, open=False) if s.leave == leave else s for s in ledger.spans)
    return replace(ledger, spans=spans, version=ledger.version + 1)
