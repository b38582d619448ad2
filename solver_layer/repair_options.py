"""What may become of each run of classes: who could take a period, where a whole run could go."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from timetable import plan_costs
from timetable.model import AdjustmentKind, ClassOnDate, Infra, PlanRow, Reason, Slot
from timetable.problems import Candidate, RepairProblem

_ROOMS_TRIED = 3
"""per place, the best fitting free rooms; more would only differ in name"""


@dataclass(frozen=True, slots=True)
class Cover:
    """One period taken by one substitute."""

    class_: ClassOnDate
    candidate: Candidate
    cost: int

    def row(self) -> PlanRow:
        people = tuple(self.candidate.id if f not in self._kept else f for f in self.class_.faculty)
        return PlanRow(
            AdjustmentKind.SUBSTITUTED, self.class_, replace(self.class_, faculty=people), self.cost
        )

    @property
    def _kept(self) -> tuple[str, ...]:
        return self.class_.faculty[1:]


@dataclass(frozen=True, slots=True)
class Move:
    """A whole run held by its own teacher at another time."""

    run: tuple[ClassOnDate, ...]
    places: tuple[ClassOnDate, ...]
    cost: int

    def rows(self, problem: RepairProblem) -> list[PlanRow]:
        return [
            PlanRow(
                AdjustmentKind.MOVED,
                before,
                after,
                plan_costs.move(problem.costs, before, after.date, after.room),
                (Reason("moved_no_substitute"),),
            )
            for before, after in zip(self.run, self.places, strict=True)
        ]


def covers(problem: RepairProblem, class_: ClassOnDate) -> list[Cover]:
    """Who could take this period: a candidate who is free then and under the daily limit."""
    when = (class_.date, class_.slot)
    return [
        Cover(class_, c, plan_costs.substitution(problem, class_, c))
        for c in problem.candidates
        if when not in c.busy and c.id not in class_.faculty and c.load.get(class_.date, 0) < c.daily_limit
    ]


def moves(problem: RepairProblem, run: tuple[ClassOnDate, ...]) -> Iterator[Move]:
    """Where a run could go as a whole: the teacher, its students and a fitting room are free throughout."""
    openings = set(problem.openings)
    for on, start in problem.openings:
        slots = [Slot(start.day, start.period + n) for n in range(len(run))]
        whole = all((on, s) in openings for s in slots) and not _spans_break(problem, slots)
        if whole and not any((g, on, s) in problem.group_busy for g in run[0].groups for s in slots):
            for room in _rooms(problem, run[0], [(on, s) for s in slots]):
                places = tuple(
                    replace(c, date=on, slot=s, room=room.id) for c, s in zip(run, slots, strict=True)
                )
                cost = sum(plan_costs.move(problem.costs, c, on, room.id) for c in run)
                yield Move(run, places, cost)


def _spans_break(problem: RepairProblem, slots: list[Slot]) -> bool:
    return any(s.period in problem.breaks_after for s in slots[:-1])


def _rooms(problem: RepairProblem, class_: ClassOnDate, at: list[tuple[object, Slot]]) -> list[Infra]:
    """Its own room first, then the smallest that fit; only those free throughout."""
    kind, students = problem.room_kinds[class_.occupancy], problem.strengths[class_.occupancy]
    fitting = [
        r
        for r in problem.rooms
        if (r.id == class_.room or (r.kind == kind and r.capacity >= students))
        and not any((r.id, on, slot) in problem.room_busy for on, slot in at)
    ]
    return sorted(fitting, key=lambda r: (r.id != class_.room, r.capacity, r.id))[:_ROOMS_TRIED]
