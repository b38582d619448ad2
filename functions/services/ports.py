"""What the services need of a store: Records of one institute, and one Write that happens or does not."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, NamedTuple, Protocol

from functions.services.rates import Rates
from timetable.access import Caller
from timetable.calendar import Calendar
from timetable.claims import Step
from timetable.clashes import Pair
from timetable.day import Claim
from timetable.errors import Refusal
from timetable.listings import Stretch
from timetable.model import (
    Adjustment,
    DepartmentId,
    FacultyId,
    FacultyUnavailability,
    Half,
    InfraId,
    Institute,
    InstituteId,
    LeaveId,
    Occupancy,
    OccupancyId,
    OfferingId,
    Plan,
    PlanRow,
    Resource,
    SectionId,
    Slot,
    StudentId,
    Term,
    TermId,
    TimeSlot,
    User,
    UserId,
)


class Ref(NamedTuple):
    """An object of the institute: its kind (`leave`, `plan`, `user` ...) and its id."""

    kind: str
    id: str


@dataclass(frozen=True, slots=True)
class Once:
    """An idempotency key and what it came with: the same key answers the same, and works once."""

    key: str
    fingerprint: str

    def ref(self, by: Caller) -> Ref:
        return Ref("answer", f"{by.id}#{self.key}")


@dataclass(frozen=True, slots=True)
class Answer:
    """What a request with an idempotency key was answered with: the object it made or changed."""

    fingerprint: str
    ref_kind: str
    body: Any


class AnsweredBefore(Exception):
    """The idempotency key was used by a request that came first; its answer is the answer."""


@dataclass(frozen=True, slots=True)
class LeaveSpan:
    """One request in a faculty member's leave book: enough to see an overlap."""

    leave: LeaveId
    start_date: date
    end_date: date
    periods: tuple[int, ...] | None
    half: Half | None
    open: bool
    """pending or approved"""
    kind: str = ""


@dataclass(frozen=True, slots=True)
class LeaveBook:
    """The requests of one faculty member, newest last; its version makes two requests take turns."""

    faculty: FacultyId
    spans: tuple[LeaveSpan, ...] = ()
    version: int = 0


@dataclass(frozen=True, slots=True)
class ChangeSet:
    """The adjustments of one decision: those of an approved leave, or of one scheduler update."""

    id: str
    cause: LeaveId | None
    adjustments: tuple[Adjustment, ...]
    active: bool = True
    """False: taken back; kept to know who was told"""
    away: tuple[tuple[date, Slot], ...] | None = None
    """of a leave: the periods that it holds; None: those that the calendar says"""
    version: int = 1
    created_at: datetime | None = None
    updated_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class LinkCode:
    """A code that links one Telegram account to one user; stored under its hash."""

    institute: InstituteId
    user: UserId
    expires: datetime


@dataclass(frozen=True, slots=True)
class CalendarLink:
    """A person's link to a calendar that they subscribe to: of their own classes, or of a section's."""

    user: UserId
    section: SectionId | None
    """None: the person's own"""
    digest: str
    """the hash of the secret in the link"""
    version: int = 1
    created_at: datetime | None = None
    updated_at: datetime | None = None

    @property
    def id(self) -> str:
        """What the person knows it by."""
        return self.section or OWN_CALENDAR


OWN_CALENDAR = "me"


@dataclass(frozen=True, slots=True)
class CalendarKey:
    """What opens a calendar, stored under its hash: whose link it is, and which of theirs."""

    institute: InstituteId
    user: UserId
    section: SectionId | None


@dataclass(frozen=True, slots=True)
class Secret:
    """What opens the door for a program, stored under its hash: whose it is, what it may, until when."""

    token: str
    institute: InstituteId
    scopes: tuple[str, ...]
    expires: datetime
    version: int = 1


@dataclass(frozen=True, slots=True)
class SecretEntry:
    """A secret of a token, known by its hash."""

    digest: str
    expires: datetime


@dataclass(frozen=True, slots=True)
class ServiceToken:
    """A program's right to call the API: its secrets (two while one takes over from the other)."""

    id: str
    name: str
    scopes: tuple[str, ...]
    expires: datetime
    secrets: tuple[SecretEntry, ...]
    active: bool = True
    version: int = 1
    created_at: datetime | None = None
    updated_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Gap:
    """An absence that nobody could cover."""

    faculty: FacultyId
    date: date
    classes: int
    uncovered: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """Of a department: how many absences were looked at, and those that could not be covered."""

    id: DepartmentId
    looked_at: int
    gaps: tuple[Gap, ...]
    version: int = 1
    created_at: datetime | None = None
    updated_at: datetime | None = None


