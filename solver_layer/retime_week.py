"""A weekly timetable as sets of bits: which block is where, and which blocks stand in the way of which place."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from timetable.constraints import groups_of
from timetable.model import FacultyId, InfraId, Occupancy, Offering, OfferingId, Slot
from timetable.problems import Instance

Away = Mapping[FacultyId, frozenset[Slot]]
Place = tuple[Slot, InfraId]
"""where a block starts, and its room"""


@dataclass(frozen=True, slots=True)
class Block:
    """One block as it is booked: `number` is its bit."""

    number: int
    offering: Offering
    bookings: tuple[Occupancy, ...]
    is_fixed: bool

    @property
    def start(self) -> Slot:
        return self.bookings[0].slot

    @property
    def room(self) -> InfraId:
        return self.bookings[0].room

    @property
    def faculty(self) -> tuple[FacultyId, ...]:
        return self.bookings[0].faculty

    @property
    def slots(self) -> tuple[Slot, ...]:
        return tuple(b.slot for b in self.bookings)


@dataclass(slots=True)
class Week:
    """What a retiming asks of the timetable; made once per request. Sets of blocks are the bits of an int."""

    instance: Instance
    away: Away
    blocks: tuple[Block, ...] = ()
    at: dict[Slot, int] = field(default_factory=lambda: defaultdict(int))
    """blocks held in a timeslot"""
    in_room: dict[Place, int] = field(default_factory=lambda: defaultdict(int))
    of_offering: dict[OfferingId, int] = field(default_factory=lambda: defaultdict(int))
    of_faculty: dict[FacultyId, int] = field(default_factory=lambda: defaultdict(int))
    on_day: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    holds: dict[OfferingId, tuple[tuple[str, str], ...]] = field(default_factory=dict)
    """what an offering keeps busy while it is held: itself, its teachers, its groups of students"""
    clashing: dict[OfferingId, int] = field(default_factory=dict)
    """blocks that keep something of the offering's busy"""
    fixed: int = 0
    displaced: int = 0
    """blocks that can't stay: a teacher is away, or one that is held in parallel can't stay"""
    limits: dict[FacultyId, int] = field(default_factory=dict)
    """periods a day"""
    longest: int = 1
    """periods of the longest block"""
    _starts: dict[OfferingId, tuple[tuple[Slot, tuple[Slot, ...]], ...]] = field(default_factory=dict)
    _rooms: dict[OfferingId, tuple[InfraId, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, instance: Instance, bookings: Sequence[Occupancy], away: Away) -> "Week":
        """`bookings` is a timetable of the instance that breaks no rule."""
        week = cls(instance, away, tuple(_blocks(instance, bookings)))
        for block in week.blocks:
            week._enter(block)
        week._find_clashes()
        week.limits = {f.id: f.daily_limit for f in instance.faculty}
        week.longest = max((len(b.slots) for b in week.blocks), default=1)
        week.displaced = week.with_parallel(b for b in week.blocks if week._is_away(b.faculty, b.slots))
        return week

    def _enter(self, block: Block) -> None:
        bit = 1 << block.number
        self.of_offering[block.offering.id] |= bit
        self.on_day[block.start.day] |= bit
        for f in block.faculty:
            self.of_faculty[f] |= bit
        for slot in block.slots:
            self.at[slot] |= bit
            self.in_room[slot, block.room] |= bit
        if block.is_fixed:
            self.fixed |= bit

    def _find_clashes(self) -> None:
        taught_by = {b.offering.id: b.faculty for b in self.blocks}
        users: dict[tuple[str, str], int] = defaultdict(int)
        students = _students(self.instance)
        for o in self.instance.offerings:
            people = [("faculty", str(f)) for f in taught_by.get(o.id, o.faculty)]
            held = dict.fromkeys([("offering", str(o.id)), *people, *students.get(o.id, ())])
            self.holds[o.id] = tuple(held)
            for one in held:
                users[one] |= self.of_offering[o.id]
        for id, held_by in self.holds.items():
            self.clashing[id] = union(users[one] for one in held_by)

    def _is_away(self, faculty: Iterable[FacultyId], slots: Iterable[Slot]) -> bool:
        return any(s in self.away.get(f, ()) for f in faculty for s in slots)

    def with_parallel(self, blocks: Iterable[Block]) -> int:
        """These, and those of the same length that are held in parallel to them: they move together."""
        found = 0
        for block in blocks:
            found |= 1 << block.number
            if block.offering.parallel:
                length = len(block.slots)
                found |= union(
                    1 << b.number
                    for b in self.beside(block)
                    if b.start == block.start and len(b.slots) == length
                )
        return found

    def beside(self, block: Block) -> Iterator[Block]:
        """Those held in parallel to a block while it is held."""
        name = block.offering.parallel
        for other in self.members(union(self.at[s] for s in block.slots)) if name else ():
            if other.offering.parallel == name and other is not block:
                yield other

    def members(self, bits: int) -> Iterator[Block]:
        while bits:
            yield self.blocks[(bits & -bits).bit_length() - 1]
            bits &= bits - 1

    def starts(self, block: Block) -> tuple[tuple[Slot, tuple[Slot, ...]], ...]:
        """Where a block of the offering may start, with the timeslots it then takes, others aside."""
        id = block.offering.id
        if id not in self._starts:
            self._starts[id] = tuple(_starts(self.instance, block, self._never(block.faculty)))
        return self._starts[id]

    def _never(self, faculty: tuple[FacultyId, ...]) -> set[Slot]:
        never = {s for f in faculty for s in self.away.get(f, ())}
        return never.union(*(f.unavailable for f in self.instance.faculty if f.id in faculty))

    def rooms(self, block: Block) -> tuple[InfraId, ...]:
        """Rooms that an offering may use, others aside."""
        o = block.offering
        if o.id not in self._rooms:
            self._rooms[o.id] = tuple(
                r.id
                for r in self.instance.rooms
                if r.kind == o.room_kind
                and set(o.features) <= set(r.features)
                and not (self.instance.room_capacity_is_hard and r.capacity < o.strength)
            )
        return self._rooms[o.id]

    def is_place_of(self, blocks: int, start: Slot) -> bool:
        return any(b.start == start for b in self.members(blocks))

    def periods(self, blocks: int) -> int:
        return sum(len(b.slots) for b in self.members(blocks))


def union(sets: Iterable[int]) -> int:
    found = 0
    for one in sets:
        found |= one
    return found


def _blocks(instance: Instance, bookings: Sequence[Occupancy]) -> Iterator[Block]:
    """The bookings of a block are consecutive on one day."""
    offerings = {o.id: o for o in instance.offerings}
    fixed = {(b.offering, b.slot, b.room) for b in instance.fixed}
    by_day: dict[tuple[OfferingId, int], list[Occupancy]] = defaultdict(list)
    for booking in bookings:
        by_day[booking.offering, booking.slot.day].append(booking)
    number = 0
    for (id, _), held in by_day.items():
        ordered, length = sorted(held, key=lambda b: b.slot), offerings[id].block_length
        for first in range(0, len(ordered), length):
            of_block = tuple(ordered[first : first + length])
            is_fixed = any((b.offering, b.slot, b.room) in fixed for b in of_block)
            yield Block(number, offerings[id], of_block, is_fixed)
            number += 1


def _students(instance: Instance) -> dict[OfferingId, list[tuple[str, str]]]:
    """Who an offering keeps busy; of those in parallel the first keeps the students of all busy."""
    sections = {s.id: s for s in instance.sections}
    first: dict[str, OfferingId] = {}
    held: dict[OfferingId, list[tuple[str, str]]] = defaultdict(list)
    for o in instance.offerings:
        speaker = first.setdefault(o.parallel, o.id) if o.parallel else o.id
        held[speaker] += [("students", g) for g in groups_of(o, sections)]
    return held


def _starts(instance: Instance, block: Block, never: set[Slot]) -> Iterator[tuple[Slot, tuple[Slot, ...]]]:
    allowed = {t.slot for t in instance.timeslots} - never - set(block.offering.unavailable)
    for start in sorted(allowed):
        slots = tuple(Slot(start.day, start.period + n) for n in range(len(block.slots)))
        if allowed.issuperset(slots) and not any(s.period in instance.breaks_after for s in slots[:-1]):
            yield start, slots
