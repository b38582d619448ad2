"""In which lists an object stands, and in which order; and which stretch of a list a question asks for.

An object stands in at most three lists. A list is read from its beginning, or from one key to another,
so that a page costs what is on it, however many objects there are.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import Any, NamedTuple

from timetable.leave.consents import Addressee, Consent, ConsentStatus
from timetable.leave.waiting import Waiting
from timetable.model import (
    Course,
    Department,
    DepartmentId,
    Faculty,
    FacultyUnavailability,
    Infra,
    LeaveStatus,
    Occupancy,
    Offering,
    Role,
    Section,
    Slot,
    Student,
    Subject,
    Term,
    TimeSlot,
    User,
)
from timetable.objects.erasure import ErasureRequest
from timetable.objects.preferences import Postponed, Settings
from timetable.objects.relations import Look

SEPARATOR = "/"
_LAST = "\U0010ffff"
_OPEN = "open"
# Decisions that reach more than one date are in this list, ordered by their last date.
SEVERAL = "several"


class Entry(NamedTuple):
    """One place of an object: the number of the list (1 to 3), which list of its kind, and where in it."""

    number: int
    within: str
    order: str


class Stretch(NamedTuple):
    """Part of a list: everything whose place begins with `prefix`, or is from `first` to `last`.

    List number 0 is an object's own partition, in the order of the ids.
    """

    number: int
    within: str
    prefix: str = ""
    first: str = ""
    last: str = ""


def places(*parts: object) -> str:
    """Parts of a key, each ended, so that one is never the beginning of another."""
    return "".join(f"{_part(p)}{SEPARATOR}" for p in parts)


def _part(part: object) -> str:
    if isinstance(part, int):
        return f"{part:05}"
    return " ".join(str(part or "-").casefold().split()).replace(SEPARATOR, " ")[:80]


def _at(instant: datetime) -> str:
    """In the order of time."""
    return instant.astimezone(UTC).isoformat(timespec="seconds")


def entries(value: Any) -> list[Entry]:
    """Where the object stands."""
    return [Entry(n, within, f"{place}{value.id}") for n, within, place in _entries(value)]


def _entries(value: Any) -> list[tuple[int, str, str]]:
    in_its = _ENTRIES.get(type(value))
    return in_its(value) if in_its else []


def _of_semester(value: Subject | Section, name: str) -> list[tuple[int, str, str]]:
    where = places(value.department, value.course, value.semester, name)
    return [(1, "", where), (2, str(value.semester), places(value.department, value.course, name))]


def _room(value: Infra) -> list[tuple[int, str, str]]:
    place = places(value.kind, value.capacity, value.name)
    return [(1, "", place), *([(2, value.department, place)] if value.department else [])]


def _student(value: Student) -> list[tuple[int, str, str]]:
    where = places(value.department, value.course, value.section, value.batch, value.roll_number)
    return [(1, "", where), (2, value.group(), "")]


def _user(value: User) -> list[tuple[int, str, str]]:
    notified_group = value.group if value.is_told else None
    return [
        (1, "", places(value.department, value.role, value.name)),
        (2, str(value.role), places(value.department, value.name)),
        *([(3, notified_group, "")] if notified_group else []),
    ]


def _occupancy(value: Occupancy) -> list[tuple[int, str, str]]:
    day, period = value.slot
    return [(1, value.term, places(value.offering, day, period)), (2, places(value.term, day, period), "")]


def _leave(value: FacultyUnavailability) -> list[tuple[int, str, str]]:
    start = places(value.start_date)
    return [
        (1, places(value.department, value.status), start),
        (2, str(value.status), start),
        (3, value.faculty, start),
    ]


def _consent(value: Consent) -> list[tuple[int, str, str]]:
    due = places(_at(value.deadline))
    whose = (1, places(*value.addressee, value.status), due)
    return [whose, (2, _OPEN, due)] if value.status is ConsentStatus.ASKED else [whose]


def _settings(value: Settings) -> list[tuple[int, str, str]]:
    digest = [(1, "digest", places(value.digest))] if value.digest else []
    remind = [(2, "reminder", places(value.remind_minutes))] if value.remind_minutes else []
    return [*digest, *remind]


def _postponed(value: Postponed) -> list[tuple[int, str, str]]:
    return [(1, "", _moment(value.due))]


def _moment(at: datetime) -> str:
    return places(at.astimezone(UTC).isoformat(timespec="seconds"))


# For each type a function that gives (number of the list, which list, place); the id is put behind the place.
_ENTRIES: dict[type, Callable[[Any], list[tuple[int, str, str]]]] = {
    Department: lambda v: [(1, "", places(v.name))],
    Course: lambda v: [(1, "", places(v.department, v.name))],
    Subject: lambda v: _of_semester(v, v.code),
    Section: lambda v: _of_semester(v, v.name),
    Faculty: lambda v: [(1, "", places(v.department, v.name))],
    Infra: _room,
    TimeSlot: lambda v: [(1, "", places(v.day, v.period))],
    Term: lambda v: [(1, "", places(v.first))],
    Offering: lambda v: [(1, v.term, places(v.department, v.subject))],
    Student: _student,
    User: _user,
    Occupancy: _occupancy,
    FacultyUnavailability: _leave,
    Consent: _consent,
    Waiting: lambda v: [(1, "", places(_at(v.due)))],
    Settings: _settings,
    Postponed: _postponed,
    ErasureRequest: lambda v: [(1, "", places(_at(v.created_at) if v.created_at else ""))],
}


# What the list of each kind is filtered by. Filters that no place serves are applied to the objects of a
# page.
FILTERS: dict[str, tuple[str, ...]] = {
    "institute": (),
    "department": (),
    "course": ("department",),
    "subject": ("department", "course", "semester"),
    "section": ("department", "course", "semester"),
    "faculty": ("department", "subject"),
    "student": ("department", "course", "section", "batch"),
    "user": ("department", "role", "active"),
    "timeslot": ("day",),
    "infra": ("kind", "department", "capacity"),
    "term": (),
    "offering": ("term", "department", "subject", "section", "faculty"),
}

_PARENTS = {"subject": ("department", "course", "semester"), "section": ("department", "course", "semester")}
_CHAINS = _PARENTS | {
    "course": ("department",),
    "faculty": ("department",),
    "student": ("department", "course", "section", "batch"),
    "timeslot": ("day",),
    "infra": ("kind",),
    "offering": ("department", "subject"),
}


def stretches(
    kind: str, wanted: Mapping[str, Any], departments: list[DepartmentId] | None, *, within: str = ""
) -> tuple[list[Stretch], dict[str, Any]]:
    """Where to read for these filters, and the filters that are left for each object read.

    `departments`: only objects of these; None: of all. `wanted` names a department wherever it names
    something inside of one.
    """
    if kind == "user":
        return _users(wanted, departments)
    if kind == "infra" and "department" in wanted:
        rest = {k: v for k, v in wanted.items() if k == "capacity"}
        prefix = places(wanted["kind"]) if "kind" in wanted else ""
        return [Stretch(2, str(wanted["department"]), prefix)], rest
    if kind in ("subject", "section") and "semester" in wanted and "course" not in wanted:
        inside = [wanted["department"]] if "department" in wanted else departments
        seen = inside if inside is None or departments is None else [d for d in inside if d in departments]
        prefixes = [""] if seen is None else [places(d) for d in sorted(seen)]
        return [Stretch(2, str(wanted["semester"]), p) for p in prefixes], {}
    if kind == "student" and "batch" in wanted and "section" not in wanted:
        return [Stretch(2, str(wanted["batch"]))], {k: v for k, v in wanted.items() if k != "batch"}
    chain = _CHAINS.get(kind, ())
    used: dict[str, Any] = {}
    for name in chain:
        if name not in wanted:
            break
        used[name] = wanted[name]
    rest = {k: v for k, v in wanted.items() if k not in used}
    if departments is None or "department" not in chain:
        return [Stretch(1, within, places(*used.values()))], rest
    if "department" in used:
        return [Stretch(1, within, places(*used.values()))] if used["department"] in departments else [], rest
    return [Stretch(1, within, places(d)) for d in sorted(departments)], rest


def _users(
    wanted: Mapping[str, Any], departments: list[DepartmentId] | None
) -> tuple[list[Stretch], dict[str, Any]]:
    rest = {k: v for k, v in wanted.items() if k == "active"}
    role, department = wanted.get("role"), wanted.get("department")
    inside = [department] if department else departments
    if inside is None:
        return [Stretch(2, str(role)) if role else Stretch(1, "")], rest
    seen = [d for d in sorted(inside) if departments is None or d in departments]
    return [Stretch(1, "", places(d, role) if role else places(d)) for d in seen], rest


def with_parents(kind: str, wanted: dict[str, Any], look: Look) -> dict[str, Any] | None:
    """The filters with the parents that they imply; None where they contradict each other."""
    above = dict(wanted)
    for name, parent in (("section", "course"), ("course", "department"), ("subject", "department")):
        if name not in above or name not in _CHAINS.get(kind, ()):
            continue
        object_ = look(name, above[name])
        implied = getattr(object_, parent, None) if object_ else None
        if object_ is None or above.setdefault(parent, implied) != implied:
            return None
    return above


def leaves(
    status: LeaveStatus | None, departments: list[DepartmentId] | None, faculty: str | None = None
) -> list[Stretch]:
    """The requests in one state or all of them, of some departments or all; or those of one teacher."""
    if faculty is not None:
        return [Stretch(3, faculty)]
    statuses = [status] if status else list(LeaveStatus)
    if departments is None:
        return [Stretch(2, str(s)) for s in statuses]
    return [Stretch(1, places(d, s)) for d in sorted(departments) for s in statuses]


def leaves_begun(status: LeaveStatus, department: DepartmentId | None, *, first: date, last: date) -> Stretch:
    """The requests in one state, of a department or of all, that begin on one of these dates."""
    number, within = (1, places(department, status)) if department else (2, str(status))
    return Stretch(number, within, first=places(first), last=places(last) + _LAST)


def consents_of(addressee: Addressee, status: ConsentStatus) -> Stretch:
    """What an addressee was asked and is in this state, by deadline."""
    return Stretch(1, places(*addressee, status))


def consents_due(now: datetime) -> Stretch:
    """What nobody has answered by an instant."""
    return Stretch(2, _OPEN, last=places(_at(now)) + _LAST)


def waiting_due(now: datetime) -> Stretch:
    """The requests for which something is due by an instant."""
    return Stretch(1, "", last=places(_at(now)) + _LAST)


def users_of(role: Role, department: DepartmentId | None) -> Stretch:
    return Stretch(2, str(role), places(department) if department else "")


def changes_on(on: date) -> list[Stretch]:
    """The decisions that reach one date: those of this date alone, and those of several that reach so far."""
    return [Stretch(2, on.isoformat()), Stretch(2, SEVERAL, first=on.isoformat())]


def digests_at(after: str, until: str) -> Stretch:
    """Whose digest is due between two local times `HH:MM`: later than the first, and at the second."""
    return Stretch(1, "digest", first=places(after) + _LAST, last=places(until) + _LAST)


def reminded(minutes: int) -> Stretch:
    """Who wants to be reminded so many minutes before a class."""
    return Stretch(2, "reminder", places(minutes))


def postponed_until(until: datetime) -> Stretch:
    """What waited for the end of somebody's quiet hours, and waits no longer."""
    return Stretch(1, "", first=" ", last=_moment(until) + _LAST)


def bookings(term: str, offering: str | None = None, slot: Slot | None = None) -> Stretch:
    if slot is not None:
        return Stretch(2, places(term, slot.day, slot.period))
    return Stretch(1, term, places(offering) if offering else "")
