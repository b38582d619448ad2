"""ITC-2007 files: what is read from one, what is said of a broken one, and the command line around them."""

from pathlib import Path

import pytest

from solver_layer import ctt
from solver_layer.__main__ import main
from tests.support.instances import CTT
from timetable.errors import Malformed
from timetable.model import CourseId, Slot


def file(folder: Path, text: str = CTT, name: str = "tiny.ctt") -> Path:
    (folder / name).write_text(text)
    return folder / name


def test_courses_become_offerings_and_curricula_sections(tmp_path: Path) -> None:
    read = ctt.read(file(tmp_path))

    algebra, logic, art = read.instance.offerings
    assert read.name == "Tiny"
    assert (algebra.periods_per_week, algebra.min_days, algebra.strength) == (2, 2, 30)
    assert [str(f) for f in algebra.faculty] == ["ocra"]
    assert algebra.sections == logic.sections == ("first",)
    assert {s.id: s.strength for s in read.instance.sections} == {"first": 42, art.sections[0]: 10}
    assert {r.id: r.capacity for r in read.instance.rooms} == {"A": 32, "B": 50}
    assert not read.instance.room_capacity_is_hard


def test_days_and_periods_count_from_one(tmp_path: Path) -> None:
    instance = ctt.read(file(tmp_path)).instance

    assert [t.slot for t in instance.timeslots] == [Slot(d, p) for d in (1, 2) for p in (1, 2, 3)]
    assert instance.offerings[1].unavailable == (Slot(1, 1), Slot(2, 3))


def test_subjects_are_of_the_course_asked_for(tmp_path: Path) -> None:
    subjects = ctt.read(file(tmp_path), course=CourseId("btech")).subjects

    assert [(s.code, s.course) for s in subjects] == [(c, "btech") for c in ("algebra", "logic", "art")]


def test_a_section_of_its_own_never_takes_the_name_of_a_curriculum(tmp_path: Path) -> None:
    instance = ctt.read(file(tmp_path, CTT.replace("first 2", "only-art 2"))).instance

    assert len({s.id for s in instance.sections}) == 2
    assert instance.offerings[2].sections != instance.offerings[0].sections


@pytest.mark.parametrize(
    ("before", "after", "where"),
    [
        ("Courses: 3", "Courses: many", "line 2: expected a number after `Courses:`"),
        ("Rooms: 2", "Rooms 2", "line 3: expected `Rooms: ...`"),
        ("Days: 2", "Days: 0", "line 4: expected `Days:` from 1 to 31"),
        ("Periods_per_day: 3", "Periods_per_day: 25", "line 5: expected `Periods_per_day:` from 1 to 24"),
        ("Courses: 3", "Courses: 2", "line 12: expected `ROOMS:`"),
        ("algebra ocra 2 2 30", "algebra ocra 2 2", "line 10: expected `id teacher lectures"),
        ("algebra ocra 2 2 30", "algebra ocra two 2 30", "line 10: expected `id teacher lectures"),
        ("logic indaco", "algebra indaco", "line 11: expected `id teacher lectures"),
        ("A 32", "A -1", "line 15: expected `id capacity`"),
        ("first 2 algebra logic", "first 3 algebra logic", "line 19: expected `id n course"),
        ("first 2 algebra logic", "first 2 algebra music", "line 19: expected `id n course"),
        ("logic 0 0", "logic 2 0", "line 22: expected `course day period`"),
        ("logic 0 0", "music 0 0", "line 22: expected `course day period`"),
        ("END.", "", "after line 25: the file ends where `END.` should be"),
        (CTT, "", "the file ends where `Name: ...` should be"),
        (CTT, "GIF89a", "line 1: expected `Name: ...`"),
    ],
)
def test_a_broken_file_is_refused_with_its_line(tmp_path: Path, before: str, after: str, where: str) -> None:
    broken = file(tmp_path, CTT.replace(before, after, 1))

    with pytest.raises(Malformed) as refused:
        ctt.read(broken)

    assert refused.value.sentence.startswith("tiny.ctt, ")
    assert where in refused.value.sentence
    assert "\n" not in refused.value.sentence


def test_a_file_that_is_not_there_or_not_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "picture.ctt").write_bytes(b"\xff\xd8\xff")

    with pytest.raises(Malformed, match="there is no such file"):
        ctt.read(tmp_path / "nothing.ctt")
    with pytest.raises(Malformed, match="not a text file"):
        ctt.read(tmp_path / "picture.ctt")
    with pytest.raises(Malformed, match="not a text file"):
        ctt.read(tmp_path)


# the command line


def test_what_is_solved_is_judged_right_at_the_same_cost(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    instance, out = file(tmp_path), tmp_path / "tiny.sol"

    solved = main(["solve", str(instance), "--seconds", "2", "--workers", "1", "--out", str(out)])
    told = capsys.readouterr().err
    checked = main(["check", str(instance), str(out)])
    judged = capsys.readouterr().out

    assert (solved, checked) == (0, 0)
    assert len(out.read_text().splitlines()) == 5
    assert judged.startswith("0 violations; cost ")
    assert judged.removeprefix("0 violations; ").strip() in told


def test_a_wrong_solution_is_told_by_rule_and_cost(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong = file(tmp_path, "algebra A 0 0\nalgebra B 0 1\nlogic A 0 0\nlogic A 0 1\nart B 1 0\n", "wrong.sol")

    code = main(["check", str(file(tmp_path)), str(wrong)])

    told = capsys.readouterr().out
    assert code == 1
    assert "room_occupancy: A has 2 classes at once." in told
    assert "availability: logic can't be given on day 1, period 1." in told
    assert "4 violations; cost 28 " in told


@pytest.mark.parametrize("line", ["algebra A 0", "music A 0 0", "algebra C 0 0", "algebra A x 0"])
def test_a_solution_that_cannot_be_read_is_one_line_and_exit_code_two(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], line: str
) -> None:
    broken = file(tmp_path, f"\n{line}\n", "broken.sol")

    code = main(["check", str(file(tmp_path)), str(broken)])

    told = capsys.readouterr().err
    assert code == 2
    assert told.startswith("broken.sol, line 2: expected ")
    assert told.count("\n") == 1


def test_an_impossible_instance_is_one_line_and_exit_code_two(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    impossible = file(tmp_path, CTT.replace("algebra ocra 2", "algebra ocra 9"))

    code = main(["solve", str(impossible), "--seconds", "2", "--workers", "1"])

    assert code == 2
    assert capsys.readouterr().err == "There is no timetable that keeps every hard constraint.\n"
