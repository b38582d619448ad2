"""A page as PNG: boxes, painted at double size for smooth corners, then the text, glyph by glyph."""

from functools import cache
from io import BytesIO

from PIL import Image, ImageColor, ImageDraw, ImageFont

from bot.pictures.page import BAR, Box, Line, Page
from bot.pictures.shaping import PRIVATE, Weight, path, shaped
from bot.pictures.themes import Ink, Theme

WIDEST = 2560
"""pixels of the longer side: Telegram keeps no more of a photo"""
_FINE = 2
_SHADES = 6  # between a colour and what it is painted on


def png(page: Page, theme: Theme) -> bytes:
    """One pixel per unit of the page, fewer where that is more than Telegram takes."""
    scale = min(1.0, WIDEST / max(page.width, page.height))
    picture = _boxes(page, theme, scale)
    draw = ImageDraw.Draw(picture)
    for line in page.all_lines():
        _text(draw, line, theme, scale)
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


def _between(one: tuple[int, ...], other: tuple[int, ...], share: float) -> tuple[int, ...]:
    return tuple(round(a + (b - a) * share) for a, b in zip(one, other, strict=True))


def _boxes(page: Page, theme: Theme, scale: float) -> Image.Image:
    size = (round(page.width * scale), round(page.height * scale))
    large = Image.new("RGB", (size[0] * _FINE, size[1] * _FINE), theme[Ink.PAGE])
    draw = ImageDraw.Draw(large)
    for box in page.all_boxes():
        _box(draw, box, theme, scale * _FINE)
    return large.reduce(_FINE)


def _box(draw: ImageDraw.ImageDraw, box: Box, theme: Theme, scale: float) -> None:
    x, y, right, bottom = (round(v * scale) for v in (box.x, box.y, box.x + box.width, box.y + box.height))
    radius = min(box.radius * scale, (right - x) / 2, (bottom - y) / 2)
    edge = theme[box.edge] if box.edge else None
    if box.bar:
        draw.rounded_rectangle((x, y, right - 1, bottom - 1), radius, theme[box.bar])
        bar = round(BAR * scale)
        draw.rounded_rectangle(
            (x + bar, y, right - 1, bottom - 1), radius, theme[box.fill], corners=(False, True, True, False)
        )
    draw.rounded_rectangle(
        (x, y, right - 1, bottom - 1),
        radius,
        None if box.bar else theme[box.fill],
        edge,
        round(1.5 * scale) if edge else 1,
    )


def _text(draw: ImageDraw.ImageDraw, line: Line, theme: Theme, scale: float) -> None:
    size = line.size * scale
    font = _font(line.weight, size)
    for glyph in shaped(line.text, line.weight).glyphs:
        at = (line.x * scale + glyph.x * size, line.y * scale - glyph.y * size)
        draw.text(at, chr(PRIVATE + glyph.number), theme[line.ink], font, anchor="ls")
    if line.struck:
        x, y = line.x * scale, line.y * scale - size * 0.28
        draw.rectangle((x, y, x + line.width * scale, y + max(1, size / 16)), theme[line.ink])


@cache
def _font(weight: Weight, size: float) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(path(weight), size, layout_engine=ImageFont.Layout.BASIC)
