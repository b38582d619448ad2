"""The solver's command line on Dayorder's own JSON: round trips, and a line for every way to be wrong."""

import json
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from solver_layer import files
from solver_layer.__main__ import exit_code, main
from tests.benchmarks.growth import college
from tests.support.instances import CTT, instance, instances, offering, room, teacher
from timetable.errors import CheckerDisagrees, Malformed
from timetable.model import Slot
from timetable.problems import Instance

MATHS, ART = offering("maths", 2), offering("art", by="meera", features=("sink",), to=("b",))
ROOMS = (room("r1"), replace(room("studio"), features=("sink", "easels")))


def kept(folder: Path, of: Instance) -> Path:
    path = folder / "college.json"
    files.write_instance(path, of)
    return path


@settings(max_examples=30, deadline=None)
@given(of=instances())
def test_an_instance_is_read_as_it_was_written(tmp_path_factory: Any, of: Instance) -> None:
    path = kept(tmp_path_factory.mktemp("instance"), of)

    assert files.read(path).instance == of


def test_a_timetable_is_made_written_and_judged(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = kept(tmp_path, instance(MATHS, ART, rooms=ROOMS, faculty=(teacher("rao"), teacher("meera"))))
    out = tmp_path / "made.json"

    assert main(["solve", str(path), "--seconds", "2", "--workers", "1", "--out", str(out)]) == 0
    assert main(["check", str(path), str(out)]) == 0

    assert capsys.readouterr().out.startswith("0 violations; cost 2 (")
    rows = json.loads(out.read_text())["occupancies"]
    assert [(r["offering"], r["room"]) for r in rows if r["offering"] == "art"] == [("art", "studio")]
    assert set(tmp_path.iterdir()) == {path, out}


def test_a_broken_rule_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = kept(tmp_path, instance(MATHS, ART, rooms=ROOMS))
    row = {"offering": "maths", "room": "r1", "day": 1}
    bad = tmp_path / "bad.json"
    bad.write_text(
        json.dumps(
            {
                "occupancies": [
                    row | {"period": 1},
                    row | {"period": 2},
                    {"offering": "art", "room": "r1", "day": 1, "period": 2},
                ]
            }
        )
    )

    assert main(["check", str(path), str(bad)]) == 1

    told = capsys.readouterr().out
    assert "room_features: r1 lacks what art needs." in told
    assert "room_occupancy: r1 has 2 classes at once." in told


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"offerings": [{"id": "x"}]}, "offerings[0].term: "),
        ({"rooms": "many"}, "rooms: "),
        ({"rom": []}, "rom: there is no such field."),
        ({"costs": {"compactnes": 3}}, "costs.compactnes: there is no such field."),
        (
            {"timeslots": [{"id": "t", "day": "first", "period": 1, "start": "a", "end": "b"}]},
            "timeslots[0].day",
        ),
    ],
)
def test_a_wrong_field_is_named(tmp_path: Path, change: dict[str, Any], sentence: str) -> None:
    path = kept(tmp_path, instance(MATHS))
    path.write_text(json.dumps(json.loads(path.read_text()) | change))

    with pytest.raises(Malformed) as refusal:
        files.read(path)

    assert sentence in refusal.value.sentence


@pytest.mark.parametrize(
    ("name", "text", "sentence"),
    [
        ("a.json", "{", "a.json: the file: Invalid JSON"),
        ("a.txt", "x", "an instance is a .ctt or a .json file"),
        ("a.ctt", "x", "a.ctt, line 1: expected `Name: ...`"),
    ],
)
def test_a_file_that_is_none_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, text: str, sentence: str
) -> None:
    (tmp_path / name).write_text(text)

    assert main(["solve", str(tmp_path / name)]) == 2
    assert sentence in capsys.readouterr().err


def test_no_term_at_all_is_a_timetable_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = kept(tmp_path, instance())

    assert main(["solve", str(path)]) == 0
    assert json.loads(capsys.readouterr().out)["occupancies"] == []


