"""What people ask the bot without a message: taps on buttons, and its name with some words (inline mode)."""

from secrets import token_hex

from local.sandbox.people import arrive
from local.sandbox.refusal import QUERY_TOO_OLD, bad
from local.sandbox.store import Json
from local.sandbox.telegram import Telegram
from local.sandbox.wire import user

TAP, INLINE = "tap", "inline"


async def tap(telegram: Telegram, chat: int, by: Json, message: Json, data: str) -> tuple[int, int | None]:
    """A person taps a button: the tap's id and the update's."""
    asked = {"kind": TAP, "person": by["id"], "chat": chat, "at": telegram.now(), "answered": False}
    with telegram.store.writing():
        id = telegram.store.add_query(asked)
        inline = message.get("inline_message_id")
        about = {"inline_message_id": inline} if inline else {"message": telegram.wire.message(chat, message)}
        query = {"id": str(id), "from": user(by), **about, "chat_instance": str(chat), "data": data}
        update = telegram.updates.put("callback_query", query)
    await telegram.updates.tell()
    return id, update


def answer_tap(telegram: Telegram, id: int, said: Json) -> None:
    """Once, and in time; raises Refused."""
    asked = _open(telegram, id, TAP, telegram.settings.tap_seconds)
    telegram.store.change_query(id, {**asked, "answered": True, **said})
    telegram.show(asked["chat"], "answer", {"callback_query_id": id, "person": asked["person"], **said})


async def ask(telegram: Telegram, chat: int, by: Json, words: str, offset: str) -> int:
    """A person writes the bot's name and some words; what Telegram remembers is answered without the bot."""
    asked = {"kind": INLINE, "person": by["id"], "chat": chat, "at": telegram.now(), "answered": False}
    about = {"query": words, "offset": offset}
    known = _remembered(telegram, words, offset, by["id"])
    if known:
        return telegram.store.add_query({**asked, **about, **known, "answered": True, "remembered": True})
    with telegram.store.writing():
        id = telegram.store.add_query({**asked, **about})
        where = "sender" if chat > 0 else telegram.wire.chat(chat)["type"]
        update = {"id": str(id), "from": user(by), **about, "chat_type": where}
        telegram.updates.put("inline_query", update)
    await telegram.updates.tell()
    return id


def _remembered(telegram: Telegram, words: str, offset: str, person: int) -> Json | None:
    for whose in (person, 0):
        until, known = telegram.inline_cache.get((words, offset, whose), (0.0, {}))
        if until > telegram.now():
            return known
    return None


def answer_inline(
    telegram: Telegram, id: int, said: Json, cache_seconds: float, *, is_personal: bool
) -> None:
    """The results for a query, remembered for who asked or for everybody; raises Refused."""
    asked = _open(telegram, id, INLINE, telegram.settings.inline_seconds)
    telegram.store.change_query(id, {**asked, "answered": True, **said})
    whose = asked["person"] if is_personal else 0
    until = telegram.now() + cache_seconds
    telegram.inline_cache[asked["query"], asked["offset"], whose] = (until, said)
    telegram.show(asked["chat"], "inline", {"inline_query_id": id})


async def choose(telegram: Telegram, chat: int, by: Json, query: int, result: str) -> Json | None:
    """A person sends one of the results into the chat; None where there is no such."""
    asked = telegram.store.query(query) or {}
    found = next((r for r in asked.get("results", []) if r["id"] == result), None)
    if found is None:
        return None
    name = {"inline_message_id": token_hex(8)} if found["message"].get("reply_markup") else {}
    stored = await arrive(telegram, chat, by, {**found["message"], "via_bot": True, **name})
    if name:
        telegram.store.set(name["inline_message_id"], {"chat": chat, "message_id": stored["message_id"]})
    if telegram.settings.is_inline_feedback_on:
        chosen = {"result_id": result, "from": user(by), "query": asked["query"]}
        telegram.updates.put("chosen_inline_result", {**chosen, **name})
        await telegram.updates.tell()
    return stored


def _open(telegram: Telegram, id: int, kind: str, seconds: float) -> Json:
    asked = telegram.store.query(id)
    if not asked or asked["kind"] != kind or asked["answered"] or is_late(telegram, asked, seconds):
        raise bad(QUERY_TOO_OLD)
    return asked


def is_late(telegram: Telegram, asked: Json, seconds: float) -> bool:
    return bool(telegram.now() - asked["at"] > seconds)
