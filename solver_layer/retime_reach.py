"""Who could take part in a retiming of so many moves, and where to: all that could, and few others."""

from collections.abc import Iterator
from dataclasses import dataclass

from solver_layer.retime_week import Block, Week, union
from timetable.model import InfraId, Slot

Option = tuple[Slot, tuple[Slot, ...], InfraId]
"""where a block could start, the timeslots it would take, its room"""


@dataclass(frozen=True, slots=True)
class Choices:
    """Blocks that must move (bits), and per block that must or may, the places it may move to."""

    must: int
    places: dict[int, list[Option]]


def choices(week: Week, extra: int, *, unforced: bool = False) -> Choices:
    """Who could move, and where to, if at most `extra` blocks move beside those that must.

    A block that moves without having to makes room for another one that moves; so, unless `unforced`, only
    chains are followed: who stands in the way of a displaced block, who stands in the way of those, so many
    times. A place in whose way more stand than may move leads nowhere.
    """
    reach = _Reach(week, extra)
    reach.follow(week.displaced, extra)
    if unforced and extra:
        reach.follow(((1 << len(week.blocks)) - 1) & ~week.displaced, extra - 1)
    depth, last = 0, week.displaced
    while (last := reach.found & ~reach.done) and depth < extra:
        depth += 1
        reach.follow(last, extra - 1)
    return reach.choices()


class _Reach:
    def __init__(self, week: Week, extra: int) -> None:
        self.week, self.must, self.extra = week, week.displaced, extra
        self.found = self.done = 0
        self.options: dict[int, list[tuple[Option, int]]] = {}

    def follow(self, blocks: int, most: int) -> None:
        """Where these could go if at most so many make way."""
        for block in self.week.members(blocks & ~self.done & ~self.week.fixed):
            self.done |= 1 << block.number
            self.options[block.number] = options = list(self._options(block, most))
            self.found |= union(way for _, way in options)
            self.found |= union(1 << b.number for b in self.week.beside(block))
            self.found |= self._who_fills_the_day(block, options)
        self.found &= ~self.week.fixed & ~self.must

    def _options(self, block: Block, most: int) -> Iterator[tuple[Option, int]]:
        week, aside = self.week, ~(self.must | 1 << block.number)
        clashing, own = week.clashing[block.offering.id] & aside, week.of_offering[block.offering.id]
        for start, slots in week.starts(block):
            people = union(week.at[s] for s in slots) & clashing
            if people & week.fixed or people.bit_count() > most:
                continue
            for room in week.rooms(block):
                in_room = week.in_room[start, room]
                for s in slots[1:]:
                    in_room |= week.in_room[s, room]
                way = (people | in_room) & aside
                if way & week.fixed or way.bit_count() > most or week.is_place_of(own & in_room, start):
                    continue
                yield (start, slots, room), way

    def _who_fills_the_day(self, block: Block, options: list[tuple[Option, int]]) -> int:
        """All that its teachers have on days that could come to hold more than their limit."""
        week, found = self.week, 0
        for f in block.faculty:
            coming = week.periods(week.of_faculty[f] & self.must) + (self.extra + 1) * week.longest
            for day in {start.day for (start, _, _), _ in options}:
                held = week.of_faculty[f] & week.on_day[day] & ~self.must
                if week.periods(held) + coming > week.limits[f]:
                    found |= held
        return found

    def choices(self) -> Choices:
        """Only places in whose way nobody is who can't move: in the end everybody's places agree with that."""
        places = {number: [p for p, _ in options] for number, options in self.options.items()}
        movable = -1
        while (able := self.must | union(1 << n for n, p in places.items() if p)) != movable:
            movable = able
            places = {n: [p for p, way in o if not way & ~movable] for n, o in self.options.items()}
        return Choices(self.must, {n: p for n, p in places.items() if movable >> n & 1})
