"""The command menu that a person sees."""

import pytest
from telegram import (
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllChatAdministrators,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    BotCommandScopeChatAdministrators,
    BotCommandScopeChatMember,
    BotCommandScopeDefault,
)
from telegram.error import BadRequest

from tests.support.sandbox import MEERA, RAO, Bot, Sandbox


async def test_a_chats_own_menu_hides_everybodys_until_it_is_deleted(sandbox: Sandbox, bot: Bot) -> None:
    scope = BotCommandScopeChat(RAO)
    await bot.set_my_commands([BotCommand("help", "What I do")])
    await bot.set_my_commands([BotCommand("leave", "Ask"), BotCommand("today", "See")], scope=scope)

    assert await sandbox.commands(RAO) == ["leave", "today"]
    assert await sandbox.commands(MEERA) == ["help"]
    assert [c.command for c in await bot.get_my_commands(scope=scope)] == ["leave", "today"]

    await bot.delete_my_commands(scope=scope)

    assert await sandbox.commands(RAO) == ["help"]


HINDI = "hi"


async def set_menu(bot: Bot, scope: BotCommandScope, language: str = "") -> None:
    """A menu of one command that says which menu it is."""
    name = f"{scope.type}_{language}".strip("_")
    await bot.set_my_commands([BotCommand(name, "x")], scope=scope, language_code=language or None)


async def delete_menu(bot: Bot, scope: BotCommandScope, language: str = "") -> None:
    await bot.delete_my_commands(scope=scope, language_code=language or None)


async def test_in_private_the_narrowest_scope_wins_and_in_it_the_persons_language(
    sandbox: Sandbox, bot: Bot
) -> None:
    await sandbox.post(f"/people/{RAO}", {"language": "hi-IN"}, "PATCH")
    scopes = [BotCommandScopeChat(RAO), BotCommandScopeAllPrivateChats(), BotCommandScopeDefault()]
    order = [(scope, language) for scope in scopes for language in (HINDI, "")]
    for scope, language in order:
        await set_menu(bot, scope, language)

    seen = []
    for scope, language in order:
        seen += await sandbox.commands(RAO)
        await delete_menu(bot, scope, language)

    assert seen == [
        "chat_hi",
        "chat",
        "all_private_chats_hi",
        "all_private_chats",
        "default_hi",
        "default",
    ]
    assert await sandbox.commands(RAO) == []


async def test_in_a_group_member_administrators_chat_all_groups_and_default_in_this_order(
    sandbox: Sandbox, bot: Bot
) -> None:
    group = await sandbox.group("CSE-3-A", MEERA, RAO)
    order: list[BotCommandScope] = [
        BotCommandScopeChatMember(group, MEERA),
        BotCommandScopeChatAdministrators(group),
        BotCommandScopeChat(group),
        BotCommandScopeAllChatAdministrators(),
        BotCommandScopeAllGroupChats(),
        BotCommandScopeDefault(),
    ]
    for scope in order:
        await set_menu(bot, scope)

    of_its_maker, of_a_member = [], []
    for scope in order:
        of_its_maker += await sandbox.commands(group, by=MEERA)
        of_a_member += await sandbox.commands(group, by=RAO)
        await delete_menu(bot, scope)

    assert of_its_maker == [scope.type for scope in order]
    assert of_a_member == ["chat", "chat", "chat", "all_group_chats", "all_group_chats", "default"]


async def test_a_menu_is_read_back_by_its_scope_and_language_alone(bot: Bot) -> None:
    await set_menu(bot, BotCommandScopeDefault(), HINDI)

    assert await bot.get_my_commands() == ()
    assert [c.command for c in await bot.get_my_commands(language_code=HINDI)] == ["default_hi"]


@pytest.mark.parametrize(
    ("command", "description", "refusal"),
    [
        ("Leave", "x", "Bot_command_invalid"),
        ("", "x", "Bot_command_invalid"),
        ("leave", "", "Bot_command_description_invalid"),
        ("leave", "x" * 257, "Bot_command_description_invalid"),
    ],
)
async def test_a_command_is_lower_case_and_described(
    bot: Bot, command: str, description: str, refusal: str
) -> None:
    with pytest.raises(BadRequest, match=refusal):
        await bot.set_my_commands([BotCommand(command, description)])


async def test_more_than_100_commands_are_too_many(bot: Bot) -> None:
    with pytest.raises(BadRequest, match="Bot_commands_too_much"):
        await bot.set_my_commands([BotCommand(f"c{n}", "x") for n in range(101)])
