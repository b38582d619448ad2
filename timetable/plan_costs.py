"""What a plan's rows cost, in points of the institute's RepairCosts: the one definition of a good repair."""

from collections.abc import Sequence
from datetime import date

from timetable.model import (
    AdjustmentKind,
    ClassOnDate,
    FacultyId,
    InfraId,
    OccupancyId,
    PlanRow,
    RepairCosts,
    Slot,
)
from timetable.problems import Candidate, RepairProblem


def runs(problem: RepairProblem) -> list[tuple[ClassOnDate, ...]]:
    """The classes affected, cut into runs: consecutive periods of one subject, room and students.

    A break ends a run. Classes of two subjects may alternate in time; each finds its own run.
    """
    found: list[list[ClassOnDate]] = []
    for class_ in sorted(problem.classes, key=lambda c: (c.date, c.slot, c.occupancy)):
        run = next((r for r in reversed(found) if _continues(problem, r[-1], class_)), None)
        if run is None:
            found.append([class_])
        else:
            run.append(class_)
    return [tuple(run) for run in found]


def _continues(problem: RepairProblem, before: ClassOnDate, after: ClassOnDate) -> bool:
    same = (before.date, before.subject, before.room, before.groups, before.faculty) == (
        after.date,
        after.subject,
        after.room,
        after.groups,
        after.faculty,
    )
    next_period = after.slot == Slot(before.slot.day, before.slot.period + 1)
    return same and next_period and before.slot.period not in problem.breaks_after


def substitution(problem: RepairProblem, class_: ClassOnDate, candidate: Candidate) -> int:
    """One period taken by this substitute, apart from what depends on other rows."""
    costs = problem.costs
    return (
        costs.not_subject * (class_.subject not in candidate.subjects)
        + costs.not_section * (not set(class_.sections) <= candidate.sections)
        + costs.other_department * (candidate.department != problem.department)
        + costs.load_that_day * candidate.load.get(class_.date, 0)
        + costs.cover_given * candidate.covered
    )


def move(costs: RepairCosts, class_: ClassOnDate, to: date, room: InfraId) -> int:
    """One period held on another date or at another time."""
    return (
        costs.moved
        + costs.moved_per_day * abs((to - class_.date).days)
        + costs.other_room * (room != class_.room)
    )


def row(problem: RepairProblem, row_: PlanRow) -> int:
    """One row by itself."""
    if row_.after is None:
        return problem.costs.cancelled
    if row_.kind is AdjustmentKind.MOVED:
        return move(problem.costs, row_.before, row_.after.date, row_.after.room)
    (substitute,) = set(row_.after.faculty) - set(row_.before.faculty)
    by_id = {c.id: c for c in problem.candidates}
    return substitution(problem, row_.before, by_id[substitute])


def splits(problem: RepairProblem, rows: Sequence[PlanRow]) -> list[int]:
    """Per row, the cost of a further person or fate within its run."""
    fates = {_key(r.before): _fate(r) for r in rows}
    charged: dict[tuple[OccupancyId, date], int] = {}
    for run in runs(problem):
        seen: set[object] = set()
        for class_ in run:
            fate = fates[_key(class_)]
            charged[_key(class_)] = problem.costs.split if seen and fate not in seen else 0
            seen.add(fate)
    return [charged[_key(r.before)] for r in rows]


def _key(class_: ClassOnDate) -> tuple[OccupancyId, date]:
    return class_.occupancy, class_.date


def _fate(row_: PlanRow) -> frozenset[FacultyId] | str:
    if row_.kind is AdjustmentKind.SUBSTITUTED and row_.after:
        return frozenset(row_.after.faculty)
    return str(row_.kind)


def priced(problem: RepairProblem, rows: Sequence[PlanRow]) -> list[int]:
    """What each row of a plan costs, the rows being about exactly the classes; the plan costs their sum."""
    return [row(problem, r) + split for r, split in zip(rows, splits(problem, rows), strict=True)]
