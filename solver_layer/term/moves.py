"""Simulated annealing over several neighbourhoods, compiled.

Every timetable between two moves keeps all hard constraints, so that the search can be stopped at any moment.
"""

import numpy as np

from solver_layer.term.chains import free_for, move_chain, try_chain
from solver_layer.term.kernel import (
    chance,
    draw,
    enter,
    inlined,
    jit,
    lay,
    leave,
    lift,
    limit_of,
    within_limits,
)
from solver_layer.term.prices import price_alone

# The neighbourhoods: another start, in the block's own room or in another; the same with a chain where that
# is taken; a start next to another class of a line; another room at the same time; a whole offering into one
# room.
MOVE, AWAY, CHAIN, ADJACENT, ROOM, GATHER = range(6)
NEIGHBOURHOODS = 6
SHARE_TOTAL = 1024  # what the shares of the neighbourhoods add up to


@jit
def anneal(f, s, cost, warm, steps, shares, paid, best_start, best_room, best):
    """`steps` proposals at one temperature; returns the cost and the best cost.

    Whenever the cost is less than `best`, the timetable is copied to `best_start`, `best_room`. `shares`: of
    1,024 proposals, how many are of a neighbourhood or one before it. `paid`: added to, per neighbourhood its
    proposals, its work (in units of a simple move), and the cost that its accepted moves took off.
    """
    n = len(f.offering)
    for _ in range(steps):
        b = draw(s, n)
        if f.pinned[b]:
            continue
        kind, turn = 0, draw(s, SHARE_TOTAL)
        while turn >= shares[kind]:
            kind += 1
        delta, moved, work = propose(f, s, b, kind, warm)
        paid[kind, 0] += 1
        paid[kind, 1] += work
        if moved:
            cost += delta
            if delta < 0:
                paid[kind, 2] -= delta
                if cost < best:
                    best = cost
                    for i in range(n):
                        best_start[i], best_room[i] = s.start[i], s.room[i]
    return cost, best


@inlined
def propose(f, s, b, kind, warm):
    """A change of a neighbourhood for a block; returns the change of cost, whether it was made, the work."""
    c = f.offering[b]
    if kind == GATHER:
        return gather(f, s, b, any_of(s, f.room_list, f.room_at[c], f.room_at[c + 1]), warm)
    room = s.room[b]
    if kind in (AWAY, ROOM):
        room = any_of(s, f.room_list, f.room_at[c], f.room_at[c + 1])
    if kind == ROOM:
        if room == s.room[b]:
            return 0, False, 1
        delta, moved = change_room(f, s, b, room, warm)
        return delta, moved, 2
    if kind == ADJACENT:
        target = adjacent_start(f, s, c)
        if target < 0:
            return 0, False, 1
    else:
        target = any_of(s, f.start_list, f.start_at[c], f.start_at[c + 1])
    if target == s.start[b]:
        return 0, False, 1
    return change_time(f, s, b, target, room, warm, kind in (CHAIN, ADJACENT))


@inlined
def any_of(s, values, first, end):
    return values[first + draw(s, end - first)]


@inlined
def adjacent_start(f, s, c):
    """A start of an offering just before or after a class of one of its lines; -1: none was hit upon."""
    lines = f.line_at[c + 1] - f.line_at[c]
    if lines == 0:
        return -1
    q, day = f.line_list[f.line_at[c] + draw(s, lines)], draw(s, f.days)
    mask = s.mask[q, day]
    free = ((mask << 1) | (mask >> 1)) & ~mask & ((1 << f.periods) - 1)
    period = draw(s, f.periods)
    if not (free >> period) & 1:
        period = draw(s, f.periods)
    target = day * f.periods + period
    return target if (free >> period) & 1 and f.starts[c, target] else -1