class DraftStatus(StrEnum):
    ASKED = "asked"
    READY = "ready"
    FAILED = "failed"
    PUBLISHED = "published"


@dataclass(frozen=True, slots=True)
class Draft:
    """A timetable that the solver was asked for; its classes are kept in parts."""

    id: str
    term: TermId
    status: DraftStatus
    seconds: int
    anew: bool
    """what is booked may move; otherwise it stays"""
    best: int | None = None
    bound: int = 0
    costs: Mapping[str, int] = field(default_factory=dict)
    classes: int = 0
    message: str = ""
    """why there is none"""
    stop: bool = False
    asked_by: UserId | None = None
    told_at: datetime | None = None
    """when whoever asked was last told how far it is"""
    version: int = 1
    created_at: datetime | None = None
    updated_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class DraftedClass:
    offering: OfferingId
    room: InfraId
    slot: Slot
    faculty: tuple[FacultyId, ...]


@dataclass(frozen=True, slots=True)
class DraftPart:
    id: str
    classes: tuple[DraftedClass, ...]
    version: int = 1


@dataclass(frozen=True, slots=True)
class WhatIf:
    """A leave that nobody has asked for, and the plan there would be; for who wondered, and for a day."""

    id: str
    """the plan's leave has it too"""
    asker: UserId
    leave: FacultyUnavailability
    plan: Plan
    version: int = 1
    created_at: datetime | None = None
    updated_at: datetime | None = None

    @property
    def is_answered(self) -> bool:
        return self.plan.revision > 0 or not self.plan.rows


@dataclass(frozen=True, slots=True)
class Together:
    """A pending leave beside the others of its dates; those that were looked at together each have theirs."""

    id: LeaveId
    based_on: Mapping[LeaveId, int]
    """the versions of all the leaves that were looked at, its own too"""
    granted: bool
    """one of the most leaves that can be granted with every class held, at the lowest joint cost"""
    rows: tuple[PlanRow, ...]
    """of the joint plan; none where it is not granted"""
    pairs: tuple[Pair, ...]
    """with each other leave of one of its dates"""
    status: str
    """`optimal`: no more can be granted, and none as many at a lower cost; `feasible`: none was found"""
    cost: int
    """of the joint plan"""
    bound: int
    version: int = 1
    created_at: datetime | None = None
    updated_at: datetime | None = None

    def pair(self, own: FacultyUnavailability, other: FacultyUnavailability) -> Pair | None:
        """What was found out of two leaves as they are; None: nothing, or one has changed since."""
        if any(self.based_on.get(leave.id) != leave.version for leave in (own, other)):
            return None
        return next((p for p in self.pairs if p.other(own.id) == other.id), None)


@dataclass(frozen=True, slots=True)
class AuditEvent:
    """Who did what to which object, when, and how it was before and after. Never changed."""

    id: str
    at: datetime
    by: str
    as_role: str
    action: str
    kind: str
    object: str
    department: str | None = None
    """whose HOD reads it too"""
    before: dict[str, Any] | None = None
    after: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """Part of a list, and the cursor with which the rest of it is asked for (None: that was all)."""

    values: tuple[Any, ...]
    next: str | None = None


