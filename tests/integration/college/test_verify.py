"""`./dayorder verify` names what is not as promised; `./dayorder repair-claims` makes claims true again."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from functions import wiring
from functions.store.claim_repair import mends, put_right
from functions.store.institute_items import Whole
from functions.store.records import TableDirectory
from operations import institutes
from operations.__main__ import main
from tests.integration.conftest import TinyCollege
from tests.support import api
from tests.support.tiny import FRIDAY
from tests.support.verified import broken
from timetable.errors import Moved

ON = FRIDAY.isoformat()
UPDATE = "/occupancies/scheduler-update/"
CLAIM = ("inst#claim#room#r1", "term#5#03")
Change = Callable[[dict[str, Any]], None]


@pytest.fixture
def at_work(college: TinyCollege) -> str:
    """Rao's Friday is decided: one class is Meera's, one is cancelled; and another request waits."""
    leave = college.ask("rao", ON, None)
    rows = [
        {"occupancy": "c1", "date": ON, "kind": "substituted", "faculty": ["meera"], "cost": 1},
        {"occupancy": "c2", "date": ON, "kind": "cancelled", "cost": 1},
    ]
    revision = college.plan(leave, *rows)
    url = f"/facultyunavailability/{leave}/approve/"
    assert api.call("hod", "POST", url, {"plan_revision": revision}).status == 200
    college.ask("meera", "2026-12-04", [1])
    return leave


def spoil(directory: TableDirectory, pk: str, sk: str, change: Change) -> None:
    """Past the product, as nobody should."""
    client: Any = directory.connection.client
    table = directory.item.Meta.table_name
    key = {"pk": {"S": pk}, "sk": {"S": sk}}
    item = client.get_item(TableName=table, Key=key, ConsistentRead=True).get("Item", dict(key))
    change(item)
    client.put_item(TableName=table, Item=item)


def codes(directory: TableDirectory) -> set[str]:
    return {line.split()[0] for line in broken(directory)}


def test_a_college_at_work_breaks_no_promise(
    at_work: str, college: TinyCollege, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["verify"]) == 0

    assert capsys.readouterr().out == "Everything that is promised holds.\n"


def drop(*names: str) -> Change:
    def change(item: dict[str, Any]) -> None:
        for name in names:
            del item[name]

    return change


def put(**values: Any) -> Change:
    return lambda item: item.update(values)


def in_body(**values: Any) -> Change:
    def change(item: dict[str, Any]) -> None:
        item["body"]["S"] = json.dumps(json.loads(item["body"]["S"]) | values)

    return change


@pytest.mark.parametrize(
    "change",
    [
        drop("weekly"),
        drop("weekly", "booking"),
        drop("off"),
        drop("on"),
        drop(f"came:{ON}"),
        put(on={"SS": [ON, "2026-12-04"]}),
        put(joined={"SS": [ON]}),
        put(weekly={"S": "c4"}),
    ],
    ids=["weekly", "booking", "off", "on", "note", "more", "joined", "other"],
)
def test_a_claim_that_says_what_is_not_so_is_named_and_repaired(
    change: Change, at_work: str, directory: TableDirectory, capsys: pytest.CaptureFixture[str]
) -> None:
    spoil(directory, *CLAIM, change)

    assert main(["repair-claims"]) == 1
    assert "room r1, Friday period 3" in capsys.readouterr().out
    assert codes(directory) == {"claim"}  # that was a dry run
    assert main(["repair-claims", "--apply"]) == 0

    assert broken(directory) == []
    (event,) = api.call("admin", "GET", "/auditevents/?by=token:operator").body["results"]
    assert (event["action"], event["object"]) == ("repair-claims", "room/r1/term/5/3")


def test_every_claim_is_rebuilt_from_nothing(
    at_work: str, college: TinyCollege, directory: TableDirectory
) -> None:
    client: Any = directory.connection.client
    claims = [i for i in Whole(directory, "inst").evidence() if "#claim#" in i["pk"]["S"]]
    for item in claims:
        key = {"pk": item["pk"], "sk": item["sk"]}
        client.delete_item(TableName=directory.item.Meta.table_name, Key=key)

    assert main(["repair-claims", "--apply"]) == 0

    assert broken(directory) == []
    assert api.call("rao", "POST", f"/facultyunavailability/{at_work}/withdraw/").status == 200
    assert college.states("asha", ON) == {1: "planned", 3: "planned", 4: "planned"}


def test_what_is_booked_while_claims_are_repaired_is_not_overwritten(
    college: TinyCollege, directory: TableDirectory
) -> None:
    spoil(directory, "inst#claim#room#r2", "term#2#06", put(on={"SS": [ON]}, kind={"S": "claim"}))
    (mend,), _ = mends(Whole(directory, "inst"), wiring.now())
    spoil(directory, "inst#claim#room#r2", "term#2#06", drop("on"))
    college.book(("c9", "o-calc", "t26", "r2"))

    with pytest.raises(Moved):
        put_right(
            directory,
            "inst",
            mend,
            by=institutes.caller(institutes.records(None)),
            now=wiring.now(),
        )

    assert broken(directory) == []


def test_two_classes_in_one_room_are_named_and_left_to_people(
    college: TinyCollege, directory: TableDirectory, capsys: pytest.CaptureFixture[str]
) -> None:
    spoil(directory, "inst#occupancy#term", "c4", in_body(room="r1"))

    assert main(["verify"]) == 1

    said = capsys.readouterr().out
    assert "room_twice: room r1, Friday period 3" in said and "c1" in said and "c4" in said
    assert main(["repair-claims", "--apply"]) == 1
    assert "two have it at once" in capsys.readouterr().out


def test_a_class_of_a_teacher_on_leave_is_named(at_work: str, directory: TableDirectory) -> None:
    def forget(item: dict[str, Any]) -> None:
        body = json.loads(item["body"]["S"])
        body["adjustments"] = body["adjustments"][1:]
        item["body"]["S"] = json.dumps(body)

    spoil(directory, f"inst#change#{at_work}", "change", forget)

    assert "teaches_on_leave" in codes(directory)


@pytest.mark.parametrize(
    ("pk", "sk", "change", "code"),
    [
        ("inst#leave#{leave}", "leave", in_body(status="pending"), "status"),
        ("inst#plan#{leave}", "plan", in_body(revision=7), "status"),
        ("inst#change#{leave}", "change", in_body(active=False), "status"),
        ("inst#book#rao", "book", in_body(spans=[]), "status"),
        ("inst#leave#{leave}", "leave", in_body(version=9), "audit"),
        ("inst#occupancy#term", "c1", in_body(version=9), "audit"),
        ("inst#uses#infra", "r1", put(uses={"N": "1"}), "count"),
        ("inst#uses#infra", "gone", put(uses={"N": "1"}, kind={"S": "uses"}), "count"),
        ("inst#occupancy#term", "c1", in_body(room="gone"), "reference"),
        ("inst#unique#infra", "name#r1", put(body={"S": "r2"}), "unique"),
        ("inst#infra", "r1", in_body(name="R2"), "unique"),
        ("inst#offering#of#faculty#rao", "o-nets", put(kind={"S": "pointer"}), "list"),
        ("inst#roster", "cse3a1", put(members={"SS": ["s-bala"]}), "list"),
        ("telegram#101", "account", in_body(role="admin"), "account"),
        ("inst#faculty", "rao", in_body(user="u-iyer"), "account"),
    ],
)
def test_whatever_else_is_not_as_promised_is_named(
    pk: str, sk: str, change: Change, code: str, at_work: str, directory: TableDirectory
) -> None:
    spoil(directory, pk.format(leave=at_work), sk, change)

    assert code in codes(directory)


def test_programs_read_the_breaches_as_json(
    college: TinyCollege, directory: TableDirectory, capsys: pytest.CaptureFixture[str]
) -> None:
    spoil(directory, *CLAIM, drop("weekly"))

    assert main(["verify", "--json"]) == 1

    said = json.loads(capsys.readouterr().out)
    assert said["institute"] == "inst" and said["breaches"][0]["code"] == "claim"
    assert said["breaches"][0]["remedy"].startswith("Look at it with")


def test_an_unlogged_second_decision_is_named(at_work: str, directory: TableDirectory) -> None:
    client: Any = directory.connection.client
    events = [i for i in Whole(directory, "inst").evidence() if i["pk"]["S"] == "inst#audit"]
    approval = next(i for i in events if json.loads(i["body"]["S"])["action"] == "approve")
    again = approval | {"sk": {"S": approval["sk"]["S"] + "x"}}
    client.put_item(TableName=directory.item.Meta.table_name, Item=again)

    assert codes(directory) == {"audit"}
