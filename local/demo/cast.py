"""Who plays: a teacher with classes on a coming day, their HOD, and the students who will notice."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import islice
from random import Random

from local.demo.chat import Difference, Person, Stage
from local.demo.messages import Line, at, lines

_DAYS_AHEAD = 6  # so that the name of a weekday means one of these dates
_MAX_OPTIONS = 40
_PERIODS_OF_LEAVE = 3
_MAX_SECTIONS = 6
_ENOUGH_CLASSES = 2

# a teacher, a day, the first period, and the classes from there
Option = tuple[Person, date, int, list[Line]]


@dataclass(slots=True)
class Cast:
    """The leave that is going to be asked for, and everybody whom it concerns.

    `untold` is a student of another section, whom nobody tells anything.
    """

    teacher: Person
    hod: Person
    stranger: Person
    day: date
    first: int
    last: int
    classes: list[Line]
    students: list[Person] = field(default_factory=list)
    untold: Person | None = None

    @property
    def everybody(self) -> list[Person]:
        return [self.teacher, self.hod, *self.students, *([self.untold] if self.untold else [])]


def cast(stage: Stage, today: date, random: Random) -> Cast:
    """Choose a leave by asking the bot, as a person would. Raises Difference if nobody teaches in the days
    ahead."""
    people = stage.people()
    teacher, day, first, classes = _chosen(islice(_options(people, today, random), _MAX_OPTIONS))
    chosen = Cast(
        teacher=teacher,
        hod=next(p for p in people if p.role == "hod" and p.about == teacher.about),
        stranger=next(p for p in people if p.role == "stranger"),
        day=day,
        first=first,
        last=first + _PERIODS_OF_LEAVE - 1,
        classes=classes,
    )
    _find_students(chosen, people)
    return chosen


def _chosen(options: Iterator[Option]) -> Option:
    """The first option with enough classes, else the one with most."""
    seen_options: list[Option] = []
    for option in options:
        seen_options.append(option)
        if len(option[3]) >= _ENOUGH_CLASSES:
            return option
    if not seen_options:
        raise Difference("expected: a teacher with classes on one of the coming six days; found: none")
    return max(seen_options, key=lambda option: len(option[3]))


def _options(people: list[Person], today: date, random: Random) -> Iterator[Option]:
    """Teachers without leave, and runs of periods with a few of their classes in it."""
    teachers = [p for p in people if p.role == "teacher"]
    for teacher in random.sample(teachers, len(teachers)):
        if teacher.answer_to("/myleaves").buttons:
            continue
        for ahead in random.sample(range(1, _DAYS_AHEAD + 1), 3):
            day = today + timedelta(days=ahead)
            classes = lines(teacher.answer_to(f"/day {day}").text)
            if not classes or any(line.is_changed for line in classes):
                continue
            for first in _beginnings(classes):
                inside = [line for line in classes if first <= line.period < first + _PERIODS_OF_LEAVE]
                if len(_sections(inside)) <= _MAX_SECTIONS:
                    yield teacher, day, first, inside


def _beginnings(classes: list[Line]) -> list[int]:
    """First periods of a stretch that has a class in it, and does not begin before the day."""
    return sorted({max(1, line.period - _PERIODS_OF_LEAVE + 1) for line in classes})


def _sections(classes: list[Line]) -> set[str]:
    return {section for line in classes for section in line.sections}


def _find_students(chosen: Cast, people: list[Person]) -> None:
    """Add the students whose own day has one of the classes: a batch's lab does not concern the other
    batch."""
    sections = _sections(chosen.classes)
    for person in people:
        if person.role != "student":
            continue
        own = person.about.split(" · ")[0]
        if any(section.startswith(own) for section in sections):  # a lab names a batch of it
            day = person.answer_to(f"/day {chosen.day}").text
            if any(line.text in at(day, line.period) for line in chosen.classes):
                chosen.students.append(person)
        elif chosen.untold is None:
            chosen.untold = person
