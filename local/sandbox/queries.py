"""What people ask the bot without a message: taps on buttons, and its name with some words (inline mode)."""

from secrets import token_hex

from local.sandbox.people import Participant, arrive
from local.sandbox.refusal import QUERY_TOO_OLD, bad
from local.sandbox.store import Json
from local.sandbox.telegram import Telegram
from local.sandbox.wire import user

TAP, INLINE = "tap", "inline"


async def tap(participant: Participant, message: Json, data: str) -> tuple[int, int | None]:
    """A person taps a button. Returns the ids of the tap and of the update, which is None if the bot gets
    none."""
    telegram, chat, by = participant.telegram, participant.chat, participant.person
    query = {"kind": TAP, "person": by["id"], "chat": chat, "at": telegram.now(), "answered": False}
    with telegram.store.writing():
        id = telegram.store.add_query(query)
        inline = message.get("inline_message_id")
        about = {"inline_message_id": inline} if inline else {"message": telegram.wire.message(chat, message)}
        body = {"id": str(id), "from": user(by), **about, "chat_instance": str(chat), "data": data}
        update = telegram.updates.put("callback_query", body)
    await telegram.updates.tell()
    return id, update


def answer_tap(telegram: Telegram, id: int, answer: Json) -> None:
    """Answer a tap. Raises Refused if it was answered before, or is too old."""
    query = _open_query(telegram, id, kind=TAP, seconds=telegram.settings.tap_seconds)
    telegram.store.change_query(id, {**query, "answered": True, **answer})
    telegram.show(query["chat"], "answer", {"callback_query_id": id, "person": query["person"], **answer})


async def ask(participant: Participant, words: str, offset: str) -> int:
    """A person writes the bot's name and some words. Returns the query's id. An answer that Telegram has
    in its cache is given without the bot."""
    telegram, chat, by = participant.telegram, participant.chat, participant.person
    query = {"kind": INLINE, "person": by["id"], "chat": chat, "at": telegram.now(), "answered": False}
    about = {"query": words, "offset": offset}
    cached = _cached_answer(telegram, {**query, **about})
    if cached:
        return telegram.store.add_query({**query, **about, **cached, "answered": True, "remembered": True})
    with telegram.store.writing():
        id = telegram.store.add_query({**query, **about})
        where = "sender" if chat > 0 else telegram.wire.chat(chat)["type"]
        update = {"id": str(id), "from": user(by), **about, "chat_type": where}
        telegram.updates.put("inline_query", update)
    await telegram.updates.tell()
    return id


def _cached_answer(telegram: Telegram, query: Json) -> Json | None:
    """The answer that is cached for this person, or else for everybody."""
    for owner in (query["person"], 0):
        until, answer = telegram.inline_cache.get((query["query"], query["offset"], owner), (0.0, {}))
        if until > telegram.now():
            return answer
    return None


def answer_inline(
    telegram: Telegram, id: int, answer: Json, *, cache_seconds: float, is_personal: bool
) -> None:
    """Answer an inline query, and cache the answer for its person or for everybody. Raises Refused if it was
    answered before, or is too old."""
    query = _open_query(telegram, id, kind=INLINE, seconds=telegram.settings.inline_seconds)
    telegram.store.change_query(id, {**query, "answered": True, **answer})
    owner = query["person"] if is_personal else 0
    until = telegram.now() + cache_seconds
    telegram.inline_cache[query["query"], query["offset"], owner] = (until, answer)
    telegram.show(query["chat"], "inline", {"inline_query_id": id})


async def choose(participant: Participant, query: int, result: str) -> Json | None:
    """A person sends one of a query's results into the chat. Returns None if there is no such result."""
    telegram, chat, by = participant.telegram, participant.chat, participant.person
    body = telegram.store.query(query) or {}
    chosen = next((r for r in body.get("results", []) if r["id"] == result), None)
    if chosen is None:
        return None
    name = {"inline_message_id": token_hex(8)} if chosen["message"].get("reply_markup") else {}
    stored = await arrive(participant, {**chosen["message"], "via_bot": True, **name})
    if name:
        telegram.store.set(name["inline_message_id"], {"chat": chat, "message_id": stored["message_id"]})
    if telegram.settings.is_inline_feedback_on:
        feedback = {"result_id": result, "from": user(by), "query": body["query"]}
        telegram.updates.put("chosen_inline_result", {**feedback, **name})
        await telegram.updates.tell()
    return stored


def _open_query(telegram: Telegram, id: int, *, kind: str, seconds: float) -> Json:
    """The query with this id. Raises Refused if it can't be answered any more."""
    query = telegram.store.query(id)
    if not query or query["kind"] != kind or query["answered"] or is_late(telegram, query, seconds):
        raise bad(QUERY_TOO_OLD)
    return query


def is_late(telegram: Telegram, query: Json, seconds: float) -> bool:
    return bool(telegram.now() - query["at"] > seconds)
