"""The timetable of a term by CP-SAT: periods first, then rooms; each result is checked before it is given."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from secrets import token_hex
from time import monotonic

from ortools.sat.python import cp_model
from ortools.sat.python.cp_model import CpModel, CpSolver, LinearExpr

from solver_layer import hard, soft
from solver_layer.variables import Block, Groups, Periods, Rooms
from timetable import constraints, penalties
from timetable.errors import Infeasible
from timetable.model import Infra, Occupancy, OccupancyId, Slot
from timetable.problems import Instance

Progress = Callable[[int | None, int, float], None]
_FOUND = (cp_model.OPTIMAL, cp_model.FEASIBLE)
_SHARE_OF_PERIODS = 0.75
"""of the time; the rest is for the rooms"""
_SHARE_OF_SEATS = 0.25
"""of the time, to find out whether everybody can have a seat"""
_NO_LIMIT = 2**31
_LEAST_FOR_ROOMS = 2.0
"""seconds: rooms are found at once, and without them the periods are worth nothing"""


@dataclass(frozen=True, slots=True)
class Timetable:
    """The bookings, their cost by part, and what is proven: no timetable costs less than `bound`."""

    occupancies: tuple[Occupancy, ...]
    costs: dict[str, int]
    bound: int
    status: str
    """`optimal` where cost and bound meet, else `feasible`"""

    @property
    def cost(self) -> int:
        return sum(self.costs.values())


@dataclass(frozen=True, slots=True)
class _Budget:
    """How long a search may last, with how many threads, from which seed."""

    until: float
    workers: int
    seed: int

    def solve(
        self, model: CpModel, share: float, at_least: float = 0.1, told: Progress | None = None
    ) -> tuple[CpSolver, cp_model.CpSolverStatus]:
        solver = CpSolver()
        solver.parameters.max_time_in_seconds = max(at_least, share * (self.until - monotonic()))
        solver.parameters.num_workers = self.workers
        solver.parameters.random_seed = self.seed
        return solver, solver.solve(model, _Telling(told) if told else None)

    def is_spent(self) -> bool:
        return monotonic() >= self.until


def solve(
    instance: Instance,
    *,
    seconds: float = 20.0,
    workers: int = 2,
    seed: int = 0,
    progress: Progress | None = None,
    new_id: Callable[[], str] = lambda: token_hex(8),
) -> Timetable:
    """A timetable without a hard violation, the best found within the time; fixed bookings are among its own.

    Raises Infeasible where there is none, or none was found in time; the sentence says which. The same
    instance and seed give the same timetable with one worker, unless time ends the search.
    """
    _check(instance)
    budget = _Budget(monotonic() + seconds, workers, seed)
    model, x, most = _seated(instance, budget) or _unseated(instance)
    while True:
        blocks, bound, is_best = _periods(model, x, budget, progress)
        if is_best and most < bound and not budget.is_spent():
            model, x, most = _unseated(instance, blocks)
            continue
        placed = _rooms(instance, blocks, budget)
        if placed is not None:
            return _checked(instance, placed, min(bound, most), new_id)
        if budget.is_spent():
            raise Infeasible("Periods were found, but in time no rooms for them where every block keeps one.")
        if most < _NO_LIMIT:
            model, x, most = _unseated(instance)
        hard.not_again(model, x, blocks)


def _seated(instance: Instance, budget: _Budget) -> tuple[CpModel, Periods, int] | None:
    """Periods in which everybody has a seat, where seats are soft: found much sooner than by cost alone.

    With the most that their bound may say of the instance: beyond them, a student has no seat. None where
    seats are a must anyway, cost nothing, or no such periods were found at once.
    """
    weights = instance.costs
    if instance.room_capacity_is_hard or not weights.room_capacity:
        return None
    model, x = _periods_model(instance)
    hard.seats_for_all(model, x)
    solver, status = budget.solve(model, _SHARE_OF_SEATS)
    if status not in _FOUND:
        return None
    for v in x.starts.values():
        model.add_hint(v, solver.boolean_value(v))
    model.minimize(_cost_of_periods(model, x))
    return model, x, weights.room_capacity


def _unseated(instance: Instance, known: Sequence[Block] = ()) -> tuple[CpModel, Periods, int]:
    """Any periods, those known to be good as a start."""
    model, x = _periods_model(instance)
    starts = {(b.offering.id, b.start) for b in known}
    for key, v in x.starts.items() if starts else ():
        model.add_hint(v, key in starts)
    weight = instance.costs.room_capacity
    model.minimize(_cost_of_periods(model, x) + weight * soft.crowding(model, x))
    return model, x, _NO_LIMIT


def _periods_model(instance: Instance) -> tuple[CpModel, Periods]:
    """When each block starts: every hard constraint but which room."""
    model = CpModel()
    x = Periods.of(model, instance)
    hard.every_block(model, x)
    hard.faculty_occupancy(model, x)
    hard.student_occupancy(model, x)
    hard.one_size(model, x)
    hard.enough_rooms(model, x)
    hard.enough_rooms_of_size(model, x)
    hard.daily_limits(model, x)
    hard.fixed_periods(model, x)
    return model, x


def _cost_of_periods(model: CpModel, x: Periods) -> LinearExpr:
    weights = x.instance.costs
    return weights.minimum_working_days * soft.minimum_working_days(
        model, x
    ) + weights.compactness * soft.compactness(model, x)


def _periods(
    model: CpModel, x: Periods, budget: _Budget, progress: Progress | None
) -> tuple[list[Block], int, bool]:
    """The blocks with their starts, the proven bound, and whether no other periods are better."""
    solver, status = budget.solve(model, _SHARE_OF_PERIODS, told=progress)
    if status == cp_model.INFEASIBLE:
        raise Infeasible("There is no timetable that keeps every hard constraint.")
    if status not in _FOUND:
        raise Infeasible("No timetable was found in time; give it more seconds.")
    by_id = {o.id: o for o in x.instance.offerings}
    chosen = [Block(by_id[id], slot) for (id, slot), v in x.starts.items() if solver.boolean_value(v)]
    return chosen, round(solver.best_objective_bound), status == cp_model.OPTIMAL


def _rooms(instance: Instance, blocks: list[Block], budget: _Budget) -> list[tuple[Block, Infra]] | None:
    """The room of each block; None where these periods admit none. Raises Infeasible when time ends first."""
    model = CpModel()
    y = Rooms.of(model, instance, blocks)
    hard.one_room(model, y)
    hard.room_occupancy(model, y)
    hard.fixed_rooms(model, y)
    weights = instance.costs
    model.minimize(
        weights.room_capacity * soft.room_capacity(y) + weights.room_stability * soft.room_stability(model, y)
    )
    _hint_rooms(model, y)
    solver, status = budget.solve(model, 1.0, _LEAST_FOR_ROOMS)
    if status == cp_model.INFEASIBLE:
        return None
    if status not in _FOUND:
        raise Infeasible("Periods were found, but no rooms for them in time; give it more seconds.")
    return [
        (block, room)
        for block, choices in y.choices.items()
        for room, v in choices
        if solver.boolean_value(v)
    ]


def _hint_rooms(model: CpModel, y: Rooms) -> None:
    """A start for the search: the strongest first, each in a room its offering has already, else in the
    smallest free one with enough seats, else in the largest free one."""
    taken: set[tuple[str, Slot]] = set()
    known: set[tuple[str, str]] = set()
    for block in sorted(y.choices, key=lambda b: (-b.offering.block_length, -b.offering.strength, b.start)):
        free = [r for r, _ in y.choices[block] if not any((r.id, s) in taken for s in block.slots)]
        if not free:
            continue
        strength, id = block.offering.strength, block.offering.id
        best = min(
            free,
            key=lambda r: (max(0, strength - r.capacity), (id, r.id) not in known, r.capacity),
        )
        taken |= {(best.id, s) for s in block.slots}
        known.add((id, best.id))
        for room, v in y.choices[block]:
            model.add_hint(v, room.id == best.id)


def _checked(
    instance: Instance, placed: list[tuple[Block, Infra]], bound: int, new_id: Callable[[], str]
) -> Timetable:
    """The bookings, held against the checker that shares no code with the model."""
    groups = Groups(instance).by_offering
    fixed = {(b.offering, b.slot): b for b in instance.fixed}
    bookings = tuple(
        fixed.get((block.offering.id, slot))
        or Occupancy(
            id=OccupancyId(new_id()),
            term=instance.term,
            offering=block.offering.id,
            subject=block.offering.subject,
            slot=slot,
            room=room.id,
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


def _check(instance: Instance) -> None:
    """What no timetable can mend, said in its own words rather than as "there is none"."""
    for offering in instance.offerings:
        if offering.periods_per_week % offering.block_length:
            raise Infeasible(
                f"{offering.id} has {offering.periods_per_week} periods a week, which is no whole number of "
                f"blocks of {offering.block_length}.",
                field="offerings",
            )
    for faculty in instance.faculty:
        load = sum(o.periods_per_week for o in instance.offerings if faculty.id in o.faculty)
        if load > faculty.weekly_limit:
            raise Infeasible(
                f"{faculty.name} has {load} periods a week and may have {faculty.weekly_limit}.",
                field="faculty",
            )
    broken = [v for v in constraints.violations(instance, instance.fixed) if v.rule != "every_period_taught"]
    if broken:
        raise Infeasible(f"The fixed bookings break a rule: {broken[0].sentence}", field="fixed")


class _Telling(cp_model.CpSolverSolutionCallback):
    """Passes each better solution on: best cost, proven bound, seconds."""

    def __init__(self, progress: Progress) -> None:
        super().__init__()
        self._progress = progress

    def on_solution_callback(self) -> None:
        self._progress(round(self.objective_value), round(self.best_objective_bound), self.wall_time)
