"""Makes the fonts beside this file of the variable Noto Sans: `python make.py NotoSans[wdth,wght].ttf`.

Needs fonttools, which Dayorder itself does without.
"""

import sys
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont, newTable
from fontTools.ttLib.tables._c_m_a_p import CmapSubtable
from fontTools.ttLib.tables.ttProgram import Program
from fontTools.varLib.instancer import instantiateVariableFont

_WIDTH = 90  # percent: names are long and columns narrow
_WEIGHTS = {"Regular": 400, "SemiBold": 650}
_RANGES = (
    (0x20, 0x7E), (0xA0, 0x17F), (0x218, 0x21B),  # Latin, as Europe writes it
    (0x300, 0x304), (0x1E00, 0x1EFF),  # as India's scripts are transliterated
    (0x900, 0x97F), (0xA8E0, 0xA8FF), (0x200C, 0x200D), (0x25CC, 0x25CC),  # Devanagari
    (0x2010, 0x2027), (0x2030, 0x203A), (0x20AC, 0x20AC), (0x20B9, 0x20B9),
    (0x2122, 0x2122), (0x2212, 0x2212),
)  # fmt: skip
_BY_NUMBER = 0xF0000


def main(source: str) -> None:
    for name, weight in _WEIGHTS.items():
        font = TTFont(source)
        _reduce(font)
        font = instantiateVariableFont(font, {"wght": weight, "wdth": _WIDTH})
        _leave_outlines_alone(font)
        _name_glyphs_by_number(font)
        font.save(Path(__file__).parent / f"NotoSans-{name}.ttf")


def _reduce(font: TTFont) -> None:
    options = Options()
    options.hinting = False
    options.notdef_outline = True
    options.glyph_names = False
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=[code for first, last in _RANGES for code in range(first, last + 1)])
    subsetter.subset(font)


def _leave_outlines_alone(font: TTFont) -> None:
    """FreeType fits the letters of a font without a program to the pixels, and their distances suffer; one of
    more than seven bytes keeps it from that: push and pop nothing."""
    font["prep"] = newTable("prep")
    font["prep"].program = Program()
    font["prep"].program.fromBytecode(bytes((0xB0, 0x00, 0x21) * 4))
    font["maxp"].maxStackElements = max(1, font["maxp"].maxStackElements)


def _name_glyphs_by_number(font: TTFont) -> None:
    """Gives every glyph the private character U+F0000 + its number, by which Pillow can draw it."""
    table = CmapSubtable.newSubtable(12)
    table.platformID, table.platEncID, table.language = 3, 10, 0
    table.cmap = dict(font.getBestCmap())
    table.cmap |= {_BY_NUMBER + number: glyph for number, glyph in enumerate(font.getGlyphOrder())}
    font["cmap"].tables = [t for t in font["cmap"].tables if t.format != 12] + [table]


if __name__ == "__main__":
    main(sys.argv[1])
