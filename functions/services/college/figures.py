"""Figures about decisions: how many there are, how soon they come, and how many classes are covered."""

from functions.services.ports import CHANGE_SET, LEAVE, Records
from timetable.model import AdjustmentKind, LeaveId

FIGURE_OF_EVENT = {
    "LeaveApproved": "LeavesApproved",
    "LeaveRejected": "LeavesRejected",
    "LeaveWithdrawn": "LeavesWithdrawn",
    "LeaveExpired": "LeavesExpired",
    "DecisionUndone": "DecisionsUndone",
}
MINUTES = "MinutesToDecision"


def of_event(records: Records, event: str, id: LeaveId) -> dict[str, float]:
    """The figures of one event by their names; empty for an event that decides nothing."""
    if event not in FIGURE_OF_EVENT:
        return {}
    leave, changes = records.fetch(LEAVE[id], CHANGE_SET[id])
    figures: dict[str, float] = {FIGURE_OF_EVENT[event]: 1}
    if leave is None or event not in ("LeaveApproved", "LeaveRejected"):
        return figures
    if leave.decided_at and leave.created_at:
        figures[MINUTES] = round((leave.decided_at - leave.created_at).total_seconds() / 60, 1)
    if event == "LeaveApproved" and changes:
        lost = sum(a.kind is AdjustmentKind.CANCELLED for a in changes.adjustments)
        figures |= {"ClassesCovered": len(changes.adjustments) - lost, "ClassesUncovered": lost}
    return figures