@inlined
def change_time(f, s, b, target, room, warm, follow):
    """A block to another start: alone, in exchange with one other, or (if `follow`) as a chain."""
    if f.length[f.offering[b]] == 1 and f.peers[b] == b:
        in_way = s.occupant[room, target]
        if in_way < 0 and s.clashing[f.offering[b], target] == 0:
            delta, moved = move_alone(f, s, b, target, room, warm)
            return delta, moved, 1
        if in_way >= 0 and is_plain_swap(f, s, b, in_way):
            delta, moved = swap(f, s, b, in_way, warm)
            return delta, moved, 2
        if not follow:
            return 0, False, 1
    delta, moved = move_chain(f, s, b, target, room, warm)
    return delta, moved, 5


@inlined
def gather(f, s, b, room, warm):
    """Every block of an offering to one room, at its time; who is there comes to the room that is left."""
    c = f.offering[b]
    first = b
    while first > 0 and f.offering[first - 1] == c:
        first -= 1
    size, length = 0, f.length[c]
    while first < len(f.offering) and f.offering[first] == c:
        own, t, g = s.room[first], s.start[first], s.occupant[room, s.start[first]]
        if own != room:
            if f.pinned[first]:
                return 0, False, 1
            s.chain[0, size], s.chain[1, size], s.chain[2, size] = first, t, room
            size += 1
            if g >= 0:
                other = f.offering[g]
                if f.pinned[g] or s.start[g] != t or f.length[other] != length or f.room_cost[other, own] < 0:
                    return 0, False, size
                s.chain[0, size], s.chain[1, size], s.chain[2, size] = g, t, own
                size += 1
            elif not free_for(s, room, t, length):
                return 0, False, size
        first += 1
    if size == 0:
        return 0, False, 1
    delta, moved = try_chain(f, s, size, limit_of(s, warm))
    return delta, moved, size + 1


@inlined
def change_room(f, s, b, room, warm):
    """A block to another room at the same time; who is there comes to its room."""
    t, length = s.start[b], f.length[f.offering[b]]
    g = s.occupant[room, t]
    size = 1
    if g >= 0:
        other = f.offering[g]
        if f.pinned[g] or s.start[g] != t or f.length[other] != length or f.room_cost[other, s.room[b]] < 0:
            return 0, False
        s.chain[0, 1], s.chain[1, 1], s.chain[2, 1] = g, t, s.room[b]
        size = 2
    elif not free_for(s, room, t, length):
        return 0, False
    s.chain[0, 0], s.chain[1, 0], s.chain[2, 0] = b, t, room
    return try_chain(f, s, size, limit_of(s, warm))


@inlined
def is_plain_swap(f, s, b, g):
    """Whether two blocks of one period can take each other's place with nobody else in the way."""
    c, d = f.offering[b], f.offering[g]
    origin, target = s.start[b], s.start[g]
    if f.length[d] != 1 or f.peers[g] != g or f.pinned[g]:
        return False
    if not f.starts[d, origin] or f.room_cost[d, s.room[b]] < 0:
        return False
    each_other = f.clash[c, d]
    return s.clashing[c, target] == each_other and s.clashing[d, origin] == each_other


@inlined
def swap(f, s, b, g, warm):
    c, d = f.offering[b], f.offering[g]
    origin, target, own, room = s.start[b], s.start[g], s.room[b], s.room[g]
    limit = limit_of(s, warm)
    if not f.near[c, d]:
        delta = price_alone(f, s, b, target, room) + price_alone(f, s, g, origin, own)
        if delta > limit:
            return 0, False
    s.chain[0, 0], s.chain[1, 0], s.chain[2, 0] = b, target, room
    s.chain[0, 1], s.chain[1, 1], s.chain[2, 1] = g, origin, own
    return try_chain(f, s, 2, limit)


@inlined
def move_alone(f, s, b, target, room, warm):
    """A block of one period to where nothing is in its way."""
    delta = price_alone(f, s, b, target, room)
    if delta > 0 and chance(s) >= np.exp(-delta / warm):
        return 0, False
    origin, own = s.start[b], s.room[b]
    leave(f, s, b)
    lift(f, s, b)
    lay(f, s, b, target, room)
    if within_limits(f, s, b, target // f.periods):
        enter(f, s, b, target, room)
        return delta, True
    lift(f, s, b)
    lay(f, s, b, origin, own)
    enter(f, s, b, origin, own)
    return 0, False
