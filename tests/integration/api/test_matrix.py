"""The access matrix, tried in every cell: every route, every role, own and foreign objects, and bad tokens.

What is expected is read off `MATRIX` here, without the functions by which the API reads it. Nothing is
changed: writes name a version that is stale, or say something that a rule refuses, so that whoever may
write gets that far and no further.
"""

import json
from collections.abc import Iterator
from ipaddress import IPv4Network
from itertools import product
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from functions import wiring
from functions.services.college.founding import found_college
from functions.services.identity.clock import clock_request
from tests.integration.conftest import TinyCollege, wired
from tests.support import api, tiny
from tests.support.api import Answer, call
from timetable.access import MATRIX, Scope
from timetable.model import InstituteId

ROLES = ("admin", "hod", "faculty", "student", "scheduler")
ROWS = {
    "admin": [("admin", "")],
    "hod": [("faculty", "cs"), ("hod", "cs")],
    "rao": [("faculty", "cs")],
    "iyer": [("faculty", "cs"), ("hod", "maths")],  # acts for the HOD of maths today
    "asha": [("student", "cs")],
    "scheduler": [("scheduler", "")],
}
"""each caller's rows of the matrix, and the department in which they have them"""


class Object(NamedTuple):
    """One object of a kind: whose department it is of, and whose own it is."""

    kind: str
    url: str
    department: str = ""
    owner: str = ""
    below_hod: bool = True


OBJECTS = [
    Object("institute", "/institutes/inst/"),
    Object("department", "/departments/cs/", "cs"),
    Object("department", "/departments/maths/", "maths"),
    Object("course", "/courses/bsc-cs/", "cs"),
    Object("course", "/courses/bsc-m/", "maths"),
    Object("subject", "/subjects/dbms/", "cs"),
    Object("subject", "/subjects/calc/", "maths"),
    Object("section", "/sections/cse3a/", "cs", "asha"),
    Object("section", "/sections/math3/", "maths"),
    Object("faculty", "/faculty/rao/", "cs", "rao"),
    Object("faculty", "/faculty/meera/", "cs"),
    Object("faculty", "/faculty/khan/", "maths"),
    Object("student", "/students/s-asha/", "cs", "asha"),
    Object("student", "/students/s-bala/", "cs"),
    Object("student", "/students/s-chitra/", "maths"),
    Object("user", "/users/u-rao/", "cs", "rao"),
    Object("user", "/users/u-asha/", "cs", "asha"),
    Object("user", "/users/u-khan/", "maths"),
    Object("user", "/users/u-hod/", "cs", "hod", below_hod=False),
    Object("user", "/users/u-admin/", "", "admin", below_hod=False),
    Object("timeslot", "/timeslots/t11/"),
    Object("infra", "/infra/r1/"),
    Object("infra", "/infra/{r-cs}/", "cs"),
    Object("infra", "/infra/{r-maths}/", "maths"),
    Object("term", "/terms/term/"),
    Object("offering", "/offerings/o-dbms/", "cs"),
    Object("offering", "/offerings/o-calc/", "maths"),
    Object("occupancy", "/occupancies/c1/", "cs"),
    Object("occupancy", "/occupancies/c4/", "maths"),
    Object("facultyunavailability", "/facultyunavailability/{cs}/", "cs", "rao"),
    Object("facultyunavailability", "/facultyunavailability/{maths}/", "maths", "khan"),
    Object("auditevent", "/auditevents/{event}/", "cs"),
    Object("servicetoken", "/servicetokens/{token}/"),
]
NEW: dict[str, dict[str, dict[str, Any]]] = {
    "department": {"": {"name": "Mathematics"}},
    "course": {d: {"department": d, "name": "B.Sc. Maths", "semesters": 6} for d in ("cs", "maths")},
    "subject": {
        "cs": {"course": "bsc-cs", "semester": 9, "code": "X", "name": "X"},
        "maths": {"course": "bsc-m", "semester": 9, "code": "X", "name": "X"},
    },
    "section": {
        "cs": {"course": "bsc-cs", "semester": 9, "name": "X", "strength": 1},
        "maths": {"course": "bsc-m", "semester": 9, "name": "X", "strength": 1},
    },
    "faculty": {d: {"user": "u-asha", "department": d, "name": "X"} for d in ("cs", "maths")},
    "student": {
        "cs": {"user": "u-rao", "course": "bsc-cs", "section": "cse3a", "roll_number": "1", "name": "X"},
        "maths": {"user": "u-rao", "course": "bsc-m", "section": "math3", "roll_number": "1", "name": "X"},
    },
    "user": {d: {"name": "X", "role": "faculty", "department": d, "code": "taken"} for d in ("cs", "maths")},
    "timeslot": {"": {"day": 1, "period": 1, "start": "09:00", "end": "09:50"}},
    "infra": {
        d: {"name": "R1", "kind": "lab", "capacity": 1, "department": d or None} for d in ("", "cs", "maths")
    },
    "term": {"": {"name": "X", "first": "2026-11-01", "last": "2026-12-01"}},
    "offering": {
        d: {
            "term": "term",
            "subject": s,
            "sections": [c],
            "faculty": [f],
            "periods_per_week": 3,
            "block_length": 2,
        }
        for d, s, c, f in (("cs", "dbms", "cse3a", "rao"), ("maths", "calc", "math3", "khan"))
    },
    "occupancy": {
        d: {"term": "term", "offering": o, "room": "lab", "timeslot": "t61"}
        for d, o in (("cs", "o-dbms"), ("maths", "o-calc"))
    },
}
PATHS = {o.kind: "/" + o.url.split("/")[1] + "/" for o in OBJECTS}
METHODS = ("GET", "PUT", "PATCH", "DELETE")
CLOSED = {
    ("institute", "DELETE"),
    ("auditevent", "PUT"),
    ("auditevent", "PATCH"),
    ("auditevent", "DELETE"),
    ("servicetoken", "PUT"),
}
"""addresses that take no such method, whoever asks"""


