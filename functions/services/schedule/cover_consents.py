"""Consents to cover that is found after a leave's approval: whoever is to take a class may still say no."""

from dataclasses import replace

from functions.services.leave import consents
from functions.services.ports import CONSENT, LEAVE, PLAN
from functions.services.schedule.update_context import Work
from timetable.model import Adjustment, AdjustmentKind, LeaveId, PlanRow, Role

_NEED_CONSENT = (AdjustmentKind.SUBSTITUTED, AdjustmentKind.MERGED)


def ask(work: Work) -> None:
    """Ask for the consents that the solver's update needs, in its transaction, if substitutes are asked at
    all.

    The classes take place as the update says unless a substitute refuses: no decision is left that could
    wait.
    """
    if work.by.role is not Role.SCHEDULER:
        return
    covers = [a for a in work.made if a.cause and a.kind in _NEED_CONSENT]
    for cause in dict.fromkeys(a.cause for a in covers):
        if cause:
            _ask(work, cause, [_row(a) for a in covers if a.cause == cause])


def _ask(work: Work, cause: LeaveId, rows: list[PlanRow]) -> None:
    leave, plan = work.records.fetch(LEAVE[cause], PLAN[cause])
    if leave is None or plan is None:
        return
    made = consents.later_consents(work.request, leave, plan, rows=rows, always=True)
    if not made:
        return
    for consent in made:
        work.write.create(CONSENT[consent.id], consent)
    ids = tuple(consent.id for consent in made)
    work.write.change(PLAN[leave.id], replace(plan, asks=(*plan.asks, *ids)), was=plan.version)
    work.write.event("AsksChanged", leave.id, ids=",".join(ids))


def _row(adjustment: Adjustment) -> PlanRow:
    after = adjustment.after and replace(adjustment.after, adjustment=None)
    return PlanRow(adjustment.kind, adjustment.before, after, 0)
