"""Whether concurrent reads and writes of one object are explained by some order of them: linearizability.

The search is that of J. M. Wing and C. Gong, "Testing and Verifying Concurrent Objects", Journal of Parallel
and Distributed Computing 17 (1993), 164-182: whatever had returned before something began comes before it; of
those that may come next each is tried, until all have a place. States seen before are not searched again, as
G. Lowe has it in "Testing for Linearizability", Concurrency and Computation 29 (2017).
"""

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Barrier
from typing import NamedTuple

from timetable.errors import Refusal


class State(NamedTuple):
    """A register with versions: each write is the next version."""

    version: int
    value: object


@dataclass(frozen=True, slots=True)
class Operation:
    """`seen`: what a read answered, or None; `written`: what a write has put there. Times are nanoseconds."""

    invoked: int
    returned: int
    seen: State | None = None
    written: object = None

    def after(self, state: State) -> State | None:
        """The state after it, if it can happen in this one."""
        if self.seen is not None:
            return state if self.seen == state else None
        return State(state.version + 1, self.written)


def is_explained(history: Sequence[Operation], first: State) -> bool:
    """Whether there is an order of these operations, true to time, in which every read is right."""
    operations = sorted(history, key=lambda o: o.invoked)
    everything = (1 << len(operations)) - 1
    known: set[tuple[int, State]] = set()
    open_ = [(0, first)]
    while open_:
        done, state = open_.pop()
        if done == everything:
            return True
        if (done, state) in known:
            continue
        known.add((done, state))
        open_ += _next(operations, done, state)
    return False


def _next(operations: Sequence[Operation], done: int, state: State) -> list[tuple[int, State]]:
    """What may come next: whatever began before any of the rest had returned, and fits the state."""
    next_states: list[tuple[int, State]] = []
    earliest = min(o.returned for n, o in enumerate(operations) if not done >> n & 1)
    for n, operation in enumerate(operations):
        if operation.invoked > earliest:
            break
        if not done >> n & 1 and (after := operation.after(state)) is not None:
            next_states.append((done | 1 << n, after))
    return next_states


def recorded(
    processes: int, times: int, read: Callable[[int], State], write: Callable[[int, int], object]
) -> tuple[list[Operation], int]:
    """What so many processes saw and did, each in turn reading and writing; and how many writes were refused.

    `read` and `write` are given the number of the process, `write` also a number of its own; it answers what
    it has written. A refused write has done nothing, and is left out.
    """
    barrier = Barrier(processes)

    def live(process: int) -> tuple[list[Operation], int]:
        barrier.wait()
        history: list[Operation] = []
        refused = 0
        for n in range(times):
            invoked = time.monotonic_ns()
            try:
                seen, written = (None, write(process, n)) if (n + process) % 3 == 0 else (read(process), None)
            except Refusal:
                refused += 1
                continue
            history.append(Operation(invoked, time.monotonic_ns(), seen, written))
        return history, refused

    with ThreadPoolExecutor(processes) as pool:
        lives = list(pool.map(live, range(processes)))
    return [o for history, _ in lives for o in history], sum(refused for _, refused in lives)


def overlapping(history: Sequence[Operation]) -> int:
    """How many writes happened while something else did: with none, nothing was tried."""
    writes = [o for o in history if o.seen is None]
    return sum(
        any(o is not w and o.invoked < w.returned and w.invoked < o.returned for o in history) for w in writes
    )
