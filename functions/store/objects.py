"""How an object of each kind is written as JSON, how long it stays, and which index entries it has."""

from datetime import timedelta
from functools import cache
from typing import Any, NamedTuple, TypeVar

from pydantic import TypeAdapter

from functions.services.ports import (
    ANSWER,
    AUDIT_EVENT,
    CHANGE_SET,
    DIALOGUE,
    LINK_CODE,
    WHAT_IF,
    AuditEvent,
    ChangeSet,
    Kind,
)
from functions.store import keys
from timetable.objects import listings

T = TypeVar("T")

LIFETIMES = {
    ANSWER: timedelta(days=2),
    DIALOGUE: timedelta(days=1),
    WHAT_IF: timedelta(days=1),
    LINK_CODE: timedelta(days=14),
}  # kinds whose objects are deleted after some time


@cache
def _adapter(kind: Kind[T]) -> TypeAdapter[T]:
    """Made when the first object of its kind is met: most processes meet a few kinds."""
    return TypeAdapter(kind.type)


class Index(NamedTuple):
    """One entry of an object in one of the table's indexes."""

    number: int
    pk: str
    sk: str


def dump(kind: Kind[T], value: T) -> str:
    """Write an object as JSON."""
    return _adapter(kind).dump_json(value).decode()


def load(kind: Kind[T], body: str) -> T:
    """Read an object from its JSON; what is not known is ignored, what is missing has its default."""
    value: T = _adapter(kind).validate_json(body)
    return value


def indexes(institute: str, kind: Kind[Any], value: Any) -> list[Index]:
    """List the entries of an object in the table's indexes, besides its own key."""
    if isinstance(value, ChangeSet):
        return _change_indexes(institute, value)
    if isinstance(value, AuditEvent):
        return _audit_indexes(institute, value)
    return [
        Index(e.number, keys.listed(institute, kind.name, e.within), e.order) for e in listings.entries(value)
    ]


def _audit_indexes(institute: str, event: AuditEvent) -> list[Index]:
    """By department, by object and by actor; under its own key it stands by time."""
    lists = [(2, listings.places(event.kind, event.object)), (3, event.by)]
    if event.department:
        lists.append((1, event.department))
    return [Index(n, keys.listed(institute, AUDIT_EVENT.name, within), event.id) for n, within in lists]


def _change_indexes(institute: str, changes: ChangeSet) -> list[Index]:
    """By the last date that a decision reaches; and by its date, or with those that reach several."""
    class_dates = {c.date for a in changes.adjustments for c in (a.before, a.after) if c}
    dates = class_dates | {d for d, _ in changes.away or ()}
    if not dates:
        return []
    last = max(dates)
    within = listings.SEVERAL if len(dates) > 1 else last.isoformat()
    place = f"{last}#{changes.id}"
    return [
        Index(1, keys.listed(institute, CHANGE_SET.name), place),
        Index(2, keys.listed(institute, CHANGE_SET.name, within), place),
    ]
