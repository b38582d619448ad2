"""What may become of the classes: who could take a period, where a whole run could go."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace

from timetable.model import AdjustmentKind, ClassOnDate, FacultyId, Infra, PlanRow, Slot
from timetable.plan import costs
from timetable.problems import Candidate, RepairProblem, When, iso_week

# How many of the best fitting free rooms are tried for each place; further ones would only differ in name.
_ROOMS_TRIED = 3


@dataclass(frozen=True, slots=True)
class Option:
    """One thing that could become of some classes, all of them or none: a row each, with its cost."""

    rows: tuple[PlanRow, ...]

    @property
    def cost(self) -> int:
        return sum(row.cost for row in self.rows)


def covers(problem: RepairProblem, class_: ClassOnDate) -> Iterator[Option]:
    """Who could take this period: a candidate who is free then and has room in day and week."""
    for candidate in _free(problem, class_):
        cost = sum(costs.substitution(problem, class_, candidate).values())
        yield Option((PlanRow(AdjustmentKind.SUBSTITUTED, class_, _taken(problem, class_, candidate), cost),))


def exchanges(problem: RepairProblem, class_: ClassOnDate) -> Iterator[Option]:
    """Who could take this period and give one of their own of the same students in return."""
    openings = set(problem.openings)
    given: dict[FacultyId, list[ClassOnDate]] = defaultdict(list)
    for later in problem.later:
        if set(later.groups) == set(class_.groups) and (later.date, later.slot) in openings:
            for person in later.faculty[:1] if len(later.faculty) == 1 else ():
                given[person].append(later)
    for candidate in _free(problem, class_) if given else ():
        cost = sum(costs.exchange(problem, class_, candidate).values())
        after = _taken(problem, class_, candidate)
        for later in given[candidate.id]:
            yield Option((PlanRow(AdjustmentKind.SUBSTITUTED, class_, after, cost, in_return=later),))


def _free(problem: RepairProblem, class_: ClassOnDate) -> Iterator[Candidate]:
    if problem.faculty not in class_.faculty or class_.host:
        return
    for candidate in problem.candidates:
        other = candidate.id != problem.faculty and candidate.id not in class_.faculty
        if other and (class_.date, class_.slot) not in candidate.busy and _has_room(candidate, class_):
            yield candidate


def _taken(problem: RepairProblem, class_: ClassOnDate, by: Candidate) -> ClassOnDate:
    people = tuple(by.id if f == problem.faculty else f for f in class_.faculty)
    return replace(class_, faculty=people)


def _has_room(candidate: Candidate, class_: ClassOnDate) -> bool:
    week = iso_week(class_.date)
    return (
        candidate.load.get(class_.date, 0) < candidate.daily_limit
        and candidate.week_load(week) < candidate.weekly_limit
    )


def moves(problem: RepairProblem, run: tuple[ClassOnDate, ...]) -> Iterator[Option]:
    """Where a run could go as a whole: its teachers, its students and a room are free throughout."""
    openings = set(problem.openings)
    for on, start in problem.openings:
        at = [(on, Slot(start.day, start.period + n)) for n in range(len(run))]
        if set(at) <= openings and _may_be_held(problem, run, at):
            for room in _rooms(problem, run[0], at):
                yield Option(
                    tuple(
                        PlanRow(
                            AdjustmentKind.MOVED,
                            class_,
                            class_.at(on, slot, room.id),
                            sum(costs.move(problem.costs, class_, to=on, room=room.id).values()),
                        )
                        for class_, (_, slot) in zip(run, at, strict=True)
                    )
                )


def merges(problem: RepairProblem, run: tuple[ClassOnDate, ...]) -> Iterator[Option]:
    """Which classes of the same subject a run could join as a whole: held then, with seats for all."""
    cost = sum(costs.merger(problem.costs).values())
    at: dict[When, list[ClassOnDate]] = defaultdict(list)
    for host in problem.hosts:
        if host.seats >= max(problem.strengths[c.occupancy] for c in run):
            at[host.class_.date, host.class_.slot].append(host.class_)
    for first in at[run[0].date, run[0].slot]:
        block = [next((h for h in at[c.date, c.slot] if _alike(h, first)), None) for c in run]
        hosts = [h for h in block if h and _may_be_joined(problem, h, run)]
        if len(hosts) == len(run):
            yield Option(
                tuple(
                    PlanRow(AdjustmentKind.MERGED, class_, class_.joining(host), cost)
                    for class_, host in zip(run, hosts, strict=True)
                )
            )


def _alike(class_: ClassOnDate, other: ClassOnDate) -> bool:
    """Two periods of one class."""
    return (class_.room, class_.faculty, class_.groups) == (other.room, other.faculty, other.groups)


def _may_be_joined(problem: RepairProblem, host: ClassOnDate, run: tuple[ClassOnDate, ...]) -> bool:
    return (
        host.subject == run[0].subject
        and host.host is None
        and problem.faculty not in host.faculty
        and all(host.occupancy != c.occupancy for c in run)
    )


def follow(problem: RepairProblem, class_: ClassOnDate, host: PlanRow | None) -> Iterator[PlanRow]:
    """A class that had joined another goes on with it where somebody takes that one; `host`: its row."""
    if class_.host and host and host.after and host.kind is AdjustmentKind.SUBSTITUTED:
        cost = sum(costs.merger(problem.costs).values())
        yield PlanRow(AdjustmentKind.MERGED, class_, class_.joining(host.after), cost)


def _may_be_held(problem: RepairProblem, run: tuple[ClassOnDate, ...], at: list[When]) -> bool:
    """Over no break, at no time that its offering can't have, with students and colleagues who are free."""
    busy = {c.id: c.busy for c in problem.candidates}
    colleagues = [f for f in run[0].faculty if f != problem.faculty]
    return (
        not any(slot.period in problem.breaks_after for _, slot in at[:-1])
        and not any(s in problem.unavailable.get(c.occupancy, ()) for c in run for _, s in at)
        and not any((group, *when) in problem.group_busy for group in run[0].groups for when in at)
        and all(f in busy and not any(when in busy[f] for when in at) for f in colleagues)
    )


def _rooms(problem: RepairProblem, class_: ClassOnDate, at: list[When]) -> list[Infra]:
    """Its own room first, then the smallest that fit; only those free throughout."""
    kind, students = problem.room_kinds[class_.occupancy], problem.strengths[class_.occupancy]
    fitting = [
        r
        for r in problem.rooms
        if (r.id == class_.room or (r.kind == kind and r.capacity >= students))
        and not any((r.id, *when) in problem.room_busy for when in at)
    ]
    return sorted(fitting, key=lambda r: (r.id != class_.room, r.capacity, r.id))[:_ROOMS_TRIED]
