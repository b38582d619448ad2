"""Requests by hand that are odder than what a generator makes: each is refused in words, none is a fault."""

import base64
import json
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import pytest

from functions.api.app import handler
from tests.integration.conftest import TinyCollege
from tests.support import api, tiny

DEEP = "[" * 10_000 + "]" * 10_000
ROOM = {"name": "R9", "kind": "classroom", "capacity": 40}
LEAVE = {"start_date": "2026-11-27", "end_date": "2026-11-27", "kind": "cl"}

BODIES: list[tuple[str, str]] = [
    ("/infra/", ""),
    ("/infra/", "null"),
    ("/infra/", "[]"),
    ("/infra/", "42"),
    ("/infra/", '"room"'),
    ("/infra/", "{"),
    ("/infra/", DEEP),
    ("/infra/", '{"name": ' + DEEP + "}"),
    ("/infra/", json.dumps(ROOM | {"name": "\x00"})),
    ("/infra/", '{"name": "\\ud800", "kind": "lab", "capacity": 1}'),
    ("/infra/", json.dumps(ROOM | {"name": "x" * 2_000_000})),
    ("/infra/", '{"name": "R9", "kind": "lab", "capacity": NaN}'),
    ("/infra/", '{"name": "R9", "kind": "lab", "capacity": Infinity}'),
    ("/infra/", '{"name": "R9", "kind": "lab", "capacity": 1e400}'),
    ("/infra/", json.dumps(ROOM | {"capacity": 10**60})),
    ("/infra/", json.dumps(ROOM | {"capacity": "forty"})),
    ("/infra/", json.dumps(ROOM | {"features": "projector"})),
    ("/infra/", json.dumps(ROOM | {"id": "mine"})),
    ("/infra/", json.dumps(ROOM | {"department": "cs#maths"})),
    ("/infra/", json.dumps(ROOM | {"department": "x" * 65})),
    ("/infra/", json.dumps(ROOM | {"department": ""})),
    ("/terms/", json.dumps({"name": "T", "first": "0000-00-00", "last": "9999-12-31"})),
    ("/terms/", json.dumps({"name": "T", "first": "0001-01-01", "last": "9999-12-31"})),
    ("/terms/", json.dumps({"name": "T", "first": "9999-12-30", "last": "9999-12-31", "days": {"x": {}}})),
    ("/facultyunavailability/", json.dumps(LEAVE | {"start_date": "9999-12-31", "end_date": "9999-12-31"})),
    ("/facultyunavailability/", json.dumps(LEAVE | {"end_date": "9999-12-31"})),
    ("/facultyunavailability/", json.dumps(LEAVE | {"periods": [10**30]})),
    ("/facultyunavailability/", json.dumps(LEAVE | {"periods": [-1, 0]})),
    ("/facultyunavailability/", json.dumps(LEAVE | {"kind": "\u0000"})),
    ("/occupancies/scheduler-update/", json.dumps({"term": "", "create": [{"type": "occupancy", "id": ""}]})),
    (
        "/occupancies/scheduler-update/",
        json.dumps({"term": "term", "delete": [{"type": "adjustment", "id": "."}]}),
    ),
    ("/occupancies/scheduler-update/", json.dumps({"term": "term", "create": [{"type": "nothing"}]})),
    ("/adjustments/", json.dumps({"occupancy": "", "date": "1277-07-25", "kind": "moved"})),
    ("/links/", json.dumps({"code": "\u2603" * 90})),
    ("/servicetokens/", json.dumps({"name": "x", "expires": "0001-01-01T00:00:00+14:00"})),
    ("/servicetokens/", json.dumps({"name": "x", "expires": "9999-12-31T23:59:59-14:00"})),
    ("/imports/", "no file"),
]
URLS = [
    "/infra/?limit=-1",
    "/infra/?limit=10000000000000000000000",
    "/infra/?limit=",
    "/infra/?order=sideways",
    "/infra/?cursor=",
    "/infra/?cursor=%00",
    "/infra/?cursor=LTE6eA",
    "/infra/?cursor=OTk5OTk5OTk5OTk5OTk5OTk6eA",
    "/infra/?expand=a.b.c.d",
    "/infra/?expand=,,,,",
    "/infra/?capacity=NaN",
    "/users/?active=perhaps",
    "/me/calendar/?month=0000-13",
    "/me/calendar/?month=9999-12",
    "/me/today/?date=9999-12-31",
    "/me/week/?date=0001-01-01",
    "/adjustments/?date=0001-01-01",
    "/rooms/free/?period=1&date=9999-12-31",
    "/auditevents/?since=0001-01-01T00:00:00Z&until=9999-12-31T23:59:59Z",
    "/auditevents/?since=now",
    "/occupancies/?term=%23&section=%2F",
    "/occupancies/%00/",
    "/infra/%23%23/",
    "/infra/" + "x" * 3000 + "/",
    "/me/notices/a%2Fb/",
    "//",
    "/.git/config",
]


