"""Pages of a college's objects: those that the caller may read, by the filters that the lists serve."""

from collections.abc import Mapping
from typing import Any

from functions.services.identity.visibility import find_object, finder, may
from functions.services.ports import INSTITUTE, KINDS, OFFERING, STUDENT, Kind, Page, Records, Request
from timetable.access import Extent
from timetable.errors import NotAllowed
from timetable.model import DepartmentId
from timetable.objects import listings
from timetable.objects.relations import POINTED

_OWN = {"user": "id", "faculty": "faculty", "student": "student", "section": "section"}


def page(
    request: Request,
    kind: Kind[Any],
    filters: Mapping[str, Any],
    *,
    limit: int,
    after: str | None,
    descending: bool,
) -> Page[Any]:
    """The next objects in the list's own order; raises NotAllowed where the caller reads none of the kind."""
    readable = may(request, kind.name)
    if not readable:
        raise NotAllowed("This list is not for you.")
    if kind is INSTITUTE:
        return Page((request.reference.institute,))
    if readable.own and not readable.departments and not readable.all:
        return _own(request, kind, filters)
    wanted = {k: v for k, v in filters.items() if v is not None}
    if kind is OFFERING:
        wanted.setdefault("term", _present_term(request))
    for field in ("faculty", "section", "subject"):
        if field in wanted and (kind.name, field) in POINTED:
            return _pointed(request.records, kind, field, wanted, readable, limit, after, descending)
    return _listed(request.records, kind, wanted, readable, limit, after, descending)


def _present_term(request: Request) -> str:
    today = request.today
    return request.reference.calendar(today).term.id


def _own(request: Request, kind: Kind[Any], filters: Mapping[str, Any]) -> Page[Any]:
    id = getattr(request.caller.user, _OWN.get(kind.name, ""), None)
    value = find_object(request.records, kind[id or ""])
    fits = value is not None and all(v is None or getattr(value, k, v) == v for k, v in filters.items())
    return Page((value,) if fits else ())


def _pointed(
    records: Records,
    kind: Kind[Any],
    field: str,
    wanted: Mapping[str, Any],
    readable: Extent,
    limit: int,
    after: str | None,
    descending: bool,
) -> Page[Any]:
    rest = {k: v for k, v in wanted.items() if k != field}

    def fits(value: Any) -> bool:
        return readable.covers(value.department) and _fits(value, rest)

    to = KINDS[field][wanted[field]]
    return records.pointed(kind, to, limit=limit, after=after, descending=descending, fits=fits)


def _listed(
    records: Records,
    kind: Kind[Any],
    wanted: dict[str, Any],
    readable: Extent,
    limit: int,
    after: str | None,
    descending: bool,
) -> Page[Any]:
    within = wanted.pop("term", "") if kind is OFFERING else ""
    above = listings.with_parents(kind.name, wanted, finder(records))
    if above is None:
        return Page(())
    departments: list[DepartmentId] | None = None if readable.all else sorted(readable.departments)
    stretches, rest = listings.stretches(kind.name, above, departments, within=within)
    across = kind is STUDENT and not readable.all
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
