"""ITC-2007 curriculum-based course timetabling files (`.ctt`) as instances; solution files written back."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from timetable.errors import Malformed
from timetable.model import (
    CourseId,
    DepartmentId,
    Faculty,
    FacultyId,
    Infra,
    InfraId,
    Occupancy,
    OccupancyId,
    Offering,
    OfferingId,
    Section,
    SectionId,
    Slot,
    Subject,
    SubjectId,
    TermId,
    TimeSlot,
    TimeSlotId,
    UserId,
)
from timetable.problems import Instance

ROOM_KIND = "classroom"
_TERM, _COURSE, _DEPARTMENT = TermId("term"), CourseId("course"), DepartmentId("department")
_HEAD = ("Name", "Courses", "Rooms", "Days", "Periods_per_day", "Curricula", "Constraints")
_MAXIMA = {"Days": 31, "Periods_per_day": 24}


@dataclass(frozen=True, slots=True)
class Ctt:
    """One file: the instance, and the subjects that its courses become. Its days and periods count from 1."""

    name: str
    instance: Instance
    subjects: tuple[Subject, ...]


@dataclass(frozen=True, slots=True)
class _Tables:
    """The sections of a file, as they are written."""

    head: dict[str, str]
    courses: list[list[str]]
    rooms: list[list[str]]
    curricula: dict[str, list[str]]  # the courses of each
    unavailable: dict[str, list[Slot]]  # per course


@dataclass(slots=True)
class _Lines:
    """The file's lines with their numbers, to say where something is wrong."""

    file: str
    lines: Iterator[tuple[int, str]]
    number: int = 0

    def next(self, expected: str) -> list[str]:
        for number, line in self.lines:
            self.number = number
            if line.strip():
                return line.split()
        raise Malformed(
            f"{self.file}, after line {self.number}: the file ends where {expected} should be.",
            field=self.file,
        )

    def wrong(self, expected: str) -> Malformed:
        return Malformed(f"{self.file}, line {self.number}: expected {expected}.", field=self.file)

    def numbers(self, words: Sequence[str], expected: str) -> list[int]:
        try:
            numbers = [int(w) for w in words]
        except ValueError as error:
            raise self.wrong(expected) from error
        if any(n < 0 for n in numbers):
            raise self.wrong(expected)
        return numbers


def read(
    path: Path,
    *,
    term: TermId = _TERM,
    course: CourseId = _COURSE,
    department: DepartmentId = _DEPARTMENT,
) -> Ctt:
    """Courses become subjects and offerings, teachers faculty, curricula sections, rooms infra.

    A course in no curriculum gets a section of its own. Raises Malformed naming file, line and what is
    expected there.
    """
    lines = _lines(path)
    head = _head(lines)
    courses = _table(
        lines,
        "COURSES:",
        count=int(head["Courses"]),
        columns=("id", "teacher", "lectures", "min_working_days", "students"),
    )
    rooms = _table(lines, "ROOMS:", count=int(head["Rooms"]), columns=("id", "capacity"))
    curricula = _curricula(lines, int(head["Curricula"]), {c[0] for c in courses})
    unavailable = _unavailable(lines, head, {c[0] for c in courses})
    tables = _Tables(head, courses, rooms, curricula, unavailable)
    return _ctt(tables, term=term, course=course, department=department)


def _lines(path: Path) -> _Lines:
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise Malformed(f"{path}: there is no such file.", field=str(path)) from error
    except (OSError, UnicodeDecodeError) as error:
        raise Malformed(f"{path}: this is not a text file that can be read.", field=str(path)) from error
    return _Lines(path.name, enumerate(text.splitlines(), 1))


def _head(lines: _Lines) -> dict[str, str]:
    head = {}
    for key in _HEAD:
        words = lines.next(f"`{key}: ...`")
        if words[0] != f"{key}:" or len(words) != 2:
            raise lines.wrong(f"`{key}: ...`")
        if key != "Name":
            lines.numbers(words[1:], f"a number after `{key}:`")
        if key in _MAXIMA and not 1 <= int(words[1]) <= _MAXIMA[key]:
            raise lines.wrong(f"`{key}:` from 1 to {_MAXIMA[key]}")
        head[key] = words[1]
    return head


def _table(lines: _Lines, title: str, *, count: int, columns: Sequence[str]) -> list[list[str]]:
    expected, width = f"`{' '.join(columns)}`", len(columns)
    if lines.next(f"`{title}`") != [title]:
        raise lines.wrong(f"`{title}`")
    rows: dict[str, list[str]] = {}
    for _ in range(count):
        words = lines.next(expected)
        if len(words) != width or words[0] in rows:
            raise lines.wrong(f"{expected}, each id once, {count} lines")
        lines.numbers(words[2:] if width > 2 else words[1:], expected)
        rows[words[0]] = words
    return list(rows.values())


def _curricula(lines: _Lines, count: int, courses: set[str]) -> dict[str, list[str]]:
    expected = "`id n course*n` with courses of this file"
    if lines.next("`CURRICULA:`") != ["CURRICULA:"]:
        raise lines.wrong("`CURRICULA:`")
    curricula: dict[str, list[str]] = {}
    for _ in range(count):
        words = lines.next(expected)
        if len(words) < 2 or lines.numbers(words[1:2], expected) != [len(words) - 2]:
            raise lines.wrong(expected)
        if not set(words[2:]) <= courses or words[0] in curricula:
            raise lines.wrong(expected)
        curricula[words[0]] = list(dict.fromkeys(words[2:]))
    return curricula


