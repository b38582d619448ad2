"""Who and what is looked at in two colleges, so that the same request is as big in both."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from tests.benchmarks.weekly_timetable import WeeklyTimetable
from tests.support import api
from timetable.model import FacultyId, Occupancy, Role, Section, User
from timetable.objects.college import College


@dataclass(frozen=True, slots=True)
class Leave:
    """A leave of one whole day: who asks, and on which date."""

    teacher: User
    on: date


@dataclass(frozen=True, slots=True)
class Town:
    """One of the colleges, in a table of its own.

    `known` has a value for each filter of a list, `people` somebody of each role; `size` says how much each
    of the two leaves takes away.
    """

    table: str
    timetable: WeeklyTimetable
    known: dict[str, str]
    people: dict[str, User]
    leaves: tuple[Leave, Leave]
    size: str

    def bearer(self, who: str) -> str:
        return bearer(self.people[who])

    def head_of(self, user: User) -> User:
        hod = next(d.hod for d in self.timetable.college.departments if d.id == user.department)
        return next(u for u in self.timetable.college.users if u.id == hod)


def bearer(user: User) -> str:
    assert user.telegram is not None, "everybody is linked"
    return api.token(user.telegram)


def towns(
    first: tuple[str, WeeklyTimetable], second: tuple[str, WeeklyTimetable], today: date
) -> tuple[Town, Town]:
    """Both colleges with a section, a teacher and a room of one department, and leaves, alike in them."""
    both = _of_first_department(first[1]), _of_first_department(second[1])
    section = _alike(both, lambda o: o.sections if len(o.sections) == 1 else ())
    teacher = _alike(both, lambda o: o.faculty)
    room = _alike(both, lambda o: (o.room,))
    leaves, size = _leaves((first[1], second[1]), teacher, today)
    pair = [
        _town(
            name,
            timetable,
            section_id=section[n],
            teacher_id=teacher[n],
            room=room[n],
            leaves=leaves[n],
            size=size,
        )
        for n, (name, timetable) in enumerate((first, second))
    ]
    return pair[0], pair[1]


def _of_first_department(timetable: WeeklyTimetable) -> tuple[Occupancy, ...]:
    """What a teacher of the first department, not its head, teaches sections of it."""
    department = timetable.college.departments[0]
    courses = {c.id for c in timetable.college.courses if c.department == department.id}
    sections = {s.id for s in timetable.college.sections if s.course in courses}
    teachers = {
        f.id for f in timetable.college.faculty if f.department == department.id and f.user != department.hod
    }
    return tuple(o for o in timetable.occupancies if sections >= {*o.sections} and teachers >= {*o.faculty})


def _town(
    name: str,
    timetable: WeeklyTimetable,
    *,
    section_id: str,
    teacher_id: str,
    room: str,
    leaves: tuple[Leave, Leave],
    size: str,
) -> Town:
    college = timetable.college
    section: Section = next(s for s in college.sections if s.id == section_id)
    department = next(c.department for c in college.courses if c.id == section.course)
    offering = next(o for o in college.offerings if section.id in o.sections)
    hod = next(d.hod for d in college.departments if d.id == department)
    people = {
        "admin": next(u for u in college.users if u.role is Role.ADMIN),
        "hod": next(u for u in college.users if u.id == hod),
        "faculty": next(u for u in college.users if u.faculty == teacher_id),
        "student": next(u for u in college.users if u.section == section.id),
    }
    known = {
        "term": college.term.id,
        "department": department,
        "course": section.course,
        "section": section.id,
        "semester": str(section.semester),
        "batch": section.groups()[0],
        "subject": offering.subject,
        "offering": offering.id,
        "faculty": teacher_id,
        "room": room,
        "timeslot": college.timeslots[0].id,
        "day": "1",
        "kind": "classroom",
        "capacity": "60",
        "role": "student",
        "active": "true",
        "status": "pending",
        "by": people["hod"].id,
    }
    return Town(name, timetable, known, people, leaves, size)


Both = tuple[tuple[Occupancy, ...], tuple[Occupancy, ...]]


def _alike(both: Both, ids_of: Callable[[Occupancy], Iterable[str]]) -> tuple[str, str]:
    """The two whose groups of students and bookings differ least in number, the busiest of those."""
    ours, theirs = (_busy(occupancies, ids_of) for occupancies in both)
    best = min(
        ((a, b) for a in ours for b in theirs),
        key=lambda p: (abs(p[0][0] - p[1][0]), abs(p[0][1] - p[1][1]), -p[0][0], -p[0][1]),
    )
    return ours[best[0]], theirs[best[1]]


def _busy(
    occupancies: Iterable[Occupancy], ids_of: Callable[[Occupancy], Iterable[str]]
) -> dict[tuple[int, int], str]:
    """(groups, bookings) of each, and the first that has so many."""
    groups: dict[str, set[str]] = {}
    bookings: Counter[str] = Counter()
    for occupancy in occupancies:
        for id in ids_of(occupancy):
            groups.setdefault(id, set()).update(occupancy.groups)
            bookings[id] += 1
    return {(len(groups[id]), bookings[id]): id for id in reversed(list(groups))}


Size = tuple[int, int]  # classes, and claims on their periods


def _leaves(
    timetables: tuple[WeeklyTimetable, WeeklyTimetable], but: tuple[str, str], today: date
) -> tuple[list[tuple[Leave, Leave]], str]:
    """Two leaves in each college that take away equally much, of two teachers; `but` not of these."""
    ours, theirs = _days(timetables[0], but[0]), _days(timetables[1], but[1])
    sizes = [s for s in ours if len(ours[s]) > 1 and len(theirs.get(s, ())) > 1]
    classes, claims = max(sizes)
    dates = {(today + timedelta(days=n)).isoweekday(): today + timedelta(days=n) for n in range(1, 8)}
    pairs = []
    for timetable, days in zip(timetables, (ours, theirs), strict=True):
        users = {u.faculty: u for u in timetable.college.users if u.faculty}
        first, second = (Leave(users[f], dates[day]) for f, day in days[classes, claims].items())
        pairs.append((first, second))
    return pairs, f"{classes} classes, {claims} claims"


def _days(timetable: WeeklyTimetable, but: str) -> dict[Size, dict[FacultyId, int]]:
    """Days of teachers by how much a leave would take away; at most two teachers of each size, no heads."""
    heads = {d.hod for d in timetable.college.departments}
    teachers = {u.faculty for u in timetable.college.users if u.faculty and u.id not in heads} - {but}
    days: dict[tuple[FacultyId, int], list[Occupancy]] = {}
    for occupancy in timetable.occupancies:
        for teacher in occupancy.faculty:
            if teacher in teachers and occupancy.slot.day < 6:
                days.setdefault((teacher, occupancy.slot.day), []).append(occupancy)
    by_size: dict[Size, dict[FacultyId, int]] = {}
    for (teacher, day), classes in days.items():
        size = len(classes), sum(2 + len(o.groups) for o in classes)
        of_size = by_size.setdefault(size, {})
        if len(of_size) < 2:
            of_size.setdefault(teacher, day)
    return by_size


def linked(college: College) -> College:
    """The college with everybody linked to the account that their place in line gives."""
    return replace(college, users=tuple(replace(u, telegram=n) for n, u in enumerate(college.users, 1)))