def send(
    method: str, url: str, body: str | None = None, headers: dict[str, str] | None = None, *, raw: bytes = b""
) -> tuple[int, Any]:
    split = urlsplit(url) if not url.startswith("//") else urlsplit("http://x" + url)
    path = unquote(split.path)
    event = {
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": path,
        "rawQueryString": split.query,
        "headers": {
            "authorization": f"Bearer {api.token(tiny.TELEGRAM['admin'])}",
            "content-type": "application/json",
            **(headers or {}),
        },
        "queryStringParameters": dict(parse_qsl(split.query, keep_blank_values=True)),
        "requestContext": {"http": {"method": method, "path": path}, "stage": "$default"},
        "isBase64Encoded": bool(raw),
        **({"body": base64.b64encode(raw).decode()} if raw else {"body": body} if body is not None else {}),
    }
    answer = handler(event, None)
    return answer["statusCode"], json.loads(answer["body"] or "null")


@pytest.mark.parametrize(("url", "body"), BODIES, ids=range(len(BODIES)))
def test_an_odd_body_is_refused_in_words(url: str, body: str, college: TinyCollege) -> None:
    status, answer = send("POST", url, body)

    assert 400 <= status < 500, answer
    assert answer["detail"] and len(answer["detail"]) < 1_000


@pytest.mark.parametrize("url", URLS)
def test_an_odd_address_is_answered(url: str, college: TinyCollege) -> None:
    status, answer = send("GET", url)

    assert status < 500, answer
    assert status == 200 or answer["detail"]


@pytest.mark.parametrize(
    "headers",
    [
        {"if-match": "three"},
        {"if-match": '"' + "9" * 400 + '"'},
        {"if-match": '"-1"'},
        {"if-match": '"²"'},
        {"idempotency-key": ""},
        {"idempotency-key": "x" * 201},
        {"authorization": "Basic YTpi"},
        {"authorization": "Bearer "},
        {"authorization": "Bearer dos_"},
        {"authorization": "Bearer a.b.c"},
    ],
    ids=str,
)
def test_an_odd_header_is_refused(headers: dict[str, str], college: TinyCollege) -> None:
    if "if-match" in headers:
        status, answer = send("PATCH", "/infra/r1/", json.dumps({"capacity": 60}), headers)
    else:
        status, answer = send("POST", "/infra/", json.dumps(ROOM), headers)

    assert status in (400, 401), answer


def test_a_body_in_base64_is_read_and_bytes_that_are_no_text_are_refused(college: TinyCollege) -> None:
    assert send("POST", "/infra/", raw=json.dumps(ROOM).encode())[0] == 201
    assert send("POST", "/infra/", raw=b"\xff\xfe{")[0] == 400
    assert send("POST", "/infra/", raw=b"\x89PNG")[0] == 400


def test_of_two_values_for_a_name_the_last_counts(college: TinyCollege) -> None:
    body = '{"name": "first", "name": "second", "kind": "lab", "capacity": 5}'

    assert send("POST", "/infra/", body)[1]["name"] == "second"
