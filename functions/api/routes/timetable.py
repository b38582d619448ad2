"""Routes of the timetable: weekly bookings, adjustments, the scheduler's update, free rooms."""

from datetime import date
from typing import Annotated, Literal

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Body, Path, Query
from aws_lambda_powertools.event_handler.router import APIGatewayHttpRouter

from functions.api.answers.expansion import expanded
from functions.api.answers.names import Names
from functions.api.request import current_request
from functions.api.shapes.bookings import (
    OccupancyIn,
    OccupancyItemIn,
    OccupancyList,
    OccupancyOut,
    OccupancyPatch,
    OccupancyPut,
    ResultOut,
    UpdateIn,
    UpdateOut,
)
from functions.api.shapes.days import KindList, RoomList, RoomOut
from functions.api.shapes.schedule_items import batch_of, item_of
from functions.services.days import bookings, day_views, electives
from functions.services.ports import OCCUPANCY, ROOM
from functions.services.schedule import scheduler_update as schedule
from functions.services.schedule.update_context import OccupancyItem
from timetable.errors import Malformed
from timetable.model import (
    Occupancy,
    OccupancyId,
    TermId,
)

router = APIGatewayHttpRouter()  # type: ignore[no-untyped-call]
TAGS = ["timetable"]
Limit = Annotated[int, Query(ge=1, le=200)]
Cursor = Annotated[str | None, Query(max_length=1000, description="`next` of the page before")]
Order = Annotated[Literal["asc", "desc"], Query()]
Filter = Annotated[str | None, Query(min_length=1, max_length=64)]
Expand = Annotated[
    str | None, Query(max_length=200, description="related objects to nest: room,faculty.user")
]
Id = Annotated[str, Path(min_length=1, max_length=64)]


@router.get("/occupancies/", summary="Weekly bookings", tags=TAGS)
def list_occupancies(
    term: Annotated[str | None, Query(max_length=64, description="default: the present term")] = None,
    section: Filter = None,
    faculty: Filter = None,
    room: Filter = None,
    offering: Filter = None,
    timeslot: Filter = None,
    limit: Limit = 50,
    cursor: Cursor = None,
    order: Order = "asc",
    expand: Expand = None,
) -> OccupancyList:
    """By one of the filters at a time; a section's, a teacher's or a room's whole week is one page."""
    request = current_request()
    if sum(x is not None for x in (section, faculty, room, offering, timeslot)) > 1:
        raise Malformed("Filter by one of section, faculty, room, offering, timeslot.", field="section")
    term_id = TermId(term) if term else request.records.reference.calendar(request.today).term.id
    filters = bookings.Selection(section, faculty, room, offering, timeslot)
    page = bookings.weekly(
        request.records, term_id, filters, limit=limit, after=cursor, descending=order == "desc"
    )
    return OccupancyList(results=_occupancies(list(page.values), expand), next=page.next)


@router.get("/occupancies/<occupancy_id>/", summary="One weekly booking", tags=TAGS)
def read_occupancy(occupancy_id: Id, expand: Expand = None) -> OccupancyOut:
    return _occupancy(occupancy_id, expand)


@router.post("/occupancies/", status_code=201, summary="Book a class every week", tags=TAGS)
def create_occupancy(body: Annotated[OccupancyIn, Body()]) -> Response[OccupancyOut]:
    request = current_request()
    item = item_of(OccupancyItemIn(type="occupancy", **body.model_dump(exclude={"term"})))
    id = schedule.single(request, TermId(body.term), op="create", item=item)
    return Response(201, "application/json", _occupancy(id))


@router.put("/occupancies/<occupancy_id>/", summary="Move a weekly booking", tags=TAGS)
def replace_occupancy(occupancy_id: Id, body: Annotated[OccupancyPut, Body()]) -> OccupancyOut:
    return _move(occupancy_id, body)


@router.patch("/occupancies/<occupancy_id>/", summary="Move a weekly booking, in part", tags=TAGS)
def update_occupancy(occupancy_id: Id, body: Annotated[OccupancyPatch, Body()]) -> OccupancyOut:
    return _move(occupancy_id, body)


@router.delete("/occupancies/<occupancy_id>/", status_code=204, summary="Give a weekly booking up", tags=TAGS)
def delete_occupancy(occupancy_id: Id) -> Response[None]:
    request = current_request()
    before = bookings.find_booking(request.records, OccupancyId(occupancy_id))
    item = OccupancyItem(before.id, version=request.version)
    schedule.single(request, before.term, op="delete", item=item)
    return Response(204)


def _move(id: str, body: OccupancyPatch) -> OccupancyOut:
    request = current_request()
    before = bookings.find_booking(request.records, OccupancyId(id))
    version = body.version if body.version is not None else request.version
    sent = body.model_dump(exclude={"version", "term"})
    item = item_of(OccupancyItemIn(type="occupancy", id=id, version=version, **sent))
    schedule.single(request, before.term, op="update", item=item)
    return _occupancy(id)


def _occupancy(id: str, expand: str | None = None) -> OccupancyOut:
    return _occupancies([bookings.find_booking(current_request().records, OccupancyId(id))], expand)[0]


@router.post("/occupancies/scheduler-update/", summary="Change the timetable, all or nothing", tags=TAGS)
def scheduler_update(body: Annotated[UpdateIn, Body()]) -> UpdateOut:
    """Creates, moves and deletes weekly bookings and adjustments in one transaction of at most 100 writes.
    Where one item is refused, nothing is written, and `items` names each refused one with what it
    collides with."""
    request = current_request()
    results = schedule.update(request, batch_of(body))
    return UpdateOut(results=[ResultOut(op=r.op, index=r.index, status=r.status, id=r.id) for r in results])


@router.get("/rooms/free/", summary="Rooms that nothing holds", tags=TAGS)
def free_rooms(
    period: Annotated[int, Query(ge=1, le=30)],
    date: Annotated[date | None, Query(description="default: today")] = None,
    kind: Annotated[str | None, Query()] = None,
    capacity: Annotated[int, Query(ge=0)] = 0,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> RoomList:
    """Smallest first within a kind. A page looks at `limit` rooms: it may be short while `next` says that
    there are more."""
    request = current_request()
    page = day_views.free_rooms(
        request.records,
        date or request.today,
        period=period,
        kind=kind,
        capacity=capacity,
        limit=limit,
        after=cursor,
    )
    return RoomList(
        results=[RoomOut(id=r.id, name=r.name, kind=r.kind, capacity=r.capacity) for r in page.values],
        next=page.next,
    )


@router.get("/rooms/kinds/", summary="The kinds of rooms there are", tags=TAGS)
def room_kinds() -> KindList:
    rooms = current_request().records.reference.all(ROOM)
    return KindList(results=sorted({r.kind for r in rooms}))


def _occupancies(occupancies: list[Occupancy], expand: str | None = None) -> list[OccupancyOut]:
    request = current_request()
    names = Names(request, (o.on(date.min) for o in occupancies))
    students = request.records.students_of(g for o in occupancies for g in o.groups)
    shared = [s for o in occupancies if o.basket for g in o.groups for s in students[g]]
    known = electives.chosen_by(request.records, shared)
    shown = [names.occupancy(o, electives.students_in(o, students, known)) for o in occupancies]
    if expand is None:
        return shown
    rows = [s.model_dump() for s in shown]
    rows = expanded(request, OCCUPANCY, occupancies, rows=rows, paths=expand)
    return [OccupancyOut(**row) for row in rows]
