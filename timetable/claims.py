"""Claims: what each change of the timetable asks of every resource's periods, as steps that undo exactly.

A claim is one period of the week of one resource in one term. Its conditions and effects are those of
docs/data-model.md: `weekly` holds it every week, `off` and `on` are the dates on which that is different.
"""

from collections.abc import Iterable, Mapping, Sequence
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
    OccupancyId,
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
    # The period was free on every date and is held by `occupancy` from now on, every week.
    BOOK = "book"
    UNBOOK = "unbook"
    # The weekly booking leaves the period free on one date.
    FREE = "free"
    RESTORE = "restore"
    # The adjustment or leave that the note names holds the period on one date.
    TAKE = "take"
    RELEASE = "release"
    # Another class, which the note names, joins the class that holds the period on one date.
    JOIN = "join"
    PART = "part"
    # A class that was planned for this period of one date has changed somewhere else.
    COUNT = "count"


@dataclass(frozen=True, slots=True)
class Step:
    """One change of one claim. `note` is what stays written there; `held_by` is whose hold is released, or
    which adjustment has the host at this period (empty: the weekly timetable)."""

    action: Action
    resource: Resource
    slot: Slot
    on: date | None = None
    occupancy: Occupancy | None = None
    # For FREE, RESTORE, UNBOOK and JOIN: the occupancy that has the period every week.
    occupancy_id: str = ""
    held_by: str = ""
    note: Note | None = None
    # In a basket, whose classes share their students: the class whose part of the claim is changed.
    share: str = ""


def resources(occupancy: Occupancy) -> tuple[Resource, ...]:
    return occupancy.on(date.min).resources()


def book(occupancy: Occupancy) -> list[Step]:
    return [replace(s, on=None, occupancy=occupancy) for s in _steps(Action.BOOK, occupancy.on(date.min))]


def unbook(occupancy: Occupancy) -> list[Step]:
    return [
        replace(s, on=None, occupancy_id=occupancy.id) for s in _steps(Action.UNBOOK, occupancy.on(date.min))
    ]


def _steps(action: Action, class_: ClassOnDate) -> list[Step]:
    """One step for each resource of a class."""
    shared = class_.basket and not class_.apart
    return [
        Step(
            action,
            r,
            class_.slot,
            class_.date,
            share=class_.occupancy if shared and r.kind == "group" else "",
        )
        for r in class_.resources()
    ]


def adjust(adjustment: Adjustment) -> list[Step]:
    """Let the class go from where it was and hold it where it will be."""
    note = Note(adjustment.id, adjustment.cause, adjustment)
    return _counted(adjustment, _leave(adjustment.before, note) + _arrive(adjustment.after, note))


def undo(adjustment: Adjustment, earlier: Adjustment | None) -> list[Step]:
    """The inverse of adjust; `earlier` is the adjustment that had made `before`, if one had."""
    gone = _part(adjustment.after, adjustment.id)
    if adjustment.after:
        gone += [replace(s, held_by=adjustment.id) for s in _steps(Action.RELEASE, adjustment.after)]
    if earlier is None:
        planned = adjustment.before
        back = [replace(s, occupancy_id=planned.occupancy) for s in _steps(Action.RESTORE, planned)]
    else:
        back = _arrive(adjustment.before, Note(earlier.id, earlier.cause, earlier))
    return _counted(adjustment, gone + back)


def readjust(before: Adjustment, earlier: Adjustment | None, after: Adjustment) -> list[Step]:
    """Another outcome for the same class; the host that it once left it does not join and leave again."""
    undone = [step for step in undo(before, earlier) if step.action is not Action.JOIN]
    return undone + [step for step in adjust(after) if step.action is not Action.PART]


def joins_last(steps: Sequence[Step]) -> list[Step]:
    """Whoever is joined has to be there first."""
    return sorted(steps, key=lambda step: step.action is Action.JOIN)


