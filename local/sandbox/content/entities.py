"""What Telegram finds in plain words by itself: commands, mentions, addresses; offsets in UTF-16 units."""

import re
from itertools import chain

from local.sandbox.content.markup import utf16
from local.sandbox.store import Json

_PATTERNS = {
    "bot_command": re.compile(r"(?<![\w/<>])/[a-zA-Z0-9_]{1,64}(?:@[a-zA-Z0-9_]{3,32})?(?![\w/<>])"),
    "url": re.compile(
        r"https?://[^\s<>\"']*[^\s<>\"'.,:;!?)\]]|(?<![\w./@])t\.me/[^\s<>\"']*[^\s<>\"'.,:;!?)\]]"
    ),
    "email": re.compile(r"(?<![\w.])[\w.+-]+@[\w-]+(?:\.[\w-]+)*\.[a-zA-Z]{2,}\b"),
    "mention": re.compile(r"(?<![\w@./])@[a-zA-Z][a-zA-Z0-9_]{3,31}\b"),
    "hashtag": re.compile(r"(?<![\w#/&])#\w*[^\W\d]\w*"),
}
_SEALED = {"code", "pre", "text_link"}  # inside these Telegram looks for nothing


def entities_of(text: str, marked: list[Json]) -> list[Json]:
    """All entities of a text in their order: those of its markup, and those that Telegram detects by
    itself."""
    detected = list(chain.from_iterable(_detect(kind, rule, text) for kind, rule in _PATTERNS.items()))
    sealed = [e for e in marked if e["type"] in _SEALED]
    free: list[Json] = []
    for entity in detected:
        if not any(_touch(entity, other) for other in [*sealed, *free]):
            free.append(entity)
    return sorted([*marked, *free], key=lambda e: (e["offset"], -e["length"]))


def _detect(kind: str, rule: re.Pattern[str], text: str) -> list[Json]:
    return [
        {"type": kind, "offset": utf16(text[: match.start()]), "length": utf16(match[0])}
        for match in rule.finditer(text)
    ]


def _touch(entity: Json, other: Json) -> bool:
    return bool(
        entity["offset"] < other["offset"] + other["length"]
        and other["offset"] < entity["offset"] + entity["length"]
    )


def words_of(text: str, entity: Json) -> str:
    wide = text.encode("utf-16-le")
    return wide[2 * entity["offset"] : 2 * (entity["offset"] + entity["length"])].decode("utf-16-le")
