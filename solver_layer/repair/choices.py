"""The repair as a model: its variables and constraints, one function each; docs/model-repair.md states it."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import chain
from typing import TypeVar

from ortools.sat.python.cp_model import CpModel, IntVar, LinearExpr

from timetable.model import AdjustmentKind, ClassOnDate, FacultyId, PlanRow
from timetable.plan import costs
from timetable.plan.constraints import taken_on_by, uses
from timetable.plan.options import Option, covers, exchanges, follow, merges, moves
from timetable.problems import Candidate, RepairProblem, iso_week

Key = TypeVar("Key", bound=Hashable)


@dataclass(slots=True)
class Choices:
    """The variables: y[c,f] f covers class c; m[r,p] run r moves to places p; j[r,h] run r joins classes h;
    z[c] class c is cancelled."""

    problem: RepairProblem
    runs: list[tuple[ClassOnDate, ...]]
    covered: dict[ClassOnDate, list[tuple[Option, IntVar]]] = field(default_factory=dict)
    moved: list[list[tuple[Option, IntVar]]] = field(default_factory=list)
    merged: list[list[tuple[Option, IntVar]]] = field(default_factory=list)
    cancelled: dict[ClassOnDate, tuple[Option, IntVar]] = field(default_factory=dict)

    def options(self) -> Iterator[tuple[Option, IntVar]]:
        for either in (*self.covered.values(), *self.moved, *self.merged, self.cancelled.values()):
            yield from either

    def by_class(self) -> dict[ClassOnDate, list[tuple[PlanRow, IntVar]]]:
        """Per class its rows that are not decided for a whole run."""
        rows: dict[ClassOnDate, list[tuple[PlanRow, IntVar]]] = defaultdict(list)
        for either in (*self.covered.values(), self.cancelled.values()):
            for option, var in either:
                for row in option.rows:
                    rows[row.before].append((row, var))
        return rows

    def rows(self) -> Iterator[tuple[PlanRow, IntVar]]:
        for option, var in self.options():
            for row in option.rows:
                yield row, var


def variables(model: CpModel, problem: RepairProblem) -> Choices:
    """Only what is allowed by itself gets a variable."""

    def chosen(options: Iterable[Option]) -> list[tuple[Option, IntVar]]:
        return [(option, model.new_bool_var("")) for option in options]

    x = Choices(problem, costs.runs(problem))
    points = sum(costs.cancellation(problem.costs).values())
    for class_ in problem.classes:
        cancelled = PlanRow(AdjustmentKind.CANCELLED, class_, None, points)
        taken = [*covers(problem, class_), *exchanges(problem, class_)]
        x.covered[class_] = chosen(chain(taken, _with_who_had_joined(problem, class_, taken)))
        (x.cancelled[class_],) = chosen([Option((cancelled,))])
    x.moved = [chosen(moves(problem, run)) for run in x.runs]
    x.merged = [chosen(merges(problem, run)) for run in x.runs]
    return x


def _with_who_had_joined(
    problem: RepairProblem, class_: ClassOnDate, taken: Sequence[Option]
) -> Iterator[Option]:
    """The same covers of a class, with the class that had joined it following."""
    key = (class_.occupancy, class_.date)
    for other in (c for c in problem.classes if c.host and (c.host.occupancy, c.host.date) == key):
        for option in taken:
            for row in follow(problem, other, option.rows[0]):
                yield Option((*option.rows, row))


def one_outcome_each(model: CpModel, x: Choices) -> None:
    """Σ_f y[c,f] + Σ_p m[r(c),p] + Σ_h j[r(c),h] + z[c] = 1   for every class c of every run r."""
    for outcomes in grouped_by([x], lambda _, row: [row.before]).values():
        model.add_exactly_one(outcomes)


def held_where_granted(model: CpModel, x: Choices, granted: IntVar) -> None:
    """Σ_f y[c,f] + Σ_p m[r(c),p] + Σ_h j[r(c),h] = g and z[c] = 0   for every class c of the leave."""
    for outcomes in grouped_by([x], lambda _, row: [row.before]).values():
        model.add(LinearExpr.sum(outcomes) == granted)
    for _, cancelled in x.cancelled.values():
        model.add(cancelled == 0)


def nobody_on_leave(model: CpModel, granted: Sequence[tuple[Choices, IntVar]]) -> None:
    """y[c,f] + g[f] ≤ 1, m[r,p] + g[f] ≤ 1, j[r,h] + g[f] ≤ 1   where f would teach while away themselves."""
    for x, leave in granted:
        away = {*x.problem.away, *((c.date, c.slot) for c in x.problem.classes)}
        for other, _ in granted:
            for row, var in other.rows():
                own = [c for c in row.held() if x.problem.faculty in c.faculty]
                if any((c.date, c.slot) in away for c in own):
                    model.add_at_most_one([var, leave])


def one_place_each(model: CpModel, *xs: Choices) -> None:
    """Σ y[c,f] + Σ m[r,p] + Σ j[r,h] ≤ 1   for every time, and every person, room, students or class to be
    joined in use by them then."""
    for users in grouped_by(xs, lambda _, row: uses(row)).values():
        model.add_at_most_one(users)


def daily_limits(model: CpModel, *xs: Choices) -> None:
    """load[f,d] + Σ y[c,f] + Σ m[r,p] ≤ daily limit of f   for every f and date d; m where f moves along."""
    for (person, on), taken in grouped_by(xs, _gains).items():
        for f in _candidates(xs, person):
            model.add(LinearExpr.sum(taken) <= max(0, f.daily_limit - f.load.get(on, 0)))


def weekly_limits(model: CpModel, *xs: Choices) -> None:
    """load[f,w] + Σ y[c,f] + Σ m[r,p] ≤ weekly limit of f   for every f and week w; m where f moves along."""
    for (person, week), taken in grouped_by(xs, _gains_by_week).items():
        for f in _candidates(xs, person):
            model.add(LinearExpr.sum(taken) <= max(0, f.weekly_limit - f.week_load(week)))


def grouped_by(
    xs: Iterable[Choices], keys: Callable[[RepairProblem, PlanRow], Iterable[Key]]
) -> dict[Key, list[IntVar]]:
    """Per key, a variable as often as its rows have that key."""
    groups: dict[Key, list[IntVar]] = defaultdict(list)
    for x in xs:
        for row, var in x.rows():
            for key in keys(x.problem, row):
                groups[key].append(var)
    return groups


def _gains(problem: RepairProblem, row: PlanRow) -> list[tuple[FacultyId, date]]:
    """Who gets a period from this row, and on which date."""
    after = row.after
    return [(person, after.date) for person in taken_on_by(problem, row)] if after else []


def _gains_by_week(problem: RepairProblem, row: PlanRow) -> list[tuple[FacultyId, tuple[int, int]]]:
    return [(person, iso_week(on)) for person, on in _gains(problem, row)]


def _candidates(xs: Iterable[Choices], person: FacultyId) -> list[Candidate]:
    return [c for x in xs for c in x.problem.candidates if c.id == person]
