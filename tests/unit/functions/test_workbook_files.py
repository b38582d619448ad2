"""How files become sheets: encodings, delimiters, kinds of cells, and what is no value."""

from datetime import date, time
from pathlib import Path

import pytest

from functions.services.workbook.reader import read_college
from functions.workbooks.reader import read, read_folder
from functions.workbooks.values import Flaw, Row, Sheet, Value
from tests.support.workbooks import numbered, present, tiny_xlsx, with_part, xlsx, zipped
from timetable.errors import Malformed

ROOMS = "Name,Kind,Capacity,Features,Department\nR1,classroom,60,,\nR2,lab,25,,\n"


def cells(sheet: Sheet) -> list[tuple[Value, ...]]:
    return [sheet.header.cells, *(row.cells for row in sheet.rows)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_a_csv_file_is_read_however_it_was_saved(encoding: str, delimiter: str, ending: str) -> None:
    data = ROOMS.replace(",", delimiter).replace("\n", ending).replace("R2", "कक्ष").encode(encoding)

    sheets = read(data, "folder/Rooms.csv")

    assert cells(sheets["Rooms"])[1:] == [("R1", "classroom", "60"), ("कक्ष", "lab", "25")]


def test_a_csv_file_may_say_its_delimiter_and_rows_keep_their_numbers() -> None:
    sheets = read(b"sep=;\nName;Capacity\n\n;;\nR1;6,5\n", "Rooms.csv")

    assert sheets["Rooms"] == Sheet("Rooms", Row(2, ("Name", "Capacity")), (Row(5, ("R1", "6,5")),))


def test_a_zip_may_have_what_a_macintosh_leaves_in_it() -> None:
    data = zipped(
        {"college/Rooms.csv": ROOMS, "__MACOSX/college/._Rooms.csv": b"\0", "college/.DS_Store": b"\0"}
    )

    assert list(read(data, "college.zip")) == ["Rooms"]


def test_a_folder_without_csv_files_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Malformed) as refusal:
        read_folder(tmp_path)

    assert "no CSV file" in refusal.value.sentence


def test_cells_of_a_workbook_are_read_by_their_kind() -> None:
    styles = (
        '<styleSheet><numFmts><numFmt numFmtId="165" formatCode="[$-409]h:mm&quot;y&quot;"/></numFmts>'
        '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="165"/></cellXfs></styleSheet>'
    )
    shared = "<sst><si><t>one</t></si><si><r><t>t</t></r><r><t>wo</t></r><rPh><t>no</t></rPh></si></sst>"
    row = (
        '<row r="4"><c r="A4" t="s"><v>0</v></c><c r="B4" t="s"><v>1</v></c><c r="C4"><v>3.0</v></c>'
        '<c r="D4" s="1"><v>46350</v></c><c r="E4" s="2"><v>0.375</v></c><c r="F4" t="b"><v>1</v></c>'
        '<c r="H4" t="inlineStr"><is><t>a_x000A_b</t></is></c><c r="I4" t="e"><v>#N/A</v></c>'
        '<c t="d"><v>2026-11-24</v></c></row>'
    )
    parts = {"xl/styles.xml": styles, "xl/sharedStrings.xml": shared}

    sheet = read(xlsx(f'<row r="2"><c r="B2"/></row>{row}', parts=parts), "a.xlsx")["S1"]

    assert sheet.header.number == 4
    assert sheet.header.cells[:8] == ("one", "two", 3, date(2026, 11, 24), time(9), True, None, "a\nb")
    assert sheet.header.cells[8] == Flaw("I4 holds the error #N/A; write its value instead.")
    assert sheet.header.cells[9] == date(2026, 11, 24)


def test_a_million_empty_rows_are_passed_over() -> None:
    empty = ("".join(f'<row r="{n}"/>' for n in range(k, k + 1_000)) for k in range(2, 1_000_000, 1_000))
    data = xlsx(['<row r="1"><c><v>1</v></c></row>', *empty])

    assert cells(read(data, "a.xlsx")["S1"]) == [(1,)]


def test_a_formula_is_refused_by_its_cell() -> None:
    data = with_part(
        tiny_xlsx(), "xl/worksheets/sheet10.xml", '<c r="C2"><v>60</v>', '<c r="C2"><f>30*2</f><v>60</v>'
    )

    reading = read_college(read(data, "a.xlsx"), present(), numbered())

    assert [(p.sheet, p.cell, p.sentence) for p in reading.problems] == [
        ("Rooms", "C2", "C2 holds a formula; paste its value instead.")
    ]


def test_merged_cells_of_the_data_are_refused_by_their_cells() -> None:
    merged = '</sheetData><mergeCells count="1"><mergeCell ref="C2:C3"/></mergeCells>'
    data = with_part(tiny_xlsx(), "xl/worksheets/sheet10.xml", "</sheetData>", merged)

    reading = read_college(read(data, "a.xlsx"), present(), numbered())

    assert [(p.cell, p.sentence) for p in reading.problems] == [
        (cell, "C2:C3 are merged; unmerge them and fill in each cell.") for cell in ("C2", "C3")
    ]
