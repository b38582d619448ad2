"""What every timetable costs at least, from counting rooms and days: cheap, and often nothing.

Periods are not looked at, so clashes and compactness count for nothing. The costs of rooms and of days are
separate parts of the whole, so their bounds add up.
"""

from math import ceil

from solver_layer.model.suitable import rooms_for
from timetable.model import Infra
from timetable.problems import Instance

# Of CP-SAT's deterministic time, about seconds: the same bound each time, whatever else the machine does.
_DETERMINISTIC_SECONDS = 2.0


def least_cost(instance: Instance) -> int:
    """No timetable of the instance costs less."""
    return _days(instance) + (_rooms(instance) if _seats_are_short(instance) else 0)


def _days(instance: Instance) -> int:
    """An offering is held on no more days than it has blocks, and than the week has."""
    week = len({t.day for t in instance.timeslots})
    short = (max(0, o.min_days - min(week, o.periods_per_week // o.block_length)) for o in instance.offerings)
    return instance.costs.minimum_working_days * sum(short)


def _seats_are_short(instance: Instance) -> bool:
    """Whether the periods of all who need at least so many seats are more than such rooms have."""
    if instance.room_capacity_is_hard or not instance.costs.room_capacity:
        return False
    slots = len({t.slot for t in instance.timeslots})
    return any(
        sum(o.periods_per_week for o in instance.offerings if o.room_kind == kind and o.strength >= seats)
        > slots * sum(r.kind == kind and r.capacity >= seats for r in instance.rooms)
        for kind, seats in {(o.room_kind, o.strength) for o in instance.offerings}
    )


def _rooms(instance: Instance) -> int:
    """min Σ cost[o,r]·y[o,r] + stability·Σ_o (rooms used by o - 1), where y[o,r] blocks of o are in r: all of
    an offering's blocks are somewhere, and no room holds more periods than the week has."""
    from ortools.sat.python import cp_model  # most instances have no need of it

    model, weights = cp_model.CpModel(), instance.costs
    costs: list[cp_model.LinearExpr | int] = []
    periods_in: dict[Infra, list[cp_model.LinearExpr]] = {r: [] for r in instance.rooms}
    for o in instance.offerings:
        blocks, used = [], []
        for room in rooms_for(o, instance):
            y = model.new_int_var(0, o.periods_per_week // o.block_length, "y")
            used.append(model.new_bool_var("used"))
            model.add(y == 0).only_enforce_if(~used[-1])
            blocks.append(y)
            periods_in[room].append(o.block_length * y)
            costs.append(weights.room_capacity * o.block_length * max(0, o.strength - room.capacity) * y)
        model.add(cp_model.LinearExpr.sum(blocks) == o.periods_per_week // o.block_length)
        costs.append(weights.room_stability * (cp_model.LinearExpr.sum(used) - 1))
    for periods in periods_in.values():
        model.add(cp_model.LinearExpr.sum(periods) <= len({t.slot for t in instance.timeslots}))
    model.minimize(cp_model.LinearExpr.sum(costs))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.max_deterministic_time = _DETERMINISTIC_SECONDS
    if solver.solve(model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return 0  # unknown; or there is no timetable at all, which is not said here
    return max(0, ceil(solver.best_objective_bound - 1e-6))
