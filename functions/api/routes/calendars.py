"""Routes of calendars that people subscribe to: their links, and the file behind a link."""

import datetime as dt
from hashlib import sha256
from typing import Annotated

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Body, Path
from aws_lambda_powertools.event_handler.router import APIGatewayHttpRouter
from pydantic import BaseModel, Field

from functions import wiring
from functions.api.answers import calendar_entries
from functions.api.request import address, current_request
from functions.api.shapes.base import In
from functions.api.shapes.files import CALENDAR_RESPONSES
from functions.services.days import agendas, calendar_links
from functions.services.days.calendar_links import Opened
from functions.services.ports import SECTION, CalendarLink, Request
from timetable.model import SectionId

router = APIGatewayHttpRouter()  # type: ignore[no-untyped-call]
MEDIA_TYPE = "text/calendar; charset=utf-8"
_LAYOUT = 1  # part of the ETag: to be raised when the same events are written in another way


class CalendarLinkIn(In):
    section: Annotated[
        str | None, Field(min_length=1, max_length=64, description="default: the caller's own classes")
    ] = None


class CalendarLinkOut(BaseModel):
    id: Annotated[str, Field(description="`me`, or the section's id")]
    version: int
    created_at: dt.datetime | None
    updated_at: dt.datetime | None
    section: str | None
    section_name: str | None
    path: Annotated[
        str | None,
        Field(description="the address of the calendar below the API's; shown this once, where it was made"),
    ] = None


class CalendarLinkList(BaseModel):
    results: list[CalendarLinkOut]
    next: str | None


@router.get("/me/calendarlinks/", summary="My links to calendars", tags=["calendar"])
def list_links() -> CalendarLinkList:
    return CalendarLinkList(
        results=[_link(v) for v in calendar_links.own_links(current_request())], next=None
    )


@router.post(
    "/me/calendarlinks/", status_code=201, summary="A link to subscribe to a calendar", tags=["calendar"]
)
def create_link(body: Annotated[CalendarLinkIn, Body()]) -> Response[CalendarLinkOut]:
    """To the caller's own classes, or to a section's. There is one of each: a new one takes the place of the
    one before, which opens nothing from then on. The Idempotency-Key is not for this route: an answer that is
    kept would keep the secret."""
    request = current_request()
    section = SectionId(body.section) if body.section else None
    made = calendar_links.create(request, section)
    shown = _link(made.link).model_copy(update={"path": f"/calendar/{made.secret}.ics"})
    return Response(201, "application/json", shown)


@router.delete(
    "/me/calendarlinks/<id>/", status_code=204, summary="Revoke a link to a calendar", tags=["calendar"]
)
def revoke_link(id: Annotated[str, Path(min_length=1, max_length=64)]) -> Response[None]:
    request = current_request()
    calendar_links.revoke(request, id, request.version)
    return Response(204)


@router.get(
    "/calendar/<secret>.ics/",
    responses=CALENDAR_RESPONSES,
    openapi_extensions={"security": []},  # who has the address may read it
    summary="The calendar behind a link",
    tags=["calendar"],
)
def subscribed(secret: Annotated[str, Path(min_length=1, max_length=100)]) -> Response[str]:
    """iCalendar, for whoever holds the link: a month back, and on to the end of the term. The same as long as
    nothing changes: `If-None-Match` with the ETag is answered with 304."""
    now = wiring.now()
    opened = calendar_links.open_link(
        wiring.directory(), secret, address=address(router.current_event.raw_event), now=now
    )
    request = Request(opened.records, opened.reader, now, None)
    student = opened.reader.user.student if opened.reader.user and not opened.section else None
    agenda = agendas.agenda_of(opened.records, opened.resources, request.today, student=student)
    events = calendar_entries.events(request, agenda, _usual(opened))
    what = _name(opened), request.records.reference.institute.zone, agenda.since.year, events
    tag = f'W/"{sha256(repr((_LAYOUT, what)).encode()).hexdigest()[:32]}"'
    headers = {"ETag": tag, "Cache-Control": "private, max-age=300", "Vary": "Accept-Encoding"}
    if tag in [t.strip() for t in router.current_event.headers.get("if-none-match", "").split(",")]:
        return Response(304, MEDIA_TYPE, "", headers)
    from functions.api.answers.calendar_file import written  # half a second that no other request needs

    name, zone, first_year, _ = what
    file = written(name, events, zone=zone, first_year=first_year)
    return Response(200, MEDIA_TYPE, file, headers, compress=True)


def _usual(opened: Opened) -> list[str] | None:
    """The sections that the titles need not name."""
    if opened.section:
        return [opened.section.name]
    return [] if opened.reader.faculty else None


def _name(opened: Opened) -> str:
    user = opened.reader.user
    whose = opened.section.name if opened.section else user.name if user else ""
    return f"{whose} · {opened.records.reference.institute.name}"


def _link(link: CalendarLink) -> CalendarLinkOut:
    section = current_request().records.reference.get(SECTION[link.section]) if link.section else None
    return CalendarLinkOut(
        id=link.id,
        version=link.version,
        created_at=link.created_at,
        updated_at=link.updated_at,
        section=link.section,
        section_name=section.name if section else None,
    )
