"""What refers to what: the references of every object, what must be unique, and whose department it is in."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, NamedTuple

from timetable.model import (
    Course,
    Department,
    Faculty,
    FacultyUnavailability,
    Infra,
    Occupancy,
    Offering,
    Section,
    Student,
    Subject,
    Term,
    TimeSlot,
    User,
)

# Takes a kind and an id, and gives the object, or None if it does not exist.
Look = Callable[[str, str], Any | None]


class Link(NamedTuple):
    """One reference: the field that holds it, and the object that it names."""

    field: str
    kind: str
    id: str


_FIELDS: dict[type, dict[str, str]] = {
    Department: {"hod": "user", "acting_hod": "user"},
    Course: {"department": "department"},
    Subject: {"course": "course"},
    Section: {"course": "course"},
    Faculty: {"user": "user", "department": "department", "subjects": "subject"},
    Student: {"user": "user", "course": "course", "section": "section", "electives": "subject"},
    User: {"department": "department"},
    Infra: {"department": "department"},
    Offering: {
        "term": "term",
        "subject": "subject",
        "sections": "section",
        "faculty": "faculty",
        "candidates": "faculty",
    },
}
# The references of an occupancy. Everything else that it names is named by its offering too.
_BOOKED = {"offering": "offering", "room": "infra"}

# The kinds that others refer to. An object of these is not deleted while something refers to it.
REFERRED = frozenset(
    {"department", "course", "subject", "section", "user", "faculty", "infra", "timeslot", "term", "offering"}
)

# For each kind, the (kind, filter) of the lists that name what refers to an object of it.
USERS: dict[str, tuple[tuple[str, str], ...]] = {
    "department": (
        ("course", "department"),
        ("faculty", "department"),
        ("user", "department"),
        ("infra", "department"),
    ),
    "course": (("subject", "course"), ("section", "course"), ("student", "course")),
    "subject": (("offering", "subject"), ("faculty", "subject")),
    "user": (("faculty", "user"), ("student", "user"), ("department", "hod")),
    "section": (("offering", "section"), ("student", "section")),
    "faculty": (("offering", "faculty"),),
    "term": (("offering", "term"), ("occupancy", "term")),
    "offering": (("occupancy", "offering"),),
    "timeslot": (("occupancy", "timeslot"),),
    "infra": (("occupancy", "room"),),
}

# The many-to-many relations (referring kind, referred kind) that people look up from both ends.
POINTED = frozenset({("offering", "section"), ("offering", "faculty"), ("faculty", "subject")})


def links(value: Any) -> list[Link]:
    """Every reference that an object holds, each object named once per field."""
    if isinstance(value, Occupancy):
        slot = f"{value.slot.day}/{value.slot.period}"
        booked = [Link(f, k, getattr(value, "room" if f == "room" else f)) for f, k in _BOOKED.items()]
        return [*booked, Link("timeslot", "timeslot", slot)]
    references: list[Link] = []
    for field, kind in _FIELDS.get(type(value), {}).items():
        content = getattr(value, field)
        ids = content if isinstance(content, tuple) else (content,) if content is not None else ()
        references += [Link(field, kind, id) for id in dict.fromkeys(ids)]
    return references


# Further references, which by themselves do not prevent the deletion of what they name.
_FOLLOWING: dict[type, dict[str, str]] = {
    Occupancy: {
        "term": "term",
        "offering": "offering",
        "subject": "subject",
        "room": "infra",
        "faculty": "faculty",
        "sections": "section",
    },
    FacultyUnavailability: {"faculty": "faculty", "department": "department"},
}


def reference_field(kind: type, field: str) -> str | None:
    """The kind of object that this field of an object refers to, if it is a reference."""
    return (_FIELDS.get(kind) or _FOLLOWING.get(kind, {})).get(field)


class Unique(NamedTuple):
    """What no two objects of a kind share, and the field to name when they would."""

    field: str
    key: str


def unique(value: Any) -> list[Unique]:
    """What makes an object the only one of its name, so that nobody enters the same thing twice."""
    match value:
        case Department() | Course() | Infra() | Term():
            return [Unique("name", _folded(value.name))]
        case Subject():
            return [Unique("code", f"{value.course}/{_folded(value.code)}")]
        case Section():
            return [Unique("name", f"{value.course}/{value.semester}/{_folded(value.name)}")]
        case Faculty():
            return [Unique("user", value.user)]
        case Student():
            return [Unique("user", value.user), Unique("roll_number", _folded(value.roll_number))]
        case User() if value.code:
            return [Unique("code", _folded(value.code))]
        case TimeSlot():
            return [Unique("period", f"{value.day}/{value.period}")]
    return []


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())


def placed(value: Any, look: Look) -> Any:
    """The object with the department that it belongs to through its course or subject."""
    match value:
        case Subject() | Section() | Student():
            course = look("course", value.course)
            return replace(value, department=course.department if course else value.department)
        case Offering():
            subject = look("subject", value.subject)
            return replace(
                value, department=placed(subject, look).department if subject else value.department
            )
    return value


def handle(value: Any) -> str:
    """What an object is referred to by: its id, or a timeslot's place in the week."""
    return f"{value.day}/{value.period}" if isinstance(value, TimeSlot) else str(value.id)
