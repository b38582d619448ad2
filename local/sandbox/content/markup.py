"""Telegram's HTML as text and entities, refused where Telegram refuses it; offsets in UTF-16 units."""

import html
import re
from dataclasses import dataclass, field
from typing import Any

_TAGS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "code": "code",
    "pre": "pre",
    "a": "text_link",
    "blockquote": "blockquote",
    "tg-spoiler": "spoiler",
}
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9-]*)((?:[^>\"']|\"[^\"]*\"|'[^']*')*)>")
_HREF = re.compile(r"\bhref\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))")
_REFERENCE = re.compile(r"&(?:lt|gt|amp|quot|#[0-9]+|#x[0-9a-fA-F]+);")


class BadMarkup(Exception):
    """What Telegram says of markup that it can't parse."""


def utf16(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


@dataclass
class _Reader:
    source: str
    text: str = ""
    entities: list[dict[str, Any]] = field(default_factory=list)
    opened: list[tuple[str, int, dict[str, str]]] = field(default_factory=list)

    def read(self) -> None:
        at = 0
        while at < len(self.source):
            if self.source[at] == "<":
                at = self._tag(at)
            elif match := _REFERENCE.match(self.source, at):
                self.text += html.unescape(match[0])
                at = match.end()
            else:
                self.text += self.source[at]
                at += 1

    def _tag(self, at: int) -> int:
        where = f"at byte offset {len(self.source[:at].encode())}"
        match = _TAG.match(self.source, at)
        tag = match[2].lower() if match else ""
        if match and match[1]:
            self._end(tag, where)
            return match.end()
        if not match or tag not in _TAGS:
            raise BadMarkup(f'Unsupported start tag "{tag}" {where}')
        self.opened.append((tag, utf16(self.text), _meant(tag, match[3])))
        return match.end()

    def _end(self, tag: str, where: str) -> None:
        if not self.opened:
            raise BadMarkup(f"Unexpected end tag {where}")
        opened, start, meant = self.opened.pop()
        if opened != tag:
            raise BadMarkup(f'Unmatched end tag {where}, expected "</{opened}>", found "</{tag}>"')
        length = utf16(self.text) - start
        if length and (tag != "a" or meant):
            self.entities.append({"type": _TAGS[tag], "offset": start, "length": length, **meant})


def _meant(tag: str, attributes: str) -> dict[str, str]:
    """What a tag's attributes add to its entity."""
    if tag == "blockquote" and "expandable" in attributes.split():
        return {"type": "expandable_blockquote"}
    href = _HREF.search(attributes) if tag == "a" else None
    url = html.unescape(next(filter(None, href.groups()), "")) if href else ""
    return {"url": url} if url else {}


def parse(source: str) -> tuple[str, list[dict[str, Any]]]:
    """The plain text and its entities, outer ones first; raises BadMarkup."""
    reader = _Reader(source)
    reader.read()
    if reader.opened:
        raise BadMarkup(f'Can\'t find end tag corresponding to start tag "{reader.opened[-1][0]}"')
    return reader.text, sorted(reader.entities, key=lambda e: (e["offset"], -e["length"]))


def trimmed(text: str, entities: list[dict[str, Any]]) -> tuple[str, list[dict[str, Any]]]:
    """The text without white space around it. Entities move along, and those that are left empty go."""
    lead, inner = utf16(text) - utf16(text.lstrip()), text.strip()
    moved = []
    for entity in entities:
        first = max(0, entity["offset"] - lead)
        last = min(utf16(inner), entity["offset"] + entity["length"] - lead)
        if last > first:
            moved.append({**entity, "offset": first, "length": last - first})
    return inner, moved
