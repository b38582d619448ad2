"""What a workbook asks for: what is new, what is changed, what follows from it, and what is wrong."""

from dataclasses import replace
from datetime import time

import pytest

from functions.services.workbook.reader import read_college
from functions.services.workbook.writer import tables
from functions.workbooks.values import Draft, Present, Reading, Value
from functions.workbooks.writer import workbook
from tests.support.workbooks import (
    Tables,
    as_sheets,
    changed,
    numbered,
    present,
    read_tables,
    tiny_tables,
    with_row,
    without,
    without_column,
)
from timetable.model import Department, Faculty, Occupancy, Section, Student, User


def only(reading: Reading) -> Draft:
    assert reading.problems == ()
    (draft,) = reading.drafts
    return draft


def test_a_changed_row_gives_its_object_before_and_after() -> None:
    college = present()

    draft = only(read_tables(changed("Rooms", 2, "Capacity", 75.0), college))

    assert draft == Draft("infra", college.objects["infra"][0], draft.after, "Rooms", 2)
    assert draft.after == replace(college.objects["infra"][0], capacity=75)


def test_missing_rows_sheets_and_optional_columns_change_nothing() -> None:
    few = {name: tiny_tables()[name][:2] for name in ("Rooms", "Faculty", "Offerings")}
    narrow = without_column("Faculty", "Subjects") | without_column("Faculty", "Rank")

    assert read_tables(few, present()) == Reading((), ())
    assert read_tables({"Faculty": narrow["Faculty"]}, present()) == Reading((), ())


@pytest.mark.parametrize(
    ("column", "value"),
    [("First date", "05/10/2026"), ("First date", "5-10-2026"), ("Last date", " 2027-1-30 ")],
)
def test_dates_in_words_are_understood(column: str, value: str) -> None:
    assert read_tables(changed("Terms", 2, column, value), present()) == Reading((), ())


@pytest.mark.parametrize(
    ("sheet", "column", "value"),
    [
        ("Timeslots", "Start", time(9)),
        ("Timeslots", "Start", "9:00"),
        ("Timeslots", "Day", 1.0),
        ("Timeslots", "Day", "mon"),
        ("Courses", "Semesters", "6.0"),
        ("Courses", "Department", "computer  SCIENCE"),
        ("People", "Active", True),
    ],
)
def test_there_is_more_than_one_way_to_write_a_cell(sheet: str, column: str, value: Value) -> None:
    assert read_tables(changed(sheet, 2, column, value), present()) == Reading((), ())


def test_a_row_that_refers_to_a_bad_row_says_which() -> None:
    spoilt = changed("Sections", 2, "Strength", "many")

    problems = read_tables(spoilt).problems

    assert "This refers to CSE-3-A, whose own row (Sections, row 2) has a problem." in [
        p.sentence for p in problems if (p.sheet, p.cell) == ("Batches", "A2")
    ]


def test_a_row_that_refers_to_what_exists_already_is_none_the_worse() -> None:
    reading = read_tables(changed("Sections", 2, "Strength", "many"), present())

    assert [p.cell for p in reading.problems] == ["D2"]
    assert reading.drafts == ()


def test_a_new_department_with_an_unknown_head_takes_with_it_what_needs_it() -> None:
    longer = with_row("Departments", Name="Physics", HOD="NOBODY")
    longer["Courses"].append(["Physics", "B.Sc. Physics", 6])
    longer["Rooms"].append(["P1", "lab", 30, None, None])

    reading = read_tables(longer, present())

    assert [(p.sheet, p.row) for p in reading.problems] == [("Departments", 4), ("Courses", 4)]
    assert [d.kind for d in reading.drafts] == ["infra"]


def test_a_new_department_with_a_new_head_is_written_twice() -> None:
    longer = with_row("Departments", Name="Physics", HOD="P1")
    longer["People"].append(["P1", "Dr Bose", "hod", "Physics", "yes"])

    drafts = read_tables(longer, present()).drafts

    bare, user, headed = (draft.after for draft in drafts)
    assert isinstance(bare, Department) and isinstance(user, User) and isinstance(headed, Department)
    assert (bare.hod, headed.hod, user.department) == (None, user.id, bare.id)
    assert drafts[2].before == bare


