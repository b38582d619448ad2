"""What a retiming costs, as terms of its model: the whole week, a constant where nothing can change."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from functools import cache

from ortools.sat.python.cp_model import CpModel, IntVar, LinearExpr

from solver_layer.retime.level import Level, Term
from solver_layer.retime.week import Block
from timetable.model import FacultyId, InfraId, Offering, Slot

Cost = tuple[int, list[Term]]  # a constant, and what each variable adds to it


def least_cost(level: Level) -> None:
    """Minimise the cost of the timetable, as `timetable.penalties` has it."""
    weights = level.week.instance.costs
    parts: list[tuple[int, Callable[[Level], Cost]]] = [
        (1, of_places),
        (weights.minimum_working_days, minimum_working_days),
        (weights.compactness, compactness),
        (weights.faculty_compactness, faculty_compactness),
        (weights.room_stability, room_stability),
    ]
    level.constant, level.terms = 0, []
    for weight, part in parts:
        constant, terms = part(level) if weight else (0, [])
        level.constant += weight * constant
        level.terms += [(weight * n, v) for n, v in terms]


def of_places(level: Level) -> Cost:
    """Σ_{b,t,r} (seats lacking or left empty in r, dislike of t by its teachers) · x[b,t,r], weighted."""
    in_room, at = _room_points(level), _time_points(level)

    def points(block: Block, slots: Iterable[Slot], room: InfraId) -> int:
        return sum(in_room(block.offering, room) + sum(at(f, s) for f in block.faculty) for s in slots)

    constant = sum(points(b, b.slots, b.room) for b in level.staying)
    blocks = level.week.blocks
    terms = [
        (points(blocks[number], slots, room), x)
        for number, places in level.places.items()
        for slots, room, x in places
    ]
    return constant, [(n, x) for n, x in terms if n]


def _room_points(level: Level) -> Callable[[Offering, InfraId], int]:
    weights, seats = level.week.instance.costs, {r.id: r.capacity for r in level.week.instance.rooms}
    cached: dict[tuple[int, InfraId], int] = {}

    def points(offering: Offering, room: InfraId) -> int:
        key = (offering.strength, room)
        if key not in cached:
            left = seats[room] - offering.strength
            cached[key] = weights.room_capacity * max(0, -left) + weights.room_fit * (max(0, left) // 10)
        return cached[key]

    return points


def _time_points(level: Level) -> Callable[[FacultyId, Slot], int]:
    weights, people = level.week.instance.costs, {f.id: f for f in level.week.instance.faculty}

    @cache
    def points(faculty: FacultyId, slot: Slot) -> int:
        teacher = people[faculty]
        return weights.avoided_periods * (slot in teacher.avoided) + weights.preferred_periods * (
            bool(teacher.preferred) and slot not in teacher.preferred
        )

    return points


def minimum_working_days(level: Level) -> Cost:
    """Σ_o max(0, wished-for days of o - days on which o is held)."""
    constant, terms = 0, []
    for offering in level.week.instance.offerings:
        days: dict[int, list[IntVar]] = defaultdict(list)
        certain = {b.slots[0].day for b in _staying(level, offering)}
        for block in _moving(level, offering):
            for run, y in level.starts[block.number]:
                days[run[0].day].append(y)
        short = offering.min_days - len(certain)
        uncertain = [v for day, v in days.items() if day not in certain]
        if short > 0 and not uncertain:
            constant += short
        elif short > 0 and offering.min_days > 1:
            missing = level.model.new_int_var(0, short, "missing")
            level.model.add(missing + LinearExpr.sum(_any_of(level.model, uncertain)) >= short)
            terms.append((1, missing))
    return constant, terms


def _any_of(model: CpModel, groups: Sequence[Sequence[IntVar]]) -> list[IntVar]:
    """Per group a variable that is 1 only where one of the group is."""
    variables = []
    for group in groups:
        is_any = group[0]
        if len(group) > 1:
            is_any = model.new_bool_var("any")
            model.add_bool_or([*group, is_any.negated()])
        variables.append(is_any)
    return variables


def room_stability(level: Level) -> Cost:
    """Σ_o (rooms used by o - 1)."""
    constant, terms = 0, []
    for offering in level.week.instance.offerings:
        certain = {b.room for b in _staying(level, offering)}
        rooms: dict[InfraId, list[IntVar]] = defaultdict(list)
        for block in _moving(level, offering):
            for _, room, x in level.places[block.number]:
                if room not in certain:
                    rooms[room].append(x)
        if certain or rooms:
            constant += len(certain) - 1
        for variables in rooms.values():
            used = variables[0]
            if len(variables) > 1:
                used = level.model.new_bool_var("used")
                for x in variables:
                    level.model.add_implication(x, used)
            terms.append((1, used))
    return constant, terms


def _staying(level: Level, offering: Offering) -> list[Block]:
    return [b for b in level.week.blocks_of[offering.id] if b.number not in level.starts]


def _moving(level: Level, offering: Offering) -> list[Block]:
    return [b for b in level.week.blocks_of[offering.id] if b.number in level.starts]


def compactness(level: Level) -> Cost:
    """Σ_{s,t} max(0, busy[s,t] - busy[s,t-1] - busy[s,t+1])   over sections s and timeslots t."""
    return _alone(level, lambda b: b.offering.sections)


def faculty_compactness(level: Level) -> Cost:
    """Σ_{f,t} max(0, busy[f,t] - busy[f,t-1] - busy[f,t+1])   over teachers f and timeslots t."""
    return _alone(level, lambda b: b.faculty)


def _alone(level: Level, who: Callable[[Block], Iterable[str]]) -> Cost:
    # per person and day, the periods (as bits) that are busy whatever is decided
    certain: dict[tuple[str, int], int] = defaultdict(int)
    for block in level.staying:
        for person in who(block):
            certain[person, block.slots[0].day] |= sum(1 << s.period for s in block.slots)
    uncertain: dict[tuple[str, int], dict[int, list[IntVar]]] = defaultdict(lambda: defaultdict(list))
    for number, starts in level.starts.items():
        for person in who(level.week.blocks[number]):
            for run, y in starts:
                for slot in run:
                    uncertain[person, slot.day][slot.period].append(y)
    constant, terms = 0, []
    for key in certain.keys() | uncertain.keys():
        lonely = certain[key] & ~(certain[key] << 1) & ~(certain[key] >> 1)
        if key not in uncertain:
            constant += lonely.bit_count()
            continue
        settled, open_terms = _alone_on_a_day(level.model, certain[key], uncertain[key])
        constant += settled
        terms += open_terms
    return constant, terms


def _alone_on_a_day(model: CpModel, certain: int, uncertain: dict[int, list[IntVar]]) -> Cost:
    constant, terms = 0, []
    for period in {*uncertain, *(p for p in range(certain.bit_length()) if certain >> p & 1)}:
        if (certain << 1 | certain >> 1) >> period & 1:
            continue
        around = [*uncertain.get(period - 1, ()), *uncertain.get(period + 1, ())]
        if certain >> period & 1 and not around:
            constant += 1
        elif certain >> period & 1:
            alone = model.new_bool_var("alone")
            model.add_bool_or([*around, alone])
            terms.append((1, alone))
        else:
            terms += _alone_in_a_period(model, uncertain[period], around)
    return constant, terms


def _alone_in_a_period(model: CpModel, variables: Sequence[IntVar], around: Sequence[IntVar]) -> list[Term]:
    """A block of several periods is its own neighbour."""
    neighbours = {v.index for v in around}
    single = [v for v in variables if v.index not in neighbours]
    if not single:
        return []
    if not around and len(single) == 1:
        return [(1, single[0])]
    alone = model.new_bool_var("alone")
    for variable in single:
        model.add_bool_or([*around, alone, variable.negated()])
    return [(1, alone)]
