"""An instance and its timetable as arrays of numbers, for the compiled search.

Slots count through the week: t = day · periods + period, from 0. Offerings, rooms and blocks count in the
order of the instance; a block is one meeting of an offering. A *line* is a section or a teacher whose day
should have no class standing alone.
"""

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int32]
Flags = npt.NDArray[np.uint8]


class Facts(NamedTuple):
    """What never changes in a search. n: blocks, C: offerings, R: rooms, T: slots, F: limited teachers."""

    periods: int
    days: int
    offering: Ints  # [n] of each block
    pinned: Ints  # [n] 1: fixed where it is
    # [n] the next block that is held at the same time, in a ring; a block alone is its own next
    peers: Ints
    length: Ints  # [C] periods of one block
    starts: Ints  # [C, T] 1: a block may start here
    start_at: Ints
    # the starts of offering c: start_list[start_at[c] : start_at[c + 1]]; so for all `_at`, `_list`
    start_list: Ints
    slot_cost: Ints  # [C, T] of starting here
    clash: Flags  # [C, C] 1: never at once; an offering clashes with itself
    near: Flags  # [C, C] 1: the cost of where one is depends on where the other is
    clash_at: Ints
    clash_list: Ints
    room_at: Ints
    room_list: Ints  # the rooms an offering may be in
    room_cost: Ints  # [C, R] of one block there; -1: never
    line_at: Ints
    line_list: Ints
    line_cost: Ints  # [lines] per class that stands alone
    limited_at: Ints
    limited_list: Ints  # the teachers of an offering who could exceed their daily limit
    daily_limit: Ints  # [F]
    min_days: Ints  # [C]
    day_cost: int
    stability_cost: int


class Timetable(NamedTuple):
    """Where everything is, and the counts that follow from it."""

    start: Ints  # [n] -1: nowhere
    room: Ints  # [n]
    occupant: Ints  # [R, T] the block in a room; -1: none
    clashing: Ints  # [C, T] how many placed blocks an offering would clash with
    on_line: Ints  # [lines, T] blocks
    mask: Ints  # [lines, days] a bit per period with a class
    on_day: Ints  # [C, days] blocks
    in_room: Ints  # [C, R] blocks
    load: Ints  # [F, days] periods
    random: npt.NDArray[np.uint64]  # [1] the state of the generator
    # [4, ≥ n] blocks to move together, their new starts, their new rooms, whether a block is in it
    chain: Ints


def empty(facts: Facts, seed: int) -> Timetable:
    """A timetable with nothing in it."""

    def zeros(*shape: int) -> Any:
        return np.zeros(shape, np.int32)

    n, (c, r) = len(facts.offering), facts.room_cost.shape
    t, lines = facts.days * facts.periods, len(facts.line_cost)
    return Timetable(
        start=zeros(n) - 1,
        room=zeros(n) - 1,
        occupant=zeros(r, t) - 1,
        clashing=zeros(c, t),
        on_line=zeros(lines, t),
        mask=zeros(lines, facts.days),
        on_day=zeros(c, facts.days),
        in_room=zeros(c, r),
        load=zeros(len(facts.daily_limit), facts.days),
        random=np.array([(seed * 0x9E3779B97F4A7C15 + 0x1234567) % 2**64 or 1], np.uint64),
        chain=zeros(4, max(n, 16)),
    )
