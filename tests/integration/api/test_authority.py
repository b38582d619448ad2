"""Authority is checked when the transaction happens, not only when the request was read."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from botocore.client import BaseClient

from functions import wiring
from functions.services.college import resources
from functions.services.leave import decide
from functions.services.ports import DEPARTMENT, ROOM, SECTION, Request
from functions.services.schedule import scheduler_update
from functions.services.schedule.update_context import Batch, OccupancyItem
from tests.integration.conftest import TinyCollege
from tests.support import tiny
from tests.support.api import call
from timetable.errors import Moved, NotAllowed, NotFound, Refused
from timetable.model import InfraId, InstituteId, LeaveId, OccupancyId, OfferingId, TermId, TimeSlotId

Deed = Callable[[TinyCollege, str], object]


def _approve(college: TinyCollege, leave: str) -> object:
    return decide.approve(Request(college.records, college.caller("hod"), wiring.now()), LeaveId(leave), 0)


def _reject(college: TinyCollege, leave: str) -> object:
    return decide.reject(Request(college.records, college.caller("hod"), wiring.now()), LeaveId(leave), "no")


def _rename(college: TinyCollege, leave: str) -> object:
    by = college.caller("hod")
    return resources.change(
        Request(college.records, by, wiring.now()),
        SECTION["cse3a"],
        lambda s: replace(s, strength=41),
        version=None,
    )


def _book(college: TinyCollege, leave: str) -> object:
    item = OccupancyItem(OccupancyId("new"), OfferingId("o-nets"), InfraId("r2"), TimeSlotId("t21"))
    batch = Batch(TermId("term"), create=(item,))
    return scheduler_update.update(Request(college.records, college.caller("hod"), wiring.now()), batch)


DEEDS = {"approve": _approve, "reject": _reject, "change an object": _rename, "book": _book}
LOST = {
    "shut out": ("/users/u-hod/", {"active": False}),
    "another role": ("/users/u-hod/", {"role": "faculty"}),
    "another head": ("/departments/cs/", {"hod": "u-meera"}),
}


@pytest.mark.parametrize("lost", LOST)
@pytest.mark.parametrize("deed", DEEDS)
def test_a_right_that_is_lost_in_between_is_no_right(deed: str, lost: str, college: TinyCollege) -> None:
    leave = college.ask("rao", "2026-11-27", [3])
    college = TinyCollege(wiring.directory().records(InstituteId("inst")))
    college.records.reference.all(DEPARTMENT)  # what the request has read by now
    assert call("admin", "PATCH", *LOST[lost]).status == 200

    with pytest.raises((NotAllowed, NotFound, Moved, Refused)):
        DEEDS[deed](college, leave)

    assert call("admin", "GET", f"/facultyunavailability/{leave}/").body["status"] == "pending"
    assert call("admin", "GET", "/sections/cse3a/").body["strength"] == 40
    assert call("admin", "GET", "/occupancies/new/").status == 404


def test_who_acts_for_the_head_does_so_between_two_dates_and_on_record(college: TinyCollege) -> None:
    leave = college.ask("rao", "2026-11-27", [3])
    url = f"/facultyunavailability/{leave}/"
    acting = {"acting_hod": "u-iyer", "acting_from": "2026-11-23", "acting_until": "2026-11-23"}

    before = call("iyer", "POST", f"{url}reject/", {"note": "no"})
    assert (
        call(
            "admin",
            "PATCH",
            "/departments/cs/",
            acting | {"acting_from": "2026-11-22", "acting_until": "2026-11-22"},
        ).status
        == 200
    )
    past = call("iyer", "POST", f"{url}reject/", {"note": "no"})
    assert call("admin", "PATCH", "/departments/cs/", acting).status == 200
    during = call("iyer", "POST", f"{url}reject/", {"note": "no"})

    assert (before.status, past.status, during.status) == (404, 404, 200)
    (event,) = call("admin", "GET", f"/auditevents/?kind=leave&object={leave}&action=reject").body["results"]
    assert (event["by"], event["as_role"]) == ("u-iyer", "acting_hod")


def test_a_revoked_token_writes_nothing_more(college: TinyCollege) -> None:
    by = college.caller("scheduler")
    assert call("admin", "DELETE", "/servicetokens/scheduler/").status == 204
    item = OccupancyItem(OccupancyId("new"), OfferingId("o-nets"), InfraId("r2"), TimeSlotId("t21"))

    with pytest.raises(Refused, match="revoked"):
        scheduler_update.update(
            Request(college.records, by, wiring.now()), Batch(TermId("term"), create=(item,))
        )


def test_codes_are_handed_out_by_those_who_may_write_the_person(college: TinyCollege) -> None:
    assert call("hod", "POST", "/users/u-meera/invite/").status == 201
    assert call("hod", "POST", "/users/u-khan/invite/").status == 404
    assert call("hod", "POST", "/users/u-hod/invite/").status == 403
    assert call("rao", "POST", "/users/u-rao/invite/").status == 403
    assert call("admin", "POST", "/users/u-hod/invite/").status == 201


def test_what_moved_in_between_is_checked_anew_and_done(
    college: TinyCollege, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another process renames something in the moment between reading and writing."""
    client: Any = BaseClient
    real = client._make_api_call
    meddled: list[str] = []

    def meddle(self: BaseClient, operation: str, arguments: dict[str, Any]) -> Any:
        if operation == "TransactWriteItems" and not meddled:
            meddled.append(operation)
            college.records.renewed()
            with wiring.directory().records(InstituteId("inst")).write(wiring.now()) as write:
                room = next(r for r in tiny.college().rooms if r.id == "r2")
                write.change(ROOM["r2"], replace(room, version=2), was=1)
        return real(self, operation, arguments)

    monkeypatch.setattr(client, "_make_api_call", meddle)
    answer = call("admin", "POST", "/infra/", {"name": "New", "kind": "lab", "capacity": 3})

    assert meddled and answer.status == 201, answer.body
    assert call("admin", "GET", f"/infra/{answer.body['id']}/").status == 200
