"""What a message says: its text or caption with its entities, and its file."""

import re
from collections.abc import Mapping
from typing import Any

from local.sandbox.bot_api.call import Call
from local.sandbox.content.entities import entities_of
from local.sandbox.content.markup import BadMarkup, parse, trimmed, utf16
from local.sandbox.content.pictures import size_of
from local.sandbox.people import Upload, document_body, photo_body
from local.sandbox.refusal import Refused, bad
from local.sandbox.store import Json
from local.sandbox.telegram import MAX_CAPTION_CHARACTERS, MAX_TEXT_CHARACTERS

_MAX_FILE_BYTES, _MAX_PHOTO_BYTES = 50 * 2**20, 10 * 2**20
_FILE_ID = re.compile(r"(?:file-)?([0-9]{1,15})")
_MAX_SIDES_PIXELS, _MAX_SIDE_RATIO = 10_000, 20
_TYPES = """
    mention hashtag cashtag bot_command url email phone_number bold italic underline strikethrough spoiler
    blockquote expandable_blockquote code pre text_link text_mention custom_emoji
"""


def text_of(call: Call) -> Json:
    """The text of a message, which has to say something."""
    return marked_text(call.text("text"), call.text("parse_mode"), call.structure("entities", "entities"))


def marked_text(raw: str, parse_mode: str, entities: Any) -> Json:
    if not raw:
        raise bad("message text is empty")
    text, marks = _marked(raw, parse_mode, entities)
    if not text:
        raise bad("text must be non-empty")
    if utf16(text) > MAX_TEXT_CHARACTERS:
        raise bad("message is too long")
    return {"text": text, "entities": marks}


def caption_of(call: Call) -> Json:
    entities = call.structure("caption_entities", "caption entities")
    return marked_caption(call.text("caption"), call.text("parse_mode"), entities)


def marked_caption(raw: str, parse_mode: str, entities: Any) -> Json:
    """The caption and its entities; both are empty if there is no caption."""
    text, marks = _marked(raw, parse_mode, entities)
    if utf16(text) > MAX_CAPTION_CHARACTERS:
        raise bad("message caption is too long")
    return {"caption": text or None, "entities": marks}


def _marked(raw: str, parse_mode: str, entities: Any) -> tuple[str, list[Json]]:
    if parse_mode.lower() not in ("", "html"):  # Markdown is nothing that Dayorder speaks
        raise bad("unsupported parse_mode")
    if parse_mode:
        try:
            text, marks = parse(raw)
        except BadMarkup as problem:
            raise bad(f"can't parse entities: {problem}") from problem
    else:
        text, marks = raw, _checked(entities or [], utf16(raw))
    text, marks = trimmed(text, marks)
    return text, entities_of(text, marks)


def _checked(entities: Any, length: int) -> list[Json]:
    if not isinstance(entities, list):
        raise bad("expected an Array of MessageEntity")
    for entity in entities:
        _check(entity, length)
    return sorted(entities, key=lambda e: (e["offset"], -e["length"]))


def _check(entity: Any, length: int) -> None:
    if not isinstance(entity, dict):
        raise bad("can't parse MessageEntity: expected an Object")
    for name in ("offset", "length"):
        if not isinstance(entity.get(name), int):
            raise bad(f"can't parse MessageEntity: Can't find field \"{name}\"")
    if entity.get("type") not in _TYPES.split():
        raise bad("can't parse MessageEntity: Unsupported type specified")
    if entity["type"] == "text_link" and not entity.get("url"):
        raise bad("can't parse MessageEntity: Can't find field \"url\"")
    first, last = entity["offset"], entity["offset"] + entity["length"]
    if first < 0:
        raise bad(f"receive an entity with incorrect offset {first}")
    if first > length:
        raise bad(f"entity begins after the end of the text at UTF-16 offset {first}")
    if last > length:
        where = f"beginning at UTF-16 offset {first} ends after the end of the text at UTF-16 offset {last}"
        raise bad(f"entity {where}")


# files


def photo_of(call: Call, name: str = "photo", given: Any = None) -> Json:
    """A picture sent along, or one that Telegram has already."""
    file = call.upload(name)
    if file is None:
        return _known_body(call, given if given is not None else call.text(name), "photo")
    _check_file(file)
    size = size_of(file.body)
    if size is None:
        raise bad("IMAGE_PROCESS_FAILED")
    if sum(size) > _MAX_SIDES_PIXELS or max(size) > _MAX_SIDE_RATIO * min(size):
        raise bad("PHOTO_INVALID_DIMENSIONS")
    if len(file.body) > _MAX_PHOTO_BYTES:
        raise bad("too big for a photo")
    return photo_body(call.telegram.store.add_file(file.name, file.type, file.body), file, size)


def document_of(call: Call, name: str = "document", given: Any = None) -> Json:
    file = call.upload(name)
    if file is None:
        return _known_body(call, given if given is not None else call.text(name), "document")
    _check_file(file)
    return document_body(call.telegram.store.add_file(file.name, file.type, file.body), file)


def _check_file(file: Upload) -> None:
    if not file.body:
        raise bad("file must be non-empty")
    if len(file.body) > _MAX_FILE_BYTES:
        raise Refused(413, "Request Entity Too Large")


def _known_body(call: Call, given: Any, kind: str) -> Json:
    """The body for a file that Telegram has already, by its file_id."""
    if not isinstance(given, str) or not given:
        raise bad(f"there is no {kind} in the request")
    return known_file(call, given, kind)


def known_file(call: Call, file_id: str, kind: str) -> Json:
    if file_id.startswith(("http://", "https://")):
        raise bad("failed to get HTTP URL content")  # there is no internet here
    id, (name, type, body) = stored_file(call, file_id, "wrong file identifier/HTTP URL specified")
    file = Upload(name, type, body)
    size = size_of(body) if kind == "photo" else None
    if kind == "photo" and size is None:
        raise bad("type of file mismatch")
    return photo_body(id, file, size) if size else document_body(id, file)


def stored_file(call: Call, file_id: str, otherwise: str) -> tuple[int, tuple[str, str, bytes]]:
    match = _FILE_ID.fullmatch(file_id)
    file = call.telegram.store.file(int(match[1])) if match else None
    if match is None or file is None:
        raise bad(otherwise)
    return int(match[1]), file


def media_of(call: Call) -> Json:
    """The body that editMessageMedia gives a message: a picture or a document, with its caption."""
    media = call.structure("media", "InputMedia")
    if not isinstance(media, Mapping) or media.get("type") not in ("photo", "document"):
        raise bad("can't parse InputMedia: type must be photo or document")
    given = str(media.get("media") or "")
    name = given.removeprefix("attach://") if given.startswith("attach://") else ""
    read = photo_of if media["type"] == "photo" else document_of
    caption = marked_caption(
        str(media.get("caption") or ""), str(media.get("parse_mode") or ""), media.get("caption_entities")
    )
    gone = {"text": None, "photo": None, "photo_url": None, "document": None, "document_url": None}
    return {**gone, **read(call, name, given), **caption}
