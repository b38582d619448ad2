"""Where the classes of a day go: in which rows, and side by side where they are at the same time."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from bot.pictures.week import Entry, Period, is_pause


@dataclass(frozen=True, slots=True)
class Placed:
    """An entry from its first row to its last, in one of the columns that its part of the day is split in."""

    entry: Entry
    top: int
    bottom: int
    column: int
    columns: int


def placed(entries: Iterable[Entry], rows: Sequence[Period]) -> tuple[Placed, ...]:
    """Every entry once; two that share a row are in two columns."""
    row_of = {period.number: row for row, period in enumerate(rows)}
    places: list[Placed] = []
    part: list[tuple[Entry, int]] = []  # the entries of the present part of the day, and their columns
    ends: list[int] = []  # the last row taken, by column
    for entry in sorted(entries, key=lambda e: (row_of[e.first], -row_of[e.last])):
        top, bottom = row_of[entry.first], row_of[entry.last]
        if part and top > max(ends):
            places += _side_by_side(part, row_of)
            part, ends = [], []
        column = next((n for n, end in enumerate(ends) if end < top), len(ends))
        ends[column : column + 1] = [bottom]
        part.append((entry, column))
    return (*places, *_side_by_side(part, row_of))


def columns_of(day: Iterable[Placed]) -> int:
    """The most classes that a day has side by side."""
    return max((p.columns for p in day), default=0)


def pauses(rows: Sequence[Period]) -> list[bool]:
    """For each row, whether a break follows it."""
    follows = [is_pause(a.end, b.start) for a, b in pairwise(rows)]
    return [*follows, False] if rows else []


def _side_by_side(part: Sequence[tuple[Entry, int]], row_of: dict[int, int]) -> list[Placed]:
    columns = max((column for _, column in part), default=0) + 1
    return [Placed(e, row_of[e.first], row_of[e.last], column, columns) for e, column in part]
