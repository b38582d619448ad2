"""Telegram's HTML into text with entities, and entities back into HTML; offsets are UTF-16 units as Telegram's."""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from local.sandbox.refusals import CallRefused, bad_request

Entity = dict[str, Any]

_KINDS = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline", "ins": "underline",
    "s": "strikethrough", "strike": "strikethrough", "del": "strikethrough", "tg-spoiler": "spoiler",
    "span": "spoiler", "a": "text_link", "code": "code", "pre": "pre", "blockquote": "blockquote",
    "tg-emoji": "custom_emoji",
}  # fmt: skip
_TAGS = {
    "bold": "b", "italic": "i", "underline": "u", "strikethrough": "s", "spoiler": "tg-spoiler",
    "code": "code", "pre": "pre", "blockquote": "blockquote", "expandable_blockquote": "blockquote",
}  # fmt: skip
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9-]*)((?:[^>\"']|\"[^\"]*\"|'[^']*')*)>")
_ATTRIBUTE = re.compile(r"([a-zA-Z-]+)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+)))?")
_REFERENCE = re.compile(r"&(?:lt|gt|amp|quot|#[0-9]+|#x[0-9a-fA-F]+);")
_FOUND_IN_TEXT = (
    ("bot_command", re.compile(r"(?<![\w/<>])/[A-Za-z0-9_]{1,32}(?:@\w{5,32})?(?![\w/])")),
    ("url", re.compile(r"\bhttps?://[^\s<>\"]*[^\s<>\".,;:!?)\]]")),
)


def units(text: str) -> int:
    """Length in UTF-16 units."""
    return len(text.encode("utf-16-le")) // 2


@dataclass
class _Open:
    tag: str
    entity: Entity


@dataclass
class _Reading:
    source: str
    text: str = ""
    length: int = 0
    stack: list[_Open] = field(default_factory=list)
    entities: list[Entity] = field(default_factory=list)

    def add(self, piece: str) -> None:
        self.text += piece
        self.length += units(piece)

    def at(self, position: int) -> int:
        return len(self.source[:position].encode())

    def start(self, tag: str, attributes: dict[str, str], position: int) -> None:
        if tag not in _KINDS or (tag == "span" and attributes.get("class") != "tg-spoiler"):
            raise _unparsable(f'Unsupported start tag "{tag}" at byte offset {self.at(position)}')
        entity: Entity = {"type": _KINDS[tag], "offset": self.length, "length": 0}
        if tag == "a":
            entity["url"] = attributes.get("href", "")
        elif tag == "tg-emoji":
            entity["custom_emoji_id"] = attributes.get("emoji-id", "")
        elif tag == "blockquote" and "expandable" in attributes:
            entity["type"] = "expandable_blockquote"
        elif tag == "code" and attributes.get("class", "").startswith("language-"):
            entity["language"] = attributes["class"].removeprefix("language-")
        self.stack.append(_Open(tag, entity))

    def end(self, tag: str, position: int) -> None:
        if not self.stack:
            raise _unparsable(f"Unexpected end tag at byte offset {self.at(position)}")
        opened = self.stack.pop()
        if opened.tag != tag:
            expected = f'expected "</{opened.tag}>", found "</{tag}>"'
            raise _unparsable(f"Unmatched end tag at byte offset {self.at(position)}, {expected}")
        entity = opened.entity
        entity["length"] = self.length - entity["offset"]
        if entity["length"] and (entity["type"] != "text_link" or entity["url"]):
            self.entities.append(entity)


def _unparsable(why: str) -> CallRefused:
    return bad_request(f"can't parse entities: {why}")


def parse_html(source: str) -> tuple[str, list[Entity]]:
    """Text without tags, and its entities; refused as Telegram refuses it where the tags are wrong."""
    reading = _Reading(source)
    position = 0
    while position < len(source):
        if source[position] == "<":
            position = _tag(reading, position)
        elif found := _REFERENCE.match(source, position):
            reading.add(html.unescape(found[0]))
            position = found.end()
        else:
            reading.add(source[position])
            position += 1
    if reading.stack:
        raise _unparsable(f'Can\'t find end tag corresponding to start tag "{reading.stack[-1].tag}"')
    return reading.text, _tidy(reading.entities)


def _tag(reading: _Reading, position: int) -> int:
    found = _TAG.match(reading.source, position)
    if not found:
        raise _unparsable(f'Unsupported start tag "" at byte offset {reading.at(position)}')
    tag = found[2].lower()
    if found[1]:
        reading.end(tag, position)
    else:
        values = _ATTRIBUTE.findall(found[3])
        reading.start(tag, {n.lower(): html.unescape(a or b or c) for n, a, b, c in values}, position)
    return found.end()


def _tidy(entities: list[Entity]) -> list[Entity]:
    """Outer before inner; <pre><code class="language-x"> is one entity."""
    ordered = sorted(entities, key=lambda e: (e["offset"], -e["length"], e["type"] != "pre"))
    kept: list[Entity] = []
    for entity in ordered:
        before = kept[-1] if kept else {}
        same = all(before.get(k) == entity[k] for k in ("offset", "length"))
        if same and before.get("type") == "pre" and entity["type"] == "code":
            before.update({"language": entity["language"]} if entity.get("language") else {})
            continue
        if entity["type"] == "code":
            entity.pop("language", None)
        kept.append(entity)
    return kept


def trimmed(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """Without white space around it, as Telegram keeps it."""
    lead = units(text) - units(text.lstrip())
    kept = text.strip()
    end = units(kept)
    moved = []
    for entity in entities:
        first = max(0, entity["offset"] - lead)
        last = min(end, entity["offset"] + entity["length"] - lead)
        if last > first:
            moved.append(entity | {"offset": first, "length": last - first})
    return kept, moved


def with_found(text: str, entities: list[Entity]) -> list[Entity]:
    """And those that Telegram finds by itself: commands and addresses outside code and links."""
    taken = [e for e in entities if e["type"] in ("code", "pre", "text_link", "url", "bot_command")]
    found = []
    for kind, pattern in _FOUND_IN_TEXT:
        for match in pattern.finditer(text):
            entity = {"type": kind, "offset": units(text[: match.start()]), "length": units(match[0])}
            if not any(_overlap(entity, other) for other in (*taken, *found)):
                found.append(entity)
    return sorted([*entities, *found], key=lambda e: (e["offset"], -e["length"]))


def _overlap(a: Entity, b: Entity) -> bool:
    return bool(a["offset"] < b["offset"] + b["length"] and b["offset"] < a["offset"] + a["length"])


def to_html(text: str, entities: list[Entity]) -> str:
    """The same as HTML with Telegram's tags; everything else escaped."""
    whole = text.encode("utf-16-le")
    starts: dict[int, list[Entity]] = {}
    for entity in entities:
        starts.setdefault(entity["offset"], []).append(entity)
    cuts = sorted(
        {0, len(whole) // 2, *starts, *(e["offset"] + e["length"] for e in entities)},
    )
    return "".join(_pieces(whole, cuts, starts))


def _pieces(whole: bytes, cuts: list[int], starts: dict[int, list[Entity]]) -> Iterator[str]:
    open_: list[Entity] = []
    for cut, following in zip(cuts, [*cuts[1:], None], strict=True):
        while open_ and open_[-1]["offset"] + open_[-1]["length"] <= cut:
            yield _tags(open_.pop())[1]
        for entity in starts.get(cut, []):
            open_.append(entity)
            yield _tags(entity)[0]
        if following is not None:
            yield html.escape(whole[cut * 2 : following * 2].decode("utf-16-le", "replace"))
    while open_:
        yield _tags(open_.pop())[1]


def _tags(entity: Entity) -> tuple[str, str]:
    kind = entity["type"]
    if kind == "text_link":
        return f'<a href="{html.escape(entity["url"])}">', "</a>"
    if kind == "pre" and entity.get("language"):
        return f'<pre><code class="language-{html.escape(entity["language"])}">', "</code></pre>"
    tag = _TAGS.get(kind)
    return (f"<{tag}>", f"</{tag}>") if tag else ("", "")
