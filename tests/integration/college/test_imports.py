"""A whole college in and out over the API: dry run first, all or nothing, never anything twice."""

import base64
import json
from typing import Any

from functions.api.app import handler
from functions.services.identity.clock import clock_request
from functions.workbooks.reader import read
from functions.workbooks.values import Table, Value
from functions.workbooks.writer import csv_zip, workbook
from tests.integration.conftest import TinyCollege
from tests.support import api, tiny
from tests.support.api import call


def send(data: bytes, query: str = "", who: str = "admin") -> tuple[int, dict[str, Any]]:
    answer = _handled("POST", f"/imports/{query}", who, data)
    return answer["statusCode"], json.loads(answer["body"])


def fetch(url: str, who: str = "admin") -> bytes:
    answer = _handled("GET", url, who)
    assert answer["statusCode"] == 200, answer
    return base64.b64decode(answer["body"])


def _handled(method: str, url: str, who: str, data: bytes | None = None) -> dict[str, Any]:
    path, _, query = url.partition("?")
    parameters = dict(p.split("=") for p in query.split("&") if p)
    event = {
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": path,
        "rawQueryString": query,
        "headers": {"authorization": f"Bearer {api.token(tiny.TELEGRAM[who])}"},
        "requestContext": {"http": {"method": method, "path": path}, "stage": "$default"},
        "queryStringParameters": parameters,
        "isBase64Encoded": data is not None,
        **({"body": base64.b64encode(data).decode()} if data is not None else {}),
    }
    answer: dict[str, Any] = handler(event, None)
    return answer


ROOMS: Table = [["Name", "Kind", "Capacity"], ["R1", "classroom", 70], ["Hall", "classroom", 300]]


def test_an_import_says_what_it_would_do_then_does_it_then_has_nothing_to_do(college: TinyCollege) -> None:
    data = workbook({"Rooms": ROOMS})

    planned = send(data)
    before = call("admin", "GET", "/infra/").body["results"]
    done = send(data, "?dry_run=false")
    again = send(data, "?dry_run=false")
    rooms = {r["name"]: r["capacity"] for r in call("admin", "GET", "/infra/").body["results"]}

    assert planned[0] == 200, planned
    assert (planned[1]["created"], planned[1]["updated"], planned[1]["written"]) == (
        {"infra": 1},
        {"infra": 1},
        0,
    )
    assert len(before) == 3
    assert done[1]["written"] == 2 and not done[1]["problems"]
    assert rooms == {"R1": 70, "R2": 60, "Lab 1": 25, "Hall": 300}
    assert again[1]["created"] == again[1]["updated"] == {} and again[1]["written"] == 0


def test_one_wrong_row_and_nothing_is_written_unless_only_the_good_is_wanted(college: TinyCollege) -> None:
    data = csv_zip({"Rooms": [*ROOMS, ["Cellar", "classroom", -3]]})

    refused = send(data, "?dry_run=false")[1]
    kept = call("admin", "GET", "/infra/").body["results"]
    good = send(data, "?dry_run=false&only_good=true")[1]

    (problem,) = refused["problems"]
    assert (problem["sheet"], problem["row"], problem["column"]) == ("Rooms", 4, "Capacity")
    assert refused["written"] == 0 and len(kept) == 3
    assert good["written"] == 2 and len(good["problems"]) == 1


def test_an_export_is_an_import_that_changes_nothing(college: TinyCollege) -> None:
    exported, zipped = fetch("/exports/"), fetch("/exports/?format=csv")

    for data in (exported, zipped):
        _, answer = send(data)
        assert answer["problems"] == []
        assert answer["created"] == answer["updated"] == {}
    assert set(read(exported, "x.xlsx")) >= {"Institute", "Timeslots", "People", "Timetable"}


def test_a_college_moves_to_another_institute_as_a_file(college: TinyCollege) -> None:
    from functions import wiring
    from functions.services.college.founding import found_college
    from timetable.model import InstituteId

    data = fetch("/exports/")
    found_college(
        clock_request(wiring.directory().records(InstituteId("other")), wiring.now()),
        tiny.other(),
        "dos_another_token",
    )
    outsider = api.token(tiny.OUTSIDER)
    tiny.TELEGRAM["outsider"] = tiny.OUTSIDER
    try:
        status, answer = send(data, "?dry_run=false", "outsider")
    finally:
        del tiny.TELEGRAM["outsider"]
    listed = call(None, "GET", "/occupancies/?limit=200", bearer=outsider).body["results"]

    assert status == 200 and answer["problems"] == [] and answer["complete"], answer
    assert {o["subject_name"] for o in listed} == {"DBMS", "Networks", "Calculus"}
    names = sorted(u["name"] for u in call(None, "GET", "/users/?limit=200", bearer=outsider).body["results"])
    assert names == sorted([*(u.name for u in tiny.college().users), "Other Admin"])


def test_bookings_of_a_file_are_claimed_like_all_others(college: TinyCollege) -> None:
    header: list[Value] = ["Term", "Subject", "Sections", "Day", "Period", "Room", "Faculty"]
    free: list[Value] = ["Odd 2026", "CS302", "CSE-3-A", 2, 1, "R1", "u-meera"]
    clash: list[Value] = ["Odd 2026", "CS302", "CSE-3-A", 5, 3, "R2", "u-meera"]

    refused = send(workbook({"Timetable": [header, free, clash]}), "?dry_run=false")[1]
    done = send(workbook({"Timetable": [header, free]}), "?dry_run=false")[1]

    assert [p["row"] for p in refused["problems"]] == [3], refused["problems"]
    assert refused["written"] == 0
    assert done["written"] == 1, done
    body = {"term": "term", "offering": "o-calc", "room": "r1", "timeslot": "t21"}
    assert call("admin", "POST", "/occupancies/", body).code == "taken"


def test_imports_are_the_admins(college: TinyCollege) -> None:
    data = workbook({"Rooms": ROOMS})

    assert send(data, who="hod")[0] == 403
    assert _handled("GET", "/exports/", "hod")["statusCode"] == 403
    assert send(b"no file", who="admin")[0] == 400
    assert read(fetch("/exports/template/"), "x.xlsx")


def test_what_an_import_wrote_is_on_record(college: TinyCollege) -> None:
    send(workbook({"Rooms": ROOMS}), "?dry_run=false")

    events = call("admin", "GET", "/auditevents/?by=u-admin&action=import").body["results"]

    assert {(e["kind"], (e["before"] or {}).get("capacity"), e["after"]["capacity"]) for e in events} == {
        ("infra", 60, 70),
        ("infra", None, 300),
    }
