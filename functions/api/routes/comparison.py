"""Routes of comparisons: which pending requests of a date can be granted together."""

import datetime as dt
from typing import Annotated, Literal

from aws_lambda_powertools.event_handler.openapi.params import Body, Query
from aws_lambda_powertools.event_handler.router import APIGatewayHttpRouter
from pydantic import BaseModel, Field

from functions.api.answers.comparison import Whose
from functions.api.answers.names import Names
from functions.api.request import current_request
from functions.api.shapes import bodies
from functions.api.shapes.base import In, NothingOut
from functions.api.shapes.plans import ClashOut, RowOut, SpanOut
from functions.api.shapes.proposals import RowIn
from functions.services.leave import same_dates
from functions.services.leave.same_dates import Group
from functions.services.plans import comparison
from functions.services.plans.comparison import MAX_LEAVES, Compared, Comparison
from functions.services.ports import Request
from timetable.leave.clashes import Clash, ClashingClass, Pair
from timetable.model import DepartmentId, FacultyId, FacultyUnavailability, LeaveId, Slot

router = APIGatewayHttpRouter()  # type: ignore[no-untyped-call]
TAGS = ["leave"]
Id = Annotated[str, Field(min_length=1, max_length=64)]


class ComparedIn(In):
    leave: Id
    version: Annotated[int, Field(ge=1, description="of the leave that was looked at")]
    granted: bool
    rows: Annotated[list[RowIn], Field(max_length=500, description="of the joint plan")] = []


class ClashingClassIn(In):
    leave: Id
    date: dt.date
    day: Annotated[int, Field(ge=1, le=31)]
    period: Annotated[int, Field(ge=1, le=30)]


class ClashIn(In):
    code: Annotated[str, Field(min_length=1, max_length=40)]
    classes: Annotated[list[ClashingClassIn], Field(max_length=100)]
    people: Annotated[list[Id], Field(max_length=100)] = []


class PairIn(In):
    leaves: Annotated[list[Id], Field(min_length=2, max_length=2)]
    grantable: bool | None
    clash: ClashIn | None = None


class TogetherIn(In):
    leaves: Annotated[list[ComparedIn], Field(min_length=1, max_length=MAX_LEAVES)]
    pairs: Annotated[list[PairIn], Field(max_length=MAX_LEAVES * MAX_LEAVES)]
    status: Literal["feasible", "optimal"]
    bound: Annotated[int, Field(ge=0)] = 0


class TogetherLeaveOut(SpanOut):
    version: int
    based_on: Annotated[int | None, Field(description="the version that was looked at; null: none yet")]
    granted: Annotated[bool | None, Field(description="one of the most that can be granted together")]
    rows: Annotated[list[RowOut], Field(description="of the joint plan")]


class PairOut(BaseModel):
    leaves: list[str]
    grantable: Annotated[bool | None, Field(description="both, with every class held; null: not found out")]
    why: ClashOut | None


class TogetherOut(BaseModel):
    """The pending requests of one date in one department, beside each other."""

    department: str
    department_name: str
    date: dt.date
    status: Annotated[
        Literal["none", "feasible", "optimal"],
        Field(description="optimal: no more can be granted, and none as many at a lower cost"),
    ]
    stale: Annotated[bool, Field(description="a request has come or changed since; the solver is told")]
    cost: int
    bound: int
    made_at: dt.datetime | None
    leaves: list[TogetherLeaveOut]
    pairs: Annotated[list[PairOut], Field(description="each two of them")]


class TogetherList(BaseModel):
    results: list[TogetherOut]
    next: None = None


@router.get("/facultyunavailability/together/", summary="Which can be granted together", tags=TAGS)
def read(
    date: Annotated[dt.date, Query(description="of which the pending requests are")],
    department: Annotated[
        str | None, Query(max_length=64, description="default: all that you decide")
    ] = None,
) -> TogetherList:
    """Where two or more requests of a department wait for one date: as many as can be granted with every
    class held, and for each two whether both can, and if not, over which classes they clash."""
    request = current_request()
    wanted = DepartmentId(department) if department else None
    groups = same_dates.on_date(request, wanted, date)
    return TogetherList(results=[_group(request, g, date) for g in groups])


@router.put("/facultyunavailability/together/", summary="The solver's answer", tags=TAGS)
def store(body: Annotated[TogetherIn, Body()]) -> NothingOut:
    request = current_request()
    comparison.store(request, _comparison(body))
    return NothingOut()


def _comparison(body: TogetherIn) -> Comparison:
    leaves = tuple(
        Compared(LeaveId(c.leave), c.version, c.granted, tuple(bodies.row_proposal(r) for r in c.rows))
        for c in body.leaves
    )
    return Comparison(leaves, tuple(_pair(p) for p in body.pairs), body.status, body.bound)


def _pair(pair: PairIn) -> Pair:
    a, b = pair.leaves
    return Pair((LeaveId(a), LeaveId(b)), pair.grantable, _clash(pair.clash) if pair.clash else None)


def _clash(clash: ClashIn) -> Clash:
    classes = tuple(ClashingClass(LeaveId(c.leave), c.date, Slot(c.day, c.period)) for c in clash.classes)
    return Clash(clash.code, classes, tuple(FacultyId(p) for p in clash.people))


def _group(request: Request, group: Group, on: dt.date) -> TogetherOut:
    pairs = group.pairs()
    people = Whose(request, group.leaves, [p.clash for p in pairs if p.clash])
    first = group.comparisons[0] if group.comparisons else None
    return TogetherOut(
        department=group.department.id,
        department_name=group.department.name,
        date=on,
        status=first.status if first else "none",  # type: ignore[arg-type]
        stale=group.is_stale,
        cost=first.cost if first else 0,
        bound=first.bound if first else 0,
        made_at=max((k.updated_at for k in group.comparisons if k.updated_at), default=None),
        leaves=[_leave(request, group, leave, people=people) for leave in group.leaves],
        pairs=[
            PairOut(
                leaves=list(p.leaves), grantable=p.grantable, why=people.clash(p.clash) if p.clash else None
            )
            for p in pairs
        ],
    )


def _leave(
    request: Request, group: Group, leave: FacultyUnavailability, *, people: Whose
) -> TogetherLeaveOut:
    compared = next((k for k in group.comparisons if k.id == leave.id), None)
    rows = compared.rows if compared else ()
    names = Names(request, (c for row in rows for c in (row.before, row.after)))
    return TogetherLeaveOut(
        **people.span(leave),
        version=leave.version,
        based_on=compared.based_on[leave.id] if compared else None,
        granted=compared.granted if compared else None,
        rows=[names.row(row) for row in rows],
    )
