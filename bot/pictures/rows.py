"""How high the periods are: as high as what is said in them."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from bot.pictures import class_text
from bot.pictures.class_text import LEADING, SMALL, Said
from bot.pictures.columns import GAP, PAD, Columns
from bot.pictures.grid import Placed, pauses
from bot.pictures.page import Measure
from bot.pictures.week import Period

PAUSE = 34.0
_EMPTY = 220.0
_LEAST = 3 * SMALL * LEADING + 2 * PAD


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


def rows(
    periods: tuple[Period, ...],
    classes: Sequence[Sequence[Placed]],
    across: Columns,
    measure: Measure,
    *,
    top: float,
    bottom: float,
) -> Rows:
    """From `top` on, and down to `bottom` where that is further than they need."""
    if not periods:
        return Rows((), (top, max(bottom, top + _EMPTY)), ())
    breaks = pauses(periods)
    heights = _heights(periods, classes, across, measure)
    more = max(0.0, bottom - top - sum(heights) - PAUSE * sum(breaks)) / len(heights)
    whole = (h + more + PAUSE * b for h, b in zip(heights, breaks, strict=True))
    return Rows(periods, tuple(accumulate(whole, initial=top)), tuple(breaks))


def said_in(
    p: Placed, periods: Sequence[Period], column: int, across: Columns, measure: Measure
) -> list[Said]:
    """What the box says; its times too, where they are not those of the rows."""
    entry, first, last = p.entry, periods[p.top], periods[p.bottom]
    other = (entry.start, entry.end) != (first.start, last.end)
    time = f"{entry.start}–{entry.end}" if other else ""
    return class_text.said_of(entry, across.room(column, p), measure, rows=p.bottom - p.top + 1, time=time)


def _heights(
    periods: Sequence[Period], classes: Sequence[Sequence[Placed]], across: Columns, measure: Measure
) -> list[float]:
    """The shortest classes first; one of several rows shares what it lacks among them."""
    heights = [_LEAST] * len(periods)
    every = [(p, column) for column, held in enumerate(classes) for p in held]
    for p, column in sorted(every, key=lambda one: one[0].bottom - one[0].top):
        need = class_text.height(said_in(p, periods, column, across, measure)) + 2 * PAD + GAP
        lacking = max(0.0, need - sum(heights[p.top : p.bottom + 1]))
        for row in range(p.top, p.bottom + 1):
            heights[row] += lacking / (p.bottom + 1 - p.top)
    return heights
