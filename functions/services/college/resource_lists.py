"""Pages of a college's objects: those that the caller may read, by the filters that the lists serve."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from functions.services.identity.visibility import look, may
from functions.services.ports import Page, Records, Ref
from timetable import calendar as calendars
from timetable.access import Caller, Extent
from timetable.errors import NotAllowed
from timetable.model import DepartmentId
from timetable.objects import listings
from timetable.objects.relations import POINTED

_OWN = {"user": "id", "faculty": "faculty", "student": "student", "section": "section"}


def page(
    records: Records,
    by: Caller,
    kind: str,
    filters: Mapping[str, Any],
    *,
    limit: int,
    after: str | None,
    descending: bool,
    now: datetime,
) -> Page:
    """The next objects in the list's own order; raises NotAllowed where the caller reads none of the kind."""
    readable = may(records, by, kind, now)
    if not readable:
        raise NotAllowed("This list is not for you.")
    if kind == "institute":
        return Page((records.reference.institute,))
    if readable.own and not readable.departments and not readable.all:
        return _own(records, by, kind, filters)
    wanted = {k: v for k, v in filters.items() if v is not None}
    if kind == "offering":
        wanted.setdefault("term", _present_term(records, now))
    for field in ("faculty", "section", "subject"):
        if field in wanted and (kind, field) in POINTED:
            return _pointed(records, kind, field, wanted, readable, limit, after, descending)
    return _listed(records, kind, wanted, readable, limit, after, descending)


def _present_term(records: Records, now: datetime) -> str:
    today = calendars.today(records.reference.institute.zone, now)
    return records.reference.calendar(today).term.id


def _own(records: Records, by: Caller, kind: str, filters: Mapping[str, Any]) -> Page:
    id = getattr(by.user, _OWN.get(kind, ""), None)
    found = look(records, kind, id) if id else None
    fits = found is not None and all(v is None or getattr(found, k, v) == v for k, v in filters.items())
    return Page((found,) if fits else ())


def _pointed(
    records: Records,
    kind: str,
    field: str,
    wanted: Mapping[str, Any],
    readable: Extent,
    limit: int,
    after: str | None,
    descending: bool,
) -> Page:
    rest = {k: v for k, v in wanted.items() if k != field}

    def fits(value: Any) -> bool:
        return readable.covers(value.department) and _fits(value, rest)

    to = Ref(field, wanted[field])
    return records.pointed(kind, to, limit=limit, after=after, descending=descending, fits=fits)


def _listed(
    records: Records,
    kind: str,
    wanted: dict[str, Any],
    readable: Extent,
    limit: int,
    after: str | None,
    descending: bool,
) -> Page:
    within = wanted.pop("term", "") if kind == "offering" else ""
    above = listings.with_parents(kind, wanted, lambda k, i: look(records, k, i))
    if above is None:
        return Page(())
    departments: list[DepartmentId] | None = None if readable.all else sorted(readable.departments)
    stretches, rest = listings.stretches(kind, above, departments, within)
    across = kind == "student" and not readable.all
    return records.page(
        kind,
        stretches,
        limit=limit,
        after=after,
        descending=descending,
        fits=(lambda value: _fits(value, rest) and _readable(readable, value)) if rest or across else None,
    )


def _readable(readable: Extent, value: Any) -> bool:
    """A stretch that goes across departments holds what the caller may not read."""
    return readable.all or readable.covers(value.department)


def _fits(value: Any, wanted: Mapping[str, Any]) -> bool:
    return all(
        getattr(value, field) >= asked if field == "capacity" else _is(getattr(value, field), asked)
        for field, asked in wanted.items()
    )


def _is(held: Any, asked: Any) -> bool:
    return asked in held if isinstance(held, tuple) else held == asked