def adjustments_of(leave: LeaveId, rows: Sequence[PlanRow], change_set: str) -> tuple[Adjustment, ...]:
    """A plan's rows as the adjustments that they become when the plan is committed.

    Those of the classes affected are in their order; what is given in return for some of them comes after.
    """
    every = [(row.kind, row.before, row.after) for row in rows]
    every += [(row.kind, row.in_return, row.returned) for row in rows if row.in_return]
    made = [
        named(Adjustment(AdjustmentId(f"{change_set}.{n}"), kind, before, after, leave))
        for n, (kind, before, after) in enumerate(every)
    ]
    changed = {(a.after.occupancy, a.after.date): a.after for a in made if a.after}
    return tuple(_with_host(a, changed) for a in made)


def named(adjustment: Adjustment) -> Adjustment:
    """The class as it will be says which adjustment made it so, and where it was planned."""
    after, planned = adjustment.after, adjustment.before.planned
    if after is None:
        return adjustment
    moved_from = planned if (after.date, after.slot) != planned else None
    return replace(adjustment, after=replace(after, adjustment=adjustment.id, moved_from=moved_from))


def _with_host(adjustment: Adjustment, changed: Mapping[tuple[OccupancyId, date], ClassOnDate]) -> Adjustment:
    """Where the host is changed by the same plan, it is joined as the plan leaves it."""
    after = adjustment.after
    if after is None or after.host is None:
        return adjustment
    host = changed.get((after.host.occupancy, after.host.date), after.host)
    return replace(adjustment, after=replace(after, host=host))


def approve(
    leave: FacultyUnavailability,
    away: Iterable[tuple[date, Slot]],
    adjustments: Sequence[Adjustment],
) -> list[Step]:
    """Every class affected is dealt with, and the teacher's periods are taken by the leave.

    A class of the teacher that no adjustment deals with keeps its claim, so the transaction fails.
    """
    dealt_with = {(a.before.date, a.before.slot): a for a in adjustments if a.before.host is None}
    steps = [step for a in adjustments for step in adjust(a)]
    teacher = Resource("faculty", leave.faculty)
    for on, slot in away:
        note = Note(leave.id, leave.id, dealt_with.get((on, slot)))
        steps.append(Step(Action.TAKE, teacher, slot, on, note=note))
    return joins_last(steps)


def withdraw(
    leave: FacultyUnavailability,
    away: Iterable[tuple[date, Slot]],
    adjustments: Sequence[tuple[Adjustment, Adjustment | None]],
) -> list[Step]:
    """The inverse of approve; each adjustment comes with the earlier one that it had replaced, if any."""
    teacher = Resource("faculty", leave.faculty)
    steps = [Step(Action.RELEASE, teacher, slot, on, held_by=leave.id) for on, slot in away]
    return joins_last(steps + [step for a, earlier in adjustments for step in undo(a, earlier)])


def _counted(adjustment: Adjustment, steps: list[Step]) -> list[Step]:
    """Every person in the class finds the change counted where the class was planned, wherever it is now:
    every step counts on its own claim, so only the others are missing."""
    on, slot = adjustment.before.planned
    counting = {s.resource for s in steps if (s.on, s.slot) == (on, slot)}
    in_use = (s.resource for s in steps if s.action not in (Action.JOIN, Action.PART))
    concerned = dict.fromkeys(r for r in in_use if r.kind != "room")
    return steps + [Step(Action.COUNT, r, slot, on) for r in concerned if r not in counting]


def _leave(class_: ClassOnDate, note: Note) -> list[Step]:
    if class_.adjustment is None:
        return [replace(s, occupancy_id=class_.occupancy, note=note) for s in _steps(Action.FREE, class_)]
    held_by = class_.adjustment
    let_go = [replace(s, held_by=held_by, note=note) for s in _steps(Action.RELEASE, class_)]
    return _part(class_, held_by) + let_go


def _arrive(class_: ClassOnDate | None, note: Note) -> list[Step]:
    if class_ is None:
        return []
    taken = [replace(s, note=note) for s in _steps(Action.TAKE, class_)]
    host = class_.host
    if host is None:
        return taken
    by = host.adjustment or ""
    return taken + [
        replace(s, occupancy_id=host.occupancy, held_by=by, note=note) for s in _steps(Action.JOIN, host)
    ]


def _part(class_: ClassOnDate | None, adjustment: AdjustmentId) -> list[Step]:
    host = class_.host if class_ else None
    return [replace(s, held_by=adjustment) for s in _steps(Action.PART, host)] if host else []
