"""/mydata and /forget in the chat: a file of everything; asking, taking back, confirming, in two steps."""

import json
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.support.fake_api import ADMIN, RAO, STUDENT
from tests.support.telegram import Chat, alert, only

pytestmark = pytest.mark.asyncio


@pytest_asyncio.fixture
async def chat() -> AsyncIterator[Chat]:
    async with Chat() as started:
        yield started


async def test_everything_kept_comes_as_one_file(chat: Chat) -> None:
    sent = only(await chat.say(STUDENT, "/mydata"), "sendDocument")

    name, content = sent.file
    data = json.loads(content)
    assert name == "my-data.json" and data["kept"]["user"]["name"] == "Asha"
    assert [act["id"] for act in data["done_by_me"]] == ["e1", "e2"]


async def test_being_forgotten_is_asked_for_in_two_steps(chat: Chat) -> None:
    explained = only(await chat.say(STUDENT, "/forget"))
    sure = only(await chat.tap(STUDENT, explained, "Ask"), "editMessageText")
    assert chat.api.to_forget == {}

    asked = only(await chat.tap(STUDENT, sure, "Yes"), "editMessageText")

    assert "pseudonym" in explained.text and "Ask to be forgotten?" in sure.text
    assert chat.api.to_forget == {"u-Asha": "Asha"} and "take it back" in asked.text


async def test_a_wish_is_taken_back_by_a_tap_and_by_a_second(chat: Chat) -> None:
    chat.api.to_forget = {"u-Asha": "Asha"}
    asked = only(await chat.say(STUDENT, "/forget"))

    for _ in range(2):
        back = only(await chat.tap(STUDENT, asked, "Take it back"), "editMessageText")

    assert chat.api.to_forget == {} and "stays as it is" in back.text


async def test_what_stands_in_the_way_is_said_in_the_language_spoken(chat: Chat) -> None:
    chat.api.in_the_way = "teaches"

    english = only(await chat.say(RAO, "/forget"))
    hindi = only(await chat.say_in("hi", RAO, "/forget"))

    assert "classes in Odd have to be handed over" in english.text
    assert "Odd की कक्षाएँ" in hindi.text


async def test_an_admin_confirms_one_who_asks_or_hears_why_not(chat: Chat) -> None:
    chat.api.to_forget = {"u-Asha": "Asha"}
    _, waiting = [c for c in await chat.say(ADMIN, "/forget") if c.method == "sendMessage"]
    one = only(await chat.tap(ADMIN, waiting, "Asha"), "editMessageText")
    chat.api.in_the_way = "heads"
    refused = alert(await chat.tap(ADMIN, one, "for good"))
    chat.api.in_the_way = None

    done = only(await chat.tap(ADMIN, one, "for good"), "editMessageText")

    assert "head Odd" in refused
    assert chat.api.to_forget == {} and done.text == "Forgotten."


async def test_an_admin_declines(chat: Chat) -> None:
    chat.api.to_forget = {"u-Asha": "Asha"}
    _, waiting = [c for c in await chat.say(ADMIN, "/forget") if c.method == "sendMessage"]
    one = only(await chat.tap(ADMIN, waiting, "Asha"), "editMessageText")

    done = only(await chat.tap(ADMIN, one, "Decline"), "editMessageText")

    assert chat.api.to_forget == {} and "nothing was erased" in done.text