@pytest.fixture(scope="module")
def ids(engine: str) -> Iterator[dict[str, str]]:
    """The tiny college with a leave in each department, a room of each, and another institute beside it."""
    with wired(engine):
        yield _prepared()


def _prepared() -> dict[str, str]:
    records = wiring.directory().records(InstituteId("inst"))
    found_college(clock_request(records, wiring.now()), tiny.college(), api.SCHEDULER)
    found_college(
        clock_request(wiring.directory().records(InstituteId("other")), wiring.now()),
        tiny.other(),
        "dos_another_institute",
    )
    college = TinyCollege(wiring.directory().records(InstituteId("inst")))
    college.book(("c1", "o-dbms", "t53", "r1"), ("c4", "o-calc", "t53", "r2"))
    policies = call("admin", "GET", "/institutes/inst/").body["policies"] | {"requests_per_minute": 10_000}
    acting = {"acting_hod": "u-iyer", "acting_from": "2026-11-01", "acting_until": "2026-11-30"}
    known = {"cs": college.ask("rao", "2026-11-27", [3]), "maths": college.ask("khan", "2026-11-27", [3])}
    for method, url, body in (
        ("PATCH", "/institutes/inst/", {"policies": policies}),
        ("PATCH", "/departments/maths/", acting),
        ("PATCH", "/users/u-chitra/", {"active": False, "code": "taken"}),
    ):
        assert call("admin", method, url, body).status == 200
    outsider = api.token(tiny.OUTSIDER)
    assert call(None, "PATCH", "/institutes/other/", {"policies": policies}, bearer=outsider).status == 200
    for department in ("cs", "maths"):
        body = {"name": f"Room of {department}", "kind": "lab", "capacity": 9, "department": department}
        known[f"r-{department}"] = call("admin", "POST", "/infra/", body).body["id"]
    events = call("admin", "GET", f"/auditevents/?kind=leave&object={known['cs']}").body["results"]
    token = call("admin", "POST", "/servicetokens/", {"name": "timetabler"}).body["id"]
    draft = call("admin", "POST", "/drafts/", {"term": "term"}).body["id"]
    request_fields = {"start_date": "2026-11-25", "end_date": "2026-11-25", "kind": "cl"}
    to_meera = {
        "occupancy": "c4",
        "date": "2026-11-27",
        "kind": "substituted",
        "faculty": ["meera"],
        "cost": 3,
    }
    college.plan(known["maths"], to_meera)
    known["ask"] = call("hod", "GET", "/asks/").body["results"][0]["id"]
    assert call("hod", "POST", f"/asks/{known['ask']}/accept/").status == 200
    what_if = call("rao", "POST", "/whatifs/", request_fields).body["id"]
    return known | {"event": events[0]["id"], "token": token, "draft": draft, "whatif": what_if}


