"""Routes of adjustments: what differs from the weekly timetable on one date."""

from datetime import date
from typing import Annotated, Literal

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Body, Path, Query
from aws_lambda_powertools.event_handler.router import APIGatewayHttpRouter

from functions.api.answers import describe
from functions.api.request import current_request
from functions.api.shapes.bookings import (
    AdjustmentIn,
    AdjustmentItemIn,
    AdjustmentList,
    AdjustmentOut,
    AdjustmentPatch,
    AdjustmentPut,
)
from functions.api.shapes.schedule_items import item_of
from functions.services.days import bookings
from functions.services.identity.preconditions import check_version
from functions.services.schedule import scheduler_update
from functions.services.schedule.update_context import AdjustmentItem
from timetable.errors import Malformed
from timetable.model import AdjustmentId, OccupancyId

router = APIGatewayHttpRouter()  # type: ignore[no-untyped-call]
TAGS = ["timetable"]
Limit = Annotated[int, Query(ge=1, le=200)]
Cursor = Annotated[str | None, Query(max_length=1000, description="`next` of the page before")]
Filter = Annotated[str | None, Query(min_length=1, max_length=64)]
Id = Annotated[str, Path(min_length=1, max_length=64)]


@router.get("/adjustments/", summary="What differs on one date, or because of one leave", tags=TAGS)
def list_adjustments(
    date: Annotated[date | None, Query(description="default: today")] = None,
    cause: Annotated[str | None, Query(max_length=64, description="a leave's id")] = None,
    section: Filter = None,
    faculty: Filter = None,
    room: Filter = None,
    limit: Limit = 50,
    cursor: Cursor = None,
    order: Annotated[Literal["asc", "desc"], Query(description="by the last date of each decision")] = "asc",
) -> AdjustmentList:
    """With section, faculty or room: what differs for them on the date. `limit` counts decisions: a page has
    everything that each of them did to the date."""
    request = current_request()
    if sum(x is not None for x in (cause, section, faculty, room)) > 1:
        raise Malformed("Filter by one of cause, section, faculty, room.", field="section")
    on, following = date or request.today, None
    if cause is not None:
        adjustments = bookings.adjustments_of(request.records, cause)
    elif section or faculty or room:
        adjustments = bookings.adjustments_for(
            request.records, on, bookings.Selection(section, faculty, room)
        )
    else:
        adjustments, following = bookings.adjustments_on(
            request.records, on, limit=limit, after=cursor, descending=order == "desc"
        )
    return AdjustmentList(results=describe.rows(request, adjustments), next=following)


@router.get("/adjustments/<adjustment_id>/", summary="One adjustment", tags=TAGS)
def read_adjustment(adjustment_id: Id) -> AdjustmentOut:
    return _adjustment(adjustment_id)


@router.post("/adjustments/", status_code=201, summary="Change a class on one date", tags=TAGS)
def create_adjustment(body: Annotated[AdjustmentIn, Body()]) -> Response[AdjustmentOut]:
    request = current_request()
    booking = bookings.find_booking(request.records, OccupancyId(body.occupancy))
    item = item_of(AdjustmentItemIn(type="adjustment", **body.model_dump()))
    id = scheduler_update.single(request, booking.term, op="create", item=item)
    return Response(201, "application/json", _adjustment(id))


@router.put("/adjustments/<adjustment_id>/", summary="Replace an adjustment", tags=TAGS)
def replace_adjustment(adjustment_id: Id, body: Annotated[AdjustmentPut, Body()]) -> AdjustmentOut:
    return _readjust(adjustment_id, body)


@router.patch("/adjustments/<adjustment_id>/", summary="Change an adjustment", tags=TAGS)
def update_adjustment(adjustment_id: Id, body: Annotated[AdjustmentPatch, Body()]) -> AdjustmentOut:
    return _readjust(adjustment_id, body)


@router.delete("/adjustments/<adjustment_id>/", status_code=204, summary="Take an adjustment back", tags=TAGS)
def delete_adjustment(adjustment_id: Id) -> Response[None]:
    """The class is as planned again; what has used the freed time is named."""
    request = current_request()
    before, changes = bookings.adjustment(request.records, AdjustmentId(adjustment_id))
    check_version(request.version, changes.version)
    term = request.reference.calendar(before.before.date).term.id
    scheduler_update.single(request, term, op="delete", item=AdjustmentItem(before.id))
    return Response(204)


def _readjust(id: str, body: AdjustmentPatch) -> AdjustmentOut:
    request = current_request()
    before, changes = bookings.adjustment(request.records, AdjustmentId(id))
    check_version(body.version if body.version is not None else request.version, changes.version)
    term = request.reference.calendar(before.before.date).term.id
    item = item_of(AdjustmentItemIn(type="adjustment", id=id, **body.model_dump(exclude={"version"})))
    return _adjustment(scheduler_update.single(request, term, op="update", item=item))


def _adjustment(id: str) -> AdjustmentOut:
    request = current_request()
    adjustment, changes = bookings.adjustment(request.records, AdjustmentId(id))
    return describe.rows(request, [adjustment], changes)[0]
