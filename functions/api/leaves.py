"""Routes of leave requests: asking, looking, deciding; and the plan that repairs the timetable."""

import dataclasses
import datetime as dt
from collections.abc import Callable, Sequence
from typing import Annotated, Any, Literal

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Body, Path, Query
from aws_lambda_powertools.event_handler.router import APIGatewayHttpRouter

from functions.api import bodies, describe, shapes
from functions.api.desk import desk
from functions.api.expanding import expanded
from functions.api.names import Names
from functions.api.resource_shapes import LEAVE_PATCH
from functions.services import beside, decide, leave_lists, leaves, plans
from functions.services.leaves import Wish
from timetable.day import SeenClass, State
from timetable.model import FacultyId, FacultyUnavailability, LeaveId, UserId

router = APIGatewayHttpRouter()  # type: ignore[no-untyped-call]
TAGS = ["leave"]
Expand = Annotated[str | None, Query(max_length=200, description="related objects to nest: faculty")]
LeavePath = Annotated[str, Path(description="the request's id")]


@router.post("/facultyunavailability/preview/", summary="What a leave would do", tags=TAGS)
def preview(body: Annotated[shapes.LeaveIn, Body()]) -> shapes.PreviewOut:
    """Checks the request as asking for it does, and names the classes affected. Nothing is stored."""
    seen = leaves.preview(desk().records, desk().caller, bodies.wish(body), desk().now)
    names = Names(desk(), seen.classes)
    dates = dict.fromkeys(on for on, _ in seen.away)
    return shapes.PreviewOut(
        start_date=seen.leave.start_date,
        end_date=seen.leave.end_date,
        periods=list(seen.leave.periods) if seen.leave.periods is not None else None,
        half=seen.leave.half,
        kind=seen.leave.kind,
        kind_name=describe.kind_name(desk(), seen.leave.kind),
        reason=seen.leave.reason,
        blocked=[
            shapes.BlockedOut(date=d, periods=[s.period for on, s in seen.away if on == d]) for d in dates
        ],
        classes=[names.class_(SeenClass(c, State.PLANNED)) for c in seen.classes],
        deciders=describe.decider_names(desk(), seen.leave.department, UserId(desk().caller.id)),
    )


@router.post("/facultyunavailability/", summary="Ask for leave", tags=TAGS)
def ask(body: Annotated[shapes.LeaveIn, Body()]) -> Response[shapes.LeaveOut]:
    leave = leaves.ask(desk().records, desk().caller, bodies.wish(body), desk().once, desk().now)
    return Response(201, "application/json", describe.leave(desk(), leave))


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
) -> shapes.LeaveList:
    here = desk()
    if scope == "all":
        page = leave_lists.page(
            here.records, here.caller, status, department, faculty,
            limit=limit, after=cursor, descending=order == "desc", now=here.now,
        )  # fmt: skip
        return shapes.LeaveList(results=_shown(page.values, expand), next=page.next)
    if scope == "to_decide":
        page = leave_lists.to_decide(
            here.records, here.caller, status or "pending",
            limit=limit, after=cursor, descending=order == "desc", now=here.now,
        )  # fmt: skip
        return shapes.LeaveList(results=_shown(page.values, expand), next=page.next)
    mine = leave_lists.own(here.records, here.caller)
    found = [leave for leave in mine if status in (None, leave.status)]
    return shapes.LeaveList(results=_shown(found, expand))


@router.get("/facultyunavailability/balance/", summary="What is left of each kind of leave", tags=TAGS)
def balance(
    faculty: Annotated[str | None, Query(max_length=64, description="default: the caller")] = None,
    date: Annotated[dt.date | None, Query(description="any date of the leave year; default: today")] = None,
) -> shapes.BalanceList:
    found = leave_lists.balance(
        desk().records, desk().caller, FacultyId(faculty) if faculty else None, date, desk().now
    )
    return shapes.BalanceList(results=[describe.balance(b) for b in found])


@router.get("/facultyunavailability/<leave_id>/", summary="One request", tags=TAGS)
def read(leave_id: LeavePath, expand: Expand = None) -> shapes.LeaveOut:
    leave, _ = leaves.one(desk().records, desk().caller, LeaveId(leave_id), desk().now)
    return _shown([leave], expand)[0]


