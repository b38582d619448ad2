"""The sandbox is Telegram enough: python-telegram-bot can't tell, and people see what it sent."""

import asyncio
import html
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from hypothesis import given
from hypothesis import strategies as st
from telegram import BotCommand, BotCommandScopeChat, CallbackQuery, Update
from telegram import InlineKeyboardButton as Button
from telegram import InlineKeyboardMarkup as Keyboard
from telegram.error import BadRequest, Conflict, Forbidden, InvalidToken
from telegram.ext import CallbackQueryHandler, CommandHandler, ExtBot, MessageHandler, filters

from local.sandbox.markup import BadMarkup, parse, trimmed, utf16
from tests.support.sandbox import TOKEN, Message, Sandbox, client, polling, running, served

RAO, MEERA, SILENT = 1001, 1002, 1003
PEOPLE = [{"id": RAO, "name": "Dr Rao"}, {"id": MEERA, "name": "Meera"}, {"id": SILENT, "name": "Silent"}]
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de"
    "0000000c49444154789c63f8cfc0000003010100c9fe92ef0000000049454e44ae426082"
)
Bot = ExtBot[Any]


@pytest.fixture
def state(tmp_path: Path) -> Path:
    return tmp_path / "sandbox.sqlite"


@pytest.fixture
async def sandbox(state: Path) -> AsyncIterator[Sandbox]:
    async with running(state) as one:
        await one.add(*PEOPLE)
        yield one


@pytest.fixture
async def bot(sandbox: Sandbox) -> AsyncIterator[Bot]:
    """A bot that both Rao and Meera wrote to, and that has read it."""
    app = client(sandbox)
    async with app:
        for person in (RAO, MEERA):
            await sandbox.say(person, "/start")
        await read(app.bot)
        yield app.bot


async def read(bot: Bot) -> tuple[Update, ...]:
    """Every waiting update, confirmed."""
    found = await bot.get_updates()
    if found:
        await bot.get_updates(offset=found[-1].update_id + 1)
    return found


def keyboard(*labels: str) -> Keyboard:
    return Keyboard([[Button(label, callback_data=label.lower())] for label in labels])


# a bot by long polling


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

    said = await sandbox.last(RAO)
    assert said["text"] == "Dr Rao: ['code-1']"
    assert said["entities"] == [{"type": "bold", "offset": 0, "length": 6}]


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
    assert await sandbox.answer(tap) == {"person": RAO, "answered": True, "text": "Noted", "alert": True}


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


# messages


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


# what Telegram refuses


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


@pytest.mark.parametrize("text", ["", " \n ", "<b></b>"])
async def test_a_text_of_nothing_is_refused(bot: Bot, text: str) -> None:
    with pytest.raises(BadRequest, match="Message text is empty"):
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


def tap_in(updates: tuple[Update, ...]) -> CallbackQuery:
    (query,) = [u.callback_query for u in updates if u.callback_query]
    return query


# commands


async def test_a_chats_own_menu_hides_everybodys_until_it_is_deleted(sandbox: Sandbox, bot: Bot) -> None:
    scope = BotCommandScopeChat(RAO)
    await bot.set_my_commands([BotCommand("help", "What I do")])
    await bot.set_my_commands([BotCommand("leave", "Ask"), BotCommand("today", "See")], scope=scope)

    assert await sandbox.commands(RAO) == ["leave", "today"]
    assert await sandbox.commands(MEERA) == ["help"]
    assert [c.command for c in await bot.get_my_commands(scope=scope)] == ["leave", "today"]

    await bot.delete_my_commands(scope=scope)

    assert await sandbox.commands(RAO) == ["help"]


# the webhook


class Hook:
    """A bot's own server: answers with the given statuses, then 200, and keeps what came."""

    def __init__(self, *statuses: int) -> None:
        self.came: asyncio.Queue[tuple[str, Message]] = asyncio.Queue()
        self._statuses: Iterator[int] = iter(statuses)
        self.app = web.Application()
        self.app.router.add_post("/hook", self._take)

    async def _take(self, request: web.Request) -> web.Response:
        secret = request.headers.get("X-Telegram-Bot-Api-Secret-Token", "")
        self.came.put_nowait((secret, await request.json()))
        return web.Response(status=next(self._statuses, 200))

    async def next(self) -> tuple[str, Message]:
        return await asyncio.wait_for(self.came.get(), 10)


async def test_the_webhook_gets_updates_in_order_with_its_secret(sandbox: Sandbox, bot: Bot) -> None:
    hook = Hook()
    async with served(hook.app) as url:
        await bot.set_webhook(f"{url}/hook", secret_token="hush")
        for text in ("one", "two"):
            await sandbox.say(RAO, text)
        first, second = await hook.next(), await hook.next()

    assert first[0] == second[0] == "hush"
    assert [u["message"]["text"] for _, u in (first, second)] == ["one", "two"]
    assert first[1]["update_id"] < second[1]["update_id"]


async def test_an_update_that_fails_is_delivered_again(sandbox: Sandbox, bot: Bot) -> None:
    hook = Hook(500)
    async with served(hook.app) as url:
        await bot.set_webhook(f"{url}/hook", secret_token="hush")
        await sandbox.say(RAO, "twice")
        await sandbox.say(RAO, "once")
        came = [(await hook.next())[1] for _ in range(3)]

    assert [u["message"]["text"] for u in came] == ["twice", "twice", "once"]
    assert came[0] == came[1]


