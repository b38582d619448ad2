"""What the bot says is what people see; python-telegram-bot's own objects are on the wire."""

import asyncio
import json
from typing import Any

import pytest
from telegram import (
    ForceReply,
    InputMediaDocument,
    InputMediaPhoto,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
    ReplyParameters,
    Update,
)
from telegram import InlineKeyboardButton as Button
from telegram import InlineKeyboardMarkup as Keyboard
from telegram.constants import ChatAction
from telegram.error import BadRequest
from telegram.ext import CallbackQueryHandler, CommandHandler, MessageHandler, filters

from tests.support.sandbox import MEERA, PIXEL, RAO, Bot, Sandbox, client, keyboard, polling, read, tap_in


async def test_a_person_writes_and_the_polling_bot_answers(sandbox: Sandbox) -> None:
    answered = asyncio.Event()

    async def greet(update: Update, context: Any) -> None:
        assert update.effective_message and update.effective_user
        await update.effective_message.reply_html(f"<b>{update.effective_user.full_name}</b>: {context.args}")
        answered.set()

    app = client(sandbox)
    app.add_handler(CommandHandler("start", greet))
    async with polling(app), asyncio.timeout(10):
        await sandbox.say(RAO, "/start code-1")
        await answered.wait()

    message = await sandbox.last(RAO)
    assert message["text"] == "Dr Rao: ['code-1']"
    assert message["entities"] == [{"type": "bold", "offset": 0, "length": 6}]


async def test_a_tap_reaches_the_polling_bot_and_its_answer_the_person(sandbox: Sandbox) -> None:
    asked, tapped = asyncio.Event(), asyncio.Event()

    async def ask(update: Update, context: Any) -> None:
        assert update.effective_message
        await update.effective_message.reply_text("Sure?", reply_markup=keyboard("Yes", "No"))
        asked.set()

    async def decide(update: Update, context: Any) -> None:
        assert update.callback_query
        await update.callback_query.answer("Noted", show_alert=True)
        await update.callback_query.edit_message_text(f"You said {update.callback_query.data}.")
        tapped.set()

    app = client(sandbox)
    app.add_handlers([MessageHandler(filters.TEXT, ask), CallbackQueryHandler(decide)])
    async with polling(app), asyncio.timeout(10):
        await sandbox.say(RAO, "Delete it")
        await asked.wait()
        tap = await sandbox.press(RAO, await sandbox.last(RAO), "No")
        await tapped.wait()

    changed = await sandbox.last(RAO)
    assert (changed["text"], changed["edited"], changed["buttons"]) == ("You said no.", True, [])
    answer = await sandbox.answer(tap)
    assert (answer["answered"], answer["text"], answer["alert"]) == (True, "Noted", True)


async def test_a_waiting_poll_ends_when_somebody_writes(sandbox: Sandbox, bot: Bot) -> None:
    poll = asyncio.create_task(bot.get_updates(timeout=30))

    await sandbox.say(MEERA, "here")

    (update,) = await asyncio.wait_for(poll, 10)
    assert update.message and update.message.text == "here"
    assert update.message.chat.type == "private" and update.message.chat_id == MEERA


async def test_an_update_comes_again_until_an_offset_confirms_it(sandbox: Sandbox, bot: Bot) -> None:
    await sandbox.say(RAO, "one")
    await sandbox.say(MEERA, "two")

    first, second = await bot.get_updates()
    again = await bot.get_updates()
    later = await bot.get_updates(offset=second.update_id)
    none = await bot.get_updates(offset=second.update_id + 1)

    assert again == (first, second)
    assert later == (second,)
    assert none == await bot.get_updates() == ()


async def test_buttons_of_data_and_of_addresses_are_shown(sandbox: Sandbox, bot: Bot) -> None:
    rows = [[Button("Approve", callback_data="a:1"), Button("Help", url="https://example.org/")]]

    sent = await bot.send_message(RAO, "A card", reply_markup=Keyboard(rows))

    assert sent.reply_markup == Keyboard(rows)
    assert (await sandbox.last(RAO))["buttons"] == [
        [{"text": "Approve", "data": "a:1"}, {"text": "Help", "url": "https://example.org/"}]
    ]


