"""What Telegram refuses, in its words."""

import io

import pytest
from PIL import Image
from telegram import InlineKeyboardButton as Button
from telegram import InlineKeyboardMarkup as Keyboard
from telegram.error import BadRequest, EndPointNotFound, Forbidden, InvalidToken

from local.sandbox.bot_api.server import METHODS
from tests.support.sandbox import PIXEL, RAO, SILENT, Bot, Sandbox, client, keyboard, read, tap_in


async def test_a_wrong_token_is_refused(sandbox: Sandbox) -> None:
    app = client(sandbox, "1:WRONG")

    async with app.bot.request:
        with pytest.raises(InvalidToken):
            await app.initialize()


async def test_the_longest_text_goes_through_and_one_more_is_refused(sandbox: Sandbox, bot: Bot) -> None:
    await bot.send_message(RAO, "<b>" + "😀" * 2048 + "</b>", parse_mode="HTML")

    with pytest.raises(BadRequest, match="Message is too long"):
        await bot.send_message(RAO, "😀" * 2048 + "!")

    assert len(await sandbox.messages(RAO)) == 2


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("", "Message text is empty"),
        (" \n ", "Text must be non-empty"),
        ("<b></b>", "Text must be non-empty"),
    ],
)
async def test_a_text_of_nothing_is_refused(bot: Bot, text: str, refusal: str) -> None:
    with pytest.raises(BadRequest, match=refusal):
        await bot.send_message(RAO, text, parse_mode="HTML")


@pytest.mark.parametrize("text", ["<b>open", "shut</b>", "<b><i>crossed</b></i>", "<p>page</p>", "1 < 2"])
async def test_bad_html_is_refused(sandbox: Sandbox, bot: Bot, text: str) -> None:
    with pytest.raises(BadRequest, match="Can't parse entities"):
        await bot.send_message(RAO, text, parse_mode="HTML")

    assert len(await sandbox.messages(RAO)) == 1


async def test_data_of_64_bytes_goes_through_and_65_are_refused(sandbox: Sandbox, bot: Bot) -> None:
    await bot.send_message(RAO, "fits", reply_markup=Keyboard([[Button("x", callback_data="é" * 32)]]))

    with pytest.raises(BadRequest, match=r"[Bb]utton_data_invalid"):
        await bot.send_message(
            RAO, "not", reply_markup=Keyboard([[Button("x", callback_data="é" * 32 + "!")]])
        )

    assert (await sandbox.last(RAO))["text"] == "fits"


async def test_the_bot_cant_write_first(sandbox: Sandbox, bot: Bot) -> None:
    with pytest.raises(Forbidden, match="can't initiate conversation"):
        await bot.send_message(SILENT, "Hello?")

    assert await sandbox.messages(SILENT) == []
    await sandbox.say(SILENT, "Hello!")
    await bot.send_message(SILENT, "There you are")


async def test_nobody_is_not_a_chat(bot: Bot) -> None:
    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.send_message(4711, "Hello?")


async def test_a_tap_is_answered_once(sandbox: Sandbox, bot: Bot) -> None:
    await bot.send_message(RAO, "Pick", reply_markup=keyboard("Ok"))
    await sandbox.press(RAO, await sandbox.last(RAO), "Ok")
    query = tap_in(await read(bot))

    await query.answer()

    with pytest.raises(BadRequest, match="Query is too old"):
        await query.answer()


async def test_a_caption_has_a_quarter_of_a_texts_length(bot: Bot) -> None:
    await bot.send_photo(RAO, PIXEL, caption="😀" * 512)

    with pytest.raises(BadRequest, match="Message caption is too long"):
        await bot.send_photo(RAO, PIXEL, caption="😀" * 512 + "!")


async def test_words_and_captions_are_edited_each_by_its_method(bot: Bot) -> None:
    words, picture = await bot.send_message(RAO, "words"), await bot.send_photo(RAO, PIXEL, caption="one")

    with pytest.raises(BadRequest, match="There is no caption in the message to edit"):
        await bot.edit_message_caption(RAO, words.message_id, caption="two")
    with pytest.raises(BadRequest, match="There is no text in the message to edit"):
        await bot.edit_message_text("two", RAO, picture.message_id)
    with pytest.raises(BadRequest, match="Message is not modified"):
        await bot.edit_message_caption(RAO, picture.message_id, caption="one")


