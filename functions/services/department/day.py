"""A department's day: who is away, and which of their classes are covered."""

from collections import defaultdict
from collections.abc import Collection, Iterator
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
from timetable.leave import consents
from timetable.leave.consents import Consent
from timetable.model import (
    Adjustment,
    AdjustmentKind,
    Department,
    DepartmentId,
    FacultyUnavailability,
    LeaveId,
    LeaveStatus,
    Plan,
    PlanRow,
)


# What becomes of a class whose teacher is away. A docstring would be in the HTTP contract.
class Cover(StrEnum):
    COVERED = "covered"  # somebody else holds it, or it takes place at another time
    WAITING = "waiting"  # a consent is awaited; the class is cancelled until it is given
    UNCOVERED = "uncovered"
    UNDECIDED = "undecided"  # The leave is still pending; what is shown comes from its plan.


@dataclass(frozen=True, slots=True)
class Away:
    """One leave on the date, with the classes that it affects then."""

    leave: FacultyUnavailability
    classes: tuple[tuple[PlanRow, Cover], ...]


@dataclass(frozen=True, slots=True)
class DepartmentDay:
    department: Department
    date: date
    calendar: Calendar
    away: tuple[Away, ...]


def read(request: Request, id: DepartmentId, on: date) -> DepartmentDay:
    """Who of the department is away on a date; for its HOD, whoever acts for the HOD, and admins."""
    department = visibility.readable_object(request, DEPARTMENT[id])
    if not visibility.may(request, "facultyunavailability").covers(id):
        raise NotAllowed("Who is away is for the department's HOD.")
    states = (LeaveStatus.APPROVED, LeaveStatus.PENDING)
    leaves = [
        leave for state in states for leave in leaves_on_dates(request.records, id, state, first=on, last=on)
    ]
    stored = fetch_pairs(request.records, [leave.id for leave in leaves], (PLAN, CHANGE_SET))
    ids = [a for plan, _ in stored if plan for a in plan.asks]
    awaited: dict[LeaveId, list[Consent]] = defaultdict(list)
    for consent in request.records.fetch(*(CONSENT[i] for i in ids)) if ids else ():
        if consent:
            awaited[consent.leave].append(consent)
    away = []
    for leave, (plan, change) in zip(leaves, stored, strict=True):
        if leave.status is LeaveStatus.APPROVED and change:
            classes = _adjusted(leave, change, on, waiting=consents.waiting(awaited[leave.id]))
        else:
            classes = _planned(plan, on)
        away.append(Away(leave, tuple(classes)))
    return DepartmentDay(department, on, request.reference.calendar(on), tuple(away))


def _adjusted(
    leave: FacultyUnavailability, change: ChangeSet, on: date, *, waiting: Collection[consents.ClassKey]
) -> Iterator[tuple[PlanRow, Cover]]:
    """The classes of an approved leave on the date, with what has become of them."""
    for a in change.adjustments:
        if a.before.date == on and leave.faculty in a.before.faculty:
            yield PlanRow(a.kind, a.before, a.after, 0), _cover(a, waiting)


def _planned(plan: Plan | None, on: date) -> Iterator[tuple[PlanRow, Cover]]:
    """The classes of a pending leave on the date, with what its plan makes of them."""
    return ((row, Cover.UNDECIDED) for row in (plan.rows if plan else ()) if row.before.date == on)


def _cover(adjustment: Adjustment, waiting: Collection[consents.ClassKey]) -> Cover:
    if adjustment.kind is not AdjustmentKind.CANCELLED:
        return Cover.COVERED
    key = (adjustment.before.occupancy, adjustment.before.date)
    return Cover.WAITING if key in waiting else Cover.UNCOVERED
