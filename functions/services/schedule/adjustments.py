"""The adjustments of a scheduler update: creating, changing and deleting them in their change sets."""

from collections.abc import Callable
from dataclasses import replace
from secrets import token_hex

from functions.services.days import shared_classes
from functions.services.leave.reversal import with_earlier
from functions.services.plans.proposals import Place, after_of
from functions.services.ports import CHANGE_SET, FACULTY, LEAVE, ROOM, ChangeSet, Records
from functions.services.schedule.update_context import (
    AdjustmentItem,
    Item,
    Work,
    booking_of,
    offering_of,
    timeslot_of,
)
from timetable import claims
from timetable.errors import Malformed, NotFound, RuleBroken
from timetable.model import (
    Adjustment,
    AdjustmentId,
    AdjustmentKind,
    ClassOnDate,
    LeaveId,
    LeaveStatus,
    Resource,
)


def change_sets(records: Records, items: list[tuple[str, Item]]) -> dict[str, ChangeSet]:
    """The change sets whose adjustments this batch changes, by id; read in one call."""
    wanted = {i.id.split(".")[0] for _, i in items if isinstance(i, AdjustmentItem) and i.id}
    decisions = records.fetch(*(CHANGE_SET[id] for id in sorted(wanted))) if wanted else []
    return {c.id: c for c in decisions if c and c.active}


def _create_adjustment(work: Work, item: AdjustmentItem, number: int) -> str:
    occupancy = booking_of(work, item.occupancy)
    offering_of(work, occupancy.offering)
    if item.on is None or item.kind is None:
        raise Malformed("Say on which date and what kind of adjustment.", field="date")
    calendar = work.records.reference.calendar(item.on)
    if calendar.day_on(item.on) != occupancy.slot.day:
        raise RuleBroken(f"This class is not held on {item.on}.", field="date")
    _check_cause(work, item.cause)
    change_set = work.changed.setdefault("", ChangeSet(token_hex(8), item.cause, (), version=0))
    id = AdjustmentId(f"{change_set.id}.{len(change_set.adjustments)}")
    planned = Adjustment(id, item.kind, occupancy.on(item.on), None, item.cause)
    adjustment = _adjusted(work, item, planned)
    work.changed[""] = replace(change_set, adjustments=(*change_set.adjustments, adjustment))
    work.write.claims(work.term, claims.adjust(adjustment), item=number)
    work.made.append(adjustment)
    work.trace("create", None, adjustment)
    return id


def _check_cause(work: Work, cause: LeaveId | None) -> None:
    """Raise Malformed unless the leave that is to have caused an adjustment is approved."""
    if cause is None:
        return
    (leave,) = work.records.fetch(LEAVE[cause])
    if leave is None or leave.status is not LeaveStatus.APPROVED:
        raise Malformed("There is no such approved leave.", field="cause")


def _update_adjustment(work: Work, item: AdjustmentItem, number: int) -> str:
    before = _adjustment(work, item)
    _check_may_write(work, before)
    after = _adjusted(work, item, before)
    ((_, earlier),) = with_earlier(work.records, [before])
    around = _leave_block(work, before, after)
    steps = around[:1] + claims.readjust(before, earlier, after) + around[1:]
    work.write.claims(work.term, claims.joins_last(steps), item=number)
    _replace(work, before, after)
    work.made.append(after)
    work.trace("update", before, after)
    return after.id


def _delete_adjustment(work: Work, item: AdjustmentItem, number: int) -> str:
    before = _adjustment(work, item)
    _check_may_write(work, before)
    if before.cause:
        raise RuleBroken("This adjustment belongs to a leave; withdraw the leave instead.", field="id")
    undone = claims.undo(*with_earlier(work.records, [before])[0])
    work.write.claims(work.term, claims.joins_last(undone), item=number)
    _replace(work, before, None)
    work.trace("delete", before, None)
    return before.id


