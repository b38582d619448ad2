"""Groups: what the bot gets to see there, its coming and going, and the step to a supergroup."""

import pytest
from telegram import Update
from telegram.error import BadRequest, ChatMigrated, Forbidden

from tests.support.sandbox import MEERA, RAO, SILENT, Bot, Sandbox, keyboard, read, tap_in


@pytest.fixture
async def group(sandbox: Sandbox, bot: Bot) -> int:
    """A group that Meera made, with Rao and the bot in it; the bot knows."""
    made = await sandbox.group("CSE-3-A", MEERA, RAO)
    await read(bot)
    return made


async def said_to(bot: Bot) -> list[str]:
    return [u.message.text or "" for u in await read(bot) if u.message]


async def test_the_bot_is_told_that_it_was_added_and_removed(sandbox: Sandbox, bot: Bot) -> None:
    made = await sandbox.group("CSE-3-A", MEERA, RAO)
    await sandbox.post(f"/groups/{made}/bot", {"status": "kicked", "by": MEERA}, "PUT")

    updates = await read(bot)

    changes = [u.my_chat_member for u in updates if u.my_chat_member]
    assert [(m.chat.title, m.from_user.id, m.new_chat_member.status) for m in changes] == [
        ("CSE-3-A", MEERA, "member"),
        ("CSE-3-A", MEERA, "kicked"),
    ]
    added, removed = [u.message for u in updates if u.message]
    assert [user.id for user in added.new_chat_members] == [bot.id]
    assert removed.left_chat_member and removed.left_chat_member.id == bot.id
    with pytest.raises(Forbidden, match="bot was kicked from the group chat"):
        await bot.send_message(made, "Hello?")


async def test_with_privacy_on_the_bot_gets_what_is_meant_for_it(
    sandbox: Sandbox, bot: Bot, group: int
) -> None:
    asked = await bot.send_message(group, "Which day?")
    for text in ("lunch?", "/today", "/today@DayorderBot", "/today@OtherBot", "ask @DayorderBot", "1/2"):
        await sandbox.say(group, text, by=RAO)
    await sandbox.say(group, "friday", by=RAO, reply_to=asked.message_id)

    assert await said_to(bot) == ["/today", "/today@DayorderBot", "ask @DayorderBot", "friday"]


async def test_an_administrator_and_a_bot_without_privacy_get_everything(
    sandbox: Sandbox, bot: Bot, group: int
) -> None:
    await sandbox.post(f"/groups/{group}/bot", {"status": "administrator"}, "PUT")
    await sandbox.say(group, "lunch?", by=RAO)
    await sandbox.post(f"/groups/{group}/bot", {"status": "member"}, "PUT")
    await sandbox.say(group, "nobody?", by=RAO)
    await sandbox.set(is_privacy_on=False)
    await sandbox.say(group, "all right", by=RAO)

    assert await said_to(bot) == ["lunch?", "all right"]


async def test_who_speaks_in_a_group_and_who_taps_is_told(sandbox: Sandbox, bot: Bot, group: int) -> None:
    await sandbox.say(group, "/today", by=RAO)
    (update,) = await read(bot)
    assert update.message and update.effective_chat and update.effective_user
    await update.message.reply_text("Today", reply_markup=keyboard("Next"))

    await sandbox.press(group, await sandbox.last(group), "Next", by=MEERA)
    query = tap_in(await read(bot))

    assert (update.effective_chat.type, update.effective_chat.title) == ("group", "CSE-3-A")
    assert (update.effective_user.id, query.from_user.id) == (RAO, MEERA)
    assert query.message and query.message.chat.id == group


async def test_members_come_and_go(sandbox: Sandbox, bot: Bot, group: int) -> None:
    await sandbox.post(f"/groups/{group}/members/{SILENT}", {"status": "member"}, "PUT")
    assert (await bot.get_chat_member(group, SILENT)).status == "member"
    assert await bot.get_chat_member_count(group) == 4

    await sandbox.post(f"/groups/{group}/members/{SILENT}", {"status": "left"}, "PUT")

    assert (await bot.get_chat_member(group, SILENT)).status == "left"
    assert [m.user.id for m in await bot.get_chat_administrators(group)] == [MEERA]
    came, went = [u.message for u in await read(bot) if u.message]
    assert came.new_chat_members[0].id == SILENT
    assert went.left_chat_member and went.left_chat_member.id == SILENT
    outside = await sandbox.http.post(f"/sandbox/chats/{group}/messages", json={"text": "hi", "as": SILENT})
    assert (outside.status_code, outside.text) == (409, "Silent is not in this group.")


async def test_the_bot_can_leave(sandbox: Sandbox, bot: Bot, group: int) -> None:
    await bot.leave_chat(group)

    with pytest.raises(Forbidden, match="bot is not a member of the group chat"):
        await bot.send_message(group, "Hello?")
    assert (await sandbox.last(group))["text"] == "Dayorder left"
    with pytest.raises(BadRequest, match="available for group"):
        await bot.leave_chat(RAO)


async def test_of_others_messages_only_an_administrator_deletes(
    sandbox: Sandbox, bot: Bot, group: int
) -> None:
    theirs = await sandbox.say(group, "oops", by=RAO)
    with pytest.raises(BadRequest, match="Message can't be deleted"):
        await bot.delete_message(group, theirs)

    await sandbox.post(f"/groups/{group}/bot", {"status": "administrator"}, "PUT")

    assert await bot.delete_message(group, theirs)


async def test_a_group_that_became_a_supergroup_says_where_it_is_now(
    sandbox: Sandbox, bot: Bot, group: int
) -> None:
    now = (await sandbox.post(f"/groups/{group}/migrate"))["id"]

    with pytest.raises(ChatMigrated) as moved:
        await bot.send_message(group, "Hello?")
    sent = await bot.send_message(moved.value.new_chat_id, "Hello!")

    assert moved.value.new_chat_id == now == sent.chat_id
    assert sent.chat.type == "supergroup"
    old, new = [chat_ids(u) for u in await read(bot)]
    assert old == (group, now, None) and new == (now, None, group)
    assert [g["id"] for g in await sandbox.get("/groups")] == [now]


def chat_ids(update: Update) -> tuple[int, int | None, int | None]:
    message = update.message
    assert message
    return message.chat_id, message.migrate_to_chat_id, message.migrate_from_chat_id
