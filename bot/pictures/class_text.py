"""The text in the box of one class: lines with size, weight and colour, no wider than the box."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from bot.pictures.page import Line, Measure
from bot.pictures.shaping import Weight
from bot.pictures.themes import Ink
from bot.pictures.week import Entry, Tone
from bot.pictures.wrap import Room, flowed, has_whole_words, wrapped

LEADING = 1.3  # the height of a line, in sizes of its letters
SMALL = 20  # the smallest letters of a picture
_HEADING_SIZES = (25, 22, SMALL)
_MAX_HEADING_LINES, _MAX_CHANGE_LINES, _MAX_DETAIL_LINES_PER_ROW = 3, 2, 4
_UNLIMITED_LINES = 9
_ASCENT = 1.02  # from a line's upper edge to the foot of its letters, in sizes of its letters


class Style(NamedTuple):
    """How a text looks: its letters, their colour, and whether it is struck through."""

    size: float
    weight: Weight
    ink: Ink
    is_struck: bool = False


class StyledText(NamedTuple):
    """One line of text that has no place yet."""

    text: str
    style: Style


class _Colours(NamedTuple):
    """The colours of a class's box and of the text in it."""

    fill: Ink
    edge: Ink
    text: Ink
    detail: Ink
    tag: Ink


COLOURS = {
    Tone.PLANNED: _Colours(Ink.PLANNED, Ink.PLANNED_EDGE, Ink.TEXT, Ink.MUTED, Ink.TEXT),
    Tone.CHANGED: _Colours(Ink.CHANGED, Ink.CHANGED_EDGE, Ink.TEXT, Ink.TEXT, Ink.CHANGED_TAG),
    Tone.CANCELLED: _Colours(
        Ink.CANCELLED, Ink.CANCELLED_EDGE, Ink.CANCELLED_TEXT, Ink.CANCELLED_TEXT, Ink.CANCELLED_TAG
    ),
}


def class_lines(
    entry: Entry, width: float, measure: Measure, *, rows: int = 1, time: str = ""
) -> list[StyledText]:
    """The change, the subject, what no longer holds, and the details: more of those in a block of several
    rows. `time` is that of the class, where it differs from its rows'."""
    colours, is_cancelled = COLOURS[entry.tone], entry.tone is Tone.CANCELLED
    tag = Style(SMALL, Weight.BOLD, colours.tag)
    former = Style(SMALL, Weight.REGULAR, colours.detail, is_struck=True)
    detail = Style(SMALL, Weight.REGULAR, colours.detail, is_cancelled)
    heading, heading_lines = _heading(entry, width, measure)
    details = flowed(
        (time, *entry.details), room_for(detail, width, measure), max_lines=_MAX_DETAIL_LINES_PER_ROW * rows
    )
    return [
        *styled(wrapped(entry.tag, room_for(tag, width, measure), max_lines=_MAX_CHANGE_LINES), tag),
        *styled(heading_lines, Style(heading, Weight.BOLD, colours.text, is_cancelled)),
        *styled(wrapped(entry.was, room_for(former, width, measure), max_lines=_MAX_CHANGE_LINES), former),
        *styled(details, detail),
    ]


def styled(lines: Sequence[str], style: Style) -> Iterator[StyledText]:
    """The lines, each in this style."""
    return (StyledText(line, style) for line in lines)


def room_for(style: Style, width: float, measure: Measure) -> Room:
    """The room that letters of this style have between two edges."""
    return Room(width, lambda text: measure(text, style.weight) * style.size)


def height(lines: Sequence[StyledText]) -> float:
    """The height of the lines, one below the other."""
    return sum(line.style.size for line in lines) * LEADING


def placed_lines(
    lines: Sequence[StyledText], measure: Measure, *, x: float, y: float, background: Ink
) -> tuple[Line, ...]:
    """The lines one below the other, the upper edge of the first at y."""
    placed = []
    for text, (size, weight, ink, is_struck) in lines:
        width = measure(text, weight) * size
        placed.append(Line(x, y + size * _ASCENT, width, text, size, weight, ink, background, is_struck))
        y += size * LEADING
    return tuple(placed)


def _heading(entry: Entry, width: float, measure: Measure) -> tuple[int, list[str]]:
    """The size and the lines of the subject: as large as leaves its words whole; the short name where no size
    does and the short name is better."""
    for text in filter(None, (entry.subject, entry.short)):
        for size in _HEADING_SIZES:
            room = _heading_room(size, width, measure)
            if not has_whole_words(text, room):
                continue
            lines = wrapped(text, room, max_lines=_UNLIMITED_LINES)
            if len(lines) <= _MAX_HEADING_LINES:
                return size, lines
    room = _heading_room(SMALL, width, measure)
    return SMALL, wrapped(entry.subject, room, max_lines=_MAX_HEADING_LINES)


def _heading_room(size: int, width: float, measure: Measure) -> Room:
    return Room(width, lambda text: measure(text, Weight.BOLD) * size)
