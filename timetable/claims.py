"""Claims: what each change of the timetable asks of every resource's periods, as steps that undo exactly.

A claim is one period of the week of one resource in one term. Its conditions and effects are those of
docs/data-model.md: `weekly` holds it every week, `off` and `on` are the dates on which that is different.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from timetable.model import (
    Adjustment,
    AdjustmentId,
    ClassOnDate,
    FacultyUnavailability,
    LeaveId,
    Occupancy,
    PlanRow,
    Resource,
    Slot,
)


@dataclass(frozen=True, slots=True)
class Note:
    """What is written on a claim for one date: the adjustment or the leave that freed or took it."""

    id: str
    leave: LeaveId | None = None
    adjustment: Adjustment | None = None


class Action(StrEnum):
    BOOK = "book"
    """weekly: from free on every date to held by `occupancy`"""
    UNBOOK = "unbook"
    FREE = "free"
    """one date: `occupancy` is away"""
    RESTORE = "restore"
    TAKE = "take"
    """one date: held by what the note says"""
    RELEASE = "release"


@dataclass(frozen=True, slots=True)
class Step:
    """One change of one claim. `note` is what stays written there; `held_by` is whose hold is released."""

    action: Action
    resource: Resource
    slot: Slot
    on: date | None = None
    occupancy: Occupancy | None = None
    of: str = ""
    """FREE and RESTORE: the occupancy whose weekly booking this is"""
    held_by: str = ""
    note: Note | None = None


def resources(occupancy: Occupancy) -> tuple[Resource, ...]:
    return occupancy.on(date.min).resources()


def book(occupancy: Occupancy) -> list[Step]:
    return [Step(Action.BOOK, r, occupancy.slot, occupancy=occupancy) for r in resources(occupancy)]


def unbook(occupancy: Occupancy) -> list[Step]:
    return [Step(Action.UNBOOK, r, occupancy.slot, of=occupancy.id) for r in resources(occupancy)]


def adjust(adjustment: Adjustment) -> list[Step]:
    """Let the class go from where it was and hold it where it will be."""
    note = Note(adjustment.id, adjustment.cause, adjustment)
    return _leave(adjustment.before, note) + _arrive(adjustment.after, note)


def undo(adjustment: Adjustment, earlier: Adjustment | None) -> list[Step]:
    """The inverse of adjust; `earlier` is the adjustment that had made `before`, if one had."""
    gone = [_release(r, adjustment.after, adjustment.id) for r in _resources(adjustment.after)]
    if earlier is None:
        return gone + [_restore(r, adjustment.before) for r in adjustment.before.resources()]
    return gone + _arrive(adjustment.before, Note(earlier.id, earlier.cause, earlier))


def adjustments_of(leave: LeaveId, rows: Sequence[PlanRow], change_set: str) -> tuple[Adjustment, ...]:
    """A plan's rows as the adjustments that they become when the plan is committed.

    Those of the classes affected are in their order; what is given in return for some of them comes after.
    """
    every = [(row.kind, row.before, row.after) for row in rows]
    every += [(row.kind, row.in_return, row.returned) for row in rows if row.in_return]
    return tuple(
        _named(Adjustment(AdjustmentId(f"{change_set}.{n}"), kind, before, after, leave))
        for n, (kind, before, after) in enumerate(every)
    )


def _named(adjustment: Adjustment) -> Adjustment:
    """The class as it will be says which adjustment made it so."""
    after = adjustment.after and replace(adjustment.after, adjustment=adjustment.id)
    return replace(adjustment, after=after)


def approve(
    leave: FacultyUnavailability,
    away: Iterable[tuple[date, Slot]],
    adjustments: Sequence[Adjustment],
) -> list[Step]:
    """Every class affected is dealt with, and the teacher's periods are taken by the leave.

    A class of the teacher that no adjustment deals with keeps its claim, so the transaction fails.
    """
    dealt_with = {(a.before.date, a.before.slot): a for a in adjustments}
    steps = [step for a in adjustments for step in adjust(a)]
    teacher = Resource("faculty", leave.faculty)
    for on, slot in away:
        note = Note(leave.id, leave.id, dealt_with.get((on, slot)))
        steps.append(Step(Action.TAKE, teacher, slot, on, note=note))
    return steps


def withdraw(
    leave: FacultyUnavailability,
    away: Iterable[tuple[date, Slot]],
    adjustments: Sequence[tuple[Adjustment, Adjustment | None]],
) -> list[Step]:
    """The inverse of approve; each adjustment comes with the earlier one that it had replaced, if any."""
    teacher = Resource("faculty", leave.faculty)
    steps = [Step(Action.RELEASE, teacher, slot, on, held_by=leave.id) for on, slot in away]
    return steps + [step for a, earlier in adjustments for step in undo(a, earlier)]


def _resources(class_: ClassOnDate | None) -> tuple[Resource, ...]:
    return class_.resources() if class_ else ()


def _leave(class_: ClassOnDate, note: Note) -> list[Step]:
    if class_.adjustment is None:
        return [
            Step(Action.FREE, r, class_.slot, class_.date, of=class_.occupancy, note=note)
            for r in class_.resources()
        ]
    return [replace(_release(r, class_, class_.adjustment), note=note) for r in class_.resources()]


def _arrive(class_: ClassOnDate | None, note: Note) -> list[Step]:
    return [Step(Action.TAKE, r, class_.slot, class_.date, note=note) for r in _resources(class_) if class_]


def _release(resource: Resource, class_: ClassOnDate | None, held_by: str) -> Step:
    assert class_ is not None, "only a class that takes place holds anything"
    return Step(Action.RELEASE, resource, class_.slot, class_.date, held_by=held_by)


def _restore(resource: Resource, class_: ClassOnDate) -> Step:
    return Step(Action.RESTORE, resource, class_.slot, class_.date, of=class_.occupancy)
