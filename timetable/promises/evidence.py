"""Everything that is stored of an institute, as values to be judged."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple, Protocol

from timetable.claims import Note
from timetable.model import (
    Adjustment,
    FacultyUnavailability,
    Institute,
    LeaveId,
    Occupancy,
    Resource,
    Slot,
    TermId,
    TimeSlot,
)


class Place(NamedTuple):
    """Whose period of the week it is, in which term: one claim."""

    term: TermId
    resource: Resource
    slot: Slot


@dataclass(slots=True)
class Part:
    """A claim, or what one class of a basket has of it: what has it every week, and what differs on dates."""

    weekly: Occupancy | None = None
    off: dict[date, Note | None] = field(default_factory=dict)
    on: dict[date, Note | None] = field(default_factory=dict)
    joined: dict[date, Note | None] = field(default_factory=dict)

    def is_empty(self) -> bool:
        return self == Part()


@dataclass(frozen=True, slots=True)
class StoredClaim:
    """A claim as it is stored. `named`: whom it says it is booked for; `held`: how many of a basket."""

    parts: Mapping[str, Part]
    named: str = ""
    basket: str = ""
    held: int = 0


class Decision(Protocol):
    """The adjustments of an approved leave, or of one scheduler update."""

    @property
    def id(self) -> str: ...
    @property
    def cause(self) -> LeaveId | None: ...
    @property
    def adjustments(self) -> tuple[Adjustment, ...]: ...
    @property
    def active(self) -> bool: ...
    @property
    def away(self) -> tuple[tuple[date, Slot], ...] | None: ...


class Ledger(Protocol):
    """All leaves of one teacher, with the periods that they block."""

    @property
    def spans(self) -> Sequence[Any]: ...


class Recorded(Protocol):
    """One audit event."""

    @property
    def id(self) -> str: ...
    @property
    def at(self) -> datetime: ...
    @property
    def action(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def object(self) -> str: ...
    @property
    def before(self) -> dict[str, Any] | None: ...
    @property
    def after(self) -> dict[str, Any] | None: ...


class Pointer(NamedTuple):
    """That an object of a kind refers to another."""

    kind: str
    id: str
    to: str
    referred: str


@dataclass(frozen=True, slots=True)
class Evidence:
    # By kind and id: everything that people enter, and leaves, plans, consents and waitings.
    objects: Mapping[str, Mapping[str, Any]]
    bookings: Sequence[Occupancy]
    decisions: Mapping[str, Decision]
    ledgers: Mapping[str, Ledger]
    audit: Sequence[Recorded]
    claims: Mapping[Place, StoredClaim]
    # By kind and handle: the stored number of objects that refer to it.
    uses: Mapping[tuple[str, str], int]
    # By kind, field and folded value: the id of the object for which the value is reserved.
    unique: Mapping[tuple[str, str, str], str]
    pointers: frozenset[Pointer]
    rosters: Mapping[str, frozenset[str]]
    # By Telegram account: the stored copy of its user.
    accounts: Mapping[int, Any]
    # The institute's local date.
    today: date

    def objects_of(self, kind: str) -> Mapping[str, Any]:
        return self.objects.get(kind, {})

    def look(self, kind: str, id: str) -> Any | None:
        return self.objects_of(kind).get(id)

    @property
    def institute(self) -> Institute:
        (institute_,) = self.objects_of("institute").values()
        assert isinstance(institute_, Institute)
        return institute_

    @property
    def leaves(self) -> Mapping[str, FacultyUnavailability]:
        return self.objects_of("leave")

    @property
    def timeslots(self) -> tuple[TimeSlot, ...]:
        return tuple(self.objects_of("timeslot").values())


@dataclass(frozen=True, slots=True, order=True)
class Breach:
    """A promise that does not hold: which, of what, in words, and what to do."""

    code: str
    where: str
    sentence: str
    remedy: str
