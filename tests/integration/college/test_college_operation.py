"""What admins do besides importing: links for many people, and a look at how the college fares."""

import pytest

from tests.integration.conftest import TinyCollege
from tests.support.api import call


def test_a_section_is_invited_without_those_who_are_linked(college: TinyCollege) -> None:
    call("asha", "DELETE", "/me/link/")

    made = call("hod", "POST", "/invites/", {"section": "cse3a"})
    linked = call("asha", "POST", "/links/", {"code": made.body["results"][0]["code"]})

    assert [r["name"] for r in made.body["results"]] == ["Asha"] and made.body["next"] is None
    assert (linked.status, linked.body["name"]) == (200, "Asha")


def test_a_department_is_invited_page_by_page(college: TinyCollege) -> None:
    for who in ("rao", "meera"):
        call(who, "DELETE", "/me/link/")
    found: list[str] = []
    cursor, pages = None, 0
    while pages == 0 or cursor:
        page = call("admin", "POST", "/invites/", {"department": "cs", "limit": 1, "cursor": cursor}).body
        assert "results" in page, str(page)
        found += [r["name"] for r in page["results"]]
        cursor, pages = page["next"], pages + 1

    assert (sorted(found), pages) == (["Dr Meera", "Dr Rao"], 4)


def health(who: str = "admin") -> dict[str, bool]:
    return {c["name"]: c["ok"] for c in call(who, "GET", "/health/").body["checks"]}


def test_a_college_that_fares_well_says_so(college: TinyCollege) -> None:
    assert health() == dict.fromkeys(["term", "pending", "solver", "coverage", "deciders"], True)


def test_what_an_admin_has_to_see_to_is_named(college: TinyCollege, monkeypatch: pytest.MonkeyPatch) -> None:
    college.ask("rao", "2026-11-27", [3])
    version = call("admin", "GET", "/departments/cs/").body["version"]
    assert call("admin", "PATCH", "/departments/cs/", {"hod": None}, version=version).status == 200
    monkeypatch.setenv("NOW", "2026-11-27T06:00:00+00:00")

    found = {c["name"]: c for c in call("admin", "GET", "/health/").body["checks"]}

    assert found["pending"]["facts"] == {"count": 1, "hours": 96, "late": 1}
    assert [n for n, c in found.items() if not c["ok"]] == ["pending", "solver", "deciders"]
