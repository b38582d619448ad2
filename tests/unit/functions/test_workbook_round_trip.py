"""A college that goes out as sheets comes in as it was."""

import io
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from functions.services.workbook.columns import FORMS
from functions.services.workbook.reader import read_college
from functions.services.workbook.template import template
from functions.services.workbook.writer import tables
from functions.workbooks.reader import read, read_folder
from functions.workbooks.values import Present, Sheet, Table
from functions.workbooks.writer import csv_zip, workbook, write_folder
from tests.support.workbooks import applied, numbered, present, with_ids_of
from timetable.model import CalendarDay, DayKind, LeaveKind, Slot

Way = Callable[[Mapping[str, Table], Path], dict[str, Sheet]]


def _as_xlsx(written: Mapping[str, Table], _: Path) -> dict[str, Sheet]:
    return read(workbook(written), "college.xlsx")


def _as_csv(written: Mapping[str, Table], _: Path) -> dict[str, Sheet]:
    return read(csv_zip(written), "college.zip")


def _as_folder(written: Mapping[str, Table], path: Path) -> dict[str, Sheet]:
    write_folder(written, path / "college")
    return read_folder(path / "college")


WAYS = [_as_xlsx, _as_csv, _as_folder]


def odd() -> Present:
    """The tiny college with names that spreadsheet programs misread, and every field in use."""
    plain = present()
    objects: dict[str, list[Any]] = {kind: list(all) for kind, all in plain.objects.items()}
    rooms, sections = objects["infra"], objects["section"]
    rooms[0] = replace(rooms[0], name="=1+1", features=("board, white", 'the "big" one', '"quoted"'))
    rooms[1] = replace(rooms[1], name="@home, left", department=objects["department"][0].id)
    rooms[2] = replace(rooms[2], name="'=already")
    sections[0] = replace(sections[0], name="कक्षा अ, तृतीय")
    batches = (replace(sections[0].batches[0], name="+1"), replace(sections[0].batches[1], name="-1"))
    sections[0] = replace(sections[0], batches=batches)
    objects["subject"][0] = replace(objects["subject"][0], name="_x0041_ https://example.org mailto:a@b.c")
    objects["subject"][3] = replace(objects["subject"][3], code="CS302")
    objects["user"][0] = replace(objects["user"][0], code="00123")
    objects["user"][1] = replace(objects["user"][1], active=False)
    objects["faculty"][0] = replace(
        objects["faculty"][0],
        preferred=(Slot(1, 3),),
        avoided=(Slot(6, 6),),
        unavailable=(Slot(3, 1), Slot(3, 2)),
    )
    objects["faculty"][3] = replace(objects["faculty"][3], rank="Professor, emeritus")
    objects["student"][0] = replace(objects["student"][0], electives=(objects["subject"][3].id,))
    teachers = objects["offering"][1].faculty
    others = tuple(f.id for f in objects["faculty"] if f.id not in teachers)[:1]
    objects["offering"][1] = replace(objects["offering"][1], faculty=(), candidates=(*teachers, *others))
    by_another = replace(objects["occupancy"][0], slot=Slot(2, 2), faculty=others)
    nets = objects["offering"][1]
    objects["occupancy"].append(
        replace(by_another, id="x9", offering=nets.id, subject=nets.subject, sections=nets.sections)
    )
    objects["offering"][0] = replace(
        objects["offering"][0],
        unavailable=(Slot(2, 1),),
        min_days=3,
        strength=7,
        parallel="basket, one",
        features=("board, white", "projector"),
    )
    term = objects["term"][0]
    some = sorted(term.days)[0]
    more = {
        some.replace(day=1): CalendarDay(DayKind.HALF, "विजयादशमी", until=3),
        some.replace(day=2): CalendarDay(DayKind.EXAMINATIONS, sections=(sections[0].id,)),
        some.replace(day=3): CalendarDay(DayKind.WORKING, "made up for"),
    }
    objects["term"] = [replace(term, days={**term.days, **more})]
    assert plain.institute
    kinds = (LeaveKind("cl", "आकस्मिक", "admin", 12, 3, 1, False), LeaveKind("007", "-secret"))
    policies = replace(plain.institute.policies, leave_kinds=kinds)
    return Present(replace(plain.institute, policies=policies), objects)


@pytest.mark.parametrize("college", [present(), odd()], ids=["tiny", "odd"])
@pytest.mark.parametrize("way", WAYS)
def test_a_college_read_into_nothing_is_the_same_up_to_ids(
    way: Way, college: Present, tmp_path: Path
) -> None:
    reading = read_college(way(tables(college), tmp_path), Present(), numbered())

    assert reading.problems == ()
    assert with_ids_of(applied(Present(), reading.drafts), college) == college


@pytest.mark.parametrize("college", [present(), odd()], ids=["tiny", "odd"])
@pytest.mark.parametrize("way", WAYS)
def test_what_is_there_already_gives_nothing_to_write(way: Way, college: Present, tmp_path: Path) -> None:
    reading = read_college(way(tables(college), tmp_path), college, numbered())

    assert (reading.drafts, reading.problems) == ((), ())


@pytest.mark.parametrize("way", WAYS)
def test_the_second_import_of_a_file_gives_nothing_to_write(way: Way, tmp_path: Path) -> None:
    sheets = way(tables(odd()), tmp_path)
    first = read_college(sheets, Present(), numbered())

    second = read_college(sheets, applied(Present(), first.drafts), numbered())

    assert first.drafts
    assert (second.drafts, second.problems) == ((), ())


def test_people_without_a_code_are_known_by_their_id() -> None:
    college = present()
    users: list[Any] = [replace(u, code="") for u in college.objects["user"]]
    uncoded = Present(college.institute, {**college.objects, "user": users})

    reading = read_college(read(workbook(tables(uncoded)), "c.xlsx"), uncoded, numbered())

    assert (reading.drafts, reading.problems) == ((), ())


def test_referred_to_comes_before_referring() -> None:
    reading = read_college(read(workbook(tables(odd())), "c.xlsx"), Present(), numbered())

    kinds = [draft.kind for draft in reading.drafts]
    assert list(dict.fromkeys(kinds)) == [
        *("institute", "timeslot", "department", "course", "subject", "section", "infra", "term"),
        *("user", "faculty", "student", "offering", "occupancy"),
    ]
    for before, after in zip(reading.drafts, reading.drafts[1:], strict=False):
        if after.kind in ("faculty", "student"):
            assert getattr(after.after, "user") in (before.after.id, getattr(before.after, "user", ""))  # noqa: B009


def test_the_template_has_every_sheet_and_asks_for_nothing() -> None:
    sheets = read(template(), "template.xlsx")

    reading = read_college(sheets, Present(), numbered())

    assert list(sheets)[1:] == [form.name for form in FORMS]
    assert (reading.drafts, reading.problems) == ((), ())


def test_a_text_that_looks_like_a_formula_is_harmless_in_csv() -> None:
    with zipfile.ZipFile(io.BytesIO(csv_zip(tables(odd())))) as archive:
        rooms = archive.read("Rooms.csv").decode("utf-8-sig")

    assert "\n'=1+1," in rooms
    assert '\n"\'@home, left",' in rooms
    assert "\n''=already," in rooms
