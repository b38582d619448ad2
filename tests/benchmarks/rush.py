"""`make bench-rush`: 50,000 times /today in ten simulated minutes, while 100 leaves are approved elsewhere.

Each answer is held against what was committed by then. Exit code 1 where one is older than five seconds,
where the process grows, or where it serves fewer updates a second and core than the goal.
"""

import os
import re
import select
import subprocess
import sys
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from operations.local_product import ROOT
from tests.benchmarks.big_college import big_college
from tests.benchmarks.cast import Leave, bearer
from tests.benchmarks.dynamodb_local import DynamoDBLocal
from tests.benchmarks.loader import load
from tests.benchmarks.weekly_timetable import WeeklyTimetable, weekly_timetable
from tests.support import api, table
from timetable.model import User

UPDATES, APPROVALS, DEPARTMENTS = 50_000, 100, 10
DURATION_SECONDS = 600.0  # simulated
MAX_AGE_SECONDS = 5.0  # of an answer
GOAL = 400  # updates a second and core
MAX_GROWTH = 1.10  # of memory, from the second decile to the last
NOW = datetime(2026, 11, 23, 3, tzinfo=UTC)
_CANCELLED = re.compile(r"P(\d+) .*✖")


@dataclass(frozen=True, slots=True)
class Absence:
    """A leave that will be approved: by whom, when, and whose classes it cancels."""

    leave: str
    hod: int
    at: float
    classes: frozenset[tuple[str, int]]  # smallest group and period of each


@dataclass
class Approvals:
    """The other process, and when its commits were known here, in simulated seconds."""

    absences: list[Absence]  # the last is the next to be approved
    requested: dict[str, Absence] = field(default_factory=dict)
    committed: dict[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.benchmarks.approver"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            bufsize=1,
        )

    def go_on(self, at: float) -> None:
        """Asks for what is due and hears what was done."""
        assert self._process.stdin and self._process.stdout
        while self.absences and self.absences[-1].at <= at:
            absence = self.absences.pop()
            self.requested[absence.leave] = absence
            self._process.stdin.write(f"{absence.leave} {absence.hod} {_instant(at)}\n")
        while select.select([self._process.stdout], [], [], 0)[0]:
            leave, status = self._process.stdout.readline().split()
            assert status == "200", f"an approval was answered {status}"
            self.committed[leave] = at

    def shown_to(self, group: str, began: float, ended: float) -> tuple[set[int], set[int]]:
        """The cancelled periods that an answer to this group must show, and those that it may show."""
        known = {id for id, at in self.committed.items() if at + MAX_AGE_SECONDS <= began}
        must = {p for id in known for g, p in self.requested[id].classes if g == group}
        may = {p for absence in self.requested.values() for g, p in absence.classes if g == group}
        return must, may

    def close(self) -> None:
        assert self._process.stdin
        self._process.stdin.close()
        self._process.wait()


def main(updates: int = UPDATES) -> int:
    with DynamoDBLocal() as engine:
        timetable = _college(engine.endpoint)
        approvals = Approvals(_absences(timetable))
        try:
            return _rush(timetable, approvals, updates, engine=engine.pid)
        finally:
            approvals.close()


def _college(endpoint: str) -> WeeklyTimetable:
    os.environ.update(
        TABLE="rush",
        AWS_ENDPOINT_URL=endpoint,
        AWS_ACCESS_KEY_ID="test",
        AWS_SECRET_ACCESS_KEY="test",
        AWS_DEFAULT_REGION="us-east-1",
        BOT_KEY=api.BOT_KEY,
        NOW=NOW.isoformat(),
        POWERTOOLS_LOG_LEVEL="CRITICAL",
    )
    timetable = weekly_timetable(big_college(NOW.date(), departments=DEPARTMENTS))
    table.create(endpoint, "rush")
    sent = load(endpoint, "rush", timetable, token=api.SCHEDULER, now=NOW)
    students, bookings = len(timetable.college.students), len(timetable.occupancies)
    print(f"{students} students, {bookings} bookings: {sent} items", flush=True)
    return timetable


