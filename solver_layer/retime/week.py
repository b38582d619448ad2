"""A weekly timetable as sets of bits: what is held when and where, and what stands in the way of a move."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from timetable.constraints import groups_of
from timetable.model import FacultyId, InfraId, Occupancy, Offering, OfferingId, Slot
from timetable.problems import Instance

Away = Mapping[FacultyId, frozenset[Slot]]
Key = TypeVar("Key", bound=Hashable)
Run = tuple[Slot, ...]  # consecutive timeslots of a day


@dataclass(frozen=True, slots=True)
class Block:
    """One block of an offering as it is booked."""

    number: int
    offering: Offering
    bookings: tuple[Occupancy, ...]
    slots: Run

    @property
    def room(self) -> InfraId:
        return self.bookings[0].room

    @property
    def faculty(self) -> tuple[FacultyId, ...]:
        return self.bookings[0].faculty


@dataclass(frozen=True, slots=True)
class Meeting:
    """What has one time: a block, or blocks that are held in parallel. `bit` is its place in a set."""

    bit: int
    blocks: tuple[Block, ...]
    slots: Run
    holds: frozenset[tuple[str, str]]  # what it keeps busy: its offerings, their teachers and students
    is_fixed: bool
    is_displaced: bool

    @property
    def faculty(self) -> set[FacultyId]:
        return {f for b in self.blocks for f in b.faculty}

    def run(self, start: Slot) -> Run:
        """The timeslots that it takes if it starts then."""
        return _shifted(self.slots, start, start.period - self.slots[0].period)

    def run_of(self, block: Block, start: Slot) -> Run:
        """The timeslots that one of its blocks takes if it starts then."""
        return _shifted(block.slots, start, start.period - self.slots[0].period)


@dataclass(frozen=True)
class Week:
    """What a retiming asks of the timetable. Sets of meetings are the bits of an int."""

    instance: Instance
    away: Away
    blocks: tuple[Block, ...]
    meetings: tuple[Meeting, ...]

    @classmethod
    def of(cls, instance: Instance, bookings: Sequence[Occupancy], away: Away) -> "Week":
        """`bookings` is a timetable of the instance that breaks no rule."""
        blocks = tuple(_blocks(instance, bookings))
        return cls(instance, away, blocks, tuple(_meetings(instance, blocks, away)))

    @cached_property
    def blocks_of(self) -> dict[OfferingId, list[Block]]:
        blocks: dict[OfferingId, list[Block]] = {o.id: [] for o in self.instance.offerings}
        for block in self.blocks:
            blocks[block.offering.id].append(block)
        return blocks

    @cached_property
    def at(self) -> dict[Slot, int]:
        return _sets((s, m) for m in self.meetings for s in m.slots)

    @cached_property
    def in_room(self) -> dict[tuple[Slot, InfraId], int]:
        return _sets(((s, b.room), m) for m in self.meetings for b in m.blocks for s in b.slots)

    @cached_property
    def taught(self) -> dict[tuple[FacultyId, int], int]:
        """Per teacher and day."""
        return _sets(((f, m.slots[0].day), m) for m in self.meetings for f in m.faculty)

    @cached_property
    def clashing(self) -> dict[int, int]:
        """Per meeting (its bit) those that can't be held at the same time; itself among them."""
        users = _sets((resource, m) for m in self.meetings for resource in m.holds)
        return {m.bit: union(users[resource] for resource in m.holds) for m in self.meetings}

    @cached_property
    def displaced(self) -> int:
        return union(m.bit for m in self.meetings if m.is_displaced)

    @cached_property
    def fixed(self) -> int:
        return union(m.bit for m in self.meetings if m.is_fixed)

    @cached_property
    def limits(self) -> dict[FacultyId, int]:
        return {f.id: f.daily_limit for f in self.instance.faculty}

    @cached_property
    def rooms(self) -> dict[OfferingId, tuple[InfraId, ...]]:
        """Those that an offering may use."""
        must_seat = self.instance.room_capacity_is_hard
        return {
            o.id: tuple(
                r.id
                for r in self.instance.rooms
                if r.kind == o.room_kind
                and set(o.features) <= set(r.features)
                and not (must_seat and r.capacity < o.strength)
            )
            for o in self.instance.offerings
        }

    @cached_property
    def _slots(self) -> set[Slot]:
        return {t.slot for t in self.instance.timeslots}

    @cached_property
    def _never(self) -> dict[FacultyId, frozenset[Slot]]:
        return {f.id: self.away.get(f.id, frozenset()).union(f.unavailable) for f in self.instance.faculty}

    @cached_property
    def _starts(self) -> dict[int, dict[Slot, Run]]:
        return {}

    def starts(self, meeting: Meeting) -> dict[Slot, Run]:
        """When else it could be held, if nothing else were, with the timeslots it would take.

        Not where another meeting of the offering is: then that one could have stayed, and this one gone
        where that one goes.
        """
        if meeting.bit not in self._starts:
            own = {m.slots[0] for m in self.members(self._of_offering[meeting.blocks[0].offering.id])}
            self._starts[meeting.bit] = {
                start: meeting.run(start)
                for start in sorted(self._slots - own)
                if all(self._can_be_held(b, meeting.run_of(b, start)) for b in meeting.blocks)
            }
        return self._starts[meeting.bit]

    def _can_be_held(self, block: Block, run: Run) -> bool:
        return (
            self._slots.issuperset(run)
            and not any(s in block.offering.unavailable for s in run)
            and not any(s in self._never[f] for f in block.faculty for s in run)
            and not any(s.period in self.instance.breaks_after for s in run[:-1])
        )

    @cached_property
    def _of_offering(self) -> dict[OfferingId, int]:
        return _sets((b.offering.id, m) for m in self.meetings for b in m.blocks)

    def members(self, meetings: int) -> Iterator[Meeting]:
        while meetings:
            yield self.meetings[(meetings & -meetings).bit_length() - 1]
            meetings &= meetings - 1

    def size(self, meetings: int) -> int:
        """How many blocks that are."""
        return sum(len(m.blocks) for m in self.members(meetings))

    def periods(self, faculty: FacultyId, meetings: int) -> int:
        return sum(len(b.slots) for m in self.members(meetings) for b in m.blocks if faculty in b.faculty)

    def using(self, room: InfraId, run: Run) -> int:
        return union(self.in_room.get((s, room), 0) for s in run)


