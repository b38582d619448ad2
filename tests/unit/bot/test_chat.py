"""People talking to the bot: each command, each button, and all that can go wrong with them."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
import pytest_asyncio
from telegram.error import NetworkError

from bot.app import BUTTONS, COMMANDS
from bot.callback_data import Tap
from bot.views.screen import MAX_TEXT_UNITS
from tests.support.fake_api import (
    HOD,
    MEERA,
    RAO,
    STRANGER,
    STUDENT,
    Request,
    class_,
    leave,
    plan,
    problem,
    row,
)
from tests.support.telegram import Call, Chat, alert, only, refused

pytestmark = pytest.mark.asyncio
SPENT = "has been used"


@pytest_asyncio.fixture
async def chat() -> AsyncIterator[Chat]:
    async with Chat() as started:
        yield started


async def test_a_link_is_used_once_and_brings_a_greeting_and_the_menu(chat: Chat) -> None:
    calls = await chat.say(MEERA, "/start GOOD")

    assert "Welcome, <b>Dr Meera</b>" in only(calls).text
    assert "/leave" in only(calls).text
    menu = only(calls, "setMyCommands").parameters
    assert menu["scope"] == {"type": "chat", "chat_id": MEERA}
    assert "myleaves" in [c["command"] for c in menu["commands"]]


async def test_a_spent_link_is_explained_to_strangers_and_no_matter_to_its_owner(chat: Chat) -> None:
    await chat.say(MEERA, "/start GOOD")

    assert "has been used" in only(await chat.say(STRANGER, "/start GOOD")).text
    assert "Hello, <b>Dr Meera</b>" in only(await chat.say(MEERA, "/start GOOD")).text


@pytest.mark.parametrize("command", [c for c in COMMANDS if c != "start"])
async def test_a_stranger_is_told_how_to_get_a_link(chat: Chat, command: str) -> None:
    assert "personal link" in only(await chat.say(STRANGER, f"/{command}")).text


async def test_a_stranger_who_starts_or_talks_is_told_how_to_get_a_link(chat: Chat) -> None:
    assert "personal link" in only(await chat.say(STRANGER, "/start")).text
    assert "personal link" in only(await chat.say(STRANGER, "hello")).text


async def test_help_names_what_each_role_can_do(chat: Chat) -> None:
    student = only(await chat.say(STUDENT, "/help")).text
    hod = only(await chat.say(HOD, "/help")).text

    assert ("/leave" in student, "/pending" in student) == (False, False)
    assert ("/leave" in hod, "/pending" in hod) == (True, True)


async def test_days_are_asked_of_the_institutes_calendar(chat: Chat) -> None:
    chat.api.classes["2026-11-27"] = [class_()]

    assert "<b>Sunday 22 Nov</b> (today)\nNo classes." in only(await chat.say(STUDENT, "/today")).text
    assert "Monday 23 Nov" in only(await chat.say(STUDENT, "/tomorrow")).text
    assert "P3 DBMS" in only(await chat.say(STUDENT, "/day friday")).text
    assert "Week of Mon 23 Nov" in only(await chat.tap(STUDENT, "wk:2026-11-23"), "editMessageText").text
    assert "Friday 27 Nov" in only(await chat.tap(STUDENT, "dy:2026-11-27"), "editMessageText").text


async def test_a_day_without_a_date_is_a_row_of_buttons(chat: Chat) -> None:
    asked = only(await chat.say(STUDENT, "/day"))

    assert asked.data_of("Fri 27 Nov") == "dy:2026-11-27"


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("/day 31 feb", "no 31 February"),
        ("/day whenever", "as a date"),
        ("/leave 31 feb", "no 31 February"),
        ("/leave yesterday", "is past"),
        ("/leave friday P9", "There is no period 9"),
        ("/leave 10-12", "10/12, 10/12..12/12, 10:00-12:00"),
        ("/leave kal tak", "From which day?"),
        ("/whatif tomorrow or friday", "two dates"),
        ("/frobnicate", "/frobnicate"),
        ("what a day", "/help"),
    ],
)
async def test_what_cannot_be_understood_is_answered_with_what_to_do(
    chat: Chat, said: str, told: str
) -> None:
    assert told in only(await chat.say(RAO, said)).text


async def test_today_takes_one_request(chat: Chat) -> None:
    await chat.say(STUDENT, "/today")

    assert [r.path for r in chat.api.requests] == ["/me/today/"]


async def test_a_week_longer_than_a_message_comes_in_several(chat: Chat) -> None:
    chat.api.classes["2026-11-20"] = [class_(subject_name="S" * 90) for _ in range(60)]

    picture = only(await chat.say(STUDENT, "/week"), "sendPhoto")
    calls = await chat.tap(STUDENT, picture, "Text")
    said = [call for call in calls if call.method == "sendMessage"]

    assert len(said) > 1
    assert all(len(call.text) <= MAX_TEXT_UNITS for call in said)
    assert [bool(call.buttons) for call in said] == [False] * (len(said) - 1) + [True]


async def test_a_leave_in_one_line_is_previewed_then_sent_once(chat: Chat) -> None:
    preview = only(await chat.say(RAO, "/leave friday P3-P5 fever"))
    first = await chat.tap(RAO, preview, "Send")
    again = await chat.tap(RAO, preview, "Send")

    assert "Classes affected (1)" in preview.text
    assert "Dr Head will decide" in preview.text
    assert "<b>Sent</b>" in only(first, "editMessageText").text
    assert "<b>Sent</b>" in only(again, "editMessageText").text
    assert len(chat.api.posts("/facultyunavailability/")) == 1
    assert chat.api.leaves["L1"]["periods"] == [3, 4, 5]


async def test_a_send_whose_answer_got_lost_is_tapped_again_and_sent_once(chat: Chat) -> None:
    preview = only(await chat.say(RAO, "/leave friday P3"))
    chat.telegram.refuse = lambda call: NetworkError("lost") if call.method == "editMessageText" else None
    chat.api.refuse = lambda r: httpx.Response(503) if r.method == "PUT" else None
    assert "does not answer" in alert(await chat.tap(RAO, preview, "Send"))
    chat.telegram.refuse, chat.api.refuse = lambda call: None, lambda r: None

    await chat.tap(RAO, preview, "Send")

    assert list(chat.api.leaves) == ["L1"]


async def test_a_preview_that_is_no_longer_open_sends_nothing(chat: Chat) -> None:
    old = only(await chat.say(RAO, "/leave friday P3"))
    await chat.say(RAO, "/leave monday")

    for words in ("Send", "Cancel"):
        calls = await chat.tap(RAO, old, words)
        assert "out of date" in alert(calls)
        assert only(calls, "editMessageReplyMarkup")
    assert chat.api.leaves == {}


async def test_a_preview_is_cancelled_by_its_button_and_by_the_command(chat: Chat) -> None:
    preview = only(await chat.say(RAO, "/leave friday P3"))
    assert "Cancelled" in only(await chat.tap(RAO, preview, "Cancel"), "editMessageText").text
    assert "nothing to cancel" in only(await chat.say(RAO, "/cancel")).text

    preview = only(await chat.say(RAO, "/leave friday P3"))
    assert "Cancelled" in only(await chat.say(RAO, "/cancel")).text
    assert "out of date" in alert(await chat.tap(RAO, preview, "Send"))


async def tapped(chat: Chat, on: Call, words: str) -> Call:
    return only(await chat.tap(RAO, on, words), "editMessageText")


async def test_a_leave_step_by_step_edits_one_message_and_ends_in_a_preview(chat: Chat) -> None:
    screen = only(await chat.say(RAO, "/leave"))
    screen = await tapped(chat, screen, "▶")
    screen = await tapped(chat, screen, "◀")
    screen = await tapped(chat, screen, "27")
    assert "Leave from Fri 27 Nov" in screen.text
    screen = await tapped(chat, screen, "Only this day")
    screen = await tapped(chat, screen, "Some periods")
    empty = await chat.tap(RAO, screen, "Done")
    assert alert(empty) == "Tap at least one period."
    screen = await tapped(chat, screen, "P3")
    assert "✅ P3 11:00" in screen.buttons
    screen = await tapped(chat, screen, "P4")
    screen = await tapped(chat, screen, "P3")
    screen = await tapped(chat, screen, "Done")
    screen = await tapped(chat, screen, "Medical leave")
    assert "Type the <b>reason</b>" in screen.text

    calls = await chat.say(RAO, "a <bad> tooth")
    await chat.tap(RAO, only(calls), "Send")

    assert "medical leave: a &lt;bad&gt; tooth" in only(calls).text
    assert only(calls, "editMessageReplyMarkup").parameters["message_id"] == 500
    sent = chat.api.leaves["L1"]
    assert (sent["start_date"], sent["end_date"], sent["periods"]) == ("2026-11-27", "2026-11-27", [4])


@pytest.mark.parametrize(
    "said",
    [
        "/leave friday 11 to 12.30 fever",
        "/leave शुक्रवार 11 बजे से 12:30 तक fever",
        "/leave shukravar P3, P4 fever",
    ],
)
async def test_a_leave_is_read_in_any_language_and_by_the_clock(chat: Chat, said: str) -> None:
    assert "Fri 27 Nov, P3–P4\ncasual leave: fever" in only(await chat.say(RAO, said)).text


async def test_the_clock_is_that_of_the_day_asked_for(chat: Chat) -> None:
    friday = only(await chat.say(RAO, "/leave friday 9-11"))
    saturday = only(await chat.say(RAO, "/leave saturday 9-11"))

    assert "Fri 27 Nov, P1–P2" in friday.text
    assert "Sat 28 Nov, P2–P3" in saturday.text


async def test_a_leave_of_several_half_days_without_a_reason(chat: Chat) -> None:
    screen = only(await chat.say(RAO, "/leave"))
    for words in ("24", "27", "Afternoon", "Casual leave", "Skip", "Send"):
        screen = await tapped(chat, screen, words)

    sent = chat.api.leaves["L1"]
    assert (sent["start_date"], sent["end_date"], sent["half"]) == ("2026-11-24", "2026-11-27", "afternoon")


async def test_a_leave_without_a_date_asks_only_for_the_date(chat: Chat) -> None:
    screen = only(await chat.say(RAO, "/leave P3 fever"))
    screen = await tapped(chat, screen, "27")
    screen = await tapped(chat, screen, "Only this day")

    assert "Fri 27 Nov, P3\ncasual leave: fever" in screen.text


async def test_a_late_tap_in_a_step_shows_the_present_step(chat: Chat) -> None:
    calendar = only(await chat.say(RAO, "/leave"))
    span = await tapped(chat, await tapped(chat, calendar, "27"), "Only this day")

    late = await tapped(chat, calendar, "24")

    assert late.text == span.text
    assert "tap" in only(await chat.say(RAO, "I am ill")).text.lower()


async def test_what_the_preview_refuses_is_asked_again(chat: Chat) -> None:
    screen = only(await chat.say(RAO, "/leave P3"))
    key = chat.api.dialogues[RAO]["state"]["key"]
    await chat.tap(RAO, f"ld:{key}:2027-01-04")

    screen = only(await chat.tap(RAO, f"lo:{key}"), "editMessageText")

    assert "The term ends on 2026-12-31." in screen.text
    assert "first day" in screen.text


async def test_a_leave_in_one_line_that_is_refused_says_why(chat: Chat) -> None:
    chat.api.refuse = lambda r: (
        problem(409, "overlaps", "You asked for that.") if "preview" in r.path else None
    )

    assert only(await chat.say(RAO, "/leave friday")).text == "You asked for that."


async def test_students_are_not_led_through_a_leave(chat: Chat) -> None:
    assert "Only faculty" in only(await chat.say(STUDENT, "/leave")).text


async def test_a_what_if_is_one_message_that_changes_when_the_plan_is_there(chat: Chat) -> None:
    chat.api.thinks = 3

    calls = await chat.say(RAO, "/whatif friday P3-P4 fever")

    waiting, known = only(calls), only(calls, "editMessageText")
    assert "What if Fri 27 Nov, P3–P4" in waiting.text and "Looking for" in waiting.text
    assert known.parameters["message_id"] == chat.telegram.last_message
    assert "DBMS · CSE-3-A\n   <s>Dr Rao</s> → Dr Meera" in known.text
    assert "teaches the subject" in known.text and "cost 12" in known.text
    assert "Nobody was told" in known.text and "Dr Head would decide" in known.text
    assert "Dr Meera would be asked" in known.text
    assert len(chat.pauses) == 3 and sum(chat.pauses) < 4.5
    assert chat.api.leaves == {}


async def test_an_answer_that_takes_long_is_looked_at_again(chat: Chat) -> None:
    chat.api.thinks = 8
    calls = await chat.say(RAO, "/whatif friday P3")
    slow = only(calls, "editMessageText")
    assert "takes longer than usual" in slow.text
    assert 3.5 < sum(chat.pauses) < 4.5

    early = await chat.tap(RAO, slow, "Look again")
    later = await chat.tap(RAO, slow, "Look again")

    assert "Not yet" in alert(early) and only(early, "editMessageText").text == slow.text
    assert alert(later) == "" and "→ Dr Meera" in only(later, "editMessageText").text


async def test_a_what_if_is_asked_for_after_all(chat: Chat) -> None:
    answered = only(await chat.say(RAO, "/whatif friday P3-P4 fever"), "editMessageText")

    preview = await tapped(chat, answered, "Ask for this leave")
    again = await tapped(chat, answered, "Ask for this leave")
    assert chat.api.leaves == {}
    sent = await tapped(chat, preview, "Send")

    assert "Your leave, not sent yet" in preview.text and "fever" in preview.text
    assert again.buttons == preview.buttons
    assert "<b>Sent</b>" in sent.text
    assert (chat.api.leaves["L1"]["periods"], chat.api.leaves["L1"]["reason"]) == ([3, 4], "fever")


async def test_a_what_if_step_by_step_asks_why_only_when_the_leave_is_asked_for(chat: Chat) -> None:
    screen = only(await chat.say(RAO, "/whatif"))
    for words in ("27", "Only this day", "Forenoon"):
        screen = await tapped(chat, screen, words)
    waiting, known = [c for c in await chat.tap(RAO, screen, "Casual leave") if c.method == "editMessageText"]

    asked = await tapped(chat, known, "Ask for this leave")
    preview = await tapped(chat, asked, "Skip")

    assert "Looking for" in waiting.text and "What if Fri 27 Nov, forenoon" in known.text
    assert "Type the <b>reason</b>" in asked.text
    assert "Your leave, not sent yet" in preview.text


async def test_a_tap_twice_in_the_last_step_wonders_once(chat: Chat) -> None:
    screen = only(await chat.say(RAO, "/whatif"))
    for words in ("27", "Only this day", "Whole day"):
        screen = await tapped(chat, screen, words)

    await chat.tap(RAO, screen, "Casual leave")
    again = await chat.tap(RAO, screen, "Casual leave")

    assert len(chat.api.what_ifs) == 1
    assert "→ Dr Meera" in again[-2].text and again[-1].method == "answerCallbackQuery"


async def test_what_a_what_if_is_refused_for_is_asked_again(chat: Chat) -> None:
    screen = only(await chat.say(RAO, "/whatif P3"))
    key = chat.api.dialogues[RAO]["state"]["key"]
    await chat.tap(RAO, f"ld:{key}:2027-01-04")

    screen = only(await chat.tap(RAO, f"lo:{key}"), "editMessageText")

    assert "The term ends on 2026-12-31." in screen.text and "first day" in screen.text


async def test_a_what_if_is_never_sent_by_a_forged_button(chat: Chat) -> None:
    await chat.say(RAO, "/whatif friday P3")
    key = chat.api.dialogues[RAO]["state"]["key"]

    await chat.tap(RAO, f"ls:{key}")

    assert chat.api.leaves == {}


async def test_a_what_if_that_is_forgotten_is_said_in_an_alert(chat: Chat) -> None:
    assert "not there" in alert(await chat.tap(RAO, "wl:nope"))
    assert "not there" in alert(await chat.tap(RAO, "wa:nope"))


async def test_a_what_if_without_classes_is_answered_at_once(chat: Chat) -> None:
    ready = {"id": "w1", "status": "ready", "kind_name": "casual leave", "deciders": [], "substitutes": []}
    wish = {"start_date": "2026-11-27", "end_date": "2026-11-27", "periods": [7], "half": None}
    answer = ready | wish | {"plan": plan(0, [])}
    chat.api.refuse = lambda r: httpx.Response(201, json=answer) if r.path == "/whatifs/" else None

    said = only(await chat.say(RAO, "/whatif friday P7"))

    assert "No class of yours would be affected" in said.text and chat.pauses == []


def has_request(chat: Chat, *, revision: int = 1, **other: Any) -> None:
    chat.api.leaves["L1"] = leave(plan_revision=revision, **other)
    chat.api.plans["L1"] = plan(revision)


async def test_pending_lists_the_requests_and_opens_their_cards(chat: Chat) -> None:
    assert "Nothing waits" in only(await chat.say(HOD, "/pending")).text
    has_request(chat)

    listed = only(await chat.say(HOD, "/pending"))
    card = only(await chat.tap(HOD, listed, "Dr Rao"))

    assert "Dr Rao: Fri 27 Nov, P3–P5, casual leave" in listed.text
    assert "<b>Plan 1</b> · cost 12" in card.text
    assert card.data_of("Approve") == "ok:L1:1"


async def test_approving_twice_decides_once_and_both_taps_show_the_outcome(chat: Chat) -> None:
    has_request(chat)

    first = await chat.tap(HOD, "ok:L1:1")
    second = await chat.tap(HOD, "ok:L1:1")

    assert "Approved</b> by Dr Head" in only(first, "editMessageText").text
    assert only(first, "editMessageText").buttons == {}
    assert alert(first).startswith("Approved.")
    assert "approved already" in alert(second)
    assert "Approved</b> by Dr Head" in only(second, "editMessageText").text


async def test_another_plan_is_looked_at_and_then_approved(chat: Chat) -> None:
    has_request(chat)
    to_iyer = row(cost=20, after={"faculty_names": ["Dr Iyer"]})
    fairest = {"name": "fairest", "status": "optimal", "cost": 20, "bound": 20, "rows": [to_iyer]}
    chat.api.plans["L1"]["alternatives"] = [fairest]
    card = only(await chat.tap(HOD, "pc:L1"))

    other = only(await chat.tap(HOD, card, "Fairest"), "editMessageText")
    best = only(await chat.tap(HOD, other, "Cheapest"), "editMessageText")
    await chat.tap(HOD, other, "Approve")

    assert "Dr Iyer" in other.text and "Dr Meera" in best.text
    (request,) = chat.api.posts("/facultyunavailability/L1/approve/")
    assert request.body == {"plan_revision": 1, "alternative": "fairest"}


async def test_an_update_delivered_twice_is_one_decision_with_one_answer(chat: Chat) -> None:
    has_request(chat)
    tap = chat.telegram.tap_update(HOD, "ok:L1:1", message=7)

    answers = [alert(await chat.happens(tap)) for _ in range(2)]

    assert answers == ["Approved. Those concerned are being told."] * 2
    assert len({r.key for r in chat.api.posts("/facultyunavailability/L1/approve/")}) == 1


async def test_a_stale_card_approves_nothing_and_redraws_with_the_newest_plan(chat: Chat) -> None:
    has_request(chat, revision=2)

    calls = await chat.tap(HOD, "ok:L1:1")

    assert "plan has changed" in alert(calls)
    assert only(calls, "answerCallbackQuery").parameters["show_alert"] is True
    assert only(calls, "editMessageText").data_of("Approve") == "ok:L1:2"
    assert chat.api.leaves["L1"]["status"] == "pending"


async def test_a_plan_that_the_timetable_has_outrun_is_made_anew(chat: Chat) -> None:
    has_request(chat)
    stale = problem(409, "stale_plan", "The timetable moved on.", plan_revision=1)
    chat.api.refuse = lambda r: stale if r.path.endswith("/approve/") else None

    calls = await chat.tap(HOD, "ok:L1:1")

    assert "new plan is being made" in alert(calls)
    assert len(chat.api.posts("/facultyunavailability/L1/replan/")) == 1


async def test_somebody_elses_button_is_refused_in_an_alert(chat: Chat) -> None:
    has_request(chat)
    chat.api.refuse = lambda r: problem(403, "not_allowed", "No.") if r.method == "POST" else None

    calls = await chat.tap(STUDENT, "ok:L1:1")

    assert "not yours" in alert(calls)
    assert [c.method for c in calls] == ["answerCallbackQuery"]


@pytest.mark.parametrize(
    "data", ["ok:nope:1", "no:nope", "np:nope", "pc:nope", "wd:nope", "wy:nope", "rn:nope:1"]
)
async def test_a_request_that_is_not_there_is_said_in_an_alert(chat: Chat, data: str) -> None:
    chat.api.refuse = lambda r: problem(404, "not_found", "No.") if "nope" in r.path else None

    assert "not there" in alert(await chat.tap(HOD, data))


async def test_another_plan_can_be_asked_for(chat: Chat) -> None:
    has_request(chat)

    assert "new plan is being made" in alert(await chat.tap(HOD, "np:L1"))

    chat.api.leaves["L1"]["status"] = "withdrawn"
    calls = await chat.tap(HOD, "np:L1")
    assert "withdrawn already" in alert(calls)
    assert only(calls, "editMessageText").buttons == {}


async def test_reject_asks_why_and_the_next_text_is_the_reason(chat: Chat) -> None:
    has_request(chat)
    asked = only(await chat.tap(HOD, "no:L1", message=77))

    calls = await chat.say(HOD, "Exams that week")

    assert "Why do you reject" in asked.text
    assert "Rejected the leave of <b>Dr Rao</b>" in only(calls).text
    assert "“Exams that week”" in only(calls).text
    redrawn = only(calls, "editMessageText")
    assert (redrawn.parameters["message_id"], "Rejected</b> by Dr Head" in redrawn.text) == (77, True)
    assert chat.api.leaves["L1"]["decision_note"] == "Exams that week"
    assert HOD not in chat.api.dialogues


async def test_reject_takes_a_tapped_reason_once(chat: Chat) -> None:
    has_request(chat)
    asked = only(await chat.tap(HOD, "no:L1", message=77))

    await chat.tap(HOD, asked, "Examinations", message=78)
    again = await chat.tap(HOD, asked, "No reason", message=78)

    assert chat.api.leaves["L1"]["decision_note"] == "Examinations"
    assert "rejected already" in alert(again)


async def test_rejecting_can_be_thought_better_of(chat: Chat) -> None:
    has_request(chat)
    asked = only(await chat.tap(HOD, "no:L1"))

    calls = await chat.tap(HOD, asked, "Don't reject")

    assert "still open" in only(calls, "editMessageText").text
    assert "/help" in only(await chat.say(HOD, "Exams")).text
    assert chat.api.leaves["L1"]["status"] == "pending"


async def test_a_card_that_is_put_off_is_a_line_until_it_is_opened(chat: Chat) -> None:
    has_request(chat)
    card = only(await chat.tap(HOD, "ca:L1", message=77), "editMessageText")

    put_off = only(await chat.tap(HOD, card, "Later", message=77), "editMessageText")
    waiting = only(await chat.say(HOD, "/pending"))
    again = only(await chat.tap(HOD, put_off, "Show it", message=77), "editMessageText")

    assert "Put off: <b>Dr Rao</b>" in put_off.text and len(put_off.buttons) == 1
    assert "Dr Rao" in waiting.text
    assert again.text == card.text and again.buttons == card.buttons


async def test_a_card_that_somebody_else_has_decided_is_not_put_off(chat: Chat) -> None:
    has_request(chat)
    chat.api.leaves["L1"].update(status="approved", decided_by_name="The Admin")

    calls = await chat.tap(HOD, "la:L1")

    assert "approved already" in alert(calls)
    assert "Approved</b> by The Admin" in only(calls, "editMessageText").text


async def test_a_reason_for_what_somebody_else_has_decided_shows_the_outcome(chat: Chat) -> None:
    has_request(chat)
    await chat.tap(HOD, "no:L1")
    chat.api.leaves["L1"].update(status="approved", decided_by_name="The Admin")

    assert "Approved</b> by The Admin" in only(await chat.say(HOD, "Exams")).text
    assert "/help" in only(await chat.say(HOD, "Exams")).text
    assert "approved already" in alert(await chat.tap(HOD, "no:L1"))


async def test_a_leave_is_withdrawn_after_being_asked_and_only_once(chat: Chat) -> None:
    has_request(chat, is_mine=True)
    listed = only(await chat.say(RAO, "/myleaves"))
    sure = await tapped(chat, listed, "Withdraw")
    done = await tapped(chat, sure, "Yes")
    late = await chat.tap(RAO, sure, "Yes")

    assert "Withdraw your request for <b>Fri 27 Nov, P3–P5</b>" in sure.text
    assert "Withdrawn: Fri 27 Nov, P3–P5" in done.text
    assert "withdrawn already" in alert(late)
    assert only(late, "editMessageText").text == done.text
    assert "withdrawn already" in alert(await chat.tap(RAO, listed, "Withdraw"))
    assert "withdrawn" in (await tapped(chat, done, "My leave")).text


async def test_what_stands_in_the_way_of_withdrawing_is_named(chat: Chat) -> None:
    has_request(chat, status="approved")
    way = problem(409, "in_the_way", "R101 is taken on Fri 27 Nov, P3, by Maths of ME-3-A.")
    chat.api.refuse = lambda r: way if r.path.endswith("/withdraw/") else None

    sure = await tapped(chat, only(await chat.say(RAO, "/myleaves")), "Withdraw")
    refusal = await tapped(chat, sure, "Yes")

    assert "by Maths of ME-3-A" in refusal.text
    assert list(refusal.buttons.values()) == ["ml"]


async def test_my_leaves_without_any_says_how_to_ask(chat: Chat) -> None:
    assert "/leave" in only(await chat.say(RAO, "/myleaves")).text


@pytest.mark.parametrize("data", ["zz", "ok:../../me:1", "dy:2026-02-31", "ok:L1:1:1", "lk:short:cl"])
async def test_a_button_that_nobody_drew_is_answered(chat: Chat, data: str) -> None:
    assert "no longer in use" in alert(await chat.tap(RAO, data))


async def test_an_inert_button_is_answered_with_nothing(chat: Chat) -> None:
    assert alert(await chat.tap(RAO, "nn")) == ""


async def test_every_button_has_a_handler() -> None:
    assert set(BUTTONS) == set(Tap)


@pytest.mark.parametrize(
    "said", [f"/{c}" for c in COMMANDS] + ["/start GOOD", "/day fri", "/leave fri", "words"]
)
async def test_a_backend_that_is_down_is_one_sentence(chat: Chat, said: str) -> None:
    chat.api.down = True

    assert "does not answer" in only(await chat.say(RAO, said)).text


@pytest.mark.parametrize("answer", [httpx.Response(500, text="boom"), httpx.Response(200, text="<html>")])
async def test_a_backend_that_answers_nonsense_is_one_sentence(chat: Chat, answer: httpx.Response) -> None:
    chat.api.refuse = lambda r: answer

    assert "does not answer" in only(await chat.say(RAO, "/today")).text
    assert "does not answer" in alert(await chat.tap(RAO, "ok:L1:1"))


async def test_a_bug_is_logged_once_with_the_number_that_is_shown(
    chat: Chat, caplog: pytest.LogCaptureFixture
) -> None:
    chat.api.refuse = lambda r: httpx.Response(200, json={"unheard": "of"})

    text = only(await chat.say(RAO, "/today")).text

    number = text.rsplit(" ", 1)[1]
    assert "Something went wrong" in text
    assert "KeyError" not in text
    assert [number in r.getMessage() for r in caplog.records if r.name == "bot.failures"] == [True]


async def test_an_alert_too_long_for_telegram_becomes_a_message(chat: Chat) -> None:
    has_request(chat)
    long = problem(422, "too_many_writes", "Split it <so> that " + "it fits " * 40)
    chat.api.refuse = lambda r: long if r.path.endswith("/approve/") else None

    calls = await chat.tap(HOD, "ok:L1:1")

    assert "Split it &lt;so&gt;" in only(calls).text
    assert alert(calls) == ""


async def test_an_edit_that_changes_nothing_is_done(chat: Chat) -> None:
    same = refused(400, "Bad Request: message is not modified: specified new message content ...")
    chat.telegram.refuse = lambda call: same if call.method == "editMessageText" else None

    assert alert(await chat.tap(RAO, "dy:2026-11-27")) == ""


async def test_a_message_that_is_gone_is_said_anew(chat: Chat) -> None:
    gone = refused(400, "Bad Request: message to edit not found")
    chat.telegram.refuse = lambda call: gone if call.method == "editMessageText" else None

    assert "Friday 27 Nov" in only(await chat.tap(RAO, "dy:2026-11-27")).text


async def test_a_tap_too_old_to_answer_still_does_its_work(chat: Chat) -> None:
    has_request(chat)
    old = refused(400, "Bad Request: query is too old and response timeout expired or query ID is invalid")
    chat.telegram.refuse = lambda call: old if call.method == "answerCallbackQuery" else None

    calls = await chat.tap(HOD, "ok:L1:1")

    assert "Approved" in only(calls, "editMessageText").text
    assert [c.method for c in calls] == ["editMessageText", "answerCallbackQuery"]


async def test_a_short_flood_limit_is_waited_out(chat: Chat) -> None:
    limits = [refused(429, "Too Many Requests: retry after 0", retry_after=0.001)]
    chat.telegram.refuse = lambda call: limits.pop() if limits else None

    calls = await chat.say(RAO, "/today")

    assert [c.method for c in calls] == ["sendMessage"] * 2


async def test_whoever_blocked_the_bot_is_left_in_peace(chat: Chat) -> None:
    chat.telegram.refuse = lambda call: refused(403, "Forbidden: bot was blocked by the user")

    assert len(await chat.say(RAO, "/today")) == 1


async def test_a_group_is_sent_to_the_private_chat_and_its_talk_ignored(chat: Chat) -> None:
    group = chat.telegram.text_update(RAO, "/today", chat_type="group")
    talk = chat.telegram.text_update(RAO, "hello all", chat_type="group")

    assert "private chat" in only(await chat.happens(group)).text
    assert await chat.happens(talk) == []


async def test_a_sticker_is_answered(chat: Chat) -> None:
    update = chat.telegram.text_update(RAO, "x")
    del update["message"]["text"]
    update["message"]["dice"] = {"emoji": "🎲", "value": 3}

    assert "/help" in only(await chat.happens(update)).text


async def test_the_backend_is_told_who_asks_and_nothing_else(chat: Chat) -> None:
    await chat.say(STUDENT, "/today")

    asked: Request = chat.api.requests[0]
    assert (asked.person, asked.query, asked.body) == (STUDENT, {}, None)


async def test_a_card_of_very_many_classes_still_fits(chat: Chat) -> None:
    has_request(chat)
    chat.api.plans["L1"] = plan(1, [row(period=n) for n in range(99)])

    card = only(await chat.tap(HOD, "ok:L1:1"), "editMessageText")

    assert len(card.text) <= MAX_TEXT_UNITS


async def test_the_bot_speaks_the_language_of_the_persons_telegram_or_the_one_they_chose(chat: Chat) -> None:
    hindi = only(await chat.say_in("hi-IN", STUDENT, "/today")).text
    french = only(await chat.say_in("fr", STUDENT, "/today")).text
    chat.api.languages[STUDENT] = "hi"
    chosen = only(await chat.say_in("en", STUDENT, "/today")).text

    assert hindi == chosen == "<b>रविवार 22 नव॰</b> (आज)\nकोई कक्षा नहीं।"
    assert french == "<b>Sunday 22 Nov</b> (today)\nNo classes."
