"""What is booked: weekly bookings by term, section, faculty or room, and the adjustments of single dates."""

from datetime import date
from typing import NamedTuple

from functions.services.ports import (
    CHANGE_SET,
    OCCUPANCY,
    SECTION,
    TERM,
    TIMESLOT,
    ChangeSet,
    Page,
    Records,
)
from timetable.errors import NotFound
from timetable.model import Adjustment, AdjustmentId, Occupancy, OccupancyId, Resource, TermId
from timetable.objects import listings
from timetable.objects.listings import Stretch


class Of(NamedTuple):
    """Whose bookings; at most one is given."""

    section: str | None = None
    faculty: str | None = None
    room: str | None = None
    offering: str | None = None
    timeslot: str | None = None


def weekly(
    records: Records, term: TermId, of: Of, *, limit: int, after: str | None, descending: bool = False
) -> Page[Occupancy]:
    """One page; what one room, person or section has in a week is one page, by timeslot."""
    if records.reference.get(TERM[term]) is None:
        raise NotFound("term")
    resources = _resources(records, of)
    if resources is None:
        stretch = _stretch(records, term, of)
        return records.page(OCCUPANCY, stretch, limit=limit, after=after, descending=descending)
    claims = [c for r in resources for c in records.claims(r, term)]
    found = {o.id: o for c in claims for o in c.bookings()}
    return Page(tuple(sorted(found.values(), key=lambda o: (o.slot, o.id), reverse=descending)))


def _stretch(records: Records, term: TermId, of: Of) -> list[Stretch]:
    if of.timeslot is not None:
        timeslot = records.reference.get(TIMESLOT[of.timeslot])
        return [listings.bookings(term, slot=timeslot.slot)] if timeslot else []
    return [listings.bookings(term, offering=of.offering)]


def _resources(records: Records, of: Of) -> list[Resource] | None:
    if of.section is not None:
        section = records.reference.get(SECTION[of.section])
        if section is None:
            raise NotFound("section")
        return [Resource("group", g) for g in section.groups()]
    if of.faculty is not None:
        return [Resource("faculty", of.faculty)]
    return [Resource("room", of.room)] if of.room is not None else None


def one(records: Records, id: OccupancyId) -> Occupancy:
    """The booking with this id, in whichever term it is."""
    for term in records.reference.terms():
        found = records.occupancy(term.id, id)
        if found:
            return found
    raise NotFound("occupancy")


def adjustments_of(records: Records, cause: str) -> list[Adjustment]:
    (found,) = records.fetch(CHANGE_SET[cause])
    return list(found.adjustments) if isinstance(found, ChangeSet) and found.active else []


def adjustments_on(
    records: Records, on: date, *, limit: int, after: str | None, descending: bool = False
) -> tuple[list[Adjustment], str | None]:
    """What differs on one date: the classes planned then, and those moved there. `limit` is of decisions:
    a page has all that each of them did to the date."""
    page = records.page(
        CHANGE_SET,
        listings.changes_on(on),
        limit=limit,
        after=after,
        descending=descending,
        fits=lambda c: bool(c.active and _touching(c, on)),
    )
    return [a for changes in page.values for a in _touching(changes, on)], page.next


def _touching(changes: ChangeSet, on: date) -> list[Adjustment]:
    return [
        a for a in changes.adjustments if on == a.before.date or (a.after is not None and a.after.date == on)
    ]


def adjustments_for(records: Records, on: date, of: Of) -> list[Adjustment]:
    """What differs on one date for a section, a faculty member or a room: read off their claims."""
    calendar = records.reference.calendar(on)
    day = calendar.day_on(on)
    resources = _resources(records, of) or []
    if day is None:
        return []
    held = [c for r in resources for c in records.claims(r, calendar.term.id, day)]
    claims = [part for c in held for part in c.parts()]
    notes = [note for c in claims for note in (c.off.get(on), c.on.get(on), c.joined.get(on)) if note]
    return list({n.adjustment.id: n.adjustment for n in notes if n.adjustment}.values())


def adjustment(records: Records, id: AdjustmentId) -> tuple[Adjustment, ChangeSet]:
    """The adjustment, and the decision that it belongs to."""
    (changes,) = records.fetch(CHANGE_SET[id.split(".")[0]])
    if isinstance(changes, ChangeSet) and changes.active:
        for found in changes.adjustments:
            if found.id == id:
                return found, changes
    raise NotFound("adjustment")
