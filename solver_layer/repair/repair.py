"""The joint best repair of the timetable around one leave, by CP-SAT; docs/model-repair.md states it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from math import ceil

from ortools.sat.python import cp_model
from ortools.sat.python.cp_model import CpModel, LinearExpr

from solver_layer.repair.choices import (
    Choices,
    daily_limits,
    one_fate_each,
    one_place_each,
    variables,
    weekly_limits,
)
from solver_layer.repair.goals import GOALS
from timetable.errors import CheckerDisagrees
from timetable.model import PlanRow
from timetable.plan import costs
from timetable.plan.aims import AIMS, BEST
from timetable.plan.constraints import violations
from timetable.plan.reasons import explained
from timetable.plan.runners_up import with_runners_up
from timetable.problems import RepairProblem


@dataclass(frozen=True, slots=True)
class Repair:
    """The rows in the order of the classes, whether they are proven best, and the proven bound."""

    rows: tuple[PlanRow, ...]
    status: str
    bound: int

    @property
    def cost(self) -> int:
        return sum(row.cost for row in self.rows)


@dataclass(frozen=True, slots=True)
class Effort:
    """How long and how to search; one worker and one seed give one plan."""

    seconds: float
    workers: int
    seed: int


def repair(problem: RepairProblem, *, seconds: float = 10.0, workers: int = 1, seed: int = 0) -> Repair:
    """Substitute, else move, else cancel, jointly over all classes, at the lowest cost by RepairCosts.

    There is always a plan, since every class may be cancelled. Raises CheckerDisagrees where the plan breaks
    a rule by the independent checker: such a plan is never returned.
    """
    best = _solved(problem, BEST, Effort(seconds, workers, seed))
    return replace(best, rows=with_runners_up(problem, explained(problem, best.rows)))


def alternatives(
    problem: RepairProblem, *, seconds: float = 5.0, workers: int = 1, seed: int = 0
) -> dict[str, Repair]:
    """The best plan in each other sense of AIMS, by its name; `seconds` for each. Raises as repair does.

    Their rows say what they cost, not why. The bound is on the cost of plans that are as good in what
    comes before the cost.
    """
    effort = Effort(seconds, workers, seed)
    return {name: _solved(problem, name, effort) for name in AIMS if name != BEST}


def _solved(problem: RepairProblem, name: str, effort: Effort) -> Repair:
    model = CpModel()
    x = variables(model, problem)
    one_fate_each(model, x)
    one_place_each(model, x)
    daily_limits(model, x)
    weekly_limits(model, x)
    every = {var.index for _, var in x.cancelled.values()}
    found = minimised(model, [GOALS[measure](model, x) for measure in AIMS[name]], effort)
    rows = rows_of(x, found.chosen if found.chosen is not None else every.__contains__)
    return Repair(checked(problem, rows), "optimal" if found.proven else "feasible", found.bound)


@dataclass(frozen=True, slots=True)
class Found:
    """A solution by the indexes of its variables; None: none was found in time."""

    chosen: Callable[[int], bool] | None
    proven: bool
    bound: int
    """on the last goal"""


def minimised(model: CpModel, goals: Sequence[LinearExpr], effort: Effort) -> Found:
    """The first goal as small as can be, then the second within that, and so on.

    What one does not need of its share of the time is for those that follow.
    """
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = effort.workers
    solver.parameters.random_seed = effort.seed
    left, values, bound, proven = effort.seconds, None, 0, True
    for n, goal in enumerate(goals):
        model.minimize(goal)
        solver.parameters.max_time_in_seconds = max(0.0, left) / (len(goals) - n)
        status = solver.solve(model)
        left -= solver.wall_time
        proven = proven and status == cp_model.OPTIMAL
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            break
        values = list(solver.response_proto.solution)
        if n == len(goals) - 1:
            bound = max(0, ceil(solver.best_objective_bound - 1e-6))
        else:
            _held_at(model, goal, round(solver.objective_value), values)
    return Found((lambda index: bool(values[index])) if values else None, proven, bound)


def _held_at(model: CpModel, goal: LinearExpr, value: int, values: Sequence[int]) -> None:
    """What comes next is sought among what is as good by this goal, from the solution that there is."""
    model.add(goal <= value)
    model.clear_hints()  # type: ignore[no-untyped-call]
    for index, held in enumerate(values):
        model.add_hint(model.get_int_var_from_proto_index(index), held)


def rows_of(x: Choices, is_chosen: Callable[[int], bool]) -> tuple[PlanRow, ...]:
    """The rows of the variables that are 1, in the order of the classes."""
    found = {row.before: row for row, var in x.rows() if is_chosen(var.index)}
    return tuple(found[c] for c in x.problem.classes)


def checked(problem: RepairProblem, rows: tuple[PlanRow, ...]) -> tuple[PlanRow, ...]:
    """The rows with their costs. Raises CheckerDisagrees where they break a rule."""
    if broken := violations(problem, rows):
        raise CheckerDisagrees("a plan", (violation.rule for violation in broken))
    priced = zip(rows, costs.parts(problem, rows), strict=True)
    return tuple(replace(row, cost=sum(of.values()), parts=of) for row, of in priced)
