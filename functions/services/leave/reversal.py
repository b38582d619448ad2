"""What a decision has changed, taken back: each adjustment with the one that it had replaced."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from functions.services.ports import CHANGE_SET, ChangeSet, Records, Write
from timetable import claims
from timetable.errors import Moved
from timetable.leave.request import blocked
from timetable.model import Adjustment, FacultyUnavailability, Slot


def take_back(
    records: Records, write: Write, leave: FacultyUnavailability, *, changes: ChangeSet, since: date | None
) -> None:
    """Free the leave's periods and undo its adjustments, all of them or those since a date."""
    blocked_periods = changes.away if changes.away is not None else away_of(records, leave)
    away = [(on, slot) for on, slot in blocked_periods if since is None or on >= since]
    ahead = [a for a in changes.adjustments if since is None or a.before.date >= since]
    term = records.reference.calendar(leave.start_date).term.id
    write.claims(term, claims.withdraw(leave, away, with_earlier(records, ahead)))
    off = replace(changes, active=False, version=changes.version + 1)
    # A substitute's no may have changed the plan meanwhile: then this is checked anew.
    write.change(CHANGE_SET[changes.id], off, was=changes.version, otherwise=_moved())


def with_earlier(
    records: Records, adjustments: Sequence[Adjustment]
) -> list[tuple[Adjustment, Adjustment | None]]:
    """Each adjustment with the one that it had replaced, if it had replaced one."""
    wanted = {a.before.adjustment.split(".")[0] for a in adjustments if a.before.adjustment}
    change_sets = records.fetch(*(CHANGE_SET[id] for id in sorted(wanted))) if wanted else []
    by_id = {a.id: a for changes in change_sets if changes for a in changes.adjustments}
    return [(a, by_id[a.before.adjustment] if a.before.adjustment else None) for a in adjustments]


def away_of(records: Records, leave: FacultyUnavailability) -> list[tuple[date, Slot]]:
    """When the teacher is away, as the calendar has it now."""
    reference = records.reference
    return blocked(leave, reference.calendar(leave.start_date), reference.institute.policies)


def _moved() -> Moved:
    return Moved("This request was changed this very moment. Try again in a moment.")
