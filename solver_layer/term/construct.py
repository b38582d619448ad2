"""A first timetable: blocks are placed one by one, those in the way are taken out again.

Iterative forward search with conflict-based statistics, after Müller (2005): what was often in the way of an
offering at a slot makes that slot dearer for it.
"""

import numpy as np

from solver_layer.term.kernel import draw, inlined, jit, place, remove

# The price of a block that has to leave, of a room that a fixed block is in, and of what is impossible.
_BLOCK_PRICE, _PINNED_PRICE, _NEVER_PRICE = 1_000, 1_000_000, 1_000_000_000
# By how much a slot gets dearer for an offering whenever a block had to leave it.
_HISTORY_PRICE = 20


@inlined
def defer(f, s, b, waiting, size):
    """A block and those held with it are nowhere, and wait; returns how many blocks do."""
    member = b
    while True:
        if s.start[member] >= 0:
            remove(f, s, member)
        if not s.chain[3, member]:
            s.chain[3, member] = 1
            waiting[size] = member
            size += 1
        member = f.peers[member]
        if member == b:
            return size


@inlined
def pinned_at(f, s, c, t):
    """Whether a fixed block that can't give way keeps an offering from this slot."""
    for r in range(s.occupant.shape[0]):
        g = s.occupant[r, t]
        if g >= 0 and f.pinned[g] and f.clash[c, f.offering[g]]:
            return True
    return False


@inlined
def room_for(f, s, b, t):
    """The cheapest room for a block, and its price: the blocks that would have to leave it count."""
    c = f.offering[b]
    best, least = -1, 1 << 30
    for j in range(f.room_at[c], f.room_at[c + 1]):
        r = f.room_list[j]
        price = f.room_cost[c, r] + draw(s, 4)
        for n in range(f.length[c]):
            g = s.occupant[r, t + n]
            if g >= 0:
                price += _PINNED_PRICE if f.pinned[g] or held_with(f, g, b) else _BLOCK_PRICE
        if price < least:
            best, least = r, price
    return best, least


@inlined
def best_start(f, s, b, history):
    """The start with the least in the way of a block and of those held with it; -1: none."""
    best, least = -1, _NEVER_PRICE
    c = f.offering[b]
    for i in range(f.start_at[c], f.start_at[c + 1]):
        t = f.start_list[i]
        price = np.int64(draw(s, 8))
        member = b
        while price < _NEVER_PRICE:
            price += obstacles(f, s, member, t, history)
            member = f.peers[member]
            if member == b:
                break
        if price < least:
            best, least = t, price
    return best


@inlined
def obstacles(f, s, b, t, history):
    """What is in the way of a block at a start; at least _NEVER_PRICE: what can't give way."""
    c = f.offering[b]
    if not f.starts[c, t]:
        return _NEVER_PRICE
    price = np.int64(f.slot_cost[c, t])
    for n in range(f.length[c]):
        price += history[c, t + n]
        if s.clashing[c, t + n]:
            price += _BLOCK_PRICE * s.clashing[c, t + n]
            if pinned_at(f, s, c, t + n):
                price += _NEVER_PRICE
    r, cost = room_for(f, s, b, t)
    price += cost if r >= 0 and cost < _PINNED_PRICE else _NEVER_PRICE
    for k in range(f.limited_at[c], f.limited_at[c + 1]):
        q = f.limited_list[k]
        over = s.load[q, t // f.periods] + f.length[c] - f.daily_limit[q]
        if over > 0:
            price += _BLOCK_PRICE * over
    return price


@inlined
def insert(f, s, b, t, waiting, size, history):
    """Put a block there and take out who can't be with it; returns how many wait, and whether it could."""
    c = f.offering[b]
    for n in range(f.length[c]):
        if s.clashing[c, t + n]:
            for r in range(s.occupant.shape[0]):
                g = s.occupant[r, t + n]
                if g >= 0 and f.clash[c, f.offering[g]]:
                    history[c, t + n] += _HISTORY_PRICE
                    size = defer(f, s, g, waiting, size)
    r, cost = room_for(f, s, b, t)
    if r < 0 or cost >= _PINNED_PRICE:
        return size, False
    for n in range(f.length[c]):
        g = s.occupant[r, t + n]
        if g >= 0:
            history[c, t + n] += _HISTORY_PRICE
            history[f.offering[g], t + n] += _HISTORY_PRICE
            size = defer(f, s, g, waiting, size)
    place(f, s, b, t, r)
    return lighten(f, s, b, t // f.periods, waiting, size)


@inlined
def lighten(f, s, b, day, waiting, size):
    """Take out blocks of the teachers of a block until they keep their daily limit."""
    c = f.offering[b]
    n = len(f.offering)
    for k in range(f.limited_at[c], f.limited_at[c + 1]):
        q = f.limited_list[k]
        first = draw(s, n)
        for m in range(n):
            if s.load[q, day] <= f.daily_limit[q]:
                break
            g = (first + m) % n
            if (
                g == b
                or s.start[g] < 0
                or s.start[g] // f.periods != day
                or f.pinned[g]
                or held_with(f, g, b)
            ):
                continue
            if teaches(f, q, f.offering[g]):
                size = defer(f, s, g, waiting, size)
        if s.load[q, day] > f.daily_limit[q]:
            return size, False
    return size, True


@inlined
def held_with(f, g, b):
    member = f.peers[b]
    while member != b:
        if member == g:
            return True
        member = f.peers[member]
    return False


@inlined
def teaches(f, q, c):
    """Whether a teacher with a limit is one of an offering's."""
    is_teacher = False
    for k in range(f.limited_at[c], f.limited_at[c + 1]):
        is_teacher |= f.limited_list[k] == q
    return is_teacher


@jit
def construct(f, s, waiting, size, history, steps):
    """Up to `steps` insertions; returns how many blocks still wait (none: the timetable is complete)."""
    for _ in range(steps):
        if size == 0:
            return 0
        at = draw(s, size)
        b = waiting[at]
        size -= 1
        waiting[at] = waiting[size]
        s.chain[3, b] = 0
        if s.start[b] >= 0:
            continue
        size = defer(f, s, b, waiting, size)
        t = best_start(f, s, b, history)
        if t >= 0:
            size = insert_all(f, s, b, t, waiting, size, history)
    return size


@inlined
def insert_all(f, s, b, t, waiting, size, history):
    """Put a block and those held with it at one start, or have them all wait."""
    member = b
    while True:
        size, done = insert(f, s, member, t, waiting, size, history)
        if not done:
            return defer(f, s, b, waiting, size)
        member = f.peers[member]
        if member == b:
            return size


@jit
def fill(f, s, start, room, waiting):
    """Place every block that has a start already; the others wait. Returns how many do."""
    size = 0
    for b in range(len(start)):
        if start[b] >= 0:
            place(f, s, b, start[b], room[b])
        else:
            waiting[size] = b
            s.chain[3, b] = 1
            size += 1
    return size
