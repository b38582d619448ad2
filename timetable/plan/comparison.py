"""The hard constraints between the plans of several leaves that are granted together. Knows no solver."""

from collections import Counter
from collections.abc import Mapping, Sequence

from timetable.model import FacultyId, LeaveId, PlanRow
from timetable.plan.constraints import nothing_twice, taken_on_by
from timetable.problems import RepairProblem, iso_week
from timetable.violations import Violation

Plans = Sequence[tuple[RepairProblem, Sequence[PlanRow]]]


def violations_between(
    problems: Sequence[RepairProblem], plans: Mapping[LeaveId, Sequence[PlanRow]]
) -> list[Violation]:
    """All that is wrong with the plans of those leaves that are granted; empty: they can be committed."""
    granted = [(p, plans[p.leave]) for p in problems if p.leave in plans]
    return [
        *nothing_twice([row for _, rows in granted for row in rows]),
        *nobody_on_leave(granted),
        *everybody_keeps_their_limits(granted),
    ]


def nobody_on_leave(granted: Plans) -> list[Violation]:
    """Nobody takes a class, or moves along with one, while they are on leave themselves."""
    away = {
        (p.faculty, on, slot)
        for p, _ in granted
        for on, slot in (*p.away, *((c.date, c.slot) for c in p.classes))
    }
    return [
        Violation(
            "nobody_on_leave", f"{person} is on leave on {class_.date} themselves.", (row.before.occupancy,)
        )
        for _, rows in granted
        for row in rows
        for class_ in row.held()
        for person in class_.faculty
        if (person, class_.date, class_.slot) in away
    ]


def everybody_keeps_their_limits(granted: Plans) -> list[Violation]:
    """With what they take on for all of them, nobody has more periods a day or a week than their limits."""
    gained = [
        (person, after.date)
        for problem, rows in granted
        for row in rows
        if (after := row.after)
        for person in taken_on_by(problem, row)
    ]
    days = Counter(gained)
    weeks = Counter((person, iso_week(on)) for person, on in gained)
    over: dict[FacultyId, None] = {}
    for candidate in (c for problem, _ in granted for c in problem.candidates):
        id = candidate.id
        if any(
            f == id and candidate.load.get(on, 0) + n > candidate.daily_limit for (f, on), n in days.items()
        ) or any(
            f == id and candidate.week_load(w) + n > candidate.weekly_limit for (f, w), n in weeks.items()
        ):
            over[id] = None
    rule = "everybody_keeps_their_limits"
    return [Violation(rule, f"{person} has more periods than allowed.") for person in over]
