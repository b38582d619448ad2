"""The one table of kinds: every kind of object that is stored, with its name and the type of its values."""

from dataclasses import dataclass
from typing import Any, Generic, NamedTuple, TypeVar

from functions.services.ports.drafts import Draft, DraftPart
from functions.services.ports.keys import CalendarKey, CalendarLink, LinkCode, Secret, ServiceToken
from functions.services.ports.leaves import ChangeSet, Coverage, LeaveComparison, LeaveLedger, WhatIf
from functions.services.ports.news import AuditEvent, Dialogue, Notice
from functions.services.ports.requests import Answer, Results
from timetable.leave.consents import Consent
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
from timetable.objects.erasure import ErasureRequest
from timetable.objects.preferences import Postponed, Round, Settings

T = TypeVar("T", covariant=True)


@dataclass(frozen=True, slots=True, eq=False)
class Kind(Generic[T]):
    """A kind of object: `LEAVE[id]` refers to one leave, and reading it gives a FacultyUnavailability."""

    name: str
    type: type[T]

    def __getitem__(self, id: str) -> "Ref[T]":
        return Ref(self, id)


class Ref(NamedTuple, Generic[T]):
    """An object of the institute by its kind and id. An empty id refers to nothing and reads as None."""

    kind: Kind[T]
    id: str


INSTITUTE = Kind("institute", Institute)
DEPARTMENT = Kind("department", Department)
COURSE = Kind("course", Course)
SUBJECT = Kind("subject", Subject)
SECTION = Kind("section", Section)
FACULTY = Kind("faculty", Faculty)
ROOM = Kind("infra", Infra)
TIMESLOT = Kind("timeslot", TimeSlot)
TERM = Kind("term", Term)
OFFERING = Kind("offering", Offering)
STUDENT = Kind("student", Student)
USER = Kind("user", User)
OCCUPANCY = Kind("occupancy", Occupancy)
LEAVE = Kind("leave", FacultyUnavailability)
PLAN = Kind("plan", Plan)
LEDGER = Kind("book", LeaveLedger)
CHANGE_SET = Kind("change", ChangeSet)
CONSENT = Kind("ask", Consent)
WAITING = Kind("waiting", Waiting)
WHAT_IF = Kind("whatif", WhatIf)
LEAVE_COMPARISON = Kind("together", LeaveComparison)
COVERAGE = Kind("coverage", Coverage)
DRAFT = Kind("draft", Draft)
DRAFT_PART = Kind("draftpart", DraftPart)
NOTICE = Kind("notice", Notice)
POSTPONED = Kind("postponed", Postponed)
ROUND = Kind("round", Round)
SETTINGS = Kind("settings", Settings)
DIALOGUE = Kind("dialogue", Dialogue)
ERASURE = Kind("forgetting", ErasureRequest)
AUDIT_EVENT = Kind("audit", AuditEvent)
LINK_CODE = Kind("link", LinkCode)
CALENDAR_LINK = Kind("calendarlink", CalendarLink)
CALENDAR_KEY = Kind("calendarkey", CalendarKey)
SECRET = Kind("token", Secret)
SERVICE_TOKEN = Kind("servicetoken", ServiceToken)
ANSWER = Kind("answer", Answer)
RESULTS = Kind("results", Results)

KINDS: dict[str, Kind[Any]] = {kind.name: kind for kind in list(globals().values()) if isinstance(kind, Kind)}

RESOURCES: tuple[Kind[Any], ...] = (
    INSTITUTE, DEPARTMENT, COURSE, SUBJECT, SECTION, FACULTY, STUDENT, USER, TIMESLOT, ROOM, TERM, OFFERING,
)  # fmt: skip
REFERENCE_KINDS = frozenset(
    {INSTITUTE, DEPARTMENT, COURSE, SUBJECT, SECTION, FACULTY, ROOM, TIMESLOT, TERM, OFFERING}
)  # objects that everybody refers to and few people change: kept in memory between requests

# what is audited, but not stored as an object of its kind
SCHEDULER_UPDATE = Kind("scheduler-update", Results)
CLAIM = Kind("claim", str)


def kind_of(value: object) -> Kind[Any]:
    """The kind that a stored value is of."""
    return _BY_TYPE[type(value)]


_BY_TYPE = {kind.type: kind for kind in KINDS.values()}
