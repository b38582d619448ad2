"""How many blocks a retiming moves at the least: soon found, as if any room of the kind would do."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ortools.sat.python.cp_model import FEASIBLE, INFEASIBLE, OPTIMAL, CpModel, CpSolver, IntVar, LinearExpr

from solver_layer.retime.week import Meeting, Week
from timetable.model import FacultyId, OfferingId, Slot

# The offerings of a meeting, and how many periods after the first each of their blocks starts. Meetings of
# one kind are alike, so it does not matter which of them is held when.
Kind = tuple[tuple[OfferingId, int], ...]


@dataclass(slots=True)
class Relaxed:
    """x[k,t]: a meeting of kind k starts at t."""

    week: Week
    model: CpModel
    starts: list[tuple[Meeting, Slot, IntVar]]
    # how many blocks stay, if a meeting is held when one of its kind was held before
    staying: list[tuple[int, IntVar]]

    @classmethod
    def of(cls, week: Week) -> "Relaxed":
        relaxed = cls(week, CpModel(), [], [])
        kinds: dict[Kind, list[Meeting]] = defaultdict(list)
        for meeting in week.meetings:
            kinds[_kind(meeting)].append(meeting)
        for alike in kinds.values():
            relaxed._add(alike)
        relaxed._occupy()
        relaxed._keep_daily_limits()
        relaxed.model.maximize(
            LinearExpr.weighted_sum([x for _, x in relaxed.staying], [n for n, _ in relaxed.staying])
        )
        return relaxed

    def _add(self, alike: Sequence[Meeting]) -> None:
        """Σ_t x[k,t] = meetings of kind k; those that are fixed are held when they were."""
        first, starts = alike[0], []
        for meeting in alike:
            if not meeting.is_displaced:
                x = self.model.new_bool_var("x")
                starts.append(x)
                self.staying.append((len(meeting.blocks), x))
                self.starts.append((meeting, meeting.slots[0], x))
                if meeting.is_fixed:
                    self.model.add_bool_and([x])
        for start in self.week.starts(first):
            x = self.model.new_bool_var("x")
            starts.append(x)
            self.starts.append((first, start, x))
        self.model.add(LinearExpr.sum(starts) == len(alike))

    def _occupy(self) -> None:
        """Σ x ≤ 1 for every offering, teacher and group of students, ≤ rooms for every kind of room."""
        users_of: dict[tuple[tuple[str, str], Slot], list[IntVar]] = defaultdict(list)
        in_rooms: dict[tuple[str, Slot], list[IntVar]] = defaultdict(list)
        for meeting, start, x in self.starts:
            for slot in meeting.run(start):
                for resource in meeting.holds:
                    users_of[resource, slot].append(x)
            for block in meeting.blocks:
                for slot in meeting.run_of(block, start):
                    in_rooms[block.offering.room_kind, slot].append(x)
        for users in {tuple(x.index for x in u): u for u in users_of.values()}.values():
            self.model.add_at_most_one(users)
        rooms = Counter(r.kind for r in self.week.instance.rooms)
        for (kind, _), users in in_rooms.items():
            if len(users) > rooms[kind]:
                self.model.add(LinearExpr.sum(users) <= rooms[kind])

    def _keep_daily_limits(self) -> None:
        """Σ_{k of f, t on day d} x[k,t] · periods ≤ limit of f   for every teacher f and day d."""
        by_day: dict[tuple[FacultyId, int], list[tuple[int, IntVar]]] = defaultdict(list)
        for meeting, start, x in self.starts:
            for f, periods in _periods(meeting):
                by_day[f, start.day].append((periods, x))
        for (f, _), terms in by_day.items():
            if sum(n for n, _ in terms) > self.week.limits[f]:
                terms_of = LinearExpr.weighted_sum([x for _, x in terms], [n for n, _ in terms])
                self.model.add(terms_of <= self.week.limits[f])


def at_least(week: Week, *, seconds: float, workers: int, seed: int) -> int | None:
    """A bound on the blocks that move; None where there is no timetable at all."""
    relaxed, solver = Relaxed.of(week), CpSolver()
    solver.parameters.max_time_in_seconds = max(seconds, 0.0)
    solver.parameters.num_workers = workers
    solver.parameters.random_seed = seed
    solver.parameters.symmetry_level = 0
    status = solver.solve(relaxed.model)
    if status == INFEASIBLE:
        return None
    if status not in (OPTIMAL, FEASIBLE):
        return week.size(week.displaced)
    staying_blocks = min(round(solver.best_objective_bound), sum(n for n, _ in relaxed.staying))
    return len(week.blocks) - staying_blocks


def _kind(meeting: Meeting) -> Kind:
    first = meeting.slots[0].period
    return tuple(sorted((b.offering.id, b.slots[0].period - first) for b in meeting.blocks))


def _periods(meeting: Meeting) -> Iterator[tuple[FacultyId, int]]:
    counted = Counter(f for b in meeting.blocks for f in b.faculty for _ in b.slots)
    yield from counted.items()