async def test_an_edit_changes_the_message_in_its_place(sandbox: Sandbox, bot: Bot) -> None:
    first = await bot.send_message(RAO, "Wait", reply_markup=keyboard("Stop"))
    await bot.send_message(RAO, "Another")

    edited = await bot.edit_message_text("Done", RAO, first.message_id)

    assert not isinstance(edited, bool) and edited.edit_date
    seen = [(m["text"], m["edited"], m["buttons"]) for m in (await sandbox.messages(RAO))[1:]]
    assert seen == [("Done", True, []), ("Another", False, [])]


async def test_the_buttons_alone_can_go(sandbox: Sandbox, bot: Bot) -> None:
    sent = await bot.send_message(RAO, "Pick", reply_markup=keyboard("Stop"))

    await bot.edit_message_reply_markup(RAO, sent.message_id)

    seen = await sandbox.last(RAO)
    assert (seen["text"], seen["buttons"]) == ("Pick", [])


async def test_an_edit_that_changes_nothing_is_refused(bot: Bot) -> None:
    sent = await bot.send_message(RAO, "<b>Same</b>", parse_mode="HTML", reply_markup=keyboard("Ok"))

    with pytest.raises(BadRequest, match="Message is not modified"):
        await bot.edit_message_text(
            "<b>Same</b>", RAO, sent.message_id, parse_mode="HTML", reply_markup=keyboard("Ok")
        )


async def test_the_same_words_in_bold_are_a_change(sandbox: Sandbox, bot: Bot) -> None:
    sent = await bot.send_message(RAO, "Same")

    await bot.edit_message_text("<b>Same</b>", RAO, sent.message_id, parse_mode="HTML")

    assert (await sandbox.last(RAO))["entities"] == [{"type": "bold", "offset": 0, "length": 4}]


async def test_a_persons_own_message_cant_be_edited(sandbox: Sandbox, bot: Bot) -> None:
    theirs = await sandbox.say(RAO, "mine")

    with pytest.raises(BadRequest, match="can't be edited"):
        await bot.edit_message_text("yours", RAO, theirs)


async def test_a_deleted_message_is_gone_and_its_id_never_comes_again(sandbox: Sandbox, bot: Bot) -> None:
    sent = await bot.send_message(RAO, "Oops")

    await bot.delete_message(RAO, sent.message_id)

    assert [m["text"] for m in await sandbox.messages(RAO)] == ["/start"]
    assert (await bot.send_message(RAO, "New")).message_id > sent.message_id
    with pytest.raises(BadRequest, match=r"[Mm]essage to delete not found"):
        await bot.delete_message(RAO, sent.message_id)


async def test_a_photo_is_shown_with_its_caption(sandbox: Sandbox, bot: Bot) -> None:
    sent = await bot.send_photo(RAO, PIXEL, caption="<i>Week</i>", parse_mode="HTML")

    seen = await sandbox.last(RAO)
    assert sent.photo and sent.caption == seen["text"] == "Week"
    assert seen["entities"] == [{"type": "italic", "offset": 0, "length": 4}]
    assert (await sandbox.http.get(seen["photo"])).content == PIXEL


async def test_a_document_keeps_its_name_and_comes_back_to_the_bot(sandbox: Sandbox, bot: Bot) -> None:
    sent = await bot.send_document(RAO, b"BEGIN:VCALENDAR", filename="week.ics", caption="Yours")

    assert sent.document and sent.document.file_name == "week.ics"
    file = await sent.document.get_file()
    assert await file.download_as_bytearray() == b"BEGIN:VCALENDAR"
    assert (await sandbox.last(RAO))["document"]["name"] == "week.ics"


async def test_what_telegram_sees_in_plain_words_is_marked(bot: Bot) -> None:
    sent = await bot.send_message(RAO, "/today, https://x.example/a. @someone #lab a@b.example 24/11")

    assert [(e.type, sent.parse_entity(e)) for e in sent.entities] == [
        ("bot_command", "/today"),
        ("url", "https://x.example/a"),
        ("mention", "@someone"),
        ("hashtag", "#lab"),
        ("email", "a@b.example"),
    ]


async def test_in_code_and_in_links_nothing_is_looked_for(bot: Bot) -> None:
    text = '<code>/today</code> <a href="https://x.example/">/week</a> <pre>@someone</pre>'

    sent = await bot.send_message(RAO, text, parse_mode="HTML")

    assert [e.type for e in sent.entities] == ["code", "text_link", "pre"]


