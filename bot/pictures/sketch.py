"""A page while it is made: boxes and lines of text as they come."""

from collections.abc import Sequence

from bot.pictures import class_text
from bot.pictures.class_text import Said
from bot.pictures.page import Box, Line, Measure
from bot.pictures.shaping import Weight
from bot.pictures.themes import Ink
from bot.pictures.wrap import shortened, wrapped


class Sketch:
    def __init__(self, measure: Measure) -> None:
        self.measure = measure
        self.boxes: list[Box] = []
        self.lines: list[Line] = []

    def box(self, box: Box) -> None:
        self.boxes.append(box)

    def say(self, parts: Sequence[Said], x: float, y: float, on: Ink) -> float:
        """One below the other from y on; returns where they end."""
        self.lines += class_text.lines(parts, x, y, on, self.measure)
        return y + class_text.height(parts)

    def in_the_middle(self, part: Said, left: float, right: float, y: float, on: Ink) -> None:
        self.say([part], (left + right - self.width(part.text, part.size, part.weight)) / 2, y, on)

    def width(self, text: str, size: float, weight: Weight = Weight.REGULAR) -> float:
        return self.measure(text, weight) * size

    def one_line(self, text: str, room: float, size: float, weight: Weight, ink: Ink) -> Said:
        return Said(shortened(text, room, lambda t: self.width(t, size, weight)), size, weight, ink)

    def several(self, text: str, room: float, size: float, ink: Ink, most: int) -> list[Said]:
        """In bold."""
        found = wrapped(text, room, lambda t: self.width(t, size, Weight.BOLD), most)
        return [Said(line, size, Weight.BOLD, ink) for line in found]