def scope(role: str, kind: str, *, write: bool) -> Scope:
    return MATRIX[kind][2 * ROLES.index(role) + write]


def covered(who: str, thing: Object, *, write: bool) -> bool:
    """Whether one of the caller's rows reaches the object, as docs and requirements say it."""
    for role, department in ROWS[who]:
        reach = scope(role, thing.kind, write=write)
        mine = reach is Scope.OWN and thing.owner == who
        if reach is Scope.ALL or mine or (reach is Scope.DEPARTMENT and thing.department == department):
            if write and thing.kind == "user" and role == "hod" and not thing.below_hod:
                continue
            return True
    return False


def reads(who: str, thing: Object) -> bool:
    return covered(who, thing, write=False)


def expected(who: str, thing: Object, method: str) -> set[int]:
    if (thing.kind, method) in CLOSED:
        return {405}
    if not reads(who, thing):
        return {404}
    if method == "GET":
        return {200}
    if thing.kind == "occupancy" and who == "scheduler":
        return {403}  # through scheduler-update only
    if thing.kind == "facultyunavailability":
        return _of_leave(who, thing, method)
    return {412} if covered(who, thing, write=True) else {403}


def _of_leave(who: str, thing: Object, method: str) -> set[int]:
    """Only the requester changes a pending request; deciders decide it."""
    return {412, 409} if thing.owner == who and method != "DELETE" else {403}


CELLS = [
    (who, thing, method)
    for who, thing, method in product(ROWS, OBJECTS, METHODS)
    if not (thing.kind == "facultyunavailability" and method == "DELETE" and thing.owner == who)
]


@pytest.mark.parametrize(("who", "thing", "method"), CELLS, ids=lambda v: v if isinstance(v, str) else v.url)
def test_an_object(who: str, thing: Object, method: str, ids: dict[str, str]) -> None:
    answer = ask(who, method, thing, ids)

    assert answer.status in expected(who, thing, method), answer.body


@pytest.mark.parametrize("kind", PATHS)
@pytest.mark.parametrize("who", ROWS)
def test_a_hidden_object_answers_as_one_that_is_not_there(who: str, kind: str, ids: dict[str, str]) -> None:
    absent = Object(kind, f"{PATHS[kind]}nowhere/")
    for method in METHODS:
        answer = ask(who, method, absent, ids)
        assert answer.status == (405 if (kind, method) in CLOSED else 404), (method, answer.body)
        for thing in OBJECTS:
            if thing.kind == kind and not reads(who, thing) and (kind, method) not in CLOSED:
                assert ask(who, method, thing, ids) == answer


@pytest.mark.parametrize("kind", PATHS)
@pytest.mark.parametrize("who", ROWS)
def test_a_list_holds_what_may_be_read_and_nothing_else(who: str, kind: str, ids: dict[str, str]) -> None:
    answer = call(who, "GET", f"{PATHS[kind]}?limit=200")

    if not any(scope(role, kind, write=False) for role, _ in ROWS[who]):
        assert answer.status == 403
        return
    assert answer.status == 200, answer.body
    listed = {o["id"] for o in answer.body["results"]}
    for thing in OBJECTS:
        if thing.kind == kind:
            id = address(thing, ids).split("/")[2]
            assert (id in listed) == reads(who, thing) or only_own(who, thing), thing


def only_own(who: str, thing: Object) -> bool:
    """Lists are of departments where somebody has any; what is their own besides is read by its id."""
    return thing.owner == who


