"""Simulated annealing over the compiled kernel: one walker per core, cooled by the time that is left.

Cooling is geometric, from where almost any change is taken to where only the smallest cost is; the range
follows from the institute's weights. After Bellio, Ceschia, Di Gaspero, Schaerf and Urli (2016), who found
annealing with a tuned range the best for curriculum-based timetabling.
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
from timetable import penalties
from timetable.model import TimetableCosts

CHUNK = 20_000
"""proposals between two looks at the clock: a few milliseconds"""
CHAINS = 0.3
"""how often a chain is followed where the plain change is impossible"""
_WARM, _COLD = 2.4, 0.1
"""first and last temperature, in units of the largest and of the smallest weight"""
_INSERTIONS = 1000
_POLL = 0.05


@dataclass(frozen=True, slots=True)
class Effort:
    """When to stop: at a time, or after so many proposals of each walker: then no clock decides."""

    until: float
    began: float
    steps: int | None = None

    def spent(self, steps: int) -> float:
        """From 0 to 1."""
        by_time = (monotonic() - self.began) / max(1e-9, self.until - self.began)
        return steps / self.steps if self.steps and by_time < 1 else by_time


@dataclass(slots=True)
class Found:
    """A complete timetable: start and room of each block, and its cost."""

    start: Ints
    room: Ints
    cost: int
    failed: BaseException | None = None


@dataclass(slots=True)
class Search:
    """Walkers over one instance; each in a thread of its own, since the kernel holds no lock."""

    encoded: Encoded
    stop: Event = field(default_factory=Event)
    """set from elsewhere"""
    least: int = 0
    """no timetable costs less: whoever reaches it ends the search"""
    _over: bool = False

    def price(self, start: Ints, room: Ints) -> int:
        """The cost of a complete timetable, by the definition that every timetable is judged by."""
        bookings = self.encoded.bookings(start, room, lambda: "")
        return sum(penalties.costs(self.encoded.instance, bookings).values())

    def first(self, seed: int, effort: Effort) -> Found | None:
        """A complete timetable without a hard violation; None: not found within the effort."""
        facts, n = self.encoded.facts, self.encoded.blocks
        table = empty(facts, seed)
        start, room = self.encoded.places(())
        waiting = np.zeros(n, np.int32)
        size = fill(facts, table, start, room, waiting)
        history = np.zeros_like(table.clashing)
        steps = 0
        while size > 0 and effort.spent(steps) < 1 and not self.stop.is_set():
            size = construct(facts, table, waiting, size, history, _INSERTIONS)
            steps += _INSERTIONS
        if size > 0:
            return None
        return Found(table.start.copy(), table.room.copy(), self.price(table.start, table.room))

    def improve(
        self, found: Found, seeds: Sequence[int], effort: Effort, told: Callable[[int], None]
    ) -> Found:
        """The best timetable that the walkers reach from this one; tells each better cost as it comes."""
        self._over = False
        walkers = [Found(found.start.copy(), found.room.copy(), found.cost) for _ in seeds]
        threads = [
            Thread(target=self._walk, args=(w, s, effort), daemon=True)
            for w, s in zip(walkers, seeds, strict=True)
        ]
        for thread in threads:
            thread.start()
        best, working = found.cost + 1, True
        while working:
            threads[0].join(_POLL)
            working = any(thread.is_alive() for thread in threads)
            if (now := min(w.cost for w in walkers)) < best:
                best = now
                told(best)
        for walker in walkers:
            if walker.failed:
                raise walker.failed
        return min(walkers, key=lambda w: w.cost)

    def _walk(self, found: Found, seed: int, effort: Effort) -> None:
        try:
            self._anneal(found, seed, effort)
        except BaseException as failure:
            found.failed = failure  # raised again by the thread that asked
            self._over = True

    def _anneal(self, found: Found, seed: int, effort: Effort) -> None:
        facts = self.encoded.facts
        table = loaded(facts, seed, found.start, found.room)
        warm, cold = temperatures(self.encoded.instance.costs)
        cost, steps = found.cost, 0
        kept = found.start.copy(), found.room.copy()
        while (spent := effort.spent(steps)) < 1 and not self._is_over(found):
            heat = float(warm * (cold / warm) ** spent)
            cost, best, _ = anneal(facts, table, cost, heat, CHUNK, CHAINS, *kept, found.cost)
            steps += CHUNK
            if best < found.cost:
                found.start, found.room, found.cost = kept[0].copy(), kept[1].copy(), int(best)

    def _is_over(self, found: Found) -> bool:
        if found.cost <= self.least:
            self._over = True
        return self._over or self.stop.is_set()


def loaded(facts: Facts, seed: int, start: Ints, room: Ints) -> Timetable:
    """The counts of a complete timetable."""
    table = empty(facts, seed)
    fill(facts, table, start, room, np.zeros(len(start), np.int32))
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
