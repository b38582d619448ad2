"""The timetable of a term: constructed, annealed on every core, and proven best where it is small enough.

Each result is checked before it is given, by code that the search shares nothing with.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from secrets import token_hex
from threading import Event
from time import monotonic

from solver_layer.term.anneal import Effort, Found, Search
from solver_layer.term.bounds import least_cost
from solver_layer.term.encode import Encoded, Meeting, Teams, encode, places
from solver_layer.term.precheck import check
from solver_layer.term.warm import warm
from timetable import constraints, penalties
from timetable.errors import CheckerDisagrees, Infeasible, NotFoundInTime
from timetable.model import Occupancy
from timetable.problems import Instance

Progress = Callable[[int, int, float], None]
"""called with the best cost, the proven bound and the seconds since the beginning"""
_TINY, _SMALL = 1_500, 6_000
"""variables of the exact model: up to which it is asked first, and up to which it is asked for a proof"""
_FIRST_STEPS = 40_000
"""proposals before the exact model is asked"""
_SHARE_OF_FIRST, _SHARE_BEFORE_PROOF = 0.3, 0.7
"""of the time: to construct a first timetable; to better it before the exact model is asked"""
_LEAST_FOR_PROOF = 1.0
"""seconds"""


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
class _Asked:
    """How long a search may last, with how many walkers, from which seed, and whom it tells."""

    began: float
    seconds: float
    steps: int | None
    workers: int
    seed: int
    progress: Progress | None
    stop: Event

    def seeds(self) -> list[int]:
        return [self.seed * 1_000 + n for n in range(max(1, self.workers))]

    def effort(self, share: float = 1.0, steps: int | None = None) -> Effort:
        """A part of the time, from now."""
        now = monotonic()
        until = now + max(0.0, self.began + self.seconds - now) * share
        return Effort(until, now, steps if steps is not None else self.steps)

    def left(self) -> float:
        return max(0.0, self.began + self.seconds - monotonic())


def solve(
    instance: Instance,
    *,
    seconds: float = 20.0,
    workers: int = 2,
    seed: int = 0,
    steps: int | None = None,
    progress: Progress | None = None,
    stop: Event | None = None,
    new_id: Callable[[], str] = lambda: token_hex(8),
) -> Timetable:
    """A timetable without a hard violation, the best found within the time; fixed bookings are among its own.

    `workers`: threads. `steps`: proposals of each, instead of as many as `seconds` allow: then the same
    instance and seed give the same timetable with one worker. `stop`: set from elsewhere, ends the search
    with the best so far.

    Raises Infeasible where it is proved that there is no timetable, NotFoundInTime where the search ended
    before it had one, and CheckerDisagrees where its timetable breaks a rule.
    """
    warm()
    asked = _Asked(monotonic(), seconds, steps, workers, seed, progress, stop or Event())
    check(instance)
    if not instance.offerings:
        return Timetable((), penalties.costs(instance, ()), 0, "optimal")
    encoded, found = _first(instance, asked)
    bound = least_cost(instance)
    if places(instance) <= _SMALL:
        encoded, found, bound = _small(encoded, found, asked, bound)
    else:
        found = _improved(encoded, found, asked, bound, asked.effort())
    return checked(instance, encoded.bookings(found.start, found.room, new_id), bound)


def _first(instance: Instance, asked: _Asked) -> tuple[Encoded, Found]:
    """Any timetable: constructed, else by the exact model, which may also know that there is none."""
    encoded = encode(instance, _teams(instance, asked))
    effort = asked.effort(_SHARE_OF_FIRST, 400 * encoded.blocks + 20_000)
    found = Search(encoded, asked.stop).first(asked.seed, effort)
    if found is not None:
        return encoded, found
    if asked.stop.is_set():
        raise NotFoundInTime("The search was ended before it had a timetable.")
    from solver_layer.model.stages import (  # OR-Tools: most searches have no need of it
        NotFoundOut,
        any_timetable,
    )
    from solver_layer.model.variables import starts_of

    try:
        bookings = any_timetable(instance, seconds=max(_LEAST_FOR_PROOF, asked.left()), seed=asked.seed)
    except NotFoundOut as unknown:
        raise NotFoundInTime("No timetable was found in time; give it more seconds.") from unknown
    if bookings is None:
        raise Infeasible("There is no timetable that keeps every hard constraint.", names_the_reason=False)
    meetings = starts_of(bookings, {o.id: o for o in instance.offerings})
    return _placed(
        instance,
        {b.offering: b.faculty for b in bookings},
        [(block.offering.id, block.start, room) for block, room in meetings],
    )


def _teams(instance: Instance, asked: _Asked) -> Teams:
    if not any(o.candidates for o in instance.offerings):
        return {o.id: o.faculty for o in instance.offerings}
    from solver_layer.term.staffing import staff

    return staff(instance, seed=asked.seed)


def _placed(instance: Instance, teams: Teams, meetings: Sequence[Meeting]) -> tuple[Encoded, Found]:
    encoded = encode(instance, {o.id: teams.get(o.id, o.faculty) for o in instance.offerings})
    start, room = encoded.places(meetings)
    return encoded, Found(start, room, Search(encoded).price(start, room))


def _improved(encoded: Encoded, found: Found, asked: _Asked, bound: int, effort: Effort) -> Found:
    def told(cost: int) -> None:
        if asked.progress:
            asked.progress(cost, bound, monotonic() - asked.began)

    return Search(encoded, asked.stop, bound).improve(found, asked.seeds(), effort, told)


def _small(encoded: Encoded, found: Found, asked: _Asked, bound: int) -> tuple[Encoded, Found, int]:
    """Improved, then to the end by the exact model if the time left for it suffices."""
    steps = min(_FIRST_STEPS, asked.steps or _FIRST_STEPS)
    effort = asked.effort(_SHARE_BEFORE_PROOF, steps if places(encoded.whole) <= _TINY else None)
    found = _improved(encoded, found, asked, bound, effort)
    if found.cost <= bound or asked.stop.is_set():
        return encoded, found, bound
    from solver_layer.term import exact

    answer = exact.solve(
        encoded.whole,
        seconds=max(_LEAST_FOR_PROOF, asked.left()),
        workers=asked.workers,
        seed=asked.seed,
        hint=encoded.meetings(found.start, found.room),
    )
    if answer.meetings:
        other = _placed(encoded.whole, answer.teams, answer.meetings)
        if other[1].cost < found.cost:
            encoded, found = other
    bound = max(bound, answer.bound)
    if found.cost > bound and asked.left():
        found = _improved(encoded, found, asked, bound, asked.effort())
    return encoded, found, bound


def checked(instance: Instance, bookings: Sequence[Occupancy], bound: int) -> Timetable:
    """The timetable of these bookings with its cost. Raises CheckerDisagrees where they break a rule."""
    if broken := constraints.violations(instance, bookings):
        raise CheckerDisagrees("a timetable", (violation.rule for violation in broken))
    costs = penalties.costs(instance, bookings)
    status = "optimal" if sum(costs.values()) <= bound else "feasible"
    return Timetable(tuple(bookings), costs, bound, status)
