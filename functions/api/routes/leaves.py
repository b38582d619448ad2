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
from functions.api.request import desk
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
from functions.api.shapes.planned import ChoiceIn, PlanIn
from functions.api.shapes.plans import OptionList, PlanOut
from functions.api.shapes.resource_shapes import LEAVE_PATCH
from functions.services.leave import consents, decide, lists, requests, same_dates, undo
from functions.services.leave.requests import Wish
from functions.services.plans import edits, proposals
from timetable.day import SeenClass, State
from timetable.model import FacultyId, FacultyUnavailability, LeaveId, OccupancyId, UserId

router = APIGatewayHttpRouter()  # type: ignore[no-untyped-call]
TAGS = ["leave"]
Expand = Annotated[str | None, Query(max_length=200, description="related objects to nest: faculty")]
LeavePath = Annotated[str, Path(description="the request's id")]


@router.post("/facultyunavailability/preview/", summary="What a leave would do", tags=TAGS)
def preview(body: Annotated[LeaveIn, Body()]) -> PreviewOut:
    """Checks the request as asking for it does, and names the classes affected. Nothing is stored."""
    seen = requests.preview(desk().records, desk().caller, bodies.wish(body), desk().now)
    names = Names(desk(), seen.classes)
    dates = dict.fromkeys(on for on, _ in seen.away)
    return PreviewOut(
        start_date=seen.leave.start_date,
        end_date=seen.leave.end_date,
        periods=list(seen.leave.periods) if seen.leave.periods is not None else None,
        half=seen.leave.half,
        kind=seen.leave.kind,
        kind_name=describe.kind_name(desk(), seen.leave.kind),
        reason=seen.leave.reason,
        blocked=[BlockedOut(date=d, periods=[s.period for on, s in seen.away if on == d]) for d in dates],
        classes=[names.class_(SeenClass(c, State.PLANNED)) for c in seen.classes],
        deciders=describe.decider_names(desk(), seen.leave.department, UserId(desk().caller.id)),
    )


@router.post("/facultyunavailability/", status_code=201, summary="Ask for leave", tags=TAGS)
def ask(body: Annotated[LeaveIn, Body()]) -> Response[LeaveOut]:
    leave = requests.ask(desk().records, desk().caller, bodies.wish(body), desk().once, desk().now)
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
) -> LeaveList:
    here = desk()
    if scope == "all":
        page = lists.page(
            here.records, here.caller, status, department, faculty,
            limit=limit, after=cursor, descending=order == "desc", now=here.now,
        )  # fmt: skip
        return LeaveList(results=_shown(page.values, expand), next=page.next)
    if scope == "to_decide":
        page = lists.to_decide(
            here.records, here.caller, status or "pending",
            limit=limit, after=cursor, descending=order == "desc", now=here.now,
        )  # fmt: skip
        return LeaveList(results=_shown(page.values, expand), next=page.next)
    mine = lists.own(here.records, here.caller)
    found = [leave for leave in mine if status in (None, leave.status)]
    return LeaveList(results=_shown(found, expand))


@router.get("/facultyunavailability/balance/", summary="What is left of each kind of leave", tags=TAGS)
def balance(
    faculty: Annotated[str | None, Query(max_length=64, description="default: the caller")] = None,
    date: Annotated[dt.date | None, Query(description="any date of the leave year; default: today")] = None,
) -> BalanceList:
    found = lists.balance(
        desk().records, desk().caller, FacultyId(faculty) if faculty else None, date, desk().now
    )
    return BalanceList(results=[describe.balance(b) for b in found])


@router.get("/facultyunavailability/<leave_id>/", summary="One request", tags=TAGS)
def read(leave_id: LeavePath, expand: Expand = None) -> LeaveOut:
    leave, _ = requests.one(desk().records, desk().caller, LeaveId(leave_id), desk().now)
    return _shown([leave], expand)[0]


def _shown(found: Sequence[FacultyUnavailability], expand: str | None) -> list[LeaveOut]:
    shown = describe.leaves(desk(), found)
    if expand is None:
        return shown
    rows = expanded(desk(), "leave", found, [s.model_dump() for s in shown], expand)
    return [LeaveOut(**row) for row in rows]


@router.put("/facultyunavailability/<leave_id>/", summary="Replace my pending request", tags=TAGS)
def replace(leave_id: LeavePath, body: Annotated[LeavePut, Body()]) -> LeaveOut:
    wish = bodies.wish(body)
    return _changed(leave_id, lambda _: wish, body.version)


@router.patch("/facultyunavailability/<leave_id>/", summary="Change my pending request", tags=TAGS)
def update(leave_id: LeavePath, body: Annotated[LEAVE_PATCH, Body()]) -> LeaveOut:  # type: ignore[valid-type]
    """Only the fields that are sent change; the plan begins anew."""
    sent: Any = body
    given = sent.model_dump(exclude_unset=True, exclude={"version"})
    if given.get("periods") is not None:
        given["periods"] = tuple(given["periods"])
    return _changed(leave_id, lambda wish: dataclasses.replace(wish, **given), sent.version)


