"""Routes of a department: its day, who acts for its HOD, its coverage; and the load of a teacher."""

import datetime as dt
from typing import Annotated, Any

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Body, Path, Query
from aws_lambda_powertools.event_handler.router import APIGatewayHttpRouter
from pydantic import BaseModel, Field

from functions.api.answers import describe
from functions.api.answers.names import Names
from functions.api.request import current_request
from functions.api.routes.resources import answer
from functions.api.shapes.base import In, NothingOut
from functions.api.shapes.days import Note, Special
from functions.api.shapes.plans import RowOut, SpanOut
from functions.api.shapes.resource_shapes import READ
from functions.services.days import loads
from functions.services.department import coverage, delegations
from functions.services.department import day as department_days
from functions.services.department.day import Cover
from functions.services.department.delegations import Acting
from functions.services.ports import DEPARTMENT, FACULTY, Coverage, Gap
from timetable.errors import Malformed
from timetable.model import DepartmentId, FacultyId, LeaveStatus, UserId
from timetable.plan.covers import Covers

router = APIGatewayHttpRouter()  # type: ignore[no-untyped-call]
DepartmentOut: Any = READ["department"]
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


class GapShape(In):
    faculty: Annotated[str, Field(min_length=1, max_length=64)]
    date: dt.date
    classes: Annotated[int, Field(ge=1, le=30, description="what they teach on that date")]
    uncovered: Annotated[int, Field(ge=1, le=30, description="how much of it would be cancelled")]


class CoverageIn(In):
    looked_at: Annotated[int, Field(ge=0, le=10**6, description="absences: teachers times dates")]
    gaps: Annotated[list[GapShape], Field(max_length=coverage.MAX_GAPS)]


class GapOut(GapShape):
    faculty_name: str


class CoverageOut(BaseModel):
    department: str
    looked_at: int
    made_at: dt.datetime | None
    gaps: Annotated[list[GapOut], Field(description="by date, the worst first")]


@router.get("/me/load/", summary="My periods of a week, and covers given and received", tags=["me"])
def load(date: Annotated[dt.date | None, Query(description="default: today")] = None) -> LoadOut:
    request = current_request()
    own_load = loads.own(request, date or request.today)
    return LoadOut(
        days=[DayLoadOut(date=day, periods=n) for day, n in own_load.days],
        week=sum(n for _, n in own_load.days),
        daily_limit=own_load.person.daily_limit,
        weekly_limit=own_load.person.weekly_limit,
        month=_covers(own_load.month),
        term=_covers(own_load.term),
    )


def _covers(covers: Covers) -> CoversOut:
    return CoversOut(given=len(covers.given), received=len(covers.received), exchanged=len(covers.exchanged))


@router.get(
    "/departments/<id>/day/", summary="Who is away, and what becomes of their classes", tags=["departments"]
)
def day(
    id: Id, date: Annotated[dt.date | None, Query(description="default: today")] = None
) -> DepartmentDayOut:
    """For the department's HOD, who acts for them, and admins."""
    request = current_request()
    department_day = department_days.read(request, DepartmentId(id), date or request.today)
    names = Names(
        request, (c for a in department_day.away for row, _ in a.classes for c in (row.before, row.after))
    )
    request.reference.load(FACULTY[a.leave.faculty] for a in department_day.away)
    return DepartmentDayOut(
        department=department_day.department.id,
        department_name=department_day.department.name,
        date=department_day.date,
        special=describe.special(department_day.calendar, department_day.date),
        note=department_day.calendar.note(department_day.date),
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
            for a in department_day.away
        ],
    )


@router.put("/departments/<id>/acting/", summary="Who acts for the HOD", tags=["departments"])
def delegate(id: Id, body: Annotated[ActingIn, Body()]) -> Response[DepartmentOut]:
    """By the HOD themselves, or an admin: between two dates, both included; the person is told."""
    request = current_request()
    acting = None
    if body.acting_hod is not None:
        if body.acting_from is None or body.acting_until is None:
            raise Malformed("Say from which date until which they act.", field="acting_from")
        acting = Acting(UserId(body.acting_hod), body.acting_from, body.acting_until)
    version = body.version if body.version is not None else request.version
    department = delegations.delegate(request, DepartmentId(id), acting, version=version)
    return answer(200, DEPARTMENT, department)


@router.get(
    "/coverage/<department>/",
    operation_id="read_coverage__department___get",
    summary="Absences that could not be covered",
    tags=["coverage"],
)
def read_coverage(department: Id) -> CoverageOut:
    """For every teacher of the department and each of the next five working days, found out by night."""
    request = current_request()
    return _coverage(coverage.read(request, DepartmentId(department)))


@router.post(
    "/coverage/<department>/",
    operation_id="ask_coverage__department___post",
    status_code=202,
    summary="Have it found out anew",
    tags=["coverage"],
)
def ask_for_coverage(department: Id) -> Response[NothingOut]:
    coverage.ask(current_request(), DepartmentId(department))
    return Response(202, "application/json", NothingOut())


@router.put(
    "/coverage/<department>/",
    operation_id="put_coverage__department___put",
    summary="The solver's answer",
    tags=["coverage"],
)
def put_coverage(department: Id, body: Annotated[CoverageIn, Body()]) -> CoverageOut:
    request = current_request()
    gaps = [Gap(FacultyId(g.faculty), g.date, g.classes, g.uncovered) for g in body.gaps]
    made = coverage.put(request, DepartmentId(department), looked_at=body.looked_at, gaps=gaps)
    return _coverage(made)


def _coverage(value: Coverage) -> CoverageOut:
    people = current_request().records.reference.many(FACULTY, {g.faculty for g in value.gaps})
    gaps = [
        GapOut(
            faculty=g.faculty,
            date=g.date,
            classes=g.classes,
            uncovered=g.uncovered,
            faculty_name=people[g.faculty].name if g.faculty in people else "?",
        )
        for g in sorted(value.gaps, key=lambda g: (g.date, -g.uncovered, g.faculty))
    ]
    return CoverageOut(department=value.id, looked_at=value.looked_at, made_at=value.updated_at, gaps=gaps)