def _check_may_write(work: Work, adjustment: Adjustment) -> None:
    """Raise a refusal unless the caller may write the weekly booking that the adjustment differs from."""
    booking = work.records.occupancy(work.term, adjustment.before.occupancy)
    if booking is not None:
        offering_of(work, booking.offering)
    elif not work.may.all:
        raise NotFound("adjustment")


def _adjusted(work: Work, item: AdjustmentItem, was: Adjustment) -> Adjustment:
    """The adjustment, which is new or exists already, changed as the item says."""
    before, kind = was.before, item.kind or was.kind
    if item.faculty and len(work.records.reference.many(FACULTY, item.faculty)) != len(item.faculty):
        raise Malformed("There is no such faculty member.", field="faculty")
    if item.room and work.records.reference.get(ROOM[item.room]) is None:
        raise Malformed("There is no such room.", field="room")
    calendar = work.records.reference.calendar(before.date)
    if kind is AdjustmentKind.MERGED:
        return replace(was, kind=kind, after=replace(_joined(work, item, was), adjustment=was.id))
    if item.host:
        raise Malformed("Only a merged class joins another.", field="host")
    slot = timeslot_of(work, item.timeslot).slot if item.timeslot else before.slot
    to = Place(item.to_date or before.date, slot)
    after = after_of(calendar, before, kind, faculty=item.faculty, room=item.room, to=to)
    return claims.named(replace(was, kind=kind, after=after))


def _joined(work: Work, item: AdjustmentItem, was: Adjustment) -> ClassOnDate:
    """The class as it takes place together with the class that it joins, its host."""
    if item.faculty or item.room or item.timeslot or item.to_date:
        raise Malformed("A merged class has its host's teacher, room and time: leave them out.", field="host")
    present = was.after.host if was.after else None
    id = item.host or (present.occupancy if present else None)
    if id is None:
        raise Malformed("Say which class it joins.", field="host")
    before = was.before
    claim = shared_classes.present_claim(work.records, work.term, id=id, on=before.date, slot=before.slot)
    host = claim.held_on(before.date) if claim else None
    if claim is None or host is None:
        raise RuleBroken(f"The class that it is to join is not held on {before.date} then.", field="host")
    if before.date in claim.joined and claim.joined[before.date].id != was.id:
        raise RuleBroken("Another class has joined that one already.", field="host")
    shared_classes.check(
        work.records, work.records.reference.calendar(before.date), before, host=host, field="host"
    )
    return before.joining(host)


def _adjustment(work: Work, item: AdjustmentItem) -> Adjustment:
    change_set = work.changed.get((item.id or "").split(".")[0])
    adjustments = change_set.adjustments if change_set else ()
    adjustment = next((a for a in adjustments if a.id == item.id), None)
    if adjustment is None:
        raise NotFound("adjustment")
    return adjustment


def _replace(work: Work, before: Adjustment, after: Adjustment | None) -> None:
    id = before.id.split(".")[0]
    adjustments = (after if a.id == before.id else a for a in work.changed[id].adjustments)
    work.changed[id] = replace(work.changed[id], adjustments=tuple(a for a in adjustments if a))


def _leave_block(work: Work, before: Adjustment, after: Adjustment) -> list[claims.Step]:
    """Two steps that release the period of the teacher on leave, and take it again with the new outcome.

    The adjustment itself comes between them. There are none if no leave caused it, or for a class that had
    joined the teacher's.
    """
    if before.cause is None or before.before.host is not None:
        return []
    (leave,) = work.records.fetch(LEAVE[before.cause])
    if leave is None:
        return []
    teacher, at = Resource("faculty", leave.faculty), before.before
    note = claims.Note(leave.id, leave.id, after)
    return [
        claims.Step(claims.Action.RELEASE, teacher, at.slot, at.date, held_by=leave.id),
        claims.Step(claims.Action.TAKE, teacher, at.slot, at.date, note=note),
    ]


OPERATIONS: dict[str, Callable[[Work, AdjustmentItem, int], str]] = {
    "create": _create_adjustment,
    "update": _update_adjustment,
    "delete": _delete_adjustment,
}
