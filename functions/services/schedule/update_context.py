"""What the items of one scheduler update share: their types, the refusal, and the objects they refer to."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import chain
from typing import Any

from functions.services.identity.preconditions import check_version
from functions.services.ports import OFFERING, SECTION, TIMESLOT, ChangeSet, Records, Request, Write
from functions.services.ports.paging import pages
from timetable import baskets
from timetable.access import Caller, Extent
from timetable.errors import Malformed, NotAllowed, NotFound
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

_OFFERINGS_PER_PAGE = 200


@dataclass(frozen=True, slots=True)
class OccupancyItem:
    """One weekly booking to create, move or delete. A new one gets `id` as its id, if that is given."""

    id: OccupancyId | None
    offering: OfferingId | None = None
    room: InfraId | None = None
    timeslot: TimeSlotId | None = None
    faculty: tuple[FacultyId, ...] | None = None
    version: int | None = None  # refused if the existing booking has another version


@dataclass(frozen=True, slots=True)
class AdjustmentItem:
    """One adjustment to create, change or delete. A field that is None stays as the weekly booking has it."""

    id: AdjustmentId | None
    occupancy: OccupancyId | None = None
    kind: AdjustmentKind | None = None
    faculty: tuple[FacultyId, ...] | None = None
    room: InfraId | None = None
    timeslot: TimeSlotId | None = None
    cause: LeaveId | None = None
    to_date: date | None = None
    host: OccupancyId | None = None  # the class that a merged one joins
    on: date | None = None


Item = OccupancyItem | AdjustmentItem


@dataclass(frozen=True, slots=True)
class Batch:
    """The items of one scheduler update, all of one term."""

    term: TermId
    create: tuple[Item, ...] = ()
    update: tuple[Item, ...] = ()
    delete: tuple[Item, ...] = ()
    dry_run: bool = False

    def items(self) -> list[tuple[str, Item]]:
        """All items in the order in which they are applied, each with its operation: deletes free places
        for others."""
        return (
            [("delete", i) for i in self.delete]
            + [("update", i) for i in self.update]
            + [("create", i) for i in self.create]
        )


@dataclass(slots=True)
class Work:
    """One batch while it is collected into its transaction."""

    request: Request
    write: Write
    term: TermId
    changed: dict[str, ChangeSet]
    made: list[Adjustment]
    may: Extent  # whose timetable the caller may write
    traces: dict[DepartmentId | None, list[dict[str, Any]]] = field(default_factory=dict)  # for the audit
    department: DepartmentId | None = None  # of the item that is being applied
    baskets: dict[OfferingId, str] = field(default_factory=dict)  # of the offerings looked up so far

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
        """Remember for the audit what an operation did to a booking or an adjustment."""
        self.traces.setdefault(self.department, []).append({"op": op, "before": before, "after": after})


def groups_of(work: Work, offering: Offering) -> tuple[str, ...]:
    """The groups of students who take the offering."""
    if offering.batches:
        return offering.batches
    sections = work.records.reference.many(SECTION, offering.sections)
    return tuple(g for s in offering.sections for g in sections[s].groups())


def basket_of(work: Work, offering: Offering) -> str:
    """The name of the offering's basket; empty if no other offering for its students is held in parallel."""
    if offering.parallel and offering.id not in work.baskets:
        others = [o for s in offering.sections for o in _offerings_of(work.records, s)]
        sections = work.records.reference.many(SECTION, {s for o in (offering, *others) for s in o.sections})
        work.baskets[offering.id] = baskets.basket_of(offering, others, sections.values())
    return work.baskets.get(offering.id, "")


def _offerings_of(records: Records, section: SectionId) -> Iterator[Offering]:
    reading = pages(
        lambda after: records.pointed(OFFERING, SECTION[section], limit=_OFFERINGS_PER_PAGE, after=after)
    )
    return chain.from_iterable(reading)


def timeslot_of(work: Work, id: TimeSlotId | None) -> TimeSlot:
    """The timeslot; raises Malformed if there is none."""
    timeslot = work.records.reference.get(TIMESLOT[id or ""])
    if timeslot is None:
        raise Malformed("There is no such timeslot.", field="timeslot")
    return timeslot


def offering_of(work: Work, id: OfferingId | None) -> Offering:
    """The offering, if the caller may write its timetable; from now on its department is the one worked
    on."""
    offering = work.records.reference.get(OFFERING[id]) if id else None
    if offering is None or offering.term != work.term:
        raise Malformed("There is no such offering in this term.", field="offering")
    if not work.may.covers(offering.department):
        raise NotAllowed("An HOD changes the timetable of their own department.")
    work.department = offering.department
    return offering


def booking_of(work: Work, id: OccupancyId | None) -> Occupancy:
    """The stored booking; raises NotFound if there is none."""
    booking = work.records.occupancy(work.term, id) if id else None
    if booking is None:
        raise NotFound("occupancy")
    return booking


def booking_to_change(work: Work, id: OccupancyId | None, version: int | None) -> Occupancy:
    """The stored booking, if the caller may change it and it has the version that is meant."""
    booking = booking_of(work, id)
    offering_of(work, booking.offering)
    check_version(version, booking.version)
    return booking
