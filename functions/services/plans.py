"""The solver's proposal for a leave becomes the plan on the request, checked against the timetable."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from functions.services.leaves import affected
from functions.services.ports import Records, Ref
from functions.services.tokens import check_scope
from timetable.access import Caller, Scope, reach
from timetable.calendar import Calendar
from timetable.errors import Decided, NotAllowed, NotFound, RuleBroken, StalePlan
from timetable.leave import blocked
from timetable.model import (
    AdjustmentKind,
    ClassOnDate,
    FacultyId,
    InfraId,
    LeaveId,
    LeaveStatus,
    OccupancyId,
    Plan,
    PlanRow,
    Reason,
    Slot,
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a class is moved to."""

    date: date
    slot: Slot


@dataclass(frozen=True, slots=True)
class RowProposal:
    """What the solver wants to become of one class affected. None: as planned."""

    occupancy: OccupancyId
    date: date
    kind: AdjustmentKind
    faculty: tuple[FacultyId, ...] | None
    room: InfraId | None
    to: Place | None
    cost: int
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Proposal:
    based_on: int
    status: str
    bound: int
    rows: tuple[RowProposal, ...]


def store(records: Records, by: Caller, leave_id: LeaveId, proposal: Proposal, now: datetime) -> Plan:
    """Put a new plan on a pending request; refused when the request or the timetable has moved on."""
    if reach(by, "plan", write=True) is not Scope.ALL:
        raise NotAllowed("Plans are written by the scheduler.")
    leave, plan = records.fetch(Ref("leave", leave_id), Ref("plan", leave_id))
    if leave is None or not isinstance(plan, Plan):
        raise NotFound("leave request")
    if leave.status is not LeaveStatus.PENDING:
        raise Decided(f"This request is {leave.status} already.", decision=str(leave.status))
    if proposal.based_on != plan.revision:
        raise StalePlan("There is another plan by now.", field="based_on", plan_revision=plan.revision)
    calendar = records.reference.calendar(leave.start_date)
    away = blocked(leave, calendar, records.reference.institute.policies)
    rows = _rows(records, calendar, leave.faculty, affected(records, leave.faculty, calendar, away), proposal)
    if rows == plan.rows and plan.status == proposal.status:
        return plan
    stored = Plan(leave.id, plan.revision + 1, rows, proposal.status, proposal.bound, now)
    noted = replace(leave, plan_revision=stored.revision, updated_at=now, version=leave.version + 1)
    with records.write(now) as write:
        check_scope(write, by, "plans")
        write.change("plan", leave.id, stored, was=plan.version)
        write.change("leave", leave.id, noted, was=leave.version)
        ref = Ref("leave", leave.id)
        write.audit(by, "plan", ref, before=leave, after=noted, department=leave.department)
        write.event("PlanStored", leave.id, revision=stored.revision)
    return stored


def _rows(
    records: Records,
    calendar: Calendar,
    away: FacultyId,
    classes: tuple[ClassOnDate, ...],
    proposal: Proposal,
) -> tuple[PlanRow, ...]:
    """The proposal over the classes as they are now; StalePlan where it is about others."""
    proposed = {(r.occupancy, r.date): r for r in proposal.rows}
    if set(proposed) != {(c.occupancy, c.date) for c in classes} or len(proposed) != len(proposal.rows):
        raise StalePlan(
            "The classes affected have changed; solve again.", field="rows", plan_revision=proposal.based_on
        )
    people = records.reference.many("faculty", (f for r in proposal.rows for f in r.faculty or ()))
    rooms = records.reference.many("infra", (r.room for r in proposal.rows if r.room))
    rows = []
    for class_ in classes:
        row = proposed[class_.occupancy, class_.date]
        if row.faculty and not set(row.faculty) <= set(people):
            raise RuleBroken("A substitute named in the plan does not exist.", field="rows.faculty")
        if row.room and row.room not in rooms:
            raise RuleBroken("A room named in the plan does not exist.", field="rows.room")
        rows.append(_row(calendar, away, class_, row))
    return tuple(rows)


def _row(calendar: Calendar, away: FacultyId, class_: ClassOnDate, row: RowProposal) -> PlanRow:
    after = after_of(calendar, class_, row.kind, row.faculty, row.room, row.to)
    if after and row.to is None and away in after.faculty:
        raise RuleBroken("The teacher on leave can't hold the class.", field="rows.faculty")
    return PlanRow(row.kind, class_, after, row.cost, row.reasons)


def after_of(
    calendar: Calendar,
    class_: ClassOnDate,
    kind: AdjustmentKind,
    faculty: tuple[FacultyId, ...] | None,
    room: InfraId | None,
    to: Place | None,
) -> ClassOnDate | None:
    """The class as it will be; None where it is cancelled."""
    if kind is AdjustmentKind.CANCELLED:
        return None
    place = to or Place(class_.date, class_.slot)
    if place.slot not in {t.slot for t in calendar.slots_on(place.date)}:
        raise RuleBroken(
            f"{place.date} has no period {place.slot.period} of day {place.slot.day}.", field="to"
        )
    return replace(
        class_,
        date=place.date,
        slot=place.slot,
        room=room or class_.room,
        faculty=faculty or class_.faculty,
        adjustment=None,
    )
