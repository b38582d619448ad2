"""A drafted timetable becomes the term's: what differs is booked, moved and given up, step by step.

A whole term is more than one transaction can hold. Each step is one that breaks nothing by itself, so an
interrupted publication leaves a timetable without clashes, and publishing again goes on where it ended.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from functions.services.ports import OFFERING, SECTION, Records, Request, every_booking
from functions.services.schedule import scheduler_update
from functions.services.schedule.update_context import Batch, Item, OccupancyItem, Refused
from timetable.baskets import basket_of
from timetable.errors import RuleBroken, TooManyWrites
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

_TOGETHER = 12
"""changes tried in one transaction; fewer where they turn out to be too many"""

_WRITES = 90
"""items of those that exchange their places; one transaction has at most 100"""

Place = tuple[Resource, Slot]


@dataclass(frozen=True, slots=True)
class Change:
    """One booking that comes (`before` None), moves, or goes (`after` None)."""

    before: Occupancy | None
    after: Occupancy | None

    def leaves(self) -> set[Place]:
        return _places(self.before) - _places(self.after)

    def wants(self) -> set[Place]:
        return _places(self.after) - _places(self.before)

    def writes(self) -> int:
        """How many items a transaction writes for it, about: its claims, itself, what it refers to."""
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
    """What would change; a booking that stays or moves keeps its id."""
    shared = _baskets(records, term)
    present: dict[OfferingId, list[Occupancy]] = defaultdict(list)
    for booking in every_booking(records, term):
        present[booking.offering].append(booking)
    drafted: dict[OfferingId, list[Occupancy]] = defaultdict(list)
    for booking in wanted:
        drafted[booking.offering].append(replace(booking, basket=shared.get(booking.offering, "")))
    found = Published()
    for id in sorted({*present, *drafted}):
        _compare(found, present[id], drafted[id])
    return found


def _baskets(records: Records, term: TermId) -> dict[OfferingId, str]:
    """Of the offerings held in parallel, those that share students with others."""
    every: list[Offering] = records.reference.all(OFFERING)
    parallel = [o for o in every if o.term == term and o.parallel]
    sections = records.reference.many(SECTION, {s for o in parallel for s in o.sections})
    return {o.id: basket_of(o, parallel, sections.values()) for o in parallel}


def _compare(found: Published, present: list[Occupancy], drafted: list[Occupancy]) -> None:
    there = {(b.slot, b.room, b.faculty, b.basket): b for b in present}
    new = []
    for booking in sorted(drafted, key=lambda b: b.slot):
        if there.pop((booking.slot, booking.room, booking.faculty, booking.basket), None):
            found.unchanged += 1
        else:
            new.append(booking)
    old = sorted(there.values(), key=lambda b: b.slot)
    for n in range(max(len(old), len(new))):
        before, after = (of[n] if n < len(of) else None for of in (old, new))
        found.moved += bool(before and after)
        found.booked += before is None
        found.given_up += after is None
        found.changes.append(Change(before, after))


def publish(
    request: Request, term: TermId, published: Published, go_on: Callable[[], bool] = lambda: True
) -> bool:
    """Write the changes; answers whether there was time for all. Raises Refused where one can't be made (what
    came before it is written)."""
    timeslots = {t.slot: t.id for t in request.reference.timeslots()}
    missing = next((c.after for c in published.changes if c.after and c.after.slot not in timeslots), None)
    if missing:
        raise RuleBroken(
            f"The week has no period {missing.slot.period} on day {missing.slot.day}.", field="timeslot"
        )
    for step in steps(published.changes):
        if not go_on():
            return False
        _write(request, term, step, timeslots)
    return True


def steps(changes: Iterable[Change]) -> Iterator[list[Change]]:
    """The changes in an order in which each finds its places free: those that leave go first, and those that
    exchange places go together; a ring too long for that is opened by giving one booking up for a moment."""
    waiting = list(changes)
    while waiting:
        held: dict[Place, list[int]] = defaultdict(list)
        for n, change in enumerate(waiting):
            for place in change.leaves():
                held[place].append(n)
        free = [c for c in waiting if not _in_the_way(waiting, held, c)]
        if free:
            for n in range(0, len(free), _TOGETHER):
                yield free[n : n + _TOGETHER]
            done = {id(c) for c in free}
            waiting = [c for c in waiting if id(c) not in done]
            continue
        ring = _ring(waiting, held)
        if len(ring) <= _TOGETHER and sum(waiting[n].writes() for n in ring) <= _WRITES:
            yield [waiting[n] for n in ring]
            waiting = [c for n, c in enumerate(waiting) if n not in ring]
        else:
            opened = waiting[ring[0]]
            yield [Change(opened.before, None)]
            waiting[ring[0]] = Change(None, opened.after)


def _ring(waiting: Sequence[Change], held: Mapping[Place, Sequence[int]]) -> list[int]:
    """The first change that leaves a place and wants others', with all that have to leave for it."""
    ring = [next(n for n, c in enumerate(waiting) if c.before)]
    for n in ring:
        ring += sorted(set(_in_the_way(waiting, held, waiting[n])) - {*ring})
    return ring


def _in_the_way(waiting: Sequence[Change], held: Mapping[Place, Sequence[int]], change: Change) -> list[int]:
    """Those that have to leave before: they have a place that it wants, and are not of its basket."""
    mine = change.after.basket if change.after else ""
    found = []
    for place in change.wants():
        for n in held.get(place, ()):
            other = waiting[n].before
            together = place[0].kind == "group" and mine and other and other.basket == mine
            if waiting[n] is not change and not together:
                found.append(n)
    return found


def _write(request: Request, term: TermId, step: Sequence[Change], timeslots: dict[Slot, TimeSlotId]) -> None:
    try:
        scheduler_update.update(request, _batch(term, step, timeslots))
    except Refused as refused:
        if not isinstance(refused.worst, TooManyWrites) or len(step) == 1:
            raise
        half = len(step) // 2
        for part in (step[:half], step[half:]):
            _write(request, term, part, timeslots)


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
