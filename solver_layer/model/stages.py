"""Any timetable of a term, whatever it costs: first when each block starts, then in which room it is."""

from time import monotonic

from ortools.sat.python import cp_model
from ortools.sat.python.cp_model import CpModel, CpSolver

from solver_layer.model import hard
from solver_layer.model.variables import Block, Groups, Periods, Rooms
from timetable.model import FacultyId, Infra, Occupancy, OccupancyId, OfferingId
from timetable.problems import Instance


class NotFoundOut(Exception):
    """Time ended before the model was solved or proved to have no solution."""


def any_timetable(instance: Instance, *, seconds: float, seed: int = 0) -> tuple[Occupancy, ...] | None:
    """The bookings of a timetable without a hard violation; None where it is proved that there is none.

    The periods are chosen so that rooms exist for them (`hard.enough_rooms`). Raises NotFoundOut.
    """
    until = monotonic() + seconds
    model = CpModel()
    x = Periods.of(model, instance)
    for constraint in hard.PERIODS:
        constraint(model, x)
    solver = decided(model, seconds, seed)
    if solver is None:
        return None
    by_id = {o.id: o for o in instance.offerings}
    blocks = [Block(by_id[id], start) for (id, start), v in x.starts.items() if solver.boolean_value(v)]
    teams = {o.id: x.team_of(o, solver.boolean_value) for o in instance.offerings}
    placed = _rooms(instance, blocks, seconds=max(0.1, until - monotonic()), seed=seed)
    return None if placed is None else tuple(_bookings(instance, placed, teams))


def decided(model: CpModel, seconds: float, seed: int) -> CpSolver | None:
    """The solver with a solution; None where it is proved that there is none. Raises NotFoundOut.

    It runs in one thread.
    """
    solver = one_thread(seconds, seed)
    status = solver.solve(model)
    if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return solver
    if status == cp_model.INFEASIBLE:
        return None
    raise NotFoundOut


def one_thread(seconds: float, seed: int) -> CpSolver:
    """A solver that sees by linear programming what counting shows; without, that takes minutes."""
    solver = CpSolver()
    solver.parameters.max_time_in_seconds = max(0.01, seconds)
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = seed
    solver.parameters.linearization_level = 2
    return solver


def _rooms(
    instance: Instance, blocks: list[Block], *, seconds: float, seed: int
) -> list[tuple[Block, Infra]] | None:
    model = CpModel()
    y = Rooms.of(model, instance, blocks)
    for constraint in hard.ROOMS:
        constraint(model, y)
    solver = decided(model, seconds, seed)
    if solver is None:
        return None
    return [
        (block, room)
        for block, choices in y.choices.items()
        for room, v in choices
        if solver.boolean_value(v)
    ]


def _bookings(
    instance: Instance,
    placed: list[tuple[Block, Infra]],
    teams: dict[OfferingId, tuple[FacultyId, ...]],
) -> list[Occupancy]:
    groups = Groups(instance).by_offering
    fixed = {(b.offering, b.slot): b for b in instance.fixed}
    return [
        fixed.get((block.offering.id, slot))
        or Occupancy(
            id=OccupancyId(f"{block.offering.id}-{slot.day}-{slot.period}"),
            term=instance.term,
            offering=block.offering.id,
            subject=block.offering.subject,
            slot=slot,
            room=room.id,
            faculty=teams[block.offering.id],
            sections=block.offering.sections,
            groups=groups[block.offering.id],
        )
        for block, room in placed
        for slot in block.slots
    ]
