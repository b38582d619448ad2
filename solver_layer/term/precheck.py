"""What no timetable can mend, said in its own words before anything is searched for."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import combinations

from solver_layer.model.suitable import rooms_for
from timetable import constraints
from timetable.errors import Infeasible
from timetable.model import Offering
from timetable.problems import Instance


def check(instance: Instance) -> None:
    """Raises Infeasible with the first fault, and the field that has it."""
    for fault in (
        *_blocks(instance),
        *_rooms(instance),
        *_loads(instance),
        *_baskets(instance),
        *_fixed_periods(instance),
    ):
        raise fault
    partial = {"every_period_taught", "parallel_together"}
    broken = [v for v in constraints.violations(instance, instance.fixed) if v.rule not in partial]
    if broken:
        raise Infeasible(f"The fixed bookings break a rule: {broken[0].sentence}", field="fixed")


def _blocks(instance: Instance) -> Iterator[Infeasible]:
    for o in instance.offerings:
        if o.periods_per_week % o.block_length:
            yield Infeasible(
                f"{o.id} has {o.periods_per_week} periods a week, which is no whole number of "
                f"blocks of {o.block_length}.",
                field="offerings",
            )


def _rooms(instance: Instance) -> Iterator[Infeasible]:
    for o in instance.offerings:
        if o.periods_per_week and not rooms_for(o, instance):
            wanted = ", ".join([o.room_kind, *o.features])
            seats = f" with {o.strength} seats" if instance.room_capacity_is_hard else ""
            yield Infeasible(f"{o.id} needs a room ({wanted}){seats}, and there is none.", field="rooms")


def _loads(instance: Instance) -> Iterator[Infeasible]:
    for f in instance.faculty:
        load = sum(o.periods_per_week for o in instance.offerings if f.id in o.faculty)
        if load > f.weekly_limit:
            yield Infeasible(
                f"{f.name} has {load} periods a week and may have {f.weekly_limit}.", field="faculty"
            )


def _baskets(instance: Instance) -> Iterator[Infeasible]:
    baskets: dict[str, list[Offering]] = defaultdict(list)
    for o in instance.offerings:
        if o.parallel:
            baskets[o.parallel].append(o)
    for name, basket in baskets.items():
        if len({(o.periods_per_week, o.block_length) for o in basket}) > 1:
            yield Infeasible(
                f"The offerings held in parallel as {name} have different periods a week or blocks.",
                field="offerings",
            )
        for one, other in combinations(basket, 2):
            if both := set(one.faculty) & set(other.faculty):
                yield Infeasible(
                    f"{min(both)} would teach {one.id} and {other.id} at once: they are held in parallel.",
                    field="offerings",
                )


def _fixed_periods(instance: Instance) -> Iterator[Infeasible]:
    fixed = Counter(booking.offering for booking in instance.fixed)
    for o in instance.offerings:
        if fixed[o.id] > o.periods_per_week:
            yield Infeasible(
                f"{o.id} has {fixed[o.id]} fixed periods a week and is to have {o.periods_per_week}.",
                field="fixed",
            )
