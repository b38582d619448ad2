"""Text in lines no wider than the room: broken between words, and within a word only where it must be."""

import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

_ELLIPSIS = "…"
_SEPARATOR = " · "
_HYPHEN = "\u2010"
_JOINS = "\u094d\u200c\u200d"
_MAX_LINES_PER_PIECE = 3


@dataclass(frozen=True, slots=True)
class Room:
    """How wide lines may be, and how wide a text is, in the same unit."""

    width: float
    measure: Callable[[str], float]

    def has(self, text: str) -> bool:
        """True if the text fits in one line."""
        return self.measure(text) <= self.width


def wrapped(text: str, room: Room, *, max_lines: int) -> list[str]:
    """The text in at most so many lines; an ellipsis stands for what does not fit."""
    lines: list[str] = []
    for word in _words(text, room):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and room.has(longer) and not lines[-1].endswith(_HYPHEN):
            lines[-1] = longer
        else:
            lines.append(word)
    return _cut(lines, room, max_lines)


def flowed(pieces: Sequence[str], room: Room, *, max_lines: int) -> list[str]:
    """Pieces side by side with a point between, each on lines of its own where that is not enough."""
    lines: list[str] = []
    for piece in filter(None, pieces):
        longer = f"{lines[-1]}{_SEPARATOR}{piece}" if lines else piece
        if lines and room.has(longer):
            lines[-1] = longer
        else:
            lines += wrapped(piece, room, max_lines=_MAX_LINES_PER_PIECE)
    return _cut(lines, room, max_lines)


def has_whole_words(text: str, room: Room) -> bool:
    """True if no word of the text has to be broken."""
    return all(map(room.has, text.split()))


def shortened(text: str, room: Room) -> str:
    """The text, or as much of its beginning as fits before an ellipsis."""
    if room.has(text):
        return text
    letters = list(_letters(text))
    while letters and not room.has("".join(letters).rstrip() + _ELLIPSIS):
        letters.pop()
    return "".join(letters).rstrip() + _ELLIPSIS


def _cut(lines: list[str], room: Room, max_lines: int) -> list[str]:
    if len(lines) <= max_lines:
        return lines
    return [*lines[: max_lines - 1], shortened(lines[max_lines - 1] + _ELLIPSIS, room)]


def _words(text: str, room: Room) -> Iterator[str]:
    """The words of the text; a word that is wider than the room comes in parts with a hyphen."""
    for word in text.split():
        if room.has(word):
            yield word
            continue
        part = ""
        for letter in _letters(word):
            if part and not room.has(f"{part}{letter}{_HYPHEN}"):
                yield f"{part}{_HYPHEN}"
                part = ""
            part += letter
        yield part


def _letters(text: str) -> Iterator[str]:
    """What a reader takes for single letters: each with its marks, and joined to the next where the script
    joins them."""
    letter = ""
    for character in text:
        if letter and not unicodedata.category(character).startswith("M") and letter[-1] not in _JOINS:
            yield letter
            letter = ""
        letter += character
    if letter:
        yield letter
