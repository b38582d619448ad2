"""The variables of the timetable: when blocks start, and in which room each block is."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar

from ortools.sat.python.cp_model import CpModel, IntVar

from solver_layer.model.suitable import RoomSet, Suitable
from timetable.constraints import groups_of
from timetable.model import FacultyId, Infra, InfraId, Occupancy, Offering, OfferingId, Slot
from timetable.problems import Instance

Key = TypeVar("Key", bound=Hashable)


@dataclass(slots=True)
class Periods:
    """x[o,t]: a block of offering o starts in timeslot t. The blocks of an offering are alike."""

    instance: Instance
    rooms: Suitable
    starts: dict[tuple[OfferingId, Slot], IntVar] = field(default_factory=dict)
    # per timeslot, every offering with the starts that keep it busy then
    covering: dict[Slot, list[tuple[Offering, Slot, IntVar]]] = field(default_factory=dict)
    # w[o,t,c]: the block of o that starts in t is in a room of group c of alike rooms, where the constraints
    # need to know that; x itself where there is one group only
    sized: dict[tuple[OfferingId, Slot], dict[int, IntVar]] = field(default_factory=dict)
    # z[o,f]: candidate f teaches o
    candidates: dict[OfferingId, dict[FacultyId, IntVar]] = field(default_factory=dict)
    # v[o,t,f]: candidate f teaches the block of o that starts in t
    taught: dict[tuple[OfferingId, Slot], dict[FacultyId, IntVar]] = field(default_factory=dict)

    @classmethod
    def of(cls, model: CpModel, instance: Instance) -> "Periods":
        """Variables only where a whole block fits: `whole_blocks`, `availability`, `faculty_availability`."""
        periods = cls(instance, Suitable(instance), covering=defaultdict(list))
        away = {f.id: frozenset(f.unavailable) for f in instance.faculty}
        slots = frozenset(t.slot for t in instance.timeslots)
        for offering in instance.offerings:
            periods._choose_candidate(model, offering)
            for start in sorted(slots):
                block = block_at(offering, start)
                if (
                    whole_blocks(block, slots, instance.breaks_after)
                    and availability(offering, block)
                    and faculty_availability(offering, block, away)
                ):
                    periods._start(model, offering, start, away=away)
        periods._choose_rooms(model)
        return periods

    def _start(
        self, model: CpModel, offering: Offering, start: Slot, *, away: Mapping[FacultyId, frozenset[Slot]]
    ) -> None:
        block = block_at(offering, start)
        x = self.starts[offering.id, start] = model.new_bool_var("x")
        for slot in block:
            self.covering[slot].append((offering, start, x))
        if offering.candidates:
            self.taught[offering.id, start] = {
                f: model.new_bool_var("v")
                for f in self.candidates[offering.id]
                if away.get(f, frozenset()).isdisjoint(block)
            }

    def _choose_candidate(self, model: CpModel, offering: Offering) -> None:
        if offering.candidates:
            able = dict.fromkeys(f for f in offering.candidates if f not in offering.faculty)
            self.candidates[offering.id] = {f: model.new_bool_var("z") for f in able}

    def _choose_rooms(self, model: CpModel) -> None:
        """A count of rooms per timeslot says enough of single periods; a block of several has to keep to one
        group of alike rooms for its whole length, and a fixed one to its own."""
        by_id = {o.id: o for o in self.instance.offerings}
        fixed = {
            (block.offering.id, block.start): room for block, room in starts_of(self.instance.fixed, by_id)
        }
        for (id, start), x in self.starts.items():
            room = fixed.get((id, start))
            if room is not None:
                self.sized[id, start] = (
                    {self.rooms.group_of[room]: x} if room in self.rooms.rooms_of[id] else {}
                )
            elif by_id[id].block_length > 1 or id in self.rooms.uncounted:
                groups = self.rooms.groups(id)
                several = len(groups) > 1
                self.sized[id, start] = {c: model.new_bool_var("w") if several else x for c in groups}

    def within(self, rooms: RoomSet) -> dict[Slot, list[IntVar]]:
        """Per timeslot, what takes one of these rooms and can't have another, or has chosen one of them."""
        inside = {c for c, group in enumerate(self.rooms.alike) if group <= rooms}
        users: dict[Slot, list[IntVar]] = defaultdict(list)
        for slot, busy in self.covering.items():
            for offering, start, x in busy:
                if self.rooms.rooms_of[offering.id] <= rooms:
                    users[slot].append(x)
                else:
                    users[slot] += [
                        w for c, w in self.sized.get((offering.id, start), {}).items() if c in inside
                    ]
        return users

    def of_size(self) -> dict[tuple[int, Slot], list[IntVar]]:
        """Per group of alike rooms and timeslot, the blocks whose group is chosen."""
        users: dict[tuple[int, Slot], list[IntVar]] = defaultdict(list)
        for slot, busy in self.covering.items():
            for offering, start, _ in busy:
                for size, w in self.sized.get((offering.id, start), {}).items():
                    users[size, slot].append(w)
        return users

    def grouped_by(self, key: Callable[[Offering, Slot], list[Key]]) -> dict[Key, list[IntVar]]:
        """All variables that make an offering busy in a timeslot, grouped by the keys of the two."""
        groups: dict[Key, list[IntVar]] = defaultdict(list)
        for slot, busy in self.covering.items():
            for offering, _, x in busy:
                for k in key(offering, slot):
                    groups[k].append(x)
        return groups

    def of_teacher(self, key: Callable[[FacultyId, Slot], Key]) -> dict[Key, list[IntVar]]:
        """All variables that make a teacher busy in a timeslot, grouped by the key of the two."""
        groups: dict[Key, list[IntVar]] = defaultdict(list)
        for slot, busy in self.covering.items():
            for offering, start, x in busy:
                for f in offering.faculty:
                    groups[key(f, slot)].append(x)
                for f, v in self.taught.get((offering.id, start), {}).items():
                    groups[key(f, slot)].append(v)
        return groups

    def of_offering(self) -> dict[OfferingId, list[tuple[Slot, IntVar]]]:
        starts: dict[OfferingId, list[tuple[Slot, IntVar]]] = {o.id: [] for o in self.instance.offerings}
        for (id, start), x in self.starts.items():
            starts[id].append((start, x))
        return starts

    def team_of(self, offering: Offering, is_chosen: Callable[[IntVar], bool]) -> tuple[FacultyId, ...]:
        """Who teaches an offering in a solution: its faculty, and the candidate chosen."""
        choices = self.candidates.get(offering.id, {})
        return (*offering.faculty, *(f for f, z in choices.items() if is_chosen(z)))


