"""What a solver is given: an instance to make a timetable for, or a leave to repair one around."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from timetable.model import (
    ClassOnDate,
    DepartmentId,
    Faculty,
    FacultyId,
    Infra,
    LeaveId,
    Occupancy,
    Offering,
    RepairCosts,
    Section,
    SectionId,
    Slot,
    Subject,
    SubjectId,
    TermId,
    TimeSlot,
    TimetableCosts,
)

When = tuple[date, Slot]


def iso_week(on: date) -> tuple[int, int]:
    """The (year, week) that weekly limits are about: Monday to Sunday."""
    return on.isocalendar()[:2]


@dataclass(frozen=True, slots=True)
class Instance:
    """A term to be timetabled: offerings in, occupancies out."""

    term: TermId
    timeslots: tuple[TimeSlot, ...]
    rooms: tuple[Infra, ...]
    faculty: tuple[Faculty, ...]
    sections: tuple[Section, ...]
    offerings: tuple[Offering, ...]
    fixed: tuple[Occupancy, ...] = ()
    """bookings that stay as they are"""
    breaks_after: tuple[int, ...] = ()
    room_capacity_is_hard: bool = True
    costs: TimetableCosts = TimetableCosts()


@dataclass(frozen=True, slots=True)
class Candidate:
    """A faculty member who may substitute, with all that makes them fit or unfit."""

    id: FacultyId
    department: DepartmentId
    subjects: frozenset[SubjectId]
    sections: frozenset[SectionId]
    """sections they teach this term"""
    busy: frozenset[When]
    load: Mapping[date, int]
    """periods they already have on each date"""
    daily_limit: int
    weekly_limit: int
    covered_month: int = 0
    """periods they have covered for others in the months of the leave, beyond those covered for them; what
    was exchanged is neither"""
    covered_term: int = 0
    """and in all of the term, those of the month among them"""

    def week_load(self, week: tuple[int, int]) -> int:
        """Periods that they have already in an ISO (year, week)."""
        return sum(n for on, n in self.load.items() if iso_week(on) == week)


@dataclass(frozen=True, slots=True)
class Host:
    """A colleague's class that one of the same subject at the same time could join."""

    class_: ClassOnDate
    seats: int
    """those that its own students leave free"""


@dataclass(frozen=True, slots=True)
class RepairProblem:
    """One leave: the classes affected, who could take them, and where else they could go."""

    leave: LeaveId
    faculty: FacultyId
    department: DepartmentId
    classes: tuple[ClassOnDate, ...]
    """in the order of time; consecutive periods of one offering and room are one run"""
    candidates: tuple[Candidate, ...]
    openings: tuple[When, ...]
    """when the teacher away could hold a moved class: back from leave, not teaching"""
    rooms: tuple[Infra, ...]
    """rooms that a moved class may use"""
    room_kinds: Mapping[str, str]
    """per class (occupancy id) the kind of room it needs"""
    strengths: Mapping[str, int]
    """per class (occupancy id) the number of students"""
    room_busy: frozenset[tuple[str, date, Slot]]
    group_busy: frozenset[tuple[str, date, Slot]]
    breaks_after: tuple[int, ...] = ()
    costs: RepairCosts = RepairCosts()
    subjects: Mapping[SubjectId, Subject] = field(default_factory=dict)
    unavailable: Mapping[str, frozenset[Slot]] = field(default_factory=dict)
    """per class (occupancy id) the timeslots in which its offering can't be given"""
    later: tuple[ClassOnDate, ...] = ()
    """colleagues' own classes of the same students that the teacher away could take when they are back"""
    hosts: tuple[Host, ...] = ()
    away: tuple[When, ...] = ()
    """when the teacher is on leave, teaching or not; the times of the classes are meant anyway"""
