"""What is kept beside a leave: the book of a teacher's leave, what a decision has changed, trials."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from timetable.leave.clashes import Pair
from timetable.model import (
    Adjustment,
    DepartmentId,
    FacultyId,
    FacultyUnavailability,
    Half,
    LeaveId,
    Plan,
    PlanRow,
    Slot,
    UserId,
)


@dataclass(frozen=True, slots=True)
class LeaveSpan:
    """One request in a faculty member's leave book: enough to see an overlap."""

    leave: LeaveId
    start_date: date
    end_date: date
    periods: tuple[int, ...] | None
    half: Half | None
    open: bool
    """pending or approved"""
    kind: str = ""


@dataclass(frozen=True, slots=True)
class LeaveBook:
    """The requests of one faculty member, newest last; its version makes two requests take turns."""

    faculty: FacultyId
    spans: tuple[LeaveSpan, ...] = ()
    version: int = 0


@dataclass(frozen=True, slots=True)
class ChangeSet:
    """The adjustments of one decision: those of an approved leave, or of one scheduler update."""

    id: str
    cause: LeaveId | None
    adjustments: tuple[Adjustment, ...]
    active: bool = True
    """False: taken back; kept to know who was told"""
    away: tuple[tuple[date, Slot], ...] | None = None
    """of a leave: the periods that it holds; None: those that the calendar says"""
    version: int = 1
    created_at: datetime | None = None
    updated_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Gap:
    """An absence that nobody could cover."""

    faculty: FacultyId
    date: date
    classes: int
    uncovered: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """Of a department: how many absences were looked at, and those that could not be covered."""

    id: DepartmentId
    looked_at: int
    gaps: tuple[Gap, ...]
    version: int = 1
    created_at: datetime | None = None
    updated_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class WhatIf:
    """A leave that nobody has asked for, and the plan there would be; for who wondered, and for a day."""

    id: str
    """the plan's leave has it too"""
    asker: UserId
    leave: FacultyUnavailability
    plan: Plan
    version: int = 1
    created_at: datetime | None = None
    updated_at: datetime | None = None

    @property
    def is_answered(self) -> bool:
        return self.plan.revision > 0 or not self.plan.rows


@dataclass(frozen=True, slots=True)
class Together:
    """A pending leave beside the others of its dates; those that were looked at together each have theirs."""

    id: LeaveId
    based_on: Mapping[LeaveId, int]
    """the versions of all the leaves that were looked at, its own too"""
    granted: bool
    """one of the most leaves that can be granted with every class held, at the lowest joint cost"""
    rows: tuple[PlanRow, ...]
    """of the joint plan; none where it is not granted"""
    pairs: tuple[Pair, ...]
    """with each other leave of one of its dates"""
    status: str
    """`optimal`: no more can be granted, and none as many at a lower cost; `feasible`: none was found"""
    cost: int
    """of the joint plan"""
    bound: int
    version: int = 1
    created_at: datetime | None = None
    updated_at: datetime | None = None

    def pair(self, own: FacultyUnavailability, other: FacultyUnavailability) -> Pair | None:
        """What was found out of two leaves as they are; None: nothing, or one has changed since."""
        if any(self.based_on.get(leave.id) != leave.version for leave in (own, other)):
            return None
        return next((p for p in self.pairs if p.other(own.id) == other.id), None)
