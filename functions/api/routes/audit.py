"""Routes of audit events, and of the service tokens of programs."""

import datetime as dt
from collections.abc import Sequence
from typing import Annotated, Any, Literal

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Body, Path, Query
from aws_lambda_powertools.event_handler.router import APIGatewayHttpRouter
from pydantic import BaseModel, Field

from functions.api.answers import describe
from functions.api.request import current_request
from functions.api.shapes.base import In
from functions.api.shapes.resources import Name
from functions.services.college import audits
from functions.services.identity import tokens
from functions.services.identity.tokens import Issued
from functions.services.ports import FACULTY, SERVICE_TOKEN, AuditEvent, ServiceToken
from timetable.errors import Malformed
from timetable.model import UserId
from timetable.objects.listings import Stretch

router = APIGatewayHttpRouter()  # type: ignore[no-untyped-call]
Id = Annotated[str, Path(min_length=1, max_length=64)]
Text = Annotated[str | None, Query(min_length=1, max_length=64)]
Limit = Annotated[int, Query(ge=1, le=200)]
Cursor = Annotated[str | None, Query(max_length=1000)]
Order = Annotated[Literal["asc", "desc"], Query()]
Scope = Literal["read", "plans", "timetable"]


class AuditEventOut(BaseModel):
    id: str
    at: dt.datetime
    by: Annotated[str, Field(description="a user's id, or token:ID")]
    as_role: Annotated[str, Field(description="admin, hod, acting_hod, faculty, student or scheduler")]
    by_name: str
    action: str
    kind: str
    object: str
    object_name: Annotated[str, Field(description="what people call it; empty where it has no name")]
    department: str | None
    before: dict[str, Any] | None
    after: dict[str, Any] | None


class AuditEventList(BaseModel):
    results: list[AuditEventOut]
    next: str | None


@router.get("/auditevents/", summary="Who did what to which object", tags=["auditevents"])
def list_events(
    kind: Text = None,
    object: Text = None,
    by: Text = None,
    department: Text = None,
    action: Text = None,
    since: Annotated[dt.datetime | None, Query()] = None,
    until: Annotated[dt.datetime | None, Query()] = None,
    limit: Limit = 50,
    cursor: Cursor = None,
    order: Order = "desc",
) -> AuditEventList:
    """Newest first. `object` (with `kind`), `by` and `department` choose what is read; `action` filters it,
    so that a page may be short while `next` says that there is more."""
    for field, instant in (("since", since), ("until", until)):
        if instant is not None and instant.tzinfo is None:
            raise Malformed("Instants have an offset: 2026-11-24T06:00:00Z.", field=field)
    request = current_request()
    filters = {"kind": kind, "object": object, "by": by, "department": department, "action": action}
    page = audits.page(
        request, filters, since=since, until=until, limit=limit, after=cursor, descending=order == "desc"
    )
    return AuditEventList(results=_events(page.values), next=page.next)


@router.get("/auditevents/<id>/", summary="One audit event", tags=["auditevents"])
def read_event(id: Id) -> AuditEventOut:
    return _events([audits.read(current_request(), id)])[0]


def _events(events: Sequence[AuditEvent]) -> list[AuditEventOut]:
    people = describe.user_names(
        current_request(), [UserId(e.by) for e in events if not e.by.startswith("token:")]
    )
    return [
        AuditEventOut(
            **{f: getattr(e, f) for f in AuditEventOut.model_fields if not f.endswith("_name")},
            by_name=people.get(UserId(e.by), e.by),
            object_name=_name(e),
        )
        for e in events
    ]


def _name(event: AuditEvent) -> str:
    """The object's name, from its audited state: the object may have been deleted since."""
    request = current_request()
    body = event.after or event.before or {}
    name = body.get("name") or body.get("roll_number") or ""
    if event.kind == "leave" and body.get("faculty"):
        faculty = request.records.reference.get(FACULTY[body["faculty"]])
        name = f"{faculty.name if faculty else '?'}, {body.get('start_date', '')}"
    if event.kind == "user" and not name:
        name = describe.user_names(request, [UserId(event.object)]).get(UserId(event.object), "")
    return str(name)


