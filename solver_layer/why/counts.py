"""Contradictions that counting finds: more periods than rooms, teachers or students have in a week.

A solver can take long to see what a sum says (the pigeonhole principle); so this is asked first.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator

from solver_layer.model.suitable import RoomNeed, Suitable
from solver_layer.model.variables import Groups
from solver_layer.why.requirements import Kind, Requirement, periods, rooms
from timetable.model import Faculty, Offering
from timetable.problems import Instance

Set = tuple[Requirement, ...]


def counted(instance: Instance, requirements: Collection[Requirement]) -> Iterator[Set]:
    """Sets of the requirements that can't hold together, by a count; not minimal."""
    present = set(requirements)
    offerings = [o for o in instance.offerings if periods(o.id) in present]
    for guess in (
        *_rooms(instance, offerings),
        *_teachers(instance, offerings, present),
        *_students(instance, offerings),
    ):
        if present.issuperset(guess):
            yield tuple(sorted(guess, key=Requirement.rank))


def _rooms(instance: Instance, offerings: list[Offering]) -> Iterator[set[Requirement]]:
    suitable = Suitable(instance)
    for union in dict.fromkeys((*suitable.counted, *suitable.rooms_of.values())):
        inside = [o for o in offerings if suitable.rooms_of[o.id] <= union]
        if sum(o.periods_per_week for o in inside) > len(union) * len(instance.timeslots):
            yield {r for o in inside for r in (periods(o.id), rooms(RoomNeed.by(o, instance)))}


def _teachers(
    instance: Instance, offerings: list[Offering], present: set[Requirement]
) -> Iterator[set[Requirement]]:
    for f in instance.faculty:
        own = [o for o in offerings if f.id in o.faculty]
        limits = {Requirement(kind, f.id) for kind in _OF_TEACHERS} & present
        if sum(o.periods_per_week for o in own) > most_periods(instance, f, {r.kind for r in limits}):
            yield limits | {periods(o.id) for o in own}


_OF_TEACHERS = (Kind.WEEKLY_LIMIT, Kind.DAILY_LIMIT, Kind.FACULTY_UNAVAILABLE, Kind.FACULTY)
_NO_LIMIT = 1_000_000  # periods


def most_periods(instance: Instance, faculty: Faculty, limits: Collection[Kind]) -> int:
    """The periods that a teacher can teach in a week while these kinds of limits hold for them."""
    away = faculty.unavailable if Kind.FACULTY_UNAVAILABLE in limits else ()
    free = Counter(t.day for t in instance.timeslots if t.slot not in away)
    daily = faculty.daily_limit if Kind.DAILY_LIMIT in limits else _NO_LIMIT
    weekly = faculty.weekly_limit if Kind.WEEKLY_LIMIT in limits else _NO_LIMIT
    if Kind.FACULTY in limits:
        return min(weekly, sum(min(n, daily) for n in free.values()))
    return min(weekly, daily * len(free))


def _students(instance: Instance, offerings: list[Offering]) -> Iterator[set[Requirement]]:
    groups = Groups(instance).by_offering
    for section in instance.sections:
        for g in section.groups():
            classes: dict[str, list[Offering]] = defaultdict(list)
            for o in (o for o in offerings if g in groups[o.id]):
                classes[o.parallel or f"only {o.id}"].append(o)
            longest = [max(basket, key=lambda o: o.periods_per_week) for basket in classes.values()]
            if sum(o.periods_per_week for o in longest) > len(instance.timeslots):
                yield {Requirement(Kind.STUDENTS, section.id), *(periods(o.id) for o in longest)}
