"""The periods of substitutes on hold while a consent is awaited, written to claims and read from them."""

from collections.abc import Iterable
from datetime import date

from timetable.claims import Action, Note, Step
from timetable.day import Claim
from timetable.leave.consents import PersonPeriod
from timetable.model import LeaveId, Resource


def take_holds(leave: LeaveId, periods: Iterable[PersonPeriod]) -> list[Step]:
    """The steps that keep these periods free for the leave, so that nothing else is booked then."""
    note = Note(_hold(leave), leave)
    return [Step(Action.TAKE, Resource("faculty", f), slot, on, note=note) for f, on, slot in sorted(periods)]


def release_holds(leave: LeaveId, periods: Iterable[PersonPeriod]) -> list[Step]:
    return [
        Step(Action.RELEASE, Resource("faculty", f), slot, on, held_by=_hold(leave))
        for f, on, slot in sorted(periods)
    ]


def leave_holding(claim: Claim, on: date) -> LeaveId | None:
    """The leave for whose plan the claim's period is on hold on a date, or None."""
    note = claim.on.get(on)
    return note.leave if note and note.leave and note.id == _hold(note.leave) else None


def _hold(leave: LeaveId) -> str:
    return f"hold:{leave}"
