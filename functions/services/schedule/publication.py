"""Publishing a draft: its differences from the term's timetable are booked, moved and given up in steps.

A whole term is more than one transaction can hold. Each step is one that breaks nothing by itself, so an
interrupted publication leaves a timetable without clashes, and publishing again goes on where it ended.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from functions.services.ports import OFFERING, SECTION, Records, Request
from functions.services.ports.paging import every_booking
from functions.services.schedule import scheduler_update
from functions.services.schedule.update_context import Batch, Item, OccupancyItem
from timetable.baskets import basket_of
from timetable.errors import Refused, RuleBroken, TooManyWrites
from timetable.model import (
    Occupancy,
    OccupancyId,
    Offering,
    OfferingId,
    Resource,
    Slot,
    TermId,
    TimeSlotId,
)

_CHANGES_PER_TRANSACTION = 12  # halved where they turn out to be too many items
_ITEMS_PER_TRANSACTION = 90  # of the 100 that a transaction may have

Place = tuple[Resource, Slot]


@dataclass(frozen=True, slots=True)
class Change:
    """One booking that is new (`before` is None), moves, or is given up (`after` is None)."""

    before: Occupancy | None
    after: Occupancy | None

    def leaves(self) -> set[Place]:
        """The places that the change frees."""
        return _places(self.before) - _places(self.after)

    def wants(self) -> set[Place]:
        """The places that must be free before the change can be made."""
        return _places(self.after) - _places(self.before)

    def writes(self) -> int:
        """About how many items a transaction writes for the change: claims, the booking, and what it
        refers to."""
        return len(_places(self.before) | _places(self.after)) + 3


@dataclass(slots=True)
class Published:
    """How many bookings a publication makes, moves, gives up and leaves as they are."""

    booked: int = 0
    moved: int = 0
    given_up: int = 0
    unchanged: int = 0
    changes: list[Change] = field(default_factory=list)


def compare(records: Records, term: TermId, wanted: Sequence[Occupancy]) -> Published:
    """What publishing these bookings would change; a booking that stays or moves keeps its id."""
    shared = _baskets(records, term)
    present: dict[OfferingId, list[Occupancy]] = defaultdict(list)
    for booking in every_booking(records, term):
        present[booking.offering].append(booking)
    drafted: dict[OfferingId, list[Occupancy]] = defaultdict(list)
    for booking in wanted:
        drafted[booking.offering].append(replace(booking, basket=shared.get(booking.offering, "")))
    published = Published()
    for id in sorted({*present, *drafted}):
        _compare(published, present[id], drafted[id])
    return published


def _baskets(records: Records, term: TermId) -> dict[OfferingId, str]:
    """The basket of every offering that is held in parallel with others for the same students."""
    every: list[Offering] = records.reference.all(OFFERING)
    parallel = [o for o in every if o.term == term and o.parallel]
    sections = records.reference.many(SECTION, {s for o in parallel for s in o.sections})
    return {o.id: basket_of(o, parallel, sections.values()) for o in parallel}


def _compare(published: Published, present: list[Occupancy], drafted: list[Occupancy]) -> None:
    """Add the changes of one offering: pairs of an old and a new booking, by slot."""
    there = {(b.slot, b.room, b.faculty, b.basket): b for b in present}
    new = []
    for booking in sorted(drafted, key=lambda b: b.slot):
        if there.pop((booking.slot, booking.room, booking.faculty, booking.basket), None):
            published.unchanged += 1
        else:
            new.append(booking)
    old = sorted(there.values(), key=lambda b: b.slot)
    for n in range(max(len(old), len(new))):
        before, after = (bookings[n] if n < len(bookings) else None for bookings in (old, new))
        published.moved += bool(before and after)
        published.booked += before is None
        published.given_up += after is None
        published.changes.append(Change(before, after))


def publish(
    request: Request, term: TermId, published: Published, *, go_on: Callable[[], bool] = lambda: True
) -> bool:
    """Write the changes while `go_on()` is true; returns whether there was time for all of them.

    Raises Refused if one can't be made; the changes before it are written by then.
    """
    timeslots = {t.slot: t.id for t in request.reference.timeslots()}
    missing = next((c.after for c in published.changes if c.after and c.after.slot not in timeslots), None)
    if missing:
        raise RuleBroken(
            f"The week has no period {missing.slot.period} on day {missing.slot.day}.", field="timeslot"
        )
    for step in steps(published.changes):
        if not go_on():
            return False
        _write(request, term, step, timeslots=timeslots)
    return True


def steps(changes: Iterable[Change]) -> Iterator[list[Change]]:
    """The changes in an order in which each finds its places free.

    Changes that free a place come first, and those that exchange places come in one step. A ring that is
    too long for one transaction is opened by giving one booking up, and booking it again later.
    """
    waiting = list(changes)
    while waiting:
        occupants: dict[Place, list[int]] = defaultdict(list)
        for n, change in enumerate(waiting):
            for place in change.leaves():
                occupants[place].append(n)
        free = [c for c in waiting if not _blockers(waiting, occupants, c)]
        if free:
            for n in range(0, len(free), _CHANGES_PER_TRANSACTION):
                yield free[n : n + _CHANGES_PER_TRANSACTION]
            done = {id(c) for c in free}
            waiting = [c for c in waiting if id(c) not in done]
            continue
        ring = _ring(waiting, occupants)
        items = sum(waiting[n].writes() for n in ring)
        if len(ring) <= _CHANGES_PER_TRANSACTION and items <= _ITEMS_PER_TRANSACTION:
            yield [waiting[n] for n in ring]
            waiting = [c for n, c in enumerate(waiting) if n not in ring]
        else:
            opened = waiting[ring[0]]
            yield [Change(opened.before, None)]
            waiting[ring[0]] = Change(None, opened.after)


def _ring(waiting: Sequence[Change], occupants: Mapping[Place, Sequence[int]]) -> list[int]:
    """The first change that moves a booking, with all changes that must free a place for it or for each
    other."""
    ring = [next(n for n, c in enumerate(waiting) if c.before)]
    for n in ring:
        ring += sorted(set(_blockers(waiting, occupants, waiting[n])) - {*ring})
    return ring


def _blockers(
    waiting: Sequence[Change], occupants: Mapping[Place, Sequence[int]], change: Change
) -> list[int]:
    """The changes that must come first: they have a place that this one wants, and are of another basket."""
    mine = change.after.basket if change.after else ""
    blockers = []
    for place in change.wants():
        for n in occupants.get(place, ()):
            other = waiting[n].before
            may_share = place[0].kind == "group" and mine and other and other.basket == mine
            if waiting[n] is not change and not may_share:
                blockers.append(n)
    return blockers


def _write(
    request: Request, term: TermId, step: Sequence[Change], *, timeslots: dict[Slot, TimeSlotId]
) -> None:
    """Write one step, in halves if it is too much for one transaction."""
    try:
        scheduler_update.update(request, _batch(term, step, timeslots))
    except Refused as refused:
        if not isinstance(refused.worst, TooManyWrites) or len(step) == 1:
            raise
        half = len(step) // 2
        for part in (step[:half], step[half:]):
            _write(request, term, part, timeslots=timeslots)


def _batch(term: TermId, step: Sequence[Change], timeslots: dict[Slot, TimeSlotId]) -> Batch:
    def item(id: OccupancyId | None, b: Occupancy, version: int | None = None) -> Item:
        return OccupancyItem(id, b.offering, b.room, timeslots[b.slot], b.faculty, version)

    moved = [(c.before, c.after) for c in step if c.before and c.after]
    return Batch(
        term,
        create=tuple(item(None, c.after) for c in step if c.after and not c.before),
        update=tuple(item(b.id, a, b.version) for b, a in moved),
        delete=tuple(
            OccupancyItem(c.before.id, version=c.before.version) for c in step if not c.after and c.before
        ),
    )


def _places(booking: Occupancy | None) -> set[Place]:
    if booking is None:
        return set()
    who = [
        ("room", booking.room),
        *(("faculty", f) for f in booking.faculty),
        *(("group", g) for g in booking.groups),
    ]
    return {(Resource(kind, id), booking.slot) for kind, id in who}
