"""Text as glyphs of the fonts that come along: letters joined as their script wants it, by HarfBuzz.

Pillow's own shaping (raqm) needs a system library, FriBiDi, that a Lambda does not have.
"""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from pathlib import Path

import uharfbuzz

FONTS = Path(__file__).parent / "fonts"
PRIVATE = 0xF0000  # in these fonts U+F0000 + n is the glyph n (fonts/make.py)
_DEVANAGARI = re.compile("([\u0900-\u097f\ua8e0-\ua8ff\u200c\u200d\u25cc]+)")


class Weight(StrEnum):
    """The fonts, by the end of their file's name."""

    REGULAR = "Regular"
    BOLD = "SemiBold"


@dataclass(frozen=True, slots=True)
class Glyph:
    """A glyph and where it goes, in ems from the beginning of the text, up positive."""

    number: int
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Shaped:
    """The glyphs of a text, and its width in ems."""

    glyphs: tuple[Glyph, ...]
    width: float


def width(text: str, weight: Weight) -> float:
    """The width of a text, in ems."""
    return shaped(text, weight).width


@lru_cache(maxsize=4096)
def shaped(text: str, weight: Weight) -> Shaped:
    """One line of text, from left to right; what the fonts don't have is replaced or left out."""
    glyphs: list[Glyph] = []
    x = 0.0
    for run in filter(None, _DEVANAGARI.split(legible(text))):
        script = "Deva" if _DEVANAGARI.fullmatch(run) else "Latn"
        x = _add_run(glyphs, run, script=script, weight=weight, x=x)
    return Shaped(tuple(glyphs), x)


def _add_run(glyphs: list[Glyph], run: str, *, script: str, weight: Weight, x: float) -> float:
    """Add the glyphs of a text of one script from x on; returns where they end."""
    face = font(weight)
    buffer = uharfbuzz.Buffer()
    buffer.add_str(run)
    buffer.direction, buffer.script = "ltr", script
    uharfbuzz.shape(face, buffer)
    em = face.face.upem
    for info, at in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
        glyphs.append(Glyph(info.codepoint, x + at.x_offset / em, at.y_offset / em))
        x += at.x_advance / em
    return x


def legible(text: str) -> str:
    """The text with what the fonts can show: accents on their letters, other forms of a letter as the plain
    one, pictures and unknown signs left out; a letter of another script becomes an empty box."""
    return " ".join("".join(map(_shown, unicodedata.normalize("NFC", text))).split())


@lru_cache(maxsize=4096)
def _shown(character: str) -> str:
    if ord(character) in _characters():
        return character
    if character.isspace():
        return " "
    plain = "".join(c for c in unicodedata.normalize("NFKD", character) if ord(c) in _characters())
    if plain:
        return plain
    return "\ufffd" if unicodedata.category(character)[0] in "LN" else ""


@cache
def font(weight: Weight) -> uharfbuzz.Font:
    return uharfbuzz.Font(uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(path(weight)))))


def path(weight: Weight) -> Path:
    return FONTS / f"NotoSans-{weight}.ttf"


@cache
def _characters() -> frozenset[int]:
    return frozenset(code for code in font(Weight.REGULAR).face.unicodes if code < PRIVATE)
