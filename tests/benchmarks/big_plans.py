"""`make bench-big-plans`: from an event to a stored plan in a college of 2,000 faculty, and what it reads.

The engine is DynamoDB Local in memory, in one process with everything else; students, who have no part in
it, are left out. Prints a table for the usual college, and for one whose teachers are all of one department.
"""

import os
import sys
import time
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import TypeVar

from tests.benchmarks.big_college import big_college
from tests.benchmarks.call_counts import Count, counted
from tests.benchmarks.cast import bearer
from tests.benchmarks.dynamodb_local import DynamoDBLocal
from tests.benchmarks.loader import load
from tests.benchmarks.weekly_timetable import WeeklyTimetable, weekly_timetable
from tests.support import api, table
from timetable.model import LeaveId, User
from timetable.objects.college import College

Result = TypeVar("Result")
NOW = datetime(2026, 11, 23, 6, tzinfo=UTC)
LEAVES = 20
GOAL_MS = 2_000.0  # for 95 of 100


@dataclass(frozen=True, slots=True)
class Figures:
    """The milliseconds that one leave took, from its event to its plan. `comparing` is that with the other
    leaves on its dates, afterwards."""

    classes: int
    candidates: int
    read: Count
    building: float
    solving: float
    whole: float
    comparing: float


def main() -> int:
    parser = ArgumentParser(prog="python -m tests.benchmarks.big_plans", description=__doc__)
    parser.add_argument("--departments", type=int, default=100, help="of 20 teachers each")
    arguments = parser.parse_args()
    college = _without_students(big_college(NOW.date(), departments=arguments.departments))
    with DynamoDBLocal() as engine:
        _configure(engine.endpoint)
        slow = [
            _measured(engine.endpoint, "many-departments", college),
            _measured(engine.endpoint, "one-department", _as_one(college)),
        ]
    return 1 if any(slow) else 0


def _configure(endpoint: str) -> None:
    os.environ.update(
        AWS_ENDPOINT_URL=endpoint,
        AWS_ACCESS_KEY_ID="test",
        AWS_SECRET_ACCESS_KEY="test",
        AWS_DEFAULT_REGION="us-east-1",
        BOT_KEY=api.BOT_KEY,
        NOW=NOW.isoformat(),
        POWERTOOLS_LOG_LEVEL="CRITICAL",
    )


def _without_students(college: College) -> College:
    return replace(college, students=(), users=tuple(u for u in college.users if not u.student))


def _as_one(college: College) -> College:
    """Every teacher is of the first department."""
    first = college.departments[0].id
    people = tuple(replace(f, department=first) for f in college.faculty)
    users = tuple(replace(u, department=first) if u.faculty else u for u in college.users)
    return replace(college, faculty=people, users=users)


def _measured(endpoint: str, name: str, college: College) -> bool:
    """Measure this college and print the figures. Returns whether it is too slow."""
    from functions import wiring

    timetable = weekly_timetable(college)
    os.environ["TABLE"] = table_name = name.replace(" ", "-")
    table.create(endpoint, table_name)
    load(endpoint, table_name, timetable, token=api.SCHEDULER, now=NOW)
    wiring.directory.cache_clear()
    departments = len({f.department for f in college.faculty})
    print(
        f"\n{name}: {len(college.faculty)} faculty in {departments} departments, "
        f"{len(timetable.occupancies)} weekly bookings, {LEAVES} leaves of a day"
    )
    figures = [_figures(college, user, on) for user, on in _cases(timetable)]
    _print_table("first in a new process", figures[:1])
    _print_table("then", figures[1:])
    return _at([f.whole for f in figures[1:]], 0.95) > GOAL_MS


def _cases(timetable: WeeklyTimetable) -> list[tuple[User, date]]:
    """The fullest day of a teacher of every so many, who is no head; each on one of the coming dates."""
    college = timetable.college
    heads = {d.hod for d in college.departments}
    teachers = [u for u in college.users if u.faculty and u.id not in heads]
    every = max(1, len(teachers) // LEAVES)
    cases = []
    for user in teachers[::every][:LEAVES]:
        days = Counter(o.slot.day for o in timetable.occupancies if user.faculty in o.faculty)
        day = max(days, key=lambda d: (days[d], -d))
        cases.append((user, NOW.date() + timedelta(days=7 + day - NOW.date().isoweekday())))
    return cases


def _figures(college: College, user: User, on: date) -> Figures:
    from functions import wiring
    from solver_layer.entry.comparison import compare_leaves
    from solver_layer.entry.plans import repaired, solve_leave
    from tests.support.solving import job

    fields = {"start_date": on.isoformat(), "end_date": on.isoformat(), "kind": "cl", "reason": "bench"}
    answer = api.call(None, "POST", "/facultyunavailability/", fields, bearer=bearer(user))
    assert answer.status == 201, answer.body
    leave, institute = LeaveId(answer.body["id"]), college.institute.id
    with counted() as read:
        building, problem = _timed(lambda: wiring.solver_reader().problem(institute, leave))
    assert problem is not None
    solving, _ = _timed(lambda: repaired(problem))
    whole, outcome = _timed(lambda: solve_leave(job(institute), leave))
    assert outcome.startswith("plan 1"), outcome
    comparing, _ = _timed(lambda: compare_leaves(job(institute), leave))
    return Figures(len(problem.classes), len(problem.candidates), read, building, solving, whole, comparing)


def _timed(work: Callable[[], Result]) -> tuple[float, Result]:
    began = time.perf_counter()
    result = work()
    return 1000 * (time.perf_counter() - began), result


def _print_table(what: str, figures: Sequence[Figures]) -> None:
    print(f"{what}:")
    columns: dict[str, list[float]] = {
        "classes of the leave": [f.classes for f in figures],
        "candidates": [f.candidates for f in figures],
        "calls of the table": [len(f.read.operations) for f in figures],
        "KB read": [f.read.bytes / 1024 for f in figures],
        "building the problem, ms": [f.building for f in figures],
        "solving, four plans, ms": [f.solving for f in figures],
        "event to stored plan, ms": [f.whole for f in figures],
        "comparing afterwards, ms": [f.comparing for f in figures],
    }
    print(f"  {'':28}{'median':>10}{'95 of 100':>12}{'most':>10}")
    for name, values in columns.items():
        print(f"  {name:28}{_at(values, 0.5):10.0f}{_at(values, 0.95):12.0f}{max(values):10.0f}", flush=True)


def _at(values: Sequence[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


if __name__ == "__main__":
    sys.exit(main())
