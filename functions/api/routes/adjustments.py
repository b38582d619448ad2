"""Routes of adjustments: what differs from the weekly timetable on one date."""

from datetime import date
from typing import Annotated, Literal

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Body, Path, Query
from aws_lambda_powertools.event_handler.router import APIGatewayHttpRouter

from functions.api.answers import describe
from functions.api.request import desk
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
from functions.services.schedule import scheduler_update
from functions.services.schedule.update_context import AdjustmentItem
from timetable.errors import Malformed, StaleVersion
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
    if sum(x is not None for x in (cause, section, faculty, room)) > 1:
        raise Malformed("Filter by one of cause, section, faculty, room.", field="section")
    here, on, following = desk(), date or desk().today, None
    if cause is not None:
        found = bookings.adjustments_of(here.records, cause)
    elif section or faculty or room:
        found = bookings.adjustments_for(here.records, on, bookings.Of(section, faculty, room))
    else:
        found, following = bookings.adjustments_on(
            here.records, on, limit=limit, after=cursor, descending=order == "desc"
        )
    return AdjustmentList(results=describe.rows(here, found), next=following)


@router.get("/adjustments/<adjustment_id>/", summary="One adjustment", tags=TAGS)
def read_adjustment(adjustment_id: Id) -> AdjustmentOut:
    return _adjustment(adjustment_id)


@router.post("/adjustments/", status_code=201, summary="Change a class on one date", tags=TAGS)
def create_adjustment(body: Annotated[AdjustmentIn, Body()]) -> Response[AdjustmentOut]:
    here = desk()
    booking = bookings.one(here.records, OccupancyId(body.occupancy))
    item = item_of(AdjustmentItemIn(type="adjustment", **body.model_dump()))
    id = scheduler_update.single(here.records, here.caller, booking.term, "create", item, here.once, here.now)
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
    here = desk()
    before, changes = bookings.adjustment(here.records, AdjustmentId(adjustment_id))
    _check_version(here.version, changes.version)
    term = here.records.reference.calendar(before.before.date).term.id
    scheduler_update.single(
        here.records, here.caller, term, "delete", AdjustmentItem(before.id), None, here.now
    )
    return Response(204)


def _readjust(id: str, body: AdjustmentPatch) -> AdjustmentOut:
    here = desk()
    before, changes = bookings.adjustment(here.records, AdjustmentId(id))
    _check_version(body.version if body.version is not None else here.version, changes.version)
    term = here.records.reference.calendar(before.before.date).term.id
    item = item_of(AdjustmentItemIn(type="adjustment", id=id, **body.model_dump(exclude={"version"})))
    return _adjustment(
        scheduler_update.single(here.records, here.caller, term, "update", item, here.once, here.now)
    )


def _check_version(meant: int | None, version: int) -> None:
    if meant is not None and meant != version:
        raise StaleVersion(
            f"It is version {version} by now. Look at it again, then retry.", field="version", version=version
        )


def _adjustment(id: str) -> AdjustmentOut:
    found, changes = bookings.adjustment(desk().records, AdjustmentId(id))
    return describe.rows(desk(), [found], changes)[0]
