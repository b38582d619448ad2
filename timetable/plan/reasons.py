"""Why each row of a plan is as it is: codes that the chat has words for, most telling first."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from timetable.model import AdjustmentKind, ClassOnDate, PlanRow, Reason, Resource
from timetable.plan import costs
from timetable.plan.constraints import Use, taken_on_by, uses
from timetable.plan.options import moves
from timetable.problems import Candidate, RepairProblem, iso_week

_LIGHT_DAY = 2  # periods; a substitute who teaches no more than this on a date has a light day


def explained(problem: RepairProblem, rows: Sequence[PlanRow]) -> tuple[PlanRow, ...]:
    """The same rows, each with its reasons."""
    by_class = {row.before: row for row in rows}
    explained_rows = {
        class_: replace(by_class[class_], reasons=_reasons(problem, by_class, run, class_=class_))
        for run in costs.runs(problem)
        for class_ in run
    }
    return tuple(explained_rows[row.before] for row in rows)


def _reasons(
    problem: RepairProblem,
    rows: dict[ClassOnDate, PlanRow],
    run: tuple[ClassOnDate, ...],
    *,
    class_: ClassOnDate,
) -> tuple[Reason, ...]:
    row = rows[class_]
    others = [r for r in rows.values() if r.before not in run]
    if row.kind is AdjustmentKind.SUBSTITUTED:
        return _for_the_substitute(problem, [rows[c] for c in run], row)
    if row.kind is AdjustmentKind.MOVED:
        why = [w for c in run if (w := _why_nobody(problem, c, others))]
        codes = {"moved_no_substitute": None} | dict.fromkeys(w for w in why if w != "nobody_free")
        return tuple(Reason(code) for code in codes) if why else ()
    left = [r for r in rows.values() if r.before != class_]
    joins = ["joins_parallel"] if row.kind is AdjustmentKind.MERGED else []
    nobody = _why_nobody(problem, class_, left)
    no_opening = [] if _could_move(problem, run, others) else ["no_opening"]
    return tuple(Reason(code) for code in (*joins, *([nobody] if nobody else []), *no_opening))


def _for_the_substitute(problem: RepairProblem, run: Sequence[PlanRow], row: PlanRow) -> tuple[Reason, ...]:
    (id,) = taken_on_by(problem, row)
    person = next(c for c in problem.candidates if c.id == id)
    class_, whole = row.before, len(run) > 1 and all(id in taken_on_by(problem, r) for r in run)
    codes = {
        "teaches_subject": class_.subject in person.subjects,
        "knows_section": set(class_.sections) <= person.sections,
        "same_department": person.department == problem.department,
        "free_then": True,
        "light_day": person.load.get(class_.date, 0) <= _LIGHT_DAY,
        "fair_share": person.covered_month == 0,
        "in_exchange": row.in_return is not None,
    }
    reasons = [Reason(code) for code, holds in codes.items() if holds]
    return (*reasons, Reason("one_person_for_run", id)) if whole else tuple(reasons)


def _why_nobody(problem: RepairProblem, class_: ClassOnDate, others: Sequence[PlanRow]) -> str | None:
    """Why no candidate can take a class beside these other rows; None: somebody could, at a price."""
    if class_.host:
        return "host_away"
    people = [c for c in problem.candidates if c.id not in class_.faculty]
    if not people:
        return "nobody_qualified"
    used = _used(others)
    at = (class_.date, class_.slot)
    free = [c for c in people if at not in c.busy and (Resource("faculty", c.id), *at) not in used]
    if not free:
        return "nobody_free"
    return None if any(_has_room(problem, c, class_, others=others) for c in free) else "over_limit"


def _has_room(
    problem: RepairProblem, person: Candidate, class_: ClassOnDate, *, others: Sequence[PlanRow]
) -> bool:
    week = iso_week(class_.date)
    dates = [r.after.date for r in others if r.after and person.id in taken_on_by(problem, r)]
    gained = Counter(dates)
    that_week = sum(1 for d in dates if iso_week(d) == week)
    return (
        person.load.get(class_.date, 0) + gained[class_.date] < person.daily_limit
        and person.week_load(week) + that_week < person.weekly_limit
    )


def _could_move(problem: RepairProblem, run: tuple[ClassOnDate, ...], others: Sequence[PlanRow]) -> bool:
    """Whether a place is left for the run beside these other rows."""
    used = _used(others)
    return any(not used & _used(option.rows) for option in moves(problem, run))


def _used(rows: Sequence[PlanRow]) -> set[Use]:
    return {use for row in rows for use in uses(row)}
