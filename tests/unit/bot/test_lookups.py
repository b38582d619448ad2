"""Looking around in the chat, in groups, inline: days of others, now and next, free rooms, changes."""

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from tests.support.fake_api import RAO, STRANGER, STUDENT, class_
from tests.support.telegram import Call, Chat, alert, only

pytestmark = pytest.mark.asyncio
FRIDAY = "2026-11-27"


@pytest_asyncio.fixture
async def chat() -> AsyncIterator[Chat]:
    async with Chat() as started:
        started.api.classes[FRIDAY] = [class_()]
        yield started


def results(call: Call) -> list[dict[str, Any]]:
    said = call.parameters["results"]
    found: list[dict[str, Any]] = json.loads(said) if isinstance(said, str) else said
    return found


@pytest.mark.parametrize(
    "said",
    ["/day fri cse3a", "/day cse3a friday", "/day 27/11 CSE-3-A", "/day CSE-3-A 27 nov"],
)
async def test_a_day_of_a_section_is_asked_for_in_any_order(chat: Chat, said: str) -> None:
    shown = only(await chat.say(STUDENT, said))

    assert shown.text.startswith("👥 <b>CSE-3-A</b>\n<b>Friday 27 Nov</b>") and "P3 DBMS" in shown.text
    assert shown.data_of("Sat 28 Nov") == "do:s:s1:2026-11-28"


async def test_the_days_around_and_the_week_are_a_tap_away(chat: Chat) -> None:
    shown = only(await chat.say(STUDENT, "/day fri cse3a"))
    before = only(await chat.tap(STUDENT, shown, "Thu 26"), "editMessageText")
    week = only(await chat.tap(STUDENT, shown, "Week"), "editMessageText")

    assert "Thursday 26 Nov" in before.text
    assert "Week of Mon 23 Nov" in week.text and week.text.startswith("👥 <b>CSE-3-A</b>")


async def test_a_name_that_may_mean_several_is_a_choice(chat: Chat) -> None:
    asked = only(await chat.say(STUDENT, "/day fri cse3"))
    chosen = only(await chat.tap(STUDENT, asked, "CSE-3-B"), "editMessageText")

    assert "Which “cse3”" in asked.text
    assert list(asked.buttons.values()) == ["do:s:s1:2026-11-27", "do:s:s2:2026-11-27"]
    assert chosen.text.startswith("👥 <b>CSE-3-B</b>")


@pytest.mark.parametrize("command", ["/today", "/tomorrow", "/week", "/changes"])
async def test_a_name_that_nothing_has_is_said_to_be_unknown(chat: Chat, command: str) -> None:
    assert "called “&lt;zebra&gt;”" in only(await chat.say(STUDENT, f"{command} <zebra>")).text


async def test_today_and_tomorrow_of_somebody_else(chat: Chat) -> None:
    assert (
        "👤 <b>Dr Rao</b>\n<b>Sunday 22 Nov</b> (today)" in only(await chat.say(STUDENT, "/today rao")).text
    )
    assert "🚪 <b>R101</b>\n<b>Monday 23 Nov</b>" in only(await chat.say(STUDENT, "/tomorrow r101")).text


async def test_now_is_the_class_one_is_in_and_next_says_when_it_is(chat: Chat) -> None:
    chat.api.classes["2026-11-22"] = [class_(subject_name="Networks")]

    now = only(await chat.say(STUDENT, "/now")).text
    later = only(await chat.say(STUDENT, "/next")).text

    assert "<b>Now</b> (11:20)\n11:00 P3 Networks" in now
    assert later == now.split("\n\n")[1]
    assert later.startswith("<b>Next</b>, on Friday 27 Nov\n11:00 P3 DBMS")


async def test_changes_are_all_that_is_not_as_planned(chat: Chat) -> None:
    nothing = only(await chat.say(STUDENT, "/changes")).text
    chat.api.classes[FRIDAY] = [class_(), class_(period=4, state="cancelled")]
    one = only(await chat.say(STUDENT, "/changes")).text

    assert nothing == "Everything is as planned until Sat 5 Dec."
    assert one.count("Fri 27 Nov") == 1 and "cancelled" in one


