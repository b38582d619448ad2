"""/calendar in the chat: a link is made, replaced and revoked by its buttons."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.support.fake_api import ADMIN, RAO, STUDENT, me
from tests.support.telegram import Chat, only

pytestmark = pytest.mark.asyncio


@pytest_asyncio.fixture
async def chat() -> AsyncIterator[Chat]:
    async with Chat() as started:
        yield started


async def test_a_link_is_made_by_a_tap_and_told_in_both_of_its_forms(chat: Chat) -> None:
    asked = only(await chat.say(STUDENT, "/calendar"))

    shown = only(await chat.tap(STUDENT, asked, "New link"), "editMessageText")

    assert list(asked.buttons) == ["🔗 New link"]
    assert "<code>webcal://api.test/calendar/secret1.ics</code>" in shown.text
    assert "<code>http://api.test/calendar/secret1.ics</code>" in shown.text


async def test_a_second_tap_makes_another_link_and_shows_the_one_that_works(chat: Chat) -> None:
    asked = only(await chat.say(RAO, "/calendar"))
    await chat.tap(RAO, asked, "New link")

    shown = only(await chat.tap(RAO, asked, "New link"), "editMessageText")

    assert chat.api.calendars[RAO, "me"] == "secret2" and "secret2" in shown.text


async def test_a_link_is_revoked_and_a_second_tap_finds_it_so(chat: Chat) -> None:
    await chat.tap(STUDENT, only(await chat.say(STUDENT, "/calendar")), "New link")
    kept = only(await chat.say(STUDENT, "/calendar"))

    for _ in range(2):
        gone = only(await chat.tap(STUDENT, kept, "Revoke"), "editMessageText")
        assert "is revoked" in gone.text and list(gone.buttons) == ["🔗 New link"]

    assert "secret" not in kept.text and chat.api.calendars == {}


async def test_who_has_no_classes_is_told_so(chat: Chat) -> None:
    chat.api.people[ADMIN] = me("Office", "admin")

    assert "no classes of your own" in only(await chat.say(ADMIN, "/calendar")).text


async def test_a_section_s_classes_are_subscribed_to_by_its_name(chat: Chat) -> None:
    asked = only(await chat.say(ADMIN, "/calendar cse3a"))
    shown = only(await chat.tap(ADMIN, asked, "New link"), "editMessageText")
    kept = only(await chat.say(ADMIN, "/calendar CSE-3-A"))

    assert "The classes of <b>CSE-3-A</b>" in asked.text and "for CSE-3-A" in shown.text
    assert "secret1" in shown.text and "have a calendar link for <b>CSE-3-A</b>" in kept.text
    await chat.tap(ADMIN, kept, "Revoke")
    assert chat.api.calendars == {}


async def test_a_section_that_may_be_one_of_several_is_chosen(chat: Chat) -> None:
    choice = only(await chat.say(STUDENT, "/calendar cse3"))
    meant = only(await chat.tap(STUDENT, choice, "CSE-3-A"), "editMessageText")
    nothing = only(await chat.say(STUDENT, "/calendar zebra")).text

    assert "The classes of <b>CSE-3-A</b>" in meant.text
    assert "No section is called “zebra”" in nothing