def _shifted(run: Run, start: Slot, later: int) -> Run:
    return tuple(Slot(start.day, s.period + later) for s in run)


def union(sets: Iterable[int]) -> int:
    members = 0
    for other in sets:
        members |= other
    return members


def _sets(pairs: Iterable[tuple[Key, Meeting]]) -> dict[Key, int]:
    sets: dict[Key, int] = defaultdict(int)
    for key, meeting in pairs:
        sets[key] |= meeting.bit
    return sets


def _blocks(instance: Instance, bookings: Sequence[Occupancy]) -> Iterator[Block]:
    """The bookings of a block are consecutive on one day."""
    offerings = {o.id: o for o in instance.offerings}
    by_day: dict[tuple[OfferingId, int], list[Occupancy]] = defaultdict(list)
    for booking in bookings:
        by_day[booking.offering, booking.slot.day].append(booking)
    number = 0
    for (id, _), of_day in by_day.items():
        ordered, length = sorted(of_day, key=lambda b: b.slot), offerings[id].block_length
        for first in range(0, len(ordered), length):
            run = tuple(ordered[first : first + length])
            yield Block(number, offerings[id], run, tuple(b.slot for b in run))
            number += 1


def _meetings(instance: Instance, blocks: Sequence[Block], away: Away) -> Iterator[Meeting]:
    fixed = {(b.offering, b.slot, b.room) for b in instance.fixed}
    sections = {s.id: s for s in instance.sections}
    groups = {o.id: groups_of(o, sections) for o in instance.offerings}
    for number, basket in enumerate(_simultaneous(blocks)):
        yield Meeting(
            1 << number,
            basket,
            tuple(sorted({s for b in basket for s in b.slots})),
            frozenset(
                [("offering", str(b.offering.id)) for b in basket]
                + [("faculty", str(f)) for b in basket for f in b.faculty]
                + [("students", g) for b in basket for g in groups[b.offering.id]]
            ),
            any((k.offering, k.slot, k.room) in fixed for b in basket for k in b.bookings),
            any(s in away.get(f, ()) for b in basket for f in b.faculty for s in b.slots),
        )


def _simultaneous(blocks: Sequence[Block]) -> Iterator[tuple[Block, ...]]:
    """The blocks of each meeting: those of one basket that overlap in time are held together."""
    baskets: dict[tuple[str, int], list[Block]] = defaultdict(list)
    for block in blocks:
        if block.offering.parallel:
            baskets[block.offering.parallel, block.slots[0].day].append(block)
        else:
            yield (block,)
    for of_day in baskets.values():
        meeting: list[Block] = []
        for block in sorted(of_day, key=lambda b: b.slots):
            if meeting and block.slots[0] > max(b.slots[-1] for b in meeting):
                yield tuple(meeting)
                meeting = []
            meeting.append(block)
        yield tuple(meeting)
