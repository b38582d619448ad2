"""Command menus: one for each scope and language; and which of them a person sees."""

import re
from collections.abc import Iterator
from typing import Any

from local.sandbox.bot_api.call import Call
from local.sandbox.refusal import bad
from local.sandbox.store import Json, Store

_MAX_COMMANDS, _MAX_DESCRIPTION_CHARACTERS = 100, 256
_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
_LANGUAGE = re.compile(r"([a-z]{2})?")
_WIDE = ("default", "all_private_chats", "all_group_chats", "all_chat_administrators")
_OF_A_CHAT = ("chat", "chat_administrators", "chat_member")


async def set_my_commands(call: Call) -> Any:
    commands = call.structure("commands", "commands")
    if not isinstance(commands, list):
        raise bad("expected an Array of BotCommand")
    if len(commands) > _MAX_COMMANDS:
        raise bad("BOT_COMMANDS_TOO_MUCH")
    for command in commands:
        _check(command)
    call.telegram.store.set_commands(_scope(call), _language(call), commands)
    call.telegram.show(0, "commands", {})
    return True


async def get_my_commands(call: Call) -> Any:
    return call.telegram.store.commands(_scope(call), _language(call))


async def delete_my_commands(call: Call) -> Any:
    call.telegram.store.set_commands(_scope(call), _language(call), [])
    call.telegram.show(0, "commands", {})
    return True


def _check(command: Any) -> None:
    if not isinstance(command, dict) or not _COMMAND.fullmatch(str(command.get("command", "")).lstrip("/")):
        raise bad("BOT_COMMAND_INVALID")
    if not 1 <= len(str(command.get("description") or "")) <= _MAX_DESCRIPTION_CHARACTERS:
        raise bad("BOT_COMMAND_DESCRIPTION_INVALID")


def _language(call: Call) -> str:
    if not _LANGUAGE.fullmatch(call.text("language_code")):
        raise bad("invalid language code specified")
    return call.text("language_code")


def _scope(call: Call) -> str:
    """The scope as the store names it."""
    scope = call.structure("scope", "BotCommandScope") or {"type": "default"}
    kind = scope.get("type") if isinstance(scope, dict) else None
    if kind in _WIDE:
        return str(kind)
    if kind not in _OF_A_CHAT:
        raise bad("can't parse BotCommandScope: Unsupported type specified")
    chat = Call(call.telegram, call.method, scope).known_chat
    if kind != "chat" and chat > 0:
        raise bad("can't use the scope in a private chat")
    return f"{kind}:{chat}" + (f":{int(scope.get('user_id', 0))}" if kind == "chat_member" else "")


# which one a person sees


def menu(store: Store, chat: int, person: Json) -> list[Json]:
    """The menu that a person sees: that of the narrowest scope that has one, in their language if there is
    such."""
    for scope in _scopes(store, chat, person):
        for language in (person["language"][:2], ""):
            if commands := store.commands(scope, language):
                return commands
    return []


def _scopes(store: Store, chat: int, person: Json) -> Iterator[str]:
    if chat > 0:
        yield from (f"chat:{chat}", "all_private_chats", "default")
        return
    standing = (store.group(chat) or {}).get("members", {}).get(str(person["id"]))
    is_administrator = standing in ("creator", "administrator")
    yield f"chat_member:{chat}:{person['id']}"
    if is_administrator:
        yield f"chat_administrators:{chat}"
    yield f"chat:{chat}"
    if is_administrator:
        yield "all_chat_administrators"
    yield from ("all_group_chats", "default")
