"""Text in lines no wider than the room: broken between words, and within a word only where it must be."""

import unicodedata
from collections.abc import Callable, Iterator, Sequence

Width = Callable[[str], float]
"""of a piece of text, in whatever the room is measured in"""
_MORE = "…"
_BETWEEN = " · "
_JOINS = "\u094d\u200c\u200d"


def wrapped(text: str, room: float, width: Width, most: int) -> list[str]:
    """At most so many lines; what does not fit is an ellipsis."""
    lines: list[str] = []
    for word in _words(text, room, width):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width(longer) <= room and not lines[-1].endswith("\u2010"):
            lines[-1] = longer
        else:
            lines.append(word)
    return _cut(lines, room, width, most)


def flowed(pieces: Sequence[str], room: float, width: Width, most: int) -> list[str]:
    """Pieces side by side with a point between, each on lines of its own where that is not enough."""
    lines: list[str] = []
    for piece in filter(None, pieces):
        longer = f"{lines[-1]}{_BETWEEN}{piece}" if lines else piece
        if lines and width(longer) <= room:
            lines[-1] = longer
        else:
            lines += wrapped(piece, room, width, 3)
    return _cut(lines, room, width, most)


def has_whole_words(text: str, room: float, width: Width) -> bool:
    return all(width(word) <= room for word in text.split())


def shortened(text: str, room: float, width: Width) -> str:
    """The text or as much of its beginning as fits before an ellipsis."""
    if width(text) <= room:
        return text
    parts = list(_letters(text))
    while parts and width("".join(parts).rstrip() + _MORE) > room:
        parts.pop()
    return "".join(parts).rstrip() + _MORE


def _cut(lines: list[str], room: float, width: Width, most: int) -> list[str]:
    if len(lines) <= most:
        return lines
    return [*lines[: most - 1], shortened(lines[most - 1] + _MORE, room, width)]


def _words(text: str, room: float, width: Width) -> Iterator[str]:
    """The words, those that are wider than the room in parts with a hyphen."""
    for word in text.split():
        if width(word) <= room:
            yield word
            continue
        part = ""
        for letter in _letters(word):
            if part and width(f"{part}{letter}\u2010") > room:
                yield f"{part}\u2010"
                part = ""
            part += letter
        yield part


def _letters(text: str) -> Iterator[str]:
    """What a reader takes as one letter: with its marks, and joined with the next where the script joins."""
    letter = ""
    for character in text:
        if letter and not unicodedata.category(character).startswith("M") and letter[-1] not in _JOINS:
            yield letter
            letter = ""
        letter += character
    if letter:
        yield letter
