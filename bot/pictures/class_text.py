"""What is said in the box of one class: lines with size, weight and colour, no wider than the box."""

from collections.abc import Sequence
from typing import NamedTuple

from bot.pictures.page import Line, Measure
from bot.pictures.shaping import Weight
from bot.pictures.themes import Ink
from bot.pictures.week import Entry, Tone
from bot.pictures.wrap import Width, flowed, has_whole_words, wrapped

LEADING = 1.3
SMALL = 20  # the smallest letters of a picture
_HEADINGS = (25, 22, SMALL)
_MOST_LINES, _MOST_DETAILS = 3, 4


class Said(NamedTuple):
    text: str
    size: float
    weight: Weight
    ink: Ink
    struck: bool = False


class _Look(NamedTuple):
    fill: Ink
    edge: Ink
    text: Ink
    detail: Ink
    tag: Ink


LOOKS = {
    Tone.PLANNED: _Look(Ink.PLANNED, Ink.PLANNED_EDGE, Ink.TEXT, Ink.MUTED, Ink.TEXT),
    Tone.CHANGED: _Look(Ink.CHANGED, Ink.CHANGED_EDGE, Ink.TEXT, Ink.TEXT, Ink.CHANGED_TAG),
    Tone.CANCELLED: _Look(
        Ink.CANCELLED, Ink.CANCELLED_EDGE, Ink.CANCELLED_TEXT, Ink.CANCELLED_TEXT, Ink.CANCELLED_TAG
    ),
}


def said_of(entry: Entry, room: float, measure: Measure, *, rows: int = 1, time: str = "") -> list[Said]:
    """The change first, then the subject, what no longer holds, who and where; more of that in a block."""
    look, gone = LOOKS[entry.tone], entry.tone is Tone.CANCELLED
    small, bold = _width(measure, SMALL, Weight.REGULAR), _width(measure, SMALL, Weight.BOLD)
    tag = [Said(x, SMALL, Weight.BOLD, look.tag) for x in wrapped(entry.tag, room, bold, 2)]
    heading = _heading(entry, room, measure, look.text, struck=gone)
    was = [Said(x, SMALL, Weight.REGULAR, look.detail, True) for x in wrapped(entry.was, room, small, 2)]
    details = flowed((time, *entry.details), room, small, _MOST_DETAILS * rows)
    return [*tag, *heading, *was, *(Said(x, SMALL, Weight.REGULAR, look.detail, gone) for x in details)]


def height(said: Sequence[Said]) -> float:
    return sum(s.size for s in said) * LEADING


def lines(said: Sequence[Said], x: float, y: float, on: Ink, measure: Measure) -> tuple[Line, ...]:
    """One below the other, the first one's upper edge at y."""
    found = []
    for text, size, weight, ink, struck in said:
        width = measure(text, weight) * size
        found.append(Line(x, y + size * 1.02, width, text, size, weight, ink, on, struck))
        y += size * LEADING
    return tuple(found)


def _heading(entry: Entry, room: float, measure: Measure, ink: Ink, *, struck: bool) -> list[Said]:
    """As large as leaves its words whole; the short name where none does and that is better."""
    for text in filter(None, (entry.subject, entry.short)):
        for size in _HEADINGS:
            width = _width(measure, size, Weight.BOLD)
            if has_whole_words(text, room, width) and len(wrapped(text, room, width, 9)) <= _MOST_LINES:
                return [Said(x, size, Weight.BOLD, ink, struck) for x in wrapped(text, room, width, 9)]
    width = _width(measure, SMALL, Weight.BOLD)
    return [
        Said(x, SMALL, Weight.BOLD, ink, struck) for x in wrapped(entry.subject, room, width, _MOST_LINES)
    ]


def _width(measure: Measure, size: float, weight: Weight) -> Width:
    return lambda text: measure(text, weight) * size
