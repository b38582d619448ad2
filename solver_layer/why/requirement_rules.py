"""The requirements as constraints, one function per sort; each holds where its requirement does."""

from collections import defaultdict
from collections.abc import Mapping

from ortools.sat.python.cp_model import CpModel, IntVar

from solver_layer.model.variables import Groups, block_at
from solver_layer.why.requirement_model import ELSEWHERE, NEW, RequirementModel
from solver_layer.why.requirements import Kind, Requirement, baskets, periods
from timetable.model import Faculty, Offering, Slot
from timetable.problems import Instance


def stated(
    instance: Instance,
    literals: Mapping[Requirement, IntVar | bool],
    *,
    loosened: Requirement | None = None,
    model: CpModel | None = None,
) -> RequirementModel:
    """The model in which each of these requirements holds if its literal is true.

    `loosened`: one of them, which holds by degrees. `model`: the one that the literals belong to.
    """
    m = RequirementModel(instance, literals, loosened, model or CpModel())
    for state in (_freed, _periods, _once, _teachers, _students, _rooms, _parallel, _fixed):
        state(m)
    return m


def _freed(m: RequirementModel) -> None:
    """Σ_t freed[t] = slack."""
    if m.freed:
        m.model.add(sum(m.freed.values()) == m.slack)


def _periods(m: RequirementModel) -> None:
    """Σ_t periods of a block · x[o,t] = periods per week; fewer, if they are loosened."""
    loosened = {o.id for o in changed_with(m.instance, m.loosened)}
    for o in m.present:
        periods_held = o.block_length * sum(m.starts_of(o).values())
        fewer = m.slack if o.id in loosened else 0
        m.require(periods(o.id), periods_held == o.periods_per_week - fewer)


def changed_with(instance: Instance, requirement: Requirement | None) -> list[Offering]:
    """The offerings whose periods change with those of a requirement: those in parallel that have as many."""
    if requirement is None or requirement.kind is not Kind.PERIODS:
        return []
    own = next(o for o in instance.offerings if o.id == requirement.about)
    same = [o for o in instance.offerings if o.parallel == own.parallel]
    return [own] if not own.parallel else [o for o in same if o.periods_per_week == own.periods_per_week]


def _once(m: RequirementModel) -> None:
    """An offering is held once at a time, and by one of its candidates: that needs no saying."""
    for o in m.present:
        for starts in m.busy([o]).values():
            m.model.add_at_most_one(starts)
        if o.candidates:
            m.model.add_at_most_one([z for (id, _), z in m.candidates.items() if id == o.id])


def _teachers(m: RequirementModel) -> None:
    """One class at a time, no more in a day and in a week than the limits."""
    people = {f: None for o in m.present for f in (*o.faculty, *o.candidates)}
    limits = {f.id: f for f in m.instance.faculty}
    for f in people:
        teaching, one_class = m.teaching(f), Requirement(Kind.FACULTY, f)
        for classes in teaching.values():
            m.require(one_class, sum(classes) <= 1)
        if f in limits:
            _limits(m, limits[f], teaching)


def _limits(m: RequirementModel, faculty: Faculty, teaching: dict[Slot, list[IntVar]]) -> None:
    daily, weekly = Requirement(Kind.DAILY_LIMIT, faculty.id), Requirement(Kind.WEEKLY_LIMIT, faculty.id)
    days: dict[int, list[IntVar]] = defaultdict(list)
    for slot, classes in teaching.items():
        days[slot.day] += classes
    for of_day in days.values():
        m.require(daily, sum(of_day) <= faculty.daily_limit + m.more(daily))
    m.require(
        weekly, sum(v for of_day in days.values() for v in of_day) <= faculty.weekly_limit + m.more(weekly)
    )


def _students(m: RequirementModel) -> None:
    """One class at a time for each smallest group of a section; offerings held in parallel are one."""
    groups = Groups(m.instance).by_offering
    section_of = {g: s.id for s in m.instance.sections for g in s.groups()}
    attending: dict[str, dict[str, list[Offering]]] = defaultdict(lambda: defaultdict(list))
    for o in m.present:
        for g in groups[o.id]:
            attending[g][o.parallel or f"only {o.id}"].append(o)
    for g, classes in attending.items():
        busy: dict[Slot, list[IntVar]] = defaultdict(list)
        for offerings in classes.values():
            for slot, classes_then in _as_one(m, offerings).items():
                busy[slot] += classes_then
        for classes_then in busy.values():
            m.require(Requirement(Kind.STUDENTS, section_of[g]), sum(classes_then) <= 1)


def _as_one(m: RequirementModel, offerings: list[Offering]) -> dict[Slot, list[IntVar]]:
    """Per timeslot, whether any of the offerings is held."""
    if len(offerings) == 1 or m.is_fact(Requirement(Kind.PARALLEL, offerings[0].parallel)):
        return m.busy(offerings[:1])
    any_held: dict[Slot, list[IntVar]] = {}
    for o in offerings:
        for slot, starts in m.busy([o]).items():
            is_busy = any_held.setdefault(slot, [m.model.new_bool_var("u")])
            m.model.add(sum(starts) <= is_busy[0])
    return any_held


def _rooms(m: RequirementModel) -> None:
    """No more classes in a group of alike rooms than it has rooms; `hard.enough_rooms_of_size` says why."""
    used: dict[tuple[int, Slot], list[IntVar]] = defaultdict(list)
    by_id = {o.id: o for o in m.present}
    for (id, start), groups in m.groups.items():
        for c, w in groups.items():
            for slot in block_at(by_id[id], start):
                used[c, slot].append(w)
    for (c, _), users in used.items():
        if c != ELSEWHERE:
            m.model.add(sum(users) <= (m.slack if c == NEW else len(m.suitable.alike[c])))


def _parallel(m: RequirementModel) -> None:
    """Offerings of one name are busy at the same times; blocks as long then start together."""
    present = {o.id for o in m.present}
    for name, basket in baskets(m.instance).items():
        must = Requirement(Kind.PARALLEL, name)
        first, *others = [m.busy([o]) for o in basket if o.id in present] or [{}]
        for other in others:
            for slot in sorted({*first, *other}):
                m.require(must, sum(first.get(slot, ())) == sum(other.get(slot, ())))


def _fixed(m: RequirementModel) -> None:
    """A fixed block is held at its time, in its room, by its people."""
    for (id, start), block in m.fixed.items():
        must = Requirement(Kind.FIXED, id, start=start)
        there = m.suitable.group_of.get(block.room)
        in_room = m.groups.get((id, start), {}).get(there if there is not None else ELSEWHERE)
        m.require(must, False if in_room is None else in_room == 1)
        if block.offering.candidates:
            able = [
                v
                for f, v in m.taught.get((id, start), {}).items()
                if (*block.offering.faculty, f) == block.faculty
            ]
            m.require(must, sum(able) == 1 if able else False)
        elif block.faculty != block.offering.faculty:
            m.require(must, False)
