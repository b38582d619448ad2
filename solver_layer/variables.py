"""The variables of the timetable: when blocks start, and in which room each block is."""

from collections import defaultdict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar

from ortools.sat.python.cp_model import CpModel, IntVar

from timetable.constraints import groups_of
from timetable.model import Infra, Occupancy, Offering, OfferingId, SectionId, Slot
from timetable.problems import Instance

Key = TypeVar("Key", bound=Hashable)


@dataclass(slots=True)
class Periods:
    """x[o,t]: a block of offering o starts in timeslot t. The blocks of an offering are alike."""

    instance: Instance
    starts: dict[tuple[OfferingId, Slot], IntVar] = field(default_factory=dict)
    covering: dict[Slot, list[tuple[Offering, Slot, IntVar]]] = field(default_factory=dict)
    """per timeslot, every offering with the starts that keep it busy then"""
    sized: dict[tuple[OfferingId, Slot], dict[int, IntVar]] = field(default_factory=dict)
    """w[o,t,c]: the block of o that starts in t is in a room of exactly c seats; where that must be known"""

    @classmethod
    def of(cls, model: CpModel, instance: Instance) -> "Periods":
        """Variables only where a whole block fits: no break inside, no unavailable timeslot."""
        made = cls(instance, covering=defaultdict(list))
        slots = {t.slot for t in instance.timeslots}
        for offering in instance.offerings:
            for start in sorted(slots):
                block = block_at(offering, start)
                if all(s in slots and s not in offering.unavailable for s in block) and not any(
                    s.period in instance.breaks_after for s in block[:-1]
                ):
                    x = model.new_bool_var("x")
                    made.starts[offering.id, start] = x
                    for slot in block:
                        made.covering[slot].append((offering, start, x))
        made._choose_sizes(model)
        return made

    def _choose_sizes(self, model: CpModel) -> None:
        """A count of rooms per timeslot says enough of single periods; a block of several, or one whose
        room is fixed, has to keep to one size of room for its whole length."""
        if not self.instance.room_capacity_is_hard:
            return
        fixed = {b.offering for b in self.instance.fixed}
        sizes = {
            o.id: {
                r.capacity for r in self.instance.rooms if r.kind == o.room_kind and r.capacity >= o.strength
            }
            for o in self.instance.offerings
            if o.block_length > 1 or o.id in fixed
        }
        for id, start in self.starts:
            if id in sizes:
                self.sized[id, start] = {c: model.new_bool_var("w") for c in sorted(sizes[id])}

    def needing(self, kind: str, seats: int) -> dict[Slot, list[IntVar]]:
        """Per timeslot, what takes a room of the kind with at least so many seats."""
        held: dict[Slot, list[IntVar]] = defaultdict(list)
        for slot, busy in self.covering.items():
            for offering, start, x in busy:
                sizes = self.sized.get((offering.id, start), {offering.strength: x})
                if offering.room_kind == kind:
                    held[slot] += [v for c, v in sizes.items() if c >= seats]
        return held

    def of_size(self) -> dict[tuple[str, int, Slot], list[IntVar]]:
        """Per kind of room, size of room and timeslot, the blocks whose size is chosen."""
        held: dict[tuple[str, int, Slot], list[IntVar]] = defaultdict(list)
        for slot, busy in self.covering.items():
            for offering, start, _ in busy:
                for size, w in self.sized.get((offering.id, start), {}).items():
                    held[offering.room_kind, size, slot].append(w)
        return held

    def grouped_by(self, key: Callable[[Offering, Slot], list[Key]]) -> dict[Key, list[IntVar]]:
        """All variables that make an offering busy in a timeslot, grouped by the keys of the two."""
        held: dict[Key, list[IntVar]] = defaultdict(list)
        for slot, busy in self.covering.items():
            for offering, _, x in busy:
                for k in key(offering, slot):
                    held[k].append(x)
        return held

    def of_offering(self) -> dict[OfferingId, list[tuple[Slot, IntVar]]]:
        held: dict[OfferingId, list[tuple[Slot, IntVar]]] = {o.id: [] for o in self.instance.offerings}
        for (id, start), x in self.starts.items():
            held[id].append((start, x))
        return held


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
    def offerings_of(self) -> dict[SectionId, list[Offering]]:
        held: dict[SectionId, list[Offering]] = defaultdict(list)
        for offering in self.instance.offerings:
            for section in offering.sections:
                held[section].append(offering)
        return held


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
    """y[b,r]: block b is in room r; only rooms of its kind, and large enough where that is a must."""

    instance: Instance
    choices: dict[Block, list[tuple[Infra, IntVar]]] = field(default_factory=dict)

    @classmethod
    def of(cls, model: CpModel, instance: Instance, blocks: list[Block]) -> "Rooms":
        made = cls(instance)
        for block in blocks:
            fitting = [
                r
                for r in instance.rooms
                if r.kind == block.offering.room_kind
                and (not instance.room_capacity_is_hard or r.capacity >= block.offering.strength)
            ]
            made.choices[block] = [(r, model.new_bool_var("y")) for r in fitting]
        return made


def starts_of(bookings: list[Occupancy], offerings: dict[OfferingId, Offering]) -> list[tuple[Block, str]]:
    """Bookings as blocks with their rooms; a block's bookings are consecutive on one day."""
    held: dict[tuple[OfferingId, int], list[Occupancy]] = defaultdict(list)
    for booking in bookings:
        held[booking.offering, booking.slot.day].append(booking)
    blocks: list[tuple[Block, str]] = []
    for (id, _), of_day in held.items():
        ordered = sorted(of_day, key=lambda b: b.slot)
        blocks += [
            (Block(offerings[id], first.slot), str(first.room))
            for first in ordered[:: offerings[id].block_length]
        ]
    return blocks
