"""A substitute, or another department's head, is asked in the chat and answers with a tap."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from bot import card_views, notice_views
from tests.support.fake_api import HOD, MEERA, RAO, consent, leave, me, plan
from tests.support.telegram import Chat, alert, only

pytestmark = pytest.mark.asyncio


@pytest_asyncio.fixture
async def chat() -> AsyncIterator[Chat]:
    async with Chat() as started:
        started.api.people[MEERA] = me("Dr Meera", "faculty", faculty="f3")
        started.api.consents["L1-c-f3"] = consent()
        yield started


async def test_pending_lists_questions_and_opens_them(chat: Chat) -> None:
    listed = only(await chat.say(MEERA, "/pending"))
    opened = only(await chat.tap(MEERA, listed, "Dr Rao is away"), "editMessageText")

    assert "Waiting for you (1)" in listed.text
    assert "Can you take these classes?" in opened.text and "DBMS" in opened.text
    assert "until Sun 22 Nov 15:30" in opened.text


async def test_yes_is_one_tap_and_a_second_one_changes_nothing(chat: Chat) -> None:
    first = only(await chat.tap(MEERA, "cy:L1-c-f3"), "editMessageText")
    again = await chat.tap(MEERA, "cy:L1-c-f3")

    assert "You take these classes" in first.text and first.buttons == {}
    assert "answered already" in alert(again)
    assert len(chat.api.posts("/consents/L1-c-f3/accept/")) == 2


async def test_no_asks_why_and_takes_a_tapped_reason(chat: Chat) -> None:
    asked = only(await chat.tap(MEERA, "cn:L1-c-f3"), "editMessageText")
    told = only(await chat.tap(MEERA, asked, "Not my subject"), "editMessageText")

    assert "Why not?" in asked.text
    assert "can't take these classes" in told.text and "“Not my subject”" in told.text


async def test_no_takes_a_typed_reason_and_redraws_the_question(chat: Chat) -> None:
    await chat.tap(MEERA, "cn:L1-c-f3", message=77)
    told = only(await chat.say(MEERA, "I am <invited> elsewhere"), "editMessageText")

    assert told.parameters["message_id"] == 77 and "I am &lt;invited&gt; elsewhere" in told.text
    assert chat.api.dialogues.get(MEERA) is None


async def test_back_leaves_the_question_open(chat: Chat) -> None:
    asked = only(await chat.tap(MEERA, "cn:L1-c-f3"), "editMessageText")
    back = only(await chat.tap(MEERA, asked, "Back"), "editMessageText")

    assert list(back.buttons) == ["✅ Accept", "✖ Can't"]
    assert chat.api.dialogues.get(MEERA) is None


async def test_a_late_no_is_told_what_stands(chat: Chat) -> None:
    chat.api.consents["L1-c-f3"].update(status="accepted", is_open=False)

    late = await chat.tap(MEERA, "cb:L1-c-f3:0")
    opened = only(await chat.tap(MEERA, "cn:L1-c-f3"), "editMessageText")

    assert "answered already" in alert(late)
    assert "You take these classes" in opened.text


async def test_what_is_no_longer_needed_says_so(chat: Chat) -> None:
    chat.api.consents["L1-c-f3"].update(is_open=False, classes=[])

    assert "no longer needed" in only(await chat.tap(MEERA, "cs:L1-c-f3"), "editMessageText").text


async def test_a_made_up_question_is_a_refusal_in_words(chat: Chat) -> None:
    assert "not there" in alert(await chat.tap(RAO, "cy:L9-c-x"))


async def test_a_head_is_asked_in_their_own_words(chat: Chat) -> None:
    chat.api.consents["L1-h-maths"] = consent("L1-h-maths", "head")

    shown = only(await chat.tap(HOD, "cs:L1-h-maths"), "editMessageText")

    assert "touches Mathematics" in shown.text and list(shown.buttons) == ["✅ Agree", "✖ Object"]


async def test_a_notice_of_classes_to_take_is_the_question_while_it_is_one() -> None:
    told: dict[str, Any] = {"id": "n", "kind": "substituting", "leave": leave(), "plan": None, "classes": [],
            "message_id": None, "shown": ""}  # fmt: skip

    asked = notice_views.notice({**told, "consent": consent()})  # type: ignore[typeddict-item]
    only_told = notice_views.notice({**told, "consent": None})  # type: ignore[typeddict-item]

    assert "Can you take" in asked.text and "not needed" in only_told.text


async def test_a_card_says_who_was_asked_and_what_they_said() -> None:
    given = [
        {"kind": "cover", "of_name": "Dr Meera", "status": "declined", "note": "ill"},
        {"kind": "head", "of_name": "Maths", "status": "asked", "note": ""},
    ]

    card = card_views.card(leave(status="approved"), plan(1) | {"consents": given})  # type: ignore[arg-type]

    assert "✖ Dr Meera “ill”" in card.text and "⏳ Maths has not answered yet" in card.text
