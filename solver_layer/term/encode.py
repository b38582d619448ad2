"""From an instance to the numbers of the compiled search, and from its timetable back to bookings."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from solver_layer.model.suitable import RoomNeed, rooms_for
from solver_layer.term.arrays import Facts, Flags, Ints
from timetable.constraints import groups_of
from timetable.model import FacultyId, InfraId, Occupancy, OccupancyId, Offering, OfferingId, Slot
from timetable.problems import Instance

Teams = Mapping[OfferingId, tuple[FacultyId, ...]]
Meeting = tuple[OfferingId, Slot, InfraId]  # one block: its offering, its first period, its room
NEVER = -1  # the cost of a room that an offering may not be in


@dataclass(frozen=True)
class Encoded:
    """An instance as numbers. `pins`: start and room of each pinned block, by block."""

    whole: Instance  # as it was given
    instance: Instance  # with its teachers chosen
    teams: Teams
    facts: Facts
    pins: dict[int, tuple[int, int]]

    @property
    def blocks(self) -> int:
        return len(self.facts.offering)

    def slot(self, t: int) -> Slot:
        return Slot(int(t) // self.facts.periods + 1, int(t) % self.facts.periods + 1)

    def bookings(self, start: Ints, room: Ints, new_id: Callable[[], str]) -> tuple[Occupancy, ...]:
        """Each period of each block as a weekly booking; fixed ones as they are."""
        fixed = {(b.offering, b.slot): b for b in self.instance.fixed}
        sections = {s.id: s for s in self.instance.sections}
        groups = {o.id: groups_of(o, sections) for o in self.instance.offerings}
        bookings = []
        for block, c in enumerate(self.facts.offering):
            o, first = self.instance.offerings[c], self.slot(start[block])
            for n in range(o.block_length):
                slot = Slot(first.day, first.period + n)
                bookings.append(
                    fixed.get((o.id, slot))
                    or Occupancy(
                        OccupancyId(new_id()),
                        o.term,
                        o.id,
                        o.subject,
                        slot,
                        self.instance.rooms[room[block]].id,
                        self.teams[o.id],
                        o.sections,
                        groups[o.id],
                    )
                )
        return tuple(bookings)

    def meetings(self, start: Ints, room: Ints) -> list[Meeting]:
        """Offering, first period and room of every block."""
        return [
            (self.instance.offerings[c].id, self.slot(start[b]), self.instance.rooms[room[b]].id)
            for b, c in enumerate(self.facts.offering)
        ]

    def places(self, meetings: Iterable[Meeting]) -> tuple[Ints, Ints]:
        """Start and room of every block, from the first period and room of each."""
        offerings = {o.id: c for c, o in enumerate(self.instance.offerings)}
        rooms = {r.id: i for i, r in enumerate(self.instance.rooms)}
        start, room = np.full(self.blocks, -1, np.int32), np.full(self.blocks, -1, np.int32)
        for block, (t, r) in self.pins.items():
            start[block], room[block] = t, r
        taken = {(int(self.facts.offering[b]), t) for b, (t, _) in self.pins.items()}
        free: dict[int, list[int]] = defaultdict(list)
        for block in reversed(range(self.blocks)):
            if block not in self.pins:
                free[int(self.facts.offering[block])].append(block)
        for id, slot, in_room in sorted(meetings, key=lambda m: m[1]):
            c, t = offerings[id], (slot.day - 1) * self.facts.periods + slot.period - 1
            if (c, t) not in taken:
                block = free[c].pop()
                start[block], room[block] = t, rooms[in_room]
        return start, room


def places(instance: Instance) -> int:
    """In how many ways one block could be placed, summed over the offerings: how large an instance is."""
    return len(instance.timeslots) * sum(len(rooms_for(o, instance)) for o in instance.offerings)


def encode(whole: Instance, teams: Teams) -> Encoded:
    """The numbers of an instance with its teachers chosen; parallel offerings have as many blocks each."""
    instance = replace(
        whole, offerings=tuple(replace(o, faculty=teams[o.id], candidates=()) for o in whole.offerings)
    )
    periods = max((t.period for t in instance.timeslots), default=1)
    days = max((t.day for t in instance.timeslots), default=1)
    offerings = instance.offerings
    blocks = [c for c, o in enumerate(offerings) for _ in range(o.periods_per_week // o.block_length)]
    peers = _peers(instance, blocks)
    pins = _pins(instance, blocks, periods)
    starts = _starts(instance, teams, periods=periods, days=days)
    clash, near, lines, line_cost = _meetings(instance, teams)
    room_cost = _room_costs(instance)
    limited, limits = _limited(instance, teams)
    rows = range(len(offerings))
    facts = Facts(
        periods,
        days,
        np.array(blocks, np.int32),
        _pinned(peers, pins),
        np.array(peers, np.int32),
        np.array([o.block_length for o in offerings], np.int32),
        starts,
        *_lists([np.flatnonzero(starts[c]) for c in rows]),
        _slot_costs(instance, teams, starts),
        clash,
        near,
        *_lists([np.flatnonzero(clash[c]) for c in rows]),
        *_lists([np.flatnonzero(room_cost[c] != NEVER) for c in rows]),
        room_cost,
        *_lists(lines),
        line_cost,
        *_lists(limited),
        np.array(limits, np.int32),
        np.array([o.min_days for o in offerings], np.int32),
        instance.costs.minimum_working_days,
        instance.costs.room_stability,
    )
    return Encoded(whole, instance, teams, facts, pins)


def _lists(lists: Sequence[Sequence[int] | np.ndarray[Any, Any]]) -> tuple[Ints, Ints]:
    """Lists one after the other, and where each begins."""
    at = np.zeros(len(lists) + 1, np.int32)
    at[1:] = np.cumsum([len(values) for values in lists])
    return at, np.array([v for values in lists for v in values], np.int32)


def _peers(instance: Instance, blocks: list[int]) -> list[int]:
    """The n-th blocks of parallel offerings, each pointing to the next of them."""
    rings: dict[tuple[str, int], list[int]] = defaultdict(list)
    count: dict[int, int] = defaultdict(int)
    for block, c in enumerate(blocks):
        rings[instance.offerings[c].parallel or f"alone {c}", count[c]].append(block)
        count[c] += 1
    peers = list(range(len(blocks)))
    for ring in rings.values():
        for member, following in zip(ring, ring[1:] + ring[:1], strict=True):
            peers[member] = following
    return peers


def _pins(instance: Instance, blocks: list[int], periods: int) -> dict[int, tuple[int, int]]:
    """Fixed bookings as the first blocks of their offerings, in the order of time."""
    index = {o.id: c for c, o in enumerate(instance.offerings)}
    rooms = {r.id: i for i, r in enumerate(instance.rooms)}
    first = {c: block for block, c in reversed(list(enumerate(blocks)))}
    by_offering: dict[int, list[Occupancy]] = defaultdict(list)
    for b in sorted(instance.fixed, key=lambda b: b.slot):
        by_offering[index[b.offering]].append(b)
    return {
        first[c] + n: ((b.slot.day - 1) * periods + b.slot.period - 1, rooms[b.room])
        for c, bookings in by_offering.items()
        for n, b in enumerate(bookings[:: instance.offerings[c].block_length])
    }


def _pinned(peers: list[int], pins: Mapping[int, object]) -> Ints:
    """Fixed blocks, and those that are held with them."""
    pinned = np.zeros(len(peers), np.int32)
    for block in pins:
        while not pinned[block]:
            pinned[block] = 1
            block = peers[block]
    return pinned


def _starts(instance: Instance, teams: Teams, *, periods: int, days: int) -> Ints:
    slots = {t.slot for t in instance.timeslots}
    never = {f.id: set(f.unavailable) for f in instance.faculty}
    starts = np.zeros((len(instance.offerings), days * periods), np.int32)
    for c, o in enumerate(instance.offerings):
        closed = set(o.unavailable).union(*(never.get(f, ()) for f in teams[o.id]))
        for slot in slots:
            block = [Slot(slot.day, slot.period + n) for n in range(o.block_length)]
            if all(s in slots and s not in closed for s in block) and not any(
                s.period in instance.breaks_after for s in block[:-1]
            ):
                starts[c, (slot.day - 1) * periods + slot.period - 1] = 1
    return starts


def _meetings(instance: Instance, teams: Teams) -> tuple[Flags, Flags, list[list[int]], Ints]:
    """Who clashes with whom, whose costs meet, and the lines of each offering with their costs."""
    sections = {s.id: s for s in instance.sections}
    weights = instance.costs
    n = len(instance.offerings)
    clash, near = np.eye(n, dtype=np.uint8), np.eye(n, dtype=np.uint8)
    teaching, attending = (
        _by(instance, lambda o: teams[o.id]),
        _by(instance, lambda o: groups_of(o, sections)),
    )
    for sharing in teaching.values():
        clash[np.ix_(sharing, sharing)] = 1
    for sharing in attending.values():
        for c in sharing:
            basket = instance.offerings[c].parallel
            others = [d for d in sharing if not basket or instance.offerings[d].parallel != basket]
            clash[c, others] = 1
    lines: list[list[int]] = [[] for _ in range(n)]
    costs: list[int] = []
    for members, weight in (
        (_by(instance, lambda o: o.sections), weights.compactness),
        (teaching, weights.faculty_compactness),
    ):
        for sharing in members.values() if weight else ():
            near[np.ix_(sharing, sharing)] = 1
            for c in sharing:
                lines[c].append(len(costs))
            costs.append(weight)
    np.fill_diagonal(clash, 1)
    return clash, near, lines, np.array(costs, np.int32)


def _by(instance: Instance, keys: Callable[[Offering], Iterable[str]]) -> dict[str, list[int]]:
    by_key: dict[str, list[int]] = defaultdict(list)
    for c, o in enumerate(instance.offerings):
        for key in dict.fromkeys(keys(o)):
            by_key[key].append(c)
    return by_key


def _room_costs(instance: Instance) -> Ints:
    weights = instance.costs
    costs = np.full((len(instance.offerings), len(instance.rooms)), NEVER, np.int32)
    for c, o in enumerate(instance.offerings):
        need = RoomNeed.by(o, instance)
        for i, r in enumerate(instance.rooms):
            if need.suits(r):
                unseated, empty = max(0, o.strength - r.capacity), max(0, r.capacity - o.strength) // 10
                costs[c, i] = o.block_length * (weights.room_capacity * unseated + weights.room_fit * empty)
    return costs


def _slot_costs(instance: Instance, teams: Teams, starts: Ints) -> Ints:
    weights, periods = instance.costs, max((t.period for t in instance.timeslots), default=1)
    people = {f.id: f for f in instance.faculty}
    costs = np.zeros_like(starts)
    for c, o in enumerate(instance.offerings):
        who = [people[f] for f in teams[o.id] if f in people and (people[f].avoided or people[f].preferred)]
        for t in np.flatnonzero(starts[c]) if who else ():
            for n in range(o.block_length):
                slot = Slot(int(t) // periods + 1, int(t) % periods + 1 + n)
                for f in who:
                    costs[c, t] += weights.avoided_periods * (slot in f.avoided)
                    costs[c, t] += weights.preferred_periods * bool(f.preferred and slot not in f.preferred)
    return costs


def _limited(instance: Instance, teams: Teams) -> tuple[list[list[int]], list[int]]:
    """Teachers whose load could exceed their daily limit: of each offering, and the limits."""
    per_day = max((t.period for t in instance.timeslots), default=0)
    people = {f.id: f for f in instance.faculty}
    limited: list[list[int]] = [[] for _ in instance.offerings]
    limits: list[int] = []
    for id, teaching in _by(instance, lambda o: teams[o.id]).items():
        load = sum(instance.offerings[c].periods_per_week for c in teaching)
        faculty = people.get(FacultyId(id))
        if faculty and faculty.daily_limit < min(per_day, load):
            for c in teaching:
                limited[c].append(len(limits))
            limits.append(faculty.daily_limit)
    return limited, limits
