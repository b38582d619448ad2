"""For every teacher of a department and each of the next working days: could this absence be covered?"""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from functions.services.plans.solver_reader import SolverReader
from solver_layer.entry import api_client
from solver_layer.repair.repair import repair
from timetable.model import AdjustmentKind, DepartmentId, FacultyId, InstituteId

DAYS = 5
_FURTHEST = 21
"""days ahead, in which the next working days are looked for"""
_SECONDS = 1.0
"""for one absence; nearly all are proven in hundredths of one"""


def find_gaps(reader: SolverReader, institute: InstituteId, department: DepartmentId) -> str:
    """Find the absences that would leave classes without cover, and answer them; says how many."""
    gaps, looked_at = [], 0
    for on in _working_days(reader, institute):
        for faculty, problem in reader.what_ifs(institute, reader.teachers(institute, department), on):
            if problem.classes:
                looked_at += 1
                lost = sum(r.kind is AdjustmentKind.CANCELLED for r in repair(problem, seconds=_SECONDS).rows)
                if lost:
                    gaps.append(_gap(faculty, on, len(problem.classes), lost))
    api_client.put_coverage(department, looked_at, gaps)
    return f"{len(gaps)} of {looked_at} absences can't be covered"


def _working_days(reader: SolverReader, institute: InstituteId) -> Iterator[date]:
    today = reader.today(institute)
    coming = (today + timedelta(days=n) for n in range(1, _FURTHEST + 1))
    working = [on for on in coming if reader.has_classes(institute, on)]
    yield from working[:DAYS]


def _gap(faculty: FacultyId, on: date, classes: int, uncovered: int) -> dict[str, Any]:
    return {"faculty": faculty, "date": on.isoformat(), "classes": classes, "uncovered": uncovered}
