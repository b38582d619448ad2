"""A weekly timetable that breaks no rule, made fast and always alike: good enough for benchmarks."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from local.college.names import new_id
from timetable.model import Infra, Occupancy, OccupancyId, Offering, Slot
from timetable.objects.college import College


@dataclass(frozen=True, slots=True)
class WeeklyTimetable:
    """A college, and what is booked in it every week."""

    college: College
    occupancies: tuple[Occupancy, ...]


def weekly_timetable(college: College, seed: int = 1) -> WeeklyTimetable:
    """Book each offering in turn, the hardest first, wherever there is a place for it."""
    return WeeklyTimetable(college, tuple(_occupancies(college, Random(seed))))


def _occupancies(college: College, random: Random) -> Iterator[Occupancy]:
    sections = {s.id: s for s in college.sections}
    rooms = _Rooms(college)
    slots = {t.slot for t in college.timeslots}
    breaks = college.institute.policies.breaks_after
    booked: set[tuple[str, Slot]] = set()
    for offering in sorted(college.offerings, key=lambda o: (-len(o.sections), -o.block_length)):
        groups: tuple[str, ...] = offering.batches or tuple(
            g for s in offering.sections for g in sections[s].groups()
        )
        people = (*offering.faculty, *groups)
        fitting = rooms.suitable(offering)
        places = [
            run
            for slot in sorted(slots - set(offering.unavailable))
            if (run := _run(slot, offering.block_length, slots, breaks=breaks))
        ]
        random.shuffle(places)
        used: Counter[int] = Counter()
        for _ in range(offering.periods_per_week // offering.block_length):
            free = (
                p for p in sorted(places, key=lambda p: used[p[0].day]) if not _is_booked(booked, people, p)
            )
            run, room = next((p, r) for p in free for r in fitting if not _is_booked(booked, (r.id,), p))
            used[run[0].day] += 1
            for slot in run:
                booked |= {(id, slot) for id in (*people, room.id)}
                yield Occupancy(
                    OccupancyId(new_id(random)), offering.term, offering.id, offering.subject, slot,
                    room.id, offering.faculty, offering.sections, groups,
                )  # fmt: skip


def _run(first: Slot, length: int, slots: set[Slot], *, breaks: tuple[int, ...]) -> tuple[Slot, ...]:
    """So many periods one after the other without a break; none where there are not as many."""
    run = tuple(Slot(first.day, first.period + n) for n in range(length))
    return run if slots >= {*run} and not any(s.period in breaks for s in run[:-1]) else ()


def _is_booked(booked: set[tuple[str, Slot]], ids: tuple[str, ...], run: tuple[Slot, ...]) -> bool:
    return any((id, slot) in booked for id in ids for slot in run)


class _Rooms:
    """The rooms that suit an offering: those of its own department first."""

    def __init__(self, college: College) -> None:
        self._rooms = college.rooms
        courses = {c.id: c.department for c in college.courses}
        self._departments = {s.id: courses[s.course] for s in college.subjects}

    def suitable(self, offering: Offering) -> list[Infra]:
        mine = self._departments[offering.subject]
        fitting = [r for r in self._rooms if r.kind == offering.room_kind and r.capacity >= offering.strength]
        return sorted(fitting, key=lambda r: r.department != mine)
