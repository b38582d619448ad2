"""Routes of leave requests: asking, looking, deciding; and the plan that repairs the timetable."""

import dataclasses
import datetime as dt
from collections.abc import Callable, Sequence
from typing import Annotated, Any, Literal

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Body, Path, Query
from aws_lambda_powertools.event_handler.router import APIGatewayHttpRouter

from functions.api.answers import describe
from functions.api.answers.expansion import expanded
from functions.api.answers.names import Names
from functions.api.request import current_request
from functions.api.shapes import bodies
from functions.api.shapes.base import NothingOut
from functions.api.shapes.leaves import (
    ApproveIn,
    BalanceList,
    BlockedOut,
    LeaveIn,
    LeaveList,
    LeaveOut,
    LeavePut,
    PreviewOut,
    RejectIn,
)
from functions.api.shapes.plans import OptionList, PlanOut
from functions.api.shapes.proposals import ChoiceIn, PlanIn
from functions.api.shapes.resource_shapes import LEAVE_PATCH
from functions.services.leave import consents, decide, lists, requests, same_dates, undo
from functions.services.leave.requests import LeaveFields
from functions.services.plans import edits, proposals
from functions.services.ports import LEAVE
from timetable.day import SeenClass, State
from timetable.model import FacultyId, FacultyUnavailability, LeaveId, OccupancyId, UserId

router = APIGatewayHttpRouter()  # type: ignore[no-untyped-call]
TAGS = ["leave"]
Expand = Annotated[str | None, Query(max_length=200, description="related objects to nest: faculty")]
LeavePath = Annotated[str, Path(description="the request's id")]


@router.post("/facultyunavailability/preview/", summary="What a leave would do", tags=TAGS)
def preview(body: Annotated[LeaveIn, Body()]) -> PreviewOut:
    """Checks the request as asking for it does, and names the classes affected. Nothing is stored."""
    request = current_request()
    seen = requests.preview(request, bodies.leave_fields(body))
    names = Names(request, seen.classes)
    dates = dict.fromkeys(on for on, _ in seen.away)
    return PreviewOut(
        start_date=seen.leave.start_date,
        end_date=seen.leave.end_date,
        periods=list(seen.leave.periods) if seen.leave.periods is not None else None,
        half=seen.leave.half,
        kind=seen.leave.kind,
        kind_name=describe.kind_name(request, seen.leave.kind),
        reason=seen.leave.reason,
        blocked=[BlockedOut(date=d, periods=[s.period for on, s in seen.away if on == d]) for d in dates],
        classes=[names.class_(SeenClass(c, State.PLANNED)) for c in seen.classes],
        deciders=describe.decider_names(request, seen.leave.department, UserId(request.caller.id)),
    )


@router.post("/facultyunavailability/", status_code=201, summary="Ask for leave", tags=TAGS)
def ask(body: Annotated[LeaveIn, Body()]) -> Response[LeaveOut]:
    request = current_request()
    leave = requests.ask(request, bodies.leave_fields(body))
    return Response(201, "application/json", describe.leave(request, leave))


@router.get("/facultyunavailability/", summary="Leave requests: mine, those on my desk, or all", tags=TAGS)
def list_leaves(
    scope: Annotated[
        Literal["mine", "to_decide", "all"], Query(description="`all`: every one that you may read")
    ] = "all",
    status: Annotated[
        Literal["pending", "approved", "rejected", "withdrawn", "expired"] | None, Query()
    ] = None,
    department: Annotated[str | None, Query(max_length=64, description="with scope=all")] = None,
    faculty: Annotated[str | None, Query(max_length=64, description="with scope=all")] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    cursor: Annotated[str | None, Query(max_length=1000)] = None,
    order: Annotated[Literal["asc", "desc"], Query(description="by first date")] = "asc",
    expand: Expand = None,
) -> LeaveList:
    request = current_request()
    if scope == "all":
        page = lists.page(
            request,
            status=status,
            department=department,
            faculty=faculty,
            limit=limit,
            after=cursor,
            descending=order == "desc",
        )
        return LeaveList(results=_shown(page.values, expand), next=page.next)
    if scope == "to_decide":
        page = lists.to_decide(
            request, status or "pending", limit=limit, after=cursor, descending=order == "desc"
        )
        return LeaveList(results=_shown(page.values, expand), next=page.next)
    mine = lists.own_leaves(request)
    leaves = [leave for leave in mine if status in (None, leave.status)]
    return LeaveList(results=_shown(leaves, expand))


@router.get("/facultyunavailability/balance/", summary="What is left of each kind of leave", tags=TAGS)
def balance(
    faculty: Annotated[str | None, Query(max_length=64, description="default: the caller")] = None,
    date: Annotated[dt.date | None, Query(description="any date of the leave year; default: today")] = None,
) -> BalanceList:
    balances = lists.balance(current_request(), FacultyId(faculty) if faculty else None, date)
    return BalanceList(results=[describe.balance(b) for b in balances])


@router.get("/facultyunavailability/<leave_id>/", summary="One request", tags=TAGS)
def read(leave_id: LeavePath, expand: Expand = None) -> LeaveOut:
    request = current_request()
    leave = requests.visible(request, *request.records.fetch(LEAVE[leave_id]))
    return _shown([leave], expand)[0]


def _shown(leaves: Sequence[FacultyUnavailability], expand: str | None) -> list[LeaveOut]:
    request = current_request()
    shown = describe.leaves(request, leaves)
    if expand is None:
        return shown
    rows = [s.model_dump() for s in shown]
    rows = expanded(request, LEAVE, leaves, rows=rows, paths=expand)
    return [LeaveOut(**row) for row in rows]