async def test_a_reply_carries_what_it_answers_on_both_sides(sandbox: Sandbox, bot: Bot) -> None:
    asked = await bot.send_message(RAO, "Why?", reply_markup=ForceReply(input_field_placeholder="Why"))

    await sandbox.say(RAO, "fever", reply_to=asked.message_id)
    (update,) = await read(bot)
    assert update.message and update.message.reply_to_message
    answer = await bot.send_message(RAO, "Noted", reply_parameters=ReplyParameters(update.message.message_id))

    assert update.message.reply_to_message.text == "Why?"
    assert answer.reply_to_message and answer.reply_to_message.text == "fever"
    asked_as_seen, _, answered_as_seen = (await sandbox.messages(RAO))[1:]
    assert asked_as_seen["keyboard"] == {"force_reply": True, "input_field_placeholder": "Why"}
    assert answered_as_seen["reply_to"]["text"] == "fever"


async def test_a_keyboard_of_words_is_shown_until_it_is_removed(sandbox: Sandbox, bot: Bot) -> None:
    await bot.send_message(RAO, "Which?", reply_markup=ReplyKeyboardMarkup([["Theory", "Lab"]]))
    await bot.send_message(RAO, "Fine", reply_markup=ReplyKeyboardRemove())

    with_words, without = (await sandbox.messages(RAO))[1:]
    assert [[b["text"] for b in row] for row in with_words["keyboard"]["keyboard"]] == [["Theory", "Lab"]]
    assert without["keyboard"] == {"remove_keyboard": True}


async def test_a_persons_file_reaches_the_bot_and_can_be_fetched(sandbox: Sandbox, bot: Bot) -> None:
    await sandbox.upload(RAO, "college.xlsx", b"sheets", caption="/import it")

    (update,) = await read(bot)
    assert update.message and update.message.document and update.message.caption == "/import it"
    assert update.message.document.file_name == "college.xlsx"
    file = await update.message.document.get_file()
    assert bytes(await file.download_as_bytearray()) == b"sheets"


async def test_a_persons_picture_reaches_the_bot_in_its_size(sandbox: Sandbox, bot: Bot) -> None:
    await sandbox.upload(RAO, "a.png", PIXEL, photo=True)

    (update,) = await read(bot)
    assert update.message
    (size,) = update.message.photo
    assert (size.width, size.height, size.file_size) == (1, 1, len(PIXEL))


async def test_a_file_sent_once_is_sent_again_by_its_id(sandbox: Sandbox, bot: Bot) -> None:
    first = await bot.send_photo(RAO, PIXEL)

    again = await bot.send_photo(MEERA, first.photo[-1].file_id)

    assert again.photo == first.photo
    assert (await sandbox.last(MEERA))["photo"] == (await sandbox.last(RAO))["photo"]


async def test_a_picture_takes_the_place_of_words_and_another_its_place(sandbox: Sandbox, bot: Bot) -> None:
    sent = await bot.send_message(RAO, "Drawing ...")

    await bot.edit_message_media(InputMediaPhoto(PIXEL, caption="Light"), RAO, sent.message_id)
    await bot.edit_message_caption(RAO, sent.message_id, caption="Week 48")
    await bot.edit_message_media(InputMediaDocument(b"pdf", filename="week.pdf"), RAO, sent.message_id)

    seen = await sandbox.last(RAO)
    assert (seen["message_id"], seen["text"], seen["photo"]) == (sent.message_id, "", None)
    assert seen["document"]["name"] == "week.pdf"


async def test_what_the_bot_is_about_to_do_is_told(sandbox: Sandbox, bot: Bot) -> None:
    async with sandbox.http.stream("GET", "/sandbox/events") as events:
        lines = events.aiter_lines()
        assert await anext(lines) == ": welcome"
        await bot.send_chat_action(RAO, ChatAction.UPLOAD_PHOTO)
        event = await anext(line async for line in lines if line.startswith("data:"))

    assert json.loads(event.removeprefix("data:")) == {
        "chat": RAO,
        "kind": "action",
        "action": {"action": "upload_photo"},
    }


async def test_a_tap_that_comes_back_late_is_too_old(sandbox: Sandbox, bot: Bot) -> None:
    await bot.send_message(RAO, "Pick", reply_markup=keyboard("Ok"))
    tap = await sandbox.press(RAO, await sandbox.last(RAO), "Ok")
    query = tap_in(await read(bot))

    await sandbox.later(16)

    with pytest.raises(BadRequest, match="Query is too old"):
        await query.answer()
    assert (await sandbox.answer(tap))["expired"]
