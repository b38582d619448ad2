"""A small table as whatever commit it is run in writes it: `python -m tests.integration.upgrade.write FILE`.

Everything of the tiny college, a pending request with its plan, an approved one with its adjustments, one
that was withdrawn after approval, somebody's settings, and the events and audit of all that.
"""

import json
import sys
import tempfile
from pathlib import Path
from typing import Any

from functions import wiring
from functions.services.college.founding import found_college
from functions.services.identity.clock import clock_request
from local.emulator import Emulator
from tests.integration.conftest import TinyCollege, wired
from tests.support import api, table, tiny
from timetable.model import InstituteId

BOOKED = (
    ("c1", "o-dbms", "t53", "r1"), ("c2", "o-dbms", "t54", "r1"),
    ("c3", "o-nets", "t51", "r2"), ("c4", "o-calc", "t53", "r2"),
)  # fmt: skip
FRIDAY, NEXT = "2026-11-27", "2026-12-04"


def row(occupancy: str, on: str, **what: Any) -> dict[str, Any]:
    return {"occupancy": occupancy, "date": on, "kind": "substituted", "cost": 1, **what}


def write(college: TinyCollege) -> None:
    """What the test finds again."""
    college.book(*BOOKED)
    pending = college.ask("rao", FRIDAY, [3])
    college.plan(pending, row("c1", FRIDAY, faculty=["meera"]))
    for on, then in ((FRIDAY, None), (NEXT, "withdraw")):
        leave = college.ask("rao", on, [4])
        revision = college.plan(leave, row("c2", on, faculty=["meera"]))
        say("hod", "POST", f"/facultyunavailability/{leave}/approve/", {"plan_revision": revision})
        if then:
            say("rao", "POST", f"/facultyunavailability/{leave}/{then}/")
    say("asha", "PATCH", "/me/settings/", {"digest": "20:00", "language": "hi"})


def say(who: str, method: str, url: str, body: Any = None) -> None:
    answer = api.call(who, method, url, body)
    assert answer.status < 300, (url, answer)


def main() -> None:
    with (
        tempfile.TemporaryDirectory() as folder,
        Emulator(Path(folder)) as emulator,
        wired(emulator.endpoint) as directory,
    ):
        records = directory.records(InstituteId("inst"))
        found_college(clock_request(records, wiring.now()), tiny.college(), api.SCHEDULER)
        write(TinyCollege(directory.records(InstituteId("inst"))))
        name = directory.item.Meta.table_name
        pages = table.client(emulator.endpoint).get_paginator("scan").paginate(TableName=name)
        items = [item for page in pages for item in page["Items"]]
    lines = (json.dumps(i, sort_keys=True) for i in sorted(items, key=lambda i: (i["pk"]["S"], i["sk"]["S"])))
    Path(sys.argv[1]).write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
