"""The timetable of a term: constructed, annealed on every core, and proven best where it is small enough.

Each result is checked before it is given, by code that the search shares nothing with.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from secrets import token_hex
from threading import Event
from time import monotonic

from solver_layer.term.anneal import Effort, Search, Solution
from solver_layer.term.bounds import least_cost
from solver_layer.term.encode import Encoded, Meeting, Teams, encode, places
from solver_layer.term.precheck import check
from solver_layer.term.warm import warm
from timetable import constraints, penalties
from timetable.errors import CheckerDisagrees, Infeasible, NotFoundInTime
from timetable.model import Occupancy
from timetable.problems import Instance

Progress = Callable[[int, int, float], None]  # gets the best cost, the proved bound and the seconds spent

# The exact model proves instances of up to so many variables. For the smaller ones it is asked after so many
# proposals of the search.
_MAX_PROVED_VARIABLES = 6_000
_MAX_TINY_VARIABLES = 1_500
_PROPOSALS_OF_TINY = 40_000
# Shares of the time: to construct a first timetable, and to improve it before the exact model is asked.
_CONSTRUCTION_SHARE, _SHARE_BEFORE_PROOF = 0.3, 0.7
_MIN_PROOF_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Timetable:
    """The bookings and their cost by part. It is proved that no timetable costs less than `bound`."""

    occupancies: tuple[Occupancy, ...]
    costs: dict[str, int]
    bound: int
    status: str  # `optimal` where cost and bound meet, else `feasible`

    @property
    def cost(self) -> int:
        return sum(self.costs.values())


@dataclass(frozen=True, slots=True)
class _Options:
    """How long a search may last, with how many walkers, from which seed, and who hears of its progress."""

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
        """A share of the time that is left, from now."""
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
    options = _Options(monotonic(), seconds, steps, workers, seed, progress, stop or Event())
    check(instance)
    if not instance.offerings:
        return Timetable((), penalties.costs(instance, ()), 0, "optimal")
    encoded, solution = _first(instance, options)
    bound = least_cost(instance)
    if places(instance) <= _MAX_PROVED_VARIABLES:
        encoded, solution, bound = _proved(encoded, solution, options=options, bound=bound)
    else:
        solution = _improved(encoded, solution, options=options, bound=bound, effort=options.effort())
    return checked(instance, encoded.bookings(solution.start, solution.room, new_id), bound)


def _first(instance: Instance, options: _Options) -> tuple[Encoded, Solution]:
    """Any timetable: constructed, else by the exact model, which may also prove that there is none."""
    encoded = encode(instance, _teams(instance, options))
    effort = options.effort(_CONSTRUCTION_SHARE, 400 * encoded.blocks + 20_000)
    solution = Search(encoded, options.stop).first(options.seed, effort)
    if solution is not None:
        return encoded, solution
    if options.stop.is_set():
        raise NotFoundInTime("The search was ended before it had a timetable.")
    from solver_layer.model.stages import (  # OR-Tools: most searches have no need of it
        NotFoundOut,
        any_timetable,
    )
    from solver_layer.model.variables import starts_of

    try:
        bookings = any_timetable(instance, seconds=max(_MIN_PROOF_SECONDS, options.left()), seed=options.seed)
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


def _teams(instance: Instance, options: _Options) -> Teams:
    if not any(o.candidates for o in instance.offerings):
        return {o.id: o.faculty for o in instance.offerings}
    from solver_layer.term.teams import staff

    return staff(instance, seed=options.seed)


def _placed(instance: Instance, teams: Teams, meetings: Sequence[Meeting]) -> tuple[Encoded, Solution]:
    encoded = encode(instance, {o.id: teams.get(o.id, o.faculty) for o in instance.offerings})
    start, room = encoded.places(meetings)
    return encoded, Solution(start, room, Search(encoded).price(start, room))


def _improved(
    encoded: Encoded, solution: Solution, *, options: _Options, bound: int, effort: Effort
) -> Solution:
    def report(cost: int) -> None:
        if options.progress:
            options.progress(cost, bound, monotonic() - options.began)

    search = Search(encoded, options.stop, bound)
    return search.improve(solution, options.seeds(), effort=effort, report=report)


def _proved(
    encoded: Encoded, solution: Solution, *, options: _Options, bound: int
) -> tuple[Encoded, Solution, int]:
    """Improved, then solved to the end by the exact model if the time left for it suffices."""
    steps = min(_PROPOSALS_OF_TINY, options.steps or _PROPOSALS_OF_TINY)
    is_tiny = places(encoded.whole) <= _MAX_TINY_VARIABLES
    effort = options.effort(_SHARE_BEFORE_PROOF, steps if is_tiny else None)
    solution = _improved(encoded, solution, options=options, bound=bound, effort=effort)
    if solution.cost <= bound or options.stop.is_set():
        return encoded, solution, bound
    from solver_layer.term import exact

    answer = exact.solve(
        encoded.whole,
        seconds=max(_MIN_PROOF_SECONDS, options.left()),
        workers=options.workers,
        seed=options.seed,
        hint=encoded.meetings(solution.start, solution.room),
    )
    if answer.meetings:
        other = _placed(encoded.whole, answer.teams, answer.meetings)
        if other[1].cost < solution.cost:
            encoded, solution = other
    bound = max(bound, answer.bound)
    if solution.cost > bound and options.left():
        solution = _improved(encoded, solution, options=options, bound=bound, effort=options.effort())
    return encoded, solution, bound


def checked(instance: Instance, bookings: Sequence[Occupancy], bound: int) -> Timetable:
    """The timetable of these bookings with its cost. Raises CheckerDisagrees where they break a rule."""
    if broken := constraints.violations(instance, bookings):
        raise CheckerDisagrees("a timetable", (violation.rule for violation in broken))
    costs = penalties.costs(instance, bookings)
    status = "optimal" if sum(costs.values()) <= bound else "feasible"
    return Timetable(tuple(bookings), costs, bound, status)