async def test_free_rooms_are_those_of_the_present_period_unless_said_otherwise(chat: Chat) -> None:
    now = only(await chat.say(STUDENT, "/free"))
    lab = only(await chat.say(STUDENT, "/free fri p5 lab"))
    later = only(await chat.tap(STUDENT, now, "P4"), "editMessageText")

    assert "Sun 22 Nov P3 (11:00–11:50)" in now.text and "R101 (60)" in now.text
    assert "Fri 27 Nov P5" in lab.text and "Lab &lt;1&gt; (30)" in lab.text and "R101" not in lab.text
    assert "P4 (12:00" in later.text and later.data_of("Lab") == "fr:4:1:2026-11-22"


async def test_after_the_last_period_the_first_is_meant(chat: Chat) -> None:
    chat.api.clock = "23:00"

    assert "P1 (09:00" in only(await chat.say(STUDENT, "/free now")).text


async def test_unlinking_asks_first_and_then_takes_the_menu_away(chat: Chat) -> None:
    asked = only(await chat.say(STUDENT, "/unlink"))
    calls = await chat.tap(STUDENT, asked, "Yes")

    assert "Unlinked" in only(calls, "editMessageText").text
    assert only(calls, "deleteMyCommands").parameters["scope"] == {"type": "chat", "chat_id": STUDENT}
    assert "personal link" in only(await chat.say(STUDENT, "/today")).text


async def test_a_group_is_shown_what_it_names_and_nothing_of_whoever_asks(chat: Chat) -> None:
    named = only(await chat.say_in_group(STUDENT, "/day fri cse3a"))
    unnamed = [only(await chat.say_in_group(STUDENT, c)) for c in ("/today", "/week", "/day", "/tomorrow")]
    changes = only(await chat.say_in_group(STUDENT, "/changes cse3a"))

    assert named.chat == -STUDENT and "CSE-3-A" in named.text
    assert all("In a group, name a section" in u.text for u in unnamed)
    assert changes.text.startswith("Everything is as planned")


@pytest.mark.parametrize("command", ["/leave", "/pending", "/myleaves", "/now", "/unlink"])
async def test_what_is_ones_own_stays_in_the_private_chat(chat: Chat, command: str) -> None:
    assert "private chat" in only(await chat.say_in_group(RAO, command)).text


async def test_a_button_made_up_in_a_group_shows_nothing_of_whoever_taps(chat: Chat) -> None:
    update = chat.telegram.tap_update(STUDENT, "dy:2026-11-27", message=7)
    update["callback_query"]["message"]["chat"] = {"id": -5, "type": "group", "title": "Class"}

    calls = await chat.happens(update)

    assert "no longer in use" in alert(calls) and chat.api.requests == []


async def test_inline_mode_finds_days_and_free_rooms(chat: Chat) -> None:
    (section,) = results(await chat.ask_inline(STUDENT, "fri cse3a"))
    (today,) = results(await chat.ask_inline(STUDENT, "today cse3a"))
    (free,) = results(await chat.ask_inline(STUDENT, "free now lab"))

    assert (section["title"], section["description"]) == ("CSE-3-A, Fri 27 Nov", "11:00 DBMS R101")
    assert "P3 DBMS" in section["input_message_content"]["message_text"]
    assert today["title"] == "CSE-3-A, Sun 22 Nov"
    assert "Lab &lt;1&gt;" in free["input_message_content"]["message_text"]


async def test_inline_mode_answers_every_text_and_shows_a_stranger_the_way_in(chat: Chat) -> None:
    assert [results(await chat.ask_inline(STUDENT, said)) for said in ("", "zebra", "31 feb", "😀 <b>")] == [
        []
    ] * 4
    stranger = await chat.ask_inline(STRANGER, "today cse3a")

    assert results(stranger) == [] and "Link" in str(stranger.parameters["button"])


async def test_a_result_links_to_the_day_in_the_private_chat(chat: Chat) -> None:
    (section,) = results(await chat.ask_inline(STUDENT, "fri cse3a"))
    (link,) = [b["url"] for row in section["reply_markup"]["inline_keyboard"] for b in row]

    shown = only(await chat.say(RAO, f"/start {link.partition('start=')[2]}"))

    assert link.startswith("https://t.me/dayorder_bot?start=")
    assert "👥 <b>CSE-3-A</b>\n<b>Friday 27 Nov</b>" in shown.text


@pytest.mark.parametrize("payload", ["day_2026-02-31_s_s1", "day_x", "inline"])
async def test_a_link_that_is_no_day_is_a_greeting_or_a_spent_code(chat: Chat, payload: str) -> None:
    assert "Hello, <b>Asha</b>" in only(await chat.say(STUDENT, f"/start {payload}")).text
