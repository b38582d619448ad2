"""The hard constraints of the timetable, each one a formula; docs/model.md has them together."""

from collections import defaultdict

from ortools.sat.python.cp_model import CpModel, IntVar

from solver_layer.model.variables import Groups, Periods, Rooms, starts_of
from timetable.model import FacultyId, Offering, OfferingId, Slot


def every_block(model: CpModel, x: Periods) -> None:
    """Σ_t x[o,t] = periods per week / block length   for every offering o."""
    starts = x.of_offering()
    for o in x.instance.offerings:  # not starts.items(): an offering with no place must fail
        model.add(sum(v for _, v in starts[o.id]) == o.periods_per_week // o.block_length)


def faculty_occupancy(model: CpModel, x: Periods) -> None:
    """Σ_{o of f busy at t} x + Σ_{o with candidate f busy at t} v[o,·,f] ≤ 1   for every teacher f and
    timeslot t."""
    for classes in x.of_teacher(lambda f, t: (f, t)).values():
        model.add_at_most_one(classes)


def student_occupancy(model: CpModel, x: Periods) -> None:
    """Σ_{o of g busy at t} x ≤ 1   for every smallest group of students g and timeslot t; of offerings held
    in parallel, one stands for all."""
    groups = Groups(x.instance).representing
    for classes in x.grouped_by(lambda o, t: [(g, t) for g in groups[o.id]]).values():
        model.add_at_most_one(classes)


def one_candidate(model: CpModel, x: Periods) -> None:
    """Σ_f z[o,f] = 1;  Σ_f v[o,t,f] = x[o,t];  v[o,t,f] ≤ z[o,f];  Σ_t v[o,t,f] = blocks of o · z[o,f]
    for every offering o with candidates and periods. The last follows, and bounds their weeks at once."""
    by_id = {o.id: o for o in x.instance.offerings}
    blocks: dict[tuple[OfferingId, FacultyId], list[IntVar]] = defaultdict(list)
    for (id, start), choices in x.taught.items():
        model.add(sum(choices.values()) == x.starts[id, start])
        for f, v in choices.items():
            model.add_implication(v, x.candidates[id][f])
            blocks[id, f].append(v)
    for id, candidates in x.candidates.items():
        if by_id[id].periods_per_week:
            model.add_exactly_one(candidates.values())
        for f, z in candidates.items():
            model.add(sum(blocks[id, f]) == by_id[id].periods_per_week // by_id[id].block_length * z)


def parallel_together(model: CpModel, x: Periods) -> None:
    """Σ_{start covers t} x[o,·] = Σ_{start covers t} x[p,·]   for every o and p held in parallel and every t;
    x[o,t] = x[p,t] where their blocks are as long."""
    baskets: dict[str, list[Offering]] = defaultdict(list)
    for o in x.instance.offerings:
        baskets[o.parallel].append(o)
    busy = x.grouped_by(lambda o, t: [(o.id, t)])
    for first, *others in (basket for name, basket in baskets.items() if name):
        for other in others:
            for t in (t.slot for t in x.instance.timeslots):
                model.add(sum(busy.get((first.id, t), ())) == sum(busy.get((other.id, t), ())))
                if first.block_length == other.block_length:
                    model.add(x.starts.get((first.id, t), 0) == x.starts.get((other.id, t), 0))


def one_size(model: CpModel, x: Periods) -> None:
    """Σ_c w[o,t,c] = x[o,t]   for every offering o whose group of rooms is chosen, and every start t."""
    for key, sizes in x.sized.items():
        model.add(sum(sizes.values()) == x.starts[key])


def enough_rooms(model: CpModel, x: Periods) -> None:
    """Σ_{o busy at t, all its rooms ⊆ R} x + Σ_{c ⊆ R, other o} w[o,·,c] ≤ |R|   for every timeslot t and
    every union R of overlapping sets of rooms that suit an offering: of its kind, with its features, and
    large enough where capacity is hard.

    Exact for single periods (Hall's condition); where there are too many unions, the group of rooms is chosen
    for single periods as for blocks, and `enough_rooms_of_size` says it all.
    """
    for rooms in x.rooms.counted:
        for users in x.within(rooms).values():
            if len(users) > len(rooms):
                model.add(sum(users) <= len(rooms))


def enough_rooms_of_size(model: CpModel, x: Periods) -> None:
    """Σ_{o busy at t} w[o,·,c] ≤ rooms of c   for every group c of alike rooms and timeslot t.

    With it, blocks in one group are intervals of which never more overlap than there are rooms: they fit
    (interval graphs are perfect), and single periods into what is left.
    """
    for (group, _), users in x.of_size().items():
        rooms = len(x.rooms.alike[group])
        if len(users) > rooms:
            model.add(sum(users) <= rooms)


def daily_limits(model: CpModel, x: Periods) -> None:
    """Σ_{o of f, t on day d} x + v ≤ daily limit of f   for every teacher f and day d."""
    limits = {f.id: f.daily_limit for f in x.instance.faculty}
    for (faculty, _), periods in x.of_teacher(lambda f, t: (f, t.day)).items():
        if len(periods) > limits.get(faculty, len(periods)):
            model.add(sum(periods) <= limits[faculty])


def weekly_limits(model: CpModel, x: Periods) -> None:
    """Σ_{o of f} periods of o + Σ_{o with candidate f} periods of o · z[o,f] ≤ weekly limit of f   for every
    teacher f: their week does not depend on when the classes are."""
    for faculty in x.instance.faculty:
        load = sum(o.periods_per_week for o in x.instance.offerings if faculty.id in o.faculty)
        maybe = [
            o.periods_per_week * x.candidates[o.id][faculty.id]
            for o in x.instance.offerings
            if faculty.id in x.candidates.get(o.id, {})
        ]
        model.add(load + sum(maybe) <= faculty.weekly_limit)


def fixed_periods(model: CpModel, x: Periods) -> None:
    """x[o,t] = 1, w[o,t,c] = 1, z[o,f] = 1   for every block that is fixed, in a room of c, by f."""
    offerings = {o.id: o for o in x.instance.offerings}
    for block, room in starts_of(x.instance.fixed, offerings):
        key = (block.offering.id, block.start)
        group = x.sized.get(key, {}).get(x.rooms.group_of.get(room, -1))
        model.add_bool_or([group] if group is not None else [])
    for booking in x.instance.fixed:
        offering = offerings[booking.offering]
        if offering.candidates or booking.faculty != offering.faculty:
            able = [
                z
                for f, z in x.candidates.get(offering.id, {}).items()
                if (*offering.faculty, f) == booking.faculty
            ]
            model.add_bool_or(able)


def one_room(model: CpModel, y: Rooms) -> None:
    """Σ_r y[b,r] = 1   for every block b."""
    for choices in y.choices.values():
        model.add_exactly_one([v for _, v in choices])


def room_occupancy(model: CpModel, y: Rooms) -> None:
    """Σ_{b busy at t} y[b,r] ≤ 1   for every room r and timeslot t."""
    users_of: dict[tuple[str, Slot], list[IntVar]] = defaultdict(list)
    for block, choices in y.choices.items():
        for room, v in choices:
            for slot in block.slots:
                users_of[room.id, slot].append(v)
    for users in users_of.values():
        model.add_at_most_one(users)


def fixed_rooms(model: CpModel, y: Rooms) -> None:
    """y[b,r] = 1   for every block that is fixed."""
    offerings = {o.id: o for o in y.instance.offerings}
    for block, room in starts_of(y.instance.fixed, offerings):
        model.add_bool_and([next(v for r, v in y.choices[block] if r.id == room)])


# When each block starts, and who of its candidates teaches an offering: every constraint but which room.
PERIODS = (
    every_block,
    faculty_occupancy,
    student_occupancy,
    one_candidate,
    parallel_together,
    one_size,
    enough_rooms,
    enough_rooms_of_size,
    daily_limits,
    weekly_limits,
    fixed_periods,
)
ROOMS = (one_room, room_occupancy, fixed_rooms)  # in which room each block is