def _changed(leave_id: str, altered: Callable[[Wish], Wish], version: int | None) -> LeaveOut:
    here = desk()
    meant = version if version is not None else here.version
    return describe.leave(
        here, requests.change(here.records, here.caller, LeaveId(leave_id), altered, meant, here.now)
    )


@router.delete("/facultyunavailability/<leave_id>/", status_code=204, summary="Withdraw a request", tags=TAGS)
def delete(leave_id: LeavePath) -> Response[None]:
    """The same as withdrawing it: requests stay on record."""
    here = desk()
    decide.withdraw(here.records, here.caller, LeaveId(leave_id), None, here.now)
    return Response(204)


@router.get("/facultyunavailability/<leave_id>/plan/", summary="The plan as it would be committed", tags=TAGS)
def read_plan(
    leave_id: LeavePath,
    since: Annotated[
        int | None, Query(ge=0, description="a revision that you have seen: rows that differ are marked")
    ] = None,
) -> PlanOut:
    """For deciders with what else is on these dates: other requests, and who is away."""
    here = desk()
    leave, plan = requests.planned(here.records, here.caller, LeaveId(leave_id), here.now)
    asks = consents.known(here.records, plan)
    others = same_dates.of(here.records, here.caller, leave, here.now)
    mine = leave.faculty == here.caller.faculty
    return describe.plan(here, plan, others, since, asks, decides=not mine)


@router.get(
    "/facultyunavailability/<leave_id>/plan/options/", summary="What one class could come to", tags=TAGS
)
def read_options(
    leave_id: LeavePath,
    occupancy: Annotated[str, Query(max_length=64, description="of the row of the plan")],
    date: Annotated[dt.date, Query(description="of the row of the plan")],
) -> OptionList:
    """For deciders: every substitute, time and exchange that goes with the rest of the plan, and no class."""
    here = desk()
    found = edits.options(
        here.records, here.caller, LeaveId(leave_id), OccupancyId(occupancy), date, here.now
    )
    return describe.options(here, found)


@router.patch(
    "/facultyunavailability/<leave_id>/plan/", summary="Choose what becomes of one class", tags=TAGS
)
def edit_plan(leave_id: LeavePath, body: Annotated[ChoiceIn, Body()]) -> PlanOut:
    """For deciders: the plan's next revision, with this row as they want it. The rows that differ from the
    revision seen are marked; what breaks a rule is refused."""
    here = desk()
    plan = edits.choose(here.records, here.caller, LeaveId(leave_id), bodies.wanted(body), here.now)
    asks = consents.known(here.records, plan)
    return describe.plan(here, plan, since=body.plan_revision, asks=asks, decides=True)


@router.put("/facultyunavailability/<leave_id>/plan/", summary="Put a new plan on a request", tags=TAGS)
def store_plan(leave_id: LeavePath, body: Annotated[PlanIn, Body()]) -> PlanOut:
    stored = proposals.store(
        desk().records, desk().caller, LeaveId(leave_id), bodies.proposal(body), desk().now
    )
    return describe.plan(desk(), stored)


@router.post(
    "/facultyunavailability/<leave_id>/replan/", status_code=202, summary="Ask for a fresh plan", tags=TAGS
)
def replan(leave_id: LeavePath) -> Response[NothingOut]:
    requests.replan(desk().records, desk().caller, LeaveId(leave_id), desk().now)
    return Response(202, "application/json", NothingOut())


@router.post("/facultyunavailability/<leave_id>/approve/", summary="Approve with the plan seen", tags=TAGS)
def approve(leave_id: LeavePath, body: Annotated[ApproveIn, Body()]) -> LeaveOut:
    """Commits exactly that plan, or the alternative named, in one transaction; another revision is refused
    with the present one."""
    here = desk()
    leave = decide.approve(
        here.records, here.caller, LeaveId(leave_id), body.plan_revision, here.once, here.now,
        alternative=body.alternative,
    )  # fmt: skip
    return describe.leave(here, leave)


@router.post("/facultyunavailability/<leave_id>/reject/", summary="Reject, with a reason", tags=TAGS)
def reject(leave_id: LeavePath, body: Annotated[RejectIn, Body()]) -> LeaveOut:
    here = desk()
    leave = decide.reject(here.records, here.caller, LeaveId(leave_id), body.note, here.once, here.now)
    return describe.leave(here, leave)


@router.post("/facultyunavailability/<leave_id>/withdraw/", summary="Take a request back", tags=TAGS)
def withdraw(leave_id: LeavePath) -> LeaveOut:
    """Frees the periods and takes the adjustments back, or says exactly what stands in the way."""
    here = desk()
    leave = decide.withdraw(here.records, here.caller, LeaveId(leave_id), here.once, here.now)
    return describe.leave(here, leave)


@router.post(
    "/facultyunavailability/<leave_id>/undo/", summary="Undo a decision that was just made", tags=TAGS
)
def undo_decision(leave_id: LeavePath) -> LeaveOut:
    """Within the institute's `undo_within` minutes: the request waits again and the timetable is exactly as
    it was, or `in_the_way` lists all that has been built on the decision since."""
    here = desk()
    return describe.leave(here, undo.undo(here.records, here.caller, LeaveId(leave_id), here.once, here.now))