def _absences(timetable: WeeklyTimetable) -> list[Absence]:
    """Leaves of today, asked for by now; the last is approved first."""
    from functions import wiring

    wiring.directory.cache_clear()
    heads = {d.id: d.hod for d in timetable.college.departments}
    users = {u.id: u for u in timetable.college.users}
    teachers = [u for u in timetable.college.users if u.faculty and u.id not in heads.values()]
    today = NOW.date()
    absences: list[Absence] = []
    for teacher in teachers:
        classes = frozenset(
            (group, o.slot.period)
            for o in timetable.occupancies
            if teacher.faculty in o.faculty and o.slot.day == today.isoweekday()
            for group in o.groups
        )
        if classes and len(absences) < APPROVALS:
            leave = _ask_for_leave(teacher, Leave(teacher, today))
            hod = users[heads[teacher.department]]  # type: ignore[index]
            assert hod.telegram is not None, "everybody is linked"
            at = DURATION_SECONDS * 0.95 * len(absences) / APPROVALS
            absences.append(Absence(leave, hod.telegram, at, classes))
    print(f"{len(absences)} leaves of today wait for their approval", flush=True)
    return absences[::-1]


def _ask_for_leave(teacher: User, leave: Leave) -> str:
    fields = {"start_date": leave.on.isoformat(), "end_date": leave.on.isoformat(), "kind": "cl"}
    answer = api.call(None, "POST", "/facultyunavailability/", fields, bearer=bearer(teacher))
    assert answer.status == 201, answer
    return str(answer.body["id"])


def _rush(timetable: WeeklyTimetable, approvals: Approvals, updates: int, *, engine: int) -> int:
    from tests.benchmarks.in_process import Product

    product, random = Product(), Random(1)
    students = [u for u in timetable.college.users if u.student]
    product.say(students[0].telegram or 0, "/today")
    memory, stale, shown = [], 0, 0
    wall, cpu, api_cpu, engines = time.monotonic(), time.process_time(), product.backend.seconds, _cpu(engine)
    for number in range(updates):
        at = DURATION_SECONDS * number / updates
        approvals.go_on(at)
        student = random.choice(students)
        os.environ["NOW"] = _instant(at)
        text = product.say(student.telegram or 0, "/today")
        assert "(today)" in text, text
        seen = {int(p) for p in _CANCELLED.findall(text)}
        must, may = approvals.shown_to(str(student.group), at, at)
        stale += not must <= seen <= may
        shown += bool(seen)
        if (number + 1) % (updates // 10) == 0:
            memory.append(_megabytes())
            print(
                f"{number + 1:>6} updates, {len(approvals.committed):>3} approvals, {memory[-1]:.1f} MB",
                flush=True,
            )
    wall, cpu = time.monotonic() - wall, time.process_time() - cpu
    api_cpu, engines = product.backend.seconds - api_cpu, _cpu(engine) - engines
    rate = updates / cpu
    print(f"{shown} answers show a cancelled class; {stale} are older than {MAX_AGE_SECONDS:.0f} s")
    bot, backend, java = ((s / updates * 1000) for s in (cpu - api_cpu, api_cpu, engines))
    print(f"milliseconds of CPU an update: the bot {bot:.2f}, the API {backend:.2f}; the engine {java:.2f}")
    print(f"{wall:.0f} s by the clock")
    print(f"{rate:.0f} updates a second and core (goal {GOAL}: {'ok' if rate >= GOAL else 'MISSED'})")
    growth = memory[-1] / memory[1]
    product.close()
    return int(bool(stale) or rate < GOAL or growth > MAX_GROWTH or len(approvals.committed) < APPROVALS)


def _instant(at: float) -> str:
    return (NOW + timedelta(seconds=at)).isoformat()


def _megabytes() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def _cpu(process: int) -> float:
    """Seconds of CPU of another process."""
    fields = Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:2])))
