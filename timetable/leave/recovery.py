"""A class of an approved leave gets a substitute, or loses one: the adjustments and the steps of claims."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from timetable import claims
from timetable.claims import Action, Note, Step
from timetable.model import (
    Adjustment,
    AdjustmentId,
    AdjustmentKind,
    ClassOnDate,
    FacultyUnavailability,
    OccupancyId,
    PlanRow,
    Resource,
)

# The adjustment that had made the class before the present one did, or None.
Earlier = Adjustment | None


@dataclass(frozen=True, slots=True)
class RevisedDecision:
    """The adjustments of an approved leave after a change, with what that changes."""

    leave: FacultyUnavailability
    adjustments: tuple[Adjustment, ...]
    steps: tuple[Step, ...] = ()
    touched: tuple[AdjustmentId, ...] = ()

    def at(self, occupancy: OccupancyId, on: date) -> Adjustment | None:
        adjustments_of_class = (
            a for a in self.adjustments if (a.before.occupancy, a.before.date) == (occupancy, on)
        )
        return next(adjustments_of_class, None)


def covered(decision: RevisedDecision, row: PlanRow, earlier: Earlier) -> RevisedDecision:
    """The decision in which a class that was cancelled is held as this row of the plan has it.

    `earlier` is the adjustment that had made the class before this decision. Where the class is
    not cancelled, the decision is given back unchanged.
    """
    before = decision.at(row.before.occupancy, row.before.date)
    if before is None or before.kind is not AdjustmentKind.CANCELLED or row.after is None:
        return decision
    after = _named(replace(before, kind=row.kind, after=_with_host(decision, row.after)))
    revised = _exchanged(decision, before, after=after, earlier=earlier)
    given, returned = row.in_return, row.returned
    if given is None or returned is None:
        return revised
    leave = decision.leave
    id = AdjustmentId(f"{leave.id}.{next_number(revised.adjustments)}")
    back = _named(Adjustment(id, row.kind, given, returned, leave.id))
    return RevisedDecision(
        leave, (*revised.adjustments, back), (*revised.steps, *claims.adjust(back)), (*revised.touched, id)
    )


def uncovered(decision: RevisedDecision, row: PlanRow, earlier: Earlier) -> RevisedDecision:
    """The decision in which the row's class, which was held as the row has it, is cancelled.

    What was given in return goes back. `earlier` is the adjustment that had made the class before.
    """
    before = decision.at(row.before.occupancy, row.before.date)
    if before is None or before.after is None or row.after is None or not _same(before.after, row.after):
        return decision
    after = replace(before, kind=AdjustmentKind.CANCELLED, after=None)
    revised = _exchanged(decision, before, after=after, earlier=earlier)
    given = row.in_return
    back = revised.at(given.occupancy, given.date) if given else None
    if back is None:
        return revised
    left = tuple(a for a in revised.adjustments if a.id != back.id)
    # what is given in return is as the weekly timetable has it: an exchange is of such classes only
    return RevisedDecision(
        decision.leave, left, (*revised.steps, *claims.undo(back, None)), (*revised.touched, back.id)
    )


def next_number(adjustments: Sequence[Adjustment]) -> int:
    """The number for the next adjustment of a decision. No number is given twice, even if some are gone."""
    return max((int(a.id.rpartition(".")[2]) for a in adjustments), default=-1) + 1


def _exchanged(
    decision: RevisedDecision, before: Adjustment, *, after: Adjustment, earlier: Earlier
) -> RevisedDecision:
    """The leave's hold on its teacher's period steps aside and comes back with the new outcome."""
    leave = decision.leave
    teacher, at = Resource("faculty", leave.faculty), before.before
    aside = Step(Action.RELEASE, teacher, at.slot, at.date, held_by=leave.id)
    again = Step(Action.TAKE, teacher, at.slot, at.date, note=Note(leave.id, leave.id, after))
    steps = tuple(claims.readjust(before, earlier, after))
    if at.host is None:  # of a class that had joined the teacher's the leave's hold tells nothing
        steps = (aside, *steps, again)
    adjustments = tuple(after if a.id == before.id else a for a in decision.adjustments)
    return RevisedDecision(leave, adjustments, (*decision.steps, *steps), (*decision.touched, after.id))


def _named(adjustment: Adjustment) -> Adjustment:
    after = adjustment.after and replace(adjustment.after, adjustment=adjustment.id)
    return replace(adjustment, after=after)


def _with_host(decision: RevisedDecision, class_: ClassOnDate) -> ClassOnDate:
    """Where the class joins another of the decision, it joins it as that is now."""
    host = decision.at(class_.host.occupancy, class_.host.date) if class_.host else None
    return replace(class_, host=host.after) if host and host.after else class_


def _same(class_: ClassOnDate, other: ClassOnDate) -> bool:
    return _bare(class_) == _bare(other)


def _bare(class_: ClassOnDate) -> ClassOnDate:
    """The class whatever made it so."""
    return replace(class_, adjustment=None, host=_bare(class_.host) if class_.host else None)
