"""Routes for who heads a department, and what a teacher has: the day, who acts for the HOD, one's load."""

import datetime as dt
from typing import Annotated

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Body, Path, Query
from aws_lambda_powertools.event_handler.router import APIGatewayHttpRouter
from pydantic import BaseModel, Field

from functions.api.answers import describe
from functions.api.answers.names import Names
from functions.api.request import current_request
from functions.api.routes.resources import answer
from functions.api.shapes.base import In
from functions.api.shapes.days import Note, Special
from functions.api.shapes.plans import RowOut, SpanOut
from functions.api.shapes.resource_shapes import READ
from functions.services.days import loads
from functions.services.department import day as department_days
from functions.services.department import delegations
from functions.services.department.day import Cover
from functions.services.department.delegations import Acting
from functions.services.ports import FACULTY
from timetable.errors import Malformed
from timetable.model import DepartmentId, LeaveStatus, UserId
from timetable.plan.covers import Covers

router = APIGatewayHttpRouter()  # type: ignore[no-untyped-call]
_Department = READ["department"]
Id = Annotated[str, Path(min_length=1, max_length=64)]


class ActingIn(In):
    acting_hod: Annotated[str | None, Field(max_length=64, description="a user; null: nobody acts")] = None
    acting_from: dt.date | None = None
    acting_until: dt.date | None = None
    version: Annotated[int | None, Field(description="as If-Match")] = None


class CoveredRowOut(RowOut):
    cover: Annotated[Cover, Field(description="waiting: for an answer; undecided: the leave is")]


class AwayOut(SpanOut):
    faculty: str
    status: LeaveStatus
    classes: list[CoveredRowOut]


class DepartmentDayOut(BaseModel):
    department: str
    department_name: str
    date: dt.date
    special: Special
    note: Note
    away: list[AwayOut]


class DayLoadOut(BaseModel):
    date: dt.date
    periods: int


class CoversOut(BaseModel):
    given: Annotated[int, Field(description="periods covered for colleagues")]
    received: int
    exchanged: Annotated[int, Field(description="taken for periods of one's own: neither given nor received")]


class LoadOut(BaseModel):
    days: Annotated[list[DayLoadOut], Field(description="Monday to Sunday, as it will really be")]
    week: int
    daily_limit: int
    weekly_limit: int
    month: CoversOut
    term: CoversOut


@router.get("/me/load/", summary="My periods of a week, and covers given and received", tags=["me"])
def load(date: Annotated[dt.date | None, Query(description="default: today")] = None) -> LoadOut:
    found = loads.own(current_request(), date or current_request().today)
    return LoadOut(
        days=[DayLoadOut(date=day, periods=n) for day, n in found.days],
        week=sum(n for _, n in found.days),
        daily_limit=found.person.daily_limit,
        weekly_limit=found.person.weekly_limit,
        month=_covers(found.month),
        term=_covers(found.term),
    )


def _covers(of: Covers) -> CoversOut:
    return CoversOut(given=len(of.given), received=len(of.received), exchanged=len(of.exchanged))


@router.get(
    "/departments/<id>/day/", summary="Who is away, and what becomes of their classes", tags=["departments"]
)
def day(
    id: Id, date: Annotated[dt.date | None, Query(description="default: today")] = None
) -> DepartmentDayOut:
    """For the department's HOD, who acts for them, and admins."""
    request = current_request()
    found = department_days.read(request, DepartmentId(id), date or request.today)
    names = Names(request, (c for a in found.away for row, _ in a.classes for c in (row.before, row.after)))
    request.reference.load(FACULTY[a.leave.faculty] for a in found.away)
    return DepartmentDayOut(
        department=found.department.id,
        department_name=found.department.name,
        date=found.date,
        special=describe.special(found.calendar, found.date),
        note=found.calendar.note(found.date),
        away=[
            AwayOut(
                leave=a.leave.id,
                faculty=a.leave.faculty,
                faculty_name=names.faculty(a.leave.faculty),
                start_date=a.leave.start_date,
                end_date=a.leave.end_date,
                periods=list(a.leave.periods) if a.leave.periods is not None else None,
                half=a.leave.half,
                status=a.leave.status,
                classes=[CoveredRowOut(**names.row(r).model_dump(), cover=cover) for r, cover in a.classes],
            )
            for a in found.away
        ],
    )


@router.put("/departments/<id>/acting/", summary="Who acts for the HOD", tags=["departments"])
def delegate(id: Id, body: Annotated[ActingIn, Body()]) -> Response[_Department]:  # type: ignore[valid-type]
    """By the HOD themselves, or an admin: between two dates, both included; the person is told."""
    request = current_request()
    acting = None
    if body.acting_hod is not None:
        if body.acting_from is None or body.acting_until is None:
            raise Malformed("Say from which date until which they act.", field="acting_from")
        acting = Acting(UserId(body.acting_hod), body.acting_from, body.acting_until)
    version = body.version if body.version is not None else request.version
    found = delegations.delegate(request, DepartmentId(id), acting, version=version)
    return answer(200, "department", found)
