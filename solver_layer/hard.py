"""The hard constraints of the timetable, each one a formula; docs/model.md has them together."""

from collections import defaultdict

from ortools.sat.python.cp_model import CpModel, IntVar

from solver_layer.variables import Groups, Periods, Rooms, starts_of
from timetable.model import Slot


def every_block(model: CpModel, x: Periods) -> None:
    """Σ_t x[o,t] = periods per week / block length   for every offering o."""
    starts = x.of_offering()
    for o in x.instance.offerings:  # not starts.items(): an offering with no place must fail
        model.add(sum(v for _, v in starts[o.id]) == o.periods_per_week // o.block_length)


def faculty_occupancy(model: CpModel, x: Periods) -> None:
    """Σ_{o of f busy at t} x ≤ 1   for every teacher f and timeslot t."""
    for held in x.grouped_by(lambda o, t: [(f, t) for f in o.faculty]).values():
        model.add_at_most_one(held)


def student_occupancy(model: CpModel, x: Periods) -> None:
    """Σ_{o of g busy at t} x ≤ 1   for every smallest group of students g and timeslot t."""
    groups = Groups(x.instance).by_offering
    for held in x.grouped_by(lambda o, t: [(g, t) for g in groups[o.id]]).values():
        model.add_at_most_one(held)


def enough_rooms(model: CpModel, x: Periods) -> None:
    """Σ_{o of kind k, strength > c, busy at t} x ≤ rooms of kind k with more than c seats, for every k, c, t.

    Exact for single periods, since rooms that seat more are rooms that seat fewer (Hall's condition).
    """
    hard = x.instance.room_capacity_is_hard
    for kind in {o.room_kind for o in x.instance.offerings}:
        seats = [r.capacity for r in x.instance.rooms if r.kind == kind]
        needs = {o.strength for o in x.instance.offerings if o.room_kind == kind}
        for need in needs if hard else {0}:
            fitting = sum(1 for s in seats if s >= need) if hard else len(seats)
            held = x.grouped_by(
                lambda o, t, k=kind, n=need: [t] if o.room_kind == k and (not hard or o.strength >= n) else []  # type: ignore[misc]
            )
            for busy in held.values():
                if len(busy) > fitting:
                    model.add(sum(busy) <= fitting)


def daily_limits(model: CpModel, x: Periods) -> None:
    """Σ_{o of f, t on day d} x ≤ daily limit of f   for every teacher f and day d."""
    limits = {f.id: f.daily_limit for f in x.instance.faculty}
    for (faculty, _), held in x.grouped_by(lambda o, t: [(f, t.day) for f in o.faculty]).items():
        if len(held) > limits[faculty]:
            model.add(sum(held) <= limits[faculty])


def fixed_periods(model: CpModel, x: Periods) -> None:
    """x[o,t] = 1   for every block that is fixed."""
    offerings = {o.id: o for o in x.instance.offerings}
    for block, _ in starts_of(list(x.instance.fixed), offerings):
        model.add_bool_and([x.starts[block.offering.id, block.start]])


def one_room(model: CpModel, y: Rooms) -> None:
    """Σ_r y[b,r] = 1   for every block b."""
    for choices in y.choices.values():
        model.add_exactly_one([v for _, v in choices])


def room_occupancy(model: CpModel, y: Rooms) -> None:
    """Σ_{b busy at t} y[b,r] ≤ 1   for every room r and timeslot t."""
    held: dict[tuple[str, Slot], list[IntVar]] = defaultdict(list)
    for block, choices in y.choices.items():
        for room, v in choices:
            for slot in block.slots:
                held[room.id, slot].append(v)
    for users in held.values():
        model.add_at_most_one(users)


def fixed_rooms(model: CpModel, y: Rooms) -> None:
    """y[b,r] = 1   for every block that is fixed."""
    offerings = {o.id: o for o in y.instance.offerings}
    for block, room in starts_of(list(y.instance.fixed), offerings):
        model.add_bool_and([next(v for r, v in y.choices[block] if r.id == room)])
