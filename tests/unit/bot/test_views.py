"""What people see: every state of a class, every kind of notice, and nothing that Telegram would refuse."""

import ast
import re
from pathlib import Path
from typing import Any, cast

import pytest
from telegram import InlineKeyboardMarkup

from bot.api_client import ApiRefusal
from bot.callback_data import MAX_BYTES, BadButton, Tap, decode, encode
from bot.contract.schemas import ClassOut, DayOut, LeaveOut, MeOut, MonthOut, NoticeOut, PlanOut
from bot.failures import refusal_words
from bot.texts import FALLBACK, has, plain, set_language, t
from bot.views import day
from bot.views import notice as notice_views
from bot.views import screen as views
from bot.views.leave import card, request
from tests.support import fake_api
from tests.support.catalogues import keys

RAO = cast(MeOut, fake_api.me("Dr Rao", "faculty", faculty="f1"))


def line(**other: Any) -> str:
    return day.class_line(cast(ClassOut, fake_api.class_(**other)))


def shown_card(leave: dict[str, Any], plan: dict[str, Any] | None) -> views.Screen:
    return card.card(cast(LeaveOut, leave), cast(PlanOut | None, plan))


def notice(kind: str, **other: Any) -> str:
    value: dict[str, Any] = {
        "id": "n",
        "kind": kind,
        "leave": None,
        "plan": None,
        "classes": [],
        "message_id": None,
        "shown": "",
    }
    return notice_views.notice(cast(NoticeOut, value | other)).text


def labels(keyboard: InlineKeyboardMarkup | None) -> list[str]:
    return [b.text for row in (keyboard.inline_keyboard if keyboard else ()) for b in row]


MEERA = {"faculty_names": ["Dr Meera"]}
WAS = {"faculty_names": ["Dr Rao"], "room_name": "R7", "date": "2026-11-27", "period": 2}


@pytest.mark.parametrize(
    ("state", "told"),
    [
        ({}, "11:00 P3 DBMS · Dr Rao · R101 · CSE-3-A"),
        ({"state": "cancelled"}, "11:00 P3 <s>DBMS · Dr Rao · R101 · CSE-3-A</s> ✖ cancelled"),
        (
            {"state": "cancelled", "now": MEERA},
            "11:00 P3 <s>DBMS · Dr Rao · R101 · CSE-3-A</s> → Dr Meera takes it",
        ),
        (
            {"state": "substituted", "was": WAS, **MEERA},
            "11:00 P3 <s>DBMS Dr Rao</s> → DBMS Dr Meera · R101 · CSE-3-A ✱",
        ),
        (
            {"state": "moved_here", "was": WAS},
            "11:00 P3 DBMS · Dr Rao · R101 · CSE-3-A ✱ moved here from Fri 27 Nov P2 R7",
        ),
        (
            {"state": "moved_away", "now": {"date": "2026-11-30", "period": 2, "room_name": "R9"}},
            "11:00 P3 <s>DBMS · Dr Rao · R101 · CSE-3-A</s> ↪ moved to Mon 30 Nov P2 R9",
        ),
        (
            {"state": "on_leave", "now": MEERA},
            "11:00 P3 <s>DBMS · Dr Rao · R101 · CSE-3-A</s> → Dr Meera takes it, you are on leave",
        ),
        (
            {"state": "on_leave"},
            "11:00 P3 <s>DBMS · Dr Rao · R101 · CSE-3-A</s> ✖ you are on leave: cancelled",
        ),
        (
            {"state": "covering", "was": WAS, **MEERA},
            "11:00 P3 DBMS · Dr Meera · R101 · CSE-3-A ✱ you take it for Dr Rao",
        ),
        ({"state": "added"}, "11:00 P3 DBMS · Dr Rao · R101 · CSE-3-A ✱ extra class"),
        (
            {"state": "merged", "was": WAS},
            "11:00 P3 DBMS · Dr Rao · R101 · CSE-3-A ✱ held together with another class (was Dr Rao)",
        ),
        (
            {"state": "merged", "was": WAS, "held_with": {"section_names": ["CSE-3-B"]}, **MEERA},
            "11:00 P3 DBMS · Dr Meera · R101 · CSE-3-A ✱ held together with CSE-3-B (was Dr Rao)",
        ),
        (
            {"held_with": {"section_names": ["CSE-3-B"]}},
            "11:00 P3 DBMS · Dr Rao · R101 · CSE-3-A ✱ together with CSE-3-B",
        ),
        ({"state": "of another age"}, "11:00 P3 DBMS · Dr Rao · R101 · CSE-3-A ✱"),
    ],
)
def test_a_class_shows_what_really_happens(state: dict[str, Any], told: str) -> None:
    assert line(**state) == told


