"""The joint best repair of the timetable around one leave, by CP-SAT; docs/model.md has the mathematics."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date

from ortools.sat.python import cp_model
from ortools.sat.python.cp_model import CpModel, IntVar

from solver_layer.repair_options import Cover, Move, covers, moves
from timetable import plan_costs
from timetable.errors import Infeasible
from timetable.model import AdjustmentKind, ClassOnDate, PlanRow, Reason, Resource, Slot
from timetable.plan_constraints import violations, week_load
from timetable.problems import Candidate, RepairProblem

When = tuple[date, Slot]


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
    """The variables: y[c,f] class c is covered by f; m[r,p] run r moves to p; z[c] class c is cancelled."""

    problem: RepairProblem
    runs: list[tuple[ClassOnDate, ...]]
    covered: dict[ClassOnDate, list[tuple[Cover, IntVar]]] = field(default_factory=dict)
    moved: list[list[tuple[Move, IntVar]]] = field(default_factory=list)
    cancelled: dict[ClassOnDate, IntVar] = field(default_factory=dict)

    def covers_by(self, key: Callable[[Cover], Hashable]) -> Iterable[tuple[Hashable, list[IntVar]]]:
        held: dict[Hashable, list[IntVar]] = defaultdict(list)
        for options in self.covered.values():
            for cover, y in options:
                held[key(cover)].append(y)
        return held.items()


def repair(problem: RepairProblem, *, seconds: float = 10.0, workers: int = 1, seed: int = 0) -> Repair:
    """Substitute, else move, else cancel, jointly over all classes, at the lowest cost by RepairCosts.

    Always answers, since every class may be cancelled. Raises Infeasible if the independent checker
    finds a violation in what the model holds to be a solution: such a plan is never returned.
    """
    model = CpModel()
    x = _variables(model, problem)
    one_fate_each(model, x)
    one_class_at_a_time(model, x)
    daily_limits(model, x)
    weekly_limits(model, x)
    one_place_each(model, x)
    model.minimize(costs(x) + splits(model, x))
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = seconds
    solver.parameters.num_workers = workers
    solver.parameters.random_seed = seed
    status = solver.solve(model)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        rows, bound = _all_cancelled(problem), 0
    else:
        rows, bound = _rows(x, solver), round(solver.best_objective_bound)
    broken = violations(problem, rows)
    if broken:
        raise Infeasible(f"The plan found breaks a rule: {broken[0].sentence}")
    priced = plan_costs.priced(problem, rows)
    rows = tuple(replace(row, cost=cost) for row, cost in zip(rows, priced, strict=True))
    return Repair(rows, "optimal" if status == cp_model.OPTIMAL else "feasible", bound)


def _variables(model: CpModel, problem: RepairProblem) -> Choices:
    x = Choices(problem, plan_costs.runs(problem.classes))
    for class_ in problem.classes:
        x.covered[class_] = [(c, model.new_bool_var("y")) for c in covers(problem, class_)]
        x.cancelled[class_] = model.new_bool_var("z")
    x.moved = [[(m, model.new_bool_var("m")) for m in moves(problem, run)] for run in x.runs]
    return x


def one_fate_each(model: CpModel, x: Choices) -> None:
    """Σ_f y[c,f] + Σ_p m[r(c),p] + z[c] = 1   for every class c of every run r."""
    for run, places in zip(x.runs, x.moved, strict=True):
        for class_ in run:
            fates = [y for _, y in x.covered[class_]] + [m for _, m in places]
            model.add_exactly_one([*fates, x.cancelled[class_]])


def one_class_at_a_time(model: CpModel, x: Choices) -> None:
    """Σ_{c at t} y[c,f] ≤ 1   for every candidate f and time t."""
    for _, held in x.covers_by(lambda o: (o.candidate.id, o.class_.date, o.class_.slot)):
        model.add_at_most_one(held)


def daily_limits(model: CpModel, x: Choices) -> None:
    """load[f,d] + Σ_{c on d} y[c,f] ≤ daily limit of f   for every candidate f and date d."""
    by_id = _by_id(x.problem)
    for key, held in x.covers_by(lambda o: (o.candidate.id, o.class_.date)):
        candidate, on = by_id[key[0]], key[1]  # type: ignore[index]
        model.add(sum(held) <= max(0, candidate.daily_limit - candidate.load.get(on, 0)))


def weekly_limits(model: CpModel, x: Choices) -> None:
    """load[f,w] + Σ_{c in w} y[c,f] ≤ weekly limit of f   for every candidate f and week w."""
    by_id = _by_id(x.problem)
    for key, held in x.covers_by(lambda o: (o.candidate.id, o.class_.date.isocalendar()[:2])):
        candidate, week = by_id[key[0]], key[1]  # type: ignore[index]
        model.add(sum(held) <= max(0, candidate.weekly_limit - week_load(candidate, week)))


def one_place_each(model: CpModel, x: Choices) -> None:
    """Σ m[r,p] ≤ 1   for every resource and time that the places p of all runs r use."""
    held: dict[tuple[Resource, When], list[IntVar]] = defaultdict(list)
    for places in x.moved:
        for move, m in places:
            for place in move.places:
                for resource in place.resources():
                    held[resource, (place.date, place.slot)].append(m)
    for users in held.values():
        model.add_at_most_one(users)


def costs(x: Choices) -> cp_model.LinearExpr:
    """Σ cost of what becomes of each class."""
    terms = [c.cost * y for options in x.covered.values() for c, y in options]
    terms += [m.cost * var for places in x.moved for m, var in places]
    terms += [x.problem.costs.cancelled * z for z in x.cancelled.values()]
    return cp_model.LinearExpr.sum(terms)


def splits(model: CpModel, x: Choices) -> cp_model.LinearExpr:
    """split · Σ_r max(0, persons and cancellations within run r, less one)."""
    extra = []
    for run in x.runs:
        if len(run) == 1:
            continue
        fates: dict[str, list[IntVar]] = defaultdict(list)
        for class_ in run:
            for cover, y in x.covered[class_]:
                fates[cover.candidate.id].append(y)
            fates["cancelled"].append(x.cancelled[class_])
        used = []
        for held in fates.values():
            is_used = model.new_bool_var("u")
            model.add_max_equality(is_used, held)
            used.append(is_used)
        more = model.new_int_var(0, len(run), "split")
        model.add(more >= sum(used) - 1)
        extra.append(x.problem.costs.split * more)
    return cp_model.LinearExpr.sum(extra)


def _by_id(problem: RepairProblem) -> dict[Hashable, Candidate]:
    return {c.id: c for c in problem.candidates}


def _all_cancelled(problem: RepairProblem) -> tuple[PlanRow, ...]:
    cost = problem.costs.cancelled
    return tuple(PlanRow(AdjustmentKind.CANCELLED, c, None, cost) for c in problem.classes)


def _rows(x: Choices, solver: cp_model.CpSolver) -> tuple[PlanRow, ...]:
    found: dict[ClassOnDate, PlanRow] = {}
    for class_, options in x.covered.items():
        for cover, y in options:
            if solver.boolean_value(y):
                found[class_] = replace(cover.row(), reasons=_why(x.problem, cover))
    for places in x.moved:
        for move, m in places:
            if solver.boolean_value(m):
                found |= {row.before: row for row in move.rows(x.problem)}
    for class_, z in x.cancelled.items():
        if solver.boolean_value(z):
            reason = Reason("no_opening") if x.covered[class_] else _why_nobody(x.problem, class_)
            found[class_] = PlanRow(AdjustmentKind.CANCELLED, class_, None, 0, (reason,))
    return tuple(found[c] for c in x.problem.classes)


def _why(problem: RepairProblem, cover: Cover) -> tuple[Reason, ...]:
    """What speaks for this substitute, most telling first."""
    class_, person = cover.class_, cover.candidate
    codes = [
        ("teaches_subject", class_.subject in person.subjects),
        ("knows_section", set(class_.sections) <= person.sections),
        ("same_department", person.department == problem.department),
        ("light_day", person.load.get(class_.date, 0) <= 2),
        ("fair_share", person.covered == 0),
    ]
    return (Reason("free_then"), *(Reason(code) for code, holds in codes if holds))


def _why_nobody(problem: RepairProblem, class_: ClassOnDate) -> Reason:
    if not problem.candidates:
        return Reason("nobody_qualified")
    free = [c for c in problem.candidates if (class_.date, class_.slot) not in c.busy]
    return Reason("over_limit") if free else Reason("nobody_free")
