"""What else each class of a plan could have come to, the rest of the plan being as it is."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import chain, islice
from operator import attrgetter

from timetable.model import AdjustmentKind, ClassOnDate, FacultyId, OccupancyId, PlanRow, RunnerUp
from timetable.plan import costs
from timetable.plan.constraints import Use, taken_on_by, uses
from timetable.plan.options import covers, exchanges, follow, merges, moves
from timetable.problems import RepairProblem, iso_week

Key = tuple[OccupancyId, date]

_RUNNERS_UP_PER_ROW = 2
# The code for each part of the cost; the chat has words for these codes.
_WHY_NOT = {
    "cancelled": "nobody_teaches",
    "moved": "moved",
    "moved_per_day": "later_day",
    "other_room": "other_room",
    "merged": "held_together",
    "swapped": "in_exchange",
    "not_subject": "not_subject",
    "not_section": "not_section",
    "other_department": "other_department",
    "load_that_day": "busier_day",
    "load_that_week": "busier_week",
    "cover_given": "covered_more",
    "cover_given_term": "covered_more",
    "split": "more_people",
}


@dataclass(frozen=True, slots=True)
class Change:
    """The rows of one run as they could be, and by how much each part of their cost would differ."""

    rows: tuple[PlanRow, ...]
    whole_run: bool
    parts: Counter[str]

    @property
    def extra(self) -> int:
        return self.parts.total()


@dataclass(frozen=True, slots=True)
class PlanUse:
    """How often a plan's rows use each resource, and how many periods they give to each person."""

    problem: RepairProblem
    uses: Counter[Use] = field(default_factory=Counter)
    days: Counter[tuple[FacultyId, date]] = field(default_factory=Counter)
    weeks: Counter[tuple[FacultyId, tuple[int, int]]] = field(default_factory=Counter)
    # The classes that other classes of the plan join, by occupancy and date.
    joined: dict[Key, ClassOnDate] = field(default_factory=dict)

    def added(self, rows: Iterable[PlanRow]) -> "PlanUse":
        for row in rows:
            if after := row.after:
                self.uses.update(uses(row))
                if after.host:
                    self.joined[after.host.occupancy, after.host.date] = after.host
                people = taken_on_by(self.problem, row)
                self.days.update((person, after.date) for person in people)
                self.weeks.update((person, iso_week(after.date)) for person in people)
        return self

    def takes(self, rows: Sequence[PlanRow], instead_of: Sequence[PlanRow]) -> bool:
        """Whether these rows go with the rest: nothing is used twice, nobody is over a limit, and what others
        join stays as it is."""
        if any(r.after != self.joined.get((r.before.occupancy, r.before.date), r.after) for r in rows):
            return False
        new, old = PlanUse(self.problem).added(rows), PlanUse(self.problem).added(instead_of)
        if any(self.uses[use] - old.uses[use] + n > 1 for use, n in new.uses.items()):
            return False
        people = {c.id: c for c in self.problem.candidates}
        return all(
            people[f].load.get(on, 0) + self.days[f, on] - old.days[f, on] + n <= people[f].daily_limit
            for (f, on), n in new.days.items()
        ) and all(
            people[f].week_load(w) + self.weeks[f, w] - old.weeks[f, w] + n <= people[f].weekly_limit
            for (f, w), n in new.weeks.items()
        )


def with_runners_up(problem: RepairProblem, rows: Sequence[PlanRow]) -> tuple[PlanRow, ...]:
    """The same rows, each with the next best outcomes of its class, best first.

    A class alone could go to another colleague or be cancelled. A run could go as a whole: to another place,
    to one colleague, or be cancelled; where it has moved, that is all that it could. Exact: what the plan
    would cost more is what it does cost, changed so, less what it costs.
    """
    plan_use = PlanUse(problem).added(rows)
    by_class = {row.before: row for row in rows}
    runners_up_of: dict[ClassOnDate, tuple[RunnerUp, ...]] = {}
    for run in costs.runs(problem):
        now = [by_class[class_] for class_ in run]
        changes = sorted(_changes(problem, now, by_class), key=attrgetter("extra", "whole_run"))
        for n, class_ in enumerate(run):
            best = islice(_to_others(plan_use, now, n, changes=changes), _RUNNERS_UP_PER_ROW)
            runners_up_of[class_] = tuple(
                RunnerUp(c.rows[n].outcome, c.extra, why_not(c), c.whole_run) for c in best
            )
    return tuple(replace(row, runners_up=runners_up_of[row.before]) for row in rows)