@router.put("/facultyunavailability/<leave_id>/", summary="Replace my pending request", tags=TAGS)
def replace(leave_id: LeavePath, body: Annotated[LeavePut, Body()]) -> LeaveOut:
    request_fields = bodies.leave_fields(body)
    return _changed(leave_id, lambda _: request_fields, body.version)


@router.patch("/facultyunavailability/<leave_id>/", summary="Change my pending request", tags=TAGS)
def update(leave_id: LeavePath, body: Annotated[LEAVE_PATCH, Body()]) -> LeaveOut:
    """Only the fields that are sent change; the plan begins anew."""
    sent: Any = body
    given = sent.model_dump(exclude_unset=True, exclude={"version"})
    if given.get("periods") is not None:
        given["periods"] = tuple(given["periods"])
    return _changed(
        leave_id, lambda request_fields: dataclasses.replace(request_fields, **given), sent.version
    )


def _changed(leave_id: str, altered: Callable[[LeaveFields], LeaveFields], version: int | None) -> LeaveOut:
    request = current_request()
    meant = version if version is not None else request.version
    return describe.leave(request, requests.change(request, LeaveId(leave_id), altered, version=meant))


@router.delete("/facultyunavailability/<leave_id>/", status_code=204, summary="Withdraw a request", tags=TAGS)
def delete(leave_id: LeavePath) -> Response[None]:
    """The same as withdrawing it: requests stay on record."""
    request = current_request()
    decide.withdraw(request, LeaveId(leave_id))
    return Response(204)


@router.get("/facultyunavailability/<leave_id>/plan/", summary="The plan as it would be committed", tags=TAGS)
def read_plan(
    leave_id: LeavePath,
    since: Annotated[
        int | None, Query(ge=0, description="a revision that you have seen: rows that differ are marked")
    ] = None,
) -> PlanOut:
    """For deciders with what else is on these dates: other requests, and who is away."""
    request = current_request()
    leave, plan = requests.planned(request, LeaveId(leave_id))
    known_consents = consents.read_all(request.records, plan)
    others = same_dates.leaves_on_same_dates(request, leave)
    mine = leave.faculty == request.caller.faculty
    return describe.plan(
        request, plan, same_dates=others, since=since, known_consents=known_consents, decides=not mine
    )


@router.get(
    "/facultyunavailability/<leave_id>/plan/options/", summary="What one class could come to", tags=TAGS
)
def read_options(
    leave_id: LeavePath,
    occupancy: Annotated[str, Query(max_length=64, description="of the row of the plan")],
    date: Annotated[dt.date, Query(description="of the row of the plan")],
) -> OptionList:
    """For deciders: every substitute, time and exchange that goes with the rest of the plan, and no class."""
    request = current_request()
    choices = edits.options(request, LeaveId(leave_id), occupancy=OccupancyId(occupancy), on=date)
    return describe.options(request, choices)


@router.patch(
    "/facultyunavailability/<leave_id>/plan/", summary="Choose what becomes of one class", tags=TAGS
)
def edit_plan(leave_id: LeavePath, body: Annotated[ChoiceIn, Body()]) -> PlanOut:
    """For deciders: the plan's next revision, with this row as they want it. The rows that differ from the
    revision seen are marked; what breaks a rule is refused."""
    request = current_request()
    plan = edits.choose(request, LeaveId(leave_id), bodies.choice(body))
    known_consents = consents.read_all(request.records, plan)
    return describe.plan(request, plan, since=body.plan_revision, known_consents=known_consents, decides=True)


@router.put("/facultyunavailability/<leave_id>/plan/", summary="Put a new plan on a request", tags=TAGS)
def store_plan(leave_id: LeavePath, body: Annotated[PlanIn, Body()]) -> PlanOut:
    request = current_request()
    stored = proposals.store(request, LeaveId(leave_id), bodies.proposal(body))
    return describe.plan(request, stored)


@router.post(
    "/facultyunavailability/<leave_id>/replan/", status_code=202, summary="Ask for a fresh plan", tags=TAGS
)
def replan(leave_id: LeavePath) -> Response[NothingOut]:
    requests.replan(current_request(), LeaveId(leave_id))
    return Response(202, "application/json", NothingOut())


@router.post("/facultyunavailability/<leave_id>/approve/", summary="Approve with the plan seen", tags=TAGS)
def approve(leave_id: LeavePath, body: Annotated[ApproveIn, Body()]) -> LeaveOut:
    """Commits exactly that plan, or the alternative named, in one transaction; another revision is refused
    with the present one."""
    request = current_request()
    leave = decide.approve(request, LeaveId(leave_id), body.plan_revision, alternative=body.alternative)
    return describe.leave(request, leave)


@router.post("/facultyunavailability/<leave_id>/reject/", summary="Reject, with a reason", tags=TAGS)
def reject(leave_id: LeavePath, body: Annotated[RejectIn, Body()]) -> LeaveOut:
    request = current_request()
    leave = decide.reject(request, LeaveId(leave_id), body.note)
    return describe.leave(request, leave)


@router.post("/facultyunavailability/<leave_id>/withdraw/", summary="Take a request back", tags=TAGS)
def withdraw(leave_id: LeavePath) -> LeaveOut:
    """Frees the periods and takes the adjustments back, or says exactly what stands in the way."""
    request = current_request()
    leave = decide.withdraw(request, LeaveId(leave_id))
    return describe.leave(request, leave)


@router.post(
    "/facultyunavailability/<leave_id>/undo/", summary="Undo a decision that was just made", tags=TAGS
)
def undo_decision(leave_id: LeavePath) -> LeaveOut:
    """Within the institute's `undo_within` minutes: the request waits again and the timetable is exactly as
    it was, or `in_the_way` lists all that has been built on the decision since."""
    request = current_request()
    return describe.leave(request, undo.undo(request, LeaveId(leave_id)))