@dataclass(frozen=True, slots=True)
class Dialogue:
    """Where a person is in a conversation with the bot; the bot's own words, kept for it."""

    flow: str
    state: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one item of a scheduler update."""

    op: str
    index: int
    status: str
    id: str


@dataclass(frozen=True, slots=True)
class Results:
    results: tuple[Result, ...]


@dataclass(frozen=True, slots=True)
class Notice:
    """Something one person is to be told in the chat, once, and where it stands there."""

    id: str
    user: UserId
    kind: str
    leave: LeaveId
    change: str = ""
    """what this notice tells of, so that the same news is told once"""
    message_id: int | None = None
    shown: str = ""
    version: int = 1


class Reference(Protocol):
    """The objects that everybody refers to and few people change; read once, exact at every request."""

    @property
    def institute(self) -> Institute: ...

    def get(self, kind: str, id: str) -> Any | None: ...

    def many(self, kind: str, ids: Iterable[str]) -> dict[str, Any]: ...

    def load(self, refs: Iterable[Ref]) -> None: ...

    def all(self, kind: str) -> list[Any]: ...

    def terms(self) -> list[Term]: ...

    def timeslots(self) -> tuple[TimeSlot, ...]: ...

    def calendar(self, on: date) -> Calendar: ...


class Write(Protocol):
    """The things of one transaction; each names the refusal that its failure means."""

    def create(self, kind: str, id: str, value: Any, *, otherwise: Refusal | None = None) -> None: ...

    def change(
        self,
        kind: str,
        id: str,
        value: Any,
        *,
        was: int,
        before: Any | None = None,
        otherwise: Refusal | None = None,
    ) -> None: ...

    def remove(
        self,
        kind: str,
        id: str,
        *,
        was: int,
        before: Any | None = None,
        otherwise: Refusal | None = None,
    ) -> None: ...

    def keep(self, kind: str, id: str, value: Any) -> None: ...

    def forget(self, kind: str, id: str) -> None: ...

    def unchanged(self, kind: str, id: str, *, was: int, otherwise: Refusal) -> None: ...

    def claims(self, term: TermId, steps: Iterable[Step], *, item: int | None = None) -> None: ...

    def as_read(self) -> None: ...

    def decides(self, term: Term, *, otherwise: Refusal) -> None: ...

    def recalendar(self, term: TermId, *, seen: int, version: int, otherwise: Refusal) -> None: ...

    def audit(
        self,
        by: Caller,
        action: str,
        ref: Ref,
        *,
        before: Any = None,
        after: Any = None,
        department: str | None = None,
    ) -> None: ...

    def event(self, name: str, leave: LeaveId | None = None, **ids: str | int) -> None: ...

    def answer(self, by: Caller, once: Once | None, kind: str, body: Any) -> None: ...


class Records(Protocol):
    """One institute's records."""

    @property
    def institute(self) -> InstituteId: ...

    @property
    def reference(self) -> Reference: ...

    def fetch(self, *refs: Ref) -> list[Any | None]: ...

    def claims(self, resource: Resource, term: TermId, day: int | None = None) -> list[Claim]: ...

    def claims_of(self, resources: Iterable[Resource], term: TermId) -> dict[Resource, list[Claim]]: ...

    def claims_at(self, resources: Iterable[Resource], term: TermId, slot: Slot) -> list[Claim]: ...

    def occupancies(
        self, term: TermId, *, limit: int, after: str | None
    ) -> tuple[list[Occupancy], str | None]: ...

    def occupancy(self, term: TermId, id: OccupancyId) -> Occupancy | None: ...

    def page(
        self,
        kind: str,
        stretches: Sequence[Stretch],
        *,
        limit: int,
        after: str | None = None,
        descending: bool = False,
        fits: Callable[[Any], bool] | None = None,
    ) -> Page: ...

    def pointed(
        self,
        kind: str,
        to: Ref,
        *,
        limit: int,
        after: str | None = None,
        descending: bool = False,
        fits: Callable[[Any], bool] | None = None,
    ) -> Page: ...

    def uses(self, kind: str, handle: str) -> int: ...

    def count(self, kind: str, stretch: Stretch) -> int: ...

    def decisions(self, term: TermId) -> int: ...

    def leaves(self, departments: Sequence[str], status: str) -> list[Any]: ...

    def change_sets_from(self, first: date) -> list[ChangeSet]: ...

    def students_of(self, groups: Iterable[str]) -> dict[str, list[StudentId]]: ...

    def members_of(self, groups: Iterable[str]) -> list[User]: ...

    def renewed(self) -> "Records": ...

    def write(self, now: datetime) -> AbstractContextManager[Write]: ...


class Door(Protocol):
    """Where a request comes in: who asks, and the records of their institute."""

    @property
    def rates(self) -> Rates: ...

    def by_telegram(self, telegram: int) -> tuple[User, Records] | None: ...

    def by_token(self, digest: str) -> tuple[Secret, Records] | None: ...

    def by_calendar(self, digest: str) -> tuple[CalendarKey, Records] | None: ...

    def link_code(self, digest: str) -> LinkCode | None: ...

    def records(self, institute: InstituteId) -> Records: ...

    def institutes(self) -> list[InstituteId]: ...
