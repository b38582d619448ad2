"""What a college would want to know of its decisions, as figures: how many, how soon, how well covered."""

from functions.services.ports import ChangeSet, Records, Ref
from timetable.model import AdjustmentKind, LeaveId

DECIDED = {
    "LeaveApproved": "LeavesApproved",
    "LeaveRejected": "LeavesRejected",
    "LeaveWithdrawn": "LeavesWithdrawn",
    "LeaveExpired": "LeavesExpired",
    "DecisionUndone": "DecisionsUndone",
}
"""events that are counted, and as what"""
MINUTES = "MinutesToDecision"


def of_event(records: Records, event: str, id: LeaveId) -> dict[str, float]:
    """None for an event that decides nothing."""
    if event not in DECIDED:
        return {}
    leave, changes = records.fetch(Ref("leave", id), Ref("change", id))
    found: dict[str, float] = {DECIDED[event]: 1}
    if leave is None or event not in ("LeaveApproved", "LeaveRejected"):
        return found
    if leave.decided_at and leave.created_at:
        found[MINUTES] = round((leave.decided_at - leave.created_at).total_seconds() / 60, 1)
    if event == "LeaveApproved" and isinstance(changes, ChangeSet):
        lost = sum(a.kind is AdjustmentKind.CANCELLED for a in changes.adjustments)
        found |= {"ClassesCovered": len(changes.adjustments) - lost, "ClassesUncovered": lost}
    return found
