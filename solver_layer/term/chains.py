"""Kempe chains, compiled: a block goes to another start, who is in its way to where it came from, and so on.

After Lü and Hao (2010), here over two spans of several periods, so that blocks of any length take part. All
hard constraints hold before and after.
"""

from solver_layer.term.kernel import draw, enter, inlined, lay, leave, lift, limit_of, within_limits

_MAX_CHAIN_BLOCKS = 12


@inlined
def join(f, s, b, to, size):
    """Have a block and those held with it go to a start; returns the size of the chain, -1: impossible."""
    member = b
    while True:
        if f.pinned[member] or s.chain[3, member] or size >= _MAX_CHAIN_BLOCKS:
            return -1
        c = f.offering[member]
        if not f.starts[c, to]:
            return -1
        s.chain[0, size], s.chain[1, size], s.chain[2, size], s.chain[3, member] = member, to, -1, 1
        size += 1
        member = f.peers[member]
        if member == b:
            return size


@inlined
def push(f, s, b, origin, target, span, size):
    """Have a block that is in the way change from one span to the other."""
    c, t = f.offering[b], s.start[b]
    if t < target or t + f.length[c] > target + span:
        return -1
    return join(f, s, b, origin + t - target, size)


@inlined
def close_chain(f, s, origin, target, span, size):
    """Add whom the moving blocks clash with, until nobody is left; returns the size, -1: impossible."""
    at = 0
    while at < size:
        b, to = s.chain[0, at], s.chain[1, at]
        at += 1
        c = f.offering[b]
        other = target if origin <= to < origin + span else origin  # where those of this span go
        mine = origin if other == target else target
        for n in range(f.length[c]):
            left = s.clashing[c, to + n]
            r = 0
            while left > 0:
                g = s.occupant[r, to + n]
                r += 1
                if g >= 0 and f.clash[c, f.offering[g]]:
                    left -= 1
                    if not s.chain[3, g]:
                        size = push(f, s, g, other, mine, span, size)
                        if size < 0:
                            return -1
    return size


@inlined
def free_for(s, r, t, length):
    """Whether a room is free in a span, but for those who leave it with the chain."""
    for n in range(length):
        b = s.occupant[r, t + n]
        if b >= 0 and not s.chain[3, b]:
            return False
    return True


@inlined
def is_open(f, s, size, r, t, length):
    """Whether a room is free in a span, and none of the chain goes there either."""
    for i in range(size):
        if s.chain[2, i] == r:
            start = s.chain[1, i]
            if start < t + length and t < start + f.length[f.offering[s.chain[0, i]]]:
                return False
    return free_for(s, r, t, length)


@inlined
def choose_rooms(f, s, size):
    """A room for each of the chain that has none yet: cheapest first, its own before others."""
    for i in range(size):
        if s.chain[2, i] >= 0:
            continue
        b, t = s.chain[0, i], s.chain[1, i]
        c = f.offering[b]
        own = s.room[b]
        if is_open(f, s, size, own, t, f.length[c]):
            s.chain[2, i] = own
            continue
        best, least = -1, 1 << 30
        first, rooms = f.room_at[c], f.room_at[c + 1] - f.room_at[c]
        turn = draw(s, rooms)
        for j in range(rooms):
            r = f.room_list[first + (j + turn) % rooms]
            price = f.room_cost[c, r] + (f.stability_cost if s.in_room[c, r] == 0 else 0)
            if price < least and is_open(f, s, size, r, t, f.length[c]):
                best, least = r, price
                if price == 0:
                    break
        if best < 0:
            return False
        s.chain[2, i] = best
    return True


@inlined
def try_chain(f, s, size, limit):
    """Move the chain if that costs at most `limit` more; returns the change of cost and whether it moved."""
    cost = 0
    for i in range(size):
        cost += lift(f, s, s.chain[0, i])
    is_within_limits = True
    for i in range(size):
        b, t, r = s.chain[0, i], s.chain[1, i], s.chain[2, i]
        s.chain[1, i], s.chain[2, i] = s.start[b], s.room[b]
        cost += lay(f, s, b, t, r)
    for i in range(size):
        if not within_limits(f, s, s.chain[0, i], s.start[s.chain[0, i]] // f.periods):
            is_within_limits = False
    if is_within_limits and cost <= limit:
        for i in range(size):
            b = s.chain[0, i]
            t, r = s.start[b], s.room[b]
            s.start[b], s.room[b] = s.chain[1, i], s.chain[2, i]
            leave(f, s, b)
            s.start[b], s.room[b] = t, r
        for i in range(size):
            b = s.chain[0, i]
            enter(f, s, b, s.start[b], s.room[b])
        return cost, True
    for i in range(size):
        lift(f, s, s.chain[0, i])
    for i in range(size):
        lay(f, s, s.chain[0, i], s.chain[1, i], s.chain[2, i])
    return 0, False


@inlined
def move_chain(f, s, b, target, room, warm):
    """A block to a start and room, and all in its way to where it came from."""
    origin, span = s.start[b], f.length[f.offering[b]]
    if origin < target + span and target < origin + span:
        return 0, False
    size = join(f, s, b, target, 0)
    if size > 0:
        s.chain[2, 0] = room
        for n in range(span):
            g = s.occupant[room, target + n]
            if size > 0 and g >= 0 and not s.chain[3, g]:
                size = push(f, s, g, origin, target, span, size)
    if size > 0:
        size = close_chain(f, s, origin, target, span, size)
    delta, moved = 0, False
    if size > 0 and choose_rooms(f, s, size):
        delta, moved = try_chain(f, s, size, limit_of(s, warm))
    for i in range(_MAX_CHAIN_BLOCKS):
        s.chain[3, s.chain[0, i]] = 0  # of a chain that was given up halfway too
    return delta, moved
