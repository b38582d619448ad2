"""A page as boxes and lines of text: what the layout makes, and what is drawn as PNG or PDF."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.pictures.shaping import Weight
from bot.pictures.themes import Ink
from bot.pictures.week import Entry

Measure = Callable[[str, Weight], float]  # the width of a text, in ems

BAR = 6.0  # the width of a box's stripe


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle; `y` grows downwards, and `bar` is the colour of a stripe along the left side."""

    x: float
    y: float
    width: float
    height: float
    fill: Ink
    edge: Ink | None = None
    bar: Ink | None = None
    radius: float = 0


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text whose letters stand on `y`; `on` is the colour that it is read against."""

    x: float
    y: float
    width: float
    text: str
    size: float
    weight: Weight
    ink: Ink
    on: Ink
    struck: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """A class, its day, its box and the text in it."""

    entry: Entry
    column: int
    box: Box
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """All that is drawn of a week: what is around the classes, and the classes."""

    width: float
    height: float
    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]
    cells: tuple[Cell, ...]

    def all_boxes(self) -> tuple[Box, ...]:
        """The boxes in the order in which they are painted."""
        return (*self.boxes, *(c.box for c in self.cells))

    def all_lines(self) -> tuple[Line, ...]:
        return (*self.lines, *(line for c in self.cells for line in c.lines))
