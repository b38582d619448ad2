"""What it costs if one block of one period moves and nobody else does, compiled: nothing is touched."""

from solver_layer.term.kernel import alone, inlined


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
    loses_day, gains_day = s.on_day[c, day] == 1, s.on_day[c, new] == 0
    if loses_day == gains_day:
        return 0
    days = 0
    for d in range(f.days):
        days += s.on_day[c, d] > 0
    if loses_day:
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
            mask_then = s.mask[q, new]
            cost += f.line_cost[q] * (
                alone(before & ~out) - alone(before) + alone(mask_then | into) - alone(mask_then)
            )
    return cost
