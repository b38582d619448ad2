"""?expand=course.subjects: related objects in the place of their ids, as far as the caller may read them."""

from collections.abc import Sequence
from typing import Any

from functions.api.answers.resource_values import shown
from functions.services.college import resource_lists
from functions.services.identity import visibility
from functions.services.ports import KINDS, USER, Request
from timetable.access import department_of, is_own
from timetable.errors import Malformed, NotAllowed
from timetable.objects.relations import reference_field

_DEEPEST = 3
_MOST_PATHS = 6
_MOST_NESTED = 200
_OF = {
    ("department", "courses"): ("course", "department"),
    ("department", "faculty"): ("faculty", "department"),
    ("department", "rooms"): ("infra", "department"),
    ("course", "subjects"): ("subject", "course"),
    ("course", "sections"): ("section", "course"),
    ("section", "students"): ("student", "section"),
    ("term", "offerings"): ("offering", "term"),
}
"""the lists that can be nested: the objects of a kind that refer to this one"""


def expanded(
    request: Request, kind: str, values: Sequence[Any], rows: list[dict[str, Any]], paths: str | None
) -> list[dict[str, Any]]:
    """The rows with what the comma-separated paths name nested in them; raises Malformed for others."""
    asked = [p.split(".") for p in (paths or "").split(",") if p]
    if len(asked) > _MOST_PATHS or any(len(p) > _DEEPEST for p in asked):
        raise Malformed(
            f"Expand at most {_MOST_PATHS} paths, each of at most {_DEEPEST} steps.", field="expand"
        )
    for path in asked:
        _nest(request, kind, values, rows, path)
    return rows


def _nest(
    request: Request, kind: str, values: Sequence[Any], rows: list[dict[str, Any]], path: Sequence[str]
) -> None:
    if not path or not values:
        return
    field, *rest = path
    to = reference_field(KINDS[kind].type, field)
    if to is not None:
        _forward(request, to, field, values, rows, rest)
    elif (kind, field) in _OF:
        _backward(request, kind, field, values, rows, rest)
    else:
        raise Malformed(f"{kind} has nothing called {field!r} to expand.", field="expand")


def _forward(
    request: Request,
    to: str,
    field: str,
    values: Sequence[Any],
    rows: list[dict[str, Any]],
    rest: Sequence[str],
) -> None:
    ids = dict.fromkeys(i for v in values for i in _ids(getattr(v, field)))
    found = _readable(request, to, list(ids))
    nested = shown(request, to, found)
    _nest(request, to, found, nested, rest)
    by_id = {n["id"]: n for n in nested}
    for value, row in zip(values, rows, strict=True):
        held = getattr(value, field)
        if isinstance(held, tuple):
            row[field] = [by_id.get(i, i) for i in held]
        elif held is not None:
            # an earlier path may have nested more in the same place
            here = row[field] if isinstance(row[field], dict) else {}
            row[field] = {**here, **by_id[held]} if held in by_id else held


def _backward(
    request: Request,
    kind: str,
    field: str,
    values: Sequence[Any],
    rows: list[dict[str, Any]],
    rest: Sequence[str],
) -> None:
    of, by = _OF[kind, field]
    for value, row in zip(values, rows, strict=True):
        try:
            page = resource_lists.page(
                request, KINDS[of], {by: value.id}, limit=_MOST_NESTED, after=None, descending=False
            )
        except NotAllowed:
            row[field] = []
            continue
        nested = shown(request, of, page.values)
        _nest(request, of, page.values, nested, rest)
        row[field] = nested


def _readable(request: Request, kind: str, ids: list[str]) -> list[Any]:
    may = visibility.may(request, kind)
    if kind == USER.name:
        values: list[Any] = [u for u in request.records.fetch(*(USER[i] for i in ids)) if u] if ids else []
    else:
        values = list(request.reference.many(KINDS[kind], ids).values())
    return [v for v in values if may.covers(department_of(v), own=is_own(request.caller, v))]


def _ids(held: Any) -> tuple[str, ...]:
    return held if isinstance(held, tuple) else (held,) if held is not None else ()
