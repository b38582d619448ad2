"""A substitute, or another department's head, is asked in the chat and answers with a tap."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from bot.views import notice
from bot.views.leave import card as card_views
from tests.support.fake_api import HOD, MEERA, RAO, ask, leave, me, plan, row
from tests.support.telegram import Chat, alert, only

pytestmark = pytest.mark.asyncio


@pytest_asyncio.fixture
async def chat() -> AsyncIterator[Chat]:
    async with Chat() as started:
        started.api.people[MEERA] = me("Dr Meera", "faculty", faculty="f3")
        started.api.asks["A1"] = ask()
        yield started


async def test_pending_lists_questions_and_opens_them(chat: Chat) -> None:
    listed = only(await chat.say(MEERA, "/pending"))
    opened = only(await chat.tap(MEERA, listed, "Dr Rao is away"), "editMessageText")

    assert "Waiting for you (1)" in listed.text
    assert "Can you take these classes?" in opened.text and "DBMS" in opened.text
    assert "until Sun 22 Nov 15:30" in opened.text


async def test_yes_is_one_tap_and_a_second_one_changes_nothing(chat: Chat) -> None:
    first = only(await chat.tap(MEERA, "ay:A1"), "editMessageText")
    again = await chat.tap(MEERA, "ay:A1")

    assert "You take these classes" in first.text and first.buttons == {}
    assert "answered already" in alert(again)
    assert len(chat.api.posts("/asks/A1/accept/")) == 2


async def test_no_asks_why_and_takes_a_tapped_reason(chat: Chat) -> None:
    asked = only(await chat.tap(MEERA, "an:A1"), "editMessageText")
    told = only(await chat.tap(MEERA, asked, "Not my subject"), "editMessageText")

    assert "Why not?" in asked.text
    assert "can't take these classes" in told.text and "“Not my subject”" in told.text


async def test_no_takes_a_typed_reason_and_redraws_the_question(chat: Chat) -> None:
    await chat.tap(MEERA, "an:A1", message=77)
    told = only(await chat.say(MEERA, "I am <invited> elsewhere"), "editMessageText")

    assert told.parameters["message_id"] == 77 and "I am &lt;invited&gt; elsewhere" in told.text
    assert chat.api.dialogues.get(MEERA) is None


async def test_back_leaves_the_question_open(chat: Chat) -> None:
    asked = only(await chat.tap(MEERA, "an:A1"), "editMessageText")
    back = only(await chat.tap(MEERA, asked, "Back"), "editMessageText")

    assert list(back.buttons) == ["✅ Accept", "✖ Can't"]
    assert chat.api.dialogues.get(MEERA) is None


async def test_a_late_no_is_told_what_stands(chat: Chat) -> None:
    chat.api.asks["A1"].update(status="accepted", can_answer=False)

    late = await chat.tap(MEERA, "ab:A1:0")
    opened = only(await chat.tap(MEERA, "an:A1"), "editMessageText")

    assert "answered already" in alert(late)
    assert "You take these classes" in opened.text


async def test_what_is_no_longer_needed_says_so(chat: Chat) -> None:
    chat.api.asks["A1"].update(can_answer=False, classes=[])

    assert "no longer needed" in only(await chat.tap(MEERA, "as:A1"), "editMessageText").text


async def test_a_made_up_question_is_a_refusal_in_words(chat: Chat) -> None:
    assert "not there" in alert(await chat.tap(RAO, "ay:L9-c-x"))


async def test_a_head_is_asked_in_their_own_words(chat: Chat) -> None:
    chat.api.asks["A2"] = ask("A2", "department")

    shown = only(await chat.tap(HOD, "as:A2"), "editMessageText")

    assert "touches Mathematics" in shown.text and list(shown.buttons) == ["✅ Agree", "✖ Object"]


async def test_a_notice_that_asks_is_the_question() -> None:
    told: dict[str, Any] = {"id": "n", "kind": "ask", "leave": leave(), "plan": None, "classes": [],
                            "message_id": None, "shown": ""}  # fmt: skip

    asked = notice.notice({**told, "ask": ask()})  # type: ignore[typeddict-item]

    assert "Can you take" in asked.text


async def test_a_card_says_at_each_row_who_was_asked_and_what_they_said() -> None:
    said = [
        ask(status="declined", note="ill"),
        ask("A2", "department"),
    ]

    card = card_views.card(leave(), plan(1, [row(asks=said)]), None)  # type: ignore[arg-type]

    assert "✖ Dr Meera “ill”" in card.text and "⏳ Mathematics has not answered yet" in card.text


async def test_each_row_of_a_card_says_why_and_can_be_chosen_anew(chat: Chat) -> None:
    chat.api.leaves["L1"] = leave(plan_revision=1)
    chat.api.plans["L1"] = plan(1)

    card = only(await chat.tap(HOD, "pc:L1"))
    listed = only(await chat.tap(HOD, card, "Rows"), "editMessageText")
    why = only(await chat.tap(HOD, listed, "DBMS"), "editMessageText")
    chosen = only(await chat.tap(HOD, why, "Dr Iyer"), "editMessageText")

    assert "teaches the subject" in why.text and "Dr Iyer: 2 more (a busier day)" in why.text
    assert "🆕" in chosen.text and "Dr Iyer" in chosen.text and chosen.data_of("Approve") == "ok:L1:2"


async def test_a_row_of_a_plan_that_has_moved_on_redraws_the_card(chat: Chat) -> None:
    chat.api.leaves["L1"] = leave(plan_revision=2)
    chat.api.plans["L1"] = plan(2)

    for old in ("ro:L1:1:0", "ch:L1:1:0:0", "ro:L1:2:9", "ch:L1:2:0:7"):
        calls = await chat.tap(HOD, old)
        assert "plan has changed" in alert(calls)
        assert only(calls, "editMessageText").data_of("Approve") == "ok:L1:2"
