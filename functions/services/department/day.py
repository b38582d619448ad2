"""A department's day: who is away, and which of their classes are covered, wait, or are not."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from functions.services.identity import visibility
from functions.services.leave.same_dates import leaves_on_dates
from functions.services.ports import (
    CHANGE_SET,
    CONSENT,
    DEPARTMENT,
    PLAN,
    ChangeSet,
    Request,
    fetch_pairs,
)
from timetable.calendar import Calendar
from timetable.errors import NotAllowed
from timetable.leave import consents as asking
from timetable.leave.consents import Consent
from timetable.model import (
    Adjustment,
    AdjustmentKind,
    Department,
    DepartmentId,
    FacultyUnavailability,
    LeaveStatus,
    Plan,
    PlanRow,
)


class Cover(StrEnum):
    COVERED = "covered"
    """somebody else holds it, or it is held at another time"""
    WAITING = "waiting"
    """for an answer; uncovered until then"""
    UNCOVERED = "uncovered"
    UNDECIDED = "undecided"
    """the leave is; the row is its plan's"""


@dataclass(frozen=True, slots=True)
class Away:
    """One leave on the date, with its classes then."""

    leave: FacultyUnavailability
    classes: tuple[tuple[PlanRow, Cover], ...]


@dataclass(frozen=True, slots=True)
class DepartmentDay:
    department: Department
    date: date
    calendar: Calendar
    away: tuple[Away, ...]


def of(request: Request, id: DepartmentId, on: date) -> DepartmentDay:
    """For the department's HOD, who acts for them, and admins."""
    department = visibility.readable_object(request, DEPARTMENT[id])
    if not visibility.may(request, "facultyunavailability").covers(id):
        raise NotAllowed("Who is away is for the department's HOD.")
    states = (LeaveStatus.APPROVED, LeaveStatus.PENDING)
    leaves = [
        leave for state in states for leave in leaves_on_dates(request.records, id, state, first=on, last=on)
    ]
    stored = fetch_pairs(request.records, [leave.id for leave in leaves], (PLAN, CHANGE_SET))
    ids = [a for plan, _ in stored if plan for a in plan.asks]
    asked: list[Consent] = [a for a in request.records.fetch(*(CONSENT[i] for i in ids)) if a] if ids else []
    waits = {(a.leave, key) for a in asked for key in asking.waiting([a])}
    away = (
        Away(leave, tuple(_classes(leave, plan, change, on, {key for of, key in waits if of == leave.id})))
        for leave, (plan, change) in zip(leaves, stored, strict=True)
    )
    return DepartmentDay(department, on, request.reference.calendar(on), tuple(away))


def _classes(
    leave: FacultyUnavailability,
    plan: Plan | None,
    change: ChangeSet | None,
    on: date,
    waits: set[asking.ClassKey],
) -> list[tuple[PlanRow, Cover]]:
    if leave.status is LeaveStatus.APPROVED and change:
        mine = [a for a in change.adjustments if a.before.date == on and leave.faculty in a.before.faculty]
        return [(PlanRow(a.kind, a.before, a.after, 0), _cover(a, waits)) for a in mine]
    rows = plan.rows if plan else ()
    return [(row, Cover.UNDECIDED) for row in rows if row.before.date == on]


def _cover(adjustment: Adjustment, waits: set[asking.ClassKey]) -> Cover:
    if adjustment.kind is not AdjustmentKind.CANCELLED:
        return Cover.COVERED
    key = (adjustment.before.occupancy, adjustment.before.date)
    return Cover.WAITING if key in waits else Cover.UNCOVERED
