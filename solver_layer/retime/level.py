"""The retiming as a model for CP-SAT: blocks that must or may move, the places they may move to, the cost."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
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

from solver_layer.retime.reach import Choices
from solver_layer.retime.week import Block, Meeting, Run, Week, union
from timetable.model import FacultyId, InfraId, Slot

Term = tuple[int, IntVar]
Place = tuple[Slot, InfraId]  # when a block starts, and its room
Use = tuple[object, Slot]  # a teacher, students, a room ... in a timeslot


@dataclass(slots=True)
class Answer:
    """What the solver says: `moved` are the places of the blocks that move; bound and cost of the week."""

    moved: dict[int, Place] | None
    cost: int | None
    bound: int
    is_settled: bool  # proved least, or proved that there is none

    def agrees_with(self, cost: int) -> bool:
        """What is not proven least may be counted too dear, never too cheap."""
        return self.cost is None or (
            self.cost == cost if self.is_settled else self.cost >= cost >= self.bound
        )

    def of_unknown_cost(self) -> "Answer":
        return Answer(self.moved, None, 0, False)


@dataclass(slots=True)
class Level:
    """Who moves where, of the choices there are; everything else stays where it is.

    y[m,t]: meeting m is held from t; x[b,t,r]: its block b then is in room r.
    """

    week: Week
    choices: Choices
    max_aside: int  # blocks that may make way for one place
    model: CpModel = field(default_factory=CpModel)
    # of each block (by its number): when it may be held, where, and whether it stays entirely as it is
    starts: dict[int, list[tuple[Run, IntVar]]] = field(default_factory=lambda: defaultdict(list))
    places: dict[int, list[tuple[Run, InfraId, IntVar]]] = field(default_factory=lambda: defaultdict(list))
    stays: dict[int, IntVar] = field(default_factory=dict)
    is_stuck: bool = False  # whether some meeting that must move can't
    constant: int = 0
    terms: list[Term] = field(default_factory=list)

    @classmethod
    def of(cls, week: Week, choices: Choices, max_aside: int) -> "Level":
        level = cls(week, choices, max_aside)
        movable = union(choices)
        users_of: dict[Use, list[IntVar]] = defaultdict(list)
        for meeting in week.members(movable):
            level._add(meeting, movable, users_of)
        for users in {tuple(v.index for v in u): u for u in users_of.values() if len(u) > 1}.values():
            level.model.add_at_most_one(users)
        level._keep_daily_limits()
        return level

    @property
    def staying(self) -> Iterator[Block]:
        """Those that have no choice."""
        return (b for b in self.week.blocks if b.number not in self.starts)

    def _add(self, meeting: Meeting, movable: int, users_of: dict[Use, list[IntVar]]) -> None:
        """Σ_t y[m,t] = 1, Σ_r x[b,t,r] = y[m,t]; `held`: what it then keeps busy."""
        times = []
        for start in sorted(self.choices[meeting.bit] | ({meeting.slots[0]} - self._never(meeting))):
            rooms = [self._rooms(meeting, block, start=start, movable=movable) for block in meeting.blocks]
            if not all(rooms):
                continue
            y = self.model.new_bool_var("y")
            times.append(y)
            for block, of_block in zip(meeting.blocks, rooms, strict=True):
                run = meeting.run_of(block, start)
                self._add_block(block, run, rooms=of_block, y=y, users_of=users_of)
            for slot in meeting.run(start):
                for resource in meeting.holds:
                    users_of[resource, slot].append(y)
        self.is_stuck |= not times
        self.model.add_exactly_one(times)

    def _never(self, meeting: Meeting) -> set[Slot]:
        return {meeting.slots[0]} if meeting.is_displaced else set()

    def _add_block(
        self,
        block: Block,
        run: Run,
        *,
        rooms: list[InfraId],
        y: IntVar,
        users_of: dict[Use, list[IntVar]],
    ) -> None:
        x = [y] if len(rooms) == 1 else [self.model.new_bool_var("x") for _ in rooms]
        if len(rooms) > 1:
            self.model.add_exactly_one([*x, y.negated()])
        self.starts[block.number].append((run, y))
        for room, v in zip(rooms, x, strict=True):
            self.places[block.number].append((run, room, v))
            if (run, room) == (block.slots, block.room):
                self.stays[block.number] = v
            for slot in run:
                users_of[room, slot].append(v)

    def _rooms(self, meeting: Meeting, block: Block, *, start: Slot, movable: int) -> list[InfraId]:
        """The rooms whose users, and who else is in the way then, may move and are not too many."""
        week, run = self.week, meeting.run_of(block, start)
        if start == meeting.slots[0] and start not in self.choices[meeting.bit]:
            return [block.room]
        aside = ~(week.displaced | meeting.bit)
        people = union(week.at.get(s, 0) for s in run) & week.clashing[meeting.bit] & aside
        max_here = self._max_aside(meeting, start)
        return [
            room
            for room in week.rooms[block.offering.id]
            if not (way := (people | week.using(room, run)) & aside) & ~movable
            and (not way or way.bit_count() <= max_here)
        ]

    def _max_aside(self, meeting: Meeting, start: Slot) -> int:
        """How many may make way: what moves without having to is one of those that may."""
        if meeting.is_displaced:
            return self.max_aside
        return self.max_aside - (1 if start == meeting.slots[0] else len(meeting.blocks))

    def _keep_daily_limits(self) -> None:
        """Σ_{b of f, t on day d} y[b,t] · periods ≤ limit of f   for every teacher f and day d."""
        by_day: dict[tuple[FacultyId, int], list[Term]] = defaultdict(list)
        for number, starts in self.starts.items():
            for run, y in starts:
                for f in self.week.blocks[number].faculty:
                    by_day[f, run[0].day].append((len(run), y))
        movable = union(self.choices)
        for (f, day), terms in by_day.items():
            certain = self.week.periods(f, self.week.taught.get((f, day), 0) & ~movable)
            if sum(n for n, _ in terms) > self.week.limits[f] - certain:
                self.model.add(weighted(terms) <= self.week.limits[f] - certain)

    def at_most(self, moves: int) -> None:
        """Σ_b (1 - stays[b]) ≤ moves   of the blocks that have a choice."""
        self.model.add(LinearExpr.sum(list(self.stays.values())) >= len(self.starts) - moves)

    def fewest(self) -> None:
        """Minimise the blocks that move."""
        self.constant = len(self.starts)
        self.terms = [(-1, v) for v in self.stays.values()]

    def hint(self, moved: Mapping[int, Place]) -> None:
        hinted: dict[int, tuple[IntVar, bool]] = {}
        for number, places in self.places.items():
            block = self.week.blocks[number]
            at = moved.get(number, (block.slots[0], block.room))
            hinted |= {x.index: (x, (run[0], room) == at) for run, room, x in places}
        for x, is_so in hinted.values():
            self.model.add_hint(x, is_so)

    def solve(self, *, seconds: float, workers: int, seed: int) -> Answer:
        if self.is_stuck or seconds <= 0:
            return Answer(None, None, 0, self.is_stuck)
        self.model.minimize(weighted(self.terms))
        solver = CpSolver()
        solver.parameters.max_time_in_seconds = seconds
        solver.parameters.num_workers = workers
        solver.parameters.random_seed = seed
        # few of many blocks move: probing each took most of the time and found nothing
        solver.parameters.cp_model_probing_level = 0
        solver.parameters.linearization_level = 0
        solver.parameters.symmetry_level = 0
        status = solver.solve(self.model)
        if status not in (OPTIMAL, FEASIBLE):
            return Answer(None, None, 0, status == INFEASIBLE)
        moved = {
            number: (run[0], room)
            for number, places in self.places.items()
            for run, room, x in places
            if solver.boolean_value(x) and x is not self.stays.get(number)
        }
        cost, bound = round(solver.objective_value), round(solver.best_objective_bound)
        return Answer(moved, self.constant + cost, self.constant + bound, status == OPTIMAL)


def weighted(terms: Sequence[Term]) -> LinearExpr:
    weights, variables = [n for n, _ in terms], [v for _, v in terms]
    return LinearExpr.weighted_sum(variables, weights)