def whole_blocks(block: Sequence[Slot], slots: frozenset[Slot], breaks_after: tuple[int, ...]) -> bool:
    """Consecutive timeslots that exist, with no break between them."""
    return slots.issuperset(block) and not any(s.period in breaks_after for s in block[:-1])


def availability(offering: Offering, block: Sequence[Slot]) -> bool:
    """In no timeslot that the offering can't be given."""
    return not any(s in offering.unavailable for s in block)


def faculty_availability(
    offering: Offering, block: Sequence[Slot], away: Mapping[FacultyId, frozenset[Slot]]
) -> bool:
    """In no timeslot in which one of its faculty, or each of its candidates, never teaches."""
    free = {
        f for f in (*offering.faculty, *offering.candidates) if away.get(f, frozenset()).isdisjoint(block)
    }
    return free.issuperset(offering.faculty) and (
        not offering.candidates or not free.isdisjoint(offering.candidates)
    )


def block_at(offering: Offering, start: Slot) -> list[Slot]:
    return [Slot(start.day, start.period + n) for n in range(offering.block_length)]


@dataclass(frozen=True)
class Groups:
    """The smallest groups of students of each offering."""

    instance: Instance

    @cached_property
    def by_offering(self) -> dict[OfferingId, tuple[str, ...]]:
        sections = {s.id: s for s in self.instance.sections}
        return {o.id: groups_of(o, sections) for o in self.instance.offerings}

    @cached_property
    def representing(self) -> dict[OfferingId, tuple[str, ...]]:
        """Per offering, the groups that it keeps busy; of offerings held in parallel, the first that has a
        group stands for all that have it."""
        represented: set[tuple[str, str]] = set()
        groups: dict[OfferingId, tuple[str, ...]] = {}
        for o in self.instance.offerings:
            own = self.by_offering[o.id]
            groups[o.id] = tuple(g for g in own if (o.parallel, g) not in represented)
            represented |= {(o.parallel, g) for g in own if o.parallel}
        return groups


@dataclass(frozen=True, slots=True)
class Block:
    """One block whose time is decided."""

    offering: Offering
    start: Slot

    @property
    def slots(self) -> list[Slot]:
        return block_at(self.offering, self.start)


@dataclass(slots=True)
class Rooms:
    """y[b,r]: block b is in room r; only rooms of its kind with its features, and large enough where that is
    a must."""

    instance: Instance
    choices: dict[Block, list[tuple[Infra, IntVar]]] = field(default_factory=dict)

    @classmethod
    def of(cls, model: CpModel, instance: Instance, blocks: list[Block]) -> "Rooms":
        rooms = cls(instance)
        suitable = Suitable(instance).rooms_of
        for block in blocks:
            fitting = [r for r in instance.rooms if r.id in suitable[block.offering.id]]
            rooms.choices[block] = [(r, model.new_bool_var("y")) for r in fitting]
        return rooms


def starts_of(
    bookings: Sequence[Occupancy], offerings: Mapping[OfferingId, Offering]
) -> list[tuple[Block, InfraId]]:
    """Bookings as blocks with their rooms; a block's bookings are consecutive on one day."""
    by_day: dict[tuple[OfferingId, int], list[Occupancy]] = defaultdict(list)
    for booking in bookings:
        by_day[booking.offering, booking.slot.day].append(booking)
    blocks: list[tuple[Block, InfraId]] = []
    for (id, _), of_day in by_day.items():
        ordered = sorted(of_day, key=lambda b: b.slot)
        blocks += [
            (Block(offerings[id], first.slot), first.room) for first in ordered[:: offerings[id].block_length]
        ]
    return blocks
