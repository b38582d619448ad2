"""What people wrote can't run in a spreadsheet program: no cell of a file given out is a formula."""

import csv
import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.views.office.imports import problems_file
from bot.views.office.office import sheet_of
from functions.workbooks.reader import read
from functions.workbooks.values import Value
from functions.workbooks.writer import csv_zip, workbook

STARTS = ("=", "+", "-", "@", "\t=", "\r=", "\n=", "＝", "＋", "－", "＠", "'=", "''+")
dangerous = st.builds(
    str.__add__, st.sampled_from(STARTS), st.text(st.characters(codec="utf-8"), max_size=20)
)


def table(text: str) -> dict[str, list[list[Value]]]:
    return {"Rooms": [["Name", "Kind"], [text, "classroom"], ["Hall", text]]}


def formulas(file: bytes) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(file)) as workbook:
        pages = [n for n in workbook.namelist() if n.startswith("xl/worksheets/")]
        return [n for n in pages if b"<f>" in workbook.read(n) or b"<f " in workbook.read(n)]


@given(dangerous)
def test_no_cell_of_a_csv_begins_as_a_formula_does(text: str) -> None:
    with zipfile.ZipFile(io.BytesIO(csv_zip(table(text)))) as archive:
        rooms_csv = archive.read("Rooms.csv").decode("utf-8-sig")

    cells = [cell for row in csv.reader(io.StringIO(rooms_csv, newline="")) for cell in row]
    assert [cell for cell in cells if cell.startswith(tuple("=+-@\t\r\n＝＋－＠"))] == []
    assert cells[2] == cells[5] == f"'{text}"


@pytest.mark.parametrize("start", STARTS)
def test_no_cell_of_a_workbook_is_a_formula(start: str) -> None:
    text = f'{start}HYPERLINK("http://x.example","y")'

    assert formulas(workbook(table(text))) == []


@pytest.mark.parametrize("start", [s for s in STARTS if s.strip() == s])
def test_what_was_kept_from_running_is_read_back_as_it_was(start: str) -> None:
    text = f"{start}1+1"

    for name, file in (("r.zip", csv_zip(table(text))), ("r.xlsx", workbook(table(text)))):
        rows = read(file, name)["Rooms"].rows
        assert [rows[0].cells[0], rows[1].cells[1]] == [text, text]


@pytest.mark.parametrize("start", STARTS)
def test_names_in_the_sheet_of_links_are_text(start: str) -> None:
    name = f'{start}cmd|"/c calc"!A1'

    file = sheet_of([{"user": "u", "name": name, "number": name, "code": "c0de"}], "dayorder_bot")

    assert formulas(file) == []
    (sheet,) = read(file, "links.xlsx").values()
    assert "https://t.me/dayorder_bot?start=c0de" in sheet.rows[0].cells


@pytest.mark.parametrize("start", STARTS)
def test_cells_that_are_quoted_in_the_list_of_problems_are_text(start: str) -> None:
    problem = {"sheet": start, "row": 2, "cell": None, "column": start, "sentence": f"{start}1 is no room."}

    file = problems_file({"problems": [problem]})  # type: ignore[typeddict-item]

    assert formulas(file) == []
