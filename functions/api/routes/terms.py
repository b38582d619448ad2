"""Routes that change a term and its calendar: first what it touches (`dry_run`), then the change."""

import datetime as dt
from typing import Annotated, Any

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Body, Path, Query
from aws_lambda_powertools.event_handler.router import APIGatewayHttpRouter
from pydantic import BaseModel, Field

from functions.api.answers import describe
from functions.api.answers.resource_values import altered
from functions.api.request import current_request
from functions.api.routes.resources import answer
from functions.api.shapes.bookings import AdjustmentOut
from functions.api.shapes.leaves import LeaveOut
from functions.api.shapes.resource_shapes import PATCHED, READ, REPLACED
from functions.services.college import resources
from functions.services.college.calendar_changes import Touched
from functions.services.ports import TERM

router = APIGatewayHttpRouter()  # type: ignore[no-untyped-call]
Id = Annotated[str, Path(min_length=1, max_length=64)]
TermOut: Any = READ["term"]
TermPut: Any = REPLACED["term"]
TermPatch: Any = PATCHED["term"]
DryRun = Annotated[bool, Query(description="say what it would touch, and change nothing")]


class TouchedDateOut(BaseModel):
    date: dt.date
    was: str
    becomes: str
    bookings_lost: Annotated[int, Field(description="weekly classes that are not held on this date")]
    bookings_gained: int
    bookings: Annotated[list[str], Field(description="the ids of the first of those lost")]


class TouchedOut(BaseModel):
    """What changing a calendar touches."""

    dry_run: bool
    dates: list[TouchedDateOut]
    leaves: Annotated[
        list[LeaveOut], Field(description="approved: their periods follow; pending: planned anew")
    ]
    adjustments: list[AdjustmentOut]
    in_the_way: Annotated[
        list[AdjustmentOut], Field(description="classes moved to a time that goes: move them first")
    ]


@router.put("/terms/<id>/", summary="Replace one of terms", tags=["terms"])
def replace(
    id: Id, body: Annotated[TermPut, Body()], dry_run: DryRun = False
) -> Response[TermOut | TouchedOut]:
    return _changed(id, body, whole=True, dry_run=dry_run)


@router.patch("/terms/<id>/", summary="Change fields of one of terms", tags=["terms"])
def update(
    id: Id, body: Annotated[TermPatch, Body()], dry_run: DryRun = False
) -> Response[TermOut | TouchedOut]:
    """`days` is the whole calendar: dates that are not in it are ordinary. With `dry_run`, it says which
    bookings, leaves and adjustments the change touches."""
    return _changed(id, body, whole=False, dry_run=dry_run)


def _changed(id: str, body: Any, *, whole: bool, dry_run: bool) -> Response[Any]:
    request = current_request()
    version = body.version if body.version is not None else request.version

    def alter(before: Any) -> Any:
        return altered(TERM, before, body, whole=whole)

    if dry_run:
        touched = resources.would_touch(request, id, alter, version=version)
        return Response(200, "application/json", _touched(touched))
    value = resources.change(request, TERM[id], alter, version=version)
    return answer(200, TERM, value)


def _touched(touched: Touched) -> TouchedOut:
    request = current_request()
    return TouchedOut(
        dry_run=True,
        dates=[
            TouchedDateOut(
                date=d.date,
                was=d.was,
                becomes=d.becomes,
                bookings_lost=d.lost,
                bookings_gained=d.gained,
                bookings=[o.id for o in d.bookings],
            )
            for d in touched.dates
        ],
        leaves=describe.leaves(request, touched.leaves),
        adjustments=describe.rows(request, touched.adjustments),
        in_the_way=describe.rows(request, touched.in_the_way),
    )
