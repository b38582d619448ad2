"""The body of a scheduler update, turned into the values that the services take."""

from functions.api.shapes.bookings import AdjustmentItemIn, OccupancyItemIn, UpdateIn
from functions.services.schedule.update_context import AdjustmentItem, Batch, OccupancyItem
from timetable.model import (
    AdjustmentId,
    FacultyId,
    InfraId,
    LeaveId,
    OccupancyId,
    OfferingId,
    TermId,
    TimeSlotId,
)


def batch_of(body: UpdateIn) -> Batch:
    """All items of an update, which are written together or not at all."""
    return Batch(
        TermId(body.term),
        create=tuple(item_of(i) for i in body.create),
        update=tuple(item_of(i) for i in body.update),
        delete=tuple(item_of(i) for i in body.delete),
        dry_run=body.dry_run,
    )


def item_of(item: OccupancyItemIn | AdjustmentItemIn) -> OccupancyItem | AdjustmentItem:
    """One item of an update: a weekly booking, or what differs on one date."""
    faculty = tuple(FacultyId(f) for f in item.faculty) if item.faculty else None
    room = InfraId(item.room) if item.room else None
    timeslot = TimeSlotId(item.timeslot) if item.timeslot else None
    if isinstance(item, OccupancyItemIn):
        return OccupancyItem(
            id=OccupancyId(item.id) if item.id else None,
            offering=OfferingId(item.offering) if item.offering else None,
            room=room,
            timeslot=timeslot,
            faculty=faculty,
            version=item.version,
        )
    return AdjustmentItem(
        id=AdjustmentId(item.id) if item.id else None,
        occupancy=OccupancyId(item.occupancy) if item.occupancy else None,
        kind=item.kind,
        faculty=faculty,
        room=room,
        timeslot=timeslot,
        cause=LeaveId(item.cause) if item.cause else None,
        to_date=item.to_date,
        host=OccupancyId(item.host) if item.host else None,
        on=item.date,
    )
