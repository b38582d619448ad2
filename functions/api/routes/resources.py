"""Routes of a college's objects: the same six for every kind, from one table."""

import inspect
from collections.abc import Callable
from typing import Annotated, Any, Literal, NamedTuple

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Body, Path, Query
from aws_lambda_powertools.event_handler.router import APIGatewayHttpRouter

from functions.api.answers.expansion import expanded
from functions.api.answers.resource_values import altered, new, shown
from functions.api.request import current_request
from functions.api.shapes.resource_shapes import LISTED, PATCHED, READ, REPLACED, WRITTEN
from functions.services.college import resource_lists, resources
from functions.services.identity import visibility
from functions.services.ports import (
    COURSE,
    DEPARTMENT,
    FACULTY,
    INSTITUTE,
    OFFERING,
    ROOM,
    SECTION,
    STUDENT,
    SUBJECT,
    TERM,
    TIMESLOT,
    USER,
    Kind,
)
from timetable.model import Role
from timetable.objects.listings import FILTERS

router = APIGatewayHttpRouter()  # type: ignore[no-untyped-call]

PATHS: dict[str, Kind[Any]] = {
    "institutes": INSTITUTE,
    "departments": DEPARTMENT,
    "courses": COURSE,
    "subjects": SUBJECT,
    "sections": SECTION,
    "faculty": FACULTY,
    "students": STUDENT,
    "users": USER,
    "timeslots": TIMESLOT,
    "infra": ROOM,
    "terms": TERM,
    "offerings": OFFERING,
}
WITH_ROUTES = {TERM}  # changed by routes of their own, in terms.py
WITHOUT_CREATION = {INSTITUTE}  # created and deleted by the operator of the deployment, not over the API


class _Filter(NamedTuple):
    type: Any
    description: str


_FILTERS = {
    "semester": _Filter(Annotated[int | None, Query(ge=1, le=20)], ""),
    "day": _Filter(Annotated[int | None, Query(ge=1, le=31)], ""),
    "capacity": _Filter(Annotated[int | None, Query(ge=0, description="at least")], ""),
    "active": _Filter(Annotated[bool | None, Query()], ""),
    "role": _Filter(Annotated[Literal[Role.ADMIN, Role.HOD, Role.FACULTY, Role.STUDENT] | None, Query()], ""),
}
_TEXT = Annotated[str | None, Query(min_length=1, max_length=64)]
Id = Annotated[str, Path(min_length=1, max_length=64)]
Expand = Annotated[
    str | None, Query(max_length=200, description="related objects to nest: course.subjects,user")
]
_PAGING: dict[str, tuple[Any, Any]] = {
    "limit": (Annotated[int, Query(ge=1, le=200)], 50),
    "cursor": (Annotated[str | None, Query(max_length=1000, description="`next` of the page before")], None),
    "order": (Annotated[Literal["asc", "desc"], Query(description="of the list's own order")], "asc"),
    "expand": (Expand, None),
}


def answer(status: int, kind: Kind[Any], value: Any, *, expand: str | None = None) -> Response[Any]:
    """Answer one object, with its version as the ETag."""
    request = current_request()
    rows = expanded(request, kind, [value], rows=shown(request, kind, [value]), paths=expand)
    headers = {"ETag": f'"{value.version}"'}
    return Response(status, "application/json", rows[0], headers)


def _list(path: str, kind: Kind[Any]) -> None:
    filters = {name: _FILTERS[name].type if name in _FILTERS else _TEXT for name in FILTERS[kind.name]}

    def list_(**query: Any) -> Any:
        request = current_request()
        page = resource_lists.page(
            request,
            kind,
            {name: query[name] for name in filters},
            limit=query["limit"],
            after=query["cursor"],
            descending=query["order"] == "desc",
        )
        rows = shown(request, kind, page.values)
        rows = expanded(request, kind, page.values, rows=rows, paths=query["expand"])
        return {"results": rows, "next": page.next}

    parameters = {name: (type_, None) for name, type_ in filters.items()} | _PAGING
    _signed(list_, parameters, LISTED[kind.name])
    router.get(f"/{path}/", summary=f"List {path}", tags=[path])(list_)


def _signed(function: Callable[..., Any], parameters: dict[str, tuple[Any, Any]], returned: Any) -> None:
    """Give a function the signature by which the resolver reads its parameters."""
    signature = [
        inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=type_)
        for name, (type_, default) in parameters.items()
    ]
    function.__signature__ = inspect.Signature(signature, return_annotation=returned)  # type: ignore[attr-defined]


def _read(path: str, kind: Kind[Any]) -> None:
    read_shape: Any = READ[kind.name]

    def read(id: Id, expand: Expand = None) -> Response[read_shape]:
        value = visibility.readable_object(current_request(), kind[id])
        return answer(200, kind, value, expand=expand)

    router.get(f"/{path}/<id>/", summary=f"Read one of {path}", tags=[path])(read)


def _create(path: str, kind: Kind[Any]) -> None:
    written_shape: Any = WRITTEN[kind.name]
    read_shape: Any = READ[kind.name]

    def create(body: Annotated[written_shape, Body()]) -> Response[read_shape]:
        request = current_request()
        made = resources.create(request, kind, new(kind, body))
        return answer(201, kind, made)

    router.post(f"/{path}/", status_code=201, summary=f"Create one of {path}", tags=[path])(create)


def _change(path: str, kind: Kind[Any]) -> None:
    replaced_shape: Any = REPLACED[kind.name]
    patched_shape: Any = PATCHED[kind.name]
    read_shape: Any = READ[kind.name]

    def replace(id: Id, body: Annotated[replaced_shape, Body()]) -> Response[read_shape]:
        return changed(id, body, whole=True)

    def update(id: Id, body: Annotated[patched_shape, Body()]) -> Response[read_shape]:
        return changed(id, body, whole=False)

    def changed(id: str, body: Any, *, whole: bool) -> Response[Any]:
        request = current_request()
        version = body.version if body.version is not None else request.version
        value = resources.change(
            request, kind[id], lambda before: altered(kind, before, body, whole=whole), version=version
        )
        return answer(200, kind, value)

    router.put(f"/{path}/<id>/", summary=f"Replace one of {path}", tags=[path])(replace)
    router.patch(f"/{path}/<id>/", summary=f"Change fields of one of {path}", tags=[path])(update)


def _delete(path: str, kind: Kind[Any]) -> None:
    def delete(id: Id) -> Response[None]:
        request = current_request()
        resources.delete(request, kind[id], request.version)
        return Response(204)

    router.delete(f"/{path}/<id>/", status_code=204, summary=f"Delete one of {path}", tags=[path])(delete)


for _path, _kind in PATHS.items():
    _list(_path, _kind)
    _read(_path, _kind)
    if _kind not in WITH_ROUTES:
        _change(_path, _kind)
    if _kind not in WITHOUT_CREATION:
        _create(_path, _kind)
        _delete(_path, _kind)
