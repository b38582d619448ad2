"""`make bench-cost`: what AWS would charge units for, by request of the API, event and solve; as JSON.

Reads as the engine counts them. Writes by AWS's rules out of what is sent: a kilobyte or part of it is a
unit, transactions cost twice, and an item is written once more for each index it stands in.
"""

import contextlib
import json
import math
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from botocore.client import BaseClient

from functions.services.identity.clock import clock_request
from local.college.demo import demo_college
from local.emulator import Emulator
from tests.benchmarks.__main__ import _call, _cast, configure, load_demo_college
from tests.benchmarks.call_counts import WRITES, counted
from tests.support import api

INDEXES = ("by_pk", "by2_pk", "by3_pk")
Charge = dict[str, float]


@contextlib.contextmanager
def charged(charges: dict[str, Charge], name: str) -> Iterator[None]:
    """What happens meanwhile is charged under this name."""
    client: Any = BaseClient
    written = 0.0

    with counted() as count:
        inner = client._make_api_call

        def call(self: Any, operation: str, arguments: dict[str, Any]) -> Any:
            nonlocal written
            if operation not in WRITES:
                return inner(self, operation, arguments)
            written += _units(operation, arguments)
            before = count.units
            answer = inner(self, operation, arguments)
            count.units = before
            return answer

        client._make_api_call = call
        yield
    charges[name] = {"reads": math.ceil(count.units), "writes": written}


def _units(operation: str, arguments: dict[str, Any]) -> float:
    if operation != "TransactWriteItems":
        item = arguments.get("Item", {})
        return _kilobytes(item) * (1 + _listed(item))
    writes = [write for item in arguments["TransactItems"] for write in item.values()]
    return sum(_kilobytes(w.get("Item", {})) * (2 + _listed(w.get("Item", {}))) for w in writes)


def _listed(item: dict[str, Any]) -> int:
    return sum(name in item for name in INDEXES)


def _kilobytes(item: dict[str, Any]) -> int:
    size = sum(len(name) + len(str(next(iter(value.values())))) for name, value in item.items())
    return max(1, math.ceil(size / 1024))


def measured() -> dict[str, Charge]:
    from functions import wiring
    from solver_layer.entry.api_client import row_body
    from solver_layer.repair.repair import repair

    college = demo_college(datetime.now(UTC).date(), 1)
    load_demo_college(college)
    day, teacher, hod, student = _cast(college)
    charges: dict[str, Charge] = {}

    def request(name: str, bearer: str, endpoint: str, *, body: Any = None) -> Any:
        method, url = endpoint.split()
        with charged(charges, name):
            return _call(bearer, method, url, body=body)

    fields = {"start_date": day.isoformat(), "end_date": day.isoformat(), "kind": "cl", "reason": "bench"}
    _call(student, "GET", f"/me/today/?date={day}")
    request("look", student, f"GET /me/today/?date={day}")
    request("preview", teacher, "POST /facultyunavailability/preview/", body=fields)
    leave = request("ask", teacher, "POST /facultyunavailability/", body=fields)["id"]
    with charged(charges, "solve"):
        problem = wiring.solver_reader().problem(college.institute.id, leave)
        assert problem is not None
        repaired = repair(problem)
    rows = [row_body(r) for r in repaired.rows]
    plan = {"based_on": 0, "status": repaired.status, "bound": repaired.bound, "rows": rows}
    request("plan", api.SCHEDULER, f"PUT /facultyunavailability/{leave}/plan/", body=plan)
    request("read", hod, f"GET /facultyunavailability/{leave}/")
    request("approve", hod, f"POST /facultyunavailability/{leave}/approve/", body={"plan_revision": 1})
    taught = {group for c in problem.classes for group in c.groups}
    recipient = next(api.token(n) for n, u in enumerate(college.users, 1) if u.student and u.group in taught)
    request("notice", recipient, f"GET /me/notices/changes.{leave}.v1/")
    request("noted", recipient, f"PUT /me/notices/changes.{leave}.v1/", body={"message_id": 1, "shown": "x"})
    _handled(charges, college.institute.id, leave)
    return charges


def _handled(charges: dict[str, Charge], institute: str, leave: str) -> None:
    """The notifier's reads of a decision, and the clock's of a tick with nothing due."""
    from functions import wiring
    from functions.services.notices import daily, event_notices, reminders
    from timetable.model import InstituteId, LeaveId

    records, now = wiring.directory().records(InstituteId(institute)), wiring.now()
    with charged(charges, "notify"):
        event_notices.tellings_of(
            clock_request(records, now), "LeaveApproved", LeaveId(leave), news="approved", only=[]
        )
    silent: Callable[[Any], None] = lambda _: None  # noqa: E731 the shortest way to say nothing
    with charged(charges, "tick"):
        list(reminders.tick(clock_request(records, now)))
        daily.reminders(clock_request(records, now), silent)
        daily.digests(clock_request(records, now), silent)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, Emulator(Path(folder)) as emulator:
        configure(emulator.endpoint)
        report = {"college": "the demo college, on the emulator", "calls": measured()}
    json.dump(report, sys.stdout, indent=1)
    sys.stdout.write("\n")


if __name__ == "__main__":
    main()