@pytest.mark.parametrize(
    ("who", "kind", "department"), [(w, k, d) for w, (k, by) in product(ROWS, NEW.items()) for d in by]
)
def test_a_new_object(who: str, kind: str, department: str, ids: dict[str, str]) -> None:
    answer = call(who, "POST", PATHS[kind], NEW[kind][department])

    allowed = covered(who, Object(kind, "", department), write=True)
    if kind == "occupancy" and who == "scheduler":
        allowed = False
    assert answer.status in ({400, 409, 422} if allowed else {403}), answer.body


BAD = {
    "nobody": None,
    "a stranger": api.token(31337),
    "an expired token": api.token(tiny.TELEGRAM["admin"], exp=1),
    "a token for others": api.token(tiny.TELEGRAM["admin"], aud="somebody-else"),
    "a token by others": api.token(tiny.TELEGRAM["admin"], iss="somebody-else"),
    "an unknown service token": "dos_nothing",
}
PLACES = map(str, IPv4Network("10.0.0.0/8"))
"""each try from an address of its own: many from one are told to wait"""


@pytest.mark.parametrize("caller", BAD)
@pytest.mark.parametrize("thing", OBJECTS, ids=lambda o: o.url)
def test_nobody_known_gets_nothing(caller: str, thing: Object, ids: dict[str, str]) -> None:
    for method, url in [(m, address(thing, ids)) for m in METHODS] + [("GET", PATHS[thing.kind])]:
        answer = call(None, method, url, {}, bearer=BAD[caller], address=next(PLACES))
        assert answer.status == 401, (method, answer.body)


@pytest.mark.parametrize("thing", OBJECTS, ids=lambda o: o.url)
def test_an_inactive_user_gets_nothing(thing: Object, ids: dict[str, str]) -> None:
    for method in METHODS:
        answer = ask("chitra", method, thing, ids)
        assert answer.status == 403, (method, answer.body)


@pytest.mark.parametrize("thing", OBJECTS, ids=lambda o: o.url)
def test_another_institutes_admin_finds_nothing_here(thing: Object, ids: dict[str, str]) -> None:
    outsider = api.token(tiny.OUTSIDER)
    for method in METHODS:
        answer = call(None, method, address(thing, ids), {}, bearer=outsider, version=99)
        assert answer.status in (400, 404, 405), (method, answer.body)
        if method == "GET":
            assert answer.status == 404
    listed = call(None, "GET", f"{PATHS[thing.kind]}?limit=200", bearer=outsider)
    assert listed.status == 200
    assert address(thing, ids).split("/")[2] not in {o["id"] for o in listed.body["results"]}


def test_there_are_enough_cells() -> None:
    assert len(CELLS) + len(PATHS) * len(ROWS) * 2 >= 600


def address(thing: Object, ids: dict[str, str]) -> str:
    return thing.url.format_map(ids)


def ask(who: str, method: str, thing: Object, ids: dict[str, str]) -> Answer:
    """A request that gets as far as the caller's rights do: its version is stale."""
    body: Any = None
    if method == "PUT":
        body = REPLACING.get(thing.kind) or next(iter(NEW[thing.kind].values()))
        body = {k: v for k, v in body.items() if not (thing.kind == "occupancy" and k == "term")}
    elif method == "PATCH":
        body = {"name": "X"} if thing.kind == "servicetoken" else {}
    return call(who, method, address(thing, ids), body, version=99)


REPLACING: dict[str, dict[str, Any]] = {
    "institute": {"name": "X", "zone": "UTC", "policies": {"leave_kinds": [{"code": "cl", "name": "x"}]}},
    "facultyunavailability": {"start_date": "2026-11-27", "end_date": "2026-11-27", "kind": "cl"},
    "auditevent": {"x": 1},
    "servicetoken": {"x": 1},
}


class Deed(NamedTuple):
    """A route that is not about an object as such, asked so that it changes nothing, and what each gets."""

    method: str
    url: str
    body: Any
    gets: dict[str, int]
    """by caller; `else`: all others"""