async def test_whose_update_fails_holds_up_nobody_else(sandbox: Sandbox, bot: Bot) -> None:
    hook = Hook(500, 500)
    async with served(hook.app) as url:
        await bot.set_webhook(f"{url}/hook")
        await sandbox.say(RAO, "stuck")
        failed = [(await hook.next())[1]["message"]["text"] for _ in range(2)]
        await sandbox.say(MEERA, "free")
        passed = (await hook.next())[1]["message"]["text"]

    assert (failed, passed) == (["stuck", "stuck"], "free")


async def test_nobody_polls_while_there_is_a_webhook(sandbox: Sandbox, bot: Bot) -> None:
    async with served(Hook().app) as url:
        await bot.set_webhook(f"{url}/hook")
        with pytest.raises(Conflict):
            await bot.get_updates()
        await bot.delete_webhook()

    await sandbox.say(RAO, "back to polling")
    (update,) = await bot.get_updates()
    assert update.message and update.message.text == "back to polling"


# a restart


async def test_a_restart_with_the_same_file_keeps_everything(state: Path) -> None:
    async with running(state) as before, client(before) as app:
        await before.add(*PEOPLE)
        await before.say(RAO, "/start")
        await app.bot.set_my_commands([BotCommand("help", "What I do")])
        await app.bot.send_document(RAO, b"kept", filename="a.txt", reply_markup=keyboard("Ok"))
        tap = await before.press(RAO, await before.last(RAO), "Ok")
        chat = await before.messages(RAO)

    async with running(state) as after, client(after) as app:
        assert await after.messages(RAO) == chat
        assert await after.commands(MEERA) == ["help"]
        assert (await after.http.get(chat[-1]["document"]["url"])).content == b"kept"
        started, tapped = await app.bot.get_updates()
        assert started.message and started.message.text == "/start"
        assert tapped.callback_query and tapped.callback_query.id == str(tap)
        assert await tapped.callback_query.answer("late, but there")
        assert (await app.bot.send_message(RAO, "on it goes")).message_id == chat[-1]["message_id"] + 1


async def test_a_restart_goes_on_delivering_to_the_webhook(state: Path) -> None:
    hook = Hook()
    async with served(hook.app) as url:
        async with running(state) as before, client(before) as app:
            await before.add(*PEOPLE)
            await app.bot.set_webhook(f"{url}/hook", secret_token="hush")

        async with running(state) as after:
            await after.say(RAO, "still there?")
            secret, update = await hook.next()

    assert (secret, update["message"]["text"]) == ("hush", "still there?")


async def test_another_sites_page_cant_act_here(sandbox: Sandbox) -> None:
    url, body = f"/sandbox/chats/{RAO}/messages", {"text": "not me"}

    forged = await sandbox.http.post(url, json=body, headers={"Origin": "https://elsewhere.example"})
    rebound = await sandbox.http.post(url, json=body, headers={"Host": "elsewhere.example"})

    assert (forged.status_code, rebound.status_code) == (403, 403)
    assert await sandbox.messages(RAO) == []


async def test_the_token_guards_files_too(sandbox: Sandbox, bot: Bot) -> None:
    await bot.send_document(RAO, b"mine", filename="a.txt")

    right = await sandbox.http.get(f"/file/bot{TOKEN}/1/a.txt")
    wrong = await sandbox.http.get("/file/bot1:WRONG/1/a.txt")

    assert (right.content, wrong.status_code) == (b"mine", 404)


# markup

TAGS = {"b": "bold", "i": "italic", "u": "underline", "s": "strikethrough", "code": "code", "pre": "pre"}


@given(st.text())
def test_text_without_tags_comes_back(text: str) -> None:
    assert parse(html.escape(text)) == (text, [])


@given(st.lists(st.tuples(st.sampled_from(["", *TAGS]), st.text(min_size=1))))
def test_offsets_count_utf16_units(pieces: list[tuple[str, str]]) -> None:
    shown = [(tag, html.escape(text)) for tag, text in pieces]

    text, entities = parse("".join(f"<{tag}>{t}</{tag}>" if tag else t for tag, t in shown))

    wide = text.encode("utf-16-le")
    marked = [(e["type"], wide[2 * e["offset"] : 2 * (e["offset"] + e["length"])]) for e in entities]
    assert text == "".join(t for _, t in pieces)
    assert marked == [(TAGS[tag], t.encode("utf-16-le")) for tag, t in pieces if tag]


@given(st.text(), st.text(alphabet=" \n\t"))
def test_white_space_around_goes_and_the_marked_words_stay(text: str, around: str) -> None:
    whole = f"{around}{text}{around}"

    kept, entities = trimmed(whole, [{"type": "bold", "offset": 0, "length": utf16(whole)}])

    assert kept == text.strip()
    assert entities == ([{"type": "bold", "offset": 0, "length": utf16(kept)}] if kept else [])


def test_nested_tags_are_entities_from_the_outside_in() -> None:
    text, entities = parse('😀 <b>all <i>of</i></b> <a href="https://x.example/?a=1&amp;b=2">it</a>')

    assert text == "😀 all of it"
    assert entities == [
        {"type": "bold", "offset": 3, "length": 6},
        {"type": "italic", "offset": 7, "length": 2},
        {"type": "text_link", "offset": 10, "length": 2, "url": "https://x.example/?a=1&b=2"},
    ]


@pytest.mark.parametrize(
    ("source", "text"),
    [("a &amp; b", "a & b"), ("&lt;b&gt;", "<b>"), ("&#9731;", "☃"), ("&copy; & co", "&copy; & co")],
)
def test_only_the_references_that_telegram_knows_are_read(source: str, text: str) -> None:
    assert parse(source) == (text, [])


def test_a_refusal_says_where_in_bytes() -> None:
    with pytest.raises(BadMarkup, match='Unsupported start tag "p" at byte offset 5'):
        parse("😀 <p>")
