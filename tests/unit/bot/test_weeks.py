"""People looking at their week: the picture, what its buttons make of it, and what Telegram may refuse."""

from collections.abc import AsyncIterator
from io import BytesIO

import pytest
import pytest_asyncio
from PIL import Image

from tests.support.fake_api import STRANGER, STUDENT, class_
from tests.support.telegram import Call, Chat, alert, only, refused

pytestmark = pytest.mark.asyncio
FRIDAY = "2026-11-20"


@pytest_asyncio.fixture
async def chat() -> AsyncIterator[Chat]:
    async with Chat() as started:
        started.api.classes[FRIDAY] = [class_(date=FRIDAY), class_(date=FRIDAY, period=5, state="cancelled")]
        yield started


async def week(chat: Chat) -> Call:
    return only(await chat.say(STUDENT, "/week"), "sendPhoto")


def brightness(call: Call) -> int:
    with Image.open(BytesIO(call.file[1])) as picture:
        return int(picture.convert("L").getpixel((0, 0)))  # type: ignore[arg-type]


async def test_a_week_is_a_picture_with_its_changes_counted_below(chat: Chat) -> None:
    sent = await week(chat)

    assert sent.file[0].endswith(".png") and brightness(sent) == 255
    assert sent.caption == "<b>Week of Mon 16 Nov – Sun 22 Nov</b>\n✱ 1 change"
    assert sent.parameters["parse_mode"] == "HTML"


async def test_the_page_turns_in_place_and_stays_dark(chat: Chat) -> None:
    dark = only(await chat.tap(STUDENT, await week(chat), "🌙"), "editMessageMedia")
    following = only(await chat.tap(STUDENT, dark, "▶"), "editMessageMedia")

    assert brightness(dark) < 40 and brightness(following) < 40
    assert dark.parameters["message_id"] == following.parameters["message_id"] == 500
    assert "Week of Mon 23 Nov" in following.caption and "☀" in following.buttons


async def test_a_week_begins_in_the_colours_chosen(chat: Chat) -> None:
    settings = only(await chat.say(STUDENT, "/settings"))
    themes = only(await chat.tap(STUDENT, settings, "ictures"), "editMessageText")
    await chat.tap(STUDENT, themes, "dark")

    assert brightness(await week(chat)) < 40


async def test_text_takes_the_place_of_the_picture_and_gives_it_back(chat: Chat) -> None:
    calls = await chat.tap(STUDENT, await week(chat), "Text")
    text = only(calls)
    back = await chat.tap(STUDENT, text, "Picture")

    assert "P3 DBMS" in text.text
    assert [call.method for call in calls] == ["sendMessage", "deleteMessage", "answerCallbackQuery"]
    assert only(back, "editMessageMedia").parameters["message_id"] == 500


async def test_pages_of_text_turn_in_place(chat: Chat) -> None:
    text = only(await chat.tap(STUDENT, await week(chat), "Text"))

    assert "Week of Mon 9 Nov" in only(await chat.tap(STUDENT, text, "◀"), "editMessageText").text


async def test_pdf_and_sheet_come_as_files_and_leave_the_picture_alone(chat: Chat) -> None:
    picture = await week(chat)

    pdf = only(await chat.tap(STUDENT, picture, "PDF"), "sendDocument")
    sheet = only(await chat.tap(STUDENT, picture, "Sheet"), "sendDocument")

    assert (pdf.file[0], pdf.file[1][:5]) == ("week-2026-11-16.pdf", b"%PDF-")
    assert (sheet.file[0], sheet.file[1][:2]) == ("week-2026-11-16.xlsx", b"PK")


async def test_the_week_of_a_section_is_a_picture_with_its_name(chat: Chat) -> None:
    sent = only(await chat.say(STUDENT, "/week fri cse3a"), "sendPhoto")
    following = only(await chat.tap(STUDENT, sent, "▶"), "editMessageMedia")
    text = only(await chat.tap(STUDENT, following, "Text"))
    back = only(await chat.tap(STUDENT, text, "Picture"), "editMessageMedia")

    assert sent.caption.startswith("<b>CSE-3-A</b>\n<b>Week of Mon 23 Nov")
    assert "Mon 30 Nov" in following.caption and following.caption == back.caption
    assert text.text.startswith("👥 <b>CSE-3-A</b>")


async def test_a_name_that_may_mean_several_is_a_choice_of_pictures(chat: Chat) -> None:
    asked = only(await chat.say(STUDENT, "/week cse3"))

    assert "CSE-3-B" in only(await chat.tap(STUDENT, asked, "CSE-3-B"), "editMessageMedia").caption


async def test_a_group_sees_the_week_that_it_names_and_never_that_of_whoever_taps(chat: Chat) -> None:
    named = only(await chat.say_in_group(STUDENT, "/week cse3a"), "sendPhoto")
    forged = chat.telegram.tap_update(STUDENT, "wp:l:m:m:2026-11-16", message=500)
    forged["callback_query"]["message"]["chat"] = {"id": -STUDENT, "type": "group", "title": "CSE"}

    assert named.chat == -STUDENT
    assert [call.method for call in await chat.happens(forged)] == ["answerCallbackQuery"]


async def test_a_picture_that_is_gone_is_sent_anew(chat: Chat) -> None:
    picture = await week(chat)
    gone = refused(400, "Bad Request: message to edit not found")
    chat.telegram.refuse = lambda call: gone if call.method == "editMessageMedia" else None

    assert "23 Nov" in only(await chat.tap(STUDENT, picture, "▶"), "sendPhoto").caption


async def test_a_text_that_cannot_become_a_picture_is_followed_by_one(chat: Chat) -> None:
    stays = refused(400, "Bad Request: there is no media in the message to edit")
    chat.telegram.refuse = lambda call: stays if call.method == "editMessageMedia" else None

    assert "16 Nov" in only(await chat.tap(STUDENT, "wp:l:m:m:2026-11-16"), "sendPhoto").caption


async def test_a_picture_too_old_to_be_deleted_loses_its_buttons(chat: Chat) -> None:
    picture = await week(chat)
    old = refused(400, "Bad Request: message can't be deleted for everyone")
    chat.telegram.refuse = lambda call: old if call.method == "deleteMessage" else None

    calls = await chat.tap(STUDENT, picture, "Text")

    assert [call.method for call in calls][-2:] == ["editMessageReplyMarkup", "answerCallbackQuery"]


@pytest.mark.parametrize(
    "data", ["wp:x:m:m:2026-11-16", "wp:l:m:m:2026-02-30", "wf:z:m:m:2026-11-16", "wp:2026-11-16"]
)
async def test_made_up_buttons_of_a_week_are_no_buttons(chat: Chat, data: str) -> None:
    assert "no longer in use" in alert(await chat.tap(STUDENT, data))


@pytest.mark.parametrize("data", ["wp:l:m:m:2026-11-16", "wf:p:m:m:2026-11-16", "wf:s:s:s1:2026-11-16"])
async def test_a_stranger_sees_no_week(chat: Chat, data: str) -> None:
    calls = await chat.tap(STRANGER, data)

    assert "personal link" in alert(calls)
    assert not any(call.files for call in calls)


async def test_a_backend_that_does_not_answer_is_said(chat: Chat) -> None:
    picture = await week(chat)
    chat.api.down = True

    assert "does not answer" in alert(await chat.tap(STUDENT, picture, "PDF"))