class TokenIn(In):
    name: Name
    scopes: Annotated[list[Scope], Field(min_length=1, max_length=3)] = ["read", "plans", "timetable"]
    expires: Annotated[dt.datetime | None, Field(description="default: in a year")] = None


class TokenPatch(In):
    name: Name
    version: int | None = None


class RotateIn(In):
    overlap_hours: Annotated[int, Field(ge=0, le=168, description="how long the old secret works on")] = 24


class TokenOut(BaseModel):
    id: str
    version: int
    created_at: dt.datetime | None
    updated_at: dt.datetime | None
    name: str
    scopes: list[str]
    expires: dt.datetime
    active: bool
    secrets: Annotated[int, Field(description="how many secrets open the door at present")]
    secret: Annotated[str | None, Field(description="shown this once, where it was just made")] = None


class TokenList(BaseModel):
    results: list[TokenOut]
    next: str | None


@router.get("/servicetokens/", summary="The tokens of programs", tags=["servicetokens"])
def list_tokens(limit: Limit = 50, cursor: Cursor = None, order: Order = "asc") -> TokenList:
    request = current_request()
    tokens.check_may_list(request.caller)
    page = request.records.page(
        SERVICE_TOKEN, [Stretch(0, "")], limit=limit, after=cursor, descending=order == "desc"
    )
    return TokenList(results=[_token(t) for t in page.values], next=page.next)


@router.get("/servicetokens/<id>/", summary="One token", tags=["servicetokens"])
def read_token(id: Id) -> TokenOut:
    return _token(tokens.readable_token(current_request(), id))


@router.post("/servicetokens/", status_code=201, summary="A token for a program", tags=["servicetokens"])
def create_token(body: Annotated[TokenIn, Body()]) -> Response[TokenOut]:
    """The secret is in this answer and nowhere else. The Idempotency-Key is not for this route: an answer
    that is kept would keep the secret."""
    if body.expires is not None and body.expires.tzinfo is None:
        raise Malformed("Instants have an offset: 2026-11-24T06:00:00Z.", field="expires")
    request = current_request()
    made = tokens.create(request, body.name, scopes=tuple(dict.fromkeys(body.scopes)), expires=body.expires)
    return Response(201, "application/json", _issued(made))


@router.post("/servicetokens/<id>/rotate/", summary="A new secret for a token", tags=["servicetokens"])
def rotate_token(id: Id, body: Annotated[RotateIn, Body()]) -> TokenOut:
    """The old secret works on for `overlap_hours`, so that a program can change over without a break."""
    request = current_request()
    overlap = dt.timedelta(hours=body.overlap_hours)
    return _issued(tokens.rotate(request, id, overlap=overlap, version=request.version))


@router.patch("/servicetokens/<id>/", summary="Rename a token", tags=["servicetokens"])
def rename_token(id: Id, body: Annotated[TokenPatch, Body()]) -> TokenOut:
    request = current_request()
    version = body.version if body.version is not None else request.version
    return _token(tokens.rename(request, id, body.name, version=version))


@router.delete("/servicetokens/<id>/", status_code=204, summary="Revoke a token", tags=["servicetokens"])
def revoke_token(id: Id) -> Response[None]:
    request = current_request()
    tokens.revoke(request, id, request.version)
    return Response(204)


def _token(token: ServiceToken) -> TokenOut:
    usable = [s for s in token.secrets if s.expires > current_request().now]
    return TokenOut(
        **{
            f: getattr(token, f)
            for f in ("id", "version", "created_at", "updated_at", "name", "expires", "active")
        },
        scopes=list(token.scopes),
        secrets=len(usable),
    )


def _issued(issued: Issued) -> TokenOut:
    return _token(issued.token).model_copy(update={"secret": issued.secret})
