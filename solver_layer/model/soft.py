"""The soft constraints of the timetable; each returns its unweighted cost, a linear expression."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence

from ortools.sat.python.cp_model import CpModel, IntVar, LinearExpr

from solver_layer.model.places import Places
from solver_layer.model.variables import Periods
from timetable.model import Faculty, OfferingId, Slot


def minimum_working_days(model: CpModel, x: Periods) -> LinearExpr:
    """Σ_o max(0, wished-for days of o - days on which o is held)."""
    short = []
    starts = x.of_offering()
    for offering in (o for o in x.instance.offerings if o.min_days > 1 and starts[o.id]):
        by_day: dict[int, list[IntVar]] = defaultdict(list)
        for slot, v in starts[offering.id]:
            by_day[slot.day].append(v)
        days = []
        for of_day in by_day.values():
            is_held = model.new_bool_var("d")
            model.add(is_held <= sum(of_day))
            days.append(is_held)
        missing = model.new_int_var(0, offering.min_days, "missing")
        model.add(missing >= offering.min_days - sum(days))
        short.append(missing)
    return LinearExpr.sum(short)


def compactness(model: CpModel, x: Periods) -> LinearExpr:
    """Σ_{s,t} max(0, busy[s,t] - busy[s,t-1] - busy[s,t+1])   over sections s and timeslots t."""
    return _alone(model, x.grouped_by(lambda o, t: [(str(s), t) for s in o.sections]))


def faculty_compactness(model: CpModel, x: Periods) -> LinearExpr:
    """Σ_{f,t} max(0, busy[f,t] - busy[f,t-1] - busy[f,t+1])   over teachers f and timeslots t."""
    return _alone(model, x.of_teacher(lambda f, t: (str(f), t)))


def _alone(model: CpModel, busy: Mapping[tuple[str, Slot], Sequence[IntVar]]) -> LinearExpr:
    lonely = []
    for (who, slot), classes in busy.items():
        before, after = Slot(slot.day, slot.period - 1), Slot(slot.day, slot.period + 1)
        around = [*busy.get((who, before), ()), *busy.get((who, after), ())]
        alone = model.new_bool_var("alone")
        for var in classes:
            # a block of two periods is its own neighbour
            if not any(var is other for other in around):
                model.add(alone >= var - sum(around))
        lonely.append(alone)
    return LinearExpr.sum(lonely)


def avoided_periods(x: Periods) -> LinearExpr:
    """Σ_{o,t} periods of a block of o from t that its teachers avoid · x[o,t]."""
    return _disliked(x, lambda f, slot: slot in f.avoided)


def preferred_periods(x: Periods) -> LinearExpr:
    """Σ_{o,t} periods of a block of o from t outside those that its teachers prefer · x[o,t]."""
    return _disliked(x, lambda f, slot: bool(f.preferred) and slot not in f.preferred)


def _disliked(x: Periods, counts: Callable[[Faculty, Slot], bool]) -> LinearExpr:
    people = {f.id: f for f in x.instance.faculty}
    teaching = x.of_teacher(lambda f, t: (f, t))
    return LinearExpr.sum(
        [
            v
            for (f, slot), classes in teaching.items()
            if f in people and counts(people[f], slot)
            for v in classes
        ]
    )


def room_capacity(y: Places) -> LinearExpr:
    """Σ_{o,t,r} max(0, students of o - seats of r) · periods of a block · y[o,t,r]."""
    return _per_place(y, lambda strength, seats: max(0, strength - seats))


def room_fit(y: Places) -> LinearExpr:
    """Σ_{o,t,r} tens of seats left empty · periods of a block · y[o,t,r]."""
    return _per_place(y, lambda strength, seats: max(0, seats - strength) // 10)


def _per_place(y: Places, points: Callable[[int, int], int]) -> LinearExpr:
    offerings = {o.id: o for o in y.periods.instance.offerings}
    return LinearExpr.sum(
        [
            points(offerings[id].strength, room.capacity) * offerings[id].block_length * v
            for (id, _), rooms in y.places.items()
            for room, v in rooms.items()
        ]
    )


def room_stability(model: CpModel, y: Places) -> LinearExpr:
    """Σ_o (rooms used by o - 1)."""
    blocks_in: dict[tuple[OfferingId, str], list[IntVar]] = defaultdict(list)
    for (id, _), rooms in y.places.items():
        for room, v in rooms.items():
            blocks_in[id, room.id].append(v)
    used = []
    for choices in blocks_in.values():
        is_used = model.new_bool_var("used")
        for v in choices:
            model.add_implication(v, is_used)
        used.append(is_used)
    return LinearExpr.sum(used) - len({id for id, _ in y.places})
