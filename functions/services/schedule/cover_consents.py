"""Cover found for a leave after its approval: who takes a class, or has it join theirs, may still say no."""

from dataclasses import replace

from functions.services.leave import consents
from functions.services.ports import CONSENT, LEAVE, PLAN
from functions.services.schedule.update_context import Work
from timetable.model import Adjustment, AdjustmentKind, LeaveId, PlanRow, Role

_TAKEN_ON = (AdjustmentKind.SUBSTITUTED, AdjustmentKind.MERGED)


def ask(work: Work) -> None:
    """In the transaction of a program's update, where substitutes are asked at all: the class is held unless
    they say no, for there is no decision left that could wait for them."""
    if work.by.role is not Role.SCHEDULER:
        return
    found = [a for a in work.made if a.cause and a.kind in _TAKEN_ON]
    for cause in dict.fromkeys(a.cause for a in found):
        if cause:
            _ask(work, cause, [_row(a) for a in found if a.cause == cause])


def _ask(work: Work, cause: LeaveId, rows: list[PlanRow]) -> None:
    leave, plan = work.records.fetch(LEAVE[cause], PLAN[cause])
    if leave is None or plan is None:
        return
    made = consents.later_consents(work.request, leave, plan, rows=rows, always=True)
    if not made:
        return
    for one in made:
        work.write.create(CONSENT[one.id], one)
    ids = tuple(one.id for one in made)
    work.write.change(PLAN[leave.id], replace(plan, asks=(*plan.asks, *ids)), was=plan.version)
    work.write.event("AsksChanged", leave.id, ids=",".join(ids))


def _row(adjustment: Adjustment) -> PlanRow:
    after = adjustment.after and replace(adjustment.after, adjustment=None)
    return PlanRow(adjustment.kind, adjustment.before, after, 0)
