"""`./dayorder`: a college into a file, changed there, and back; what a wrong file is told."""

from pathlib import Path

import pytest

from functions.workbooks.values import Value
from functions.workbooks.writer import workbook
from operations.__main__ import main
from tests.integration.conftest import TinyCollege
from tests.support.api import call

ROOMS: list[list[Value]] = [["Name", "Kind", "Capacity"], ["Hall", "classroom", 300]]


def test_a_college_goes_to_a_folder_of_csv_files_is_edited_there_and_comes_back(
    college: TinyCollege, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "college"

    assert main(["export", str(folder)]) == 0
    rooms = folder / next(f.name for f in folder.iterdir() if "Rooms" in f.name)
    rooms.write_text(rooms.read_text().replace("R1,classroom,60", "R1,classroom,75"))
    assert main(["import", str(folder)]) == 0
    unchanged = call("admin", "GET", "/infra/r1/").body["capacity"]
    assert main(["import", str(folder), "--apply"]) == 0

    assert unchanged == 60
    assert call("admin", "GET", "/infra/r1/").body["capacity"] == 75
    output = capsys.readouterr().out
    assert "Would make 0 and change 1 objects (1 infra)" in output and "1 objects written" in output
    events = call("admin", "GET", "/auditevents/?by=token:operator&action=import").body["results"]
    assert [e["object"] for e in events] == ["r1"]


def test_problems_are_told_by_their_cell_and_nothing_is_written(
    college: TinyCollege, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "rooms.xlsx"
    file.write_bytes(workbook({"Rooms": [*ROOMS, ["Cellar", "classroom", "many"]]}))

    assert main(["import", str(file), "--apply"]) == 2

    assert "Rooms C3 Capacity:" in capsys.readouterr().out
    assert len(call("admin", "GET", "/infra/").body["results"]) == 3


@pytest.mark.parametrize("path", ["nowhere.xlsx", "picture.xlsx"])
def test_what_is_no_college_is_refused_in_a_line(
    path: str, college: TinyCollege, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "picture.xlsx").write_bytes(b"\x89PNG")

    assert main(["import", str(tmp_path / path)]) == 1

    assert len(capsys.readouterr().err.splitlines()) == 1


def test_the_institute_is_named_where_it_has_to_be(
    college: TinyCollege, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["export", str(tmp_path / "x.xlsx"), "--institute", "other"]) == 1
    assert "inst" in capsys.readouterr().err
    assert main(["export", str(tmp_path / "x.xlsx"), "--institute", "inst"]) == 0
    assert main(["template", str(tmp_path / "empty.xlsx")]) == 0
