"""The weekly bookings of a scheduler update: creating, moving and deleting them."""

from collections.abc import Callable
from dataclasses import replace
from secrets import token_hex

from functions.services.ports import FACULTY, OCCUPANCY, ROOM
from functions.services.schedule.update_context import (
    OccupancyItem,
    Work,
    basket_of,
    booking_to_change,
    groups_of,
    offering_of,
    timeslot_of,
)
from timetable import claims
from timetable.errors import Malformed, RuleBroken
from timetable.model import (
    Occupancy,
    OccupancyId,
)


def _create_occupancy(work: Work, item: OccupancyItem, number: int) -> str:
    occupancy = _booking(work, item, id=OccupancyId(item.id or token_hex(8)))
    work.write.create(OCCUPANCY[occupancy.id], occupancy)
    work.write.claims(work.term, claims.book(occupancy), item=number)
    work.trace("create", None, occupancy)
    return occupancy.id


def _update_occupancy(work: Work, item: OccupancyItem, number: int) -> str:
    before = booking_to_change(work, item.id, item.version)
    booking = _booking(work, item, id=before.id, before=before)
    after = replace(booking, version=before.version + 1, created_at=before.created_at)
    work.write.change(OCCUPANCY[after.id], after, was=before.version, before=before)
    work.write.claims(work.term, claims.unbook(before) + claims.book(after), item=number)
    work.trace("update", before, after)
    return after.id


def _delete_occupancy(work: Work, item: OccupancyItem, number: int) -> str:
    before = booking_to_change(work, item.id, item.version)
    work.write.remove(OCCUPANCY[before.id], was=before.version, before=before)
    work.write.claims(work.term, claims.unbook(before), item=number)
    work.trace("delete", before, None)
    return before.id


def _booking(
    work: Work, item: OccupancyItem, *, id: OccupancyId, before: Occupancy | None = None
) -> Occupancy:
    """The booking that the item describes, with what it leaves out as it was before; all references are
    checked."""
    offering = offering_of(work, item.offering or (before.offering if before else None))
    room = work.records.reference.get(ROOM[item.room or (before.room if before else "")])
    if room is None:
        raise Malformed("There is no such room.", field="room")
    slot = before.slot if before and item.timeslot is None else timeslot_of(work, item.timeslot).slot
    if slot in offering.unavailable:
        raise RuleBroken("This offering can't be given at that time.", field="timeslot")
    if room.kind != offering.room_kind:
        raise RuleBroken(f"{room.name} is no {offering.room_kind}.", field="room")
    if lacking := set(offering.features) - set(room.features):
        raise RuleBroken(f"{room.name} has no {min(lacking)}.", field="room")
    faculty = item.faculty or (before.faculty if before else offering.faculty)
    if not faculty:
        raise Malformed("Say which of the offering's candidates teaches it.", field="faculty")
    if len(work.records.reference.many(FACULTY, faculty)) != len(set(faculty)):
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
        groups=groups_of(work, offering),
        basket=basket_of(work, offering),
        created_at=work.now,
        updated_at=work.now,
    )


OPERATIONS: dict[str, Callable[[Work, OccupancyItem, int], str]] = {
    "create": _create_occupancy,
    "update": _update_occupancy,
    "delete": _delete_occupancy,
}
