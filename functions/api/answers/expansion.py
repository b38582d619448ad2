"""?expand=course.subjects: related objects in the place of their ids, as far as the caller may read them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from functions.api.answers.resource_values import shown
from functions.services.college import resource_lists
from functions.services.identity import visibility
from functions.services.ports import (
    COURSE,
    DEPARTMENT,
    FACULTY,
    KINDS,
    OFFERING,
    ROOM,
    SECTION,
    STUDENT,
    SUBJECT,
    TERM,
    USER,
    Kind,
    Request,
)
from timetable.access import department_of, is_own
from timetable.errors import Malformed, NotAllowed
from timetable.objects.relations import reference_field

MAX_PATH_STEPS = 3
MAX_PATHS = 6
MAX_NESTED_OBJECTS = 200

# (kind, field) of an object -> the kind that refers to it, and by which field: the lists that can be nested
NESTED_LISTS: dict[tuple[Kind[Any], str], tuple[Kind[Any], str]] = {
    (DEPARTMENT, "courses"): (COURSE, "department"),
    (DEPARTMENT, "faculty"): (FACULTY, "department"),
    (DEPARTMENT, "rooms"): (ROOM, "department"),
    (COURSE, "subjects"): (SUBJECT, "course"),
    (COURSE, "sections"): (SECTION, "course"),
    (SECTION, "students"): (STUDENT, "section"),
    (TERM, "offerings"): (OFFERING, "term"),
}


def expanded(
    request: Request,
    kind: Kind[Any],
    values: Sequence[Any],
    *,
    rows: list[dict[str, Any]],
    paths: str | None,
) -> list[dict[str, Any]]:
    """The rows of these objects, with the related objects nested that the comma-separated paths name; raises
    Malformed for a path that names nothing."""
    path_steps = [p.split(".") for p in (paths or "").split(",") if p]
    if len(path_steps) > MAX_PATHS or any(len(steps) > MAX_PATH_STEPS for steps in path_steps):
        raise Malformed(
            f"Expand at most {MAX_PATHS} paths, each of at most {MAX_PATH_STEPS} steps.", field="expand"
        )
    for steps in path_steps:
        _Level(request, kind, values, rows).nest(steps)
    return rows


@dataclass(frozen=True, slots=True)
class _Level:
    """Objects of one kind and their rows, which related objects are nested in."""

    request: Request
    kind: Kind[Any]
    values: Sequence[Any]
    rows: list[dict[str, Any]]

    def nest(self, path: Sequence[str]) -> None:
        """Nest what the path's first step names in each row, and what its further steps name in that."""
        if not path or not self.values:
            return
        field, *rest = path
        referred = reference_field(self.kind.type, field)
        if referred is not None:
            self._nest_referred(field, KINDS[referred], rest)
        elif (self.kind, field) in NESTED_LISTS:
            self._nest_list(field, rest)
        else:
            raise Malformed(f"{self.kind.name} has nothing called {field!r} to expand.", field="expand")

    def _nest_referred(self, field: str, to: Kind[Any], rest: Sequence[str]) -> None:
        """Put the objects that the field refers to in the place of their ids."""
        ids = dict.fromkeys(i for v in self.values for i in _ids(getattr(v, field)))
        referred = _readable(self.request, to, list(ids))
        nested = shown(self.request, to, referred)
        _Level(self.request, to, referred, nested).nest(rest)
        by_id = {n["id"]: n for n in nested}
        for value, row in zip(self.values, self.rows, strict=True):
            reference = getattr(value, field)
            if isinstance(reference, tuple):
                row[field] = [by_id.get(i, i) for i in reference]
            elif reference is not None:
                # an earlier path may have nested more in the same place
                nested_before = row[field] if isinstance(row[field], dict) else {}
                row[field] = {**nested_before, **by_id[reference]} if reference in by_id else reference

    def _nest_list(self, field: str, rest: Sequence[str]) -> None:
        """Add the list of the objects that refer to each of these; an empty one if none may be read."""
        kind, by = NESTED_LISTS[self.kind, field]
        for value, row in zip(self.values, self.rows, strict=True):
            try:
                page = resource_lists.page(
                    self.request, kind, {by: value.id}, limit=MAX_NESTED_OBJECTS, after=None, descending=False
                )
            except NotAllowed:
                row[field] = []
                continue
            nested = shown(self.request, kind, page.values)
            _Level(self.request, kind, page.values, nested).nest(rest)
            row[field] = nested


def _readable(request: Request, kind: Kind[Any], ids: list[str]) -> list[Any]:
    """Those of the objects with these ids that the caller may read."""
    may = visibility.may(request, kind.name)
    if kind is USER:
        values: list[Any] = [u for u in request.records.fetch(*(USER[i] for i in ids)) if u] if ids else []
    else:
        values = list(request.reference.many(kind, ids).values())
    return [v for v in values if may.covers(department_of(v), own=is_own(request.caller, v))]


def _ids(reference: Any) -> tuple[str, ...]:
    return reference if isinstance(reference, tuple) else (reference,) if reference is not None else ()
