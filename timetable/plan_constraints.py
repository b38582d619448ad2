"""The hard constraints of a repair: a problem and a plan's rows in, violations out. Knows no solver."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from timetable.model import AdjustmentKind, ClassOnDate, PlanRow
from timetable.problems import Candidate, RepairProblem


@dataclass(frozen=True, slots=True)
class Violation:
    """A rule that is broken, in a sentence, and the classes (occupancy ids) that break it."""

    rule: str
    sentence: str
    classes: tuple[str, ...] = ()


def violations(problem: RepairProblem, rows: Sequence[PlanRow]) -> list[Violation]:
    """Everything that is wrong with a plan; empty: it may be committed."""
    return [
        *every_class_once(problem, rows),
        *substitutes_are_free(problem, rows),
        *substitutes_keep_their_limits(problem, rows),
        *moves_go_into_openings(problem, rows),
        *rooms_fit(problem, rows),
        *rooms_are_free(problem, rows),
        *students_are_free(problem, rows),
        *nothing_twice(rows),
    ]


def every_class_once(problem: RepairProblem, rows: Sequence[PlanRow]) -> list[Violation]:
    """The rows deal with exactly the classes affected."""
    if Counter(r.before for r in rows) == Counter(problem.classes):
        return []
    return [Violation("every_class_once", "The rows are not about exactly the classes affected.")]


def substitutes_are_free(problem: RepairProblem, rows: Sequence[PlanRow]) -> list[Violation]:
    """Whoever takes a class is a candidate, is not the teacher away, and has nothing else then."""
    by_id = {c.id: c for c in problem.candidates}
    found = []
    for row, substitute in _substituted(rows):
        candidate = by_id.get(substitute)  # type: ignore[call-overload]
        when = (row.before.date, row.before.slot)
        if candidate is None or substitute == problem.faculty:
            found.append(_violation("substitutes_are_free", "may not substitute", substitute, row.before))
        elif when in candidate.busy:
            found.append(_violation("substitutes_are_free", "is not free then", substitute, row.before))
    return found


def substitutes_keep_their_limits(problem: RepairProblem, rows: Sequence[PlanRow]) -> list[Violation]:
    """With what they cover, nobody has more periods a day or a week than their limits."""
    found = []
    for candidate in problem.candidates:
        covered = [r.before for r, f in _substituted(rows) if f == candidate.id]
        days = Counter(c.date for c in covered)
        weeks = Counter(c.date.isocalendar()[:2] for c in covered)
        over = any(candidate.load.get(d, 0) + n > candidate.daily_limit for d, n in days.items())
        over = over or any(week_load(candidate, w) + n > candidate.weekly_limit for w, n in weeks.items())
        if over:
            found.append(
                Violation("substitutes_keep_their_limits", f"{candidate.id} has more periods than allowed.")
            )
    return found


def week_load(candidate: Candidate, week: tuple[int, int]) -> int:
    """Periods that a candidate has already in an ISO (year, week)."""
    return sum(n for on, n in candidate.load.items() if on.isocalendar()[:2] == week)


def moves_go_into_openings(problem: RepairProblem, rows: Sequence[PlanRow]) -> list[Violation]:
    """A moved class is held by its own teacher, when that teacher is there and free."""
    openings = set(problem.openings)
    return [
        _violation("moves_go_into_openings", "has no opening for", problem.faculty, row.before)
        for row, after in _moved(rows)
        if (after.date, after.slot) not in openings or after.faculty != row.before.faculty
    ]


def rooms_fit(problem: RepairProblem, rows: Sequence[PlanRow]) -> list[Violation]:
    """A moved class is in its own room or in one of its kind that seats all its students."""
    rooms = {r.id: r for r in problem.rooms}
    found = []
    for row, after in _moved(rows):
        room = rooms.get(after.room)
        kind, students = problem.room_kinds[row.before.occupancy], problem.strengths[row.before.occupancy]
        other = after.room != row.before.room
        if room is None or room.kind != kind or (other and room.capacity < students):
            found.append(_violation("rooms_fit", "does not fit", after.room, row.before))
    return found


def rooms_are_free(problem: RepairProblem, rows: Sequence[PlanRow]) -> list[Violation]:
    """Nothing else is in the room that a class is moved to."""
    return [
        _violation("rooms_are_free", "is not free for", after.room, row.before)
        for row, after in _moved(rows)
        if (after.room, after.date, after.slot) in problem.room_busy
    ]


def students_are_free(problem: RepairProblem, rows: Sequence[PlanRow]) -> list[Violation]:
    """The students of a moved class have nothing else then."""
    return [
        _violation("students_are_free", "is not free for", group, row.before)
        for row, after in _moved(rows)
        for group in after.groups
        if (group, after.date, after.slot) in problem.group_busy
    ]


def nothing_twice(rows: Sequence[PlanRow]) -> list[Violation]:
    """No two rows use one person, room or group of students at the same time."""
    used = Counter(
        (resource, after.date, after.slot)
        for row in rows
        if (after := row.after) is not None
        for resource in after.resources()
    )
    return [
        Violation(
            "nothing_twice", f"{resource.kind} {resource.id} is used twice on {on}, period {slot.period}."
        )
        for (resource, on, slot), times in used.items()
        if times > 1
    ]


def _substituted(rows: Sequence[PlanRow]) -> Iterable[tuple[PlanRow, str]]:
    for row in rows:
        if row.kind is AdjustmentKind.SUBSTITUTED and row.after:
            for faculty in row.after.faculty:
                if faculty not in row.before.faculty:
                    yield row, faculty


def _moved(rows: Sequence[PlanRow]) -> Iterable[tuple[PlanRow, ClassOnDate]]:
    for row in rows:
        if row.kind is AdjustmentKind.MOVED and row.after:
            yield row, row.after


def _violation(rule: str, what: str, who: str, class_: ClassOnDate) -> Violation:
    return Violation(rule, f"{who} {what} class {class_.occupancy} on {class_.date}.", (class_.occupancy,))
