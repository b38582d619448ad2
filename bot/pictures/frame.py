"""What is around the classes: title, days, times, breaks, holidays and the legend."""

from dataclasses import dataclass
from itertools import pairwise

from bot.pictures import class_text
from bot.pictures.class_text import COLOURS, LEADING, SMALL, Style, StyledText
from bot.pictures.columns import GAP, MARGIN, PAD, TIMES, Columns
from bot.pictures.page import Box
from bot.pictures.rows import PAUSE, Rows
from bot.pictures.shaping import Weight
from bot.pictures.sketch import Sketch
from bot.pictures.themes import Ink
from bot.pictures.week import Column, Period, Tone, Week

LEGEND_HEIGHT = SMALL * LEADING + 36
_TITLE = Style(34, Weight.BOLD, Ink.TEXT)
_SUBTITLE = Style(22, Weight.REGULAR, Ink.MUTED)
_OFF_NOTE = Style(22, Weight.BOLD, Ink.ON_OFF)
_NO_CLASSES = Style(30, Weight.BOLD, Ink.TEXT)
_PERIOD = Style(23, Weight.BOLD, Ink.TEXT)
_SMALL = Style(SMALL, Weight.REGULAR, Ink.TEXT)
_MUTED = Style(SMALL, Weight.REGULAR, Ink.MUTED)
_HEAD_SIZE = 25
_MAX_HEAD_NOTE_LINES = 3


@dataclass(frozen=True, slots=True)
class Frame:
    """The frame of a week while it is drawn, part by part from the top."""

    sketch: Sketch
    week: Week
    columns: Columns

    def draw_title(self) -> float:
        """Draw whose week it is; returns where the days begin."""
        width = self.columns.right - MARGIN
        lines = [self.sketch.one_line(self.week.title, width, _TITLE)]
        if self.week.subtitle:
            lines.append(self.sketch.one_line(self.week.subtitle, width, _SUBTITLE))
        return self.sketch.add_text(lines, MARGIN, 14, background=Ink.PAGE) + 12

    def draw_heads(self, top: float) -> float:
        """Draw the names and dates of the days; returns where the classes begin."""
        days, columns = self.week.columns, self.columns
        heads = [self._head(day, width) for day, width in zip(days, columns.widths, strict=True)]
        height = max(map(class_text.height, heads), default=0) + 2 * PAD
        for day, lines, x, width in zip(days, heads, columns.lefts, columns.widths, strict=True):
            fill = Ink.TODAY if day.is_today else Ink.OFF if day.is_off else Ink.HEAD
            self.sketch.add_box(Box(x, top, width - GAP, height, fill, radius=8))
            self.sketch.add_text(lines, x + PAD, top + PAD * 0.6, background=fill)
        return top + height + GAP

    def draw_grounds(self, rows: Rows) -> None:
        """Draw what the classes of each day stand on; a day that is off says why there are none."""
        top, bottom = rows.tops[0], rows.tops[-1]
        for day, x, width in zip(self.week.columns, self.columns.lefts, self.columns.widths, strict=True):
            fill = Ink.OFF if day.is_off else Ink.TODAY_COLUMN if day.is_today else Ink.COLUMN
            self.sketch.add_box(Box(x, top, width - GAP, bottom - top, fill, radius=8))
            if day.is_off:
                lines = max(1, int((bottom - top - 2 * PAD) / (_OFF_NOTE.size * LEADING)))
                note = self.sketch.several_lines(day.note, width - GAP - 2 * PAD, _OFF_NOTE, max_lines=lines)
                self.sketch.add_text(note, x + PAD, top + PAD, background=Ink.OFF)

    def draw_times(self, rows: Rows) -> None:
        """Draw when the periods are, and the breaks across all days."""
        for period, top in zip(rows.periods, rows.tops, strict=False):
            self.sketch.add_text(self._time(period), MARGIN, top + PAD, background=Ink.PAGE)
        for (period, following), follows, bottom in zip(
            pairwise(rows.periods), rows.pauses, rows.tops[1:], strict=False
        ):
            if follows:
                words = f"{self.week.words.pause} {period.end}–{following.start}"
                self._draw_pause(words, bottom - PAUSE)
        if not rows.periods:
            width = self.columns.right - self.columns.left - 2 * PAD
            line = self.sketch.one_line(self.week.words.empty, width, _NO_CLASSES)
            self._draw_across(
                line, (rows.tops[0] + rows.tops[-1] - _NO_CLASSES.size * LEADING) / 2, Ink.COLUMN
            )

    def draw_legend(self, top: float) -> None:
        """Draw what the colours mean, and since when this is so."""
        words, x, y = self.week.words, self.columns.left, top + 16
        for tone, word in zip(Tone, (words.planned, words.changed, words.cancelled), strict=True):
            colours = COLOURS[tone]
            self.sketch.add_box(Box(x, y + 2, 30, 22, colours.fill, colours.edge, colours.edge, radius=5))
            self.sketch.add_text([StyledText(word, _SMALL)], x + 40, y, background=Ink.PAGE)
            x += 72 + self.sketch.width(word, _SMALL)
        drawn = self.sketch.one_line(words.drawn, max(0.0, self.columns.right - x), _MUTED)
        left = self.columns.right - GAP - self.sketch.width(drawn.text, _MUTED)
        self.sketch.add_text([drawn], left, y, background=Ink.PAGE)

    def _head(self, day: Column, width: float) -> list[StyledText]:
        width, ink = width - GAP - 2 * PAD, Ink.ON_TODAY if day.is_today else Ink.TEXT
        note = "" if day.is_off else day.note
        bold = Style(SMALL, Weight.BOLD, ink)
        return [
            self.sketch.one_line(day.head, width, Style(_HEAD_SIZE, Weight.BOLD, ink)),
            self.sketch.one_line(day.date, width, Style(SMALL, Weight.REGULAR, ink)),
            *self.sketch.several_lines(note, width, bold, max_lines=_MAX_HEAD_NOTE_LINES),
        ]

    def _time(self, period: Period) -> list[StyledText]:
        width = TIMES - PAD
        return [
            self.sketch.one_line(period.name, width, _PERIOD),
            *(self.sketch.one_line(time, width, _MUTED) for time in (period.start, period.end)),
        ]

    def _draw_pause(self, words: str, top: float) -> None:
        width = self.columns.right - self.columns.left
        self.sketch.add_box(Box(self.columns.left, top + GAP / 2, width, PAUSE - GAP, Ink.PAGE))
        self._draw_across(self.sketch.one_line(words, width, _MUTED), top + 4, Ink.PAGE)

    def _draw_across(self, line: StyledText, y: float, background: Ink) -> None:
        """Draw a line in the middle of all days."""
        left, right = self.columns.left, self.columns.right
        self.sketch.add_centred(line, y, left=left, right=right, background=background)
