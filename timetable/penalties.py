"""The soft constraints of a weekly timetable: bookings in, cost by part out (formulation UD2 of ITC-2007)."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence

from timetable.model import Occupancy, OfferingId
from timetable.problems import Instance


def costs(instance: Instance, bookings: Sequence[Occupancy]) -> dict[str, int]:
    """Weighted cost of each soft constraint; their sum is the cost of the timetable."""
    weights = instance.costs
    return {
        "room_capacity": weights.room_capacity * room_capacity(instance, bookings),
        "minimum_working_days": weights.minimum_working_days * minimum_working_days(instance, bookings),
        "compactness": weights.compactness * compactness(bookings),
        "room_stability": weights.room_stability * room_stability(bookings),
        "faculty_compactness": weights.faculty_compactness * faculty_compactness(bookings),
        "avoided_periods": weights.avoided_periods * avoided_periods(instance, bookings),
        "preferred_periods": weights.preferred_periods * preferred_periods(instance, bookings),
        "room_fit": weights.room_fit * room_fit(instance, bookings),
    }


def room_capacity(instance: Instance, bookings: Sequence[Occupancy]) -> int:
    """Students without a seat, per period."""
    seats = {r.id: r.capacity for r in instance.rooms}
    strength = {o.id: o.strength for o in instance.offerings}
    return sum(max(0, strength[b.offering] - seats[b.room]) for b in bookings)


def minimum_working_days(instance: Instance, bookings: Sequence[Occupancy]) -> int:
    """Days below each offering's wished-for number of days."""
    days: dict[OfferingId, set[int]] = defaultdict(set)
    for booking in bookings:
        days[booking.offering].add(booking.slot.day)
    return sum(max(0, o.min_days - len(days[o.id])) for o in instance.offerings)


def compactness(bookings: Sequence[Occupancy]) -> int:
    """Periods of a section with no other class of it just before or after on that day."""
    return _alone(bookings, lambda b: b.sections)


def faculty_compactness(bookings: Sequence[Occupancy]) -> int:
    """Periods of a teacher with no other class of theirs just before or after on that day."""
    return _alone(bookings, lambda b: b.faculty)


def _alone(bookings: Sequence[Occupancy], who: Callable[[Occupancy], Iterable[str]]) -> int:
    busy: dict[str, set[tuple[int, int]]] = defaultdict(set)
    for booking in bookings:
        for person_or_section in who(booking):
            busy[person_or_section].add(booking.slot)
    return sum(
        1
        for slots in busy.values()
        for day, period in slots
        if (day, period - 1) not in slots and (day, period + 1) not in slots
    )


def room_stability(bookings: Sequence[Occupancy]) -> int:
    """Rooms of each offering beyond its first."""
    rooms: dict[OfferingId, set[str]] = defaultdict(set)
    for booking in bookings:
        rooms[booking.offering].add(booking.room)
    return sum(len(used) - 1 for used in rooms.values())


def avoided_periods(instance: Instance, bookings: Sequence[Occupancy]) -> int:
    """Periods that their teachers would rather not teach."""
    avoided = {f.id: set(f.avoided) for f in instance.faculty}
    return sum(b.slot in avoided.get(f, ()) for b in bookings for f in b.faculty)


def preferred_periods(instance: Instance, bookings: Sequence[Occupancy]) -> int:
    """Periods outside those that their teachers prefer, where they prefer any."""
    preferred = {f.id: set(f.preferred) for f in instance.faculty if f.preferred}
    return sum(f in preferred and b.slot not in preferred[f] for b in bookings for f in b.faculty)


def room_fit(instance: Instance, bookings: Sequence[Occupancy]) -> int:
    """Tens of seats left empty, per period."""
    seats = {r.id: r.capacity for r in instance.rooms}
    strength = {o.id: o.strength for o in instance.offerings}
    return sum(max(0, seats[b.room] - strength[b.offering]) // 10 for b in bookings)
