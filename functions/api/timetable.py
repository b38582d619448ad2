"""Routes of the timetable: weekly bookings, adjustments, the scheduler's update, free rooms."""

from datetime import date
from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Body, Path, Query
from aws_lambda_powertools.event_handler.router import APIGatewayHttpRouter

from functions.api import describe, shapes
from functions.api.desk import desk
from functions.services import booked, schedule, viewing
from functions.services.schedule_work import AdjustmentItem, Batch, OccupancyItem
from timetable.errors import Malformed
from timetable.model import (
    AdjustmentId,
    FacultyId,
    InfraId,
    LeaveId,
    Occupancy,
    OccupancyId,
    OfferingId,
    TermId,
    TimeSlotId,
)

router = APIGatewayHttpRouter()  # type: ignore[no-untyped-call]
TAGS = ["timetable"]
Limit = Annotated[int, Query(ge=1, le=200)]


@router.get("/occupancies/", summary="Weekly bookings", tags=TAGS)
def list_occupancies(
    term: Annotated[str | None, Query(description="default: the present term")] = None,
    section: Annotated[str | None, Query()] = None,
    faculty: Annotated[str | None, Query()] = None,
    room: Annotated[str | None, Query()] = None,
    limit: Limit = 50,
    cursor: Annotated[str | None, Query()] = None,
) -> shapes.OccupancyList:
    if sum(x is not None for x in (section, faculty, room)) > 1:
        raise Malformed("Filter by section, faculty or room, one at a time.", field="section")
    term_id = TermId(term) if term else desk().records.reference.calendar(desk().today).term.id
    found, following = booked.weekly(
        desk().records, term_id, booked.Of(section, faculty, room), limit=limit, after=cursor
    )
    return shapes.OccupancyList(results=_occupancies(found), next=following)


@router.get("/occupancies/<occupancy_id>/", summary="One weekly booking", tags=TAGS)
def read_occupancy(occupancy_id: Annotated[str, Path()]) -> shapes.OccupancyOut:
    return _occupancies([booked.one(desk().records, OccupancyId(occupancy_id))])[0]


@router.post("/occupancies/scheduler-update/", summary="Change the timetable, all or nothing", tags=TAGS)
def scheduler_update(body: Annotated[shapes.UpdateIn, Body()]) -> shapes.UpdateOut:
    """Creates, moves and deletes weekly bookings and adjustments in one transaction of at most 100 writes.
    Where one item is refused, nothing is written, and `items` names each refused one with what it
    collides with."""
    here = desk()
    results = schedule.update(here.records, here.caller, _batch(body), here.once, here.now)
    return shapes.UpdateOut(
        results=[shapes.ResultOut(op=r.op, index=r.index, status=r.status, id=r.id) for r in results]
    )


@router.get("/adjustments/", summary="What differs on one date, or because of one leave", tags=TAGS)
def list_adjustments(
    date: Annotated[date | None, Query(description="default: today")] = None,
    cause: Annotated[str | None, Query(description="a leave's id")] = None,
) -> shapes.AdjustmentList:
    if cause is not None:
        found = booked.adjustments_of(desk().records, cause)
    else:
        found = booked.adjustments_on(desk().records, date or desk().today)
    return shapes.AdjustmentList(results=describe.rows(desk(), found))


@router.get("/adjustments/<adjustment_id>/", summary="One adjustment", tags=TAGS)
def read_adjustment(adjustment_id: Annotated[str, Path()]) -> shapes.AdjustmentOut:
    found = booked.adjustment(desk().records, AdjustmentId(adjustment_id))
    return describe.rows(desk(), [found])[0]


@router.get("/rooms/free/", summary="Rooms that nothing holds", tags=TAGS)
def free_rooms(
    period: Annotated[int, Query(ge=1, le=30)],
    date: Annotated[date | None, Query(description="default: today")] = None,
    kind: Annotated[str | None, Query()] = None,
    capacity: Annotated[int, Query(ge=0)] = 0,
) -> shapes.RoomList:
    rooms = viewing.free_rooms(desk().records, date or desk().today, period, kind, capacity)
    return shapes.RoomList(
        results=[shapes.RoomOut(id=r.id, name=r.name, kind=r.kind, capacity=r.capacity) for r in rooms]
    )


def _occupancies(found: list[Occupancy]) -> list[shapes.OccupancyOut]:
    names = describe.Names(desk(), (o.on(date.min) for o in found))
    students = desk().records.students_of(g for o in found for g in o.groups)
    return [names.occupancy(o, [s for g in o.groups for s in students[g]]) for o in found]


def _batch(body: shapes.UpdateIn) -> Batch:
    return Batch(
        TermId(body.term),
        create=tuple(_item(i) for i in body.create),
        update=tuple(_item(i) for i in body.update),
        delete=tuple(_item(i) for i in body.delete),
        dry_run=body.dry_run,
    )


def _item(item: shapes.OccupancyItemIn | shapes.AdjustmentItemIn) -> OccupancyItem | AdjustmentItem:
    faculty = tuple(FacultyId(f) for f in item.faculty) if item.faculty else None
    room = InfraId(item.room) if item.room else None
    timeslot = TimeSlotId(item.timeslot) if item.timeslot else None
    if isinstance(item, shapes.OccupancyItemIn):
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
        on=item.date,
    )
