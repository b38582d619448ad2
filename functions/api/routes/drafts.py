"""Routes of drafts: ask the solver for a term's timetable, watch it, look at what it made, publish it."""

import time
from typing import Annotated

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Body, Path, Query
from aws_lambda_powertools.event_handler.router import APIGatewayHttpRouter
from pydantic import BaseModel, Field

from functions.api.request import current_request
from functions.api.shapes.base import In
from functions.api.shapes.drafts import DraftOut
from functions.services.ports import DRAFT, DraftedClass
from functions.services.schedule import draft_publication, draft_results, drafts
from functions.services.schedule.draft_results import Solved
from functions.services.schedule.publication import Published
from timetable.model import FacultyId, InfraId, OfferingId, Slot, TermId
from timetable.objects.listings import Stretch

router = APIGatewayHttpRouter()  # type: ignore[no-untyped-call]
TAGS = ["drafts"]
Id = Annotated[str, Path(min_length=1, max_length=64)]
Number = Annotated[int, Field(ge=0, le=10**9)]
_SECONDS = 20.0  # of publishing in one request; API Gateway waits for 30


class DraftIn(In):
    term: Annotated[str, Field(min_length=1, max_length=64)]
    seconds: Annotated[int, Field(ge=1, le=600, description="how long the solver may look")] = 60
    anew: Annotated[bool, Field(description="what is booked may move; otherwise it stays")] = False


class ClassShape(In):
    offering: Annotated[str, Field(min_length=1, max_length=64)]
    room: Annotated[str, Field(min_length=1, max_length=64)]
    day: Annotated[int, Field(ge=1, le=31)]
    period: Annotated[int, Field(ge=1, le=30)]
    faculty: Annotated[list[Annotated[str, Field(min_length=1, max_length=64)]], Field(max_length=20)]


class SolvedIn(In):
    classes: Annotated[list[ClassShape], Field(max_length=drafts.MAX_CLASSES)] = []
    costs: Annotated[dict[str, Number], Field(max_length=30)] = {}
    bound: Number = 0
    message: Annotated[str, Field(max_length=4000, description="why there is no timetable")] = ""


class ProgressIn(In):
    best: Annotated[Number | None, Field(description="null: nothing found yet")]
    bound: Number = 0


class DraftList(BaseModel):
    results: list[DraftOut]
    next: str | None


class ClassList(BaseModel):
    results: list[ClassShape]
    next: Annotated[int | None, Field(description="the `part` that follows")]


class PublishIn(In):
    dry_run: Annotated[bool, Field(description="say what it would change, and write nothing")] = False


class PublishedOut(BaseModel):
    dry_run: bool
    complete: Annotated[bool, Field(description="false: ask again to go on")]
    booked: int
    moved: int
    given_up: int
    unchanged: int


@router.get("/drafts/", summary="The drafted timetables", tags=TAGS)
def list_drafts(
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    cursor: Annotated[str | None, Query(max_length=1000)] = None,
) -> DraftList:
    request = current_request()
    drafts.check_may_list(request.caller)
    page = request.records.page(DRAFT, [Stretch(0, "")], limit=limit, after=cursor)
    return DraftList(results=[DraftOut.of(d) for d in page.values], next=page.next)


@router.post("/drafts/", status_code=201, summary="Ask the solver for a term's timetable", tags=TAGS)
def ask(body: Annotated[DraftIn, Body()]) -> Response[DraftOut]:
    """Nothing changes for anybody before the draft is published."""
    request = current_request()
    draft = drafts.ask(request, TermId(body.term), seconds=body.seconds, anew=body.anew)
    return Response(201, "application/json", DraftOut.of(draft))


@router.get("/drafts/<id>/", summary="One draft: how far it is, what it costs", tags=TAGS)
def read(id: Id) -> DraftOut:
    return DraftOut.of(drafts.read(current_request(), id))


@router.get("/drafts/<id>/classes/", summary="The classes of a draft, part by part", tags=TAGS)
def read_classes(id: Id, part: Annotated[int, Query(ge=0, le=1000)] = 0) -> ClassList:
    request = current_request()
    draft = drafts.read(request, id)
    classes = drafts.classes(request.records, draft, part)
    more = (part + 1) * drafts.CLASSES_PER_PART < draft.classes
    return ClassList(results=[_class(c) for c in classes], next=part + 1 if more else None)


@router.patch("/drafts/<id>/", summary="The solver says how far it is", tags=TAGS)
def progress(id: Id, body: Annotated[ProgressIn, Body()]) -> DraftOut:
    request = current_request()
    return DraftOut.of(draft_results.progress(request, id, best=body.best, bound=body.bound))


@router.put("/drafts/<id>/", summary="The solver's answer", tags=TAGS)
def put(id: Id, body: Annotated[SolvedIn, Body()]) -> DraftOut:
    request = current_request()
    classes = tuple(
        DraftedClass(
            OfferingId(c.offering),
            InfraId(c.room),
            Slot(c.day, c.period),
            tuple(FacultyId(f) for f in c.faculty),
        )
        for c in body.classes
    )
    solved = Solved(classes, body.costs, body.bound, body.message)
    return DraftOut.of(draft_results.put(request, id, solved))


@router.post("/drafts/<id>/stop/", summary="Have the solver end with its best so far", tags=TAGS)
def stop(id: Id) -> DraftOut:
    return DraftOut.of(drafts.stop(current_request(), id))


@router.post("/drafts/<id>/publish/", summary="Make a draft the term's timetable", tags=TAGS)
def publish(id: Id, body: Annotated[PublishIn, Body()]) -> PublishedOut:
    """What differs is booked, moved and given up in steps that each break nothing; `complete` false: there
    was no time for all of it, ask again to go on."""
    request = current_request()
    began = time.monotonic()
    draft = drafts.read(request, id)
    if body.dry_run:
        return _published(draft_publication.preview(request, draft), dry_run=True, complete=True)
    changes, complete = draft_publication.publish(request, draft, lambda: time.monotonic() - began < _SECONDS)
    return _published(changes, dry_run=False, complete=complete)


@router.delete("/drafts/<id>/", status_code=204, summary="Throw a draft away", tags=TAGS)
def delete(id: Id) -> Response[None]:
    request = current_request()
    drafts.remove(request, id, request.version)
    return Response(204)


def _published(changes: Published, *, dry_run: bool, complete: bool) -> PublishedOut:
    return PublishedOut(
        dry_run=dry_run,
        complete=complete,
        booked=changes.booked,
        moved=changes.moved,
        given_up=changes.given_up,
        unchanged=changes.unchanged,
    )


def _class(drafted: DraftedClass) -> ClassShape:
    return ClassShape(
        offering=drafted.offering,
        room=drafted.room,
        day=drafted.slot.day,
        period=drafted.slot.period,
        faculty=list(drafted.faculty),
    )
