"""One scheduler update at work: what is asked, what is refused, and what every item looks up."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import chain
from typing import Any

from functions.services.identity.preconditions import check_version
from functions.services.ports import OFFERING, SECTION, TIMESLOT, ChangeSet, Records, Request, Write, pages
from timetable import baskets
from timetable.access import Caller, Extent
from timetable.errors import Malformed, NotAllowed, NotFound, Refusal
from timetable.model import (
    Adjustment,
    AdjustmentId,
    AdjustmentKind,
    DepartmentId,
    FacultyId,
    InfraId,
    LeaveId,
    Occupancy,
    OccupancyId,
    Offering,
    OfferingId,
    SectionId,
    TermId,
    TimeSlot,
    TimeSlotId,
)

_PAGE = 200


@dataclass(frozen=True, slots=True)
class OccupancyItem:
    """One weekly booking to make, move or delete; `id` names an existing one (or a new one's wished id)."""

    id: OccupancyId | None
    offering: OfferingId | None = None
    room: InfraId | None = None
    timeslot: TimeSlotId | None = None
    faculty: tuple[FacultyId, ...] | None = None
    version: int | None = None
    """of an existing one: refused where it is another by now"""


@dataclass(frozen=True, slots=True)
class AdjustmentItem:
    """One adjustment to make, change or delete. None: as planned."""

    id: AdjustmentId | None
    occupancy: OccupancyId | None = None
    kind: AdjustmentKind | None = None
    faculty: tuple[FacultyId, ...] | None = None
    room: InfraId | None = None
    timeslot: TimeSlotId | None = None
    cause: LeaveId | None = None
    to_date: date | None = None
    host: OccupancyId | None = None
    """merged: the class that it joins"""
    on: date | None = None


Item = OccupancyItem | AdjustmentItem


@dataclass(frozen=True, slots=True)
class Batch:
    term: TermId
    create: tuple[Item, ...] = ()
    update: tuple[Item, ...] = ()
    delete: tuple[Item, ...] = ()
    dry_run: bool = False

    def items(self) -> list[tuple[str, Item]]:
        """In the order in which they are worked on: what goes makes room for what comes."""
        return (
            [("delete", i) for i in self.delete]
            + [("update", i) for i in self.update]
            + [("create", i) for i in self.create]
        )


class Refused(Refusal):
    """The batch, because of these items; nothing of it was written."""

    code = "refused"

    def __init__(self, refusals: Sequence[tuple[str, int, Refusal]]) -> None:
        worst = refusals[0][2]
        super().__init__(worst.sentence, field=worst.field)
        self.worst = worst
        self.refusals = list(refusals)


@dataclass(slots=True)
class Work:
    """One batch on its way into one transaction."""

    request: Request
    write: Write
    term: TermId
    changed: dict[str, ChangeSet]
    made: list[Adjustment]
    may: Extent
    """whose timetable the caller writes"""
    traces: dict[DepartmentId | None, list[dict[str, Any]]] = field(default_factory=dict)
    """what was done, for each department's audit"""
    department: DepartmentId | None = None
    """the one whose booking is worked on"""
    baskets: dict[OfferingId, str] = field(default_factory=dict)
    """as far as they have been looked up"""

    @property
    def records(self) -> Records:
        return self.request.records

    @property
    def by(self) -> Caller:
        return self.request.caller

    @property
    def now(self) -> datetime:
        return self.request.now

    def trace(self, op: str, before: Any | None, after: Any | None) -> None:
        self.traces.setdefault(self.department, []).append({"op": op, "before": before, "after": after})


def groups_of(work: Work, offering: Offering) -> tuple[str, ...]:
    if offering.batches:
        return offering.batches
    sections = work.records.reference.many(SECTION, offering.sections)
    return tuple(g for s in offering.sections for g in sections[s].groups())


def basket_of(work: Work, offering: Offering) -> str:
    """The basket that the offering's bookings are of, if others for its students are held in parallel."""
    if offering.parallel and offering.id not in work.baskets:
        others = [o for s in offering.sections for o in _offerings_of(work.records, s)]
        sections = work.records.reference.many(SECTION, {s for o in (offering, *others) for s in o.sections})
        work.baskets[offering.id] = baskets.basket_of(offering, others, sections.values())
    return work.baskets.get(offering.id, "")


def _offerings_of(records: Records, section: SectionId) -> Iterator[Offering]:
    reading = pages(lambda after: records.pointed(OFFERING, SECTION[section], limit=_PAGE, after=after))
    return chain.from_iterable(reading)


def timeslot_of(work: Work, id: TimeSlotId | None) -> TimeSlot:
    found = work.records.reference.get(TIMESLOT[id or ""])
    if found is None:
        raise Malformed("There is no such timeslot.", field="timeslot")
    return found


def offering_of(work: Work, id: OfferingId | None) -> Offering:
    found = work.records.reference.get(OFFERING[id]) if id else None
    if not isinstance(found, Offering) or found.term != work.term:
        raise Malformed("There is no such offering in this term.", field="offering")
    if not work.may.covers(found.department):
        raise NotAllowed("An HOD changes the timetable of their own department.")
    work.department = found.department
    return found


def stored(work: Work, id: OccupancyId | None) -> Occupancy:
    found = work.records.occupancy(work.term, id) if id else None
    if found is None:
        raise NotFound("occupancy")
    return found


def to_change(work: Work, id: OccupancyId | None, version: int | None) -> Occupancy:
    """The stored booking, if it is the caller's to change and of the version that is meant."""
    found = stored(work, id)
    offering_of(work, found.offering)
    check_version(version, found.version)
    return found
