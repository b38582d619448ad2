"""The timetable of a term by CP-SAT: periods first, then rooms; every result is checked before it is given."""

from collections.abc import Callable
from dataclasses import dataclass
from secrets import token_hex

from ortools.sat.python import cp_model
from ortools.sat.python.cp_model import CpModel, CpSolver

from solver_layer import hard, soft
from solver_layer.variables import Block, Groups, Periods, Rooms
from timetable import constraints, penalties
from timetable.errors import Infeasible
from timetable.model import Occupancy, OccupancyId
from timetable.problems import Instance

Progress = Callable[[int | None, int, float], None]
_TRIES = 3
_SHARE_OF_PERIODS = 0.75
"""of the time; the rest is for the rooms"""


@dataclass(frozen=True, slots=True)
class Timetable:
    """The bookings, their cost by part, and what is proven: `optimal` periods and rooms are not jointly so."""

    occupancies: tuple[Occupancy, ...]
    costs: dict[str, int]
    bound: int
    status: str

    @property
    def cost(self) -> int:
        return sum(self.costs.values())


def solve(
    instance: Instance,
    *,
    seconds: float = 20.0,
    workers: int = 2,
    seed: int = 0,
    progress: Progress | None = None,
    new_id: Callable[[], str] = lambda: token_hex(8),
) -> Timetable:
    """A timetable without a hard violation, the best found within the time.

    Raises Infeasible where there is none, or none was found in time; the sentence says which.
    """
    _check_weekly_limits(instance)
    for attempt in range(_TRIES):
        blocks, bound = _periods(instance, seconds * _SHARE_OF_PERIODS, workers, seed + attempt, progress)
        rooms = _rooms(instance, blocks, seconds * (1 - _SHARE_OF_PERIODS), workers, seed)
        if rooms is not None:
            return _checked(instance, rooms, bound, new_id)
    raise Infeasible("Periods were found, but no rooms for them in which every block stays in one room.")


def _periods(
    instance: Instance, seconds: float, workers: int, seed: int, progress: Progress | None
) -> tuple[list[Block], int]:
    """When each block starts: all hard constraints but which room; compactness and days as cost."""
    model = CpModel()
    x = Periods.of(model, instance)
    hard.every_block(model, x)
    hard.faculty_occupancy(model, x)
    hard.student_occupancy(model, x)
    hard.enough_rooms(model, x)
    hard.daily_limits(model, x)
    hard.fixed_periods(model, x)
    weights = instance.costs
    model.minimize(
        weights.minimum_working_days * soft.minimum_working_days(model, x)
        + weights.compactness * soft.compactness(model, x)
        + weights.room_capacity * soft.crowding(model, x)
    )
    solver = _solver(seconds, workers, seed)
    status = solver.solve(model, _Telling(progress) if progress else None)
    if status == cp_model.INFEASIBLE:
        raise Infeasible("There is no timetable that keeps every hard constraint.")
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        raise Infeasible(f"No timetable was found within {seconds:.0f} seconds; give it more time.")
    by_id = {o.id: o for o in instance.offerings}
    chosen = [Block(by_id[id], slot) for (id, slot), v in x.starts.items() if solver.boolean_value(v)]
    return chosen, round(solver.best_objective_bound)


def _rooms(
    instance: Instance, blocks: list[Block], seconds: float, workers: int, seed: int
) -> list[tuple[Block, str]] | None:
    """The room of each block; None where the periods admit none."""
    model = CpModel()
    y = Rooms.of(model, instance, blocks)
    hard.one_room(model, y)
    hard.room_occupancy(model, y)
    hard.fixed_rooms(model, y)
    weights = instance.costs
    model.minimize(
        weights.room_capacity * soft.room_capacity(y) + weights.room_stability * soft.room_stability(model, y)
    )
    solver = _solver(seconds, workers, seed)
    if solver.solve(model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return None
    return [
        (block, room.id)
        for block, choices in y.choices.items()
        for room, v in choices
        if solver.boolean_value(v)
    ]


def _solver(seconds: float, workers: int, seed: int) -> CpSolver:
    solver = CpSolver()
    solver.parameters.max_time_in_seconds = seconds
    solver.parameters.num_workers = workers
    solver.parameters.random_seed = seed
    return solver


def _checked(
    instance: Instance, placed: list[tuple[Block, str]], bound: int, new_id: Callable[[], str]
) -> Timetable:
    """The bookings, held against the checker that shares no code with the model."""
    groups = Groups(instance).by_offering
    bookings = tuple(
        Occupancy(
            id=OccupancyId(new_id()),
            term=instance.term,
            offering=block.offering.id,
            subject=block.offering.subject,
            slot=slot,
            room=room,  # type: ignore[arg-type]
            faculty=block.offering.faculty,
            sections=block.offering.sections,
            groups=groups[block.offering.id],
        )
        for block, room in placed
        for slot in block.slots
    )
    broken = constraints.violations(instance, bookings)
    if broken:
        raise Infeasible(f"The timetable found breaks a rule: {broken[0].sentence}")
    costs = penalties.costs(instance, bookings)
    status = "optimal" if sum(costs.values()) <= bound else "feasible"
    return Timetable(bookings, costs, bound, status)


def _check_weekly_limits(instance: Instance) -> None:
    for faculty in instance.faculty:
        load = sum(o.periods_per_week for o in instance.offerings if faculty.id in o.faculty)
        if load > faculty.weekly_limit:
            raise Infeasible(
                f"{faculty.name} has {load} periods a week and may have {faculty.weekly_limit}.",
                field="faculty",
            )


class _Telling(cp_model.CpSolverSolutionCallback):
    """Passes each better solution on: best cost, proven bound, seconds."""

    def __init__(self, progress: Progress) -> None:
        super().__init__()
        self._progress = progress

    def on_solution_callback(self) -> None:
        self._progress(round(self.objective_value), round(self.best_objective_bound), self.wall_time)
