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


class Selection(NamedTuple):
    """Whose bookings are meant; at most one of the fields is given."""

    section: str | None = None
    faculty: str | None = None
    room: str | None = None
    offering: str | None = None
    timeslot: str | None = None


def weekly(
    records: Records,
    term: TermId,
    selection: Selection,
    *,
    limit: int,
    after: str | None,
    descending: bool = False,
) -> Page[Occupancy]:
    """A page of weekly bookings, by timeslot. All bookings of a room, a person or a section are one page."""
    if records.reference.get(TERM[term]) is None:
        raise NotFound("term")
    resources = _resources(records, selection)
    if resources is None:
        stretch = _stretch(records, term, selection)
        return records.page(OCCUPANCY, stretch, limit=limit, after=after, descending=descending)
    claims = [c for r in resources for c in records.claims(r, term)]
    bookings = {o.id: o for c in claims for o in c.bookings()}
    return Page(tuple(sorted(bookings.values(), key=lambda o: (o.slot, o.id), reverse=descending)))


def _stretch(records: Records, term: TermId, selection: Selection) -> list[Stretch]:
    if selection.timeslot is not None:
        timeslot = records.reference.get(TIMESLOT[selection.timeslot])
        return [listings.bookings(term, slot=timeslot.slot)] if timeslot else []
    return [listings.bookings(term, offering=selection.offering)]


def _resources(records: Records, selection: Selection) -> list[Resource] | None:
    if selection.section is not None:
        section = records.reference.get(SECTION[selection.section])
        if section is None:
            raise NotFound("section")
        return [Resource("group", g) for g in section.groups()]
    if selection.faculty is not None:
        return [Resource("faculty", selection.faculty)]
    return [Resource("room", selection.room)] if selection.room is not None else None


def find_booking(records: Records, id: OccupancyId) -> Occupancy:
    """The booking with this id, in whichever term it is; raises NotFound if there is none."""
    for term in records.reference.terms():
        booking = records.occupancy(term.id, id)
        if booking:
            return booking
    raise NotFound("occupancy")


def adjustments_of(records: Records, cause: str) -> list[Adjustment]:
    """The adjustments of the decision about this leave or update; none if it was taken back."""
    (changes,) = records.fetch(CHANGE_SET[cause])
    return list(changes.adjustments) if changes and changes.active else []


def adjustments_on(
    records: Records, on: date, *, limit: int, after: str | None, descending: bool = False
) -> tuple[list[Adjustment], str | None]:
    """A page of the adjustments of one date: of the classes planned for it, and of those moved to it.

    `limit` counts decisions: a page has all that each of them did to the date.
    """
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


def adjustments_for(records: Records, on: date, selection: Selection) -> list[Adjustment]:
    """The adjustments of one date for a section, a faculty member or a room, as their claims have them."""
    calendar = records.reference.calendar(on)
    day = calendar.day_on(on)
    resources = _resources(records, selection) or []
    if day is None:
        return []
    day_claims = [c for r in resources for c in records.claims(r, calendar.term.id, day)]
    claims = [part for c in day_claims for part in c.parts()]
    notes = [note for c in claims for note in (c.off.get(on), c.on.get(on), c.joined.get(on)) if note]
    return list({n.adjustment.id: n.adjustment for n in notes if n.adjustment}.values())


def adjustment(records: Records, id: AdjustmentId) -> tuple[Adjustment, ChangeSet]:
    """The adjustment and the decision that it belongs to; raises NotFound if there is none in force."""
    (changes,) = records.fetch(CHANGE_SET[id.split(".")[0]])
    if changes and changes.active:
        for made in changes.adjustments:
            if made.id == id:
                return made, changes
    raise NotFound("adjustment")