@pytest.mark.parametrize(
    ("of", "sentence"),
    [
        (instance(offering("maths", 5)), "There is no timetable that keeps every hard constraint."),
        (
            instance(offering("maths", strength=90)),
            "maths needs a room (classroom) with 90 seats, and there is none.",
        ),
        (
            instance(offering("maths", 3, block_length=2)),
            "maths has 3 periods a week, which is no whole number",
        ),
        (
            instance(MATHS, faculty=(teacher("rao", weekly_limit=1),)),
            "rao has 2 periods a week and may have 1.",
        ),
        (
            instance(offering("a", parallel="p"), offering("b", parallel="p")),
            "rao would teach a and b at once: they are held in parallel.",
        ),
        (
            instance(MATHS, faculty=(teacher("rao", unavailable=tuple(Slot(1, p) for p in (1, 2, 3))),)),
            "There is no timetable that keeps every hard constraint.",
        ),
    ],
    ids=["too many periods", "no seats", "no whole blocks", "over the limit", "two at once", "never there"],
)
def test_what_can_not_be_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], of: Instance, sentence: str
) -> None:
    out = tmp_path / "out.json"

    assert main(["solve", str(kept(tmp_path, of)), "--seconds", "5", "--out", str(out)]) == 2

    assert sentence in capsys.readouterr().err
    assert not out.exists()


def test_what_was_not_found_in_time_is_said_and_not_explained(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, out = kept(tmp_path, college(6)), tmp_path / "out.json"

    assert main(["solve", str(path), "--seconds", "0.01", "--workers", "1", "--out", str(out)]) == 2

    printed = capsys.readouterr()
    assert printed.err == "No timetable was found in time; give it more seconds.\n" and printed.out == ""
    assert not out.exists()


def test_an_answer_that_breaks_a_rule_is_told_apart_from_every_refusal(
    capsys: pytest.CaptureFixture[str],
) -> None:
    def disagreeing() -> int:
        raise CheckerDisagrees("a timetable", ["room_occupancy", "room_occupancy", "room_kind"])

    assert exit_code(disagreeing) == 3

    assert capsys.readouterr().err == (
        "The checker disagrees with the solver about a timetable: room_occupancy, room_kind. "
        "This is a bug; please report it.\n"
    )


def test_a_search_that_is_ended_gives_its_best_so_far(tmp_path: Path) -> None:
    path, out = tmp_path / "tiny.ctt", tmp_path / "tiny.sol"
    path.write_text(CTT.replace("algebra ocra 2 2 30", "algebra ocra 2 4 90"))  # never free of cost
    command = [
        sys.executable,
        "-m",
        "solver_layer",
        "solve",
        str(path),
        "--seconds",
        "600",
        "--out",
        str(out),
    ]
    with subprocess.Popen(command, stderr=subprocess.PIPE) as search:
        assert search.stderr
        search.stderr.read(1)  # its first progress
        search.send_signal(signal.SIGTERM)
        assert search.wait(30) == 0

    assert main(["check", str(path), str(out)]) == 0


def test_a_teacher_is_made_free_on_a_day(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = kept(tmp_path, instance(MATHS, days=2))
    made, moved = tmp_path / "made.json", tmp_path / "moved.json"
    assert main(["solve", str(path), "--seconds", "2", "--out", str(made)]) == 0
    day = json.loads(made.read_text())["occupancies"][0]["day"]
    asked = ["retime", str(path), str(made), "--teacher", "rao", "--day", str(day)]

    assert main([*asked, "--out", str(moved)]) == 0

    assert "moved, cost 0, proven best" in capsys.readouterr().err
    assert all(o["day"] != day for o in json.loads(moved.read_text())["occupancies"])
    assert main(["check", str(path), str(moved)]) == 0
    assert main([*asked[:-3], "nobody", "--day", "1"]) == 2
    assert "--teacher: nobody is nobody of the instance." in capsys.readouterr().err


def test_an_output_that_can_not_be_written_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = kept(tmp_path, instance(MATHS))

    assert main(["solve", str(path), "--seconds", "1", "--out", str(tmp_path / "no" / "out.json")]) == 2

    assert "No such file or directory" in capsys.readouterr().err
