"""What reading costs: never a scan, a known number of calls, and the same however much there is of a kind."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from functions import wiring
from functions.services.ports import (
    KINDS,
    OCCUPANCY,
    ChangeSet,
    Draft,
    DraftStatus,
    Records,
    ServiceToken,
)
from tests.benchmarks.call_counts import Count, counted
from tests.integration.college.test_imports import fetch
from tests.integration.conftest import TinyCollege
from tests.support import api, tiny
from tests.support.calendars import subscribe
from timetable import claims
from timetable.access import Caller
from timetable.leave.consents import Addressee, Consent
from timetable.leave.waiting import Waiting
from timetable.model import (
    Adjustment,
    AdjustmentId,
    AdjustmentKind,
    Course,
    CourseId,
    Department,
    DepartmentId,
    Faculty,
    FacultyId,
    FacultyUnavailability,
    Infra,
    InfraId,
    LeaveId,
    LeaveStatus,
    Occupancy,
    OccupancyId,
    Offering,
    OfferingId,
    PlanRow,
    Role,
    Section,
    SectionId,
    Slot,
    Student,
    StudentId,
    Subject,
    SubjectId,
    Term,
    TermId,
    TimeSlot,
    TimeSlotId,
    User,
    UserId,
)
from timetable.objects.erasure import ErasureRequest
from timetable.objects.relations import Look, placed

CONTRACT = json.loads((Path(__file__).parents[3] / "docs" / "openapi.json").read_text())
ROLES = ("admin", "hod", "rao", "asha")
USUAL = 3
"""calls of a request: the caller with the counter of changes, what is read, and perhaps names of people"""
MORE = {
    "/facultyunavailability/": (7, "a query for each state of a request"),
    "/occupancies/": (6, "a query for each group of students on the page"),
    "/facultyunavailability/{leave_id}/plan/options/": (
        20,
        "a query for each who could take the class, and room",
    ),
    "/departments/{id}/day/": (6, "requests of two states, what became of them, and what is waited for"),
    "/asks/": (6, "a query for each way in which one is asked, and the leaves"),
    "/asks/{id}/": (5, "the question, what it is about, and what else was asked about that"),
    "/me/data/": (14, "a query for each kind of thing that is kept of a person"),
    "/occupancies/{occupancy_id}/": (4, "a query for each group of students in the class"),
}
REQUIRED = {"month": "2026-11", "period": "3", "q": "rao", "date": "2026-11-27", "occupancy": "c2"}
FILES = {"/exports/", "/exports/template/"}
A_COLLEGE = 30
"""calls: every kind of object is read whole"""
BEFORE, FURTHER = 14, 60
ON = date(2026, 12, 4)
START = datetime(2026, 11, 24, tzinfo=UTC)


class Known(NamedTuple):
    """Ids of what the routes of single objects name."""

    leave: str
    event: str
    draft: str
    calendar: str
    what_if: str
    pending: str
    ask: str

    def url(self, path: str) -> str:
        ids = {
            "institutes": "inst", "departments": "cs", "courses": "bsc-cs", "subjects": "dbms",
            "sections": "cse3a", "faculty": "rao", "students": "s-asha", "users": "u-rao",
            "timeslots": "t53", "infra": "r1", "terms": "term", "offerings": "o-dbms", "occupancies": "c1",
            "servicetokens": "scheduler", "facultyunavailability": self.leave, "auditevents": self.event,
            "adjustments": f"{self.leave}.0", "me": f"card.{self.leave}", "coverage": "cs",
            "drafts": self.draft, "whatifs": self.what_if, "asks": self.ask,
            "calendar": self.calendar,
        }  # fmt: skip
        kind = path.split("/")[1]
        if path.endswith("/plan/options/"):
            return path.replace("{leave_id}", self.pending)
        return "/".join(ids[kind] if part.startswith("{") else part for part in path.split("/"))


@pytest.fixture
def known(college: TinyCollege) -> Known:
    """An approved leave with its adjustment, its card and its audit event."""
    leave = college.ask("rao", "2026-11-27", [3])
    approval = api.call("hod", "POST", f"/facultyunavailability/{leave}/approve/", {"plan_revision": 0})
    assert approval.status == 200, approval.body
    events = api.call("hod", "GET", "/auditevents/?kind=leave").body["results"]
    draft = api.call("admin", "POST", "/drafts/", {"term": "term"}).body["id"]
    gap = {"faculty": "meera", "date": "2026-11-27", "classes": 1, "uncovered": 1}
    coverage = api.call("scheduler", "PUT", "/coverage/cs/", {"looked_at": 1, "gaps": [gap]})
    assert coverage.status == 200, coverage.body
    request_fields = {"start_date": "2026-12-04", "end_date": "2026-12-04", "kind": "ml"}
    what_if = api.call("rao", "POST", "/whatifs/", request_fields).body["id"]
    pending = college.ask("rao", REQUIRED["date"], [4])
    lent = college.ask("khan", REQUIRED["date"], [3])
    to_meera = {"occupancy": "c4", "date": REQUIRED["date"], "kind": "substituted", "faculty": ["meera"]}
    college.plan(lent, to_meera)
    ask = api.call("hod", "GET", "/asks/").body["results"][0]["id"]
    calendar = subscribe("rao").path.split("/")[2]
    return Known(leave, events[0]["id"], draft, calendar, what_if, pending, ask)


@pytest.fixture
def minutes(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Each step is another minute: nobody asks too often."""

    def pass_() -> Iterator[None]:
        start = wiring.now()
        for number in count(1):
            monkeypatch.setenv("NOW", (start + timedelta(minutes=number)).isoformat())
            yield

    return pass_()


