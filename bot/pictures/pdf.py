"""A page as PDF, one sheet of A4 across: boxes as paths, and text as glyphs of the embedded fonts.

So it prints sharp. Each line has its text as well as its glyphs, for searching, copying and reading aloud.
"""

import zlib
from collections.abc import Iterable

from bot.pictures.page import BAR, Box, Line, Page
from bot.pictures.shaping import PRIVATE, Weight, font, path, shaped
from bot.pictures.themes import LIGHT, Ink

_PAPER = (841.89, 595.28)  # points
_MARGIN = 18
_ROUND = 0.5523  # how far the handles of a Bézier curve reach for a quarter of a circle
_NAMES = {Weight.REGULAR: "R", Weight.BOLD: "B"}
_BFCHARS = 100  # the most that one block of a character map has


def pdf(page: Page, title: str) -> bytes:
    """The page as one sheet, as large as the paper lets it be."""
    parts = _Parts()
    fonts = " ".join(f"/{name} {_font(parts, weight)} 0 R" for weight, name in _NAMES.items())
    content = parts.stream("", _content(page).encode())
    pages = parts.next + 1
    sheet = parts.add(
        f"<</Type/Page/Parent {pages} 0 R/MediaBox[0 0 {_PAPER[0]} {_PAPER[1]}]"
        f"/Resources<</Font<<{fonts}>>>>/Contents {content} 0 R>>"
    )
    parts.add(f"<</Type/Pages/Kids[{sheet} 0 R]/Count 1>>")
    info = parts.add(f"<</Title{_text(title)}>>")
    root = parts.add(f"<</Type/Catalog/Pages {pages} 0 R/ViewerPreferences<</DisplayDocTitle true>>>>")
    return parts.file(root, info)


