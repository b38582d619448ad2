"""The calendar that people subscribe to: true to what will happen, stable, revocable, and without reasons."""

import json
import logging
import os
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from tests.integration.conftest import TinyCollege
from tests.support import api, table
from tests.support.calendars import Subscription, in_words, is_cancelled, subscribe, told_offsets
from tests.support.tiny import FRIDAY, MONDAY

LINKS = "/me/calendarlinks/"
UPDATE = "/occupancies/scheduler-update/"
FOLLOWS_MONDAY = MONDAY + timedelta(days=19)
HELD = {"planned", "substituted", "moved_here", "merged", "added", "covering"}


def approve(college: TinyCollege, *rows: dict[str, Any], periods: tuple[int, ...] = (3,)) -> str:
    """Rao's leave on Friday, with a plan of these rows."""
    leave = college.ask("rao", FRIDAY.isoformat(), list(periods))
    revision = college.plan(leave, *({"date": FRIDAY.isoformat(), "cost": 1, **row} for row in rows))
    answer = api.call("hod", "POST", f"/facultyunavailability/{leave}/approve/", {"plan_revision": revision})
    assert answer.status == 200, answer.body
    return leave


def adjust(**item: Any) -> str:
    body = {"term": "term", "create": [{"type": "adjustment", **item}]}
    answer = api.call("scheduler", "POST", UPDATE, body)
    assert answer.status == 200, answer.body
    return str(answer.body["results"][0]["id"])


def patch(url: str, **fields: Any) -> None:
    answer = api.call("admin", "PATCH", url, fields)
    assert answer.status == 200, answer.body


# links


def test_a_link_is_shown_once_and_nothing_in_the_table_opens_the_calendar(
    college: TinyCollege, engine: str
) -> None:
    link = subscribe("asha")

    listed = api.call("asha", "GET", LINKS).body["results"]
    stored = table.client(engine).scan(TableName=os.environ["TABLE"])["Items"]
    assert [(v["id"], v["path"]) for v in listed] == [("me", None)]
    assert len(link.path) == len("/calendar/.ics") + 32
    assert link.path.split("/")[2].removesuffix(".ics") not in json.dumps(stored, default=str)
    event = api.call("admin", "GET", "/auditevents/?by=u-asha").body["results"][0]
    assert (event["action"], event["kind"], event["object"]) == ("create", "calendarlink", "u-asha/me")
    assert event["after"]["digest"] == ""


def test_a_new_link_takes_the_place_of_the_one_before(college: TinyCollege) -> None:
    first, of_section = subscribe("asha"), subscribe("asha", "cse3a")

    second = subscribe("asha")

    assert [s.get().status_code for s in (first, second, of_section)] == [404, 200, 200]
    assert [v["id"] for v in api.call("asha", "GET", LINKS).body["results"]] == ["cse3a", "me"]


def test_a_revoked_link_answers_as_one_that_never_was(college: TinyCollege) -> None:
    link = subscribe("asha")

    revoked = api.call("asha", "DELETE", f"{LINKS}me/")

    assert revoked.status == 204
    never, gone = Subscription(f"/calendar/{'x' * 32}.ics").get(), link.get()
    assert (gone.status_code, gone.content, gone.headers) == (404, never.content, never.headers)
    assert api.call("asha", "GET", LINKS).body["results"] == []
    assert api.call("asha", "DELETE", f"{LINKS}me/").status == 404


def test_the_links_of_who_is_inactive_open_nothing(college: TinyCollege) -> None:
    link = subscribe("asha")

    patch("/users/u-asha/", active=False)
    shut = link.get()
    patch("/users/u-asha/", active=True)

    assert shut.content == Subscription("/calendar/nothing.ics").get().content
    assert link.get().status_code == 200


