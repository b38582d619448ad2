"""A store as the services see it: Records of one institute, and one Write that happens or does not."""

from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime
from typing import Any, Protocol

from functions.services.ports.keys import CalendarKey, LinkCode, Secret
from functions.services.ports.leaves import ChangeSet
from functions.services.ports.rates import Rates
from functions.services.ports.requests import Once, Page, Ref
from timetable.access import Caller
from timetable.calendar import Calendar
from timetable.claims import Step
from timetable.day import Claim
from timetable.errors import Refusal
from timetable.model import (
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
