"""Who plays: a teacher with classes on a coming day, their HOD, and the students who will notice."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import islice
from random import Random

from local.demo.chat import Difference, Person, Stage
from local.demo.messages import Line, at, lines

_DAYS_AHEAD = 6
"""so that the name of the weekday means this date"""
_LOOKED_AT = 40
_PERIODS = 3
_MOST_SECTIONS = 6
_ENOUGH = 2

Option = tuple[Person, date, int, list[Line]]
"""a teacher, a day, the first period, and the classes from there"""


@dataclass(slots=True)
class Cast:
    """The leave that is going to be asked for, and everybody whom it concerns."""

    teacher: Person
    hod: Person
    stranger: Person
    day: date
    first: int
    last: int
    classes: list[Line]
    students: list[Person] = field(default_factory=list)
    untold: Person | None = None
    """a student of another section"""

    @property
    def everybody(self) -> list[Person]:
        return [self.teacher, self.hod, *self.students, *([self.untold] if self.untold else [])]


def cast(stage: Stage, today: date, random: Random) -> Cast:
    """Found by asking, as a person would; raises Difference when nobody teaches in the days ahead."""
    people = stage.people()
    teacher, day, first, classes = _chosen(islice(_options(people, today, random), _LOOKED_AT))
    chosen = Cast(
        teacher=teacher,
        hod=next(p for p in people if p.role == "hod" and p.about == teacher.about),
        stranger=next(p for p in people if p.role == "stranger"),
        day=day,
        first=first,
        last=first + _PERIODS - 1,
        classes=classes,
    )
    _find_students(chosen, people)
    return chosen


def _chosen(options: Iterator[Option]) -> Option:
    """The first with two classes in it; else any."""
    seen: list[Option] = []
    for option in options:
        seen.append(option)
        if len(option[3]) >= _ENOUGH:
            return option
    if not seen:
        raise Difference("expected: a teacher with classes on one of the coming six days; found: none")
    return max(seen, key=lambda option: len(option[3]))


def _options(people: list[Person], today: date, random: Random) -> Iterator[Option]:
    """Teachers without leave, and runs of periods with a few of their classes in it."""
    teachers = [p for p in people if p.role == "teacher"]
    for teacher in random.sample(teachers, len(teachers)):
        if teacher.asks("/myleaves").buttons:
            continue
        for ahead in random.sample(range(1, _DAYS_AHEAD + 1), 3):
            day = today + timedelta(days=ahead)
            held = lines(teacher.asks(f"/day {day}").text)
            if not held or any(line.is_changed for line in held):
                continue
            for first in _beginnings(held):
                inside = [line for line in held if first <= line.period < first + _PERIODS]
                if len(_sections(inside)) <= _MOST_SECTIONS:
                    yield teacher, day, first, inside


def _beginnings(held: list[Line]) -> list[int]:
    """First periods of a stretch that has a class in it, and does not begin before the day."""
    return sorted({max(1, line.period - _PERIODS + 1) for line in held})


def _sections(classes: list[Line]) -> set[str]:
    return {section for line in classes for section in line.sections}


def _find_students(chosen: Cast, people: list[Person]) -> None:
    """Everybody whose own day has one of the classes; a batch's lab is nothing to the other batch."""
    sections = _sections(chosen.classes)
    for person in people:
        if person.role != "student":
            continue
        own = person.about.split(" · ")[0]
        if any(section.startswith(own) for section in sections):  # a lab names a batch of it
            day = person.asks(f"/day {chosen.day}").text
            if any(line.text in at(day, line.period) for line in chosen.classes):
                chosen.students.append(person)
        elif chosen.untold is None:
            chosen.untold = person