def _shown(found: Sequence[FacultyUnavailability], expand: str | None) -> list[shapes.LeaveOut]:
    shown = describe.leaves(desk(), found)
    if expand is None:
        return shown
    rows = expanded(desk(), "leave", found, [s.model_dump() for s in shown], expand)
    return [shapes.LeaveOut(**row) for row in rows]


@router.put("/facultyunavailability/<leave_id>/", summary="Replace my pending request", tags=TAGS)
def replace(leave_id: LeavePath, body: Annotated[shapes.LeavePut, Body()]) -> shapes.LeaveOut:
    wish = bodies.wish(body)
    return _changed(leave_id, lambda _: wish, body.version)


@router.patch("/facultyunavailability/<leave_id>/", summary="Change my pending request", tags=TAGS)
def update(leave_id: LeavePath, body: Annotated[LEAVE_PATCH, Body()]) -> shapes.LeaveOut:  # type: ignore[valid-type]
    """Only the fields that are sent change; the plan begins anew."""
    sent: Any = body
    given = sent.model_dump(exclude_unset=True, exclude={"version"})
    if given.get("periods") is not None:
        given["periods"] = tuple(given["periods"])
    return _changed(leave_id, lambda wish: dataclasses.replace(wish, **given), sent.version)


def _changed(leave_id: str, altered: Callable[[Wish], Wish], version: int | None) -> shapes.LeaveOut:
    here = desk()
    meant = version if version is not None else here.version
    return describe.leave(
        here, leaves.change(here.records, here.caller, LeaveId(leave_id), altered, meant, here.now)
    )


@router.delete("/facultyunavailability/<leave_id>/", summary="Withdraw a request", tags=TAGS)
def delete(leave_id: LeavePath) -> Response[None]:
    """The same as withdrawing it: requests stay on record."""
    here = desk()
    decide.withdraw(here.records, here.caller, LeaveId(leave_id), None, here.now)
    return Response(204)


@router.get("/facultyunavailability/<leave_id>/plan/", summary="The plan as it would be committed", tags=TAGS)
def read_plan(leave_id: LeavePath) -> shapes.PlanOut:
    """For deciders with what else is on these dates: other requests, and who is away."""
    here = desk()
    leave, plan = leaves.planned(here.records, here.caller, LeaveId(leave_id), here.now)
    return describe.plan(here, plan, beside.of(here.records, here.caller, leave, here.now))


@router.put("/facultyunavailability/<leave_id>/plan/", summary="Put a new plan on a request", tags=TAGS)
def store_plan(leave_id: LeavePath, body: Annotated[shapes.PlanIn, Body()]) -> shapes.PlanOut:
    stored = plans.store(desk().records, desk().caller, LeaveId(leave_id), bodies.proposal(body), desk().now)
    return describe.plan(desk(), stored)


@router.post("/facultyunavailability/<leave_id>/replan/", summary="Ask for a fresh plan", tags=TAGS)
def replan(leave_id: LeavePath) -> Response[shapes.NothingOut]:
    leaves.replan(desk().records, desk().caller, LeaveId(leave_id), desk().now)
    return Response(202, "application/json", shapes.NothingOut())


@router.post("/facultyunavailability/<leave_id>/approve/", summary="Approve with the plan seen", tags=TAGS)
def approve(leave_id: LeavePath, body: Annotated[shapes.ApproveIn, Body()]) -> shapes.LeaveOut:
    """Commits exactly that plan, or the alternative named, in one transaction; another revision is refused
    with the present one."""
    here = desk()
    leave = decide.approve(
        here.records, here.caller, LeaveId(leave_id), body.plan_revision, here.once, here.now,
        alternative=body.alternative,
    )  # fmt: skip
    return describe.leave(here, leave)


@router.post("/facultyunavailability/<leave_id>/reject/", summary="Reject, with a reason", tags=TAGS)
def reject(leave_id: LeavePath, body: Annotated[shapes.RejectIn, Body()]) -> shapes.LeaveOut:
    here = desk()
    leave = decide.reject(here.records, here.caller, LeaveId(leave_id), body.note, here.once, here.now)
    return describe.leave(here, leave)


@router.post("/facultyunavailability/<leave_id>/withdraw/", summary="Take a request back", tags=TAGS)
def withdraw(leave_id: LeavePath) -> shapes.LeaveOut:
    """Frees the periods and takes the adjustments back, or says exactly what stands in the way."""
    here = desk()
    leave = decide.withdraw(here.records, here.caller, LeaveId(leave_id), here.once, here.now)
    return describe.leave(here, leave)