def beside(name: str, **other: Any) -> dict[str, Any]:
    on = "2026-11-27"
    span = {"leave": "L2", "faculty_name": name, "start_date": on, "end_date": on, "periods": None}
    return span | {"half": None, "grantable": None, "why": None} | other


def clash(code: str, *people: str) -> dict[str, Any]:
    classes = [
        {"leave": "L1", "faculty_name": "Dr Rao", "date": d, "period": p, "start": "11:00"}
        for d, p in (("2026-11-27", 4), ("2026-11-27", 3), ("2026-11-30", 1))
    ]
    return {"code": code, "people": list(people), "classes": classes}


def test_a_card_tells_of_others_who_ask_and_of_who_is_away() -> None:
    others = [
        beside("Dr Meera", grantable=True),
        beside("Dr Khan", grantable=False, why=clash("same_people", "Dr <Kumar>")),
        beside("Dr Iyer", periods=[3]),
    ]
    away = [beside("Dr Nair", end_date="2026-11-28")]
    value = fake_api.plan(1) | {"together": others, "away": away}

    pending = shown_card(fake_api.leave(plan_revision=1), value).text
    decided = shown_card(fake_api.leave(status="approved"), value).text

    assert "• Dr Meera, Fri 27 Nov: ✅ both can be granted" in pending
    assert (
        "• Dr Khan, Fri 27 Nov: ⚠️ not both; only Dr &lt;Kumar&gt; could take Fri 27 Nov P3–P4; Mon 30 Nov P1"
        in pending
    )
    assert "• Dr Iyer, Fri 27 Nov, P3\n<b>Away then</b>\n• Dr Nair, Fri 27 Nov – Sat 28 Nov" in pending
    assert pending.index("Away then") < pending.index("Plan 1")
    assert "Dr Meera, Fri" not in decided and "Away then" not in decided


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("each_other", "only they themselves could take Fri 27 Nov P3–P4; Mon 30 Nov P1"),
        ("same_place", "they can't all move"),
        ("same_class", "taught by both"),
        ("alone", "nobody could hold Fri 27 Nov P3–P4; Mon 30 Nov P1 of Dr Rao anyway"),
        ("a_new_one", "not both; a new one"),
    ],
)
def test_what_stands_between_two_requests_is_said_in_words(code: str, told: str) -> None:
    value = fake_api.plan(1) | {"together": [beside("Dr Khan", grantable=False, why=clash(code))]}

    assert told in shown_card(fake_api.leave(plan_revision=1), value).text


def test_what_people_wrote_is_never_markup() -> None:
    assert "<b>&lt;i&gt; &amp; co</b>" in shown_card(fake_api.leave(faculty_name="<i> & co"), None).text
    assert line(subject_name="C < D").startswith("11:00 P3 C &lt; D")


def test_a_day_says_what_it_is_and_that_it_is_empty() -> None:
    free = day.day(cast(DayOut, fake_api.day("2026-11-22")))
    holiday = day.day(cast(DayOut, fake_api.day("2026-11-25", special=("holiday", "Guru Parv"))))
    sunday = day.day(cast(DayOut, fake_api.day("2026-11-29", special=("no_classes", ""))))
    other = day.day(cast(DayOut, fake_api.day("2026-11-28", fake_api.class_(), special=("follows", "1"))))

    assert free.text == "<b>Sunday 22 Nov</b> (today)\nNo classes."
    assert sunday.text == "<b>Sunday 29 Nov</b>\nNo classes."
    assert holiday.text == "<b>Wednesday 25 Nov</b>\n<i>holiday: Guru Parv</i>\nNo classes."
    assert other.text.startswith("<b>Saturday 28 Nov</b>\n<i>follows Monday</i>\n11:00 P3 DBMS")


def test_the_calendar_offers_only_days_that_can_be_taken() -> None:
    days = [
        {
            "date": f"2026-11-{n:02}",
            "working": n not in (22, 25, 29),
            "special": {"code": "holiday", "about": "Guru Parv"} if n == 25 else None,
        }
        for n in range(1, 31)
    ]
    month = cast(MonthOut, {"month": "2026-11", "days": days})

    screen = request.pick_date(month, key="abcd1234", me=RAO, since=None)

    assert screen.keyboard is not None
    rows = screen.keyboard.inline_keyboard
    real = [b.text for row in rows for b in row if str(b.callback_data).startswith(Tap.LEAVE_DATE)]
    assert real == ["23", "24", "26", "27", "28", "30"]
    assert [b.text for b in rows[0]] == [" ", "November 2026", "▶"]
    assert {len(row) for row in rows[1:-1]} == {7}
    assert "✖ holiday: Guru Parv 25" in screen.text


