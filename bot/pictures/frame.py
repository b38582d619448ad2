"""What is around the classes: title, days, times, breaks, holidays and the legend."""

from itertools import pairwise

from bot.pictures import class_text
from bot.pictures.class_text import LEADING, LOOKS, SMALL, Said
from bot.pictures.columns import GAP, MARGIN, PAD, TIMES, Columns
from bot.pictures.page import Box
from bot.pictures.rows import PAUSE, Rows
from bot.pictures.shaping import Weight
from bot.pictures.sketch import Sketch
from bot.pictures.themes import Ink
from bot.pictures.week import Column, Period, Tone, Week, Words

FOOT = SMALL * LEADING + 36
"""the height of the legend"""
_TITLE, _SUBTITLE, _HEAD, _NOTE, _EMPTY = 34, 22, 25, 22, 30


def title(sketch: Sketch, week: Week, across: Columns) -> float:
    """Returns where the days begin."""
    room = across.right - MARGIN
    parts = [sketch.one_line(week.title, room, _TITLE, Weight.BOLD, Ink.TEXT)]
    if week.subtitle:
        parts.append(sketch.one_line(week.subtitle, room, _SUBTITLE, Weight.REGULAR, Ink.MUTED))
    return sketch.say(parts, MARGIN, 14, Ink.PAGE) + 12


def heads(sketch: Sketch, days: tuple[Column, ...], across: Columns, top: float) -> float:
    """Returns where the classes begin."""
    words = [_head(sketch, day, width) for day, width in zip(days, across.widths, strict=True)]
    height = max(map(class_text.height, words), default=0) + 2 * PAD
    for day, parts, x, width in zip(days, words, across.lefts, across.widths, strict=True):
        fill = Ink.TODAY if day.is_today else Ink.OFF if day.is_off else Ink.HEAD
        sketch.box(Box(x, top, width - GAP, height, fill, radius=8))
        sketch.say(parts, x + PAD, top + PAD * 0.6, fill)
    return top + height + GAP


def grounds(sketch: Sketch, days: tuple[Column, ...], across: Columns, rows: Rows) -> None:
    """What the classes of each day are on; a holiday says why there are none."""
    top, bottom = rows.tops[0], rows.tops[-1]
    for day, x, width in zip(days, across.lefts, across.widths, strict=True):
        fill = Ink.OFF if day.is_off else Ink.TODAY_COLUMN if day.is_today else Ink.COLUMN
        sketch.box(Box(x, top, width - GAP, bottom - top, fill, radius=8))
        if day.is_off:
            lines = max(1, int((bottom - top - 2 * PAD) / (_NOTE * LEADING)))
            note = sketch.several(day.note, width - GAP - 2 * PAD, _NOTE, Ink.ON_OFF, lines)
            sketch.say(note, x + PAD, top + PAD, Ink.OFF)


def times(sketch: Sketch, rows: Rows, across: Columns, words: Words) -> None:
    """When the periods are, and the breaks across all days."""
    for period, top in zip(rows.periods, rows.tops, strict=False):
        sketch.say(_time(sketch, period), MARGIN, top + PAD, Ink.PAGE)
    for (period, following), follows, bottom in zip(
        pairwise(rows.periods), rows.pauses, rows.tops[1:], strict=False
    ):
        if follows:
            _pause(sketch, f"{words.pause} {period.end}–{following.start}", bottom - PAUSE, across)
    if not rows.periods:
        room = across.right - across.left - 2 * PAD
        nothing = sketch.one_line(words.empty, room, _EMPTY, Weight.BOLD, Ink.TEXT)
        middle = (rows.tops[0] + rows.tops[-1] - _EMPTY * LEADING) / 2
        sketch.in_the_middle(nothing, across.left, across.right, middle, Ink.COLUMN)


def legend(sketch: Sketch, words: Words, across: Columns, top: float) -> None:
    """What the colours mean, and since when this is so."""
    x, y = across.left, top + 16
    for tone, word in zip(Tone, (words.planned, words.changed, words.cancelled), strict=True):
        look = LOOKS[tone]
        sketch.box(Box(x, y + 2, 30, 22, look.fill, look.edge, look.edge, radius=5))
        sketch.say([Said(word, SMALL, Weight.REGULAR, Ink.TEXT)], x + 40, y, Ink.PAGE)
        x += 72 + sketch.width(word, SMALL)
    drawn = sketch.one_line(words.drawn, max(0.0, across.right - x), SMALL, Weight.REGULAR, Ink.MUTED)
    sketch.say([drawn], across.right - GAP - sketch.width(drawn.text, SMALL), y, Ink.PAGE)


def _head(sketch: Sketch, day: Column, width: float) -> list[Said]:
    room, ink = width - GAP - 2 * PAD, Ink.ON_TODAY if day.is_today else Ink.TEXT
    note = "" if day.is_off else day.note
    return [
        sketch.one_line(day.head, room, _HEAD, Weight.BOLD, ink),
        sketch.one_line(day.date, room, SMALL, Weight.REGULAR, ink),
        *sketch.several(note, room, SMALL, ink, 3),
    ]


def _time(sketch: Sketch, period: Period) -> list[Said]:
    room = TIMES - PAD
    return [
        sketch.one_line(period.name, room, 23, Weight.BOLD, Ink.TEXT),
        *(sketch.one_line(t, room, SMALL, Weight.REGULAR, Ink.MUTED) for t in (period.start, period.end)),
    ]


def _pause(sketch: Sketch, words: str, top: float, across: Columns) -> None:
    width = across.right - across.left
    sketch.box(Box(across.left, top + GAP / 2, width, PAUSE - GAP, Ink.PAGE))
    part = sketch.one_line(words, width, SMALL, Weight.REGULAR, Ink.MUTED)
    sketch.in_the_middle(part, across.left, across.right, top + 4, Ink.PAGE)
