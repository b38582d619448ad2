"""A page while it is made: boxes and lines of text, in the order in which they are painted."""

from collections.abc import Sequence

from bot.pictures.class_text import Style, StyledText, height, placed_lines, room_for, styled
from bot.pictures.page import Box, Line, Measure
from bot.pictures.themes import Ink
from bot.pictures.wrap import shortened, wrapped


class Sketch:
    """The boxes and lines so far, and how wide a text is."""

    def __init__(self, measure: Measure) -> None:
        self._measure = measure
        self.boxes: list[Box] = []
        self.lines: list[Line] = []

    def add_box(self, box: Box) -> None:
        self.boxes.append(box)

    def add_text(self, lines: Sequence[StyledText], x: float, y: float, *, background: Ink) -> float:
        """Add the lines one below the other, from y on; returns where they end."""
        self.lines += placed_lines(lines, self._measure, x=x, y=y, background=background)
        return y + height(lines)

    def add_centred(self, line: StyledText, y: float, *, left: float, right: float, background: Ink) -> None:
        """Add one line in the middle between two edges."""
        x = (left + right - self.width(line.text, line.style)) / 2
        self.add_text([line], x, y, background=background)

    def width(self, text: str, style: Style) -> float:
        return self._measure(text, style.weight) * style.size

    def one_line(self, text: str, width: float, style: Style) -> StyledText:
        """The text, shortened where it is wider."""
        return StyledText(shortened(text, room_for(style, width, self._measure)), style)

    def several_lines(self, text: str, width: float, style: Style, *, max_lines: int) -> list[StyledText]:
        """The text in lines no wider than that."""
        room = room_for(style, width, self._measure)
        return list(styled(wrapped(text, room, max_lines=max_lines), style))