def test_no_request_scans_and_each_needs_few_calls(
    college: TinyCollege, known: Known, minutes: Iterator[None]
) -> None:
    counts = {
        (path, who): _reading(who, url)
        for (path, url), _ in zip(_gets(known), minutes, strict=False)
        for who in ROLES
    }

    assert not [asked for asked, (_, count) in counts.items() if "Scan" in count.operations]
    assert not {
        asked: count.operations
        for asked, (_, count) in counts.items()
        if len(count.operations) > MORE.get(asked[0], (USUAL, ""))[0]
    }
    answered = {path for (path, _), (answer, _) in counts.items() if answer.status == 200}
    assert answered == {path for path, _ in _gets(known)}


def test_a_page_costs_the_same_however_long_its_list_is(
    college: TinyCollege, minutes: Iterator[None]
) -> None:
    _enter(college.records, range(BEFORE))
    before = _pages(minutes)
    short = {url for (who, url), (rows, *_) in before.items() if who == "admin" and rows < 5}
    assert all(url.startswith(("/institutes/", "/rooms/free/", "/search/", "/asks/")) for url in short)

    _enter(college.records, range(BEFORE, BEFORE + FURTHER))

    assert _pages(minutes) == before


def test_a_college_as_a_file_is_read_without_a_scan(college: TinyCollege) -> None:
    with counted() as count:
        fetch("/exports/")

    assert "Scan" not in count.operations
    assert len(count.operations) <= A_COLLEGE


# requests


def _gets(known: Known) -> Iterator[tuple[str, str]]:
    """Every route that reads and answers with JSON, and an address of it."""
    for path, methods in CONTRACT["paths"].items():
        if "get" not in methods or path in FILES:
            continue
        asked = [p for p in methods["get"].get("parameters", []) if p["in"] == "query" and p.get("required")]
        query = "&".join(f"{p['name']}={REQUIRED[p['name']]}" for p in asked)
        yield path, f"{known.url(path)}?{query}"


def _reading(who: str, url: str) -> tuple[api.Answer, Count]:
    """The answer, and what the request costs a process that has answered it once."""
    first = api.call(who, "GET", url)
    assert first.status in (200, 403, 404), (url, first)
    with counted() as count:
        return api.call(who, "GET", url), count


def _pages(minutes: Iterator[None]) -> dict[tuple[str, str], tuple[int, int, float]]:
    """Rows, calls and units of the first page of every list, both ways where it has two."""
    results = {}
    for url, _ in zip(_lists(), minutes, strict=False):
        for who in ("admin", "hod"):
            answer, count = _reading(who, url)
            rows = len(answer.body["results"]) if answer.status == 200 else 0
            results[who, url] = rows, len(count.operations), count.units
    return results


def _lists() -> Iterator[str]:
    for path, methods in CONTRACT["paths"].items():
        taken = {p["name"] for p in methods.get("get", {}).get("parameters", [])}
        for order in ("&order=asc", "&order=desc") if "order" in taken else ("",):
            if "limit" in taken:
                known = REQUIRED | {"date": str(ON)}
                needed = "".join(f"&{name}={value}" for name, value in known.items() if name in taken)
                yield f"{path}?limit=5{order}{needed}"


