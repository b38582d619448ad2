"""Inline mode: the bot's name and some words in any chat, a list to choose from, what is remembered."""

from typing import Any

import pytest
from telegram import (
    InlineQuery,
    InlineQueryResultArticle,
    InlineQueryResultCachedPhoto,
    InlineQueryResultsButton,
    InputTextMessageContent,
)
from telegram.error import BadRequest

from tests.support.sandbox import MEERA, PIXEL, RAO, Bot, Sandbox, keyboard, read, tap_in


def article(id: str, text: str, **more: Any) -> InlineQueryResultArticle:
    content = InputTextMessageContent(f"<b>{text}</b>", parse_mode="HTML")
    return InlineQueryResultArticle(id, text, content, description=f"about {text}", **more)


async def ask(sandbox: Sandbox, chat: int, words: str, *, by: int = 0) -> int:
    return int((await sandbox.post(f"/chats/{chat}/inline", {"query": words, "as": by}))["inline_query_id"])


async def choose(sandbox: Sandbox, chat: int, query: int, *, result: str, by: int = 0) -> None:
    body = {"inline_query_id": query, "result_id": result, "as": by}
    await sandbox.post(f"/chats/{chat}/choose", body)


async def query_in(bot: Bot) -> InlineQuery:
    (query,) = [u.inline_query for u in await read(bot) if u.inline_query]
    return query


async def test_the_bot_says_that_it_has_an_inline_mode(bot: Bot) -> None:
    assert bot.supports_inline_queries and bot.username == "DayorderBot"


async def test_words_reach_the_bot_and_its_results_the_person(sandbox: Sandbox, bot: Bot) -> None:
    asked = await ask(sandbox, RAO, "free now")
    query = await query_in(bot)
    await query.answer(
        [article("1", "Lab 2"), article("2", "R107")],
        button=InlineQueryResultsButton("Link yourself", start_parameter="inline"),
    )

    seen = await sandbox.get(f"/inline/{asked}")

    assert (query.query, query.offset, query.chat_type, query.from_user.id) == ("free now", "", "sender", RAO)
    assert [(r["title"], r["description"]) for r in seen["results"]] == [
        ("Lab 2", "about Lab 2"),
        ("R107", "about R107"),
    ]
    assert seen["button"] == {"text": "Link yourself", "start_parameter": "inline"}


async def test_the_chosen_result_is_the_persons_message_through_the_bot(sandbox: Sandbox, bot: Bot) -> None:
    group = await sandbox.group("CSE-3-A", MEERA, RAO, with_bot=False)
    asked = await ask(sandbox, group, "free now", by=RAO)
    await (await query_in(bot)).answer([article("1", "Lab 2")])

    await choose(sandbox, group, asked, result="1", by=RAO)

    seen = await sandbox.last(group)
    assert (seen["from"], seen["by"], seen["text"], seen["via_bot"]) == ("person", RAO, "Lab 2", True)
    assert seen["entities"] == [{"type": "bold", "offset": 0, "length": 5}]


async def test_a_picture_that_telegram_has_is_a_result_by_its_id(sandbox: Sandbox, bot: Bot) -> None:
    week = await bot.send_photo(MEERA, PIXEL)
    asked = await ask(sandbox, RAO, "week")
    await (await query_in(bot)).answer([InlineQueryResultCachedPhoto("w", week.photo[-1].file_id)])

    await choose(sandbox, RAO, asked, result="w")

    (update,) = await read(bot)
    assert update.message and update.message.photo == week.photo
    assert update.message.via_bot and update.message.via_bot.id == bot.id


async def test_a_result_with_buttons_is_edited_by_its_own_id(sandbox: Sandbox, bot: Bot) -> None:
    await sandbox.set(is_inline_feedback_on=True)
    asked = await ask(sandbox, RAO, "free now")
    await (await query_in(bot)).answer([article("1", "Lab 2", reply_markup=keyboard("Again"))])
    await choose(sandbox, RAO, asked, result="1")
    (chosen,) = [u.chosen_inline_result for u in await read(bot) if u.chosen_inline_result]
    await sandbox.press(RAO, await sandbox.last(RAO), "Again")
    query = tap_in(await read(bot))

    edited = await query.edit_message_text("R107")

    assert query.message is None and query.inline_message_id == chosen.inline_message_id
    assert edited is True
    assert (await sandbox.last(RAO))["text"] == "R107"


async def test_an_answer_is_remembered_for_everybody_until_it_is_old(sandbox: Sandbox, bot: Bot) -> None:
    await ask(sandbox, RAO, "free now")
    await (await query_in(bot)).answer([article("1", "Lab 2")], cache_time=60)

    by_another = await sandbox.get(f"/inline/{await ask(sandbox, MEERA, 'free now')}")
    assert [r["title"] for r in by_another["results"]] == ["Lab 2"]
    assert await read(bot) == ()

    await sandbox.later(61)
    await ask(sandbox, MEERA, "free now")
    assert (await query_in(bot)).from_user.id == MEERA


async def test_a_personal_answer_is_remembered_for_its_person_alone(sandbox: Sandbox, bot: Bot) -> None:
    await ask(sandbox, RAO, "today")
    await (await query_in(bot)).answer([article("1", "P3 DBMS")], cache_time=60, is_personal=True)

    mine = await sandbox.get(f"/inline/{await ask(sandbox, RAO, 'today')}")
    hers = await sandbox.get(f"/inline/{await ask(sandbox, MEERA, 'today')}")

    assert (mine["answered"], hers["answered"]) == (True, False)


async def test_a_late_answer_is_refused(sandbox: Sandbox, bot: Bot) -> None:
    await ask(sandbox, RAO, "free now")
    query = await query_in(bot)

    await sandbox.later(31)

    with pytest.raises(BadRequest, match="Query is too old"):
        await query.answer([])


@pytest.mark.parametrize(
    ("results", "refusal"),
    [
        ([article("1", "a"), article("1", "b")], "Result_id_duplicate"),
        ([article("x" * 65, "a")], "Result_id_invalid"),
        ([article(str(n), "a") for n in range(51)], "Results_too_much"),
        ([InlineQueryResultArticle("1", "a", InputTextMessageContent("x" * 4097))], "Message is too long"),
        ([InlineQueryResultCachedPhoto("1", "file-4711")], "Wrong file identifier"),
    ],
)
async def test_results_are_few_and_each_is_a_message(
    sandbox: Sandbox, bot: Bot, results: list[Any], refusal: str
) -> None:
    await ask(sandbox, RAO, "free now")
    query = await query_in(bot)

    with pytest.raises(BadRequest, match=refusal):
        await bot.answer_inline_query(query.id, results, current_offset=None)
