"""Several pending leaves at once: which can be granted with every class held, and the plans that do it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ortools.sat.python import cp_model
from ortools.sat.python.cp_model import CpModel, IntVar, LinearExpr

from solver_layer.repair.choices import (
    Choices,
    daily_limits,
    held_where_granted,
    nobody_on_leave,
    one_place_each,
    variables,
    weekly_limits,
)
from solver_layer.repair.goals import cost
from solver_layer.repair.repair import Effort, checked, minimised, rows_of
from timetable.errors import CheckerDisagrees
from timetable.model import LeaveId, PlanRow
from timetable.plan.comparison import violations_between
from timetable.plan.reasons import explained
from timetable.problems import RepairProblem


@dataclass(frozen=True, slots=True)
class GrantedLeaves:
    """The leaves that can be granted together, each with its plan; the proven bound of their cost."""

    plans: Mapping[LeaveId, tuple[PlanRow, ...]]
    status: str
    bound: int

    @property
    def cost(self) -> int:
        return sum(row.cost for rows in self.plans.values() for row in rows)


def grant_most(
    problems: Sequence[RepairProblem], *, seconds: float = 10.0, workers: int = 1, seed: int = 0
) -> GrantedLeaves:
    """As many of these leaves as can be granted with no class cancelled; of such sets the cheapest plans.

    The problems are about different teachers, each with a leave of their own. A plan may use what it could
    use alone, less what the others use: nobody is asked twice, over their limits, or while on leave. What
    can't be granted so has no plan here; repair finds its best one. Raises CheckerDisagrees as repair does.
    """
    model, xs = _model(problems)
    choices = [x for x, _ in xs]
    refused = len(xs) - LinearExpr.sum([granted for _, granted in xs])
    best = minimised(
        model, [refused, LinearExpr.sum([cost(model, x) for x in choices])], Effort(seconds, workers, seed)
    )
    is_chosen = best.is_chosen or (lambda _: False)
    plans = {x.problem.leave: rows_of(x, is_chosen) for x, granted in xs if is_chosen(granted.index)}
    return GrantedLeaves(_explained(problems, plans), "optimal" if best.is_proven else "feasible", best.bound)


def grantable(problems: Sequence[RepairProblem], effort: Effort) -> bool | None:
    """Whether all of these leaves can be granted with no class cancelled; None: not found out in time."""
    model, xs = _model(problems)
    for _, granted in xs:
        model.add(granted == 1)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = effort.workers
    solver.parameters.random_seed = effort.seed
    solver.parameters.max_time_in_seconds = effort.seconds
    status = solver.solve(model)
    if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return True
    return False if status == cp_model.INFEASIBLE else None


def _model(problems: Sequence[RepairProblem]) -> tuple[CpModel, list[tuple[Choices, IntVar]]]:
    """Everything that may not be, over all of the leaves; for each its choices, and whether it is granted."""
    model = CpModel()
    xs = [(variables(model, p), model.new_bool_var("")) for p in problems]
    for x, granted in xs:
        held_where_granted(model, x, granted)
    choices = [x for x, _ in xs]
    one_place_each(model, *choices)
    daily_limits(model, *choices)
    weekly_limits(model, *choices)
    nobody_on_leave(model, xs)
    return model, xs


def _explained(
    problems: Sequence[RepairProblem], plans: Mapping[LeaveId, tuple[PlanRow, ...]]
) -> dict[LeaveId, tuple[PlanRow, ...]]:
    """The plans with costs and reasons, once the checkers have nothing against any of them or all."""
    if broken := violations_between(problems, plans):
        raise CheckerDisagrees("plans that are granted together", (violation.rule for violation in broken))
    by_leave = {p.leave: p for p in problems}
    return {
        leave: explained(by_leave[leave], checked(by_leave[leave], rows)) for leave, rows in plans.items()
    }
