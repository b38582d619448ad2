"""A timetable that the solver has made and nobody has published."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from timetable.model import (
    FacultyId,
    InfraId,
    OfferingId,
    Slot,
    TermId,
    UserId,
)


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
