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
from tests.benchmarks.cast import Leave, Town, bearer, linked, towns
from tests.benchmarks.counting import Count, counted
from tests.benchmarks.dynamodb_local import DynamoDBLocal
from tests.benchmarks.loading import load
from tests.benchmarks.timetabling import timetabled
from tests.support import api, table
from timetable.model import User

NOW = datetime(2026, 11, 23, 6, tzinfo=UTC)
LIMIT, LAST_PAGE, UNITS = 50, 10, 1.5
"""of a list: rows of a page, the other page that is looked at; how many times the units are still alike"""
_A_FILTER = (7, 130.0, "a filter of the page: looks through 5 pages at most, and may answer with less")
_ROOMS = (3, 60.0, "looks at a page of rooms, and answers with the free ones")
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
"""requests that may look at more in the big college: up to so many calls and units, and why"""
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
    demo = timetabled(linked(demo_college(NOW.date(), 1)))
    big = timetabled(big_college(NOW.date(), departments=departments))
    made = towns(("demo", demo), ("big", big), NOW.date())
    for town in made:
        began = time.monotonic()
        table.create(endpoint, town.table)
        sent = load(endpoint, town.table, town.made.college, town.made.occupancies, api.SCHEDULER, NOW)
        _enter(town)
        asked = _leave_of_others(town)
        _say(
            f"{town.table}: {len(town.made.college.departments)} departments, "
            f"{len(town.made.college.faculty)} faculty, {len(town.made.college.students)} students, "
            f"{len(town.made.occupancies)} bookings, {asked} leave requests: {sent} items "
            f"in {time.monotonic() - began:.0f} s"
        )
    return made


def _leave_of_others(town: Town) -> int:
    """The teacher looked at, and two in fifty of the others, ask for a day; the first of each two gets it."""
    one = town.people["faculty"]
    busy = {d.hod for d in town.made.college.departments} | {one.id, *(s.teacher.id for s in town.leaves)}
    others = [u for u in town.made.college.users if u.faculty and u.id not in busy]
    teachers = [one, *others[::25]]
    for number, teacher in enumerate(teachers):
        on = NOW.date() + timedelta(days=1 + 7 * (number % 2) + number // 2 % 5)
        asked = _asked(bearer(teacher), Leave(teacher, on))
        if number % 2 == 0:
            _call(bearer(town.head_of(teacher)), "POST", _approval(asked), {"plan_revision": 0})
            if "cause" not in town.known:
                town.known.update(cause=asked, date=on.isoformat())
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
        known = town.known | {n: v for (of, n), v in _OWN.items() if of == path} | {"period": "1"}
        always = {n: known[n] for n, required in taken.items() if required}
        always |= {"limit": str(LIMIT)} if "limit" in taken else {}
        asked = [always] + [
            always | {n: known[n]} for n in taken if n not in _PAGING and n in known and n not in always
        ]
        if "object" in taken:
            asked.append(always | {"kind": "leave", "object": town.known["cause"]})
        for who in ("admin", "hod"):
            for query in asked:
                name = path + "".join(f" {n}" for n in query if n not in ("limit", "period"))
                yield Case(who, name, f"{path}?{urlencode(query)}")
    for who in ("student", "faculty"):
        yield Case(who, "/me/today/", f"/me/today/?date={town.known['date']}")


def _is_list(contract: Any, get: Any) -> bool:
    answer = get["responses"]["200"].get("content", {}).get("application/json", {}).get("schema", {})
    shape = contract["components"]["schemas"].get(answer.get("$ref", "").rpartition("/")[2], {})
    return "results" in shape.get("properties", {})


def _measured(town: Town, contract: Any) -> dict[tuple[str, str, str], Figures]:
    found = {}
    for case in _cases(town, contract):
        bearer_of = town.people[case.who]
        first = _figures(town, bearer_of, case.url, 1)
        if first is None:
            continue
        figures, following = first
        found[case.who, case.name, "first"] = figures
        page, last = 1, None
        while following and page < LAST_PAGE:
            page, last = page + 1, following
            following = _call(bearer(bearer_of), "GET", f"{case.url}&cursor={last}")["next"]
        if last and (further := _figures(town, bearer_of, f"{case.url}&cursor={last}", page)):
            found[case.who, case.name, "tenth"] = further[0]
    found["faculty", "ask for leave", ""], leaves = _asking(town)
    found["hod", "approve", ""] = _approving(town, leaves)
    return found


def _figures(town: Town, user: User, url: str, page: int) -> tuple[Figures, str | None] | None:
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
        one = _asked(bearer(first.teacher), first)
    _call(bearer(second.teacher), "POST", "/facultyunavailability/preview/", _wish(second))
    with counted() as warm:
        other = _asked(bearer(second.teacher), second)
    return Figures(cold, warm, 1), [one, other]


def _approving(town: Town, leaves: list[str]) -> Figures:
    heads = [bearer(town.head_of(leave.teacher)) for leave in town.leaves]
    _enter(town)
    with counted() as cold:
        _call(heads[0], "POST", _approval(leaves[0]), {"plan_revision": 0})
    _call(heads[1], "GET", f"/facultyunavailability/{leaves[1]}/plan/")
    with counted() as warm:
        _call(heads[1], "POST", _approval(leaves[1]), {"plan_revision": 0})
    return Figures(cold, warm, 1)


def _asked(by: str, leave: Leave) -> str:
    return str(_call(by, "POST", "/facultyunavailability/", _wish(leave))["id"])


def _wish(leave: Leave) -> dict[str, str]:
    on = leave.on.isoformat()
    return {"start_date": on, "end_date": on, "kind": "cl", "reason": "bench"}


def _approval(leave: str) -> str:
    return f"/facultyunavailability/{leave}/approve/"


def _call(by: str, method: str, url: str, body: Any = None) -> Any:
    answer = api.call(None, method, url, body, bearer=by)
    assert answer.status < 300, (url, answer)
    return answer.body


# what is said


def _compared(
    demo: dict[tuple[str, str, str], Figures], big: dict[tuple[str, str, str], Figures], size: str
) -> int:
    _say(f"\nleave: {size}; of each request what a warm (and a cold) process needs\n")
    _say(f"{'':<60}{'demo college':>42}{'big college':>42}")
    heads = f"{'page':>6}{'rows':>6}{'calls':>13}{'units':>17}"
    _say(f"{'who':<9}{'request':<51}{heads}{heads}")
    grown = 0
    for key, there in big.items():
        here = demo.get(key) or demo.get((key[0], key[1], "first"))
        assert here is not None, f"the demo college has no {key}"
        verdict = _verdict(key[1], here, there)
        grown += verdict[:1].isupper()
        _say(f"{key[0]:<9}{key[1]:<51}{_columns(here)}{_columns(there)}  {verdict}")
    _say(f"\n{len(big)} requests; {grown} need more in the big college")
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
    if big.warm.units > UNITS * demo.warm.units * max(1, big.rows / max(1, demo.rows)):
        grows.append("UNITS")
    calls, units, why = BOUNDED.get(name, (0, 0.0, ""))
    if grows and len(big.warm.operations) <= calls and big.warm.units <= units:
        return f"({why})"
    return " ".join(grows)


def _say(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
