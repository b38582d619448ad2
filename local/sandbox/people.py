"""What people do in a chat: write, send files, block the bot; and which of it the bot gets to see."""

from dataclasses import dataclass

from local.sandbox.content.entities import entities_of, words_of
from local.sandbox.content.pictures import size_of
from local.sandbox.store import Json
from local.sandbox.telegram import Telegram
from local.sandbox.wire import BOT, OUTSIDE, member, user


class Impossible(Exception):
    """What a person can't do in Telegram either."""


@dataclass(frozen=True, slots=True)
class Upload:
    name: str
    type: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Participant:
    """A person in one chat: their private chat with the bot, or a group."""

    telegram: Telegram
    chat: int
    person: Json


async def write(participant: Participant, text: str, *, reply_to: int | None = None) -> Json:
    """A person sends a message; their first one opens the private chat to the bot."""
    message = {"text": text, "entities": entities_of(text, []), "reply_to": reply_to}
    return await arrive(participant, message)


async def upload(participant: Participant, file: Upload, caption: str, *, as_photo: bool = False) -> Json:
    """A person sends a file; a picture may be sent as such."""
    size = size_of(file.body) if as_photo else None
    if as_photo and size is None:
        raise Impossible(f"{file.name} is not a picture. Send it as a file.")
    id = participant.telegram.store.add_file(file.name, file.type, file.body)
    content = photo_body(id, file, size) if size else document_body(id, file)
    words = {"caption": caption, "entities": entities_of(caption, [])} if caption else {}
    return await arrive(participant, {**content, **words})


async def arrive(participant: Participant, body: Json) -> Json:
    """Put a person's message into the chat, and send it to the bot if the bot gets such. Raises
    Impossible."""
    telegram, chat, by = participant.telegram, participant.chat, participant.person
    _check(telegram, chat, by)
    with telegram.store.writing():
        if chat == by["id"]:
            telegram.store.set_started(chat)
        stored = telegram.say(chat, {"from": "person", "by": by["id"], **body})
        if reaches_bot(telegram, chat, stored):
            telegram.updates.put("message", telegram.wire.message(chat, stored))
    await telegram.updates.tell()
    return stored


def _check(telegram: Telegram, chat: int, by: Json) -> None:
    if chat > 0:
        if by["blocked"]:
            raise Impossible("You have blocked the bot. Unblock it first.")
        return
    group = telegram.store.group(chat)
    if group is None or group.get("migrated_to"):
        raise Impossible("This group is a supergroup now.")
    if group["members"].get(str(by["id"]), "left") in OUTSIDE:
        raise Impossible(f"{by['name']} is not in this group.")


def reaches_bot(telegram: Telegram, chat: int, stored: Json) -> bool:
    """In private all; in groups, with privacy on: commands, mentions, replies to it, its own results."""
    if chat > 0:
        return True
    group = telegram.store.group(chat) or {}
    if group.get("bot", "left") in OUTSIDE:
        return False
    if group["bot"] == "administrator" or not telegram.settings.is_privacy_on:
        return True
    if stored.get("service") or stored.get("via_bot"):
        return True
    answered = telegram.store.message(chat, stored["reply_to"]) if stored.get("reply_to") else None
    if answered and answered["from"] == "bot":
        return True
    text = stored.get("text") or stored.get("caption") or ""
    return any(_means_bot(e["type"], words_of(text, e)) for e in stored.get("entities", []))


def _means_bot(kind: str, words: str) -> bool:
    ours = BOT["username"].lower()
    if kind == "bot_command":
        return words.partition("@")[2].lower() in ("", ours)
    return kind == "mention" and words.lower() == f"@{ours}"


async def block(telegram: Telegram, person: Json, *, blocks: bool) -> None:
    """A person blocks the bot, or lets it speak again."""
    if person["blocked"] == blocks:
        return
    telegram.store.set_standing(person["id"], {"blocked": blocks})
    old, new = ("member", "kicked") if blocks else ("kicked", "member")
    await tell_membership(telegram, person["id"], by=person, old=old, new=new)
    telegram.show(0, "people", {})


async def tell_membership(telegram: Telegram, chat: int, *, by: Json, old: str, new: str) -> None:
    """Send the bot an update: somebody has changed its own status in a chat."""
    change = {
        "chat": telegram.wire.chat(chat),
        "from": user(by),
        "date": int(telegram.now()),
        "old_chat_member": member(BOT, old),
        "new_chat_member": member(BOT, new),
    }
    telegram.updates.put("my_chat_member", change)
    await telegram.updates.tell()


# files as part of a message


def file_ids(id: int, body: bytes) -> Json:
    return {"file_id": f"file-{id}", "file_unique_id": f"unique-{id}", "file_size": len(body)}


def document_body(id: int, file: Upload) -> Json:
    return {
        "document": {**file_ids(id, file.body), "file_name": file.name, "mime_type": file.type},
        "document_url": {"name": file.name, "url": f"/sandbox/files/{id}", "size": len(file.body)},
    }


def photo_body(id: int, file: Upload, size: tuple[int, int]) -> Json:
    width, height = size
    return {
        "photo": [{**file_ids(id, file.body), "width": width, "height": height}],
        "photo_url": f"/sandbox/files/{id}",
    }