async def test_a_message_that_is_gone_cant_be_edited(bot: Bot) -> None:
    with pytest.raises(BadRequest, match="Message to edit not found"):
        await bot.edit_message_text("late", RAO, 4711)


async def test_after_two_days_a_message_stays(sandbox: Sandbox, bot: Bot) -> None:
    sent = await bot.send_message(RAO, "old")

    await sandbox.later(48 * 3600 + 1)

    with pytest.raises(BadRequest, match="Message can't be deleted"):
        await bot.delete_message(RAO, sent.message_id)


@pytest.mark.parametrize(
    ("button", "refusal"),
    [
        ({"text": "x"}, "Text buttons are unallowed in the inline keyboard"),
        ({"text": "x", "callback_data": ""}, "Text buttons are unallowed in the inline keyboard"),
        ({"callback_data": "x"}, 'Can\'t find field "text"'),
        ({"text": "x", "url": "not-a-url"}, "URL 'not-a-url' is invalid: Wrong HTTP URL"),
        ({"text": "x", "url": "ftp://example.com"}, "Unsupported URL protocol"),
    ],
)
async def test_a_button_has_words_and_does_something(
    sandbox: Sandbox, bot: Bot, button: dict[str, str], refusal: str
) -> None:
    rows = {"inline_keyboard": [[button]]}

    answer = await sandbox.call("sendMessage", chat_id=RAO, text="x", reply_markup=rows)

    assert answer["description"].endswith(refusal)
    assert await sandbox.last(RAO) == (await sandbox.messages(RAO))[0]


async def test_more_than_100_buttons_are_too_many(bot: Bot) -> None:
    rows = [[Button("x", callback_data="x")] * 5] * 20

    await bot.send_message(RAO, "fits", reply_markup=Keyboard(rows))

    with pytest.raises(BadRequest, match="Reply markup is too long"):
        await bot.send_message(RAO, "not", reply_markup=Keyboard([*rows, rows[0]]))


@pytest.mark.parametrize(
    ("parameters", "refusal"),
    [
        ({"chat_id": ""}, "chat_id is empty"),
        ({"chat_id": "@nobody"}, "chat not found"),
        ({"parse_mode": "INVALID"}, "unsupported parse_mode"),
        ({"reply_parameters": {"message_id": 4711}}, "message to be replied not found"),
        ({"reply_parameters": {"quote": "x"}}, 'can\'t find field "message_id"'),
        (
            {"entities": [{"type": "bold", "offset": 5, "length": 1}]},
            "entity begins after the end of the text at UTF-16 offset 5",
        ),
        (
            {"entities": [{"type": "bold", "offset": 0, "length": 9}]},
            "entity beginning at UTF-16 offset 0 ends after the end of the text at UTF-16 offset 9",
        ),
        (
            {"entities": [{"type": "loud", "offset": 0, "length": 1}]},
            "can't parse MessageEntity: Unsupported type specified",
        ),
        ({"reply_markup": {"inline_keyboard": "bad"}}, 'field "inline_keyboard" must be of type Array'),
        ({"reply_markup": {"force_reply": "yes"}}, 'field "force_reply" must be of type Boolean'),
        ({"reply_markup": "{"}, "can't parse reply keyboard markup JSON object"),
    ],
)
async def test_what_is_said_wrongly_is_named(
    sandbox: Sandbox, bot: Bot, parameters: dict[str, object], refusal: str
) -> None:
    answer = await sandbox.call("sendMessage", **{"chat_id": RAO, "text": "x", **parameters})

    assert answer == {"ok": False, "error_code": 400, "description": f"Bad Request: {refusal}"}


@pytest.mark.parametrize(
    ("content", "refusal"),
    [(b"no picture", "Image_process_failed"), (b"", "File must be non-empty")],
)
async def test_a_photo_has_to_be_one(bot: Bot, content: bytes, refusal: str) -> None:
    with pytest.raises(BadRequest, match=refusal):
        await bot.send_photo(RAO, content)


