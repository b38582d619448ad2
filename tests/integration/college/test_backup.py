"""`./dayorder backup` takes everything; what `./dayorder restore` makes of it behaves like the original."""

from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from functions import wiring
from functions.store.institute_items import Raw, Whole
from functions.store.records import TableDirectory
from operations.__main__ import main
from tests.integration.conftest import TinyCollege
from tests.support import api
from tests.support.tiny import FRIDAY
from tests.support.verified import broken, scanned

ON = FRIDAY.isoformat()
FORGOTTEN = ("inst#answer#", "inst#event#", "inst#whatif#", "link#", "rate#")


def by_key(items: list[Raw]) -> dict[tuple[str, str], Raw]:
    """Sets have no order."""
    return {(i["pk"]["S"], i["sk"]["S"]): {n: _sorted(v) for n, v in i.items()} for i in items}


def _sorted(value: Any) -> Any:
    return {"SS": sorted(value["SS"])} if "SS" in value else value


@pytest.fixture
def lived_in(college: TinyCollege) -> str:
    """Something of everything that is kept: a request that waits for a decision comes back."""
    leave = college.ask("rao", ON, None, key="once")
    college.plan(leave, *({"occupancy": c, "date": ON, "kind": "cancelled", "cost": 1} for c in ("c1", "c2")))
    body = {
        "term": "term",
        "create": [{"type": "adjustment", "occupancy": "c3", "date": ON, "kind": "cancelled"}],
    }
    update = "/occupancies/scheduler-update/"
    made = api.call("scheduler", "POST", update, body).body["results"][0]["id"]
    gone = {"term": "term", "delete": [{"type": "adjustment", "id": made}]}
    assert api.call("scheduler", "POST", update, gone).status == 200
    for who in ("asha", "rao"):
        assert api.call(who, "POST", "/me/calendarlinks/", {"section": None}).status == 201
        assert api.call(who, "PATCH", "/me/settings/", {"digest": "20:00"}).status == 200
    api.call("admin", "POST", "/users/u-asha/invite/")
    asked = {"start_date": "2026-12-04", "end_date": "2026-12-04", "kind": "ml", "reason": "x"}
    api.call("meera", "POST", "/whatifs/", asked)
    return leave


@pytest.fixture
def copy(engine: str) -> Any:
    name = f"copy-{uuid4().hex[:8]}"
    yield name
    TableDirectory(name, engine).connection.client.delete_table(TableName=name)  # type: ignore[attr-defined]


def test_what_keys_find_is_what_a_scan_finds_but_for_what_is_soon_forgotten(
    lived_in: str, directory: TableDirectory
) -> None:
    found = list(Whole(directory, "inst").everything())

    everything = by_key(scanned(directory))
    lasting = {k: v for k, v in everything.items() if not k[0].startswith(FORGOTTEN)}
    assert by_key(found) == lasting
    assert len(found) == len(lasting)
    assert len(everything) > len(lasting)


def test_a_restored_college_behaves_like_the_original(
    lived_in: str,
    college: TinyCollege,
    directory: TableDirectory,
    tmp_path: Path,
    copy: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    file = tmp_path / "college.backup"

    assert main(["backup", str(file)]) == 0
    assert main(["restore", str(file), "--table", copy]) == 0

    assert "Everything that is promised holds there." in capsys.readouterr().out
    assert file.stat().st_mode & 0o077 == 0
    monkeypatch.setenv("TABLE", copy)
    wiring.directory.cache_clear()
    approve = f"/facultyunavailability/{lived_in}/approve/"
    approved = api.call("hod", "POST", approve, {"plan_revision": 1})
    assert approved.status == 200, approved.body
    assert college.states("asha", ON) == {1: "planned", 3: "cancelled", 4: "cancelled"}
    assert broken(wiring.directory()) == []
    original = api.call("hod", "GET", f"/facultyunavailability/{lived_in}/").body["status"]
    monkeypatch.setenv("TABLE", directory.item.Meta.table_name)
    wiring.directory.cache_clear()
    untouched = api.call("hod", "GET", f"/facultyunavailability/{lived_in}/").body["status"]
    assert (original, untouched) == ("approved", "pending")


def test_nothing_is_restored_over_a_college_or_from_half_a_file(
    college: TinyCollege,
    directory: TableDirectory,
    tmp_path: Path,
    copy: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    whole, half = tmp_path / "whole", tmp_path / "half"
    assert main(["backup", str(whole)]) == 0
    half.write_bytes(whole.read_bytes()[:-200])

    assert main(["restore", str(whole), "--table", directory.item.Meta.table_name]) == 1
    assert "already" in capsys.readouterr().err
    assert main(["restore", str(half), "--table", copy]) == 1
    assert "not all of one" in capsys.readouterr().err
    assert main(["restore", str(whole), "--table", copy]) == 0
