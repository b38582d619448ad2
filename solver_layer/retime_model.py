"""The retiming as a model for CP-SAT: blocks that must or may move, the places they may move to, the cost."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from ortools.sat.python.cp_model import (
    FEASIBLE,
    INFEASIBLE,
    OPTIMAL,
    CpModel,
    CpSolver,
    IntVar,
    LinearExpr,
)

from solver_layer.retime_reach import Choices
from solver_layer.retime_week import Block, Place, Week
from timetable.model import InfraId, OfferingId, Slot

Term = tuple[int, IntVar]


@dataclass(slots=True)
class Answer:
    """What the solver says: `moved` are the places of the blocks that move; bound and cost of the week."""

    moved: dict[int, Place] | None
    cost: int | None
    bound: int
    is_settled: bool
    """proven least, or proven that there is none"""

    def of_unknown_cost(self) -> "Answer":
        return Answer(self.moved, None, 0, False)


@dataclass(slots=True)
class Level:
    """Who moves where, of the choices there are; everything else stays where it is."""

    week: Week
    choices: Choices
    model: CpModel = field(default_factory=CpModel)
    stay: dict[int, IntVar] = field(default_factory=dict)
    starts: dict[int, list[tuple[Slot, tuple[Slot, ...], IntVar]]] = field(default_factory=dict)
    """per block, when it may be held: where it is, and where it may move to"""
    places: dict[int, list[tuple[tuple[Slot, ...], InfraId, IntVar]]] = field(default_factory=dict)
    staying: tuple[Block, ...] = ()
    """those that have no choice"""
    constant: int = 0
    terms: list[Term] = field(default_factory=list)

    @classmethod
    def of(cls, week: Week, choices: Choices) -> "Level":
        level = cls(week, choices)
        level.staying = tuple(b for b in week.blocks if b.number not in choices.places)
        for number, places in choices.places.items():
            level._add_block(week.blocks[number], places)
        level._occupy()
        level._hold_in_parallel()
        level._keep_daily_limits()
        return level

    def _add_block(self, block: Block, places: Iterable[tuple[Slot, tuple[Slot, ...], InfraId]]) -> None:
        """Σ_t y[b,t] + stays[b] = 1 and Σ_r x[b,t,r] = y[b,t]."""
        by_start: dict[Slot, list[tuple[tuple[Slot, ...], InfraId]]] = defaultdict(list)
        for start, slots, room in places:
            by_start[start].append((slots, room))
        self.starts[block.number], self.places[block.number] = [], []
        if not self.choices.must >> block.number & 1:
            stay = self.stay[block.number] = self.model.new_bool_var("stay")
            self.starts[block.number].append((block.start, block.slots, stay))
            self.places[block.number].append((block.slots, block.room, stay))
        for start, rooms in by_start.items():
            x = [self.model.new_bool_var("x") for _ in rooms]
            y = x[0]
            if len(x) > 1:
                y = self.model.new_bool_var("y")
                self.model.add_exactly_one([*x, y.negated()])
            self.starts[block.number].append((start, rooms[0][0], y))
            self.places[block.number] += [(slots, room, v) for (slots, room), v in zip(rooms, x, strict=True)]
        self.model.add_exactly_one([y for _, _, y in self.starts[block.number]])

    def _occupy(self) -> None:
        """Σ y ≤ 1 for every teacher, group of students and offering, Σ x ≤ 1 for every room, per timeslot."""
        held: dict[tuple[object, Slot], list[IntVar]] = defaultdict(list)
        for number, starts in self.starts.items():
            for _, slots, y in starts:
                for slot in slots:
                    for one in self.week.holds[self.week.blocks[number].offering.id]:
                        held[one, slot].append(y)
            for slots, room, x in self.places[number]:
                for slot in slots:
                    held[room, slot].append(x)
        for users in {tuple(v.index for v in u): u for u in held.values() if len(u) > 1}.values():
            self.model.add_at_most_one(users)

    def _hold_in_parallel(self) -> None:
        """Σ y[a,t] = Σ y[b,t]   for every timeslot t and those that are held in parallel, a and b."""
        baskets: dict[str, list[dict[Slot, LinearExpr]]] = defaultdict(list)
        for o in self.week.instance.offerings:
            if o.parallel:
                baskets[o.parallel].append(self._busy(o.id))
        for first, *others in baskets.values():
            for other in others:
                for slot in first.keys() | other.keys():
                    self.model.add(first.get(slot, 0) == other.get(slot, 0))

    def _busy(self, id: OfferingId) -> dict[Slot, LinearExpr]:
        held: dict[Slot, list[IntVar | int]] = defaultdict(list)
        for block in self.week.members(self.week.of_offering[id]):
            for _, slots, y in self.starts.get(block.number, [(block.start, block.slots, 1)]):
                for slot in slots:
                    held[slot].append(y)
        return {slot: LinearExpr.sum(users) for slot, users in held.items()}

    def _keep_daily_limits(self) -> None:
        """Σ_{b of f, t on day d} y[b,t] · periods ≤ limit of f   for every teacher f and day d."""
        held: dict[tuple[str, int], list[Term]] = defaultdict(list)
        for number, starts in self.starts.items():
            for start, slots, y in starts:
                for f in self.week.blocks[number].faculty:
                    held[f, start.day].append((len(slots), y))
        taught: dict[tuple[str, int], int] = defaultdict(int)
        for block in self.staying:
            for f in block.faculty:
                taught[f, block.start.day] += len(block.slots)
        for (f, day), terms in held.items():
            limit = self.week.limits[f] - taught[f, day]
            if sum(n for n, _ in terms) > limit:
                self.model.add(weighted(terms) <= limit)

    def at_most(self, moves: int) -> None:
        """Σ_b (1 - stays[b]) ≤ moves   of those that may stay."""
        self.model.add(LinearExpr.sum(list(self.stay.values())) >= len(self.stay) - moves)

    def fewest(self) -> None:
        """Minimise the blocks that move."""
        self.constant = self.choices.must.bit_count() + len(self.stay)
        self.terms = [(-1, v) for v in self.stay.values()]

    def hint(self, moved: Mapping[int, Place]) -> None:
        for number, places in self.places.items():
            at = moved.get(number) or (self.week.blocks[number].start, self.week.blocks[number].room)
            for slots, room, x in places:
                self.model.add_hint(x, (slots[0], room) == at)

    def solve(self, seconds: float, workers: int, seed: int) -> Answer:
        self.model.minimize(weighted(self.terms))
        solver = CpSolver()
        solver.parameters.max_time_in_seconds = max(seconds, 0.01)
        solver.parameters.num_workers = workers
        solver.parameters.random_seed = seed
        solver.parameters.symmetry_level = 0
        status = solver.solve(self.model)
        if status not in (OPTIMAL, FEASIBLE):
            return Answer(None, 0, 0, status == INFEASIBLE)
        moved = {
            number: (slots[0], room)
            for number, places in self.places.items()
            for slots, room, x in places
            if solver.boolean_value(x) and x is not self.stay.get(number)
        }
        cost, bound = round(solver.objective_value), round(solver.best_objective_bound)
        return Answer(moved, self.constant + cost, self.constant + bound, status == OPTIMAL)


def weighted(terms: Iterable[Term]) -> LinearExpr:
    weights, variables = [n for n, _ in terms], [v for _, v in terms]
    return LinearExpr.weighted_sum(variables, weights)
