"""A page as PNG: boxes, painted at double size for smooth corners, then the text, glyph by glyph."""

from dataclasses import dataclass
from functools import cache
from io import BytesIO

from PIL import Image, ImageColor, ImageDraw, ImageFont

from bot.pictures.page import BAR, Box, Line, Page
from bot.pictures.shaping import PRIVATE, Weight, path, shaped
from bot.pictures.themes import Ink, Theme

MAX_SIDE = 2560  # pixels of the longer side: Telegram keeps no more of a photo
_FINE = 2  # boxes are painted so many times as large
_SHADES = 6  # steps between a colour and what it is painted on


def png(page: Page, theme: Theme) -> bytes:
    """The page with one pixel per unit, or fewer where that is more than Telegram takes."""
    scale = min(1.0, MAX_SIDE / max(page.width, page.height))
    picture = _boxes(page, theme, scale)
    painter = _Painter(ImageDraw.Draw(picture), theme, scale)
    for line in page.all_lines():
        painter.line(line)
    out = BytesIO()
    picture.quantize(palette=_palette(page, theme), dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
    return out.getvalue()


def _palette(page: Page, theme: Theme) -> Image.Image:
    """The colours of the theme, and those between letters and what they are on."""
    colours: list[tuple[int, ...]] = [ImageColor.getrgb(theme[ink]) for ink in Ink]
    for on, ink in sorted({(line.on, line.ink) for line in page.all_lines()}):
        ground, letter = ImageColor.getrgb(theme[on]), ImageColor.getrgb(theme[ink])
        colours += [_between(ground, letter, n / _SHADES) for n in range(1, _SHADES)]
    palette = Image.new("P", (1, 1))
    palette.putpalette([value for colour in colours[:256] for value in colour])
    return palette


def _between(first: tuple[int, ...], second: tuple[int, ...], share: float) -> tuple[int, ...]:
    return tuple(round(a + (b - a) * share) for a, b in zip(first, second, strict=True))


@dataclass(frozen=True, slots=True)
class _Painter:
    """What a page is painted on, in which colours, and how many pixels a unit of the page has."""

    draw: ImageDraw.ImageDraw
    theme: Theme
    scale: float

    def box(self, box: Box) -> None:
        x, y, right, bottom = (
            round(v * self.scale) for v in (box.x, box.y, box.x + box.width, box.y + box.height)
        )
        radius = min(box.radius * self.scale, (right - x) / 2, (bottom - y) / 2)
        edge, fill = self.theme[box.edge] if box.edge else None, self.theme[box.fill]
        if box.bar:
            self.draw.rounded_rectangle((x, y, right - 1, bottom - 1), radius, self.theme[box.bar])
            left = x + round(BAR * self.scale)
            right_corners = (False, True, True, False)
            self.draw.rounded_rectangle((left, y, right - 1, bottom - 1), radius, fill, corners=right_corners)
        self.draw.rounded_rectangle(
            (x, y, right - 1, bottom - 1),
            radius,
            None if box.bar else fill,
            edge,
            round(1.5 * self.scale) if edge else 1,
        )

    def line(self, line: Line) -> None:
        size = line.size * self.scale
        font = _font(line.weight, size)
        for glyph in shaped(line.text, line.weight).glyphs:
            at = (line.x * self.scale + glyph.x * size, line.y * self.scale - glyph.y * size)
            self.draw.text(at, chr(PRIVATE + glyph.number), self.theme[line.ink], font, anchor="ls")
        if line.struck:
            x, y = line.x * self.scale, line.y * self.scale - size * 0.28
            stroke = (x, y, x + line.width * self.scale, y + max(1, size / 16))
            self.draw.rectangle(stroke, self.theme[line.ink])


def _boxes(page: Page, theme: Theme, scale: float) -> Image.Image:
    """The page without its text."""
    size = (round(page.width * scale), round(page.height * scale))
    large = Image.new("RGB", (size[0] * _FINE, size[1] * _FINE), theme[Ink.PAGE])
    painter = _Painter(ImageDraw.Draw(large), theme, scale * _FINE)
    for box in page.all_boxes():
        painter.box(box)
    return large.reduce(_FINE)


@cache
def _font(weight: Weight, size: float) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(path(weight), size, layout_engine=ImageFont.Layout.BASIC)
