"""The least change of a weekly timetable that lets teachers be away: fewest moves first, then least cost."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from time import monotonic
from typing import Literal

from solver_layer.retime.bound import at_least
from solver_layer.retime.cost import least_cost
from solver_layer.retime.level import Answer, Level, Place
from solver_layer.retime.reach import Chains, Choices, TooMany, anybody
from solver_layer.retime.week import Away, Meeting, Week
from timetable import constraints, penalties
from timetable.errors import CheckerDisagrees, Infeasible, NotFoundInTime, RuleBroken
from timetable.model import FacultyId, Occupancy, Slot
from timetable.problems import Instance

FEW_NODES, MANY_NODES = 1_000, 20_000
"""of chains that are followed before a bound is asked for, and then before everything may move"""
_NOTHING = Answer(None, None, 0, True)


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
    """there is no timetable with fewer moves; further on a front: none that costs as little"""
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
    timetable given breaks a rule, Infeasible where it is proved that there is none, NotFoundInTime where none
    was found in `seconds`, CheckerDisagrees where the one found breaks a rule or costs something else.
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

    What is left of `seconds` is shared among the points; one that is not proven in its share is `feasible`.
    Ends early where nothing was found in a share. Raises as `retime`.
    """
    search = _Search.of(instance, bookings, away, seconds, workers, seed)
    fewest, bound, answer = search.fewest()
    found = [search.retimed(fewest, bound, answer)]
    is_proven = found[0].status == "optimal"
    for more in range(1, further + 1):
        answer = search.unforced(fewest + more, answer, share=further + 1 - more)
        if answer.moved is None:
            break
        moves = len(answer.moved)
        one = search.retimed(moves, moves if is_proven else bound, answer)
        is_proven = is_proven and answer.is_settled
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
        faculty = tuple(
            replace(f, unavailable=(*f.unavailable, *away[f.id])) if f.id in away else f
            for f in instance.faculty
        )
        without = replace(instance, faculty=faculty)
        return cls(without, tuple(bookings), week, deadline, workers, seed)

    def fewest(self) -> tuple[int, int, Answer]:
        """How many move, a bound on that, and the cheapest way to move so many."""
        least, extra, nodes = self.week.size(self.week.displaced), 0, FEW_NODES
        while True:
            chains = Chains(self.week, extra, self.deadline, nodes)
            try:
                found = chains.follow()
            except TooMany:
                if nodes == MANY_NODES:
                    return self._fewest_of_all(least + extra)
                nodes, extra = MANY_NODES, max(extra, self._at_least() - least)
                continue
            answer = self._cheapest(found, extra) if found or not least else _NOTHING
            if answer.moved is not None:
                return least + extra, least + extra, answer
            if not answer.is_settled:
                return self._fewest_of_all(least + extra)
            if not chains.is_cut:
                raise _proved_impossible(self.week)
            extra += 1

    def _at_least(self) -> int:
        found = at_least(self.week, self.deadline - monotonic(), self.workers, self.seed)
        if found is None:
            raise _proved_impossible(self.week)
        return found

    def _fewest_of_all(self, bound: int) -> tuple[int, int, Answer]:
        """Where there are too many chains to follow: anybody may move, if need be."""
        everything = Level.of(self.week, anybody(self.week), len(self.week.blocks))
        everything.fewest()
        few = self._solve(everything)
        if few.moved is None:
            raise _proved_impossible(self.week) if few.is_settled else _not_found(self.week)
        moves = len(few.moved)
        extra = moves - self.week.size(self.week.displaced)
        answer = self._cheapest(anybody(self.week), extra, few.moved)
        return moves, max(bound, few.bound), answer if answer.moved is not None else few.of_unknown_cost()

    def unforced(self, moves: int, hint: Answer, *, share: int) -> Answer:
        """The cheapest way to move at most so many, in one of so many shares of the time left."""
        extra = moves - self.week.size(self.week.displaced)
        return self._cheapest(anybody(self.week), extra, hint.moved, share=share)

    def _cheapest(
        self, choices: Choices, extra: int, hint: Mapping[int, Place] | None = None, *, share: int = 1
    ) -> Answer:
        level = Level.of(self.week, choices, extra)
        level.at_most(extra + self.week.size(self.week.displaced))
        least_cost(level)
        if hint is not None:
            level.hint(hint)
        return self._solve(level, share)

    def _solve(self, level: Level, share: int = 1) -> Answer:
        return level.solve((self.deadline - monotonic()) / share, self.workers, self.seed)

    def retimed(self, moves: int, bound: int, answer: Answer) -> Retimed:
        """What was found, judged by the checker and the costs that know no model."""
        bookings = self._moved(answer.moved or {})
        broken = [violation.rule for violation in constraints.violations(self.instance, bookings)]
        cost = sum(penalties.costs(self.instance, bookings).values())
        if not answer.agrees_with(cost):
            broken.append("cost")
        if broken:
            raise CheckerDisagrees("a timetable with the fewest moves", broken)
        proven = answer.is_settled and moves == bound
        return Retimed(bookings, moves, cost, bound, answer.bound, "optimal" if proven else "feasible")

    def _moved(self, moved: Mapping[int, Place]) -> tuple[Occupancy, ...]:
        now: dict[int, Occupancy] = {}
        for number, (start, room) in moved.items():
            for n, booking in enumerate(self.week.blocks[number].bookings):
                now[id(booking)] = replace(booking, slot=Slot(start.day, start.period + n), room=room)
        return tuple(now.get(id(b), b) for b in self.bookings)


def _refuse_what_cannot_move(week: Week) -> None:
    for meeting in week.members(week.displaced):
        name, start = _names([meeting]), meeting.slots[0]
        if meeting.is_fixed:
            raise Infeasible(
                f"{name} is fixed on day {start.day}, period {start.period}, when it can't be held.",
                field="away",
            )
        if not week.starts(meeting):
            raise Infeasible(f"There is no other time at which {name} could be held.", field="away")


def _proved_impossible(week: Week) -> Infeasible:
    names = _names(week.members(week.displaced))
    return Infeasible(f"There is no timetable in which {names} could be held at other times.", field="away")


def _not_found(week: Week) -> NotFoundInTime:
    names = _names(week.members(week.displaced))
    return NotFoundInTime(
        f"No timetable in which {names} would be held at other times was found in the time given.",
        field="away",
    )


def _names(meetings: Iterable[Meeting]) -> str:
    return ", ".join(dict.fromkeys(str(b.offering.id) for m in meetings for b in m.blocks))