def _unavailable(lines: _Lines, head: dict[str, str], courses: set[str]) -> dict[str, list[Slot]]:
    expected = "`course day period` within the week, counted from 0"
    if lines.next("`UNAVAILABILITY_CONSTRAINTS:`") != ["UNAVAILABILITY_CONSTRAINTS:"]:
        raise lines.wrong("`UNAVAILABILITY_CONSTRAINTS:`")
    unavailable: dict[str, list[Slot]] = {}
    for _ in range(int(head["Constraints"])):
        words = lines.next(expected)
        if len(words) != 3 or words[0] not in courses:
            raise lines.wrong(expected)
        day, period = lines.numbers(words[1:], expected)
        if day >= int(head["Days"]) or period >= int(head["Periods_per_day"]):
            raise lines.wrong(expected)
        unavailable.setdefault(words[0], []).append(Slot(day + 1, period + 1))
    if lines.next("`END.`") != ["END."]:
        raise lines.wrong("`END.`")
    return unavailable


def _ctt(tables: _Tables, *, term: TermId, course: CourseId, department: DepartmentId) -> Ctt:
    head, courses, curricula = tables.head, tables.courses, tables.curricula
    students = {c[0]: int(c[4]) for c in courses}
    of_course: dict[str, list[SectionId]] = {c[0]: [] for c in courses}
    for name, members in curricula.items():
        for member in members:
            of_course[member].append(SectionId(name))
    for alone in [c for c, sections in of_course.items() if not sections]:
        name = f"only-{alone}"
        while name in curricula:
            name += "-"
        curricula[name] = [alone]
        of_course[alone].append(SectionId(name))
    teachers = dict.fromkeys(c[1] for c in courses)
    taught = {t: tuple(SubjectId(c[0]) for c in courses if c[1] == t) for t in teachers}
    instance = Instance(
        term=term,
        timeslots=tuple(_timeslots(int(head["Days"]), int(head["Periods_per_day"]))),
        rooms=tuple(Infra(InfraId(r), r, ROOM_KIND, int(seats)) for r, seats in tables.rooms),
        faculty=tuple(
            Faculty(
                FacultyId(t), UserId(f"user-{t}"), department, t, subjects=s, daily_limit=99, weekly_limit=999
            )
            for t, s in taught.items()
        ),
        sections=tuple(
            Section(SectionId(n), course, 1, n, max((students[c] for c in members), default=0))
            for n, members in curricula.items()
        ),
        offerings=tuple(
            Offering(
                OfferingId(id),
                term,
                SubjectId(id),
                tuple(of_course[id]),
                (FacultyId(teacher),),
                int(lectures),
                room_kind=ROOM_KIND,
                strength=int(strength),
                unavailable=tuple(tables.unavailable.get(id, ())),
                min_days=int(days),
            )
            for id, teacher, lectures, days, strength in courses
        ),
        room_capacity_is_hard=False,
    )
    subjects = tuple(Subject(SubjectId(c[0]), course, 1, c[0], c[0]) for c in courses)
    return Ctt(head["Name"], instance, subjects)


def _timeslots(days: int, periods: int) -> Iterator[TimeSlot]:
    """Invented times: an hour each from 09:00 (earlier where the day would not fit)."""
    first = min(9, 24 - periods)
    for day in range(1, days + 1):
        for period in range(1, periods + 1):
            hour = first + period - 1
            yield TimeSlot(TimeSlotId(f"t-{day}-{period}"), day, period, f"{hour:02}:00", f"{hour:02}:50")


def solution_text(occupancies: Iterable[Occupancy]) -> str:
    """The solution file's text: `course room day period`, counted from 0."""
    rows = sorted((o.offering, o.room, o.slot.day - 1, o.slot.period - 1) for o in occupancies)
    return "".join(f"{c} {r} {d} {p}\n" for c, r, d, p in rows)


def read_solution(path: Path, instance: Instance) -> list[Occupancy]:
    """A solution file as bookings of the instance; raises Malformed naming the line."""
    offerings = {str(o.id): o for o in instance.offerings}
    rooms = {str(r.id): r.id for r in instance.rooms}
    groups = {s.id: s.groups() for s in instance.sections}
    expected = "`course room day period` with a course and a room of the instance, day and period from 0"
    lines = _lines(path)
    bookings: list[Occupancy] = []
    for number, line in lines.lines:
        lines.number, words = number, line.split()
        if not words:
            continue
        if len(words) != 4 or words[0] not in offerings or words[1] not in rooms:
            raise lines.wrong(expected)
        day, period = lines.numbers(words[2:], expected)
        offering = offerings[words[0]]
        bookings.append(
            Occupancy(
                OccupancyId(f"line {number}"),
                offering.term,
                offering.id,
                offering.subject,
                Slot(day + 1, period + 1),
                rooms[words[1]],
                offering.faculty,
                offering.sections,
                tuple(g for s in offering.sections for g in groups[s]),
            )
        )
    return bookings
