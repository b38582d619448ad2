"""Routes of coverage: which absences of the next days nobody could cover."""

import datetime as dt
from typing import Annotated

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Body, Path
from aws_lambda_powertools.event_handler.router import APIGatewayHttpRouter
from pydantic import BaseModel, Field

from functions.api.request import current_request
from functions.api.shapes.base import In, NothingOut
from functions.services.department import coverage
from functions.services.ports import FACULTY, Coverage, Gap
from timetable.model import DepartmentId, FacultyId

router = APIGatewayHttpRouter()  # type: ignore[no-untyped-call]
TAGS = ["coverage"]
Id = Annotated[str, Path(min_length=1, max_length=64)]


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


@router.get("/coverage/<department>/", summary="Absences that could not be covered", tags=TAGS)
def read(department: Id) -> CoverageOut:
    """For every teacher of the department and each of the next five working days, found out by night."""
    request = current_request()
    return _shown(coverage.read(request, DepartmentId(department)))


@router.post("/coverage/<department>/", status_code=202, summary="Have it found out anew", tags=TAGS)
def ask(department: Id) -> Response[NothingOut]:
    coverage.ask(current_request(), DepartmentId(department))
    return Response(202, "application/json", NothingOut())


@router.put("/coverage/<department>/", summary="The solver's answer", tags=TAGS)
def put(department: Id, body: Annotated[CoverageIn, Body()]) -> CoverageOut:
    request = current_request()
    gaps = [Gap(FacultyId(g.faculty), g.date, g.classes, g.uncovered) for g in body.gaps]
    made = coverage.put(request, DepartmentId(department), looked_at=body.looked_at, gaps=gaps)
    return _shown(made)


def _shown(found: Coverage) -> CoverageOut:
    people = current_request().records.reference.many(FACULTY, {g.faculty for g in found.gaps})
    gaps = [
        GapOut(
            faculty=g.faculty,
            date=g.date,
            classes=g.classes,
            uncovered=g.uncovered,
            faculty_name=people[g.faculty].name if g.faculty in people else "?",
        )
        for g in sorted(found.gaps, key=lambda g: (g.date, -g.uncovered, g.faculty))
    ]
    return CoverageOut(department=found.id, looked_at=found.looked_at, made_at=found.updated_at, gaps=gaps)
