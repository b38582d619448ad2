"""Pages of a college's objects that the caller may read, by the filters that the lists have."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from functions.services.identity.visibility import find_object, finder, may
from functions.services.ports import INSTITUTE, KINDS, OFFERING, STUDENT, Kind, Page, Records, Request
from timetable.access import Extent
from timetable.errors import NotAllowed
from timetable.model import DepartmentId
from timetable.objects import listings
from timetable.objects.relations import POINTED

_OWN = {"user": "id", "faculty": "faculty", "student": "student", "section": "section"}


@dataclass(frozen=True, slots=True)
class _Position:
    """Which part of a list is asked for: how many objects, after which cursor, in which direction."""

    limit: int
    after: str | None
    descending: bool


def page(
    request: Request,
    kind: Kind[Any],
    filters: Mapping[str, Any],
    *,
    limit: int,
    after: str | None,
    descending: bool,
) -> Page[Any]:
    """The next objects in the list's own order; raises NotAllowed if the caller may read none of the kind."""
    readable = may(request, kind.name)
    if not readable:
        raise NotAllowed("This list is not for you.")
    if kind is INSTITUTE:
        return Page((request.reference.institute,))
    if readable.own and not readable.departments and not readable.all:
        return _own(request, kind, filters)
    position = _Position(limit, after, descending)
    wanted = {k: v for k, v in filters.items() if v is not None}
    if kind is OFFERING:
        wanted.setdefault("term", _present_term(request))
    for field in ("faculty", "section", "subject"):
        if field in wanted and (kind.name, field) in POINTED:
            return _pointed(request.records, kind, field, wanted=wanted, readable=readable, position=position)
    return _listed(request.records, kind, wanted, readable=readable, position=position)


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
    *,
    wanted: Mapping[str, Any],
    readable: Extent,
    position: _Position,
) -> Page[Any]:
    """A page of the objects that refer to another one by this field."""
    rest = {k: v for k, v in wanted.items() if k != field}

    def fits(value: Any) -> bool:
        return readable.covers(value.department) and _fits(value, rest)

    to = KINDS[field][wanted[field]]
    return records.pointed(
        kind, to, limit=position.limit, after=position.after, descending=position.descending, fits=fits
    )


def _listed(
    records: Records,
    kind: Kind[Any],
    wanted: dict[str, Any],
    *,
    readable: Extent,
    position: _Position,
) -> Page[Any]:
    """A page of the objects in the lists that have those with these fields."""
    within = wanted.pop("term", "") if kind is OFFERING else ""
    above = listings.with_parents(kind.name, wanted, finder(records))
    if above is None:
        return Page(())
    departments: list[DepartmentId] | None = None if readable.all else sorted(readable.departments)
    stretches, rest = listings.stretches(kind.name, above, departments, within=within)
    across = kind is STUDENT and not readable.all  # their lists go across departments

    def fits(value: Any) -> bool:
        return _fits(value, rest) and (readable.all or readable.covers(value.department))

    return records.page(
        kind,
        stretches,
        limit=position.limit,
        after=position.after,
        descending=position.descending,
        fits=fits if rest or across else None,
    )


def _fits(value: Any, wanted: Mapping[str, Any]) -> bool:
    return all(
        getattr(value, field) >= asked if field == "capacity" else _is(getattr(value, field), asked)
        for field, asked in wanted.items()
    )


def _is(value: Any, asked: Any) -> bool:
    return asked in value if isinstance(value, tuple) else value == asked
