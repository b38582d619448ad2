"""Routes of look-ups: the days of anybody, the present class, and a search for names."""

from datetime import date, timedelta
from typing import Annotated, Literal

from aws_lambda_powertools.event_handler.openapi.params import Query
from aws_lambda_powertools.event_handler.router import APIGatewayHttpRouter

from functions.api.answers import describe
from functions.api.request import current_request
from functions.api.shapes.days import ClassOut, DaysOut, MatchList, MatchOut, PresentOut
from functions.services.days import day_views
from functions.services.days.day_views import DayView
from functions.services.ports import KINDS
from timetable import naming
from timetable.errors import Malformed
from timetable.naming import Named

router = APIGatewayHttpRouter()  # type: ignore[no-untyped-call]
TAGS = ["looking around"]
MAX_DAYS = 31
_KINDS: tuple[Literal["section", "faculty", "infra"], ...] = ("section", "faculty", "infra")
Id = Annotated[str | None, Query(min_length=1, max_length=64)]


@router.get("/days/", summary="Days of a section, a teacher or a room, as they will really happen", tags=TAGS)
def days(
    section: Id = None,
    faculty: Id = None,
    room: Id = None,
    date: Annotated[date | None, Query(description="the first; default: today")] = None,
    days: Annotated[int, Query(ge=1, le=MAX_DAYS)] = 1,
    week: Annotated[bool, Query(description="from the Monday before the date")] = False,
) -> DaysOut:
    """Of one of them; without, the caller's own."""
    request = current_request()
    filters = [(k, id) for k, id in zip(_KINDS, (section, faculty, room), strict=True) if id]
    if len(filters) > 1:
        raise Malformed("Ask for one of section, faculty, room.", field="section")
    first = date or request.today
    if week:
        first -= timedelta(days=first.isoweekday() - 1)
    if not filters:
        user, mine = request.caller.user, day_views.own(request.caller)
        assert user is not None, "own() refuses programs"
        whose = day_views.Whose("me", user.id, user.name, mine)
    else:
        whose = day_views.whose(request.records, *filters[0])
    seen = day_views.days_of(request, whose, first=first, count=days)
    return DaysOut(kind=whose.kind, id=whose.id, name=whose.name, days=describe.days(request, seen))  # type: ignore[arg-type]


@router.get("/me/now/", summary="What I am in, and what comes next", tags=TAGS)
def now() -> PresentOut:
    present = day_views.present(current_request())
    return PresentOut(
        date=present.at.date(),
        time=f"{present.at:%H:%M}",
        now=_classes(present.now),
        next=_classes(present.next),
    )


@router.get("/search/", summary="What is called like this", tags=TAGS)
def search(
    q: Annotated[str, Query(min_length=1, max_length=100, description="a name, as people type it")],
    kind: Annotated[Literal["section", "faculty", "infra", "department"] | None, Query()] = None,
    limit: Annotated[int, Query(ge=1, le=50)] = 8,
) -> MatchList:
    """Sections, teachers and rooms (departments when asked for) by name, the likeliest first; an exact name
    alone."""
    reference = current_request().records.reference
    kinds: list[str] = [kind] if kind else list(_KINDS)
    known = [Named(k, v.id, v.name) for k in kinds for v in reference.all(KINDS[k])]
    matches = naming.matches(q, known)[:limit]
    return MatchList(
        results=[
            MatchOut(kind=m.named.kind, id=m.named.id, name=m.named.name, score=m.score)  # type: ignore[arg-type]
            for m in matches
        ]
    )


def _classes(view: DayView | None) -> list[ClassOut]:
    return describe.day(current_request(), view).classes if view else []
