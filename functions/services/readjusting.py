"""Another outcome for a class that has been adjusted: what every claim concerned is asked for."""

from collections.abc import Sequence

from functions.services.ports import Records, Ref
from timetable import claims
from timetable.claims import Action, Note, Step
from timetable.model import Adjustment, FacultyUnavailability, Resource


def with_earlier(
    records: Records, adjustments: Sequence[Adjustment]
) -> list[tuple[Adjustment, Adjustment | None]]:
    """Each adjustment with the one that it had replaced, if it had replaced one."""
    wanted = {a.before.adjustment.split(".")[0] for a in adjustments if a.before.adjustment}
    found = records.fetch(*(Ref("change", id) for id in sorted(wanted))) if wanted else []
    by_id = {a.id: a for changes in found if changes for a in changes.adjustments}
    return [(a, by_id[a.before.adjustment] if a.before.adjustment else None) for a in adjustments]


def steps(
    records: Records, leave: FacultyUnavailability | None, before: Adjustment, after: Adjustment
) -> list[Step]:
    """From one outcome to the other; `leave`: the one that caused it."""
    ((_, earlier),) = with_earlier(records, [before])
    around = _leave_block(leave, before, after) if leave else []
    return claims.joins_last(around[:1] + claims.readjust(before, earlier, after) + around[1:])


def _leave_block(leave: FacultyUnavailability, before: Adjustment, after: Adjustment) -> list[Step]:
    """The leave's hold on its teacher's period steps aside and comes back with the new outcome; it tells
    nothing of a class that had joined the teacher's."""
    if before.before.host is not None or leave.faculty not in before.before.faculty:
        return []
    teacher, at = Resource("faculty", leave.faculty), before.before
    return [
        Step(Action.RELEASE, teacher, at.slot, at.date, held_by=leave.id),
        Step(Action.TAKE, teacher, at.slot, at.date, note=Note(leave.id, leave.id, after)),
    ]