def possible(problem: RepairProblem, rows: Sequence[PlanRow], class_: ClassOnDate) -> Iterator[Change]:
    """Every change of one class that goes with the rest of the plan, the best first."""
    plan_use = PlanUse(problem).added(rows)
    run = next(run for run in costs.runs(problem) if class_ in run)
    by_class = {row.before: row for row in rows}
    now = [by_class[c] for c in run]
    for change in sorted(_changes(problem, now, by_class), key=attrgetter("extra", "whole_run")):
        if plan_use.takes(change.rows, instead_of=now):
            yield change


def _to_others(
    plan_use: PlanUse, now: Sequence[PlanRow], n: int, *, changes: Sequence[Change]
) -> Iterator[Change]:
    """For the n-th class of a run the best changes that are possible, to different people or times."""
    seen = {who_or_when(now[n])}
    for change in changes:
        row = change.rows[n]
        if who_or_when(row) not in seen and plan_use.takes(change.rows, instead_of=now):
            seen.add(who_or_when(row))
            yield change


def _changes(
    problem: RepairProblem, now: Sequence[PlanRow], plan: Mapping[ClassOnDate, PlanRow]
) -> Iterator[Change]:
    """Everything that could become of the run instead, possible beside the rest or not."""
    cost = _total(problem, now)
    run = tuple(row.before for row in now)
    for rows in _of_the_whole_run(problem, run, plan):
        yield Change(rows, len(run) > 1, _difference(_total(problem, rows), cost))
    if len(run) == 1 or not _decided_as_a_whole(now[0], plan):
        for n, class_ in enumerate(run):
            for row in _of_one_class(problem, class_, plan):
                rows = (*now[:n], row, *now[n + 1 :])
                yield Change(rows, False, _difference(_total(problem, rows), cost))


def _decided_as_a_whole(row: PlanRow, plan: Mapping[ClassOnDate, PlanRow]) -> bool:
    """A run that has moved, or joined a class outside the plan, has no part that could change alone."""
    joined = row.after.host if row.after else None
    if joined is None:
        return row.kind is AdjustmentKind.MOVED
    return (joined.occupancy, joined.date) not in {(c.occupancy, c.date) for c in plan}


def _of_the_whole_run(
    problem: RepairProblem, run: tuple[ClassOnDate, ...], plan: Mapping[ClassOnDate, PlanRow]
) -> Iterator[tuple[PlanRow, ...]]:
    """Moved, or held together with another; or, where it is more than one class, all of it covered by one
    person, or by nobody."""
    for option in chain(moves(problem, run), merges(problem, run)):
        yield option.rows
    if len(run) > 1:
        by_split_key = [
            {costs.split_key(r): r for r in _of_one_class(problem, c, plan) if not r.in_return} for c in run
        ]
        for key_ in by_split_key[0]:
            if all(key_ in rows_by_key for rows_by_key in by_split_key):
                yield tuple(rows_by_key[key_] for rows_by_key in by_split_key)


def _of_one_class(
    problem: RepairProblem, class_: ClassOnDate, plan: Mapping[ClassOnDate, PlanRow]
) -> list[PlanRow]:
    """Covered by somebody, in exchange or not; following the class that it had joined; or cancelled."""
    cancelled = PlanRow(AdjustmentKind.CANCELLED, class_, None, 0)
    options = chain(covers(problem, class_), exchanges(problem, class_))
    host = (class_.host.occupancy, class_.host.date) if class_.host else None
    followed = next((row for c, row in plan.items() if (c.occupancy, c.date) == host), None)
    return [*(option.rows[0] for option in options), *follow(problem, class_, followed), cancelled]


def _total(problem: RepairProblem, rows: Sequence[PlanRow]) -> Counter[str]:
    total: Counter[str] = Counter()
    for row_parts in costs.of_run(problem, rows):
        total.update(row_parts)
    return total


def _difference(new: Counter[str], old: Counter[str]) -> Counter[str]:
    difference = Counter(new)
    difference.subtract(old)
    return difference


def who_or_when(row: PlanRow) -> tuple[object, ...]:
    after = row.after
    if row.kind is AdjustmentKind.MOVED and after:
        return (after.date, after.slot)
    if after and after.host:
        return (row.kind, after.host.occupancy)
    return (after.faculty, row.in_return is not None) if after else ()


def why_not(change: Change) -> str:
    """The part of the cost that is most against it; none is where both are as good."""
    ((part, points),) = change.parts.most_common(1) or [("", 0)]
    return _WHY_NOT[part] if points > 0 else "as_good"