# more of everything


def _enter(records: Records, numbers: range) -> None:
    """One object of every kind for each number: the even ones in the department `cs`, the odd ones in a new
    department each; each number a minute after the one before."""
    by = Caller(records.institute, Role.ADMIN)
    for number in numbers:
        made = {(kind, id): value for kind, id, value in _objects(number)}
        known = made | {("course", "bsc-cs"): tiny.college().courses[0]}
        booking = made["occupancy", f"x{number:03}"]
        department = booking.id if number % 2 else "cs"
        with records.write(START + timedelta(minutes=number)) as write:
            for (kind, id), value in made.items():
                write.create(KINDS[kind][id], placed(value, _among(known)))
            write.claims(tiny.TERM, claims.book(booking))
            ref = OCCUPANCY[booking.id]
            write.audit(by, "create", ref, after=booking, department=department)


def _among(known: dict[tuple[str, str], Any]) -> Look:
    return lambda kind, id: known.get((kind, id))


def _objects(number: int) -> list[tuple[str, str, Any]]:
    x, now = f"x{number:03}", START
    day, period = 1 + number % 6, 7 + number // 6
    department = DepartmentId(x if number % 2 else "cs")
    course = CourseId(x if number % 2 else "bsc-cs")
    slot, room, faculty = Slot(day, period), InfraId(x), (FacultyId(x),)
    first = date(2030, 1, 1) + timedelta(days=7 * number)
    booking = Occupancy(
        OccupancyId(x), tiny.TERM, OfferingId(x), SubjectId(x), slot, room, faculty, (SectionId(x),), (x,)
    )
    planned = booking.on(ON)
    cancelled = Adjustment(AdjustmentId(f"{x}.0"), AdjustmentKind.CANCELLED, planned, None)
    row, until = PlanRow(AdjustmentKind.CANCELLED, planned, None, 0), now + timedelta(minutes=number)
    leave = FacultyUnavailability(
        LeaveId(x),
        FacultyId(x),
        department,
        ON,
        ON,
        None,
        None,
        "cl",
        "away",
        LeaveStatus.PENDING,
        0,
        now,
        now,
    )
    subjects = (SubjectId(x),)
    teacher = User(UserId(f"{x}-f"), f"Dr {x}", Role.FACULTY, department, FacultyId(x))
    person = User(
        UserId(f"{x}-s"),
        f"X {x}",
        Role.STUDENT,
        department,
        student=StudentId(x),
        group=x,
        section=SectionId(x),
    )
    student = Student(StudentId(x), person.id, course, SectionId(x), None, f"X{x}", f"X {x}")
    return [
        ("department", x, Department(DepartmentId(x), f"X {x}")),
        ("course", x, Course(CourseId(x), DepartmentId(x) if number % 2 else department, f"X {x}", 8)),
        ("subject", x, Subject(SubjectId(x), course, 3, f"X{x}", f"X {x}")),
        ("section", x, Section(SectionId(x), course, 3, f"X {x}", 40)),
        ("infra", x, Infra(InfraId(x), f"X {x}", "classroom", 60, (), department)),
        ("user", teacher.id, teacher),
        ("faculty", x, Faculty(FacultyId(x), teacher.id, department, f"Dr {x}", "Professor", subjects)),
        ("user", person.id, person),
        ("student", x, student),
        ("timeslot", x, TimeSlot(TimeSlotId(x), day, period, "18:00", "18:50")),
        ("term", x, Term(TermId(x), f"X {x}", first, first + timedelta(days=5))),
        ("offering", x, Offering(OfferingId(x), tiny.TERM, SubjectId(x), (SectionId(x),), faculty, 3)),
        ("occupancy", x, booking),
        ("leave", x, leave),
        ("ask", x, Consent(x, leave.id, Addressee("department", "cs"), (row,), True, until, 1)),
        ("waiting", x, Waiting(LeaveId(x), now, until, until)),
        ("forgetting", person.id, ErasureRequest(person.id, created_at=until)),
        ("draft", x, Draft(x, tiny.TERM, DraftStatus.READY, 60, anew=True)),
        ("change", x, ChangeSet(x, None, (cancelled,), created_at=now, updated_at=now)),
        ("servicetoken", x, ServiceToken(x, f"X {x}", ("read",), now + timedelta(days=365), ())),
    ]
