"""The whole timetable as one CP-SAT model, periods and rooms together: for proofs.

Small instances are solved to the end by it; large ones are beyond it.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from ortools.sat.python import cp_model
from ortools.sat.python.cp_model import CpModel, IntVar, LinearExpr

from solver_layer.model import hard, soft
from solver_layer.model.places import Places
from solver_layer.model.variables import Periods
from solver_layer.term.encode import Meeting, Teams
from timetable.model import InfraId, Slot
from timetable.problems import Instance


@dataclass(frozen=True, slots=True)
class Answer:
    """The best timetable of the model; `meetings` is empty where none was found in time."""

    meetings: tuple[Meeting, ...]
    teams: Teams
    bound: int


def solve(
    instance: Instance,
    *,
    seconds: float,
    workers: int = 1,
    seed: int = 0,
    hint: Sequence[Meeting] = (),
) -> Answer:
    """The best timetable, as far as time allows."""
    model = CpModel()
    x = Periods.of(model, instance)
    y = Places.of(model, x)
    for constraint in hard.PERIODS:
        constraint(model, x)
    room_occupancy(model, y)
    fixed(model, y)
    model.minimize(costs(model, y))
    hinted = set(hint)
    for (id, slot), rooms in y.places.items() if hint else ():
        for room, v in rooms.items():
            model.add_hint(v, (id, slot, room.id) in hinted)
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = seconds
    solver.parameters.num_workers = workers
    solver.parameters.random_seed = seed
    status = solver.solve(model)
    is_solved = status in (cp_model.OPTIMAL, cp_model.FEASIBLE)
    bound = max(0, ceil(solver.best_objective_bound - 1e-6)) if is_solved else 0
    return Answer(
        tuple(
            (id, slot, room.id)
            for (id, slot), rooms in y.places.items()
            for room, v in rooms.items()
            if is_solved and solver.boolean_value(v)
        ),
        {o.id: x.team_of(o, solver.boolean_value) for o in instance.offerings} if is_solved else {},
        bound,
    )


def room_occupancy(model: CpModel, y: Places) -> None:
    """Σ_{(o,t') busy at t} y[o,t',r] ≤ 1   for every room r and timeslot t."""
    users_of: dict[tuple[InfraId, Slot], list[IntVar]] = defaultdict(list)
    lengths = {o.id: o.block_length for o in y.periods.instance.offerings}
    for (id, slot), rooms in y.places.items():
        for room, v in rooms.items():
            for n in range(lengths[id]):
                users_of[room.id, Slot(slot.day, slot.period + n)].append(v)
    for users in users_of.values():
        model.add_at_most_one(users)


def fixed(model: CpModel, y: Places) -> None:
    """y[o,t,r] = 1   for every block that is fixed."""
    offerings = {o.id: o for o in y.periods.instance.offerings}
    by_offering = defaultdict(list)
    for booking in sorted(y.periods.instance.fixed, key=lambda b: b.slot):
        by_offering[booking.offering].append(booking)
    for id, bookings in by_offering.items():
        for first in bookings[:: offerings[id].block_length]:
            rooms = y.places.get((id, first.slot), {})
            model.add_bool_or([v for room, v in rooms.items() if room.id == first.room])


def costs(model: CpModel, y: Places) -> LinearExpr:
    """Σ of the soft constraints, each by its weight."""
    x, weights = y.periods, y.periods.instance.costs
    return (
        weights.minimum_working_days * soft.minimum_working_days(model, x)
        + weights.compactness * soft.compactness(model, x)
        + weights.faculty_compactness * soft.faculty_compactness(model, x)
        + weights.avoided_periods * soft.avoided_periods(x)
        + weights.preferred_periods * soft.preferred_periods(x)
        + weights.room_capacity * soft.room_capacity(y)
        + weights.room_stability * soft.room_stability(model, y)
        + weights.room_fit * soft.room_fit(y)
    )
