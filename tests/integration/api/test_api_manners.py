"""How the API behaves around its routes: wrong methods, too many requests, the contract and its page."""

import json

import pytest

from functions.api.app import handler
from tests.integration.conftest import TinyCollege
from tests.support import api
from tests.support.api import call


def raw(path: str, method: str = "GET") -> dict[str, object]:
    event = {
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": path,
        "rawQueryString": "",
        "headers": {},
        "requestContext": {"http": {"method": method, "path": path}, "stage": "$default"},
        "isBase64Encoded": False,
    }
    answer: dict[str, object] = handler(event, None)
    return answer


def test_the_contract_and_its_page_are_served_to_anybody(college: TinyCollege) -> None:
    contract, page = raw("/openapi.json"), raw("/docs")

    assert contract["statusCode"] == page["statusCode"] == 200
    assert json.loads(str(contract["body"]))["openapi"].startswith("3.1")
    assert "<title>Dayorder API</title>" in str(page["body"]) and "scheduler-update" in str(page["body"])
    assert "https://cdn" not in str(page["body"])


@pytest.mark.parametrize(
    ("method", "url"),
    [
        ("DELETE", "/institutes/inst/"),
        ("POST", "/institutes/"),
        ("PUT", "/auditevents/x/"),
        ("DELETE", "/me/"),
    ],
)
def test_a_method_that_an_address_does_not_take_is_refused(
    method: str, url: str, college: TinyCollege
) -> None:
    answer = call("admin", method, url, {})

    assert (answer.status, answer.code) == (405, "method_not_allowed")


def test_who_asks_too_often_is_told_when_to_come_back(college: TinyCollege) -> None:
    institute = call("admin", "GET", "/institutes/inst/").body
    policies = institute["policies"] | {"requests_per_minute": 10}
    assert call("admin", "PATCH", "/institutes/inst/", {"policies": policies}).status == 200

    answers = [call("asha", "GET", "/me/") for _ in range(12)]

    assert [a.status for a in answers] == [200] * 10 + [429] * 2
    assert answers[-1].code == "too_many_requests" and 0 < answers[-1].body["retry_after"] <= 60
    assert call("bala", "GET", "/me/").status == 200


def test_codes_are_not_guessed_by_trying(college: TinyCollege) -> None:
    stranger = api.token(4711)

    answers = [call(None, "POST", "/links/", {"code": f"guess{n}"}, bearer=stranger) for n in range(12)]

    assert [a.status for a in answers] == [404] * 10 + [429] * 2
