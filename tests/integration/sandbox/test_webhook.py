"""Updates at the bot's own address, and what a restart keeps."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from aiohttp import web
from telegram import BotCommand
from telegram.error import Conflict

from tests.integration.sandbox.conftest import PEOPLE
from tests.support.sandbox import MEERA, RAO, TOKEN, Bot, Message, Sandbox, client, keyboard, running, served


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

    right = await sandbox.http.get(f"/file/bot{TOKEN}/documents/file_1.txt")
    wrong = await sandbox.http.get("/file/bot1:WRONG/documents/file_1.txt")

    assert (right.content, wrong.status_code) == (b"mine", 404)