def test_a_sections_calendar_is_for_who_may_read_the_section(college: TinyCollege) -> None:
    foreign = api.call("asha", "POST", LINKS, {"section": "math3"})
    absent = api.call("asha", "POST", LINKS, {"section": "nowhere"})
    of_hod = subscribe("hod", "cse3a")
    own = subscribe("asha", "cse3a")

    assert foreign.status == 404 and foreign == absent
    assert of_hod.text().splitlines()[5] == "NAME:CSE-3-A · Tiny College"
    patch("/students/s-asha/", course="bsc-m", section="math3", batch=None)
    assert own.get().status_code == 404


def test_who_has_no_classes_is_told_to_name_a_section(college: TinyCollege) -> None:
    answer = api.call("admin", "POST", LINKS, {})

    assert (answer.status, answer.body["field"]) == (422, "section")
    assert subscribe("admin", "cse3a").get().status_code == 200


def test_one_link_is_not_asked_without_end(college: TinyCollege) -> None:
    link = subscribe("asha")

    statuses = [link.get().status_code for _ in range(61)]

    assert statuses[-1] == 429 and set(statuses[:60]) == {200}


def test_no_log_has_the_address(college: TinyCollege, monkeypatch: pytest.MonkeyPatch) -> None:
    from functions.api.app import logger

    said: list[str] = []
    monkeypatch.setattr(logger.handlers[0], "stream", type("S", (), {"write": said.append, "flush": int}))
    logger.setLevel(logging.INFO)

    link = subscribe("asha")
    link.get()
    Subscription(link.path[:-4]).get()

    logger.setLevel(logging.CRITICAL)
    secret = link.path.split("/")[2].removesuffix(".ics")
    assert sum('"/calendar/"' in line for line in said) == 2
    assert not [line for line in said if secret in line]


# what is in it