def test_a_card_without_a_plan_looks_for_cover_and_can_be_decided_already() -> None:
    uncovered = fake_api.row(kind="cancelled", after=None, cost=100, reasons=[{"code": "not_planned_yet"}])

    screen = shown_card(fake_api.leave(), fake_api.plan(0, [uncovered]))

    assert "Looking for cover" in screen.text
    assert "✖ cancelled · cost 100 (no cover looked for yet)" in screen.text
    assert labels(screen.keyboard) == ["✅ Approve", "❌ Reject", "🔄 New plan", "⏸ Later"]


def test_a_card_tells_who_when_why_and_the_plan_row_by_row_with_its_cost() -> None:
    moved = fake_api.row(
        kind="moved",
        period=4,
        cost=32,
        after={"date": "2026-11-30", "period": 2, "start": "10:00", "room_name": "R9"},
        reasons=[{"code": "moved_no_substitute"}],
    )

    screen = shown_card(fake_api.leave(plan_revision=2), fake_api.plan(2, [fake_api.row(), moved]))

    assert screen.text == (
        "<b>Leave request</b> · Physics\n<b>Dr Rao</b>\nFri 27 Nov, P3–P5\ncasual leave: fever\n\n"
        "<b>Plan 2</b> · cost 44 (the best there is)\n"
        "• Fri 27 Nov 11:00 P3 DBMS · CSE-3-A\n"
        "   <s>Dr Rao</s> → Dr Meera · cost 12 (teaches the subject, free then)\n"
        "• Fri 27 Nov 11:00 P4 DBMS · CSE-3-A\n"
        "   moved to Mon 30 Nov 10:00 P2 · R9 · cost 32 (nobody could take it then)"
    )
    assert screen.keyboard is not None
    assert screen.keyboard.inline_keyboard[0][0].callback_data == "ok:L1:2"


@pytest.mark.parametrize("status", ["approved", "rejected", "withdrawn", "expired"])
def test_a_card_that_is_decided_shows_the_outcome_and_no_buttons(status: str) -> None:
    screen = shown_card(fake_api.leave(status=status, decided_by_name="Dr Head"), fake_api.plan(1))

    assert re.search(status, screen.text, re.IGNORECASE)
    assert screen.keyboard is None


def test_whoever_may_not_decide_sees_no_buttons_and_no_reason() -> None:
    leave = fake_api.leave(can_decide=False, kind=None, kind_name=None, reason=None)

    screen = shown_card(leave, fake_api.plan(1))

    assert screen.keyboard is None
    assert not re.search("fever|casual|None", screen.text)


def test_a_card_too_long_for_telegram_is_cut_between_lines_and_says_so() -> None:
    rows = [fake_api.row(period=n) for n in range(1, 99)]

    text = views.fitted(shown_card(fake_api.leave(), fake_api.plan(1, rows)).text)

    assert views.length(text) <= views.MAX_TEXT_UNITS
    assert re.search(r"… and \d+ more lines$", text)
    assert text.count("<s>") == text.count("</s>")


def test_a_long_week_becomes_several_messages_with_nothing_lost() -> None:
    text = "\n".join(f"<b>{n}</b> 🎓 a class" for n in range(900)) + "\n<b>" + "x" * 9000 + "</b>"

    parts = views.pages(text)

    assert all(views.length(part) <= views.MAX_TEXT_UNITS for part in parts)
    assert "\n".join(parts).count("a class") == 900
    assert all(part.count("<b>") == part.count("</b>") for part in parts)


