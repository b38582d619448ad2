"""What a repair has as little of as can be, as linear expressions; timetable/plan/aims.py counts the same."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping

from ortools.sat.python.cp_model import CpModel, IntVar, LinearExpr

from solver_layer.repair.choices import Choices, grouped_by
from timetable.model import AdjustmentKind, FacultyId, PlanRow
from timetable.plan import aims, costs
from timetable.plan.constraints import taken_on_by


def cost(model: CpModel, x: Choices) -> LinearExpr:
    """Σ cost·(y[c,f] + m[r,p] + j[r,h]) + cancelled·Σ z[c] + split · Σ_r max(0, n[r] − 1)."""
    return LinearExpr.sum([option.cost * var for option, var in x.options()]) + splits(model, x)


def splits(model: CpModel, x: Choices) -> LinearExpr:
    """split · Σ_r max(0, n[r] − 1)   n[r]: persons in run r, and one more if any of it is cancelled."""
    costs = []
    rows = x.by_class()
    for run in x.runs:
        if len(run) > 1:
            used = [
                _any_of(model, variables)
                for variables in _by_outcome(row for c in run for row in rows[c]).values()
            ]
            further = model.new_int_var(0, len(run) - 1, "")
            model.add(further >= LinearExpr.sum(used) - 1)
            costs.append(x.problem.costs.split * further)
    return LinearExpr.sum(costs)


def cancelled(_model: CpModel, x: Choices) -> LinearExpr:
    """Σ z[c]."""
    return LinearExpr.sum([var for _, var in x.cancelled.values()])


def moved(_model: CpModel, x: Choices) -> LinearExpr:
    """Σ |r|·m[r,p] + Σ y[c,f,d]."""
    return LinearExpr.sum([var for row, var in x.rows() if row.kind is AdjustmentKind.MOVED or row.in_return])


def changes(model: CpModel, x: Choices) -> LinearExpr:
    """Σ_f max(y[c,f], y[c,f,d], m[r,p] with f along) + Σ |r|·m[r,p] + Σ y[c,f,d] + Σ |r|·j[r,h]."""
    per_person = grouped_by([x], taken_on_by)
    merged = LinearExpr.sum([var for row, var in x.rows() if row.kind is AdjustmentKind.MERGED])
    return (
        LinearExpr.sum([_any_of(model, variables) for variables in per_person.values()])
        + moved(model, x)
        + merged
    )


def cover_given(_model: CpModel, x: Choices) -> LinearExpr:
    """Σ (month[f] + term[f])·y[c,f]."""
    periods_given = {c.id: c.covered_month + c.covered_term for c in x.problem.candidates}
    covers = (
        (row, var) for row, var in x.rows() if row.kind is AdjustmentKind.SUBSTITUTED and not row.in_return
    )
    return LinearExpr.sum(
        [periods_given[person] * var for row, var in covers for person in taken_on_by(x.problem, row)]
    )


GOALS: Mapping[aims.Measure, Callable[[CpModel, Choices], LinearExpr]] = {
    aims.cost: cost,
    aims.cancelled: cancelled,
    aims.moved: moved,
    aims.changes: changes,
    aims.cover_given: cover_given,
}


def _by_outcome(rows: Iterable[tuple[PlanRow, IntVar]]) -> dict[frozenset[FacultyId] | str, list[IntVar]]:
    outcomes: dict[frozenset[FacultyId] | str, list[IntVar]] = defaultdict(list)
    for row, var in rows:
        outcomes[costs.split_key(row)].append(var)
    return outcomes


def _any_of(model: CpModel, vars: list[IntVar]) -> IntVar:
    any_of = model.new_bool_var("")
    model.add_max_equality(any_of, vars)
    return any_of
