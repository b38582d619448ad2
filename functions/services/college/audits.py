"""Audit events: who did what to which object; for admins, and for HODs those of their department."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from functions.services.identity.visibility import may
from functions.services.ports import AUDIT_EVENT, AuditEvent, Page, Request
from timetable.errors import Malformed, NotAllowed, NotFound
from timetable.model import DepartmentId
from timetable.objects.listings import Stretch, places


def page(
    request: Request,
    filters: Mapping[str, Any],
    *,
    since: datetime | None,
    until: datetime | None,
    limit: int,
    after: str | None,
    descending: bool,
) -> Page[AuditEvent]:
    """A page of audit events by time. The filters are fields of an event; `object` needs `kind` beside it."""
    readable = may(request, "auditevent")
    if not readable:
        raise NotAllowed("This list is not for you.")
    wanted = {k: v for k, v in filters.items() if v is not None}
    if "object" in wanted and "kind" not in wanted:
        raise Malformed("Say of which kind the object is, too: kind=leave&object=...", field="kind")
    first, last = _instant(since), _instant(until, later=True)
    departments = None if readable.all else readable.departments

    def fits(event: AuditEvent) -> bool:
        seen = departments is None or event.department in departments
        return seen and all(getattr(event, k) == v for k, v in wanted.items())

    lists = [s._replace(first=first, last=last) for s in _stretches(wanted, departments)]
    return request.records.page(
        AUDIT_EVENT, lists, limit=limit, after=after, descending=descending, fits=fits
    )


def _stretches(wanted: Mapping[str, Any], departments: frozenset[Any] | None) -> list[Stretch]:
    """The shortest list of events that has all that fit, within the departments that the caller may read."""
    if "object" in wanted:
        return [Stretch(2, places(wanted["kind"], wanted["object"]))]
    if "by" in wanted:
        return [Stretch(3, wanted["by"])]
    if departments is None and "department" not in wanted:
        return [Stretch(0, "")]
    asked = {wanted["department"]} if "department" in wanted else set(departments or ())
    return [Stretch(1, d) for d in sorted(asked if departments is None else asked & departments)]


def _instant(at: datetime | None, *, later: bool = False) -> str:
    """Where an instant, or its end if `later`, stands among the ids of events, which begin with
    milliseconds."""
    if at is None:
        return ""
    return f"{max(int(at.timestamp() * 1000), 0):013}" + ("~" if later else "")


def read(request: Request, id: str) -> AuditEvent:
    """The audit event, if the caller may read it; raises NotFound."""
    readable = may(request, "auditevent")
    (event,) = request.records.fetch(AUDIT_EVENT[id])
    if event is None or not readable.covers(DepartmentId(event.department) if event.department else None):
        raise NotFound("audit event")
    return event
