"""Chooses who of an offering's candidates teaches it, by loads alone, before its periods are chosen."""

from collections import defaultdict

from ortools.sat.python import cp_model
from ortools.sat.python.cp_model import CpModel, IntVar, LinearExpr

from solver_layer.term.encode import Teams
from timetable.constraints import teams
from timetable.errors import Infeasible, NotFoundInTime
from timetable.model import FacultyId, Offering, OfferingId
from timetable.problems import Instance


def staff(instance: Instance, *, seconds: float = 10.0, seed: int = 0) -> Teams:
    """The people of every offering: everybody within the week they can teach, loads as even as can be.

    Raises Infeasible where it is proved that the candidates can't take all offerings, NotFoundInTime where
    that is not decided in `seconds`.
    """
    model = CpModel()
    chosen: dict[OfferingId, dict[tuple[FacultyId, ...], IntVar]] = {}
    load: dict[FacultyId, list[tuple[IntVar, int]]] = defaultdict(list)
    for o in instance.offerings:
        chosen[o.id] = {team: model.new_bool_var("team") for team in teams(o)}
        model.add_exactly_one(chosen[o.id].values())
        for team, z in chosen[o.id].items():
            for teacher in team:
                load[teacher].append((z, o.periods_per_week))
    _apart(model, instance, chosen)
    spread = []
    for f in instance.faculty:
        periods = LinearExpr.sum([z * n for z, n in load[f.id]])
        model.add(periods <= _max_periods(instance, f.id))
        over = model.new_int_var(0, 10_000, "over")
        model.add(over >= 2 * periods - f.weekly_limit)
        spread.append(over)
    model.minimize(LinearExpr.sum(spread))
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = seconds
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = seed
    status = solver.solve(model)
    if status == cp_model.INFEASIBLE:
        raise Infeasible(
            "The candidates of the offerings can't take them all within their weekly limits.",
            field="offerings",
        )
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        raise NotFoundInTime("Who teaches which offering was not decided in time; give it more seconds.")
    return {
        id: next(team for team, z in choices.items() if solver.boolean_value(z))
        for id, choices in chosen.items()
    }


def _max_periods(instance: Instance, id: FacultyId) -> int:
    """The periods that somebody can teach in a week at all."""
    f = next(f for f in instance.faculty if f.id == id)
    per_day: dict[int, int] = defaultdict(int)
    for t in instance.timeslots:
        per_day[t.day] += t.slot not in f.unavailable
    return min(f.weekly_limit, sum(min(n, f.daily_limit) for n in per_day.values()))


def _apart(
    model: CpModel, instance: Instance, chosen: dict[OfferingId, dict[tuple[FacultyId, ...], IntVar]]
) -> None:
    """Nobody teaches two offerings that are held in parallel."""
    baskets: dict[str, list[Offering]] = defaultdict(list)
    for o in instance.offerings:
        if o.parallel:
            baskets[o.parallel].append(o)
    for basket in baskets.values():
        of_teacher: dict[FacultyId, list[IntVar]] = defaultdict(list)
        for o in basket:
            for team, z in chosen[o.id].items():
                for f in team:
                    of_teacher[f].append(z)
        for choices in of_teacher.values():
            model.add_at_most_one(choices)
