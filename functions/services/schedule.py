"""scheduler-update: creates, moves and deletes of weekly bookings and adjustments, all or nothing."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from secrets import token_hex

from functions.services.decide import with_earlier
from functions.services.plans import Place, after_of
from functions.services.ports import ChangeSet, Once, Records, Ref, Result, Results, Write
from functions.services.repeats import answered, once_only
from timetable import access, claims
from timetable import calendar as calendars
from timetable.access import Caller, Scope, reach
from timetable.errors import Malformed, NotAllowed, NotFound, Refusal, RuleBroken, StaleVersion
from timetable.model import (
    Adjustment,
    AdjustmentId,
    AdjustmentKind,
    ClassOnDate,
    FacultyId,
    InfraId,
    LeaveId,
    Occupancy,
    OccupancyId,
    Offering,
    OfferingId,
    Resource,
    TermId,
    TimeSlot,
    TimeSlotId,
)


@dataclass(frozen=True, slots=True)
class OccupancyItem:
    """One weekly booking to make, move or delete; `id` names an existing one (or a new one's wished id)."""

    id: OccupancyId | None
    offering: OfferingId | None = None
    room: InfraId | None = None
    timeslot: TimeSlotId | None = None
    faculty: tuple[FacultyId, ...] | None = None
    version: int | None = None
    """of an existing one: refused where it is another by now"""


@dataclass(frozen=True, slots=True)
class AdjustmentItem:
    """One adjustment to make, change or delete. None: as planned."""

    id: AdjustmentId | None
    occupancy: OccupancyId | None = None
    kind: AdjustmentKind | None = None
    faculty: tuple[FacultyId, ...] | None = None
    room: InfraId | None = None
    timeslot: TimeSlotId | None = None
    cause: LeaveId | None = None
    to_date: date | None = None
    on: date | None = None


Item = OccupancyItem | AdjustmentItem


@dataclass(frozen=True, slots=True)
class Batch:
    term: TermId
    create: tuple[Item, ...] = ()
    update: tuple[Item, ...] = ()
    delete: tuple[Item, ...] = ()
    dry_run: bool = False

    def items(self) -> list[tuple[str, Item]]:
        """In the order in which they are worked on: what goes makes room for what comes."""
        return (
            [("delete", i) for i in self.delete]
            + [("update", i) for i in self.update]
            + [("create", i) for i in self.create]
        )


class Refused(Refusal):
    """The batch, because of these items; nothing of it was written."""

    code = "refused"

    def __init__(self, refusals: Sequence[tuple[str, int, Refusal]]) -> None:
        worst = refusals[0][2]
        super().__init__(worst.sentence, field=worst.field)
        self.worst = worst
        self.refusals = list(refusals)


class _DryRun(Exception):
    """Leaves the transaction before it is sent."""


@dataclass(slots=True)
class _Work:
    """One batch on its way into one transaction."""

    records: Records
    by: Caller
    write: Write
    term: TermId
    now: datetime
    changed: dict[str, ChangeSet]
    made: list[Adjustment]


def update(records: Records, by: Caller, batch: Batch, once: Once | None, now: datetime) -> list[Result]:
    """Apply the batch in one transaction; raises Refused with every item that could not be done."""
    if reach(by, "occupancy", write=True) < Scope.DEPARTMENT:
        raise NotAllowed("The timetable is written by the scheduler, HODs and admins.")
    if records.reference.get("term", batch.term) is None:
        raise NotFound("term")
    items = batch.items()
    if not items:
        raise Malformed("Nothing to do: create, update and delete are all empty.", field="create")
    if once and (found := answered(Results, once, *records.fetch(once.ref(by)))):
        return list(found.results)
    results: list[Result] = []
    try:
        with once_only(records, by, once, Results) as repeat, records.write(now) as write:
            work = _Work(records, by, write, batch.term, now, _change_sets(records, items), [])
            results = _apply(work, items, "would_do" if batch.dry_run else "done")
            _leave_traces(work, results)
            if batch.dry_run:
                raise _DryRun
            write.answer(by, once, "results", Results(tuple(results)))
    except _DryRun:
        pass
    except Refused:
        raise
    except Refusal as refusal:
        raise Refused(_by_item(refusal, results)) from refusal
    else:
        return list(repeat.answer.results) if repeat.answer else results
    return results


def _by_item(refusal: Refusal, results: list[Result]) -> list[tuple[str, int, Refusal]]:
    found = {r.item: r for r in reversed([refusal, *refusal.also])}
    return [
        (results[i].op, results[i].index, r) if i is not None else ("batch", 0, r) for i, r in found.items()
    ]


def _apply(work: _Work, items: list[tuple[str, Item]], status: str) -> list[Result]:
    results: list[Result] = []
    refused: list[tuple[str, int, Refusal]] = []
    counters = {"delete": 0, "update": 0, "create": 0}
    for number, (op, item) in enumerate(items):
        index = counters[op]
        counters[op] += 1
        try:
            results.append(Result(op, index, status, _one(work, op, item, number)))
        except Refusal as refusal:
            refused.append((op, index, refusal))
    if refused:
        raise Refused(refused)
    return results


def _one(work: _Work, op: str, item: Item, number: int) -> str:
    if isinstance(item, OccupancyItem):
        return _OCCUPANCY[op](work, item, number)
    return _ADJUSTMENT[op](work, item, number)


# weekly bookings


def _create_occupancy(work: _Work, item: OccupancyItem, number: int) -> str:
    occupancy = _booking(work, item, OccupancyId(item.id or token_hex(8)), None)
    work.write.create("occupancy", occupancy.id, occupancy)
    work.write.claims(work.term, claims.book(occupancy), item=number)
    return occupancy.id


def _update_occupancy(work: _Work, item: OccupancyItem, number: int) -> str:
    before = _stored(work, item.id, item.version)
    after = replace(_booking(work, item, before.id, before), version=before.version + 1)
    work.write.change("occupancy", after.id, after, was=before.version)
    work.write.claims(work.term, claims.unbook(before) + claims.book(after), item=number)
    return after.id


def _delete_occupancy(work: _Work, item: OccupancyItem, number: int) -> str:
    before = _stored(work, item.id, item.version)
    _offering(work, before.offering)
    work.write.remove_occupancy(work.term, before.id, was=before.version)
    work.write.claims(work.term, claims.unbook(before), item=number)
    return before.id


def _booking(work: _Work, item: OccupancyItem, id: OccupancyId, before: Occupancy | None) -> Occupancy:
    """The booking as asked for, its missing parts as they were; every reference checked."""
    offering = _offering(work, item.offering or (before.offering if before else None))
    room = work.records.reference.get("infra", item.room or (before.room if before else ""))
    if room is None:
        raise Malformed("There is no such room.", field="room")
    slot = before.slot if before and item.timeslot is None else _timeslot(work, item.timeslot).slot
    if slot in offering.unavailable:
        raise RuleBroken("This offering can't be given at that time.", field="timeslot")
    if room.kind != offering.room_kind:
        raise RuleBroken(f"{room.name} is no {offering.room_kind}.", field="room")
    faculty = item.faculty or (before.faculty if before else offering.faculty)
    if len(work.records.reference.many("faculty", faculty)) != len(set(faculty)):
        raise Malformed("There is no such faculty member.", field="faculty")
    return Occupancy(
        id=id,
        term=work.term,
        offering=offering.id,
        subject=offering.subject,
        slot=slot,
        room=room.id,
        faculty=tuple(faculty),
        sections=offering.sections,
        groups=_groups(work, offering),
    )


def _groups(work: _Work, offering: Offering) -> tuple[str, ...]:
    if offering.batches:
        return offering.batches
    sections = work.records.reference.many("section", offering.sections)
    return tuple(g for s in offering.sections for g in sections[s].groups())


def _timeslot(work: _Work, id: TimeSlotId | None) -> TimeSlot:
    found = work.records.reference.get("timeslot", id) if id else None
    if found is None:
        raise Malformed("There is no such timeslot.", field="timeslot")
    assert isinstance(found, TimeSlot)
    return found


def _offering(work: _Work, id: OfferingId | None) -> Offering:
    found = work.records.reference.get("offering", id) if id else None
    if not isinstance(found, Offering) or found.term != work.term:
        raise Malformed("There is no such offering in this term.", field="offering")
    if reach(work.by, "occupancy", write=True) is Scope.DEPARTMENT:
        subject = work.records.reference.get("subject", found.subject)
        course = work.records.reference.get("course", subject.course) if subject else None
        department = work.records.reference.get("department", course.department) if course else None
        if not access.heads(work.by, department, _today(work)):
            raise NotAllowed("An HOD changes the timetable of their own department.")
    return found


def _today(work: _Work) -> date:
    return calendars.today(work.records.reference.institute.zone, work.now)


def _stored(work: _Work, id: OccupancyId | None, version: int | None = None) -> Occupancy:
    found = work.records.occupancy(work.term, id) if id else None
    if found is None:
        raise NotFound("occupancy")
    if version is not None and version != found.version:
        raise StaleVersion(
            f"It is version {found.version} by now. Read it again, then retry.",
            field="version",
            version=found.version,
        )
    return found


# adjustments


def _change_sets(records: Records, items: list[tuple[str, Item]]) -> dict[str, ChangeSet]:
    """The decisions whose adjustments this batch changes: one call."""
    wanted = {i.id.split(".")[0] for _, i in items if isinstance(i, AdjustmentItem) and i.id}
    found = records.fetch(*(Ref("change", id) for id in sorted(wanted))) if wanted else []
    return {c.id: c for c in found if c and c.active}


def _create_adjustment(work: _Work, item: AdjustmentItem, number: int) -> str:
    occupancy = _stored(work, item.occupancy)
    _offering(work, occupancy.offering)
    if item.on is None or item.kind is None:
        raise Malformed("Say on which date and what kind of adjustment.", field="date")
    calendar = work.records.reference.calendar(item.on)
    if calendar.day_on(item.on) != occupancy.slot.day:
        raise RuleBroken(f"This class is not held on {item.on}.", field="date")
    change_set = work.changed.setdefault("", ChangeSet(token_hex(8), item.cause, (), version=0))
    id = AdjustmentId(f"{change_set.id}.{len(change_set.adjustments)}")
    adjustment = _adjusted(work, item, id, occupancy.on(item.on), item.kind, item.cause)
    work.changed[""] = replace(change_set, adjustments=(*change_set.adjustments, adjustment))
    work.write.claims(work.term, claims.adjust(adjustment), item=number)
    work.made.append(adjustment)
    return id


def _update_adjustment(work: _Work, item: AdjustmentItem, number: int) -> str:
    before = _adjustment(work, item)
    after = _adjusted(work, item, before.id, before.before, item.kind or before.kind, before.cause)
    ((_, earlier),) = with_earlier(work.records, [before])
    around = _leave_block(work, before, after)
    steps = around[:1] + claims.undo(before, earlier) + claims.adjust(after) + around[1:]
    work.write.claims(work.term, steps, item=number)
    _replace(work, before, after)
    work.made.append(after)
    return after.id


def _delete_adjustment(work: _Work, item: AdjustmentItem, number: int) -> str:
    before = _adjustment(work, item)
    if before.cause:
        raise RuleBroken("This adjustment belongs to a leave; withdraw the leave instead.", field="id")
    work.write.claims(work.term, claims.undo(*with_earlier(work.records, [before])[0]), item=number)
    _replace(work, before, None)
    return before.id


def _adjusted(
    work: _Work,
    item: AdjustmentItem,
    id: AdjustmentId,
    before: ClassOnDate,
    kind: AdjustmentKind,
    cause: LeaveId | None,
) -> Adjustment:
    if item.faculty and len(work.records.reference.many("faculty", item.faculty)) != len(item.faculty):
        raise Malformed("There is no such faculty member.", field="faculty")
    if item.room and work.records.reference.get("infra", item.room) is None:
        raise Malformed("There is no such room.", field="room")
    calendar = work.records.reference.calendar(before.date)
    slot = _timeslot(work, item.timeslot).slot if item.timeslot else before.slot
    to = Place(item.to_date or before.date, slot)
    after = after_of(calendar, before, kind, item.faculty, item.room, to)
    return Adjustment(id, kind, before, after and replace(after, adjustment=id), cause)


def _adjustment(work: _Work, item: AdjustmentItem) -> Adjustment:
    change_set = work.changed.get((item.id or "").split(".")[0])
    found = next((a for a in change_set.adjustments if a.id == item.id), None) if change_set else None
    if found is None:
        raise NotFound("adjustment")
    return found


def _replace(work: _Work, before: Adjustment, after: Adjustment | None) -> None:
    id = before.id.split(".")[0]
    kept = tuple(after if a.id == before.id else a for a in work.changed[id].adjustments)
    work.changed[id] = replace(work.changed[id], adjustments=tuple(a for a in kept if a))


def _leave_block(work: _Work, before: Adjustment, after: Adjustment) -> list[claims.Step]:
    """The leave's hold on its teacher's period steps aside and comes back with the new outcome."""
    if before.cause is None:
        return []
    (leave,) = work.records.fetch(Ref("leave", before.cause))
    if leave is None:
        return []
    teacher, at = Resource("faculty", leave.faculty), before.before
    note = claims.Note(leave.id, leave.id, after)
    return [
        claims.Step(claims.Action.RELEASE, teacher, at.slot, at.date, held_by=leave.id),
        claims.Step(claims.Action.TAKE, teacher, at.slot, at.date, note=note),
    ]


def _leave_traces(work: _Work, results: list[Result]) -> None:
    """The decisions' adjustments, the audit event and the event, in the same transaction."""
    for change_set in work.changed.values():
        stored = replace(change_set, version=change_set.version + 1)
        stale = StaleVersion("These adjustments were changed in the meantime. Look again, then retry.")
        work.write.change("change", stored.id, stored, was=change_set.version, otherwise=stale)
    op = Ref("scheduler-update", results[0].id if results else "")
    traces = {"items": [{"op": r.op, "id": r.id} for r in results]}
    work.write.audit(work.by, "scheduler-update", op, after=traces)
    for change_set in work.changed.values():
        work.write.event(
            "AdjustmentsChanged",
            change_set.cause,
            change=change_set.id,
            ids=",".join(a.id for a in work.made),
        )


_OCCUPANCY: dict[str, Callable[[_Work, OccupancyItem, int], str]] = {
    "create": _create_occupancy,
    "update": _update_occupancy,
    "delete": _delete_occupancy,
}
_ADJUSTMENT: dict[str, Callable[[_Work, AdjustmentItem, int], str]] = {
    "create": _create_adjustment,
    "update": _update_adjustment,
    "delete": _delete_adjustment,
}
