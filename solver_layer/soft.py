"""The soft constraints of the timetable; each returns its unweighted cost, a linear expression."""

from collections import defaultdict
from itertools import pairwise

from ortools.sat.python.cp_model import CpModel, IntVar, LinearExpr

from solver_layer.variables import Groups, Periods, Rooms
from timetable.model import Slot


def minimum_working_days(model: CpModel, x: Periods) -> LinearExpr:
    """Σ_o max(0, wished-for days of o - days on which o is held)."""
    short = []
    starts = x.of_offering()
    for offering in (o for o in x.instance.offerings if o.min_days > 1 and starts[o.id]):
        by_day: dict[int, list[IntVar]] = defaultdict(list)
        for slot, v in starts[offering.id]:
            by_day[slot.day].append(v)
        held = []
        for of_day in by_day.values():
            is_held = model.new_bool_var("d")
            model.add(is_held <= sum(of_day))
            held.append(is_held)
        missing = model.new_int_var(0, offering.min_days, "missing")
        model.add(missing >= offering.min_days - sum(held))
        short.append(missing)
    return LinearExpr.sum(short)


def compactness(model: CpModel, x: Periods) -> LinearExpr:
    """Σ_{s,t} max(0, busy[s,t] - busy[s,t-1] - busy[s,t+1])   over sections s and timeslots t."""
    lonely = []
    for offerings in Groups(x.instance).offerings_of.values():
        ids = {o.id for o in offerings}
        busy = x.grouped_by(lambda o, t, ids=ids: [t] if o.id in ids else [])  # type: ignore[misc]
        for slot, held in busy.items():
            around = busy.get(Slot(slot.day, slot.period - 1), []) + busy.get(
                Slot(slot.day, slot.period + 1), []
            )
            alone = model.new_bool_var("alone")
            for one in held:
                # a block of two periods is its own neighbour
                if not any(one is other for other in around):
                    model.add(alone >= one - sum(around))
            lonely.append(alone)
    return LinearExpr.sum(lonely)


def crowding(model: CpModel, x: Periods) -> LinearExpr:
    """Σ_{k,t,c} max(0, n[k,t,c] - rooms of kind k with more than c seats)   n: those of > c students.

    The students without a seat, before rooms are chosen: exact for single periods (the largest class takes
    the largest room), a lower bound for blocks of several. Summed over ranges of c that count the same.
    """
    lacking = []
    kinds = {o.room_kind for o in x.instance.offerings}
    for kind in kinds if not x.instance.room_capacity_is_hard else ():
        seats = [r.capacity for r in x.instance.rooms if r.kind == kind]
        levels = sorted({*seats, *(o.strength for o in x.instance.offerings if o.room_kind == kind)})
        for low, high in pairwise(levels):
            rooms = sum(1 for s in seats if s > low)
            for busy in x.needing(kind, low + 1).values() if rooms < len(seats) else ():
                if len(busy) > rooms:
                    over = model.new_int_var(0, len(busy) - rooms, "over")
                    model.add(over >= sum(busy) - rooms)
                    lacking.append((high - low) * over)
    return LinearExpr.sum(lacking)


def room_capacity(y: Rooms) -> LinearExpr:
    """Σ_{b,r} max(0, students of b - seats of r) · periods of b · y[b,r]."""
    return LinearExpr.sum(
        [
            max(0, b.offering.strength - r.capacity) * b.offering.block_length * v
            for b, choices in y.choices.items()
            for r, v in choices
        ]
    )


def room_stability(model: CpModel, y: Rooms) -> LinearExpr:
    """Σ_o (rooms used by o - 1)."""
    by_offering: dict[tuple[str, str], list[IntVar]] = defaultdict(list)
    for block, choices in y.choices.items():
        for room, v in choices:
            by_offering[block.offering.id, room.id].append(v)
    used = []
    for held in by_offering.values():
        is_used = model.new_bool_var("used")
        for v in held:
            model.add_implication(v, is_used)
        used.append(is_used)
    return LinearExpr.sum(used) - len({b.offering.id for b in y.choices})
