"""The menu of commands: what each person can send, in their language, where Telegram shows it."""

from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeAllGroupChats,
    BotCommandScopeChat,
    BotCommandScopeDefault,
)

from bot import texts
from bot.contract.schemas import MeOut
from bot.texts import plain

STRANGER = ("start", "help")
EVERYBODY = ("today", "tomorrow", "day", "week", "now", "next", "changes", "free", "calendar")
# what works in a group: it reads only, and shows nothing about the person who asks
GROUP = ("today", "tomorrow", "day", "week", "changes", "free", "help")
FACULTY = ("leave", "whatif", "myleaves", "pending", "load")
DECIDER = ("pending", "dept", "delegate", "invite", "audit")
ADMIN = ("import", "solve", "publish", "health")
LAST = ("settings", "help", "cancel", "mydata", "forget", "unlink")


def commands(me: MeOut | None) -> list[BotCommand]:
    """The commands that this person can send, in their language; None stands for a stranger."""
    if me is None:
        return _described(STRANGER)
    faculty = FACULTY if me["faculty"] else ()
    decider = DECIDER if me["decides"] else ()
    admin = ADMIN if me["role"] == "admin" else ()
    return _described(tuple(dict.fromkeys(EVERYBODY + faculty + decider + admin + LAST)))


async def show_everywhere(bot: Bot) -> None:
    """Set the menus of people who are not linked; linking gives each person their own."""
    for code, language in _variants():
        texts.set_language(language)
        await bot.set_my_commands(commands(None), scope=BotCommandScopeDefault(), language_code=code)
        await bot.set_my_commands(_described(GROUP), scope=BotCommandScopeAllGroupChats(), language_code=code)


async def show_to(bot: Bot, chat: int, me: MeOut) -> None:
    """Set this person's menu, in the language that they chose, whatever their Telegram is set to."""
    await bot.set_my_commands(commands(me), scope=BotCommandScopeChat(chat))


async def forget(bot: Bot, chat: int) -> None:
    """Take a person's own menu back."""
    await bot.delete_my_commands(scope=BotCommandScopeChat(chat))


def _variants() -> list[tuple[str | None, str]]:
    """Telegram's language code (None: every other language) and the catalogue's."""
    return [(None if code == texts.FALLBACK else code, code) for code in texts.LANGUAGES]


def _described(names: tuple[str, ...]) -> list[BotCommand]:
    return [BotCommand(name, plain(f"command.{name}")) for name in names]
