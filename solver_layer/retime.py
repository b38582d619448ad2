"""The least change of a weekly timetable that lets teachers be away: fewest moves first, then least cost."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from time import monotonic
from typing import Literal

from solver_layer.retime_cost import least_cost
from solver_layer.retime_model import Answer, Level
from solver_layer.retime_reach import choices
from solver_layer.retime_week import Away, Place, Week
from timetable import constraints, penalties
from timetable.errors import Infeasible, RuleBroken
from timetable.model import FacultyId, Occupancy, Slot
from timetable.problems import Instance

WIDENINGS = 3
"""so many more moves than the fewest thinkable are tried one by one, before everything may move"""


@dataclass(frozen=True, slots=True)
class Retimed:
    """A timetable that breaks no rule while the teachers are away.

    A move is a block that has another time or another room than before, so that what is not moved stays
    entirely as it is; a block held in parallel to others moves with them, each counts.
    """

    bookings: tuple[Occupancy, ...]
    """all of the week, in the order given; those that move keep their ids"""
    moved: int
    cost: int
    """of the whole week, by `timetable.penalties`"""
    bound_moves: int
    """there is no timetable with fewer moves"""
    bound_cost: int
    """none with at most as many moves as this one costs less"""
    status: Literal["optimal", "feasible"]
    """optimal: both are proven least"""


def retime(
    instance: Instance,
    bookings: Sequence[Occupancy],
    away: Mapping[FacultyId, frozenset[Slot]],
    *,
    seconds: float,
    workers: int = 1,
    seed: int = 0,
) -> Retimed:
    """The fewest moves after which nobody teaches while they are `away`; of these, the least cost.

    `bookings` is a timetable of the instance. Fixed bookings never move. Raises RuleBroken where the
    timetable given breaks a rule, Infeasible where there is none to be had, or none was found in `seconds`.
    """
    search = _Search.of(instance, bookings, away, seconds, workers, seed)
    return search.retimed(*search.fewest())


def front(
    instance: Instance,
    bookings: Sequence[Occupancy],
    away: Mapping[FacultyId, frozenset[Slot]],
    *,
    seconds: float,
    further: int = 3,
    workers: int = 1,
    seed: int = 0,
) -> tuple[Retimed, ...]:
    """What more moves are worth: the least cost with the fewest moves, then with at most one more, and so on
    up to `further` more; only those that cost less than the one before, with fewer moves.

    Ends early where the time is up. Raises as `retime`.
    """
    search = _Search.of(instance, bookings, away, seconds, workers, seed)
    moves, bound, answer = search.fewest()
    found = [search.retimed(moves, bound, answer)]
    for more in range(moves + 1, moves + further + 1):
        answer = search.unforced(more, answer)
        if answer.moved is None:
            break
        one = search.retimed(len(answer.moved), bound, answer)
        if one.cost < found[-1].cost:
            found.append(one)
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Search:
    instance: Instance
    """in which those who are away can't teach then"""
    bookings: tuple[Occupancy, ...]
    week: Week
    deadline: float
    workers: int
    seed: int

    @classmethod
    def of(
        cls,
        instance: Instance,
        bookings: Sequence[Occupancy],
        away: Away,
        seconds: float,
        workers: int,
        seed: int,
    ) -> "_Search":
        deadline = monotonic() + seconds
        for broken in constraints.violations(instance, bookings):
            raise RuleBroken(f"The timetable given breaks a rule. {broken.sentence}", field="bookings")
        week = Week.of(instance, bookings, away)
        _refuse_what_cannot_move(week)
        without = replace(
            instance,
            faculty=tuple(
                replace(f, unavailable=(*f.unavailable, *away.get(f.id, ()))) for f in instance.faculty
            ),
        )
        return cls(without, tuple(bookings), week, deadline, workers, seed)

    def fewest(self) -> tuple[int, int, Answer]:
        """How many move, a bound on that, and the cheapest way to move so many."""
        least = bound = self.week.displaced.bit_count()
        for extra in range(WIDENINGS + 1):
            answer = self._cheapest(extra)
            if answer.moved is not None:
                return len(answer.moved), bound, answer
            bound += answer.is_settled and bound == least + extra
        everything = Level.of(self.week, choices(self.week, len(self.week.blocks), unforced=True))
        everything.fewest()
        few = self._solve(everything)
        if few.moved is None:
            raise Infeasible(_none(self.week, few.is_settled), field="away")
        bound = max(bound, few.bound)
        answer = self._cheapest(few.cost - least, few.moved)
        return few.cost, bound, answer if answer.moved is not None else few.of_unknown_cost()

    def unforced(self, moves: int, hint: Answer) -> Answer:
        return self._cheapest(moves - self.week.displaced.bit_count(), hint.moved, unforced=True)

    def _cheapest(self, extra: int, hint: Mapping[int, Place] | None = None, *, unforced: bool = False) -> Answer:
        places = choices(self.week, extra, unforced=unforced)
        if not all(places.places.get(b.number) for b in self.week.members(self.week.displaced)):
            return Answer(None, 0, 0, True)
        level = Level.of(self.week, places)
        level.at_most(extra)
        least_cost(level)
        if hint is not None:
            level.hint(hint)
        return self._solve(level)

    def _solve(self, level: Level) -> Answer:
        return level.solve(self.deadline - monotonic(), self.workers, self.seed)

    def retimed(self, moves: int, bound: int, answer: Answer) -> Retimed:
        """What was found, judged by the checker and the costs that know no model."""
        bookings = self._moved(answer.moved or {})
        broken = constraints.violations(self.instance, bookings)
        cost = sum(penalties.costs(self.instance, bookings).values())
        if broken or cost != (cost if answer.cost is None else answer.cost):
            raise AssertionError(f"The model is wrong: {broken}, cost {cost}, said {answer.cost}.")
        proven = answer.is_settled and moves == bound
        return Retimed(bookings, moves, cost, bound, answer.bound, "optimal" if proven else "feasible")

    def _moved(self, moved: Mapping[int, Place]) -> tuple[Occupancy, ...]:
        now: dict[int, Occupancy] = {}
        for number, (start, room) in moved.items():
            for n, booking in enumerate(self.week.blocks[number].bookings):
                now[id(booking)] = replace(booking, slot=Slot(start.day, start.period + n), room=room)
        return tuple(now.get(id(b), b) for b in self.bookings)


def _refuse_what_cannot_move(week: Week) -> None:
    for block in week.members(week.displaced):
        name, start = block.offering.id, block.start
        if week.fixed >> block.number & 1:
            raise Infeasible(
                f"{name} is fixed on day {start.day}, period {start.period}, when it can't be held.", field="away"
            )
        if not week.starts(block):
            raise Infeasible(f"There is no other time at which {name} could be held.", field="away")


def _none(week: Week, is_proven: bool) -> str:
    names = ", ".join(dict.fromkeys(str(b.offering.id) for b in week.members(week.displaced)))
    if is_proven:
        return f"There is no timetable in which {names} could be held at other times."
    return f"No timetable in which {names} would be held at other times was found in the time given."
