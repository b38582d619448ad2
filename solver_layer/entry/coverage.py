"""For every teacher of a department and each of the next working days: could this absence be covered?"""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from solver_layer.entry.job import Job
from solver_layer.repair.repair import repair
from timetable.model import AdjustmentKind, DepartmentId, FacultyId

WORKING_DAYS = 5
_HORIZON_DAYS = 21  # within which the next working days are looked for
_SECONDS = 1.0  # for one absence; nearly all are proven in hundredths of a second


def find_gaps(job: Job, department: DepartmentId) -> str:
    """Find the absences that would leave classes without cover, and report them; returns how many."""
    gaps, looked_at = [], 0
    teachers = job.reader.teachers(job.institute, department)
    for on in _working_days(job):
        for faculty, problem in job.reader.what_ifs(job.institute, teachers, on):
            if problem.classes:
                looked_at += 1
                rows = repair(problem, seconds=_SECONDS).rows
                uncovered = sum(row.kind is AdjustmentKind.CANCELLED for row in rows)
                if uncovered:
                    gaps.append(_gap(faculty, on, classes=len(problem.classes), uncovered=uncovered))
    job.api.put_coverage(department, looked_at=looked_at, gaps=gaps)
    return f"{len(gaps)} of {looked_at} absences can't be covered"


def _working_days(job: Job) -> Iterator[date]:
    today = job.reader.today(job.institute)
    coming = (today + timedelta(days=n) for n in range(1, _HORIZON_DAYS + 1))
    working = [on for on in coming if job.reader.has_classes(job.institute, on)]
    yield from working[:WORKING_DAYS]


def _gap(faculty: FacultyId, on: date, *, classes: int, uncovered: int) -> dict[str, Any]:
    return {"faculty": faculty, "date": on.isoformat(), "classes": classes, "uncovered": uncovered}