class _Parts:
    """The numbered objects of a file, in their order."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    @property
    def next(self) -> int:
        return len(self._parts) + 1

    def add(self, part: str | bytes) -> int:
        self._parts.append(part.encode("ascii") if isinstance(part, str) else part)
        return len(self._parts)

    def stream(self, facts: str, content: bytes) -> int:
        packed = zlib.compress(content, 9)
        head = f"<<{facts}/Length {len(packed)}/Filter/FlateDecode>>stream\n".encode("ascii")
        return self.add(head + packed + b"\nendstream")

    def file(self, root: int, info: int) -> bytes:
        out, places = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"), []
        for number, part in enumerate(self._parts, 1):
            places.append(len(out))
            out += b"%d 0 obj\n%b\nendobj\n" % (number, part)
        table = "".join(f"{place:010} 00000 n \n" for place in places)
        size = len(self._parts) + 1
        end = (
            f"xref\n0 {size}\n0000000000 65535 f \n{table}"
            f"trailer\n<</Size {size}/Root {root} 0 R/Info {info} 0 R>>\nstartxref\n{len(out)}\n%%EOF\n"
        )
        return bytes(out) + end.encode("ascii")


def _font(parts: _Parts, weight: Weight) -> int:
    """The font file, its widths and which letters its glyphs stand for."""
    face, name = font(weight), f"/NotoSans-{weight}"
    data = path(weight).read_bytes()
    file = parts.stream(f"/Length1 {len(data)}", data)
    extents = face.get_font_extents("ltr")
    described = parts.add(
        f"<</Type/FontDescriptor/FontName{name}/Flags 4/FontBBox[-1000 -500 3000 1200]/ItalicAngle 0"
        f"/Ascent {extents.ascender}/Descent {extents.descender}/CapHeight 714/StemV 90"
        f"/FontFile2 {file} 0 R>>"
    )
    widths = " ".join(str(face.get_glyph_h_advance(glyph)) for glyph in range(face.face.glyph_count))
    glyphs = parts.add(
        f"<</Type/Font/Subtype/CIDFontType2/BaseFont{name}/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)"
        f"/Supplement 0>>/FontDescriptor {described} 0 R/CIDToGIDMap/Identity/W[0[{widths}]]>>"
    )
    letters = parts.stream("", _letters(weight).encode("ascii"))
    return parts.add(
        f"<</Type/Font/Subtype/Type0/BaseFont{name}/Encoding/Identity-H/DescendantFonts[{glyphs} 0 R]"
        f"/ToUnicode {letters} 0 R>>"
    )


def _letters(weight: Weight) -> str:
    """A character map from glyphs to letters; glyphs that join several letters are not in it."""
    face = font(weight)
    codes = sorted((code for code in face.face.unicodes if code < PRIVATE), reverse=True)
    code_of = {face.get_nominal_glyph(code): code for code in codes}
    pairs = [f"<{glyph:04x}><{code:04x}>" for glyph, code in sorted(code_of.items())]
    blocks = (pairs[n : n + _BFCHARS] for n in range(0, len(pairs), _BFCHARS))
    maps = "\n".join(f"{len(b)} beginbfchar\n" + "\n".join(b) + "\nendbfchar" for b in blocks)
    return (
        "/CIDInit/ProcSet findresource begin 12 dict begin begincmap/CMapName/Letters def/CMapType 2 def\n"
        f"1 begincodespacerange<0000><ffff>endcodespacerange\n{maps}\nendcmap end end"
    )


def _content(page: Page) -> str:
    """What draws the page, in units of the page from its upper left corner, in the middle of the paper."""
    across, up = _PAPER[0] - 2 * _MARGIN, _PAPER[1] - 2 * _MARGIN
    scale = min(across / page.width, up / page.height)
    x = (_PAPER[0] - page.width * scale) / 2
    commands = [f"{scale:.5f} 0 0 {-scale:.5f} {x:.3f} {_PAPER[1] - _MARGIN:.3f} cm"]
    for box in page.all_boxes():
        commands += _box(box)
    for line in page.all_lines():
        commands += _line(line)
    return "\n".join(commands)


def _box(box: Box) -> Iterable[str]:
    outline = _outline(box)
    yield f"{_ink(box.fill)} rg {outline} f"
    if box.bar:
        yield f"q {outline} W n {_ink(box.bar)} rg {box.x:.2f} {box.y:.2f} {BAR} {box.height:.2f} re f Q"
    if box.edge:
        yield f"{_ink(box.edge)} RG 1.5 w {outline} S"


def _outline(box: Box) -> str:
    """A rectangle with round corners."""
    x, y, right, bottom, r = box.x, box.y, box.x + box.width, box.y + box.height, box.radius
    k = r * (1 - _ROUND)
    return (
        f"{x + r:.2f} {y:.2f} m {right - r:.2f} {y:.2f} l "
        f"{right - k:.2f} {y:.2f} {right:.2f} {y + k:.2f} {right:.2f} {y + r:.2f} c "
        f"{right:.2f} {bottom - r:.2f} l "
        f"{right:.2f} {bottom - k:.2f} {right - k:.2f} {bottom:.2f} {right - r:.2f} {bottom:.2f} c "
        f"{x + r:.2f} {bottom:.2f} l "
        f"{x + k:.2f} {bottom:.2f} {x:.2f} {bottom - k:.2f} {x:.2f} {bottom - r:.2f} c "
        f"{x:.2f} {y + r:.2f} l {x:.2f} {y + k:.2f} {x + k:.2f} {y:.2f} {x + r:.2f} {y:.2f} c h"
    )


def _line(line: Line) -> Iterable[str]:
    yield f"/Span<</ActualText{_text(line.text)}>>BDC BT {_ink(line.ink)} rg"
    yield f"/{_NAMES[line.weight]} {line.size} Tf"
    for glyph in shaped(line.text, line.weight).glyphs:
        x, y = line.x + glyph.x * line.size, line.y - glyph.y * line.size
        yield f"1 0 0 -1 {x:.2f} {y:.2f} Tm<{glyph.number:04x}>Tj"
    yield "ET EMC"
    if line.struck:
        y = line.y - line.size * 0.28
        yield f"{line.x:.2f} {y:.2f} {line.width:.2f} {line.size / 16:.2f} re f"


def _ink(ink: Ink) -> str:
    """The colour of the light theme, because paper is light."""
    colour = LIGHT[ink]
    return " ".join(f"{int(colour[n : n + 2], 16) / 255:.3f}" for n in (1, 3, 5))


def _text(text: str) -> str:
    return f"<feff{text.encode('utf-16-be', 'replace').hex()}>"
