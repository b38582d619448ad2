"""The hard constraints of a repair: a problem and a plan's rows in, violations out. Knows no solver."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise

from timetable.model import AdjustmentKind, ClassOnDate, FacultyId, PlanRow, Resource, Slot
from timetable.plan.costs import runs
from timetable.plan.merging import (
    can_join,
    hosts_have_seats_for_both,
    hosts_take_place,
    runs_merge_as_a_whole,
)
from timetable.problems import RepairProblem, iso_week
from timetable.violations import Violation, about

Use = tuple[Resource, date, Slot]


def violations(problem: RepairProblem, rows: Sequence[PlanRow]) -> list[Violation]:
    """Everything that is wrong with a plan; empty: it may be committed.

    What a plan frees (the room and the students of a class that it cancels or moves) counts as in use
    wherever the problem says that it is in use.
    """
    return [
        *every_class_once(problem, rows),
        *each_row_is_of_its_kind(problem, rows),
        *substitutes_are_free(problem, rows),
        *everybody_keeps_their_limits(problem, rows),
        *moves_go_into_openings(problem, rows),
        *colleagues_can_move_along(problem, rows),
        *exchanges_are_of_equals(problem, rows),
        *runs_move_as_a_whole(problem, rows),
        *hosts_take_place(problem, rows),
        *hosts_have_seats_for_both(problem, rows),
        *runs_merge_as_a_whole(problem, rows),
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


def each_row_is_of_its_kind(problem: RepairProblem, rows: Sequence[PlanRow]) -> list[Violation]:
    """Cancelled: nothing after. Substituted: another in place of the teacher. Moved: same people. Merged: as
    its host, a class of the same subject at the same time by others."""
    return [
        about("each_row_is_of_its_kind", f"{row.kind} does not say what becomes of", row.before)
        for row in rows
        if not _is_of_its_kind(problem.faculty, row)
    ]


def _is_of_its_kind(away: FacultyId, row: PlanRow) -> bool:
    before, after = row.before, row.after
    if row.kind is AdjustmentKind.CANCELLED or after is None:
        return row.kind is AdjustmentKind.CANCELLED and after is None
    if row.kind is AdjustmentKind.MOVED:
        return after == before.at(after.date, after.slot, after.room)
    if row.kind is AdjustmentKind.MERGED:
        return (
            after.host is not None
            and can_join(away, before, after.host)
            and after == before.joining(after.host)
        )
    stay = [f for f in before.faculty if f != away]
    relieved = away in before.faculty and away not in after.faculty
    one_other = len(after.faculty) == len(before.faculty) and set(stay) <= set(after.faculty)
    same_place = after == replace(before, faculty=after.faculty)
    alone = before.host is None  # its room is the host's
    return row.kind is AdjustmentKind.SUBSTITUTED and relieved and one_other and same_place and alone


def substitutes_are_free(problem: RepairProblem, rows: Sequence[PlanRow]) -> list[Violation]:
    """Whoever takes a class is a candidate, is not the teacher away, and has nothing else then."""
    by_id = {c.id: c for c in problem.candidates}
    broken = []
    for row, substitute in _substituted(rows):
        candidate = by_id.get(substitute)
        if candidate is None or substitute == problem.faculty:
            broken.append(about("substitutes_are_free", f"{substitute} may not take", row.before))
        elif (row.before.date, row.before.slot) in candidate.busy:
            broken.append(about("substitutes_are_free", f"{substitute} is not free for", row.before))
    return broken


def everybody_keeps_their_limits(problem: RepairProblem, rows: Sequence[PlanRow]) -> list[Violation]:
    """With what they take on, nobody has more periods a day or a week than their limits."""
    broken = []
    for candidate in problem.candidates:
        gained = [after for row in rows if (after := row.after) and candidate.id in taken_on_by(problem, row)]
        days = Counter(c.date for c in gained)
        weeks = Counter(iso_week(c.date) for c in gained)
        over = any(candidate.load.get(d, 0) + n > candidate.daily_limit for d, n in days.items())
        over = over or any(candidate.week_load(w) + n > candidate.weekly_limit for w, n in weeks.items())
        if over:
            sentence = f"{candidate.id} has more periods than allowed."
            broken.append(
                Violation("everybody_keeps_their_limits", sentence, tuple(c.occupancy for c in gained))
            )
    return broken


def taken_on_by(problem: RepairProblem, row: PlanRow) -> frozenset[FacultyId]:
    """Who gets a period from this row: the substitute, or the colleagues who move along; nobody where the
    class joins one that is held anyway."""
    if row.kind is AdjustmentKind.MERGED:
        return frozenset()
    people = frozenset(row.after.faculty if row.after else ()) - {problem.faculty}
    return people if row.kind is AdjustmentKind.MOVED else people - set(row.before.faculty)


def moves_go_into_openings(problem: RepairProblem, rows: Sequence[PlanRow]) -> list[Violation]:
    """A moved class is held when its teacher is back and free, and at a time its offering can have."""
    openings = set(problem.openings)
    return [
        about("moves_go_into_openings", f"{after.date} has no opening for", row.before)
        for row, after in _moved(rows)
        if (after.date, after.slot) not in openings
        or after.slot in problem.unavailable.get(after.occupancy, frozenset())
    ]


def colleagues_can_move_along(problem: RepairProblem, rows: Sequence[PlanRow]) -> list[Violation]:
    """Whoever teaches a moved class together with the teacher away is known to be free then."""
    by_id = {c.id: c for c in problem.candidates}
    return [
        about("colleagues_can_move_along", f"{colleague} is not free for the moved", row.before)
        for row, after in _moved(rows)
        for colleague in after.faculty
        if colleague != problem.faculty
        and (colleague not in by_id or (after.date, after.slot) in by_id[colleague].busy)
    ]


def exchanges_are_of_equals(problem: RepairProblem, rows: Sequence[PlanRow]) -> list[Violation]:
    """Who substitutes gives one class of their own, of the same students, when its new teacher is free."""
    openings = set(problem.openings)
    return [
        about("exchanges_are_of_equals", f"{given.occupancy} is no class to exchange for", row.before)
        for row in rows
        if (given := row.in_return)
        and (
            given not in problem.later
            or (given.date, given.slot) not in openings
            or set(given.groups) != set(row.before.groups)
            or row.kind is not AdjustmentKind.SUBSTITUTED
            or given.faculty != tuple(taken_on_by(problem, row))
        )
    ]


def runs_move_as_a_whole(problem: RepairProblem, rows: Sequence[PlanRow]) -> list[Violation]:
    """Consecutive periods of one class stay consecutive, in one room, on one side of every break."""
    moved = {row.before: after for row, after in _moved(rows)}
    broken = []
    for run in runs(problem):
        places = [moved[c] for c in run if c in moved]
        whole = len(places) == len(run) and all(
            (b.date, b.room, b.slot) == (a.date, a.room, Slot(a.slot.day, a.slot.period + 1))
            and a.slot.period not in problem.breaks_after
            for a, b in pairwise(places)
        )
        if places and not whole:
            broken.append(about("runs_move_as_a_whole", "Periods that belong together part in", *run))
    return broken


def rooms_fit(problem: RepairProblem, rows: Sequence[PlanRow]) -> list[Violation]:
    """A moved class is in its own room or in one of its kind that seats all its students."""
    rooms = {r.id: r for r in problem.rooms}
    broken = []
    for row, after in _moved(rows):
        room = rooms.get(after.room)
        kind, students = problem.room_kinds[after.occupancy], problem.strengths[after.occupancy]
        fits = room is not None and room.kind == kind and room.capacity >= students
        if not fits and after.room != row.before.room:
            broken.append(about("rooms_fit", f"{after.room} does not fit", row.before))
    return broken


def rooms_are_free(problem: RepairProblem, rows: Sequence[PlanRow]) -> list[Violation]:
    """Nothing else is in the room that a class is moved to."""
    return [
        about("rooms_are_free", f"{after.room} is not free for", row.before)
        for row, after in _moved(rows)
        if (after.room, after.date, after.slot) in problem.room_busy
    ]


def students_are_free(problem: RepairProblem, rows: Sequence[PlanRow]) -> list[Violation]:
    """The students of a moved class have nothing else then."""
    return [
        about("students_are_free", f"{group} is not free for", row.before)
        for row, after in _moved(rows)
        for group in after.groups
        if (group, after.date, after.slot) in problem.group_busy
    ]


def nothing_twice(rows: Sequence[PlanRow]) -> list[Violation]:
    """No two rows use one person, room or group of students at the same time."""
    used = Counter(use for row in rows for use in uses(row))
    return [
        Violation(
            "nothing_twice", f"{resource.kind} {resource.id} is used twice on {on}, period {slot.period}."
        )
        for (resource, on, slot), times in used.items()
        if times > 1
    ]


def uses(row: PlanRow) -> list[Use]:
    """Everything that a row keeps others from using, and when; also what is joined or given in return.

    The classes of a basket share their students while they are held together."""
    used = [
        (r, class_.date, class_.slot)
        for class_ in row.held()
        for r in class_.resources()
        if r.kind != "group" or not class_.basket or class_.apart
    ]
    hosts = [c for c in (row.after.host if row.after else None, row.in_return) if c]
    return used + [(Resource("host", c.occupancy), c.date, c.slot) for c in hosts]


def _substituted(rows: Sequence[PlanRow]) -> Iterable[tuple[PlanRow, FacultyId]]:
    for row in rows:
        if row.kind is AdjustmentKind.SUBSTITUTED and row.after:
            for faculty in row.after.faculty:
                if faculty not in row.before.faculty:
                    yield row, faculty


def _moved(rows: Sequence[PlanRow]) -> Iterable[tuple[PlanRow, ClassOnDate]]:
    for row in rows:
        if row.kind is AdjustmentKind.MOVED and row.after:
            yield row, row.after
