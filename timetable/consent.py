"""Who is asked before, or after, a plan's rows take place: substitutes, and heads of other departments."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from timetable.errors import Decided
from timetable.model import (
    Adjustment,
    AdjustmentId,
    AdjustmentKind,
    DepartmentId,
    FacultyId,
    FacultyUnavailability,
    LeaveId,
    SectionId,
    UserId,
)

LONGEST_NOTE = 300


class ConsentKind(StrEnum):
    COVER = "cover"
    """a substitute takes a class"""
    HEAD = "head"
    """the head of another department lets their teacher, or their section, be part of it"""


class Answer(StrEnum):
    ASKED = "asked"
    ACCEPTED = "accepted"
    DECLINED = "declined"


@dataclass(frozen=True, slots=True)
class Consent:
    """One question to one person about some adjustments of a leave, and their answer."""

    id: str
    leave: LeaveId
    kind: ConsentKind
    of: FacultyId | DepartmentId
    """the substitute, or the department whose head is asked"""
    adjustments: tuple[AdjustmentId, ...]
    status: Answer
    deadline: datetime
    created_at: datetime
    updated_at: datetime
    note: str = ""
    answered_by: UserId | None = None
    """None: nobody answered in time, and the institute's rule did"""
    version: int = 1


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What has to be known of people and sections to know who is asked."""

    department_of: Mapping[FacultyId, DepartmentId]
    sections_of: Mapping[SectionId, DepartmentId]


def id_of(leave: LeaveId, kind: ConsentKind, of: str) -> str:
    """The same question about the same leave has the same id."""
    return f"{leave}-{kind[0]}-{of}"


def substitutes(leave: FacultyUnavailability, adjustment: Adjustment) -> frozenset[FacultyId]:
    """Who takes a class that was not theirs; not the teacher on leave."""
    if adjustment.after is None or adjustment.kind is not AdjustmentKind.SUBSTITUTED:
        return frozenset()
    return frozenset(adjustment.after.faculty) - frozenset(adjustment.before.faculty) - {leave.faculty}


def heads_concerned(
    leave: FacultyUnavailability, adjustment: Adjustment, around: Surroundings, of: Sequence[str]
) -> frozenset[DepartmentId]:
    """Other departments whose head has to agree; `of`: `teachers`, `sections` or both are asked about."""
    found: set[DepartmentId] = set()
    if "teachers" in of:
        people = substitutes(leave, adjustment)
        found |= {around.department_of[p] for p in people if p in around.department_of}
    if "sections" in of and adjustment.after is not None:
        found |= {around.sections_of[s] for s in adjustment.before.sections if s in around.sections_of}
    return frozenset(found - {leave.department})


def waiting_for_heads(
    leave: FacultyUnavailability, adjustments: Iterable[Adjustment], around: Surroundings, of: Sequence[str]
) -> tuple[Adjustment, ...]:
    """The adjustments, those marked that only take place once another head has agreed."""
    return tuple(
        replace(a, awaits=bool(heads_concerned(leave, a, around, of))) if a.after else a for a in adjustments
    )


def to_ask(
    leave: FacultyUnavailability,
    adjustments: Sequence[Adjustment],
    around: Surroundings,
    *,
    heads_of: Sequence[str],
    ask_substitutes: str,
    deadline: Mapping[AdjustmentId, datetime],
    now: datetime,
) -> list[Consent]:
    """One question per person about all that concerns them; substitutes once no head is waited for."""
    about: dict[tuple[ConsentKind, str], list[AdjustmentId]] = {}
    for adjustment in adjustments:
        asked: list[tuple[ConsentKind, str]] = []
        if adjustment.awaits:
            heads = heads_concerned(leave, adjustment, around, heads_of)
            asked = [(ConsentKind.HEAD, d) for d in sorted(heads)]
        elif ask_substitutes == "after":
            asked = [(ConsentKind.COVER, p) for p in sorted(substitutes(leave, adjustment))]
        for one in asked:
            about.setdefault(one, []).append(adjustment.id)
    return [
        Consent(
            id_of(leave.id, kind, of), leave.id, kind, FacultyId(of), tuple(ids), Answer.ASKED,
            min(deadline[i] for i in ids), now, now,
        )
        for (kind, of), ids in about.items()
    ]  # fmt: skip


def without_cover(adjustment: Adjustment) -> Adjustment:
    """The class as it is when whoever was asked has said no: nobody teaches it, until others are found."""
    return replace(adjustment, kind=AdjustmentKind.CANCELLED, after=None, awaits=False)


def again(before: Consent, asked: Consent) -> Consent:
    """The same person is asked about more: what they have answered stands for what it was about."""
    kept = before.adjustments if before.status is Answer.ASKED else ()
    about = tuple(dict.fromkeys((*kept, *asked.adjustments)))
    return replace(asked, adjustments=about, created_at=before.created_at, version=before.version + 1)


def answered(consent: Consent, status: Answer, *, by: UserId | None, note: str, now: datetime) -> Consent:
    """Raises Decided where it has been answered before."""
    if consent.status is not Answer.ASKED:
        raise Decided(f"This has been {consent.status} already.", decision=str(consent.status))
    return replace(
        consent, status=status, answered_by=by, note=note, updated_at=now, version=consent.version + 1
    )


def deadline_of(starts: datetime, minutes: int, now: datetime) -> datetime:
    """So many minutes from now, but not later than the class itself."""
    return max(now, min(now + timedelta(minutes=minutes), starts))
