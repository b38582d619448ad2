"""A store as the services see it: Records of one institute, and one Write that happens or does not."""

from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime
from typing import Any, Protocol, TypeVar, overload

from functions.services.ports.keys import CalendarKey, LinkCode, Secret
from functions.services.ports.kinds import Kind, Ref
from functions.services.ports.leaves import ChangeSet
from functions.services.ports.rates import Rates
from functions.services.ports.requests import Answer, Once, Page
from timetable.access import Caller
from timetable.calendar import Calendar
from timetable.claims import Step
from timetable.day import Claim
from timetable.errors import Refusal
from timetable.model import (
    FacultyUnavailability,
    Institute,
    InstituteId,
    LeaveId,
    Occupancy,
    OccupancyId,
    Resource,
    Slot,
    StudentId,
    Term,
    TermId,
    TimeSlot,
    User,
)
from timetable.objects.listings import Stretch

T = TypeVar("T")
A = TypeVar("A")
B = TypeVar("B")
C = TypeVar("C")
D = TypeVar("D")
E = TypeVar("E")


class Reference(Protocol):
    """The objects that everybody refers to and few people change; read once, exact at every request."""

    @property
    def institute(self) -> Institute: ...

    def get(self, ref: Ref[T]) -> T | None: ...

    def many(self, kind: Kind[T], ids: Iterable[str]) -> dict[str, T]: ...

    def load(self, refs: Iterable[Ref[Any]]) -> None: ...

    def all(self, kind: Kind[T]) -> list[T]: ...

    def terms(self) -> list[Term]: ...

    def timeslots(self) -> tuple[TimeSlot, ...]: ...

    def calendar(self, on: date) -> Calendar: ...


class Write(Protocol):
    """The things of one transaction; each names the refusal that its failure means."""

    def create(self, ref: Ref[T], value: T, *, otherwise: Refusal | None = None) -> None: ...

    def change(
        self,
        ref: Ref[T],
        value: T,
        *,
        was: int,
        before: T | None = None,
        otherwise: Refusal | None = None,
    ) -> None: ...

    def remove(
        self,
        ref: Ref[T],
        *,
        was: int,
        before: T | None = None,
        otherwise: Refusal | None = None,
    ) -> None: ...

    def keep(self, ref: Ref[T], value: T) -> None: ...

    def forget(self, ref: Ref[Any]) -> None: ...

    def unchanged(self, ref: Ref[Any], *, was: int, otherwise: Refusal) -> None: ...

    def claims(self, term: TermId, steps: Iterable[Step], *, item: int | None = None) -> None: ...

    def as_read(self) -> None: ...

    def decides(self, term: Term, *, otherwise: Refusal) -> None: ...

    def recalendar(self, term: TermId, *, seen: int, version: int, otherwise: Refusal) -> None: ...

    def audit(
        self,
        by: Caller,
        action: str,
        ref: Ref[Any],
        *,
        before: Any = None,
        after: Any = None,
        department: str | None = None,
    ) -> None: ...

    def event(self, name: str, leave: LeaveId | None = None, **ids: str | int) -> None: ...

    def answer(self, kind: Kind[T], value: T, *, ref: Ref[Answer], once: Once | None) -> None: ...


class Records(Protocol):
    """One institute's records."""

    @property
    def institute(self) -> InstituteId: ...

    @property
    def reference(self) -> Reference: ...

    @overload
    def fetch(self, a: Ref[A], /) -> tuple[A | None]: ...

    @overload
    def fetch(self, a: Ref[A], b: Ref[B], /) -> tuple[A | None, B | None]: ...

    @overload
    def fetch(self, a: Ref[A], b: Ref[B], c: Ref[C], /) -> tuple[A | None, B | None, C | None]: ...

    @overload
    def fetch(
        self, a: Ref[A], b: Ref[B], c: Ref[C], d: Ref[D], /
    ) -> tuple[A | None, B | None, C | None, D | None]: ...

    @overload
    def fetch(
        self, a: Ref[A], b: Ref[B], c: Ref[C], d: Ref[D], e: Ref[E], /
    ) -> tuple[A | None, B | None, C | None, D | None, E | None]: ...

    @overload
    def fetch(self, *refs: Ref[T]) -> tuple[T | None, ...]: ...

    def claims(self, resource: Resource, term: TermId, day: int | None = None) -> list[Claim]: ...

    def claims_of(self, resources: Iterable[Resource], term: TermId) -> dict[Resource, list[Claim]]: ...

    def claims_at(self, resources: Iterable[Resource], term: TermId, slot: Slot) -> list[Claim]: ...

    def occupancies(
        self, term: TermId, *, limit: int, after: str | None
    ) -> tuple[list[Occupancy], str | None]: ...

    def occupancy(self, term: TermId, id: OccupancyId) -> Occupancy | None: ...

    def page(
        self,
        kind: Kind[T],
        stretches: Sequence[Stretch],
        *,
        limit: int,
        after: str | None = None,
        descending: bool = False,
        fits: Callable[[T], bool] | None = None,
    ) -> Page[T]: ...

    def pointed(
        self,
        kind: Kind[T],
        to: Ref[Any],
        *,
        limit: int,
        after: str | None = None,
        descending: bool = False,
        fits: Callable[[T], bool] | None = None,
    ) -> Page[T]: ...

    def uses(self, kind: Kind[Any], handle: str) -> int: ...

    def count(self, kind: Kind[Any], stretch: Stretch) -> int: ...

    def decisions(self, term: TermId) -> int: ...

    def leaves(self, departments: Sequence[str], status: str) -> list[FacultyUnavailability]: ...

    def change_sets_from(self, first: date) -> list[ChangeSet]: ...

    def students_of(self, groups: Iterable[str]) -> dict[str, list[StudentId]]: ...

    def members_of(self, groups: Iterable[str]) -> list[User]: ...

    def renewed(self) -> "Records": ...

    def write(self, now: datetime) -> AbstractContextManager[Write]: ...


class Directory(Protocol):
    """Where a request comes in: who asks, and the records of their institute."""

    @property
    def rates(self) -> Rates: ...

    def by_telegram(self, telegram: int) -> tuple[User, Records] | None: ...

    def by_token(self, hash: str) -> tuple[Secret, Records] | None: ...

    def by_calendar(self, hash: str) -> tuple[CalendarKey, Records] | None: ...

    def link_code(self, hash: str) -> LinkCode | None: ...

    def records(self, institute: InstituteId) -> Records: ...

    def institutes(self) -> list[InstituteId]: ...


def fetch_pairs(
    records: Records, ids: Sequence[str], kinds: tuple[Kind[A], Kind[B]]
) -> list[tuple[A | None, B | None]]:
    """Read two kinds of objects that share their ids, an entry per id, in one call."""
    values: Any = records.fetch(*(kind[id] for id in ids for kind in kinds)) if ids else ()
    return list(zip(values[::2], values[1::2], strict=True))
