"""Requests of the same dates: the solver says which can be granted together, and HODs read it on cards."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from functions import wiring
from functions.services.identity.clock import clock_request
from functions.services.notices import event_notices
from functions.services.plans.comparison import Compared, Comparison, store
from functions.services.ports import LEAVE_COMPARISON, LeaveComparison, Request
from tests.benchmarks.call_counts import counted
from tests.integration.conftest import TinyCollege
from tests.support.api import call
from tests.support.solving import handler
from tests.support.wsgi import application
from timetable.errors import Busy, StalePlan
from timetable.leave.clashes import Pair
from timetable.model import LeaveId

FRIDAY = "2026-11-27"


@pytest.fixture
def narrow(college: TinyCollege) -> TinyCollege:
    """Who teaches the subject may substitute, and nothing moves: for DBMS Meera only, for Networks Iyer and
    the HOD, who teaches it on Friday P1 and P3 himself."""
    here = call("admin", "GET", "/institutes/inst/").body
    policies = here["policies"] | {"substitute_by": ["subject"], "move_within_days": 0}
    changed = call("admin", "PATCH", "/institutes/inst/", {"policies": policies}, version=here["version"])
    assert changed.status == 200, changed.body
    return college


def happens(name: str, leave: str, *, transport: httpx.BaseTransport | None = None) -> None:
    """The event reaches the solver."""
    event = {"detail-type": name, "detail": {"institute": "inst", "leave": leave}}
    record = {"messageId": "m", "body": json.dumps(event)}
    assert handler({"Records": [record]}, None, transport=transport) == {"batchItemFailures": []}


def asked(college: TinyCollege, who: str, periods: list[int] | None, on: str = FRIDAY) -> str:
    leave = college.ask(who, on, periods)
    happens("LeaveRequested", leave)
    return leave


def told(name: str) -> list[str]:
    """The leaves of which there was such an event."""
    item = wiring.directory().item
    bodies = [json.loads(i.body) for i in item.scan(item.kind == "event")]
    return [b["detail"]["leave"] for b in bodies if b["name"] == name]


def beside(leave: str, who: str = "hod") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = call(who, "GET", f"/facultyunavailability/{leave}/plan/").body["together"]
    return found


def together(who: str = "hod", query: str = "") -> list[dict[str, Any]]:
    answer = call(who, "GET", f"/facultyunavailability/together/?date={FRIDAY}{query}")
    assert answer.status == 200, answer.body
    found: list[dict[str, Any]] = answer.body["results"]
    return found


def test_two_that_do_not_meet_can_both_be_granted(college: TinyCollege) -> None:
    rao, meera = asked(college, "rao", [3]), asked(college, "meera", [1])

    (other,) = beside(rao)
    (group,) = together()

    assert (other["leave"], other["faculty_name"], other["grantable"]) == (meera, "Dr Meera", True)
    assert [b["leave"] for b in beside(meera)] == [rao]
    assert (group["department"], group["status"], group["stale"]) == ("cs", "optimal", False)
    assert {x["leave"]: x["granted"] for x in group["leaves"]} == {rao: True, meera: True}
    assert all(len(x["rows"]) == 1 and x["rows"][0]["after"] for x in group["leaves"])
    assert [(set(p["leaves"]), p["grantable"], p["why"]) for p in group["pairs"]] == [
        ({rao, meera}, True, None)
    ]


def test_two_that_only_one_colleague_could_cover_are_not_both_granted(narrow: TinyCollege) -> None:
    """Rao's DBMS could be Meera's alone, and she asks for that day too."""
    rao, meera = asked(narrow, "rao", None), asked(narrow, "meera", None)

    (other,) = beside(rao)
    (group,) = together()

    assert (other["leave"], other["grantable"]) == (meera, False)
    assert other["why"]["code"] == "each_other"
    assert [(c["faculty_name"], c["period"]) for c in other["why"]["classes"]] == [("Dr Rao", 3)]
    assert other["why"]["people"] == ["Dr Meera"]
    assert sorted(x["granted"] for x in group["leaves"]) == [False, True]
    assert [len(x["rows"]) for x in group["leaves"] if not x["granted"]] == [0]
    assert group["pairs"][0]["why"] == other["why"]


def test_a_leave_that_nobody_could_cover_says_so_beside_every_other(narrow: TinyCollege) -> None:
    narrow.book(("c9", "o-lab", "t55", "lab"), ("c10", "o-lab", "t56", "lab"))
    rao, iyer = asked(narrow, "rao", [5, 6]), asked(narrow, "iyer", [5])

    (other,) = beside(iyer)

    assert (other["leave"], other["why"]["code"]) == (rao, "alone")
    assert {c["faculty_name"] for c in other["why"]["classes"]} == {"Dr Rao"}


def test_the_joint_answer_follows_what_becomes_of_the_requests(narrow: TinyCollege) -> None:
    rao, meera = asked(narrow, "rao", None), asked(narrow, "meera", None)
    assert beside(rao)[0]["grantable"] is False

    changed = call("meera", "PATCH", f"/facultyunavailability/{meera}/", {"periods": [1]})
    assert changed.status == 200
    unknown, stale = beside(rao)[0], together()[0]
    happens("LeaveRequested", meera)
    fresh = beside(rao)[0]
    assert call("hod", "POST", f"/facultyunavailability/{meera}/reject/", {"note": "no"}).status == 200

    assert (unknown["periods"], unknown["grantable"], unknown["why"]) == ([1], None, None)
    assert stale["stale"] and stale["leaves"][0]["based_on"] is not None
    assert fresh["grantable"] is True
    assert beside(rao) == [] and together() == []


def test_what_is_left_is_compared_when_one_is_decided(narrow: TinyCollege) -> None:
    rao, iyer = asked(narrow, "rao", None), asked(narrow, "iyer", [5])
    meera = asked(narrow, "meera", None)
    assert {b["leave"]: b["grantable"] for b in beside(rao)} == {iyer: True, meera: False}
    plan = call("hod", "GET", f"/facultyunavailability/{meera}/plan/").body
    approval = {"plan_revision": plan["revision"]}
    assert call("hod", "POST", f"/facultyunavailability/{meera}/approve/", approval).status == 200

    happens("LeaveApproved", meera)

    (other,) = beside(rao)
    assert (other["leave"], other["grantable"], other["why"]["code"]) == (iyer, False, "alone")
    assert sorted(told("PlanRequested")) == sorted([rao, iyer]), "their plans may name who is away"
    away = call("hod", "GET", f"/facultyunavailability/{rao}/plan/").body["away"]
    assert [(a["leave"], a["faculty_name"], a["start_date"]) for a in away] == [(meera, "Dr Meera", FRIDAY)]
    assert set(together()[0]["leaves"][0]) >= {"based_on", "granted", "rows"}


def test_only_requests_of_one_department_and_of_shared_dates_are_compared(college: TinyCollege) -> None:
    rao = asked(college, "rao", [3])
    asked(college, "khan", [3])
    asked(college, "meera", None, on="2026-12-04")

    assert beside(rao) == [] and together("admin") == []
    assert college.records.fetch(LEAVE_COMPARISON[rao]) == (None,)


def test_nobody_but_those_who_decide_reads_of_others(college: TinyCollege) -> None:
    rao, meera = asked(college, "rao", [3]), asked(college, "meera", [1])

    assert beside(rao, "rao") == [] == beside(rao, "scheduler")
    assert [b["leave"] for b in beside(rao, "admin")] == [meera]
    assert len(together("admin")) == len(together("admin", "&department=cs")) == 1
    assert together("hodmath") == []
    for who, status in (("rao", 403), ("asha", 403), ("scheduler", 403)):
        assert call(who, "GET", f"/facultyunavailability/together/?date={FRIDAY}").status == status
    assert (
        call("hodmath", "GET", f"/facultyunavailability/together/?date={FRIDAY}&department=cs").status == 404
    )


def test_an_hods_own_request_is_beside_the_others_but_shows_them_nothing(college: TinyCollege) -> None:
    rao, own = asked(college, "rao", [3]), asked(college, "hod", [1])

    assert [b["leave"] for b in beside(rao)] == [own]
    assert beside(own) == []
    assert [b["leave"] for b in beside(own, "admin")] == [rao]


def test_a_card_is_redrawn_once_what_is_known_of_it_changes(college: TinyCollege) -> None:
    rao = asked(college, "rao", [3])
    meera = asked(college, "meera", [1])
    happens("PlanRequested", rao)

    tellings = event_notices.tellings_of(
        clock_request(college.records, wiring.now()), "LeavesCompared", LeaveId(rao), news="", only=[]
    )
    notice = call("hod", "GET", f"/me/notices/card.{rao}/").body

    assert sorted(told("LeavesCompared")) == sorted([rao, meera])
    assert [t.notice for t in tellings] == [f"card.{rao}"]
    assert [b["leave"] for b in notice["plan"]["together"]] == [meera]


def test_the_card_of_one_that_is_left_alone_is_redrawn_too(college: TinyCollege) -> None:
    rao, meera = asked(college, "rao", [3]), asked(college, "meera", [1])
    plan = call("hod", "GET", f"/facultyunavailability/{meera}/plan/").body
    approval = {"plan_revision": plan["revision"]}
    assert call("hod", "POST", f"/facultyunavailability/{meera}/approve/", approval).status == 200
    before = told("LeavesCompared").count(rao)

    happens("LeaveApproved", meera)
    happens("LeaveApproved", meera)

    assert told("LeavesCompared").count(rao) == before + 1
    assert beside(rao) == [] and together() == []


def test_an_answer_about_requests_that_have_moved_on_is_refused(college: TinyCollege) -> None:
    rao, meera = college.ask("rao", FRIDAY, [3]), college.ask("meera", FRIDAY, [1])
    leaves = [{"leave": i, "version": 1, "granted": False} for i in (rao, meera)]
    body = {"leaves": leaves, "pairs": [], "status": "optimal"}
    url = "/facultyunavailability/together/"

    assert call("scheduler", "PUT", url, body).status == 200
    college.plan(rao, {"occupancy": "c1", "date": FRIDAY, "kind": "cancelled"})
    assert call("scheduler", "PUT", url, body).code == "stale_plan"
    leaves[0]["version"] = 2
    assert call("scheduler", "PUT", url, body).status == 200
    assert call("scheduler", "PUT", url, body | {"leaves": leaves[:1] * 2}).body["field"] == "leaves"
    other = {"leaves": [rao, "other"], "grantable": True}
    assert call("scheduler", "PUT", url, body | {"pairs": [other]}).body["field"] == "leaves"
    leaves[1]["leave"] = college.ask("khan", FRIDAY, [3])
    assert call("scheduler", "PUT", url, body).body["field"] == "leaves"
    leaves[1]["leave"] = "nothing"
    assert call("scheduler", "PUT", url, body).status == 404
    assert call("hod", "PUT", url, body).status == 403


def test_of_answers_at_one_time_each_is_kept_whole_or_refused_as_overtaken(college: TinyCollege) -> None:
    rao, meera = (LeaveId(college.ask(who, FRIDAY, [p])) for who, p in (("rao", 3), ("meera", 1)))
    leaves = tuple(Compared(i, 1, granted=False, rows=()) for i in (rao, meera))
    pair = Pair((rao, meera), grantable=True)

    def is_kept(bound: int) -> bool:
        found = Comparison(leaves, (pair,), "optimal", bound)
        try:
            store(Request(college.records, college.caller("scheduler"), wiring.now()), found)
        except (StalePlan, Busy):
            return False
        return True

    with ThreadPoolExecutor(6) as threads:
        kept = list(threads.map(is_kept, range(12)))

    one, other = college.records.fetch(LEAVE_COMPARISON[rao], LEAVE_COMPARISON[meera])
    assert isinstance(one, LeaveComparison) and isinstance(other, LeaveComparison)
    assert (one.bound, one.version) == (other.bound, other.version)
    assert kept[one.bound] and one.version == kept.count(True)


class Late(httpx.BaseTransport):
    """The API in this process. Something happens just before it gets the first comparison."""

    def __init__(self, happen: Callable[[], object]) -> None:
        self.comparisons = 0
        self._happen = happen
        self._api = httpx.WSGITransport(application)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if request.url.path == "/facultyunavailability/together/":
            self.comparisons += 1
            if self.comparisons == 1:
                self._happen()
        return self._api.handle_request(request)


def test_what_moves_on_while_it_is_compared_is_compared_anew(college: TinyCollege) -> None:
    rao = asked(college, "rao", [3])
    meera = college.ask("meera", FRIDAY, [1])
    late = Late(lambda: call("rao", "PATCH", f"/facultyunavailability/{rao}/", {"periods": [4]}))

    happens("LeaveRequested", meera, transport=late)

    assert late.comparisons == 2
    (kept,) = college.records.fetch(LEAVE_COMPARISON[LeaveId(rao)])
    assert isinstance(kept, LeaveComparison) and kept.version == 1
    assert beside(meera)[0]["grantable"] is True


def test_what_is_beside_a_request_takes_few_calls_and_no_scan(college: TinyCollege) -> None:
    rao = asked(college, "rao", [3])
    asked(college, "meera", [1])
    urls = [f"/facultyunavailability/{rao}/plan/", f"/facultyunavailability/together/?date={FRIDAY}"]
    for url in urls:
        call("hod", "GET", url)

    costs = []
    for url in urls:
        with counted() as count:
            call("hod", "GET", url)
        costs.append(count.operations)

    assert [len(operations) for operations in costs] == [5, 3]
    assert not any("Scan" in operations for operations in costs)
