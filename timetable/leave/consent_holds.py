"""Periods of substitutes that are kept while an answer is awaited: as steps of claims, and read off them."""

from collections.abc import Iterable
from datetime import date

from timetable.claims import Action, Note, Step
from timetable.day import Claim
from timetable.leave.consents import PersonPeriod
from timetable.model import LeaveId, Resource


def take_holds(leave: LeaveId, periods: Iterable[PersonPeriod]) -> list[Step]:
    """Nobody else gets these periods while the answer is awaited."""
    note = Note(_hold(leave), leave)
    return [Step(Action.TAKE, Resource("faculty", f), slot, on, note=note) for f, on, slot in sorted(periods)]


def release_holds(leave: LeaveId, periods: Iterable[PersonPeriod]) -> list[Step]:
    return [
        Step(Action.RELEASE, Resource("faculty", f), slot, on, held_by=_hold(leave))
        for f, on, slot in sorted(periods)
    ]


def leave_holding(claim: Claim, on: date) -> LeaveId | None:
    """The leave for whose plan a person's period is kept on a date, if it is."""
    note = claim.on.get(on)
    return note.leave if note and note.leave and note.id == _hold(note.leave) else None


def _hold(leave: LeaveId) -> str:
    return f"hold:{leave}"
