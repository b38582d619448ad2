"""How wide the days are, and which part of a day's width a class has."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.pictures.grid import Placed, columns_of
from bot.pictures.page import BAR
from bot.pictures.week import Column

MARGIN, GAP, PAD = 20.0, 4.0, 8.0
TIMES = 92.0  # the width of the column with the times
_MIN_OFF_WIDTH, _MIN_WIDTH, _MIN_WIDTH_OF_SEVERAL, _MIN_COLUMN_WIDTH = 108.0, 152.0, 212.0, 106.0


@dataclass(frozen=True, slots=True)
class Columns:
    """The left edge and the width of each day."""

    lefts: tuple[float, ...]
    widths: tuple[float, ...]

    @property
    def left(self) -> float:
        return MARGIN + TIMES

    @property
    def right(self) -> float:
        return self.left + sum(self.widths)

    def span(self, day: int, p: Placed) -> tuple[float, float]:
        """Left edge and width of a class's box."""
        width = (self.widths[day] - 2 * GAP) / p.columns
        between = GAP if p.columns > 1 else 0.0
        return self.lefts[day] + GAP / 2 + p.column * width, width - between

    def text_width(self, day: int, p: Placed) -> float:
        """How wide the text in a class's box may be."""
        return self.span(day, p)[1] - BAR - 2 * PAD


def columns(days: Sequence[Column], classes: Sequence[Sequence[Placed]], width: float) -> Columns:
    """What each day needs for its boxes; the rest of the page's width is for days that are not off."""
    least = [_least(day, columns_of(placed)) for day, placed in zip(days, classes, strict=True)]
    shares = [0.0 if day.is_off else 1.0 for day in days]
    if not any(shares):
        shares = [1.0] * len(days)
    more = max(0.0, width - 2 * MARGIN - TIMES - sum(least))
    widths = tuple(w + more * share / sum(shares) for w, share in zip(least, shares, strict=True))
    lefts = tuple(MARGIN + TIMES + sum(widths[:n]) for n in range(len(widths)))
    return Columns(lefts, widths)


def _least(day: Column, side_by_side: int) -> float:
    if side_by_side > 1:
        return max(_MIN_WIDTH_OF_SEVERAL, _MIN_COLUMN_WIDTH * side_by_side)
    return _MIN_OFF_WIDTH if day.is_off else _MIN_WIDTH
