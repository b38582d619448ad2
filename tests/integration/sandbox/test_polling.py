"""How a bot fetches its updates: which kinds, from where on, and that only one fetches."""

import asyncio

import pytest
from aiohttp import web
from telegram import Update
from telegram.error import BadRequest

from tests.support.sandbox import MEERA, RAO, Bot, Sandbox, keyboard, read, served


async def test_only_kinds_that_were_asked_for_come_from_then_on(sandbox: Sandbox, bot: Bot) -> None:
    await bot.send_message(RAO, "Pick", reply_markup=keyboard("Ok"))
    await bot.get_updates(allowed_updates=[Update.CALLBACK_QUERY])
    await sandbox.say(RAO, "unheard")
    await sandbox.press(RAO, (await sandbox.messages(RAO))[1], "Ok")

    taps = await read(bot)
    await bot.get_updates(allowed_updates=[])
    await sandbox.say(RAO, "heard")
    words = await read(bot)

    assert [u.callback_query is not None for u in taps] == [True]
    assert [u.message.text for u in words if u.message] == ["heard"]


async def test_a_negative_offset_keeps_the_last_ones(sandbox: Sandbox, bot: Bot) -> None:
    for text in ("one", "two", "three"):
        await sandbox.say(RAO, text)

    last = await bot.get_updates(offset=-1)

    assert [u.message.text for u in last if u.message] == ["three"]
    assert await bot.get_updates() == last


async def test_a_second_poll_ends_the_first(sandbox: Sandbox) -> None:
    polls = {asyncio.create_task(sandbox.call("getUpdates", timeout=30)) for _ in range(2)}

    (ended,), (goes_on,) = await asyncio.wait(polls, return_when=asyncio.FIRST_COMPLETED)
    await sandbox.say(RAO, "for the second")

    assert ended.result() == {
        "ok": False,
        "error_code": 409,
        "description": "Conflict: terminated by other getUpdates request; "
        "make sure that only one bot instance is running",
    }
    assert [u["message"]["text"] for u in (await goes_on)["result"]] == ["for the second"]


async def test_a_webhook_ends_the_poll(sandbox: Sandbox, bot: Bot) -> None:
    polled = asyncio.create_task(sandbox.call("getUpdates", timeout=30))
    await sandbox.call("getMe")

    await bot.set_webhook("http://127.0.0.1:1/hook")

    ended = await polled
    await bot.delete_webhook()
    assert ended["error_code"] == 409


async def test_a_webhook_that_fails_is_told_of(sandbox: Sandbox, bot: Bot) -> None:
    tried = asyncio.Event()

    async def fail(request: web.Request) -> web.Response:
        tried.set()
        return web.Response(status=500)

    app = web.Application()
    app.router.add_post("/hook", fail)
    async with served(app) as url, asyncio.timeout(10):
        await bot.set_webhook(f"{url}/hook", allowed_updates=["message"])
        await sandbox.say(MEERA, "hello?")
        await tried.wait()
        while not (info := await bot.get_webhook_info()).last_error_message:
            pass
        await bot.delete_webhook(drop_pending_updates=True)

    assert info.last_error_message == "Wrong response from the webhook: 500 Internal Server Error"
    assert (info.pending_update_count, info.allowed_updates) == (1, ("message",))
    assert await bot.get_updates() == ()


@pytest.mark.parametrize(
    ("url", "secret", "refusal"),
    [
        ("ftp://hook.invalid", "hush", "Bad webhook: an https url must be provided"),
        ("https://hook.invalid", "not this!", "Secret token contains unallowed characters"),
    ],
)
async def test_a_webhook_has_an_address_and_a_plain_secret(
    bot: Bot, url: str, secret: str, refusal: str
) -> None:
    with pytest.raises(BadRequest, match=refusal):
        await bot.set_webhook(url, secret_token=secret)
