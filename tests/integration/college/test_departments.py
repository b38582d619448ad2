"""Who heads a department sees its day and names who acts for them; a teacher sees their load and covers."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from functions import wiring
from functions.services.notices import event_notices
from functions.services.ports import USER
from tests.integration.conftest import TinyCollege
from tests.integration.leave.test_consents import ON, accept, act, asked, fresh, planned, policy, to
from tests.support import api
from tests.support.tiny import FRIDAY
from timetable.model import UserId

ACTING = {"acting_hod": "u-iyer", "acting_from": "2026-11-23", "acting_until": "2026-11-30"}


def delegate(who: str, **body: Any) -> api.Answer:
    return api.call(who, "PUT", "/departments/cs/acting/", body)


def test_an_hod_names_who_acts_for_them_and_takes_it_back(college: TinyCollege) -> None:
    leave = college.ask("rao", ON, [3])
    assert act("iyer", leave, "reject", {"note": "no"}).status == 404

    named = delegate("hod", **ACTING)

    assert named.status == 200 and named.body["acting_hod_name"] == "Dr Iyer"
    assert (
        api.call("iyer", "GET", "/facultyunavailability/?scope=to_decide").body["results"][0]["id"] == leave
    )
    assert delegate("iyer", acting_hod=None).status == 403, "who acts names nobody else"
    assert delegate("hod").body["acting_hod"] is None
    assert act("iyer", leave, "reject", {"note": "no"}).status == 404
    events = api.call("hod", "GET", "/auditevents/?kind=department&object=cs&action=delegate").body["results"]
    assert [e["by"] for e in events] == ["u-hod", "u-hod"]


@pytest.mark.parametrize(
    ("wrong", "field", "status"),
    [
        ({"acting_hod": "u-ghost"}, "acting_hod", 400),
        ({"acting_hod": "u-hod"}, "acting_hod", 422),
        ({"acting_hod": "u-asha"}, "acting_hod", 422),
        ({"acting_from": None}, "acting_from", 400),
        ({"acting_from": "2026-11-20", "acting_until": "2026-11-22"}, "acting_until", 422),
        ({"acting_from": "2026-12-20"}, "acting_until", 422),
    ],
)
def test_nonsense_is_refused_with_the_field(
    college: TinyCollege, wrong: dict[str, Any], field: str, status: int
) -> None:
    answer = delegate("hod", **(ACTING | wrong))

    assert (answer.status, answer.body["field"]) == (status, field)


def test_whoever_acts_is_told_and_so_is_who_no_longer_does(college: TinyCollege) -> None:
    version = delegate("hod", **ACTING).body["version"]

    (told,) = event_notices.named_acting(fresh(), UserId("u-iyer"), department="cs", version=str(version))

    assert told.telegram == 103
    shown = api.call("iyer", "GET", f"/me/notices/{told.notice}/").body
    assert shown["department"]["is_me"] and shown["department"]["acting_until"] == "2026-11-30"
    marked = api.call("iyer", "PUT", f"/me/notices/{told.notice}/", {"message_id": 7, "shown": "x"})
    assert marked.status == 200
    delegate("hod")
    after = api.call("iyer", "GET", f"/me/notices/{told.notice}/").body
    assert not after["department"]["is_me"] and after["message_id"] == 7


def test_a_departments_day_says_who_is_away_and_what_becomes_of_their_classes(college: TinyCollege) -> None:
    policy(ask_substitutes="before")
    leave = planned(college)
    accept("meera", asked("meera")[0]["id"])

    def covers() -> list[tuple[str, list[str]]]:
        day = api.call("hod", "GET", f"/departments/cs/day/?date={ON}").body
        return [(a["faculty_name"], [c["cover"] for c in a["classes"]]) for a in day["away"]]

    assert covers() == [("Dr Rao", ["undecided", "undecided"])]
    act("hod", leave, "approve", {"plan_revision": 1})
    assert covers() == [("Dr Rao", ["covered", "waiting"])]
    api.call("iyer", "POST", f"/asks/{asked('iyer')[0]['id']}/decline/", {"note": "no"})
    assert covers() == [("Dr Rao", ["covered", "uncovered"])]
    assert api.call("hod", "GET", "/departments/cs/day/?date=2026-11-26").body["away"] == []
    assert api.call("meera", "GET", "/departments/cs/day/").status == 403


def test_covers_given_and_received_are_counted_and_an_exchange_is_neither(college: TinyCollege) -> None:
    leave = college.ask("rao", ON, [3, 4])
    college.plan(
        leave, to("meera", "c1", in_return={"occupancy": "c3", "date": "2026-12-04"}), to("meera", "c2")
    )
    act("hod", leave, "approve", {"plan_revision": 1})

    def load(who: str) -> dict[str, Any]:
        return dict(api.call(who, "GET", f"/me/load/?date={ON}").body)

    meera, rao = load("meera"), load("rao")
    assert {d["date"]: d["periods"] for d in meera["days"]}[ON] == 3 and meera["week"] == 3
    assert meera["term"] == {"given": 1, "received": 0, "exchanged": 1}
    assert rao["term"] == {"given": 0, "received": 1, "exchanged": 1}
    assert {d["date"]: d["periods"] for d in rao["days"]}[ON] == 0
    assert load("iyer")["term"] == {"given": 0, "received": 0, "exchanged": 0}
    later = (FRIDAY + timedelta(days=7)).isoformat()
    assert api.call("meera", "GET", f"/me/load/?date={later}").body["month"]["given"] == 0


def test_nobody_who_is_shut_out_acts(college: TinyCollege) -> None:
    records = fresh()
    (iyer,) = records.fetch(USER["u-iyer"])
    assert iyer is not None
    with records.write(wiring.now()) as write:
        write.change(USER[iyer.id], replace(iyer, active=False, version=iyer.version + 1), was=iyer.version)

    answer = delegate("hod", **ACTING)

    assert (answer.status, answer.body["field"]) == (422, "acting_hod")