async def test_a_ribbon_is_no_photo(bot: Bot) -> None:
    ribbon = io.BytesIO()
    Image.new("1", (2100, 100)).save(ribbon, "PNG")

    with pytest.raises(BadRequest, match="Photo_invalid_dimensions"):
        await bot.send_photo(RAO, ribbon.getvalue())


async def test_a_file_that_nobody_sent_isnt_there(bot: Bot) -> None:
    with pytest.raises(BadRequest, match="Invalid file_id"):
        await bot.get_file("file-4711")
    with pytest.raises(BadRequest, match="Wrong file identifier"):
        await bot.send_document(RAO, "file-4711")


async def test_a_method_that_there_isnt_is_not_found(bot: Bot) -> None:
    with pytest.raises(EndPointNotFound):
        await bot.do_api_request("sendSmoke")


# a person who has had enough


async def test_who_blocks_the_bot_is_not_written_to_until_they_let_it(sandbox: Sandbox, bot: Bot) -> None:
    await sandbox.post(f"/people/{RAO}", {"blocked": True}, "PATCH")
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await bot.send_message(RAO, "Hello?")
    await sandbox.post(f"/people/{RAO}", {"blocked": False}, "PATCH")

    await bot.send_message(RAO, "Hello!")

    changes = [u.my_chat_member for u in await read(bot) if u.my_chat_member]
    assert [(m.old_chat_member.status, m.new_chat_member.status) for m in changes] == [
        ("member", "kicked"),
        ("kicked", "member"),
    ]


async def test_who_blocks_the_bot_cant_write_to_it_either(sandbox: Sandbox, bot: Bot) -> None:
    await sandbox.post(f"/people/{RAO}", {"blocked": True}, "PATCH")

    answer = await sandbox.http.post(f"/sandbox/chats/{RAO}/messages", json={"text": "hi"})

    assert (answer.status_code, answer.text) == (409, "You have blocked the bot. Unblock it first.")


async def test_a_deleted_chat_is_empty_and_the_bot_stopped(sandbox: Sandbox, bot: Bot) -> None:
    await sandbox.post(f"/chats/{RAO}/messages", {}, "DELETE")

    assert await sandbox.messages(RAO) == []
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await bot.send_message(RAO, "Hello?")


# whatever is sent

ODD: list[object] = [None, True, -1, 0, 2**70, 1.5, "", "x", "²", "attach://", "[", "9" * 400]
ODD += [[], {}, [None], {"type": 1}, [[1]], [{"type": "bold", "offset": 0, "length": 2**70}]]
PARAMETERS = """
    message_id user_id text caption parse_mode entities caption_entities reply_markup reply_parameters photo
    document media action commands scope language_code callback_query_id inline_query_id results button
    file_id offset limit url secret_token allowed_updates cache_time inline_message_id
"""


@pytest.mark.parametrize("chat", [RAO, None, "x", 2**70])
async def test_odd_parameters_are_refused_and_break_nothing(sandbox: Sandbox, bot: Bot, chat: object) -> None:
    for method in METHODS:
        for odd in ODD:
            given = dict.fromkeys(PARAMETERS.split(), odd) | {"chat_id": chat}
            answer = await sandbox.call(method, **given)
            assert answer["ok"] or answer["error_code"] in (400, 403, 409), (method, odd, answer)


@pytest.mark.parametrize("method", ["sendMessage", "sendPhoto", "editMessageMedia", "setMyCommands"])
async def test_one_odd_parameter_among_right_ones_breaks_nothing(
    sandbox: Sandbox, bot: Bot, method: str
) -> None:
    sent = await bot.send_photo(RAO, PIXEL, caption="one")
    photo = sent.photo[-1].file_id
    media = {"type": "photo", "media": photo, "caption": "two"}
    commands = [{"command": "today", "description": "x"}]
    right = {"chat_id": RAO, "message_id": sent.message_id, "text": "two", "photo": photo}

    for name in PARAMETERS.split():
        for odd in ODD:
            given = {**right, "media": media, "commands": commands, name: odd}
            answer = await sandbox.call(method, **given)
            assert answer["ok"] or answer["error_code"] == 400, (name, odd, answer)