def test_notices_speak_to_each_in_their_own_words() -> None:
    row = fake_api.row()
    approved = fake_api.leave(status="approved", decided_by_name="Dr Head")
    rejected = fake_api.leave(status="rejected", decided_by_name="Dr Head", decision_note="exams < all")

    assert "approved by Dr Head" in notice("decided", leave=approved, classes=[row])
    assert "→ Dr Meera" in notice("decided", leave=approved, classes=[row])
    assert "rejected by Dr Head.\n“exams &lt; all”" in notice("decided", leave=rejected)
    assert "You take classes" in notice("substituting", classes=[row])
    assert "not needed" in notice("substituting")
    assert "Your timetable changes" in notice("changes", leave=approved, classes=[row])
    assert "as planned again" in notice("changes")
    back = notice("changes", restored=["2026-11-27", "2026-11-30"])
    assert back.startswith("🔔 <b>Fri 27 Nov, Mon 30 Nov</b>: your timetable is as planned again")
    assert "Leave of <b>Dr Rao</b> (Physics)" in notice("told_hod", leave=approved, classes=[row])
    assert "as planned again" in notice("told_hod", leave=approved)
    assert notice("of another age")
    assert not re.search("fever|cost|teaches", notice("changes", leave=approved, classes=[row]))


def test_own_leaves_offer_withdrawing_only_what_can_be() -> None:
    leaves = [
        fake_api.leave("A"),
        fake_api.leave("B", status="approved"),
        fake_api.leave("C", status="approved", start_date="2026-11-02", end_date="2026-11-02"),
        fake_api.leave("D", status="rejected", decision_note="exams"),
    ]

    screen = request.mine(cast(list[LeaveOut], leaves), today=fake_api.TODAY)

    assert screen.keyboard is not None
    assert [row[0].callback_data for row in screen.keyboard.inline_keyboard] == ["wd:A", "wd:B"]
    assert "rejected, “exams”" in screen.text


@pytest.mark.parametrize(
    "data", [None, "", "zz", "ok:L1", "ok:L1:x", "ok:L1:1:2", "ok:L 1:1", "dy:2026-02-31"]
)
def test_made_up_callback_data_is_no_button(data: str | None) -> None:
    with pytest.raises(BadButton):
        decode(data)


def test_every_button_fits_and_comes_back_as_it_went() -> None:
    data = encode(Tap.APPROVE, "x" * 40, 999999)

    assert len(data.encode()) <= MAX_BYTES
    assert decode(data) == (Tap.APPROVE, ("x" * 40, "999999"))
    with pytest.raises(BadButton):
        encode(Tap.APPROVE, "x" * 41, 1)


CODES = [
    "malformed",
    "not_authenticated",
    "not_linked",
    "not_allowed",
    "not_found",
    "link_spent",
    "already_linked",
    "already_decided",
    "stale_plan",
    "overlaps",
    "taken",
    "in_the_way",
    "key_reused",
    "busy",
    "stale_version",
    "rule_broken",
    "too_many_writes",
    "infeasible",
    "too_many_requests",
]


def test_every_code_of_the_contract_has_words() -> None:
    assert all(has(f"refusal.{code}") for code in CODES)
    assert refusal_words(ApiRefusal("brand_new", "Wait for it.")) == "That can't be done. Wait for it."


def test_every_rule_that_can_be_broken_has_words_made_of_its_own_facts() -> None:
    told: dict[str, set[str]] = {}
    for folder in ("timetable", "functions"):
        for source in Path(folder).rglob("*.py"):
            for call in ast.walk(ast.parse(source.read_text())):
                given = {k.arg: k.value for k in call.keywords} if isinstance(call, ast.Call) else {}
                if isinstance(rule := given.get("rule"), ast.Constant):
                    told[f"rule.{rule.value!s}"] = {str(name) for name in given}

    assert {*told} == {k for k in keys(FALLBACK) if k.startswith("rule.")}
    for key, facts in told.items():
        assert plain(key, **dict.fromkeys(facts, "?")), key


def test_a_broken_rule_is_told_in_the_language_spoken() -> None:
    facts = {"rule": "quota_spent", "name": "casual leave", "left": 1.5, "wanted": 2.0, "last": "2026-12-31"}
    refusal = ApiRefusal("rule_broken", "This takes 2 days of casual leave, ...", "kind", facts=facts)
    unknown = ApiRefusal("rule_broken", "Not on Mondays.", "kind", facts={"rule": "mondays"})
    partial = ApiRefusal("rule_broken", "Too little left.", "kind", facts={"rule": "quota_spent"})

    assert "takes 2 days, and 1.5 are left until Thu 31 Dec." in refusal_words(refusal)
    assert (refusal_words(unknown), refusal_words(partial)) == ("Not on Mondays.", "Too little left.")
    set_language("hi")
    assert "इसमें 2 दिन लगेंगे, और गुरु 31 दिस॰ तक 1.5 बचे हैं।" in refusal_words(refusal)
    set_language("en")


