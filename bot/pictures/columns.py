"""How wide the days are, and which part of one a class has."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.pictures.grid import Placed, lanes
from bot.pictures.page import BAR
from bot.pictures.week import Column

MARGIN, GAP, PAD = 20.0, 4.0, 8.0
TIMES = 92.0
"""the column that says when"""
_LEAST_OFF, _LEAST, _LEAST_TWO, _LEAST_LANE = 108.0, 152.0, 212.0, 106.0


@dataclass(frozen=True, slots=True)
class Columns:
    lefts: tuple[float, ...]
    widths: tuple[float, ...]

    @property
    def left(self) -> float:
        return MARGIN + TIMES

    @property
    def right(self) -> float:
        return self.left + sum(self.widths)

    def lane(self, column: int, p: Placed) -> tuple[float, float]:
        """Left edge and width of a class's box."""
        width = (self.widths[column] - 2 * GAP) / p.lanes
        between = GAP if p.lanes > 1 else 0.0
        return self.lefts[column] + GAP / 2 + p.lane * width, width - between

    def room(self, column: int, p: Placed) -> float:
        """For the text in it."""
        return self.lane(column, p)[1] - BAR - 2 * PAD


def columns(days: Sequence[Column], classes: Sequence[Sequence[Placed]], width: float) -> Columns:
    """What each day needs for its boxes; the rest of the page's width is for those that are no holidays."""
    least = [_least(day, lanes(held)) for day, held in zip(days, classes, strict=True)]
    shares = [0.0 if day.is_off else 1.0 for day in days]
    if not any(shares):
        shares = [1.0] * len(days)
    more = max(0.0, width - 2 * MARGIN - TIMES - sum(least))
    widths = tuple(w + more * share / sum(shares) for w, share in zip(least, shares, strict=True))
    lefts = tuple(MARGIN + TIMES + sum(widths[:n]) for n in range(len(widths)))
    return Columns(lefts, widths)


def _least(day: Column, side_by_side: int) -> float:
    if side_by_side > 1:
        return max(_LEAST_TWO, _LEAST_LANE * side_by_side)
    return _LEAST_OFF if day.is_off else _LEAST
