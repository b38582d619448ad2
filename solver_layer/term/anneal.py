"""Simulated annealing over the compiled kernel: one walker per core, cooled by the time that is left.

Cooling is geometric. It begins where almost any change is accepted and ends where only the smallest
increase of the cost is; this range follows from the institute's weights, after Bellio, Ceschia, Di Gaspero,
Schaerf and Urli (2016), who found annealing with a tuned range the best for curriculum-based timetabling. A
walker first cools three times quickly from the highest temperature, because from a lower one it would stay
near the timetable that was constructed. The best of these is cooled slowly over the range in which the cost
falls most. Short coolings follow, each from the best timetable of all walkers.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from threading import Event, Thread
from time import monotonic

import numpy as np

from solver_layer.term.arrays import Facts, Ints, Timetable, empty
from solver_layer.term.construct import construct, fill
from solver_layer.term.encode import Encoded
from solver_layer.term.moves import anneal
from solver_layer.term.neighbourhoods import Shares, Warmths, cooled
from timetable import penalties
from timetable.model import TimetableCosts

CHUNK_PROPOSALS = 20_000  # between two looks at the clock: a few milliseconds
_CHUNKS_PER_SHARES = 16  # between two looks at which neighbourhoods have paid
_INSERTIONS_PER_CHUNK = 1_000
_POLL_SECONDS = 0.05
# First and last temperature, in units of the largest and of the smallest weight.
_WARM, _COLD = 2.4, 0.12
# When the coolings end, in parts of the effort.
_COOLING_ENDS = (0.05, 0.1, 0.15, 0.6, 0.67, 0.73, 0.8, 0.87, 0.93, 1.0)
# How warm the first coolings begin, in parts of the first temperature. The others begin as warm as has paid.
_FIRST_WARMTHS = (1.0, 1.0, 1.0, 1 / 6)


@dataclass(frozen=True, slots=True)
class Effort:
    """When to stop: at a time, or after so many proposals of each walker: then no clock decides."""

    until: float
    began: float
    steps: int | None = None

    def spent(self, steps: int) -> float:
        """The part of the effort that is spent after so many proposals, from 0 to 1."""
        by_time = (monotonic() - self.began) / max(1e-9, self.until - self.began)
        return steps / self.steps if self.steps and by_time < 1 else by_time


@dataclass(frozen=True, slots=True)
class Solution:
    """A complete timetable: start and room of each block, and its cost."""

    start: Ints
    room: Ints
    cost: int


@dataclass(frozen=True, slots=True)
class _Cooling:
    """How warm it begins (in parts of the first temperature) and when it ends (in parts of the effort)."""

    warmth: float
    end: float
    seed: int


@dataclass(slots=True)
class Search:
    """Walkers over one instance; each in a thread of its own, since the kernel holds no lock."""

    encoded: Encoded
    stop: Event = field(default_factory=Event)  # set from elsewhere, it ends the search
    least: int = 0  # no timetable costs less: a walker that reaches it ends the search
    # of each walker; replaced as a whole, so that others may read it at any moment
    _best: list[Solution] = field(default_factory=list)
    _warmths: Warmths = field(default_factory=Warmths)
    _over: bool = False
    _failed: BaseException | None = None

    def price(self, start: Ints, room: Ints) -> int:
        """The cost of a complete timetable, by the definition that every timetable is judged by."""
        bookings = self.encoded.bookings(start, room, lambda: "")
        return sum(penalties.costs(self.encoded.instance, bookings).values())

    def first(self, seed: int, effort: Effort) -> Solution | None:
        """A complete timetable without a hard violation; None where the effort did not suffice."""
        facts, n = self.encoded.facts, self.encoded.blocks
        table = empty(facts, seed)
        start, room = self.encoded.places(())
        waiting = np.zeros(n, np.int32)
        size = fill(facts, table, start, room, waiting)
        history = np.zeros_like(table.clashing)
        steps = 0
        while size > 0 and effort.spent(steps) < 1 and not self.stop.is_set():
            size = construct(facts, table, waiting, size, history, _INSERTIONS_PER_CHUNK)
            steps += _INSERTIONS_PER_CHUNK
        if size > 0:
            return None
        return Solution(table.start.copy(), table.room.copy(), self.price(table.start, table.room))

    def improve(
        self, solution: Solution, seeds: Sequence[int], *, effort: Effort, report: Callable[[int], None]
    ) -> Solution:
        """The best timetable that the walkers reach from this one; each better cost is reported."""
        self._over, self._failed, self._warmths = False, None, Warmths()
        self._best = [solution for _ in seeds]
        threads = [
            Thread(target=self._walk, args=(walker, seed, effort), daemon=True)
            for walker, seed in enumerate(seeds)
        ]
        for thread in threads:
            thread.start()
        best, working = solution.cost + 1, True
        while working:
            threads[0].join(_POLL_SECONDS)
            working = any(thread.is_alive() for thread in threads)
            if (now := self._best_of_all().cost) < best:
                best = now
                report(best)
        if self._failed:
            raise self._failed
        return self._best_of_all()

    def _best_of_all(self) -> Solution:
        return min(self._best, key=lambda solution: solution.cost)

    def _walk(self, walker: int, seed: int, effort: Effort) -> None:
        """All coolings of one walker, as the module describes them. Runs in a thread of its own."""
        steps = 0
        try:
            for number, end in enumerate(_COOLING_ENDS):
                is_first = number < len(_FIRST_WARMTHS)
                if not is_first:
                    self._best[walker] = self._best_of_all()
                before = self._best[walker].cost
                warmth = _FIRST_WARMTHS[number] if is_first else self._warmths.next()
                cooling = _Cooling(warmth, end, seed + number)
                steps = self._cool(walker, cooling, effort=effort, steps=steps)
                if not is_first and self._best[walker].cost < before:
                    self._warmths.has_paid(warmth)
        except BaseException as failure:
            self._failed = failure  # raised again by the thread that asked
            self._over = True

    def _cool(self, walker: int, cooling: _Cooling, *, effort: Effort, steps: int) -> int:
        """One cooling of a walker, after so many proposals; returns how many there were in the end."""
        solution, facts, shares = self._best[walker], self.encoded.facts, Shares()
        table, cost = loaded(facts, solution, seed=cooling.seed), solution.cost
        start, room = solution.start.copy(), solution.room.copy()
        end = cooling.end
        warm, cold = temperatures(self.encoded.instance.costs)
        begin, chunk, often = effort.spent(steps), 0, shares.next()
        while (spent := effort.spent(steps)) < end and not self._is_over(walker):
            if chunk % _CHUNKS_PER_SHARES == 0:
                often = shares.next()
            heat = cooled(warm * cooling.warmth, cold, (spent - begin) / (end - begin))
            before = self._best[walker].cost
            cost, best = anneal(
                facts, table, cost, heat, CHUNK_PROPOSALS, often, shares.paid, start, room, before
            )
            steps, chunk = steps + CHUNK_PROPOSALS, chunk + 1
            if best < before:
                self._best[walker] = Solution(start.copy(), room.copy(), int(best))
        return steps

    def _is_over(self, walker: int) -> bool:
        if self._best[walker].cost <= self.least:
            self._over = True
        return self._over or self.stop.is_set()


def loaded(facts: Facts, solution: Solution, *, seed: int) -> Timetable:
    """The counts of a complete timetable, for a search from this seed."""
    table = empty(facts, seed)
    fill(facts, table, solution.start, solution.room, np.zeros(len(solution.start), np.int32))
    return table


def temperatures(weights: TimetableCosts) -> tuple[float, float]:
    """First and last temperature for these weights."""
    used = [
        weight
        for weight in (
            weights.minimum_working_days,
            weights.compactness,
            weights.room_stability,
            weights.faculty_compactness,
            weights.avoided_periods,
            weights.preferred_periods,
            weights.room_fit,
        )
        if weight
    ] or [1]
    return _WARM * max(used), _COLD * min(used)