def test_the_catalogue_has_every_key_that_is_used_and_no_other() -> None:
    source = "\n".join(p.read_text() for p in Path("bot").rglob("*.py"))
    known = keys(FALLBACK)
    literal = set(re.findall(r"""["']([a-z_]+\.[a-z_0-9.]+)["']""", source))
    patterns = [
        re.sub(r"\\{.*?\\}", "[a-z_0-9]+", re.escape(k)) for k in re.findall(r'f"([a-z_]+\.[^"]+)"', source)
    ]

    unused = [
        k for k in known if k not in literal | {"nobody"} and not any(re.fullmatch(p, k) for p in patterns)
    ]

    assert unused == []
    assert {k for k in literal if k.split(".")[0] in {w.split(".")[0] for w in known}} <= known


def test_words_are_escaped_in_messages_and_plain_on_buttons() -> None:
    assert t("day.note", note="<x>") == "<i>&lt;x&gt;</i>"
    assert plain("day.next", day="<x>") == "<x> ▶"


def instead(kind: str, extra: int, why_not: str, after: dict[str, Any] | None) -> dict[str, Any]:
    return {
        "kind": kind,
        "extra": extra,
        "why_not": why_not,
        "after": after and fake_api.place(fake_api.class_(), **after),
        "whole_run": False,
    }


def test_a_card_says_who_was_next_best_and_why_it_is_not_them() -> None:
    iyer = instead("substituted", 6, "busier_day", {"faculty_names": ["Dr Iyer"], "period": 3})
    later = instead("moved", 20, "moved", {"date": "2026-11-30", "period": 2, "faculty_names": ["Dr Rao"]})
    nobody = instead("cancelled", 88, "nobody_teaches", None)

    def told(*runners_up: dict[str, Any], times: int = 1) -> str:
        rows = [fake_api.row(runners_up=list(runners_up))] * times
        return shown_card(fake_api.leave(), fake_api.plan(1, rows)).text

    assert told(iyer, nobody).endswith("\n   <i>or Dr Iyer, 6 more: a busier day</i>")
    assert told(nobody, later).endswith("\n   <i>or on Mon 30 Nov P2, 20 more: it would move</i>")
    assert "more:" not in told(nobody) and "more:" not in told(iyer, times=9)
    assert "something new" in told({**iyer, "why_not": "something_new"})


def with_alternative() -> dict[str, Any]:
    to_iyer = fake_api.row(cost=20, after={"faculty_names": ["Dr Iyer"]}, reasons=[])
    fairest = {"name": "fairest", "status": "optimal", "cost": 20, "bound": 20, "rows": [to_iyer]}
    return fake_api.plan(1) | {"alternatives": [fairest]}


def test_a_card_offers_the_other_plans_and_approves_the_one_that_it_shows() -> None:
    best = shown_card(fake_api.leave(), with_alternative())
    other = card.card(cast(LeaveOut, fake_api.leave()), cast(PlanOut, with_alternative()), "fairest")

    own = ["✏️ Rows, and why", "🔄 New plan", "⏸ Later"]
    assert labels(best.keyboard) == ["✅ Approve", "❌ Reject", "Fairest (20)", *own]
    assert labels(other.keyboard) == ["✅ Approve", "❌ Reject", "Cheapest (12)", "🔄 New plan", "⏸ Later"]
    assert "<b>Plan 1</b>, fairest · cost 20" in other.text and "Dr Iyer" in other.text
    assert other.keyboard is not None
    assert other.keyboard.inline_keyboard[0][0].callback_data == "oa:L1:1:f"


def test_a_decided_card_shows_the_plan_that_was_committed() -> None:
    leave = cast(LeaveOut, fake_api.leave(status="approved", decided_by_name="Dr Head"))

    shown = card.card(leave, cast(PlanOut, with_alternative()), "fairest")

    assert "Dr Meera" in shown.text and shown.keyboard is None


@pytest.mark.parametrize("name", [name for name in card.PLANS.values() if name])
def test_every_plan_that_can_be_chosen_has_a_name(name: str) -> None:
    assert has(f"alternative.{name}") and has(f"button.plan_{name}")


def test_a_card_says_what_is_taken_in_exchange() -> None:
    given = {"subject_name": "Networks", "date": "2026-11-30", "period": 1}

    text = shown_card(fake_api.leave(), fake_api.plan(1, [fake_api.row(in_return=given)])).text

    assert "<s>Dr Rao</s> → Dr Meera, for Networks on Mon 30 Nov P1 · cost 12" in text
