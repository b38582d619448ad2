"""A second client library with strict types of its own: the sandbox speaks the Bot API, not our dialect."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from aiogram import Bot, Dispatcher, F, Router
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.enums import ChatAction, ChatMemberStatus, ParseMode
from aiogram.exceptions import (
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramMigrateToChat,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
)
from aiogram.filters import Command, CommandObject, CommandStart
from aiogram.types import (
    BotCommand,
    BotCommandScopeAllGroupChats,
    BotCommandScopeChat,
    BufferedInputFile,
    CallbackQuery,
    ChatMemberUpdated,
    ForceReply,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQuery,
    InlineQueryResultArticle,
    InlineQueryResultCachedPhoto,
    InlineQueryResultsButton,
    InputMediaPhoto,
    InputTextMessageContent,
)
from aiogram.types import Message as Said

from tests.support.sandbox import MEERA, PIXEL, RAO, TOKEN, Message, Sandbox

PATIENCE = 10


@pytest.fixture
async def bot(sandbox: Sandbox) -> AsyncIterator[Bot]:
    """aiogram, told only where the sandbox is."""
    session = AiohttpSession(api=TelegramAPIServer.from_base(sandbox.url))
    async with Bot(TOKEN, session=session, default=DefaultBotProperties(parse_mode=ParseMode.HTML)) as client:
        yield client


@pytest.fixture
async def at_work(bot: Bot) -> AsyncIterator[None]:
    """A small bot of the kinds of talk that ours has, by long polling."""
    dispatcher = Dispatcher()
    dispatcher.include_router(small_bot())
    work = asyncio.create_task(
        dispatcher.start_polling(bot, handle_signals=False, close_bot_session=False, polling_timeout=5)
    )
    yield
    await dispatcher.stop_polling()
    await work


def small_bot() -> Router:
    router = Router()
    router.message(CommandStart(deep_link=True))(start)
    router.message(Command("leave"))(leave)
    router.message(Command("today"))(today)
    router.message(F.document)(take_file)
    router.message(F.reply_to_message)(take_reason)
    router.callback_query(F.data.startswith("send:"))(send)
    router.callback_query(F.data == "reject")(reject)
    router.inline_query()(free_rooms)
    router.my_chat_member()(greet_group)
    return router


def buttons(*rows: tuple[str, str]) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(
        inline_keyboard=[[InlineKeyboardButton(text=text, callback_data=data)] for text, data in rows]
    )


async def start(message: Said, command: CommandObject) -> None:
    await message.answer(f"<b>Linked</b> with {command.args}")


async def leave(message: Said, command: CommandObject) -> None:
    await message.answer(
        f"Preview: {command.args}", reply_markup=buttons(("Send", "send:1"), ("No", "reject"))
    )


async def today(message: Said) -> None:
    assert message.bot
    await message.bot.send_chat_action(message.chat.id, ChatAction.UPLOAD_PHOTO)
    await message.answer_photo(BufferedInputFile(PIXEL, "today.png"), caption=f"<i>{message.chat.type}</i>")


async def take_file(message: Said) -> None:
    assert message.bot and message.document
    content = await message.bot.download(message.document)
    assert content
    await message.reply_document(BufferedInputFile(content.read()[::-1], "report.txt"))


async def take_reason(message: Said) -> None:
    assert message.reply_to_message
    await message.answer(f"{message.reply_to_message.text} {message.text}")


async def send(query: CallbackQuery) -> None:
    assert isinstance(query.message, Said)
    await query.message.edit_text(f"Sent by {query.from_user.full_name}")
    try:
        await query.message.edit_text(f"Sent by {query.from_user.full_name}")
    except TelegramBadRequest as same:
        await query.answer(same.message.split(":")[1].strip(), show_alert=True)


async def reject(query: CallbackQuery) -> None:
    assert isinstance(query.message, Said)
    await query.message.delete()
    await query.message.answer("Why?", reply_markup=ForceReply(input_field_placeholder="Why"))
    await query.answer()


async def free_rooms(query: InlineQuery) -> None:
    words = InputTextMessageContent(message_text=f"<b>Lab 2</b> is free ({query.query})")
    result = InlineQueryResultArticle(id="1", title="Lab 2", input_message_content=words)
    button = InlineQueryResultsButton(text="Open the chat", start_parameter="inline")
    await query.answer([result], cache_time=60, is_personal=False, button=button)


async def greet_group(change: ChatMemberUpdated) -> None:
    if change.new_chat_member.status == ChatMemberStatus.MEMBER and change.chat.type != "private":
        await change.answer(f"Hello, {change.chat.title}")


async def until(sandbox: Sandbox, chat: int, words: str) -> Message:
    """The newest message of the bot in a chat, once it has these words in it."""
    async with asyncio.timeout(PATIENCE):
        while True:
            messages = [m for m in await sandbox.messages(chat) if m["from"] == "bot" and words in m["text"]]
            if messages:
                return messages[-1]
            await asyncio.sleep(0.02)


async def answered(sandbox: Sandbox, path: str) -> Message:
    async with asyncio.timeout(PATIENCE):
        while not (query := await sandbox.get(path))["answered"]:
            await asyncio.sleep(0.02)
    return dict(query)


# the loop


@pytest.mark.usefixtures("at_work")
async def test_a_link_opens_the_chat(sandbox: Sandbox) -> None:
    await sandbox.say(RAO, "/start code-1")

    linked = await until(sandbox, RAO, "Linked")

    assert linked["text"] == "Linked with code-1"
    assert linked["entities"][0] == {"type": "bold", "offset": 0, "length": 6}


@pytest.mark.usefixtures("at_work")
async def test_a_tap_edits_its_message_once_and_says_the_second_time_is_no_change(sandbox: Sandbox) -> None:
    await sandbox.say(RAO, "/leave friday P3")
    preview = await until(sandbox, RAO, "Preview: friday P3")

    tap = await sandbox.press(RAO, preview, "Send")

    answer = await answered(sandbox, f"/callbacks/{tap}")
    assert (answer["text"], answer["alert"]) == ("message is not modified", True)
    sent = await until(sandbox, RAO, "Sent by Dr Rao")
    assert (sent["message_id"], sent["edited"], sent["buttons"]) == (preview["message_id"], True, [])


@pytest.mark.usefixtures("at_work")
async def test_a_rejection_asks_why_and_takes_the_reply(sandbox: Sandbox) -> None:
    await sandbox.say(RAO, "/leave friday P3")
    preview = await until(sandbox, RAO, "Preview")

    await sandbox.press(RAO, preview, "No")
    asked = await until(sandbox, RAO, "Why?")
    await sandbox.say(RAO, "examinations", reply_to=asked["message_id"])

    assert await until(sandbox, RAO, "Why? examinations")
    assert preview["message_id"] not in [m["message_id"] for m in await sandbox.messages(RAO)]
    assert asked["keyboard"]["input_field_placeholder"] == "Why"


@pytest.mark.usefixtures("at_work")
async def test_a_file_goes_up_and_another_comes_down(sandbox: Sandbox) -> None:
    await sandbox.say(RAO, "/start x")
    await sandbox.upload(RAO, "college.txt", b"abc")

    async with asyncio.timeout(PATIENCE):
        while not (report := (await sandbox.last(RAO))["document"]) or report["name"] != "report.txt":
            await asyncio.sleep(0.02)

    assert (await sandbox.http.get(report["url"])).content == b"cba"


@pytest.mark.usefixtures("at_work")
async def test_inline_words_find_a_result_that_goes_into_any_chat(sandbox: Sandbox) -> None:
    group = await sandbox.group("CSE-3-A", MEERA, RAO)
    asked = await sandbox.post(f"/chats/{group}/inline", {"query": "free now", "as": RAO})
    query = await answered(sandbox, f"/inline/{asked['inline_query_id']}")

    await sandbox.post(f"/chats/{group}/choose", {**asked, "result_id": "1", "as": RAO})

    assert query["button"]["start_parameter"] == "inline"
    chosen = [m for m in await sandbox.messages(group) if m["via_bot"]]
    assert [(m["text"], m["by"]) for m in chosen] == [("Lab 2 is free (free now)", RAO)]


@pytest.mark.usefixtures("at_work")
async def test_a_group_greets_and_gets_its_day_as_a_picture(sandbox: Sandbox) -> None:
    group = await sandbox.group("CSE-3-A", MEERA, RAO)
    await until(sandbox, group, "Hello, CSE-3-A")

    await sandbox.say(group, "just us", by=RAO)
    await sandbox.say(group, "/today@DayorderBot", by=MEERA)

    shown = await until(sandbox, group, "group")
    assert (await sandbox.http.get(shown["photo"])).content == PIXEL
    assert len([m for m in await sandbox.messages(group) if m["from"] == "bot"]) == 2


# its types


@pytest.fixture
async def knows_rao(sandbox: Sandbox, bot: Bot) -> None:
    await sandbox.say(RAO, "/start")
    (update,) = await bot.get_updates()
    await bot.get_updates(offset=update.update_id + 1)


async def test_who_and_where_are_complete(bot: Bot, sandbox: Sandbox, knows_rao: None) -> None:
    group = await sandbox.group("CSE-3-A", MEERA, RAO)
    await sandbox.post(f"/groups/{group}/bot", {"status": "administrator"}, "PUT")

    me, private, chat = await bot.get_me(), await bot.get_chat(RAO), await bot.get_chat(group)

    assert (me.username, me.supports_inline_queries, me.can_read_all_group_messages) == (
        "DayorderBot",
        True,
        False,
    )
    assert (private.type, private.full_name, chat.type, chat.title) == (
        "private",
        "Dr Rao",
        "group",
        "CSE-3-A",
    )
    standings = [(await bot.get_chat_member(group, id)).status for id in (me.id, MEERA, RAO)]
    assert standings == ["administrator", "creator", "member"]
    assert await bot.get_chat_member_count(group) == 3
    assert len(await bot.get_chat_administrators(group)) == 2


async def test_pictures_and_their_captions_are_edited(bot: Bot, sandbox: Sandbox, knows_rao: None) -> None:
    sent = await bot.send_photo(RAO, BufferedInputFile(PIXEL, "a.png"), caption="<b>Light</b>")
    assert sent.photo and sent.caption_entities

    media = InputMediaPhoto(media=sent.photo[-1].file_id, caption="Dark")
    shown = await bot.edit_message_media(media, chat_id=RAO, message_id=sent.message_id)
    renamed = await bot.edit_message_caption(chat_id=RAO, message_id=sent.message_id, caption="Week 48")

    assert isinstance(shown, Said) and isinstance(renamed, Said)
    assert (shown.caption, renamed.caption, renamed.photo) == ("Dark", "Week 48", sent.photo)
    with pytest.raises(TelegramBadRequest, match="message is not modified"):
        await bot.edit_message_caption(chat_id=RAO, message_id=sent.message_id, caption="Week 48")


async def test_menus_are_kept_by_scope_and_language(bot: Bot, sandbox: Sandbox, knows_rao: None) -> None:
    await bot.set_my_commands([BotCommand(command="help", description="What I do")])
    await bot.set_my_commands(
        [BotCommand(command="aaj", description="आज")], BotCommandScopeChat(chat_id=RAO), language_code="hi"
    )
    await bot.set_my_commands([BotCommand(command="now", description="x")], BotCommandScopeAllGroupChats())
    group = await sandbox.group("CSE-3-A", MEERA, RAO)

    assert await sandbox.commands(RAO) == ["help"]
    assert await sandbox.commands(group, by=RAO) == ["now"]
    await sandbox.post(f"/people/{RAO}", {"language": "hi"}, "PATCH")
    assert await sandbox.commands(RAO) == ["aaj"]
    assert [c.description for c in await bot.get_my_commands(BotCommandScopeChat(chat_id=RAO), "hi")] == [
        "आज"
    ]


async def test_a_webhook_says_what_it_is(bot: Bot) -> None:
    await bot.set_webhook("https://hook.invalid/x", secret_token="hush", allowed_updates=["message"])

    info = await bot.get_webhook_info()
    await bot.delete_webhook(drop_pending_updates=True)

    assert (info.url, info.pending_update_count, info.allowed_updates) == (
        "https://hook.invalid/x",
        0,
        ["message"],
    )
    assert (await bot.get_webhook_info()).url == ""


async def test_an_inline_result_may_be_a_picture_that_is_known(
    bot: Bot, sandbox: Sandbox, knows_rao: None
) -> None:
    sent = await bot.send_photo(RAO, BufferedInputFile(PIXEL, "a.png"))
    asked = await sandbox.post(f"/chats/{RAO}/inline", {"query": "week"})
    (update,) = await bot.get_updates()
    assert sent.photo and update.inline_query

    result = InlineQueryResultCachedPhoto(id="w", photo_file_id=sent.photo[-1].file_id, title="Week")
    await bot.answer_inline_query(update.inline_query.id, [result], is_personal=True)

    seen = await sandbox.get(f"/inline/{asked['inline_query_id']}")
    assert [(r["kind"], r["photo"]) for r in seen["results"]] == [("photo", "/sandbox/files/1")]


# its errors


async def test_each_refusal_is_the_error_that_the_library_has_for_it(
    bot: Bot, sandbox: Sandbox, knows_rao: None
) -> None:
    await sandbox.fault("flood", retry_after=3, times=1)
    with pytest.raises(TelegramRetryAfter) as flood:
        await bot.send_message(RAO, "x")
    await sandbox.fault("bad_gateway", times=1)
    with pytest.raises(TelegramServerError):
        await bot.send_message(RAO, "x")
    await sandbox.fault("cut_after", times=1)
    with pytest.raises(TelegramNetworkError):
        await bot.send_message(RAO, "cut")
    await sandbox.post(f"/people/{RAO}", {"blocked": True}, "PATCH")
    with pytest.raises(TelegramForbiddenError, match="bot was blocked by the user"):
        await bot.send_message(RAO, "x")
    with pytest.raises(TelegramBadRequest, match="chat not found"):
        await bot.send_message(4711, "x")

    assert flood.value.retry_after == 3
    assert [m["text"] for m in await sandbox.messages(RAO)] == ["/start", "cut"]


async def test_a_migrated_group_is_an_error_that_says_where(bot: Bot, sandbox: Sandbox) -> None:
    group = await sandbox.group("CSE-3-A", MEERA, RAO)
    now = (await sandbox.post(f"/groups/{group}/migrate"))["id"]

    with pytest.raises(TelegramMigrateToChat) as moved:
        await bot.send_message(group, "Hello?")
    there = await bot.send_message(moved.value.migrate_to_chat_id, "Hello!")

    assert moved.value.migrate_to_chat_id == now
    assert there.chat.type == "supergroup"


async def test_a_tap_answered_late_is_a_bad_request(bot: Bot, sandbox: Sandbox, knows_rao: None) -> None:
    await bot.send_message(RAO, "Pick", reply_markup=buttons(("Ok", "ok")))
    await sandbox.press(RAO, await sandbox.last(RAO), "Ok")
    (update,) = await bot.get_updates()
    assert update.callback_query

    await sandbox.later(16)

    with pytest.raises(TelegramBadRequest, match="query is too old"):
        await update.callback_query.as_(bot).answer("late")
