"""Routes of what-ifs: hypothetical leaves with their plans."""

import datetime as dt
from typing import Annotated, Literal

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Body, Path
from aws_lambda_powertools.event_handler.router import APIGatewayHttpRouter
from pydantic import BaseModel, Field

from functions import wiring
from functions.api.answers import describe
from functions.api.answers.names import Names
from functions.api.request import current_request
from functions.api.shapes import bodies
from functions.api.shapes.days import ClassOut
from functions.api.shapes.leaves import LeaveIn
from functions.api.shapes.plans import PlanOut
from functions.api.shapes.proposals import PlanIn
from functions.services.plans import whatifs
from functions.services.ports import FACULTY, Request, WhatIf
from timetable.day import SeenClass, State
from timetable.model import FacultyId, Half

router = APIGatewayHttpRouter()  # type: ignore[no-untyped-call]
TAGS = ["what-if"]
Id = Annotated[str, Path(min_length=1, max_length=64)]


class WhatIfIn(LeaveIn):
    faculty: Annotated[
        str | None, Field(max_length=64, description="whose leave it would be; default: the caller's own")
    ] = None


class WhatIfOut(BaseModel):
    id: str
    version: int
    created_at: dt.datetime | None
    updated_at: dt.datetime | None
    status: Annotated[Literal["asked", "ready"], Field(description="asked: the solver is at it")]
    faculty: str
    faculty_name: str
    start_date: dt.date
    end_date: dt.date
    periods: list[int] | None
    half: Half | None
    kind: str
    kind_name: str
    reason: str
    classes: Annotated[list[ClassOut], Field(description="that it would affect")]
    deciders: Annotated[list[str], Field(description="who would decide it")]
    substitutes: Annotated[list[str], Field(description="who would be asked to take classes")]
    plan: PlanOut


@router.post(
    "/whatifs/", status_code=201, summary="What a leave would come to, before it is asked for", tags=TAGS
)
def ask(body: Annotated[WhatIfIn, Body()]) -> Response[WhatIfOut]:
    """Checked as the request would be; nothing is claimed, nobody is told, and it is forgotten after a day.
    The solver's plan follows within seconds: read it again until its status is `ready`."""
    request = current_request()
    limited = f"{request.records.institute}#{request.caller.id}#whatif"
    wiring.directory().rates.admit(limited, whatifs.MAX_PER_MINUTE, request.now)
    faculty = FacultyId(body.faculty) if body.faculty else None
    asked = whatifs.ask(request, bodies.leave_fields(body), faculty)
    return Response(201, "application/json", _shown(request, asked))


@router.get("/whatifs/<id>/", summary="The plan there would be", tags=TAGS)
def read(id: Id) -> WhatIfOut:
    """Only for whoever asked."""
    request = current_request()
    return _shown(request, whatifs.readable_what_if(request, id))


@router.put("/whatifs/<id>/plan/", summary="The solver's answer", tags=TAGS)
def store_plan(id: Id, body: Annotated[PlanIn, Body()]) -> WhatIfOut:
    request = current_request()
    return _shown(request, whatifs.store(request, id, bodies.proposal(body)))


def _shown(request: Request, asked: WhatIf) -> WhatIfOut:
    leave, rows = asked.leave, asked.plan.rows
    person = request.reference.get(FACULTY[leave.faculty])
    names = Names(request, (row.before for row in rows))
    taking = (f for row in rows if row.after for f in row.after.faculty if f not in row.before.faculty)
    substitutes = request.reference.many(FACULTY, taking)
    return WhatIfOut(
        id=asked.id,
        version=asked.version,
        created_at=asked.created_at,
        updated_at=asked.updated_at,
        status="ready" if asked.is_answered else "asked",
        faculty=leave.faculty,
        faculty_name=person.name if person else "?",
        start_date=leave.start_date,
        end_date=leave.end_date,
        periods=list(leave.periods) if leave.periods is not None else None,
        half=leave.half,
        kind=leave.kind,
        kind_name=describe.kind_name(request, leave.kind),
        reason=leave.reason,
        classes=[names.class_(SeenClass(row.before, State.PLANNED)) for row in rows],
        deciders=describe.decider_names(request, leave.department, person.user if person else None),
        substitutes=[s.name for s in substitutes.values()],
        plan=describe.plan(request, asked.plan),
    )
