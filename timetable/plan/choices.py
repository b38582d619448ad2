"""One row of a plan chosen by a person: what there is to choose from, and the plan with what was chosen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from timetable.model import ClassOnDate, Outcome, PlanRow
from timetable.plan import costs
from timetable.plan.reasons import explained
from timetable.plan.runners_up import Change, possible, who_or_when, why_not, with_runners_up
from timetable.problems import RepairProblem


@dataclass(frozen=True, slots=True)
class Choice:
    """What a class could come to, the rest of the plan being as it is."""

    # The row as it would be, with its cost, its parts and its reasons.
    row: PlanRow
    # How many points more the plan would cost.
    extra: int
    # The code of the part of the cost that speaks most against this choice.
    why_not: str
    # True if the whole run of consecutive periods that the class belongs to changes.
    whole_run: bool


def choices(problem: RepairProblem, rows: Sequence[PlanRow], class_: ClassOnDate) -> list[Choice]:
    """All that the class could come to instead, to each person and each time once; the best first. Where its
    run has several periods, what becomes of all of them is another choice than what becomes of this one."""
    present = {row.before: row.outcome for row in rows}
    best_changes: dict[object, Change] = {}
    for change in possible(problem, rows, class_):
        if any(row.outcome != present[row.before] for row in change.rows):
            best_changes.setdefault((who_or_when(_row_of(change.rows, class_)), change.whole_run), change)
    return [_choice(problem, rows, class_, change=change) for change in best_changes.values()]


def chosen(
    problem: RepairProblem, rows: Sequence[PlanRow], class_: ClassOnDate, *, outcome: Outcome, whole_run: bool
) -> tuple[PlanRow, ...] | None:
    """The plan in which the class comes to this; None where that does not go with the rest of it."""
    wanted = replace(
        PlanRow(outcome.kind, class_, outcome.applied_to(class_), 0).outcome, in_return=outcome.in_return
    )
    for change in possible(problem, rows, class_):
        changed_to = _row_of(change.rows, class_).outcome
        same = (
            (changed_to.kind, changed_to.host) == (outcome.kind, outcome.host)
            if outcome.host
            else changed_to == wanted
        )
        if change.whole_run == whole_run and same:
            return finished(problem, _changed(rows, change))
    return None


def finished(problem: RepairProblem, rows: Sequence[PlanRow]) -> tuple[PlanRow, ...]:
    """The rows with all that is said of them: costs by part, reasons, runners-up."""
    parts = costs.parts(problem, rows)
    priced = [
        replace(r, cost=sum(points_by_part.values()), parts=points_by_part)
        for r, points_by_part in zip(rows, parts, strict=True)
    ]
    return with_runners_up(problem, explained(problem, priced))


def _choice(
    problem: RepairProblem, rows: Sequence[PlanRow], class_: ClassOnDate, *, change: Change
) -> Choice:
    after = _changed(rows, change)
    row, parts = _row_of(explained(problem, after), class_), costs.parts(problem, after)
    row_parts = next(p for p, r in zip(parts, after, strict=True) if r.before == class_)
    return Choice(
        replace(row, cost=sum(row_parts.values()), parts=row_parts),
        change.extra,
        why_not(change),
        change.whole_run,
    )


def _changed(rows: Sequence[PlanRow], change: Change) -> tuple[PlanRow, ...]:
    instead: Mapping[ClassOnDate, PlanRow] = {row.before: row for row in change.rows}
    return tuple(instead.get(row.before, row) for row in rows)


def _row_of(rows: Sequence[PlanRow], class_: ClassOnDate) -> PlanRow:
    return next(row for row in rows if row.before == class_)
