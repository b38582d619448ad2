"""What is booked: weekly bookings by term, section, faculty or room, and the adjustments of single dates."""

from datetime import date
from typing import NamedTuple

from functions.services.ports import ChangeSet, Records, Ref
from timetable.errors import NotFound
from timetable.model import Adjustment, AdjustmentId, Occupancy, OccupancyId, Resource, TermId


class Of(NamedTuple):
    """Whose bookings; at most one is given."""

    section: str | None = None
    faculty: str | None = None
    room: str | None = None


def weekly(
    records: Records, term: TermId, of: Of, *, limit: int, after: str | None
) -> tuple[list[Occupancy], str | None]:
    """One page, and the cursor of the next; what one resource has fits a page."""
    if records.reference.get("term", term) is None:
        raise NotFound("term")
    resources = _resources(records, of)
    if resources is None:
        return records.occupancies(term, limit=limit, after=after)
    claims = [c for r in resources for c in records.claims(r, term)]
    found = {c.weekly.id: c.weekly for c in claims if c.weekly}
    return sorted(found.values(), key=lambda o: (o.slot, o.id)), None


def _resources(records: Records, of: Of) -> list[Resource] | None:
    if of.section is not None:
        section = records.reference.get("section", of.section)
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
    (found,) = records.fetch(Ref("change", cause))
    return list(found.adjustments) if isinstance(found, ChangeSet) and found.active else []


def adjustments_on(records: Records, on: date) -> list[Adjustment]:
    """Everything that differs on one date: the classes planned then, and those moved there."""
    return [
        a
        for changes in records.change_sets_from(on)
        if changes.active
        for a in changes.adjustments
        if on == a.before.date or (a.after is not None and a.after.date == on)
    ]


def adjustment(records: Records, id: AdjustmentId) -> Adjustment:
    for found in adjustments_of(records, id.split(".")[0]):
        if found.id == id:
            return found
    raise NotFound("adjustment")
