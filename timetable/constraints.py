"""The hard constraints of a weekly timetable: instance and bookings in, violations out. Knows no solver."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

from timetable.model import FacultyId, Occupancy, Offering, OfferingId, Section, SectionId, Slot
from timetable.problems import Instance
from timetable.violations import Violation


def violations(instance: Instance, bookings: Sequence[Occupancy]) -> list[Violation]:
    """Everything that is wrong with a timetable; empty: it may be written."""
    return [
        *every_period_taught(instance, bookings),
        *once_at_a_time(bookings),
        *room_occupancy(bookings),
        *faculty_occupancy(bookings),
        *student_occupancy(instance, bookings),
        *right_students_and_faculty(instance, bookings),
        *one_candidate(bookings),
        *room_kind(instance, bookings),
        *room_features(instance, bookings),
        *room_capacity(instance, bookings),
        *availability(instance, bookings),
        *faculty_availability(instance, bookings),
        *whole_blocks(instance, bookings),
        *parallel_together(instance, bookings),
        *daily_limits(instance, bookings),
        *weekly_limits(instance, bookings),
        *fixed_stay(instance, bookings),
    ]


def groups_of(offering: Offering, sections: Mapping[SectionId, Section]) -> tuple[str, ...]:
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


def once_at_a_time(bookings: Sequence[Occupancy]) -> list[Violation]:
    """An offering is held once in a timeslot, in one room."""
    return _clashes("once_at_a_time", bookings, lambda b: (b.offering,))


def room_occupancy(bookings: Sequence[Occupancy]) -> list[Violation]:
    """Two bookings never share a room in the same timeslot."""
    return _clashes("room_occupancy", bookings, lambda b: (b.room,))


def faculty_occupancy(bookings: Sequence[Occupancy]) -> list[Violation]:
    """Two bookings never share a teacher in the same timeslot."""
    return _clashes("faculty_occupancy", bookings, lambda b: b.faculty)


def student_occupancy(instance: Instance, bookings: Sequence[Occupancy]) -> list[Violation]:
    """Two bookings never share students in a timeslot; a section and its batches exclude each other.

    Offerings that are held in parallel count as one: each student is in one of them.
    """
    basket = {o.id: o.parallel for o in instance.offerings if o.parallel}
    bookings_at: dict[tuple[str, Slot], dict[str | int, Occupancy]] = defaultdict(dict)
    for n, b in enumerate(bookings):
        for group in b.groups:
            bookings_at[group, b.slot].setdefault(basket.get(b.offering, n), b)
    return [
        _clash("student_occupancy", who, both.values())
        for (who, _), both in bookings_at.items()
        if len(both) > 1
    ]


def right_students_and_faculty(instance: Instance, bookings: Sequence[Occupancy]) -> list[Violation]:
    """A booking is for its offering's students, by its offering's faculty (and one of its candidates), in a
    known timeslot."""
    sections, offerings = {s.id: s for s in instance.sections}, _offerings(instance)
    slots = {t.slot for t in instance.timeslots}
    return [
        Violation("right_students_and_faculty", f"{b.id} is not as its offering says.", (b.id,))
        for b in bookings
        if (o := offerings.get(b.offering)) is None
        or set(b.groups) != set(groups_of(o, sections))
        or b.faculty not in teams(o)
        or b.slot not in slots
    ]


def teams(offering: Offering) -> list[tuple[FacultyId, ...]]:
    """Who may teach an offering: its faculty, with each of its candidates where it has any."""
    fixed = offering.faculty
    return [(*fixed, c) for c in offering.candidates if c not in fixed] if offering.candidates else [fixed]


def one_candidate(bookings: Sequence[Occupancy]) -> list[Violation]:
    """The same people teach all periods of an offering."""
    seen: dict[OfferingId, set[tuple[FacultyId, ...]]] = defaultdict(set)
    for b in bookings:
        seen[b.offering].add(b.faculty)
    return [
        Violation("one_candidate", f"{id} is taught by different people from period to period.", (id,))
        for id, teams_seen in seen.items()
        if len(teams_seen) > 1
    ]


def room_kind(instance: Instance, bookings: Sequence[Occupancy]) -> list[Violation]:
    """Every booking is in a room of the kind that its offering asks for."""
    kinds, offerings = {r.id: r.kind for r in instance.rooms}, _offerings(instance)
    return [
        Violation("room_kind", f"{b.room} is not of the kind that {b.offering} needs.", (b.id,))
        for b in bookings
        if b.offering in offerings and kinds.get(b.room) != offerings[b.offering].room_kind
    ]


def room_features(instance: Instance, bookings: Sequence[Occupancy]) -> list[Violation]:
    """Every booking is in a room that has all that its offering asks for."""
    features, offerings = {r.id: set(r.features) for r in instance.rooms}, _offerings(instance)
    return [
        Violation("room_features", f"{b.room} lacks what {b.offering} needs.", (b.id,))
        for b in bookings
        if b.offering in offerings and not set(offerings[b.offering].features) <= features.get(b.room, set())
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


def faculty_availability(instance: Instance, bookings: Sequence[Occupancy]) -> list[Violation]:
    """Nobody teaches when they never do."""
    never = {f.id: set(f.unavailable) for f in instance.faculty}
    return [
        Violation(
            "faculty_availability", f"{f} can't teach on day {b.slot.day}, period {b.slot.period}.", (b.id,)
        )
        for b in bookings
        for f in b.faculty
        if b.slot in never.get(f, ())
    ]


def whole_blocks(instance: Instance, bookings: Sequence[Occupancy]) -> list[Violation]:
    """Blocks of consecutive periods stay in one room and do not span a break."""
    by_day: dict[tuple[OfferingId, int], list[Occupancy]] = defaultdict(list)
    for booking in bookings:
        by_day[booking.offering, booking.slot.day].append(booking)
    offerings = _offerings(instance)
    return [
        Violation("whole_blocks", f"{id} is not in whole blocks on day {day}.", (id,))
        for (id, day), bookings_of_day in by_day.items()
        if id in offerings
        and not _is_in_blocks(bookings_of_day, offerings[id].block_length, instance.breaks_after)
    ]


def _is_in_blocks(bookings: list[Occupancy], length: int, breaks_after: tuple[int, ...]) -> bool:
    ordered = sorted(bookings, key=lambda b: b.slot.period)
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


def parallel_together(instance: Instance, bookings: Sequence[Occupancy]) -> list[Violation]:
    """Offerings that are held in parallel are held at the same times."""
    baskets: dict[str, list[OfferingId]] = defaultdict(list)
    for o in instance.offerings:
        if o.parallel:
            baskets[o.parallel].append(o.id)
    times: dict[OfferingId, list[Slot]] = defaultdict(list)
    for b in bookings:
        times[b.offering].append(b.slot)
    return [
        Violation("parallel_together", f"{', '.join(ids)} are not held at the same times.", tuple(ids))
        for ids in baskets.values()
        if len({tuple(sorted(times[id])) for id in ids}) > 1
    ]


def daily_limits(instance: Instance, bookings: Sequence[Occupancy]) -> list[Violation]:
    """Nobody teaches more periods a day than their limit."""
    limits = {f.id: f.daily_limit for f in instance.faculty}
    days = Counter((f, b.slot.day) for b in bookings for f in b.faculty)
    return [
        Violation("daily_limits", f"{f} has {n} periods on day {day} and may have {limits[f]}.", (f,))
        for (f, day), n in days.items()
        if f in limits and n > limits[f]
    ]


def weekly_limits(instance: Instance, bookings: Sequence[Occupancy]) -> list[Violation]:
    """Nobody teaches more periods a week than their limit."""
    weeks = Counter(f for b in bookings for f in b.faculty)
    return [
        Violation(
            "weekly_limits", f"{f.id} has {weeks[f.id]} periods and may have {f.weekly_limit}.", (f.id,)
        )
        for f in instance.faculty
        if weeks[f.id] > f.weekly_limit
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
    rule: str, bookings: Iterable[Occupancy], used: Callable[[Occupancy], Sequence[str]]
) -> list[Violation]:
    bookings_at: dict[tuple[str, Slot], list[Occupancy]] = defaultdict(list)
    for booking in bookings:
        for what in used(booking):
            bookings_at[what, booking.slot].append(booking)
    return [_clash(rule, who, both) for (who, _), both in bookings_at.items() if len(both) > 1]


def _clash(rule: str, who: str, both: Collection[Occupancy]) -> Violation:
    return Violation(rule, f"{who} has {len(both)} classes at once.", tuple(b.id for b in both))
