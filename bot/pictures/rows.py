"""How high the periods are: as high as the text of their classes."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from bot.pictures.class_text import LEADING, SMALL, StyledText, class_lines, height
from bot.pictures.columns import GAP, PAD, Columns
from bot.pictures.grid import Placed, pauses
from bot.pictures.page import Measure
from bot.pictures.week import Period

PAUSE = 34.0
_EMPTY_HEIGHT = 220.0  # of a week without classes
_MIN_HEIGHT = 3 * SMALL * LEADING + 2 * PAD


@dataclass(frozen=True, slots=True)
class Grid:
    """The classes of each day in their rows, how wide the days are, and how wide a text is."""

    periods: tuple[Period, ...]
    classes: Sequence[Sequence[Placed]]
    columns: Columns
    measure: Measure

    def lines_of(self, day: int, p: Placed) -> list[StyledText]:
        """The text in the class's box; with its times where they are not those of its rows."""
        entry, first, last = p.entry, self.periods[p.top], self.periods[p.bottom]
        is_other_time = (entry.start, entry.end) != (first.start, last.end)
        time = f"{entry.start}–{entry.end}" if is_other_time else ""
        width = self.columns.text_width(day, p)
        return class_lines(entry, width, self.measure, rows=p.bottom - p.top + 1, time=time)


@dataclass(frozen=True, slots=True)
class Rows:
    """`tops` has the upper edge of each row, then the lower edge of the last; a break that follows a row is
    at its foot."""

    periods: tuple[Period, ...]
    tops: tuple[float, ...]
    pauses: tuple[bool, ...]

    def span(self, p: Placed) -> tuple[float, float]:
        """Upper edge and height of a class's box."""
        top, bottom = self.tops[p.top], self.tops[p.bottom + 1] - PAUSE * self.pauses[p.bottom]
        return top + GAP / 2, bottom - top - GAP


def rows(grid: Grid, *, top: float, bottom: float) -> Rows:
    """The rows from `top` on; they reach down to `bottom` where that is further than they need."""
    if not grid.periods:
        return Rows((), (top, max(bottom, top + _EMPTY_HEIGHT)), ())
    breaks = pauses(grid.periods)
    heights = _heights(grid)
    more = max(0.0, bottom - top - sum(heights) - PAUSE * sum(breaks)) / len(heights)
    whole = (h + more + PAUSE * b for h, b in zip(heights, breaks, strict=True))
    return Rows(grid.periods, tuple(accumulate(whole, initial=top)), tuple(breaks))


def _heights(grid: Grid) -> list[float]:
    """What each row needs. The shortest classes come first; a class of several rows shares what it lacks
    among them."""
    heights = [_MIN_HEIGHT] * len(grid.periods)
    every = [(day, p) for day, classes in enumerate(grid.classes) for p in classes]
    for day, p in sorted(every, key=lambda place: place[1].bottom - place[1].top):
        need = height(grid.lines_of(day, p)) + 2 * PAD + GAP
        lacking = max(0.0, need - sum(heights[p.top : p.bottom + 1]))
        for row in range(p.top, p.bottom + 1):
            heights[row] += lacking / (p.bottom + 1 - p.top)
    return heights
