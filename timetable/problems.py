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
    # The bookings that stay as they are.
    fixed: tuple[Occupancy, ...] = ()
    breaks_after: tuple[int, ...] = ()
    room_capacity_is_hard: bool = True
    costs: TimetableCosts = TimetableCosts()


@dataclass(frozen=True, slots=True)
class Candidate:
    """A faculty member who may substitute, with all that makes them fit or unfit."""

    id: FacultyId
    department: DepartmentId
    subjects: frozenset[SubjectId]
    # The sections that the person teaches this term.
    sections: frozenset[SectionId]
    busy: frozenset[When]
    # How many periods the person already has on each date.
    load: Mapping[date, int]
    daily_limit: int
    weekly_limit: int
    # The periods that the person has covered in the months of the leave, less those covered for them.
    # Exchanges do not count.
    covered_month: int = 0
    # The same for the whole term.
    covered_term: int = 0

    def week_load(self, week: tuple[int, int]) -> int:
        """Periods that they have already in an ISO (year, week)."""
        return sum(n for on, n in self.load.items() if iso_week(on) == week)


@dataclass(frozen=True, slots=True)
class Host:
    """A colleague's class that one of the same subject at the same time could join."""

    class_: ClassOnDate
    # The seats that the class's own students leave free.
    seats: int


@dataclass(frozen=True, slots=True)
class RepairProblem:
    """One leave: the classes affected, who could take them, and where else they could go."""

    leave: LeaveId
    faculty: FacultyId
    department: DepartmentId
    # In the order of time. Consecutive periods of one offering and room are one run.
    classes: tuple[ClassOnDate, ...]
    candidates: tuple[Candidate, ...]
    # When the teacher away could hold a moved class, being back from leave and not teaching.
    openings: tuple[When, ...]
    # The rooms that a moved class may use.
    rooms: tuple[Infra, ...]
    # By occupancy id: the kind of room that the class needs.
    room_kinds: Mapping[str, str]
    # By occupancy id: the number of students.
    strengths: Mapping[str, int]
    room_busy: frozenset[tuple[str, date, Slot]]
    group_busy: frozenset[tuple[str, date, Slot]]
    breaks_after: tuple[int, ...] = ()
    costs: RepairCosts = RepairCosts()
    subjects: Mapping[SubjectId, Subject] = field(default_factory=dict)
    # By occupancy id: the timeslots in which the offering can't be given.
    unavailable: Mapping[str, frozenset[Slot]] = field(default_factory=dict)
    # Colleagues' classes of the same students that the teacher away could take in return, once back.
    later: tuple[ClassOnDate, ...] = ()
    hosts: tuple[Host, ...] = ()
    # When the teacher is on leave, even if not teaching. The times of `classes` need not be repeated here.
    away: tuple[When, ...] = ()
