"""Which value each kind of object is, how it is written as JSON, and which index entry it has."""

from datetime import timedelta
from typing import Any, NamedTuple

from pydantic import TypeAdapter

from functions.services.ports import (
    Answer,
    ChangeSet,
    Dialogue,
    LeaveBook,
    LinkCode,
    Notice,
    Results,
    ServiceToken,
)
from functions.store import keys
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
    "token": ServiceToken,
    "notice": Notice,
    "results": Results,
}
_ADAPTERS = {kind: TypeAdapter(type_) for kind, type_ in _TYPES.items()}

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

KEPT = {"answer": timedelta(days=2), "dialogue": timedelta(days=1), "link": timedelta(days=14)}
"""kinds that are forgotten, and after how long"""


class Index(NamedTuple):
    by_pk: str
    by_sk: str


def dump(kind: str, value: Any) -> str:
    written: bytes = _ADAPTERS[kind].dump_json(value)
    return written.decode()


def load(kind: str, body: str) -> Any:
    return _ADAPTERS[kind].validate_json(body)


def kind_of(value: Any) -> str:
    return next(kind for kind, type_ in _TYPES.items() if type(value) is type_)


def index(institute: str, value: Any) -> Index | None:
    """Where the object is listed besides under its own key."""
    match value:
        case FacultyUnavailability():
            where = keys.leaves_by(institute, value.department, value.status)
            return Index(where, f"{value.start_date}#{value.id}")
        case ChangeSet() if value.adjustments:
            last = max(c.date for a in value.adjustments for c in (a.before, a.after) if c)
            return Index(keys.changes_by(institute), f"{last}#{value.id}")
        case Student():
            return Index(keys.students_by(institute, value.group()), value.id)
        case User() if value.group and value.active and value.telegram is not None:
            return Index(keys.members_by(institute, value.group), value.id)
    return None
