"""Simulated annealing over moves, exchanges and chains, compiled.

Every timetable between two moves keeps all hard constraints, so that the search can be stopped at any moment.
"""

import numpy as np

from solver_layer.term.chains import free_for, move_chain, try_chain
from solver_layer.term.kernel import (
    alone,
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

_ELSEWHERE = 40
"""how many of a hundred proposals are about another room than a block has"""


@jit
def anneal(f, s, cost, warm, steps, chains, best_start, best_room, best):
    """`steps` proposals at one temperature; returns the cost, the best cost, and how many were accepted.

    Whenever the cost is less than `best`, the timetable is copied to `best_start`, `best_room`. `chains`: how
    often a chain is followed where the plain change is impossible.
    """
    n = len(f.offering)
    accepted = 0
    for _ in range(steps):
        b = draw(s, n)
        if f.pinned[b]:
            continue
        c = f.offering[b]
        there = f.start_list[f.start_at[c] + draw(s, f.start_at[c + 1] - f.start_at[c])]
        room = s.room[b]
        if draw(s, 100) < _ELSEWHERE:
            room = f.room_list[f.room_at[c] + draw(s, f.room_at[c + 1] - f.room_at[c])]
        if there != s.start[b]:
            delta, moved = change_time(f, s, b, there, room, warm, chains)
        elif room != s.room[b]:
            delta, moved = change_room(f, s, b, room, warm)
        else:
            continue
        if moved:
            accepted += 1
            cost += delta
            if cost < best:
                best = cost
                for i in range(n):
                    best_start[i], best_room[i] = s.start[i], s.room[i]
    return cost, best, accepted


@inlined
def change_time(f, s, b, there, room, warm, chains):
    """A block to another start: alone, in exchange with one other, or as a chain."""
    if f.length[f.offering[b]] == 1 and f.peers[b] == b:
        in_way = s.held[room, there]
        if in_way < 0 and s.clashing[f.offering[b], there] == 0:
            return move_alone(f, s, b, there, room, warm)
        if in_way >= 0 and is_plain_swap(f, s, b, in_way):
            return swap(f, s, b, in_way, warm)
        if chance(s) >= chains:
            return 0, False
    return move_chain(f, s, b, there, room, warm)


@inlined
def change_room(f, s, b, room, warm):
    """A block to another room at the same time; who is there comes to its room."""
    t, length = s.start[b], f.length[f.offering[b]]
    g = s.held[room, t]
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
    here, there = s.start[b], s.start[g]
    if f.length[d] != 1 or f.peers[g] != g or f.pinned[g]:
        return False
    if not f.starts[d, here] or f.room_cost[d, s.room[b]] < 0:
        return False
    each_other = f.clash[c, d]
    return s.clashing[c, there] == each_other and s.clashing[d, here] == each_other


@inlined
def swap(f, s, b, g, warm):
    c, d = f.offering[b], f.offering[g]
    here, there, own, room = s.start[b], s.start[g], s.room[b], s.room[g]
    limit = limit_of(s, warm)
    if not f.near[c, d]:
        delta = price_alone(f, s, b, there, room) + price_alone(f, s, g, here, own)
        if delta > limit:
            return 0, False
    s.chain[0, 0], s.chain[1, 0], s.chain[2, 0] = b, there, room
    s.chain[0, 1], s.chain[1, 1], s.chain[2, 1] = g, here, own
    return try_chain(f, s, 2, limit)


@inlined
def move_alone(f, s, b, there, room, warm):
    """A block of one period to where nothing is in its way."""
    delta = price_alone(f, s, b, there, room)
    if delta > 0 and chance(s) >= np.exp(-delta / warm):
        return 0, False
    here, own = s.start[b], s.room[b]
    leave(f, s, b)
    lift(f, s, b)
    lay(f, s, b, there, room)
    if within_limits(f, s, b, there // f.periods):
        enter(f, s, b, there, room)
        return delta, True
    lift(f, s, b)
    lay(f, s, b, here, own)
    enter(f, s, b, here, own)
    return 0, False


@inlined
def price_alone(f, s, b, to, room):
    """The change of cost if one block of one period moves and nobody else does."""
    c, t, r = f.offering[b], s.start[b], s.room[b]
    cost = f.slot_cost[c, to] - f.slot_cost[c, t] + f.room_cost[c, room] - f.room_cost[c, r]
    if r != room:
        cost += f.stability_cost * ((s.in_room[c, room] == 0) - (s.in_room[c, r] == 1))
    return cost + price_of_days(f, s, c, t, to) + price_of_lines(f, s, c, t, to)


@inlined
def price_of_days(f, s, c, t, to):
    """The change in days below an offering's wish, if one of its blocks changes its start."""
    day, new = t // f.periods, to // f.periods
    if day == new or f.min_days[c] <= 1:
        return 0
    gone, come = s.on_day[c, day] == 1, s.on_day[c, new] == 0
    if gone == come:
        return 0
    days = 0
    for d in range(f.days):
        days += s.on_day[c, d] > 0
    if gone:
        return f.day_cost if days <= f.min_days[c] else 0
    return -f.day_cost if days < f.min_days[c] else 0


@inlined
def price_of_lines(f, s, c, t, to):
    """The change in classes that stand alone, if a block of one period changes its start."""
    cost = 0
    day, new = t // f.periods, to // f.periods
    into = 1 << (to % f.periods)
    for i in range(f.line_at[c], f.line_at[c + 1]):
        q = f.line_list[i]
        out = 0 if s.on_line[q, t] > 1 else 1 << (t % f.periods)
        before = s.mask[q, day]
        if day == new:
            cost += f.line_cost[q] * (alone((before & ~out) | into) - alone(before))
        else:
            there = s.mask[q, new]
            cost += f.line_cost[q] * (
                alone(before & ~out) - alone(before) + alone(there | into) - alone(there)
            )
    return cost
