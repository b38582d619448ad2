"""What a plan's rows cost, in points of the institute's RepairCosts: the one definition of a good repair."""

from collections.abc import Mapping, Sequence
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
from timetable.problems import Candidate, RepairProblem, iso_week

# The points of a row by the fields of RepairCosts, without those that are 0.
Parts = Mapping[str, int]


def runs(problem: RepairProblem) -> list[tuple[ClassOnDate, ...]]:
    """The classes affected, cut into runs: consecutive periods of one subject, room and students.

    A break ends a run. Classes of two subjects may alternate in time; each finds its own run.
    """
    runs_so_far: list[list[ClassOnDate]] = []
    for class_ in sorted(problem.classes, key=lambda c: (c.date, c.slot, c.occupancy)):
        run = next((r for r in reversed(runs_so_far) if _continues(problem, r[-1], class_)), None)
        if run is None:
            runs_so_far.append([class_])
        else:
            run.append(class_)
    return [tuple(run) for run in runs_so_far]


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


def substitution(problem: RepairProblem, class_: ClassOnDate, candidate: Candidate) -> Parts:
    """One period taken by this substitute, apart from what depends on other rows."""
    times = {
        "not_subject": class_.subject not in candidate.subjects,
        "not_section": not set(class_.sections) <= candidate.sections,
        "other_department": candidate.department != problem.department,
        "load_that_day": candidate.load.get(class_.date, 0),
        "load_that_week": candidate.week_load(iso_week(class_.date)),
        "cover_given": candidate.covered_month,
        "cover_given_term": candidate.covered_term,
    }
    return _points(problem.costs, times)


def exchange(problem: RepairProblem, class_: ClassOnDate, candidate: Candidate) -> Parts:
    """One period taken by a colleague who teaches these students, for one of their own: no cover is given."""
    times = {
        "swapped": 1,
        "load_that_day": candidate.load.get(class_.date, 0),
        "load_that_week": candidate.week_load(iso_week(class_.date)),
    }
    return _points(problem.costs, times)


def move(costs: RepairCosts, class_: ClassOnDate, *, to: date, room: InfraId) -> Parts:
    """One period held on another date or at another time."""
    times = {
        "moved": 1,
        "moved_per_day": abs((to - class_.date).days),
        "other_room": room != class_.room,
    }
    return _points(costs, times)


def merger(costs: RepairCosts) -> Parts:
    """One period held together with another class."""
    return _points(costs, {"merged": 1})


def cancellation(costs: RepairCosts) -> Parts:
    """One period that nobody teaches."""
    return _points(costs, {"cancelled": 1})


def _points(costs: RepairCosts, times: Mapping[str, int]) -> Parts:
    points_by_part = {part: getattr(costs, part) * n for part, n in times.items() if n}
    return {part: points for part, points in points_by_part.items() if points}


def row(problem: RepairProblem, row_: PlanRow) -> Parts:
    """One row by itself."""
    if row_.after is None:
        return cancellation(problem.costs)
    if row_.kind is AdjustmentKind.MOVED:
        return move(problem.costs, row_.before, to=row_.after.date, room=row_.after.room)
    if row_.kind is AdjustmentKind.MERGED:
        return merger(problem.costs)
    (substitute,) = set(row_.after.faculty) - set(row_.before.faculty)
    (candidate,) = (c for c in problem.candidates if c.id == substitute)
    return (exchange if row_.in_return else substitution)(problem, row_.before, candidate)


def of_run(problem: RepairProblem, rows: Sequence[PlanRow]) -> list[Parts]:
    """The cost of each row of one run, by part. A further person or kind of adjustment is a split."""
    parts_of_rows: list[Parts] = []
    seen: set[object] = set()
    for row_ in rows:
        who = split_key(row_)
        split = {"split": problem.costs.split} if seen and who not in seen and problem.costs.split else {}
        parts_of_rows.append({**row(problem, row_), **split})
        seen.add(who)
    return parts_of_rows


def split_key(row_: PlanRow) -> frozenset[FacultyId] | str:
    """Who takes the class, or else its kind of adjustment: a run is split where this differs."""
    if row_.kind is AdjustmentKind.SUBSTITUTED and row_.after:
        return frozenset(row_.after.faculty)
    return str(row_.kind)


def parts(problem: RepairProblem, rows: Sequence[PlanRow]) -> list[Parts]:
    """Of what each row's cost is made, the rows being about exactly the classes."""
    by_class = {_key(r.before): r for r in rows}
    parts_of_class: dict[tuple[OccupancyId, date], Parts] = {}
    for run in runs(problem):
        of_each = of_run(problem, [by_class[_key(class_)] for class_ in run])
        parts_of_class.update(zip(map(_key, run), of_each, strict=True))
    return [parts_of_class[_key(r.before)] for r in rows]


def _key(class_: ClassOnDate) -> tuple[OccupancyId, date]:
    return class_.occupancy, class_.date


def priced(problem: RepairProblem, rows: Sequence[PlanRow]) -> list[int]:
    """What each row of a plan costs, the rows being about exactly the classes; the plan costs their sum."""
    return [sum(row_parts.values()) for row_parts in parts(problem, rows)]
