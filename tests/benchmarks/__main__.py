"""`make bench`: calls and capacity units of the loop's requests on the demo college, and import costs."""

import os
import tempfile
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from functions.services.identity.clock import clock_request
from functions.services.ports import USER
from local.college.creation import instance
from local.college.demo import demo_college
from local.emulator import Emulator
from tests.benchmarks import imports
from tests.benchmarks.call_counts import Count, counted
from tests.support import api, table
from timetable.model import Role, User
from timetable.objects.college import College

GOALS = {"/today": 2, "/leave": 4, "approve": 3, "stale tap": 2}


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, Emulator(Path(folder)) as emulator:
        configure(emulator.endpoint)
        college = demo_college(datetime.now(UTC).date(), 1)
        load_demo_college(college)
        _loop(college)
    print()
    imports.main()


def configure(endpoint: str) -> None:
    os.environ.update(
        TABLE="bench",
        AWS_ENDPOINT_URL=endpoint,
        AWS_ACCESS_KEY_ID="test",
        AWS_SECRET_ACCESS_KEY="test",
        AWS_DEFAULT_REGION="us-east-1",
        BOT_KEY=api.BOT_KEY,
        POWERTOOLS_LOG_LEVEL="CRITICAL",
    )
    table.create(endpoint, "bench")


def load_demo_college(college: College) -> None:
    """The demo college with its timetable; everybody linked to the account that their place in line gives."""
    from functions import wiring
    from functions.services.college.founding import found_college
    from solver_layer.term.search import solve
    from timetable.access import Caller

    records = wiring.directory().records(college.institute.id)
    found_college(clock_request(records, wiring.now()), college, api.SCHEDULER)
    by = Caller(college.institute.id, Role.ADMIN)
    for number, user in enumerate(college.users, 1):
        with records.write(wiring.now()) as write:
            linked = User(**{f: getattr(user, f) for f in user.__dataclass_fields__} | {"telegram": number})
            write.change(USER[user.id], linked, was=user.version)
            write.audit(by, "link", USER[user.id])
    timeslots = {t.slot: t.id for t in college.timeslots}
    made = solve(instance(college), seconds=10, workers=2, seed=1)
    for start in range(0, len(made.occupancies), 12):
        items = [
            {
                "type": "occupancy",
                "id": o.id,
                "offering": o.offering,
                "room": o.room,
                "timeslot": timeslots[o.slot],
            }
            for o in made.occupancies[start : start + 12]
        ]
        _call(
            api.SCHEDULER,
            "POST",
            "/occupancies/scheduler-update/",
            body={"term": college.term.id, "create": items},
        )


def _loop(college: College) -> None:
    """One leave of a whole teaching day, asked, planned, approved, tapped again; each request warm."""
    from functions import wiring
    from solver_layer.entry.api_client import row_body
    from solver_layer.repair.repair import repair

    day, teacher, hod, student = _cast(college)
    fields = {
        "start_date": day.isoformat(),
        "end_date": day.isoformat(),
        "kind": "cl",
        "reason": "bench",
    }
    _call(student, "GET", f"/me/today/?date={day}")
    _print_calls("/today", _count(student, "GET", f"/me/today/?date={day}"))
    _call(teacher, "POST", "/facultyunavailability/preview/", body=fields)
    _print_calls("/leave", _count(teacher, "POST", "/facultyunavailability/preview/", body=fields), "preview")
    with counted() as count:
        leave = _call(teacher, "POST", "/facultyunavailability/", body=fields)
    _print_calls("/leave", count, "request")
    problem = wiring.solver_reader().problem(college.institute.id, leave["id"])
    assert problem is not None
    plan = repair(problem)
    body = {
        "based_on": 0,
        "status": plan.status,
        "bound": plan.bound,
        "rows": [row_body(r) for r in plan.rows],
    }
    _call(api.SCHEDULER, "PUT", f"/facultyunavailability/{leave['id']}/plan/", body=body)
    _call(hod, "GET", f"/facultyunavailability/{leave['id']}/")
    approval = f"/facultyunavailability/{leave['id']}/approve/"
    _print_calls(
        "approve", _count(hod, "POST", approval, body={"plan_revision": 1}), f"{len(plan.rows)} classes"
    )
    stale = _count(hod, "POST", approval, body={"plan_revision": 1}, refused=True)
    _print_calls("stale tap", stale, f"{stale.writes} writes")


def _cast(college: College) -> tuple[date, str, str, str]:
    """The coming working day on which a teacher has most periods, with their HOD and a student."""
    accounts = {u.id: api.token(n) for n, u in enumerate(college.users, 1)}
    heads = {d.hod for d in college.departments}
    teachers = [u for u in college.users if u.faculty and u.id not in heads]
    best: tuple[int, date, User] | None = None
    for ahead in range(1, 8):
        day = datetime.now(UTC).date() + timedelta(days=ahead)
        for teacher in teachers:
            classes = len(_call(accounts[teacher.id], "GET", f"/me/today/?date={day}")["classes"])
            if best is None or classes > best[0]:
                best = (classes, day, teacher)
    assert best is not None
    _, day, teacher = best
    hod = next(d.hod for d in college.departments if d.id == teacher.department)
    assert hod is not None
    student = next(u for u in college.users if u.student)
    return day, accounts[teacher.id], accounts[hod], accounts[student.id]


def _call(bearer: str, method: str, url: str, *, body: Any = None, refused: bool = False) -> Any:
    answer = api.call(None, method, url, body, bearer=bearer)
    assert refused or answer.status < 300, (url, answer)
    return answer.body


def _count(bearer: str, method: str, url: str, *, body: Any = None, refused: bool = False) -> Count:
    with counted() as count:
        _call(bearer, method, url, body=body, refused=refused)
    return count


def _print_calls(what: str, count: Count, more: str = "") -> None:
    calls = len(count.operations)
    verdict = "ok" if calls <= GOALS[what] else "OVER"
    print(f"{what:<10} {calls} calls (goal {GOALS[what]}: {verdict})  {count.units:6.1f} units  ", end="")
    print(f"{' + '.join(count.operations)}  {more}", flush=True)


if __name__ == "__main__":
    main()