PEOPLE = {"scheduler": 403, "else": 200}
ADMINS = {"admin": 200, "else": 403}
HIDDEN = 404
DEEDS = [
    Deed("GET", "/me/", None, PEOPLE),
    Deed("GET", "/me/today/", None, PEOPLE),
    Deed("GET", "/me/week/", None, PEOPLE),
    Deed("GET", "/me/settings/", None, PEOPLE),
    Deed("PATCH", "/me/settings/", {"digest": "25:00"}, {"scheduler": 403, "else": 422}),
    Deed("GET", "/me/calendar/?month=2026-11", None, {"else": 200}),
    Deed("GET", "/me/calendarlinks/", None, PEOPLE),
    Deed("POST", "/me/calendarlinks/", {"section": "nowhere"}, {"scheduler": 403, "else": HIDDEN}),
    Deed("DELETE", "/me/calendarlinks/{event}/", None, {"scheduler": 403, "else": HIDDEN}),
    Deed("GET", "/me/now/", None, PEOPLE),
    Deed("GET", "/days/", None, PEOPLE),
    Deed("GET", "/days/?section=cse3a", None, {"scheduler": 403, "else": 200}),
    Deed("GET", "/search/?q=rao", None, {"else": 200}),
    Deed("GET", "/rooms/free/?period=1", None, {"else": 200}),
    Deed("POST", "/invites/", {"section": "cse3a", "department": "cs"}, {"else": 400}),
    Deed("POST", "/invites/", {"department": "maths", "limit": 1},
         {"admin": 201, "iyer": 201, "asha": 404, "else": 403}),
    Deed("GET", "/health/", None, ADMINS),
    Deed("GET", "/me/data/", None, PEOPLE),
    Deed("GET", "/me/forget/", None, PEOPLE),
    Deed("DELETE", "/me/forget/", None, {"scheduler": 403, "else": HIDDEN}),
    Deed("GET", "/forgettings/", None, ADMINS),
    Deed("POST", "/forgettings/u-rao/confirm/", None, {"admin": HIDDEN, "else": 403}),
    Deed("DELETE", "/forgettings/u-rao/", None, {"admin": HIDDEN, "else": 403}),
    Deed("GET", "/rooms/kinds/", None, {"else": 200}),
    Deed("GET", "/adjustments/", None, {"else": 200}),
    Deed("POST", "/adjustments/", {"occupancy": "c1", "date": "2026-11-26", "kind": "cancelled"},
         {"admin": 422, "hod": 422, "else": 403}),
    Deed("POST", "/facultyunavailability/preview/",
         {"start_date": "2026-11-25", "end_date": "2026-11-25", "kind": "cl"},
         {"hod": 200, "rao": 200, "iyer": 200, "else": 403}),
    Deed("POST", "/facultyunavailability/",
         {"start_date": "2026-11-25", "end_date": "2026-11-25", "kind": "no"},
         {"hod": 400, "rao": 400, "iyer": 400, "else": 403}),
    Deed("POST", "/facultyunavailability/{cs}/approve/", {"plan_revision": 99},
         {"admin": 409, "hod": 409, "rao": 403, "scheduler": 403, "else": HIDDEN}),
    Deed("POST", "/facultyunavailability/{maths}/approve/", {"plan_revision": 99},
         {"admin": 409, "iyer": 409, "scheduler": 403, "else": HIDDEN}),
    Deed("POST", "/facultyunavailability/{cs}/reject/", {"note": " "},
         {"admin": 400, "hod": 400, "rao": 403, "scheduler": 403, "else": HIDDEN}),
    Deed("POST", "/facultyunavailability/{maths}/withdraw/", None,
         {"admin": 403, "iyer": 403, "scheduler": 403, "else": HIDDEN}),
    Deed("POST", "/facultyunavailability/{cs}/replan/", None,
         {"admin": 202, "hod": 202, "rao": 202, "scheduler": 202, "else": HIDDEN}),
    Deed("GET", "/facultyunavailability/{cs}/plan/", None,
         {"admin": 200, "hod": 200, "rao": 200, "scheduler": 200, "else": HIDDEN}),
    Deed("PUT", "/facultyunavailability/{cs}/plan/", {"based_on": 99, "status": "optimal", "rows": []},
         {"admin": 409, "scheduler": 409, "else": 403}),
    Deed("PATCH", "/facultyunavailability/{cs}/plan/",
         {"plan_revision": 99, "occupancy": "c1", "date": "2026-11-27", "kind": "cancelled"},
         {"admin": 409, "hod": 409, "rao": 403, "scheduler": 403, "else": HIDDEN}),
    Deed("GET", "/facultyunavailability/{cs}/plan/options/?occupancy=c1&date=2026-11-27", None,
         {"admin": 200, "hod": 200, "rao": 403, "scheduler": 403, "else": HIDDEN}),
    Deed("POST", "/facultyunavailability/{cs}/undo/", None,
         {"admin": 409, "hod": 409, "rao": 403, "scheduler": 403, "else": HIDDEN}),
    Deed("GET", "/me/load/", None, {"hod": 200, "rao": 200, "iyer": 200, "else": 403}),
    Deed("GET", "/departments/cs/day/?date=2026-11-27", None,
         {"admin": 200, "hod": 200, "scheduler": 200, "asha": HIDDEN, "else": 403}),
    Deed("GET", "/departments/maths/day/?date=2026-11-27", None,
         {"admin": 200, "iyer": 200, "scheduler": 200, "asha": HIDDEN, "else": 403}),
    Deed("PUT", "/departments/cs/acting/", {"version": 99},
         {"admin": 412, "hod": 412, "asha": HIDDEN, "else": 403}),
    Deed("PUT", "/departments/maths/acting/", {"version": 99},
         {"admin": 412, "asha": HIDDEN, "else": 403}),
    Deed("GET", "/asks/", None, {"else": 200}),
    Deed("GET", "/asks/{ask}/", None, {"rao": HIDDEN, "asha": HIDDEN, "else": 200}),
    Deed("POST", "/asks/{ask}/accept/", None,
         {"admin": 409, "hod": 409, "rao": HIDDEN, "asha": HIDDEN, "else": 403}),
    Deed("POST", "/asks/{ask}/decline/", {"note": "no"},
         {"admin": 409, "hod": 409, "rao": HIDDEN, "asha": HIDDEN, "else": 403}),
    Deed("GET", "/facultyunavailability/balance/?faculty=rao", None,
         {"admin": 200, "hod": 200, "rao": 200, "else": HIDDEN}),
    Deed("POST", "/occupancies/scheduler-update/", {"term": "term"}, {"rao": 403, "asha": 403, "else": 400}),
    Deed("POST", "/users/u-khan/invite/", None, {"admin": 201, "iyer": 201, "else": HIDDEN}),
    Deed("POST", "/servicetokens/", {"name": "x", "expires": "2026-01-01T00:00:00Z"},
         {"admin": 422, "else": 403}),
    Deed("POST", "/servicetokens/{token}/rotate/", {}, {"admin": 412, "else": HIDDEN}),
    Deed("GET", "/facultyunavailability/together/?date=2026-11-27", None,
         {"admin": 200, "hod": 200, "iyer": 200, "else": 403}),
    Deed("GET", "/facultyunavailability/together/?date=2026-11-27&department=cs", None,
         {"admin": 200, "hod": 200, "iyer": HIDDEN, "else": 403}),
    Deed("PUT", "/facultyunavailability/together/",
         {"leaves": [{"leave": x, "version": 1, "granted": False} for x in ("a", "b")],
          "pairs": [], "status": "optimal"},
         {"admin": HIDDEN, "scheduler": HIDDEN, "else": 403}),
    Deed("POST", "/whatifs/", {"start_date": "2026-11-25", "end_date": "2026-11-25", "kind": "no"},
         {"hod": 400, "rao": 400, "iyer": 400, "else": 403}),
    Deed("POST", "/whatifs/",
         {"start_date": "2026-11-25", "end_date": "2026-11-25", "kind": "no", "faculty": "khan"},
         {"admin": 400, "iyer": 400, "asha": 403, "scheduler": 403, "else": HIDDEN}),
    Deed("GET", "/whatifs/{whatif}/", None, {"rao": 200, "scheduler": 200, "else": HIDDEN}),
    Deed("PUT", "/whatifs/{whatif}/plan/", {"based_on": 99, "status": "optimal", "rows": []},
         {"scheduler": 409, "else": 403}),
    Deed("GET", "/coverage/nowhere/", None, {"else": HIDDEN}),
    Deed("GET", "/coverage/cs/", None, {"admin": HIDDEN, "else": HIDDEN}),
    Deed("POST", "/coverage/cs/", None, {"admin": 202, "hod": 202, "scheduler": 202, "else": HIDDEN}),
    Deed("PUT", "/coverage/{r-cs}/", {"looked_at": 0, "gaps": []}, {"scheduler": HIDDEN, "else": 403}),
    Deed("GET", "/drafts/", None, ADMINS),
    Deed("POST", "/drafts/", {"term": "nowhere"}, {"admin": 400, "else": 403}),
    Deed("GET", "/drafts/{draft}/", None, {"admin": 200, "scheduler": 200, "else": HIDDEN}),
    Deed("GET", "/drafts/{draft}/classes/", None, {"admin": 200, "scheduler": 200, "else": HIDDEN}),
    Deed("PUT", "/drafts/{draft}/", {"bound": -1}, {"else": 400}),
    Deed("PUT", "/drafts/nowhere/", {}, {"scheduler": HIDDEN, "else": 403}),
    Deed("PATCH", "/drafts/nowhere/", {"best": 1}, {"scheduler": HIDDEN, "else": 403}),
    Deed("POST", "/drafts/{draft}/stop/", None, {"admin": 200, "else": 403}),
    Deed("POST", "/drafts/{draft}/publish/", {}, {"admin": 409, "scheduler": 403, "else": HIDDEN}),
    Deed("DELETE", "/drafts/{draft}/", None, {"admin": 412, "else": 403}),
    Deed("POST", "/imports/", {}, {"admin": 400, "else": 403}),
    Deed("GET", "/exports/", None, ADMINS),
    Deed("GET", "/exports/template/", None, {"else": 200}),
]  # fmt: skip