@pytest.mark.parametrize("who", ["asha", "bala", "rao", "meera", "khan", "hod"])
@pytest.mark.parametrize("zone", ["Asia/Kolkata", "Europe/Berlin"])
def test_every_day_of_a_month_is_as_the_week_shows_it(
    who: str, zone: str, college: TinyCollege, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Through substitutions, a move, a holiday, a Saturday that follows Monday, and a change of clocks."""
    monkeypatch.setenv("NOW", "2026-10-12T06:00:00+00:00")
    patch("/institutes/inst/", zone=zone)
    college.book(("c5", "o-nets", "t11", "r2"), ("c6", "o-lab", "t21", "lab"), ("c7", "o-lab", "t22", "lab"))
    days = [date(2026, 10, 12) + timedelta(days=n) for n in range(42)]
    patch("/terms/term/", days={"2026-10-16": {"kind": "holiday", "name": "Founders' Day"},
                                "2026-10-17": {"kind": "follows", "follows": 1},
                                "2026-11-06": {"kind": "half", "until": 3}})  # fmt: skip
    adjust(occupancy="c1", date="2026-10-23", kind="cancelled")
    adjust(occupancy="c2", date="2026-10-23", kind="moved", to_date="2026-10-27", timeslot="t25", room="r2")
    adjust(occupancy="c3", date="2026-10-30", kind="substituted", faculty=["iyer"])
    adjust(occupancy="c6", date="2026-11-03", kind="substituted", faculty=["meera"])
    link = subscribe(who) if who != "hod" else subscribe("hod", "cse3a")

    events = list(link.events().values())
    shown = {on: held(events, on) for on in days}

    reader = "asha" if who == "hod" else who
    assert shown == weeks(reader, days)
    with told_offsets(link.text()) as utc:
        for event in events:
            if isinstance(event.start, datetime):
                assert utc(event.start.replace(tzinfo=None)) == event.start.astimezone(UTC)


def held(events: list[Any], on: date) -> list[tuple[int, str, str]]:
    """(period, subject, room) of what is not cancelled; the tiny college's periods begin at full hours."""
    return sorted(
        (hour - 8, str(e["SUMMARY"]).removeprefix("✱ ").split(" · ")[0], str(e["LOCATION"]))
        for e in events
        if isinstance(e.start, datetime) and e.start.date() == on and not is_cancelled(e)
        for hour in range(e.start.hour, e.end.hour + 1)
    )


def weeks(who: str, days: list[date]) -> dict[date, list[tuple[int, str, str]]]:
    found = {}
    for monday in days[::7]:
        answer = api.call(who, "GET", f"/me/week/?date={monday}")
        for day in answer.body["days"]:
            found[date.fromisoformat(day["date"])] = sorted(
                (c["period"], c["subject_name"], c["room_name"]) for c in day["classes"] if c["state"] in HELD
            )
    return found


def test_a_substitution_is_the_same_event_for_the_section_and_another_for_each_teacher(
    college: TinyCollege,
) -> None:
    section, rao, meera = subscribe("asha"), subscribe("rao"), subscribe("meera")
    known, was = "c1-20261127@inst.dayorder", section.events()["c1-20261127@inst.dayorder"]

    leave = approve(college, {"occupancy": "c1", "kind": "substituted", "faculty": ["meera"]})

    now = section.events()[known]
    assert now["SEQUENCE"] > was["SEQUENCE"] and now.start == was.start
    assert str(now["DESCRIPTION"]) == "CS301\nDr Meera\nCSE-3-A\nIn place of Dr Rao"
    assert in_words(meera.events()[known]) == ("✱ DBMS · CSE-3-A", "11:00-11:50", "R1")
    assert is_cancelled(rao.events()[known]) and rao.events()[known]["TRANSP"] == "TRANSPARENT"
    assert api.call("rao", "POST", f"/facultyunavailability/{leave}/withdraw/").status == 200
    back = section.events()[known]
    assert in_words(back) == in_words(was) and back["SEQUENCE"] > now["SEQUENCE"]
    assert known not in meera.events() and not is_cancelled(rao.events()[known])


def test_a_moved_class_keeps_its_name_and_a_cancelled_one_stays_as_cancelled(college: TinyCollege) -> None:
    link = subscribe("asha")
    before = link.events()

    moved = {"occupancy": "c1", "date": "2026-11-27", "kind": "moved"}
    adjust(**moved, to_date="2026-12-01", timeslot="t26", room="r2")
    adjust(occupancy="c3", date="2026-11-27", kind="cancelled")

    after = link.events()
    assert after.keys() == before.keys()
    event = after["c1-20261127@inst.dayorder"]
    assert in_words(event) == ("✱ DBMS", "14:00-14:50", "R2") and event.start.date() == date(2026, 12, 1)
    assert str(event["DESCRIPTION"]).endswith("Moved from Friday 2026-11-27, period 3, R1")
    gone = after["c3-20261127@inst.dayorder"]
    assert is_cancelled(gone) and in_words(gone) == ("Cancelled: Networks", "09:00-09:50", "R2")
    assert {k for k in after if after[k]["SEQUENCE"] > before[k]["SEQUENCE"]} == {
        f"c{n}-20261127@inst.dayorder" for n in (1, 2, 3)
    }


def test_periods_of_a_block_are_one_event_as_long_as_the_same_becomes_of_them(college: TinyCollege) -> None:
    college.book(("l1", "o-lab", "t21", "lab"), ("l2", "o-lab", "t22", "lab"), ("n", "o-nets", "t23", "r2"))
    link, other = subscribe("asha"), subscribe("bala")
    tuesday = FRIDAY + timedelta(days=4)

    whole = [in_words(e) for e in link.on(tuesday)]
    adjust(occupancy="l2", date=tuesday.isoformat(), kind="cancelled")
    broken = [in_words(e) for e in link.on(tuesday)]

    assert whole == [("DBMS Lab", "09:00-10:50", "Lab 1"), ("Networks", "11:00-11:50", "R2")]
    assert broken[:2] == [
        ("DBMS Lab", "09:00-09:50", "Lab 1"),
        ("Cancelled: DBMS Lab", "10:00-10:50", "Lab 1"),
    ]
    assert [e["UID"] for e in link.on(tuesday)][:2] == [f"l{n}-20261201@inst.dayorder" for n in (1, 2)]
    assert [in_words(e) for e in other.on(tuesday)] == [("Networks", "11:00-11:50", "R2")]
    titles = [in_words(e)[0] for e in subscribe("hod", "cse3a").on(tuesday)]
    assert titles == ["DBMS Lab · CSE-3-A B1", "Cancelled: DBMS Lab · CSE-3-A B1", "Networks"]


def test_holidays_are_there_and_take_nobodys_time(college: TinyCollege) -> None:
    (holiday,) = [e for e in subscribe("asha").events().values() if not isinstance(e.start, datetime)]

    assert (str(holiday["SUMMARY"]), holiday.start) == ("Founders' Day", MONDAY + timedelta(days=14))
    assert holiday["TRANSP"] == "TRANSPARENT"


def test_why_somebody_is_away_is_not_in_it(college: TinyCollege) -> None:
    links = [subscribe("rao"), subscribe("asha"), subscribe("meera"), subscribe("hod", "cse3a")]

    approve(
        college,
        {"occupancy": "c1", "kind": "substituted", "faculty": ["meera"]},
        {"occupancy": "c2", "kind": "cancelled"},
        periods=(3, 4),
    )

    for text in (link.text().lower() for link in links):
        assert not [word for word in ("fever", "medical", "leave", '"ml"') if word in text]


# as a file


def test_the_file_is_as_the_standard_says_whatever_people_are_called(college: TinyCollege) -> None:
    odd = "Sets, maps; and\\or «धन्यवाद» " + "😀" * 30 + "\\nBEGIN:VEVENT"
    patch("/subjects/nets/", name=odd)
    patch("/infra/r2/", name='Hall "A"; north, 2nd')

    link = subscribe("asha")
    answer = link.get()

    lines = answer.content.split(b"\r\n")
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert lines[-1] == b"" and b"\n" not in b"".join(lines)
    assert max(map(len, lines)) <= 75
    for line in lines:
        line.decode()  # folds are between characters
    event = link.on(FRIDAY)[0]
    assert str(event["SUMMARY"]) == odd and str(event["LOCATION"]) == 'Hall "A"; north, 2nd'
    assert b"REFRESH-INTERVAL;VALUE=DURATION:PT1H" in lines and b"X-PUBLISHED-TTL:PT1H" in lines


def test_what_has_not_changed_is_the_same_bytes_and_need_not_be_sent(
    college: TinyCollege, monkeypatch: pytest.MonkeyPatch
) -> None:
    link = subscribe("asha")

    first = link.get()
    monkeypatch.setenv("NOW", "2026-11-23T09:00:00+00:00")
    second, known = link.get(), link.get(**{"If-None-Match": f'"other", {first.headers["etag"]}'})
    adjust(occupancy="c1", date="2026-11-27", kind="cancelled")
    changed = link.get(**{"If-None-Match": first.headers["etag"]})

    assert first.content == second.content and first.headers == second.headers
    assert (known.status_code, known.content) == (304, b"")
    assert known.headers["etag"] == first.headers["etag"]
    assert changed.status_code == 200 and changed.headers["etag"] != first.headers["etag"]
    assert first.headers["cache-control"] == "private, max-age=300"
    stamps = [link.events()[f"c1-{day}@inst.dayorder"]["DTSTAMP"].dt for day in ("20261127", "20261204")]
    assert stamps == [datetime(2026, 11, 23, hour, tzinfo=UTC) for hour in (9, 6)]


def test_it_reaches_a_month_back_and_to_the_end_of_the_term(college: TinyCollege) -> None:
    days = {e.start.date() for e in subscribe("rao").events().values() if isinstance(e.start, datetime)}

    assert (min(days), max(days)) == (date(2026, 10, 30), date(2027, 1, 29))
