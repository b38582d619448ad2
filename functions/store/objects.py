"""Which value each kind of object is, how it is written as JSON, and which index entry it has."""

from datetime import timedelta
from functools import cache
from typing import Any, NamedTuple

from pydantic import TypeAdapter

from functions.services.ports import (
    Answer,
    AuditEvent,
    CalendarKey,
    CalendarLink,
    ChangeSet,
    Coverage,
    Dialogue,
    Draft,
    DraftPart,
    LeaveBook,
    LinkCode,
    Notice,
    Results,
    Secret,
    ServiceToken,
    Together,
    WhatIf,
)
from functions.store import keys
from timetable.leave.consents import Ask
from timetable.leave.waiting import Waiting
from timetable.model import (
    Course,
    Department,
    Faculty,
    FacultyUnavailability,
    Infra,
    Institute,
    Occupancy,
    Offering,
    Plan,
    Section,
    Student,
    Subject,
    Term,
    TimeSlot,
    User,
)
from timetable.objects import listings
from timetable.objects.erasure import Forgetting
from timetable.objects.preferences import Postponed, Round, Settings

_TYPES: dict[str, Any] = {
    "institute": Institute,
    "department": Department,
    "course": Course,
    "subject": Subject,
    "section": Section,
    "faculty": Faculty,
    "infra": Infra,
    "timeslot": TimeSlot,
    "term": Term,
    "offering": Offering,
    "student": Student,
    "user": User,
    "occupancy": Occupancy,
    "leave": FacultyUnavailability,
    "plan": Plan,
    "book": LeaveBook,
    "change": ChangeSet,
    "answer": Answer,
    "dialogue": Dialogue,
    "link": LinkCode,
    "calendarlink": CalendarLink,
    "calendarkey": CalendarKey,
    "token": Secret,
    "servicetoken": ServiceToken,
    "notice": Notice,
    "results": Results,
    "audit": AuditEvent,
    "coverage": Coverage,
    "draft": Draft,
    "draftpart": DraftPart,
    "whatif": WhatIf,
    "together": Together,
    "ask": Ask,
    "waiting": Waiting,
    "settings": Settings,
    "postponed": Postponed,
    "round": Round,
    "forgetting": Forgetting,
}
KINDS = frozenset(_TYPES)


@cache
def _adapter(kind: str) -> TypeAdapter[Any]:
    """Made when the first object of its kind is met: most processes meet a few kinds."""
    return TypeAdapter(_TYPES[kind])


REFERENCE = frozenset(
    {
        "institute",
        "department",
        "course",
        "subject",
        "section",
        "faculty",
        "infra",
        "timeslot",
        "term",
        "offering",
    }
)
"""kinds that everybody refers to and few people change"""

KEPT = {
    "answer": timedelta(days=2),
    "dialogue": timedelta(days=1),
    "whatif": timedelta(days=1),
    "link": timedelta(days=14),
}
"""kinds that are forgotten, and after how long"""


class Index(NamedTuple):
    """One entry of an object in one of the table's indexes."""

    number: int
    pk: str
    sk: str


def dump(kind: str, value: Any) -> str:
    written: bytes = _adapter(kind).dump_json(value)
    return written.decode()


def load(kind: str, body: str) -> Any:
    return _adapter(kind).validate_json(body)


def kind_of(value: Any) -> str:
    return next(kind for kind, type_ in _TYPES.items() if type(value) is type_)


def indexes(institute: str, kind: str, value: Any) -> list[Index]:
    """Where the object is listed besides under its own key."""
    if isinstance(value, ChangeSet):
        return _change_indexes(institute, kind, value)
    if isinstance(value, AuditEvent):
        return _audit_indexes(institute, kind, value)
    return [Index(e.number, keys.listed(institute, kind, e.within), e.order) for e in listings.entries(value)]


def _audit_indexes(institute: str, kind: str, event: AuditEvent) -> list[Index]:
    """By department, by object and by actor; under its own key it stands by time."""
    lists = [(2, listings.places(event.kind, event.object)), (3, event.by)]
    if event.department:
        lists.append((1, event.department))
    return [Index(n, keys.listed(institute, kind, within), event.id) for n, within in lists]


def _change_indexes(institute: str, kind: str, changes: ChangeSet) -> list[Index]:
    """By the last date that a decision reaches; and by its date, or with those that reach several."""
    held = {c.date for a in changes.adjustments for c in (a.before, a.after) if c}
    reached = held | {d for d, _ in changes.away or ()}
    if not reached:
        return []
    last = max(reached)
    within = listings.SEVERAL if len(reached) > 1 else last.isoformat()
    place = f"{last}#{changes.id}"
    return [
        Index(1, keys.listed(institute, kind), place),
        Index(2, keys.listed(institute, kind, within), place),
    ]
