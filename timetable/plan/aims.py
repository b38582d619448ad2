"""In which senses a plan can be the best: what each sense counts, the most important first."""

from collections.abc import Callable, Mapping, Sequence

from timetable.model import AdjustmentKind, PlanRow
from timetable.plan import costs
from timetable.plan.constraints import taken_on_by
from timetable.problems import RepairProblem

Measure = Callable[[RepairProblem, Sequence[PlanRow]], int]


def cancelled(_problem: RepairProblem, rows: Sequence[PlanRow]) -> int:
    """Periods that nobody teaches."""
    return sum(row.kind is AdjustmentKind.CANCELLED for row in rows)


def moved(_problem: RepairProblem, rows: Sequence[PlanRow]) -> int:
    """Periods held at another time, or in exchange for another's."""
    return sum(row.kind is AdjustmentKind.MOVED or row.in_return is not None for row in rows)


def changes(problem: RepairProblem, rows: Sequence[PlanRow]) -> int:
    """Different persons who take something on, and periods that are moved or merged."""
    people = {person for row in rows for person in taken_on_by(problem, row)}
    merged = sum(row.kind is AdjustmentKind.MERGED for row in rows)
    return len(people) + moved(problem, rows) + merged


def cover_given(problem: RepairProblem, rows: Sequence[PlanRow]) -> int:
    """Per period covered, what its substitute has covered in the month and in the term already.

    What somebody takes in exchange for a class of their own is no cover.
    """
    given = {c.id: c.covered_month + c.covered_term for c in problem.candidates}
    covers = [row for row in rows if row.kind is AdjustmentKind.SUBSTITUTED and not row.in_return]
    return sum(given[person] for row in covers for person in taken_on_by(problem, row))


def cost(problem: RepairProblem, rows: Sequence[PlanRow]) -> int:
    """The points of the institute's RepairCosts."""
    return sum(costs.priced(problem, rows))


BEST = "best"
# A plan of each name has as little as possible of the first measure, then of the second, then of the third.
AIMS: Mapping[str, tuple[Measure, ...]] = {
    BEST: (cost,),
    "fewest_changes": (cancelled, changes, cost),
    "fairest": (cancelled, cover_given, cost),
    "nothing_moved": (moved, cost),
}


def measured(problem: RepairProblem, name: str, rows: Sequence[PlanRow]) -> tuple[int, ...]:
    """How good a plan is in one sense; a smaller tuple is better."""
    return tuple(measure(problem, rows) for measure in AIMS[name])