def test_profiles_follow_their_persons_name() -> None:
    drafts = read_tables({"People": changed("People", 2, "Name", "Prof Rao")["People"]}, present()).drafts

    assert [(d.kind, getattr(d.after, "name", "")) for d in drafts] == [
        ("user", "Prof Rao"),
        ("faculty", "Prof Rao"),
    ]


def test_a_person_knows_their_new_profile() -> None:
    more: Tables = {"Faculty": [tiny_tables()["Faculty"][0], ["ADMIN", "Mathematics"]]}

    user, faculty = (draft.after for draft in read_tables(more, present()).drafts)

    assert isinstance(user, User) and isinstance(faculty, Faculty)
    assert (user.faculty, faculty.user, faculty.name) == (faculty.id, user.id, "Admin")
    assert user.department == faculty.department


def test_a_student_who_changes_batch_changes_group() -> None:
    drafts = read_tables(changed("Students", 2, "Batch", "B2"), present()).drafts

    user, student = (draft.after for draft in drafts)
    assert isinstance(user, User) and isinstance(student, Student)
    assert user.group == student.batch == "cse3a2"


def test_a_section_may_be_promoted() -> None:
    draft = only(read_tables({"Sections": changed("Sections", 2, "Semester", 4)["Sections"]}, present()))

    assert isinstance(draft.after, Section)
    assert (draft.after.id, draft.after.semester) == ("cse3a", 4)


def test_sections_of_two_semesters_may_have_one_name() -> None:
    longer = with_row("Sections", Name="CSE-3-A", Course="B.Sc. CS", Semester=5)
    longer["Batches"].append(["B.Sc. CS/5/CSE-3-A", "B1", 20])

    reading = read_tables({n: longer[n] for n in ("Sections", "Batches")}, present())

    ambiguous = [p.sentence for p in reading.problems if p.sheet == "Batches"]
    assert ambiguous[0].endswith("write 'B.Sc. CS/3/CSE-3-A' or 'B.Sc. CS/5/CSE-3-A'.")
    assert [(d.kind, getattr(d.after, "semester", 0)) for d in reading.drafts] == [("section", 5)]


def test_what_is_of_a_course_moves_with_it() -> None:
    drafts = read_tables(changed("Courses", 3, "Department", "Computer Science"), present()).drafts

    assert [d.kind for d in drafts] == ["course", "subject", "section", "student", "offering"]
    assert {getattr(d.after, "department", "") for d in drafts} == {"cs"}


def test_a_booking_holds_the_groups_of_its_sections() -> None:
    longer = with_row("Timetable", Subject="CS302", Batches=None, Room="R2", Faculty=None, Day="Fri")

    draft = only(read_tables(longer, present()))

    assert isinstance(draft.after, Occupancy)
    assert (draft.after.groups, draft.after.faculty) == (("cse3a1", "cse3a2"), ("meera",))


def test_bookings_of_a_section_hold_its_new_batch() -> None:
    longer: Tables = {"Batches": [*tiny_tables()["Batches"], ["CSE-3-A", "B3", 10]]}

    section, booking = (draft.after for draft in read_tables(longer, present()).drafts)

    assert isinstance(section, Section) and isinstance(booking, Occupancy)
    assert booking.groups == section.groups() == ("cse3a1", "cse3a2", "batch-1")


def test_at_most_five_hundred_problems_are_told() -> None:
    many = tiny_tables()
    many["Rooms"] += [[f"X{n}", "classroom", "many", None, "Nowhere"] for n in range(400)]

    problems = read_tables(many).problems

    assert len(problems) == 501
    assert problems[-1].sentence == "There are 300 more problems; mend these first."


def test_columns_and_sheets_are_known_in_any_order_and_spelling() -> None:
    turned = {name.upper(): [list(reversed(row)) for row in table] for name, table in tiny_tables().items()}

    assert read_tables(dict(reversed(turned.items())), present()) == Reading((), ())


def test_a_sheet_that_is_not_there_is_no_problem_if_all_it_has_exists() -> None:
    some: Tables = without("People", "Subjects", "Terms", "Departments")

    assert read_college(as_sheets(some), present(), numbered()) == Reading((), ())


def test_the_same_college_gives_the_same_bytes() -> None:
    assert workbook(tables(present())) == workbook(tables(present()))
    assert Present().institute is None
