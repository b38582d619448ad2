"""What tests turn on: errors in Telegram's words, answers that never come, the three windows, the clock."""

from typing import Any

import pytest
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from tests.support.sandbox import MEERA, RAO, Bot, Sandbox, keyboard, read, tap_in


async def texts(sandbox: Sandbox, chat: int) -> list[str]:
    return [m["text"] for m in await sandbox.messages(chat) if m["from"] == "bot"]


@pytest.mark.parametrize(
    ("fault", "error", "refusal"),
    [
        ({"kind": "flood", "retry_after": 7}, RetryAfter, "Retry in 0:00:07"),
        ({"kind": "blocked"}, Forbidden, "bot was blocked by the user"),
        ({"kind": "deactivated"}, Forbidden, "user is deactivated"),
        ({"kind": "kicked"}, Forbidden, "bot was kicked from the group chat"),
        ({"kind": "not_found"}, BadRequest, "Chat not found"),
        ({"kind": "migrated", "migrate_to_chat_id": -1007}, ChatMigrated, "-1007"),
        ({"kind": "server_error"}, NetworkError, "Internal Server Error"),
        ({"kind": "bad_gateway"}, NetworkError, "Bad Gateway"),
        (
            {"kind": "error", "code": 400, "description": "Bad Request: TOPIC_CLOSED"},
            BadRequest,
            "Topic_closed",
        ),
    ],
)
async def test_a_fault_answers_the_next_call_as_telegram_would(
    sandbox: Sandbox, bot: Bot, fault: dict[str, Any], error: type[TelegramError], refusal: str
) -> None:
    await sandbox.fault(**fault, times=1)

    with pytest.raises(error, match=refusal):
        await bot.send_message(RAO, "one")
    await bot.send_message(RAO, "two")

    assert await texts(sandbox, RAO) == ["two"]
    assert await sandbox.get("/faults") == []


async def test_a_fault_can_be_of_one_chat_and_of_one_method(sandbox: Sandbox, bot: Bot) -> None:
    await sandbox.fault("blocked", chat=RAO)
    await sandbox.fault("flood", methods=["sendPhoto"])

    with pytest.raises(Forbidden):
        await bot.send_message(RAO, "one")
    await bot.send_message(MEERA, "two")
    with pytest.raises(RetryAfter):
        await bot.send_photo(MEERA, b"x")
    await sandbox.post("/faults", method="DELETE")
    await bot.send_message(RAO, "three")

    assert (await texts(sandbox, RAO), await texts(sandbox, MEERA)) == (["three"], ["two"])


async def test_a_fault_can_meet_every_third_call(sandbox: Sandbox, bot: Bot) -> None:
    await sandbox.fault("server_error", every=3, times=2)

    went = []
    for n in range(9):
        try:
            await bot.send_message(RAO, str(n))
            went.append(n)
        except NetworkError:
            pass

    assert went == [0, 1, 3, 4, 6, 7, 8]


@pytest.mark.parametrize(("kind", "arrives"), [("lost_before", []), ("lost_after", ["one"])])
async def test_an_answer_that_never_comes_leaves_the_effect_or_not(
    sandbox: Sandbox, bot: Bot, kind: str, arrives: list[str]
) -> None:
    await sandbox.fault(kind, times=1)

    with pytest.raises(TimedOut):
        await bot.send_message(RAO, "one", read_timeout=0.2)

    assert await texts(sandbox, RAO) == arrives


@pytest.mark.parametrize(("kind", "arrives"), [("cut_before", []), ("cut_after", ["one"])])
async def test_a_connection_that_is_cut_leaves_the_effect_or_not(
    sandbox: Sandbox, bot: Bot, kind: str, arrives: list[str]
) -> None:
    await sandbox.fault(kind, times=1)

    with pytest.raises(NetworkError):
        await bot.send_message(RAO, "one")

    assert await texts(sandbox, RAO) == arrives


async def test_a_tap_can_go_unanswered_too(sandbox: Sandbox, bot: Bot) -> None:
    await bot.send_message(RAO, "Pick", reply_markup=keyboard("Ok"))
    tap = await sandbox.press(RAO, await sandbox.last(RAO), "Ok")
    await sandbox.fault("bad_gateway", methods=["answerCallbackQuery"], times=1)

    with pytest.raises(NetworkError):
        await tap_in(await read(bot)).answer("Noted")

    assert not (await sandbox.answer(tap))["answered"]


@pytest.mark.parametrize(
    "wrong", [{"kind": "rain"}, {"kind": "flood", "forever": True}, {"kind": "flood", "every": 0}]
)
async def test_a_fault_that_there_isnt_is_refused(sandbox: Sandbox, wrong: dict[str, Any]) -> None:
    answer = await sandbox.http.post("/sandbox/faults", json=wrong)

    assert answer.status_code == 400


# the windows


async def test_everything_sent_and_edited_is_in_the_log_with_its_time(sandbox: Sandbox, bot: Bot) -> None:
    group = await sandbox.group("CSE-3-A", MEERA)
    sent = await bot.send_message(RAO, "one")
    await sandbox.later(10)
    await bot.edit_message_text("two", RAO, sent.message_id)
    await bot.send_message(group, "three")

    first, second, third = await sandbox.get("/sends")

    assert [(s["chat"], s["method"], s["is_new"], s["is_group"]) for s in (first, second, third)] == [
        (RAO, "sendMessage", True, False),
        (RAO, "editMessageText", False, False),
        (group, "sendMessage", True, True),
    ]
    assert second["at"] - first["at"] >= 10
    assert await sandbox.get("/sends?after=2") == [third]


async def test_the_windows_are_not_enforced_unless_told(sandbox: Sandbox, bot: Bot) -> None:
    for n in range(40):
        await bot.send_message(RAO, str(n))

    assert len(await sandbox.get("/sends")) == 40


async def test_a_chat_takes_a_short_burst_and_then_one_a_second(sandbox: Sandbox, bot: Bot) -> None:
    await sandbox.set(are_limits_enforced=True)
    for n in range(3):
        await bot.send_message(RAO, str(n))

    with pytest.raises(RetryAfter):
        await bot.send_message(RAO, "too fast")
    await bot.send_message(MEERA, "another chat")
    await sandbox.later(3)
    await bot.send_message(RAO, "in time")

    assert await texts(sandbox, RAO) == ["0", "1", "2", "in time"]


async def test_a_group_takes_twenty_a_minute(sandbox: Sandbox, bot: Bot) -> None:
    group = await sandbox.group("CSE-3-A", MEERA)
    await sandbox.set(are_limits_enforced=True)
    for n in range(20):
        await bot.send_message(group, str(n))

    with pytest.raises(RetryAfter) as flood:
        await bot.send_message(group, "one more")
    await sandbox.later(60)
    await bot.send_message(group, "in time")

    assert 50 <= seconds(flood.value) <= 60


def seconds(flood: RetryAfter) -> float:
    wait: Any = flood.retry_after
    return float(wait.total_seconds())


async def test_a_setting_that_there_isnt_is_refused(sandbox: Sandbox) -> None:
    for wrong in ({"tap_seconds": "soon"}, {"speed": 1}, {"is_privacy_on": 1}):
        answer = await sandbox.http.patch("/sandbox/settings", json=wrong)
        assert answer.status_code == 400, wrong
