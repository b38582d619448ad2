"""A department's day: who is away, and which of their classes are covered, wait, or are not."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from functions.services.identity import visibility
from functions.services.leave.same_dates import of_dates
from functions.services.ports import ChangeSet, Records, Ref
from timetable.access import Caller
from timetable.calendar import Calendar
from timetable.errors import NotAllowed
from timetable.leave import consents as asking
from timetable.leave.consents import Ask
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


def of(records: Records, by: Caller, id: DepartmentId, on: date, now: datetime) -> DepartmentDay:
    """For the department's HOD, who acts for them, and admins."""
    department: Department = visibility.one(records, by, "department", id, now)
    if not visibility.may(records, by, "facultyunavailability", now).covers(id):
        raise NotAllowed("Who is away is for the department's HOD.")
    states = (LeaveStatus.APPROVED, LeaveStatus.PENDING)
    leaves = [leave for state in states for leave in of_dates(records, id, state, on, on)]
    kinds = ("plan", "change")
    found = records.fetch(*(Ref(kind, leave.id) for leave in leaves for kind in kinds)) if leaves else []
    plans, changes = found[::2], found[1::2]
    ids = [a for plan in plans if isinstance(plan, Plan) for a in plan.asks]
    asked: list[Ask] = [a for a in records.fetch(*(Ref("ask", i) for i in ids)) if a] if ids else []
    waits = {(a.leave, key) for a in asked for key in asking.waiting([a])}
    away = (
        Away(leave, tuple(_classes(leave, plan, change, on, {key for of, key in waits if of == leave.id})))
        for leave, plan, change in zip(leaves, plans, changes, strict=True)
    )
    return DepartmentDay(department, on, records.reference.calendar(on), tuple(away))


def _classes(
    leave: FacultyUnavailability, plan: object, change: object, on: date, waits: set[asking.ClassKey]
) -> list[tuple[PlanRow, Cover]]:
    if leave.status is LeaveStatus.APPROVED and isinstance(change, ChangeSet):
        mine = [a for a in change.adjustments if a.before.date == on and leave.faculty in a.before.faculty]
        return [(PlanRow(a.kind, a.before, a.after, 0), _cover(a, waits)) for a in mine]
    rows = plan.rows if isinstance(plan, Plan) else ()
    return [(row, Cover.UNDECIDED) for row in rows if row.before.date == on]


def _cover(adjustment: Adjustment, waits: set[asking.ClassKey]) -> Cover:
    if adjustment.kind is not AdjustmentKind.CANCELLED:
        return Cover.COVERED
    key = (adjustment.before.occupancy, adjustment.before.date)
    return Cover.WAITING if key in waits else Cover.UNCOVERED
