"""The hard constraints of a weekly timetable: instance and bookings in, violations out. Knows no solver."""

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence

from timetable.model import Occupancy, Offering, OfferingId, Section, SectionId
from timetable.plan_constraints import Violation
from timetable.problems import Instance


def violations(instance: Instance, bookings: Sequence[Occupancy]) -> list[Violation]:
    """Everything that is wrong with a timetable; empty: it may be written."""
    return [
        *every_period_taught(instance, bookings),
        *room_occupancy(bookings),
        *faculty_occupancy(bookings),
        *student_occupancy(bookings),
        *right_students_and_faculty(instance, bookings),
        *room_kind(instance, bookings),
        *room_capacity(instance, bookings),
        *availability(instance, bookings),
        *whole_blocks(instance, bookings),
        *load_limits(instance, bookings),
        *fixed_stay(instance, bookings),
    ]


def groups_of(offering: Offering, sections: dict[SectionId, Section]) -> tuple[str, ...]:
    """The smallest groups of students that an offering is for."""
    return offering.batches or tuple(g for s in offering.sections for g in sections[s].groups())


def every_period_taught(instance: Instance, bookings: Sequence[Occupancy]) -> list[Violation]:
    """Each offering has exactly its periods a week."""
    taught = Counter(b.offering for b in bookings)
    wanted = {o.id: o.periods_per_week for o in instance.offerings}
    return [
        Violation("every_period_taught", f"{id} has {taught[id]} of its {wanted.get(id, 0)} periods.", (id,))
        for id in {**taught, **wanted}
        if taught[id] != wanted.get(id, 0)
    ]


def room_occupancy(bookings: Sequence[Occupancy]) -> list[Violation]:
    """Two bookings never share a room in the same timeslot."""
    return _clashes("room_occupancy", bookings, lambda b: (b.room,))


def faculty_occupancy(bookings: Sequence[Occupancy]) -> list[Violation]:
    """Two bookings never share a teacher in the same timeslot."""
    return _clashes("faculty_occupancy", bookings, lambda b: b.faculty)


def student_occupancy(bookings: Sequence[Occupancy]) -> list[Violation]:
    """Two bookings never share students in a timeslot; a section and its batches exclude each other."""
    return _clashes("student_occupancy", bookings, lambda b: b.groups)


def right_students_and_faculty(instance: Instance, bookings: Sequence[Occupancy]) -> list[Violation]:
    """A booking is for its offering's students, by its offering's faculty, in a known timeslot."""
    sections = {s.id: s for s in instance.sections}
    right = {o.id: (o.faculty, set(groups_of(o, sections))) for o in instance.offerings}
    slots = {t.slot for t in instance.timeslots}
    return [
        Violation("right_students_and_faculty", f"{b.id} is not as its offering says.", (b.id,))
        for b in bookings
        if right.get(b.offering) != (b.faculty, set(b.groups)) or b.slot not in slots
    ]


def room_kind(instance: Instance, bookings: Sequence[Occupancy]) -> list[Violation]:
    """Every booking is in a room of the kind that its offering asks for."""
    kinds, offerings = {r.id: r.kind for r in instance.rooms}, _offerings(instance)
    return [
        Violation("room_kind", f"{b.room} is not of the kind that {b.offering} needs.", (b.id,))
        for b in bookings
        if b.offering in offerings and kinds.get(b.room) != offerings[b.offering].room_kind
    ]


def room_capacity(instance: Instance, bookings: Sequence[Occupancy]) -> list[Violation]:
    """Every student has a seat, where the instance makes that a must."""
    if not instance.room_capacity_is_hard:
        return []
    seats, offerings = {r.id: r.capacity for r in instance.rooms}, _offerings(instance)
    return [
        Violation("room_capacity", f"{b.room} is too small for {b.offering}.", (b.id,))
        for b in bookings
        if b.offering in offerings and seats.get(b.room, 0) < offerings[b.offering].strength
    ]


def availability(instance: Instance, bookings: Sequence[Occupancy]) -> list[Violation]:
    """No booking in a timeslot that its offering can't be given."""
    offerings = _offerings(instance)
    return [
        Violation(
            "availability",
            f"{b.offering} can't be given on day {b.slot.day}, period {b.slot.period}.",
            (b.id,),
        )
        for b in bookings
        if b.offering in offerings and b.slot in offerings[b.offering].unavailable
    ]


def whole_blocks(instance: Instance, bookings: Sequence[Occupancy]) -> list[Violation]:
    """Blocks of consecutive periods stay in one room and do not span a break."""
    by_day: dict[tuple[OfferingId, int], list[Occupancy]] = defaultdict(list)
    for booking in bookings:
        by_day[booking.offering, booking.slot.day].append(booking)
    offerings = _offerings(instance)
    return [
        Violation("whole_blocks", f"{id} is not in whole blocks on day {day}.", (id,))
        for (id, day), held in by_day.items()
        if id in offerings and not _is_in_blocks(held, offerings[id].block_length, instance.breaks_after)
    ]


def _is_in_blocks(held: list[Occupancy], length: int, breaks_after: tuple[int, ...]) -> bool:
    ordered = sorted(held, key=lambda b: b.slot.period)
    if len(ordered) % length:
        return False
    for start in range(0, len(ordered), length):
        block = ordered[start : start + length]
        first = block[0].slot.period
        consecutive = [b.slot.period for b in block] == list(range(first, first + length))
        spans = any(p in breaks_after for p in range(first, first + length - 1))
        if not consecutive or spans or len({b.room for b in block}) > 1:
            return False
    return True


def load_limits(instance: Instance, bookings: Sequence[Occupancy]) -> list[Violation]:
    """Nobody teaches more periods a day or a week than their limits."""
    days = Counter((f, b.slot.day) for b in bookings for f in b.faculty)
    weeks = Counter(f for b in bookings for f in b.faculty)
    return [
        Violation("load_limits", f"{f.id} has more periods than allowed.", (f.id,))
        for f in instance.faculty
        if weeks[f.id] > f.weekly_limit or any(n > f.daily_limit for (id, _), n in days.items() if id == f.id)
    ]


def fixed_stay(instance: Instance, bookings: Sequence[Occupancy]) -> list[Violation]:
    """Bookings that are fixed are where they were."""
    present = {(b.offering, b.slot, b.room) for b in bookings}
    return [
        Violation("fixed_stay", f"The fixed booking {b.id} is gone.", (b.id,))
        for b in instance.fixed
        if (b.offering, b.slot, b.room) not in present
    ]


def _offerings(instance: Instance) -> dict[OfferingId, Offering]:
    return {o.id: o for o in instance.offerings}


def _clashes(
    rule: str, bookings: Iterable[Occupancy], used: Callable[[Occupancy], Sequence[Hashable]]
) -> list[Violation]:
    held: dict[Hashable, list[Occupancy]] = defaultdict(list)
    for booking in bookings:
        for what in used(booking):
            held[what, booking.slot].append(booking)
    return [
        Violation(rule, f"{key[0]} has {len(both)} classes at once.", tuple(b.id for b in both))  # type: ignore[index]
        for key, both in held.items()
        if len(both) > 1
    ]