@pytest.mark.parametrize("who", ROWS)
@pytest.mark.parametrize("deed", DEEDS, ids=lambda d: f"{d.method} {d.url}")
def test_a_deed(deed: Deed, who: str, ids: dict[str, str]) -> None:
    answer = call(who, deed.method, deed.url.format_map(ids), deed.body, version=99)

    assert answer.status == deed.gets.get(who, deed.gets["else"]), answer.body


@pytest.mark.parametrize("caller", BAD)
@pytest.mark.parametrize("deed", DEEDS, ids=lambda d: f"{d.method} {d.url}")
def test_nobody_known_does_anything(deed: Deed, caller: str, ids: dict[str, str]) -> None:
    answer = call(
        None, deed.method, deed.url.format_map(ids), deed.body, bearer=BAD[caller], address=next(PLACES)
    )

    assert answer.status == 401


OF_ONES_OWN = {
    "/links/",
    "/calendar/{secret}.ics/",
    "/me/link/",
    "/me/unreachable/",
    "/me/dialogue/",
    "/me/notices/{notice_id}/",
    "/adjustments/{adjustment_id}/",
}
"""tried elsewhere: the first is for who is not linked yet, the second for who has it (test_calendars.py), the
last with bookings (test_bookings.py)"""


def test_every_route_of_the_contract_is_tried() -> None:
    contract = json.loads((Path(__file__).parents[3] / "docs" / "openapi.json").read_text())
    tried = {_shape(p) for p in PATHS.values()} | {_shape(f"{p}x/", 1) for p in PATHS.values()}
    tried |= {_shape(d.url.partition("?")[0]) for d in DEEDS} | {_shape("/users/x/invite/", 1)}
    tried |= {_shape("/forgettings/x/confirm/", 1), _shape("/forgettings/x/", 1)}
    tried |= {_shape(f"/departments/x/{deed}/", 1) for deed in ("day", "acting")}

    assert {_shape(path) for path in contract["paths"]} - tried <= {_shape(p) for p in OF_ONES_OWN}


def _shape(path: str, *ids: int) -> str:
    """A path with a star for every id."""
    parts = path.strip("/").split("/")
    return "/".join("*" if part.startswith("{") or n in ids else part for n, part in enumerate(parts))
