"""Letters as glyphs, and the week as PNG, PDF and workbook: what the files hold when they are opened."""

import re
import zipfile
import zlib
from io import BytesIO
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from PIL import Image

from bot.pictures.layout import a4, layout
from bot.pictures.pdf import pdf
from bot.pictures.png import MAX_SIDE, png
from bot.pictures.shaping import FONTS, Weight, legible, shaped, width
from bot.pictures.themes import DARK, LIGHT, Ink, Theme
from bot.pictures.week import Week
from bot.pictures.workbook import sheet
from tests.support.weeks import busy, column, entry, hindi, week, weeks

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


@pytest.mark.parametrize("weight", Weight)
@pytest.mark.parametrize("joined", ["क्ष", "श्री", "ज्ञ", "प्र"])
def test_letters_that_a_script_joins_are_joined(joined: str, weight: Weight) -> None:
    apart = sum(width(letter, weight) for letter in joined if letter != "\u094d")

    assert 0 < width(joined, weight) < apart
    assert len(shaped(joined, weight).glyphs) < len(joined)


def test_a_vowel_sign_that_is_read_after_its_letter_may_be_written_before_it() -> None:
    (letter,) = shaped("क", Weight.REGULAR).glyphs

    sign, after = shaped("कि", Weight.REGULAR).glyphs

    assert after.number == letter.number != sign.number
    assert after.x > sign.x


def test_two_scripts_in_one_line_follow_each_other() -> None:
    whole = shaped("डॉ. राव · R101", Weight.REGULAR)

    assert [g.x for g in whole.glyphs if g.y == 0] == sorted(g.x for g in whole.glyphs if g.y == 0)
    assert whole.width == pytest.approx(width("डॉ. राव", Weight.REGULAR) + width("| · R101", Weight.REGULAR)
                                        - width("|", Weight.REGULAR), abs=0.02)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Śrī Ḍogrā D’Souza", "Śrī Ḍogrā D’Souza"),
        ("🧪 Chemistry 🔬", "Chemistry"),
        ("𝐁𝐨𝐥𝐝 ﬁne ①", "Bold fine 1"),
        ("a\tb\nc\u202ed\ud800", "a b cd"),
        ("علي", "\ufffd" * 3),
        ("தமிழ்", "\ufffd" * 3),
    ],
)
def test_what_the_fonts_do_not_have_is_replaced_or_left_out(text: str, shown: str) -> None:
    assert legible(text) == shown


def test_the_fonts_are_small_and_come_with_their_licence() -> None:
    fonts = list(FONTS.glob("*.ttf"))

    assert len(fonts) == len(Weight) and all(font.stat().st_size < 400_000 for font in fonts)
    assert "SIL OPEN FONT LICENSE" in (FONTS / "OFL.txt").read_text()


@pytest.mark.parametrize("drawn", [busy(), hindi()], ids=["english", "hindi"])
@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_a_picture_is_as_large_as_its_page_and_small_as_a_file(drawn: Week, theme: Theme) -> None:
    page = layout(drawn, width)
    made = png(page, theme)

    with Image.open(BytesIO(made)) as picture:
        assert picture.size == (round(page.width), round(page.height))
        assert picture.convert("RGB").getpixel((0, 0)) == tuple(bytes.fromhex(theme[Ink.PAGE][1:]))
    assert len(made) < 200_000


def test_a_picture_is_never_larger_than_telegram_keeps_it() -> None:
    many = week(column(*(entry(1, f"E{n}") for n in range(40))))

    with Image.open(BytesIO(png(layout(many, width), LIGHT))) as picture:
        assert max(picture.size) == MAX_SIDE


@given(weeks())
@settings(max_examples=15, deadline=None)
def test_any_week_can_be_drawn_printed_and_written(drawn: Week) -> None:
    assert png(layout(drawn, width), DARK).startswith(b"\x89PNG")
    assert pdf(a4(drawn, width), drawn.title).startswith(b"%PDF-1.7")
    assert cells(sheet(drawn)) is not None


def streams(file: bytes) -> list[bytes]:
    found = re.findall(rb"/Length (\d+)/Filter/FlateDecode>>stream\n", file)
    starts = [m.end() for m in re.finditer(rb"/FlateDecode>>stream\n", file)]
    return [zlib.decompress(file[at : at + int(n)]) for at, n in zip(starts, found, strict=True)]


def test_a_pdf_is_one_page_of_a4_and_its_table_finds_every_part() -> None:
    file = pdf(a4(hindi(), width), "Week")

    places = [int(p) for p in re.findall(rb"^(\d{10}) 00000 n ", file, re.MULTILINE)]
    table = int(re.search(rb"startxref\n(\d+)", file)[1])  # type: ignore[index]
    assert b"/MediaBox[0 0 841.89 595.28]" in file and b"/Count 1" in file
    assert all(file[at:].startswith(b"%d 0 obj" % n) for n, at in enumerate(places, 1))
    assert file[table:].startswith(b"xref")
    assert len(file) < 300_000


def test_a_pdf_says_its_text_beside_the_glyphs() -> None:
    content = streams(pdf(a4(week(column(entry(1, "श्री"))), width), "Week"))[-1]

    assert b"/ActualText<feff" + "श्री".encode("utf-16-be").hex().encode() in content
    assert len(re.findall(rb"Tj", content)) > 50


def cells(file: bytes) -> dict[str, str]:
    """The text of each cell; a cell that is no text fails."""
    with zipfile.ZipFile(BytesIO(file)) as book:
        page = ElementTree.fromstring(book.read("xl/worksheets/sheet1.xml"))
        shared = list(ElementTree.fromstring(book.read("xl/sharedStrings.xml")))
    strings = ["".join(t.text or "" for t in item.iter(f"{_MAIN}t")) for item in shared]
    filled = [c for c in page.iter(f"{_MAIN}c") if len(c)]
    assert all(c.get("t") == "s" and c.find(f"{_MAIN}f") is None for c in filled)
    return {str(c.get("r")): strings[int(c.findtext(f"{_MAIN}v", ""))] for c in filled}


def test_a_sheet_has_the_grid_with_days_across_and_periods_down() -> None:
    days = (column(entry(1, "Optics", "Dr Rao", last=2)), column(entry(2, "Waves"), entry(2, "Heat")))

    found = cells(sheet(week(*days)))

    assert found["A3"].startswith("P1\n09:00")
    assert (found["B3"], found["C4"], found["D4"]) == ("Optics\nDr Rao", "Waves", "Heat")


def test_a_sheet_marks_changes_and_keeps_its_head_in_view() -> None:
    file = sheet(busy())

    with zipfile.ZipFile(BytesIO(file)) as book:
        names = ("worksheets/sheet1.xml", "styles.xml", "sharedStrings.xml")
        page, styles, said = (book.read(f"xl/{name}").decode() for name in names)
    assert '<pane xSplit="1" ySplit="2"' in page and "<mergeCell " in page
    assert "<strike/>" in said and "FFF0CC" in styles
    assert any("Substitute\nDiscrete Mathematics\nDr Anjali Rao" in text for text in cells(file).values())


@pytest.mark.parametrize("start", ["=1+1", "+1", "-1", "@SUM(A1)", "http://x.example", "{=1}"])
def test_nothing_that_people_wrote_becomes_a_formula(start: str) -> None:
    found = cells(sheet(week(column(entry(1, start)), column(entry(1, start, start)), title=start)))

    assert found["B3"] == start and found["C3"] == f"{start}\n{start}"
