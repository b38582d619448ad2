"""The joint best repair of the timetable around one leave, by CP-SAT; docs/model-repair.md states it."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from math import ceil
from typing import TypeVar

from ortools.sat.python import cp_model
from ortools.sat.python.cp_model import CpModel, IntVar, LinearExpr

from solver_layer.explain import explained
from solver_layer.repair_options import Option, covers, moves
from timetable import plan_costs
from timetable.errors import Infeasible
from timetable.model import AdjustmentKind, ClassOnDate, FacultyId, PlanRow
from timetable.plan_constraints import iso_week, taken_on_by, violations, week_load
from timetable.problems import Candidate, RepairProblem

When = TypeVar("When")


@dataclass(frozen=True, slots=True)
class Repair:
    """The rows in the order of the classes, whether they are proven best, and the proven bound."""

    rows: tuple[PlanRow, ...]
    status: str
    bound: int

    @property
    def cost(self) -> int:
        return sum(row.cost for row in self.rows)


@dataclass(slots=True)
class Choices:
    """The variables: y[c,f] f covers class c; m[r,p] run r moves to places p; z[c] class c is cancelled."""

    problem: RepairProblem
    runs: list[tuple[ClassOnDate, ...]]
    covered: dict[ClassOnDate, list[tuple[Option, IntVar]]] = field(default_factory=dict)
    moved: list[list[tuple[Option, IntVar]]] = field(default_factory=list)
    cancelled: dict[ClassOnDate, tuple[Option, IntVar]] = field(default_factory=dict)

    def options(self) -> Iterator[tuple[Option, IntVar]]:
        for either in (*self.covered.values(), *self.moved, self.cancelled.values()):
            yield from either

    def grouped_by(self, keys: Callable[[PlanRow], Iterable[Hashable]]) -> Mapping[Hashable, list[IntVar]]:
        """Per key, a variable as often as its rows have that key."""
        held: dict[Hashable, list[IntVar]] = defaultdict(list)
        for option, var in self.options():
            for row in option.rows:
                for key in keys(row):
                    held[key].append(var)
        return held


def repair(problem: RepairProblem, *, seconds: float = 10.0, workers: int = 1, seed: int = 0) -> Repair:
    """Substitute, else move, else cancel, jointly over all classes, at the lowest cost by RepairCosts.

    Always answers, since every class may be cancelled. Raises Infeasible if the independent checker
    finds a violation in what the model holds to be a solution: such a plan is never returned.
    """
    model = CpModel()
    x = _variables(model, problem)
    one_fate_each(model, x)
    one_place_each(model, x)
    daily_limits(model, x)
    weekly_limits(model, x)
    model.minimize(costs(x) + splits(model, x))
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = seconds
    solver.parameters.num_workers = workers
    solver.parameters.random_seed = seed
    status = solver.solve(model)
    if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        rows, bound = _rows(x, solver.boolean_value), max(0, ceil(solver.best_objective_bound - 1e-6))
    else:
        every = {var.index for _, var in x.cancelled.values()}
        rows, bound = _rows(x, lambda var: var.index in every), 0
    return Repair(_checked(problem, rows), "optimal" if status == cp_model.OPTIMAL else "feasible", bound)


def _variables(model: CpModel, problem: RepairProblem) -> Choices:
    def chosen(options: Iterable[Option]) -> list[tuple[Option, IntVar]]:
        return [(option, model.new_bool_var("")) for option in options]

    x = Choices(problem, plan_costs.runs(problem))
    for class_ in problem.classes:
        cancelled = PlanRow(AdjustmentKind.CANCELLED, class_, None, problem.costs.cancelled)
        x.covered[class_] = chosen(covers(problem, class_))
        (x.cancelled[class_],) = chosen([Option((cancelled,))])
    x.moved = [chosen(moves(problem, run)) for run in x.runs]
    return x


def one_fate_each(model: CpModel, x: Choices) -> None:
    """Σ_f y[c,f] + Σ_p m[r(c),p] + z[c] = 1   for every class c of every run r."""
    for fates in x.grouped_by(lambda row: [row.before]).values():
        model.add_exactly_one(fates)


def one_place_each(model: CpModel, x: Choices) -> None:
    """Σ y[c,f] + Σ m[r,p] ≤ 1   for every time and every person, room or students in use by them then."""
    for users in x.grouped_by(_uses).values():
        model.add_at_most_one(users)


def daily_limits(model: CpModel, x: Choices) -> None:
    """load[f,d] + Σ y[c,f] + Σ m[r,p] ≤ daily limit of f   for every f and date d; m where f moves along."""
    for candidate, held in _gains(x, lambda on: on):
        for on, taken in held.items():
            model.add(LinearExpr.sum(taken) <= max(0, candidate.daily_limit - candidate.load.get(on, 0)))


def weekly_limits(model: CpModel, x: Choices) -> None:
    """load[f,w] + Σ y[c,f] + Σ m[r,p] ≤ weekly limit of f   for every f and week w; m where f moves along."""
    for candidate, held in _gains(x, iso_week):
        for week, taken in held.items():
            model.add(LinearExpr.sum(taken) <= max(0, candidate.weekly_limit - week_load(candidate, week)))


def costs(x: Choices) -> LinearExpr:
    """Σ cost[c,f]·y[c,f] + Σ cost[r,p]·m[r,p] + Σ cancelled·z[c]."""
    return LinearExpr.sum([option.cost * var for option, var in x.options()])


def splits(model: CpModel, x: Choices) -> LinearExpr:
    """split · Σ_r max(0, n[r] − 1)   n[r]: persons in run r, and one more if any of it is cancelled."""
    extra = []
    for run in x.runs:
        if len(run) > 1:
            used = [_any_of(model, held) for held in _by_fate(x, run).values()]
            further = model.new_int_var(0, len(run) - 1, "")
            model.add(further >= LinearExpr.sum(used) - 1)
            extra.append(x.problem.costs.split * further)
    return LinearExpr.sum(extra)


def _by_fate(x: Choices, run: tuple[ClassOnDate, ...]) -> dict[frozenset[FacultyId], list[IntVar]]:
    fates: dict[frozenset[FacultyId], list[IntVar]] = defaultdict(list)
    for class_ in run:
        for option, var in [*x.covered[class_], x.cancelled[class_]]:
            fates[taken_on_by(x.problem, option.rows[0])].append(var)
    return fates


def _any_of(model: CpModel, vars: list[IntVar]) -> IntVar:
    any_of = model.new_bool_var("")
    model.add_max_equality(any_of, vars)
    return any_of


def _uses(row: PlanRow) -> list[Hashable]:
    after = row.after
    return [(r, after.date, after.slot) for r in after.resources()] if after else []


def _gains(x: Choices, when: Callable[[date], When]) -> Iterator[tuple[Candidate, dict[When, list[IntVar]]]]:
    """Per candidate and date or week, the variables that give them a period then."""
    by_person: dict[FacultyId, dict[When, list[IntVar]]] = defaultdict(lambda: defaultdict(list))
    for option, var in x.options():
        for row in option.rows:
            if row.after:
                for person in taken_on_by(x.problem, row):
                    by_person[person][when(row.after.date)].append(var)
    for candidate in x.problem.candidates:
        yield candidate, by_person[candidate.id]


def _rows(x: Choices, is_chosen: Callable[[IntVar], bool]) -> tuple[PlanRow, ...]:
    found = {row.before: row for option, var in x.options() if is_chosen(var) for row in option.rows}
    return tuple(found[c] for c in x.problem.classes)


def _checked(problem: RepairProblem, rows: tuple[PlanRow, ...]) -> tuple[PlanRow, ...]:
    """The rows with costs and reasons, once the checker has nothing against them."""
    if broken := violations(problem, rows):
        raise Infeasible(f"The plan found breaks a rule: {broken[0].sentence}")
    priced = zip(rows, plan_costs.priced(problem, rows), strict=True)
    return explained(problem, [replace(row, cost=cost) for row, cost in priced])
