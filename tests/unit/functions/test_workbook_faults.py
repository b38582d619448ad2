"""Workbooks with one fault: it is named by its sheet and cell, with the way out."""

from collections.abc import Callable
from typing import NamedTuple

import pytest

from functions.services.workbook.reader import read_college
from functions.workbooks.reader import read
from functions.workbooks.values import Present, Value
from functions.workbooks.writer import csv_zip, workbook
from tests.support.workbooks import (
    Tables,
    cell,
    changed,
    numbered,
    renamed,
    with_row,
    without,
    without_column,
)


class Faulty(NamedTuple):
    """A file with one fault: where it is, and the words that name it."""

    make: Callable[[], Tables]
    sheet: str
    cell: str
    says: str


def _one(sheet: str, row: int, column: str, value: Value, says: str) -> Faulty:
    return Faulty(lambda: changed(sheet, row, column, value), sheet, cell(sheet, row, column), says)


FAULTY = {
    "text for a number": _one("Rooms", 2, "Capacity", "sixty", "'sixty' is not a whole number"),
    "half a person": _one("Rooms", 2, "Capacity", 3.5, "'3.5' is not a whole number"),
    "a negative capacity": _one("Rooms", 2, "Capacity", -3, "-3 is out of range; it must be 1 to 100000"),
    "no capacity": _one("Rooms", 3, "Capacity", None, "Capacity is empty; fill it in"),
    "a date for a number": _one("Rooms", 2, "Capacity", "2026-11-24", "'2026-11-24' is not a whole number"),
    "a misspelt department": _one(
        "Courses",
        2,
        "Department",
        "Compter Science",
        "There is no department 'Compter Science'. Did you mean 'Computer Science'?",
    ),
    "an unknown subject": _one("Faculty", 2, "Subjects", "CS301, ZZ999", "There is no subject 'ZZ999'"),
    "an unknown person": _one("Departments", 2, "HOD", "NOBODY", "There is no person 'NOBODY'"),
    "an unknown room": _one("Timetable", 2, "Room", "R9", "There is no room 'R9'"),
    "an unknown batch": _one("Students", 2, "Batch", "B7", "There is no batch 'CSE-3-A/B7'"),
    "the same room twice": Faulty(
        lambda: with_row("Rooms", Name="R1"), "Rooms", "A5", "'R1' is in row 2 too; keep one of them"
    ),
    "the same code twice": Faulty(lambda: with_row("People", Code="RAO"), "People", "A12", "is in row 2 too"),
    "the same offering twice": Faulty(lambda: with_row("Offerings"), "Offerings", "B6", "is in row 5 too"),
    "the same booking twice": Faulty(lambda: with_row("Timetable"), "Timetable", "F4", "is in row 3 too"),
    "the same date twice": Faulty(lambda: with_row("Calendar"), "Calendar", "B4", "is in row 3 too"),
    "the same kind of leave twice": Faulty(
        lambda: with_row("Leave kinds"), "Leave kinds", "A6", "is in row 5 too"
    ),
    "two colleges": Faulty(lambda: with_row("Institute"), "Institute", "A3", "one row"),
    "two faculty profiles": Faulty(
        lambda: with_row("Faculty", Person="RAO"), "Faculty", "A7", "'RAO' is in row 2 too"
    ),
    "two with one roll number": Faulty(
        lambda: with_row("Students", Person="ADMIN"), "Students", "B5", "somebody else's"
    ),
    "no column": Faulty(
        lambda: without_column("Rooms", "Capacity"), "Rooms", "", "The column 'Capacity' is missing"
    ),
    "a misspelt column": Faulty(
        lambda: changed("Rooms", 1, "Features", "Fetures"), "Rooms", "D1", "Did you mean 'Features'?"
    ),
    "a column that means nothing": Faulty(
        lambda: changed("Rooms", 1, "Features", "Zip code"), "Rooms", "D1", "has no column 'Zip code'"
    ),
    "a column twice": Faulty(
        lambda: changed("Rooms", 1, "Features", "Kind"), "Rooms", "D1", "two columns 'Kind'"
    ),
    "a column without a name": Faulty(
        lambda: changed("Subjects", 1, "Kind", None), "Subjects", "E1", "Column E has no name"
    ),
    "a misspelt sheet": Faulty(
        lambda: renamed("Timetable", "Time table"), "Time table", "", "Did you mean 'Timetable'?"
    ),
    "a sheet that means nothing": Faulty(
        lambda: renamed("Timetable", "Sheet1"), "Sheet1", "", "means nothing here"
    ),
    "no sheet of subjects": Faulty(
        lambda: without("Subjects"), "Offerings", "B2", "Add it to the sheet Subjects"
    ),
    "an impossible date": _one("Terms", 2, "First date", "31/02/2026", "There is no date '31/02/2026'"),
    "a date in words": _one("Terms", 2, "First date", "next monday", "'next monday' is not a date"),
    "a date of America": _one("Terms", 2, "Last date", "11/24/2026", "day first, then month"),
    "a date with mixed marks": _one("Terms", 2, "Last date", "24-11/2026", "write it like 2026-11-24"),
    "a number for a date": _one("Terms", 2, "Last date", 46350, "'46350' is not a date"),
    "a date long ago": _one("Terms", 2, "First date", "05/10/0026", "too far away"),
    "a term that ends first": _one("Terms", 2, "Last date", "2026-01-01", "before it begins"),
    "a holiday outside the term": _one("Calendar", 2, "Date", "2027-12-25", "outside the term 'Odd 2026'"),
    "follows nothing": _one("Calendar", 3, "Follows", None, "needs Follows"),
    "a kind of day unknown": _one("Calendar", 2, "What", "holliday", "Did you mean 'holiday'?"),
    "a time in words": _one("Timeslots", 2, "Start", "9 am", "'9 am' is not a time"),
    "an impossible time": _one("Timeslots", 2, "End", "25:00", "'25:00' is not a time"),
    "a period that ends first": _one("Timeslots", 2, "End", "08:00", "begin before the end"),
    "periods that overlap": _one("Timeslots", 3, "Start", "09:40", "overlaps period 1 (09:00-09:50)"),
    "an eighth day": _one("Timeslots", 2, "Day", 8, "'8' is not a day"),
    "a day of two letters": _one("Timeslots", 2, "Day", "Mo", "'Mo' is not a day"),
    "no such role": _one("People", 2, "Role", "teacher", "'teacher' is not one of admin, hod, faculty"),
    "neither yes nor no": _one("People", 2, "Active", "perhaps", "neither yes nor no"),
    "no such time zone": _one("Institute", 2, "Time zone", "Asia/Calcuta", "Did you mean 'Asia/Calcutta'"),
    "a semester too high": _one("Sections", 2, "Semester", 9, "B.Sc. CS has 6 semesters; 9 is too high"),
    "blocks that do not divide": _one("Offerings", 2, "Block length", 3, "do not divide 4 periods per week"),
    "a section of another course": _one(
        "Offerings", 3, "Sections", "MAT-3", "MAT-3 is not a section of 'B.Sc. CS'"
    ),
    "a batch of another section": _one("Offerings", 5, "Batches", "B1", "'B1' is not a batch of MAT-3"),
    "a section twice": _one("Offerings", 3, "Sections", "CSE-3-A, CSE-3-A", "stands here twice"),
    "a teacher without a profile": _one(
        "Offerings", 3, "Faculty", "ADMIN", "There is no faculty profile 'ADMIN'"
    ),
    "nobody's offering": _one("Timetable", 2, "Subject", "CS391", "no such thing as the offering of CS391"),
    "somebody else's class": _one("Timetable", 2, "Faculty", "MEERA", "taught by 'RAO'"),
    "a period that is not": _one("Timetable", 2, "Period", 9, "There is no timeslot '1/9'"),
    "a student in another course": Faulty(
        lambda: changed("Students", 2, "Course", "B.Sc. Maths"),
        "Students",
        "D2",
        "CSE-3-A is not a section of",
    ),
    "a slot without a day": _one("Faculty", 2, "Avoided", "third", "'third' is not a day and a period"),
    "a slot of the unavailable that is not": _one(
        "Faculty", 2, "Unavailable", "Sun/9", "There is no timeslot '7/9'"
    ),
    "a candidate who is not": _one("Offerings", 2, "Candidates", "E9", "There is no person 'E9'"),
    "nobody to teach": _one("Offerings", 2, "Faculty", None, "Write who teaches it, or under Candidates"),
    "a slot that is not": _one("Faculty", 2, "Avoided", "Sun/9", "There is no timeslot '7/9'"),
    "a long name": _one("Rooms", 2, "Name", "R" * 201, "is 201 characters long; 200 is the most"),
    "a line break": _one("Subjects", 2, "Name", "DB\nMS", "control character"),
}


@pytest.mark.parametrize("write", [workbook, csv_zip])
@pytest.mark.parametrize("name", FAULTY)
def test_a_fault_is_named_by_its_cell(name: str, write: Callable[[Tables], bytes]) -> None:
    fault = FAULTY[name]

    reading = read_college(read(write(fault.make()), "college.xlsx"), Present(), numbered())

    at_fault = [p.sentence for p in reading.problems if (p.sheet, p.cell) == (fault.sheet, fault.cell)]
    assert any(fault.says in sentence for sentence in at_fault), reading.problems
