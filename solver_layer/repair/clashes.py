"""Leaves two by two: whether both can be granted with every class held, and if not, over what they clash."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain

from solver_layer.repair.comparison import grantable
from solver_layer.repair.repair import Effort
from timetable.leave import clashes
from timetable.leave.clashes import Clash, ClashingClass, Pair
from timetable.model import ClassOnDate, FacultyId, LeaveId
from timetable.plan.constraints import taken_on_by
from timetable.plan.options import covers, exchanges
from timetable.problems import RepairProblem

Two = tuple[RepairProblem, RepairProblem]


def pairs(
    two: Iterable[Two], granted: Iterable[LeaveId], *, seconds: float = 1.0, workers: int = 1, seed: int = 0
) -> Iterator[Pair]:
    """For each two leaves whether both can be granted, and if not, over what they clash.

    `granted`: leaves that can be granted together, as is known already. `seconds`: for each question.
    """
    granted_leaves, effort = set(granted), Effort(seconds, workers, seed)
    for a, b in two:
        are_grantable = True if {a.leave, b.leave} <= granted_leaves else grantable([a, b], effort)
        clash = _clash(a, b, effort) if are_grantable is False else None
        yield Pair((a.leave, b.leave), are_grantable, clash)


def _clash(a: RepairProblem, b: RepairProblem, effort: Effort) -> Clash:
    for alone in (a, b):
        if grantable([alone], effort) is False:
            return _described(clashes.ALONE, _shrunk([alone], effort))
    needed = _shrunk([a, b], effort)
    mine, others = ({(c.occupancy, c.date) for c in p.classes} for p in needed)
    if mine & others:
        return _described(clashes.SAME_CLASS, needed)
    people = {person for p in needed for c in p.classes for person in _could_take(p, c)}
    if not people:
        return _described(clashes.SAME_PLACE, needed)
    return _described(clashes.EACH_OTHER if people <= {a.faculty, b.faculty} else clashes.SAME_PEOPLE, needed)


def _described(code: str, needed: Sequence[RepairProblem]) -> Clash:
    classes = tuple(ClashingClass(p.leave, c.date, c.slot) for p in needed for c in p.classes)
    people = (person for p in needed for c in p.classes for person in _could_take(p, c))
    return Clash(code, classes, tuple(dict.fromkeys(people)))


def _shrunk(problems: Sequence[RepairProblem], effort: Effort) -> Sequence[RepairProblem]:
    """The same leaves with only as many of their classes as can't all be held: whole dates go first, and what
    is later before what is earlier."""
    for on in sorted({c.date for p in problems for c in p.classes}, reverse=True):
        problems = _without(
            problems, {(p.leave, c) for p in problems for c in p.classes if c.date == on}, effort
        )
    for class_ in [(p.leave, c) for p in problems for c in reversed(p.classes)]:
        problems = _without(problems, {class_}, effort)
    return problems


def _without(
    problems: Sequence[RepairProblem], classes: set[tuple[LeaveId, ClassOnDate]], effort: Effort
) -> Sequence[RepairProblem]:
    """Without these classes, where the others can't all be held either."""
    fewer = [replace(p, classes=tuple(c for c in p.classes if (p.leave, c) not in classes)) for p in problems]
    return fewer if grantable(fewer, effort) is False else problems


def _could_take(problem: RepairProblem, class_: ClassOnDate) -> list[FacultyId]:
    options = chain(covers(problem, class_), exchanges(problem, class_))
    return [person for option in options for person in taken_on_by(problem, option.rows[0])]
