"""Objects made from the fields that were sent, and rows made from objects, with names for their ids."""

from collections.abc import Sequence
from dataclasses import fields
from secrets import token_hex
from typing import Any

from pydantic import BaseModel, TypeAdapter

from functions.api.shapes.resource_shapes import READ
from functions.services.ports import KINDS, RESOURCES, SECTION, USER, Kind, Ref, Request
from timetable.errors import Malformed
from timetable.model import Batch, BatchId, Section, Slot, User

_ADAPTERS: dict[Kind[Any], TypeAdapter[Any]] = {kind: TypeAdapter(kind.type) for kind in RESOURCES}
_KIND_OF = {"hod": USER, "acting_hod": USER}


def new(kind: Kind[Any], body: BaseModel) -> Any:
    """A new object of the fields that were sent, with an id that can't be guessed."""
    return _ADAPTERS[kind].validate_python({"id": token_hex(8), **_batched(kind, _given(body), ())})


def altered(kind: Kind[Any], before: Any, body: BaseModel, *, whole: bool) -> Any:
    """The object with the fields that were sent. With `whole`, the fields not sent get their defaults."""
    batches = before.batches if isinstance(before, Section) else ()
    given = _given(body, unset=whole)
    return _ADAPTERS[kind].validate_python(
        _ADAPTERS[kind].dump_python(before) | _batched(kind, given, batches)
    )


def _given(body: BaseModel, *, unset: bool = True) -> dict[str, Any]:
    return body.model_dump(exclude_unset=not unset, exclude={"version"})


def _batched(kind: Kind[Any], given: dict[str, Any], existing: Sequence[Batch]) -> dict[str, Any]:
    """Batches keep their ids, new ones get theirs: claims are on batches, so no two may share one."""
    if kind is not SECTION or "batches" not in given:
        return given
    known = {b.id for b in existing}
    for batch in given["batches"]:
        if batch.get("id") is not None and batch["id"] not in known:
            raise Malformed(
                "This section has no batch with this id. Leave out ids of new ones.", field="batches"
            )
    batches = [{**b, "id": b.get("id") or BatchId(token_hex(8))} for b in given["batches"]]
    return {**given, "batches": batches}


def _slots(value: Any) -> dict[str, Any]:
    """A Slot is a tuple in here, and an object with its fields' names to those who read."""
    values = {f.name: getattr(value, f.name) for f in fields(value)}
    return {
        name: [s._asdict() for s in slots]
        for name, slots in values.items()
        if isinstance(slots, tuple) and slots and isinstance(slots[0], Slot)
    }


class ResourceRows:
    """Makes rows of objects of one kind. What they refer to is fetched in one call, users in another."""

    def __init__(self, request: Request, kind: Kind[Any], values: Sequence[Any]) -> None:
        self._kind = kind
        self._reference = request.reference
        wanted = [ref for v in values for ref in self._refs(v)]
        self._reference.load(r for r in wanted if r.kind is not USER)
        user_refs = list(dict.fromkeys(r for r in wanted if r.kind is USER))
        users = request.records.fetch(*user_refs) if user_refs else []
        self._users = {u.id: u for u in users if u}

    def row(self, value: Any) -> dict[str, Any]:
        plain = _ADAPTERS[self._kind].dump_python(value, mode="json") | _slots(value)
        return {
            f: plain[f] if f in plain else self._derived(value, f) for f in READ[self._kind.name].model_fields
        }

    def _derived(self, value: Any, field: str) -> Any:
        if field == "linked":
            return isinstance(value, User) and value.telegram is not None
        if field == "batch_name":
            section = self._reference.get(SECTION[value.section])
            return next((b.name for b in section.batches if b.id == value.batch), None) if section else None
        names = [self._name(ref) for ref in self._named(value, field)]
        return names if field.endswith("_names") else next(iter(names), None)

    def _refs(self, value: Any) -> list[Ref[Any]]:
        return [ref for field in READ[self._kind.name].model_fields for ref in self._named(value, field)]

    def _named(self, value: Any, field: str) -> list[Ref[Any]]:
        """The objects whose names the field `x_name` or `x_names` has; none for other fields."""
        about, is_name, _ = field.partition("_name")
        if not is_name or about == "batch":
            return []
        kind = _KIND_OF.get(about) or KINDS[about]
        reference = getattr(value, about, None) or getattr(value, f"{about}s", None)
        ids = reference if isinstance(reference, tuple) else (reference,) if reference else ()
        return [kind[i] for i in ids]

    def _name(self, ref: Ref[Any]) -> str:
        named = self._users.get(ref.id) if ref.kind is USER else self._reference.get(ref)
        return str(named.name) if named else "?"


def shown(request: Request, kind: Kind[Any], values: Sequence[Any]) -> list[dict[str, Any]]:
    """The rows of objects of one kind, as they are read over the API."""
    rows = ResourceRows(request, kind, values)
    return [rows.row(v) for v in values]
