"""Where the classes of a day go: in which rows, and side by side where they are at the same time."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from bot.pictures.week import Entry, Period, is_pause


@dataclass(frozen=True, slots=True)
class Placed:
    """An entry from its first row to its last, in one of the lanes of its part of the day."""

    entry: Entry
    top: int
    bottom: int
    lane: int
    lanes: int


def placed(entries: Iterable[Entry], rows: Sequence[Period]) -> tuple[Placed, ...]:
    """Every entry once; two that share a row are in two lanes."""
    row_of = {period.number: row for row, period in enumerate(rows)}
    found: list[Placed] = []
    together: list[tuple[Entry, int]] = []
    ends: list[int] = []  # the last row taken, by lane
    for entry in sorted(entries, key=lambda e: (row_of[e.first], -row_of[e.last])):
        top, bottom = row_of[entry.first], row_of[entry.last]
        if together and top > max(ends):
            found += _side_by_side(together, row_of)
            together, ends = [], []
        lane = next((n for n, end in enumerate(ends) if end < top), len(ends))
        ends[lane : lane + 1] = [bottom]
        together.append((entry, lane))
    return (*found, *_side_by_side(together, row_of))


def lanes(day: Iterable[Placed]) -> int:
    return max((p.lanes for p in day), default=0)


def pauses(rows: Sequence[Period]) -> list[bool]:
    """For each row whether a break follows."""
    follows = [is_pause(a.end, b.start) for a, b in pairwise(rows)]
    return [*follows, False] if rows else []


def _side_by_side(together: Sequence[tuple[Entry, int]], row_of: dict[int, int]) -> list[Placed]:
    lanes = max((lane for _, lane in together), default=0) + 1
    return [Placed(e, row_of[e.first], row_of[e.last], lane, lanes) for e, lane in together]
