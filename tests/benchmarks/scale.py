"""`make bench-scale`: what every list and the loop read in a big college, beside the demo college.

Exit code 1 where a request needs more calls, or more capacity units for what it answers, in the big one.
"""

import json
import os
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple
from urllib.parse import urlencode

from local.college.demo import demo_college
from operations.local_product import ROOT
from tests.benchmarks.big_college import big_college
from tests.benchmarks.call_counts import Count, counted
from tests.benchmarks.cast import Leave, Town, bearer, linked, towns
from tests.benchmarks.dynamodb_local import DynamoDBLocal
from tests.benchmarks.loader import load
from tests.benchmarks.weekly_timetable import weekly_timetable
from tests.support import api, table
from timetable.model import User

NOW = datetime(2026, 11, 23, 6, tzinfo=UTC)
ROWS_PER_PAGE, LAST_PAGE = 50, 10
MAX_UNITS_RATIO = 1.5  # up to which the units of two requests are alike
_A_FILTER = (7, 130.0, "a filter of the page: looks through 5 pages at most, and may answer with less")
_ROOMS = (3, 60.0, "looks at a page of rooms, and answers with the free ones")
# requests that may look at more in the big college: up to so many calls and units, and why
BOUNDED = {
    "/auditevents/ kind": _A_FILTER,
    "/infra/ capacity": _A_FILTER,
    "/rooms/free/": _ROOMS,
    "/rooms/free/ capacity": _ROOMS,
    "/rooms/free/ date": _ROOMS,
    "/rooms/free/ kind": _ROOMS,
    "/sections/ semester": _A_FILTER,
    "/subjects/ semester": _A_FILTER,
    "/users/ active": _A_FILTER,
}
_PAGING = {"limit", "cursor", "order", "expand", "since", "until", "action", "object"}
_OWN = {
    ("/auditevents/", "kind"): "leave",
    ("/facultyunavailability/", "scope"): "to_decide",
}


class Case(NamedTuple):
    who: str
    name: str
    url: str


@dataclass(frozen=True, slots=True)
class Figures:
    """What one request cost: in a process that has just begun, and in one that has served it before."""

    cold: Count
    warm: Count
    rows: int
    page: int = 1


def main(departments: int = 100) -> int:
    contract = json.loads((ROOT / "docs" / "openapi.json").read_text())
    with DynamoDBLocal() as engine:
        demo, big = _colleges(engine.endpoint, departments)
        return _compared(_measured(demo, contract), _measured(big, contract), demo.size)


# the two colleges


def _colleges(endpoint: str, departments: int) -> tuple[Town, Town]:
    os.environ.update(
        AWS_ENDPOINT_URL=endpoint,
        AWS_ACCESS_KEY_ID="test",
        AWS_SECRET_ACCESS_KEY="test",
        AWS_DEFAULT_REGION="us-east-1",
        BOT_KEY=api.BOT_KEY,
        NOW=NOW.isoformat(),
        POWERTOOLS_LOG_LEVEL="CRITICAL",
    )
    demo = weekly_timetable(linked(demo_college(NOW.date(), 1)))
    big = weekly_timetable(big_college(NOW.date(), departments=departments))
    both = towns(("demo", demo), ("big", big), NOW.date())
    for town in both:
        college, began = town.timetable.college, time.monotonic()
        table.create(endpoint, town.table)
        sent = load(endpoint, town.table, town.timetable, token=api.SCHEDULER, now=NOW)
        _enter(town)
        leaves = _leave_of_others(town)
        _print(
            f"{town.table}: {len(college.departments)} departments, "
            f"{len(college.faculty)} faculty, {len(college.students)} students, "
            f"{len(town.timetable.occupancies)} bookings, {leaves} leave requests: {sent} items "
            f"in {time.monotonic() - began:.0f} s"
        )
    return both


