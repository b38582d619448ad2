"""What is stored with a leave: a teacher's ledger, what a decision has changed, trials and comparisons."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

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
    Stored,
    UserId,
)


@dataclass(frozen=True, slots=True)
class LeaveSpan:
    """One leave in a faculty member's leave ledger, with what is needed to see an overlap."""

    leave: LeaveId
    start_date: date
    end_date: date
    periods: tuple[int, ...] | None
    half: Half | None
    open: bool  # pending or approved
    kind: str = ""


@dataclass(frozen=True, slots=True)
class LeaveLedger:
    """All leaves of one faculty member, the newest last. Its version makes two requests for leave take
    turns."""

    faculty: FacultyId
    spans: tuple[LeaveSpan, ...] = ()
    version: int = 0


@dataclass(frozen=True, slots=True)
class ChangeSet(Stored):
    """The adjustments of one decision: of an approved leave, or of one scheduler update.

    A change set that was taken back is not active; it stays, to know who was told of it. `away` are the
    periods that a leave takes; None where they are those that the calendar says.
    """

    id: str
    cause: LeaveId | None
    adjustments: tuple[Adjustment, ...]
    active: bool = True
    away: tuple[tuple[date, Slot], ...] | None = None


@dataclass(frozen=True, slots=True)
class Gap:
    """The absence of a teacher on one date that nobody could cover in full."""

    faculty: FacultyId
    date: date
    classes: int
    uncovered: int


@dataclass(frozen=True, slots=True)
class Coverage(Stored):
    """How many absences of a department were tried, and those of them that could not be covered."""

    id: DepartmentId
    looked_at: int
    gaps: tuple[Gap, ...]


@dataclass(frozen=True, slots=True)
class WhatIf(Stored):
    """A hypothetical leave with its plan. Visible to its author; deleted after a day."""

    id: str  # of the leave, too
    asker: UserId
    leave: FacultyUnavailability
    plan: Plan

    @property
    def is_answered(self) -> bool:
        return self.plan.revision > 0 or not self.plan.rows


@dataclass(frozen=True, slots=True)
class LeaveComparison(Stored):
    """The comparison of one pending leave with the others of its dates; each leave compared has its own.

    The solver looks for the most leaves that can be granted with every class held and, among these, for the
    lowest cost of the plan for all of them. `granted` says whether this leave is one of them. The status is
    `optimal` if that is proved, and `feasible` if nothing better was found.
    """

    id: LeaveId
    based_on: Mapping[LeaveId, int]  # the version of every leave compared, this one included
    granted: bool
    rows: tuple[PlanRow, ...]  # of this leave in the plan for all; none if not granted, or if too many
    pairs: tuple[Pair, ...]  # one with each other leave of its dates
    status: str
    cost: int  # of the plan for all
    bound: int

    def pair(self, own: FacultyUnavailability, other: FacultyUnavailability) -> Pair | None:
        """The comparison of two leaves as they are; None if there is none, or one has changed since."""
        if any(self.based_on.get(leave.id) != leave.version for leave in (own, other)):
            return None
        return next((p for p in self.pairs if p.other(own.id) == other.id), None)
