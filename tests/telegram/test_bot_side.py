"""What the bot says, taken by Telegram: every kind of message, keyboard, picture and file of the loop."""

from typing import cast

import pytest

from tests.support.fake_api import ADMIN, HOD, RAO, STUDENT, leave, plan
from tests.support.telegram import Call, Chat, only
from tests.telegram.conftest import AnsweringTelegram

pytestmark = pytest.mark.asyncio


def refused(chat: Chat) -> list[tuple[str, str]]:
    return cast(AnsweringTelegram, chat.telegram).refused


async def tap(chat: Chat, who: int, on: Call, words: str) -> list[Call]:
    """On the last message that was sent."""
    return await chat.tap(who, on, words, message=chat.telegram.last_message)


async def test_a_leave_is_asked_for_and_taken_back(chat: Chat) -> None:
    preview = only(await chat.say(RAO, "/leave friday P3-P4 a <bad> tooth 🦷"))
    sent = only(await tap(chat, RAO, preview, "Send"), "editMessageText")
    sure = only(await tap(chat, RAO, only(await chat.say(RAO, "/myleaves")), "Withdraw"), "editMessageText")
    gone = only(await tap(chat, RAO, sure, "Yes"), "editMessageText")

    assert "Sent" in sent.text and "Withdrawn" in gone.text
    assert refused(chat) == []


async def test_a_card_is_shown_and_decided(chat: Chat) -> None:
    chat.api.leaves["L1"] = leave(plan_revision=1)
    chat.api.plans["L1"] = plan(1)

    card = only(await tap(chat, HOD, only(await chat.say(HOD, "/pending")), "Dr Rao"))
    decided = only(await tap(chat, HOD, card, "Approve"), "editMessageText")

    assert "Approved" in decided.text
    assert refused(chat) == []


async def test_days_weeks_pictures_and_files_are_taken(chat: Chat) -> None:
    await chat.say(STUDENT, "/today")
    await chat.say(STUDENT, "/day")
    picture = only(await chat.say(STUDENT, "/week"), "sendPhoto")
    await tap(chat, STUDENT, picture, "🌙")
    await tap(chat, STUDENT, picture, "PDF")

    assert refused(chat) == []


async def test_the_steps_of_a_leave_edit_one_message(chat: Chat) -> None:
    screen = only(await chat.say(RAO, "/leave"))
    sent = chat.telegram.last_message
    for words in ("27", "Only this day", "Some periods", "P3", "Done", "Medical leave", "Skip", "Cancel"):
        screen = only(await chat.tap(RAO, screen, words, message=sent), "editMessageText")

    assert refused(chat) == []
    assert chat.telegram.last_message == sent


@pytest.mark.parametrize("language", ["en", "hi"])
async def test_menus_helps_and_settings_are_taken_in_every_language(chat: Chat, language: str) -> None:
    for who in (STUDENT, RAO, HOD, ADMIN):
        await chat.say_in(language, who, "/start")
        await chat.say_in(language, who, "/help")
        await chat.say_in(language, who, "/settings")

    assert refused(chat) == []
