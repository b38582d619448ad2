"""Drafts: timetables that the solver makes, and that somebody may publish."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from timetable.model import (
    FacultyId,
    InfraId,
    OfferingId,
    Slot,
    Stored,
    TermId,
    UserId,
)

# The notices to whoever asked for a draft: the one that follows the solver, and the one about the outcome.
DRAFT_NOTICE_KINDS = "draft", "drafted"


class DraftStatus(StrEnum):
    ASKED = "asked"
    READY = "ready"
    FAILED = "failed"
    PUBLISHED = "published"


@dataclass(frozen=True, slots=True)
class Draft(Stored):
    """A timetable that somebody has asked the solver for. Its classes are stored apart, in DraftParts."""

    id: str
    term: TermId
    status: DraftStatus
    seconds: int  # the time that the solver may take
    anew: bool  # True: what is booked already may move
    best: int | None = None
    bound: int = 0
    costs: Mapping[str, int] = field(default_factory=dict)
    classes: int = 0
    message: str = ""  # where the solver failed: why there is no timetable
    stop: bool = False
    asked_by: UserId | None = None
    told_at: datetime | None = None  # of the last notice to `asked_by` on how far the solver is


@dataclass(frozen=True, slots=True)
class DraftedClass:
    """One class of a draft, with its room, slot and teachers."""

    offering: OfferingId
    room: InfraId
    slot: Slot
    faculty: tuple[FacultyId, ...]


@dataclass(frozen=True, slots=True)
class DraftPart:
    """Some of the classes of a draft: a whole term does not fit into one item of the table."""

    id: str
    classes: tuple[DraftedClass, ...]
    version: int = 1
