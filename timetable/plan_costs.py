"""What a plan's rows cost, in points of the institute's RepairCosts: the one definition of a good repair."""

from collections.abc import Sequence
from datetime import date

from timetable.model import AdjustmentKind, ClassOnDate, FacultyId, InfraId, PlanRow, RepairCosts, Slot
from timetable.problems import Candidate, RepairProblem


def runs(classes: Sequence[ClassOnDate]) -> list[tuple[ClassOnDate, ...]]:
    """Classes in the order of time, cut into runs: consecutive periods of one subject, room and students."""
    found: list[list[ClassOnDate]] = []
    for class_ in classes:
        if found and _continues(found[-1][-1], class_):
            found[-1].append(class_)
        else:
            found.append([class_])
    return [tuple(run) for run in found]


def _continues(before: ClassOnDate, after: ClassOnDate) -> bool:
    same = (before.date, before.subject, before.room, before.groups, before.faculty) == (
        after.date,
        after.subject,
        after.room,
        after.groups,
        after.faculty,
    )
    return same and after.slot == Slot(before.slot.day, before.slot.period + 1)


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
    fates = {(r.before.occupancy, r.before.date): _fate(r) for r in rows}
    charged = []
    for run in runs([r.before for r in rows]):
        seen: set[object] = set()
        for class_ in run:
            fate = fates[class_.occupancy, class_.date]
            charged.append(problem.costs.split if seen and fate not in seen else 0)
            seen.add(fate)
    return charged


def _fate(row_: PlanRow) -> frozenset[FacultyId] | str:
    if row_.kind is AdjustmentKind.SUBSTITUTED and row_.after:
        return frozenset(row_.after.faculty)
    return str(row_.kind)


def priced(problem: RepairProblem, rows: Sequence[PlanRow]) -> list[int]:
    """What each row of a plan costs; their sum is the cost of the plan."""
    return [row(problem, r) + split for r, split in zip(rows, splits(problem, rows), strict=True)]
