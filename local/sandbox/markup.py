"""Telegram's HTML as text and entities, refused where Telegram refuses it; offsets in UTF-16 units."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
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


class BadMarkup(Exception):
    """What Telegram says of markup that it can't parse."""


def utf16(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


@dataclass
class _Reader(HTMLParser):
    text: str = ""
    entities: list[dict[str, Any]] = field(default_factory=list)
    opened: list[tuple[str, int, str | None]] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _TAGS:
            raise BadMarkup(f'Unsupported start tag "{tag}" at byte offset {self.getpos()[1]}')
        self.opened.append((tag, utf16(self.text), dict(attrs).get("href")))

    def handle_endtag(self, tag: str) -> None:
        if not self.opened or self.opened[-1][0] != tag:
            raise BadMarkup(f"Unexpected end tag at byte offset {self.getpos()[1]}")
        _, start, href = self.opened.pop()
        length = utf16(self.text) - start
        if length:
            link = {"url": href} if href else {}
            self.entities.append({"type": _TAGS[tag], "offset": start, "length": length, **link})

    def handle_data(self, data: str) -> None:
        self.text += data


def parse(html: str) -> tuple[str, list[dict[str, Any]]]:
    """The plain text and its entities, outer ones first; raises BadMarkup."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    if reader.opened:
        raise BadMarkup(f'Can\'t find end tag corresponding to start tag "{reader.opened[-1][0]}"')
    stripped = reader.text.rstrip()
    return stripped, sorted(reader.entities, key=lambda e: (e["offset"], -e["length"]))


def commands_in(text: str) -> list[dict[str, Any]]:
    """The bot_command entity of a person's message that begins with one."""
    word = text.split(maxsplit=1)[0] if text.strip() else ""
    if not word.startswith("/") or len(word) < 2 or not text.startswith("/"):
        return []
    return [{"type": "bot_command", "offset": 0, "length": utf16(word)}]
