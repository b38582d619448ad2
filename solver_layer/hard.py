"""The hard constraints of the timetable, each one a formula; docs/model.md has them together."""

from collections import Counter, defaultdict
from collections.abc import Sequence

from ortools.sat.python.cp_model import CpModel, IntVar

from solver_layer.variables import Block, Groups, Periods, Rooms, starts_of
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


def one_size(model: CpModel, x: Periods) -> None:
    """Σ_c w[o,t,c] = x[o,t]   for every offering o whose size of room is chosen, and every start t."""
    for key, sizes in x.sized.items():
        model.add(sum(sizes.values()) == x.starts[key])


def enough_rooms(model: CpModel, x: Periods) -> None:
    """Σ_{o of kind k busy at t, needing ≥ c seats} x ≤ rooms of kind k with ≥ c seats, for every k, c, t
    (one c, none, where capacity is soft); where the size of room is chosen, w with ≥ c seats counts for x.

    Exact for single periods, since rooms that seat more are rooms that seat fewer (Hall's condition).
    """
    hard = x.instance.room_capacity_is_hard
    for kind in {o.room_kind for o in x.instance.offerings}:
        seats = [r.capacity for r in x.instance.rooms if r.kind == kind]
        needs = {o.strength for o in x.instance.offerings if o.room_kind == kind} | set(seats)
        for need in needs if hard else {0}:
            rooms = sum(1 for s in seats if s >= need)
            for held in x.needing(kind, need).values():
                if len(held) > rooms:
                    model.add(sum(held) <= rooms)


def enough_rooms_of_size(model: CpModel, x: Periods) -> None:
    """Σ_{o of kind k busy at t} w[o,·,c] ≤ rooms of kind k with c seats   for every k, c, t.

    With it, blocks of one size are intervals of which never more overlap than there are rooms: they fit
    (interval graphs are perfect), and single periods into what is left.
    """
    rooms = Counter((r.kind, r.capacity) for r in x.instance.rooms)
    for (kind, size, _), held in x.of_size().items():
        if len(held) > rooms[kind, size]:
            model.add(sum(held) <= rooms[kind, size])


def seats_for_all(model: CpModel, x: Periods) -> None:
    """Σ_{o of kind k busy at t, strength ≥ c} x ≤ rooms of kind k with ≥ c seats   for every k, t and c ≤
    the seats of the largest.

    No must where capacity is soft; asked for first there, since most instances have such a timetable.
    """
    for kind in {o.room_kind for o in x.instance.offerings}:
        seats = [r.capacity for r in x.instance.rooms if r.kind == kind]
        needs = {o.strength for o in x.instance.offerings if o.room_kind == kind}
        for need in (n for n in needs if any(s >= n for s in seats)):
            rooms = sum(1 for s in seats if s >= need)
            for held in x.needing(kind, need).values():
                if len(held) > rooms:
                    model.add(sum(held) <= rooms)


def daily_limits(model: CpModel, x: Periods) -> None:
    """Σ_{o of f, t on day d} x ≤ daily limit of f   for every teacher f and day d."""
    limits = {f.id: f.daily_limit for f in x.instance.faculty}
    for (faculty, _), held in x.grouped_by(lambda o, t: [(f, t.day) for f in o.faculty]).items():
        if len(held) > limits[faculty]:
            model.add(sum(held) <= limits[faculty])


def fixed_periods(model: CpModel, x: Periods) -> None:
    """x[o,t] = 1, w[o,t,c] = 1   for every block that is fixed, in a room of c seats."""
    offerings = {o.id: o for o in x.instance.offerings}
    seats = {str(r.id): r.capacity for r in x.instance.rooms}
    for block, room in starts_of(list(x.instance.fixed), offerings):
        key = (block.offering.id, block.start)
        sizes = x.sized.get(key)
        model.add_bool_and([sizes[seats[room]] if sizes is not None else x.starts[key]])


def not_again(model: CpModel, x: Periods, blocks: Sequence[Block]) -> None:
    """Σ_{(o,t) chosen} x[o,t] < blocks   : these periods had no rooms."""
    model.add(sum(x.starts[b.offering.id, b.start] for b in blocks) < len(blocks))


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