def _leave_of_others(town: Town) -> int:
    """The teacher looked at, and two in fifty of the others, ask for a day; the first of each two gets it."""
    shown = town.people["faculty"]
    busy = {d.hod for d in town.timetable.college.departments} | {
        shown.id,
        *(s.teacher.id for s in town.leaves),
    }
    others = [u for u in town.timetable.college.users if u.faculty and u.id not in busy]
    teachers = [shown, *others[::25]]
    for number, teacher in enumerate(teachers):
        on = NOW.date() + timedelta(days=1 + 7 * (number % 2) + number // 2 % 5)
        leave = _ask_for_leave(bearer(teacher), Leave(teacher, on))
        if number % 2 == 0:
            _call(bearer(town.head_of(teacher)), "POST", _approval(leave), body={"plan_revision": 0})
            if "cause" not in town.known:
                town.known.update(cause=leave, date=on.isoformat())
    return len(teachers)


def _enter(town: Town) -> None:
    """A process that has just begun, in this college."""
    from functions import wiring

    os.environ["TABLE"] = town.table
    wiring.directory.cache_clear()


# requests


def _cases(town: Town, contract: Any) -> Iterator[Case]:
    """Every list of the contract, as it is and by each of its filters, and the days of two people."""
    for path, methods in contract["paths"].items():
        if "{" in path or "get" not in methods or not _is_list(contract, methods["get"]):
            continue
        taken = {p["name"]: p.get("required", False) for p in methods["get"].get("parameters", [])}
        own = {n: v for (list_path, n), v in _OWN.items() if list_path == path}
        known = town.known | own | {"period": "1"}
        always = {n: known[n] for n, required in taken.items() if required}
        always |= {"limit": str(ROWS_PER_PAGE)} if "limit" in taken else {}
        queries = [always] + [
            always | {n: known[n]} for n in taken if n not in _PAGING and n in known and n not in always
        ]
        if "object" in taken:
            queries.append(always | {"kind": "leave", "object": town.known["cause"]})
        for who in ("admin", "hod"):
            for query in queries:
                name = path + "".join(f" {n}" for n in query if n not in ("limit", "period"))
                yield Case(who, name, f"{path}?{urlencode(query)}")
    for who in ("student", "faculty"):
        yield Case(who, "/me/today/", f"/me/today/?date={town.known['date']}")


def _is_list(contract: Any, get: Any) -> bool:
    answer = get["responses"]["200"].get("content", {}).get("application/json", {}).get("schema", {})
    shape = contract["components"]["schemas"].get(answer.get("$ref", "").rpartition("/")[2], {})
    return "results" in shape.get("properties", {})


def _measured(town: Town, contract: Any) -> dict[tuple[str, str, str], Figures]:
    figures_by_case = {}
    for case in _cases(town, contract):
        bearer_of = town.people[case.who]
        first = _figures(town, bearer_of, case.url, page=1)
        if first is None:
            continue
        figures, following = first
        figures_by_case[case.who, case.name, "first"] = figures
        page, last = 1, None
        while following and page < LAST_PAGE:
            page, last = page + 1, following
            following = _call(bearer(bearer_of), "GET", f"{case.url}&cursor={last}")["next"]
        if last and (further := _figures(town, bearer_of, f"{case.url}&cursor={last}", page=page)):
            figures_by_case[case.who, case.name, "tenth"] = further[0]
    figures_by_case["faculty", "ask for leave", ""], leaves = _asking(town)
    figures_by_case["hod", "approve", ""] = _approving(town, leaves)
    return figures_by_case


def _figures(town: Town, user: User, url: str, *, page: int) -> tuple[Figures, str | None] | None:
    """None where the user may not read it."""
    _enter(town)
    with counted() as cold:
        answer = api.call(None, "GET", url, bearer=bearer(user))
    if answer.status in (403, 404):
        return None
    with counted() as warm:
        body = _call(bearer(user), "GET", url)
    rows = body.get("results", body.get("classes", []))
    # a booking's answer names its students: they are read as rows, too
    return Figures(cold, warm, len(rows) + sum(len(r.get("student_ids", ())) for r in rows), page), body.get(
        "next"
    )


def _asking(town: Town) -> tuple[Figures, list[str]]:
    first, second = town.leaves
    _enter(town)
    with counted() as cold:
        cold_leave = _ask_for_leave(bearer(first.teacher), first)
    _call(bearer(second.teacher), "POST", "/facultyunavailability/preview/", body=_request_fields(second))
    with counted() as warm:
        warm_leave = _ask_for_leave(bearer(second.teacher), second)
    return Figures(cold, warm, 1), [cold_leave, warm_leave]


def _approving(town: Town, leaves: list[str]) -> Figures:
    heads = [bearer(town.head_of(leave.teacher)) for leave in town.leaves]
    _enter(town)
    with counted() as cold:
        _call(heads[0], "POST", _approval(leaves[0]), body={"plan_revision": 0})
    _call(heads[1], "GET", f"/facultyunavailability/{leaves[1]}/plan/")
    with counted() as warm:
        _call(heads[1], "POST", _approval(leaves[1]), body={"plan_revision": 0})
    return Figures(cold, warm, 1)


def _ask_for_leave(by: str, leave: Leave) -> str:
    return str(_call(by, "POST", "/facultyunavailability/", body=_request_fields(leave))["id"])


def _request_fields(leave: Leave) -> dict[str, str]:
    on = leave.on.isoformat()
    return {"start_date": on, "end_date": on, "kind": "cl", "reason": "bench"}


def _approval(leave: str) -> str:
    return f"/facultyunavailability/{leave}/approve/"


def _call(by: str, method: str, url: str, *, body: Any = None) -> Any:
    answer = api.call(None, method, url, body, bearer=by)
    assert answer.status < 300, (url, answer)
    return answer.body


# what is said


def _compared(
    demo: dict[tuple[str, str, str], Figures], big: dict[tuple[str, str, str], Figures], size: str
) -> int:
    _print(f"\nleave: {size}; of each request what a warm (and a cold) process needs\n")
    _print(f"{'':<60}{'demo college':>42}{'big college':>42}")
    heads = f"{'page':>6}{'rows':>6}{'calls':>13}{'units':>17}"
    _print(f"{'who':<9}{'request':<51}{heads}{heads}")
    grown = 0
    for key, large in big.items():
        small = demo.get(key) or demo.get((key[0], key[1], "first"))
        assert small is not None, f"the demo college has no {key}"
        verdict = _verdict(key[1], small, large)
        grown += verdict[:1].isupper()
        _print(f"{key[0]:<9}{key[1]:<51}{_columns(small)}{_columns(large)}  {verdict}")
    _print(f"\n{len(big)} requests; {grown} need more in the big college")
    return 1 if grown else 0


def _columns(figures: Figures) -> str:
    calls = f"{len(figures.warm.operations)} ({len(figures.cold.operations)})"
    units = f"{figures.warm.units:.1f} ({figures.cold.units:.1f})"
    return f"{figures.page:>6}{figures.rows:>6}{calls:>13}{units:>17}"


def _verdict(name: str, demo: Figures, big: Figures) -> str:
    """Nothing, or in what the request grows with the college."""
    grows = []
    if len(big.warm.operations) > len(demo.warm.operations):
        grows.append("CALLS")
    if big.warm.units > MAX_UNITS_RATIO * demo.warm.units * max(1, big.rows / max(1, demo.rows)):
        grows.append("UNITS")
    calls, units, why = BOUNDED.get(name, (0, 0.0, ""))
    if grows and len(big.warm.operations) <= calls and big.warm.units <= units:
        return f"({why})"
    return " ".join(grows)


def _print(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
