"""A college made from an ITC-2007 instance says what the instance says."""

from datetime import date
from pathlib import Path

import pytest

from local.college.ctt import ctt_college
from timetable.errors import Malformed
from timetable.model import Role, Slot

TODAY = date(2026, 11, 23)
TOY = """Name: Toy
Courses: 3
Rooms: 2
Days: 5
Periods_per_day: 4
Curricula: 2
Constraints: 1

COURSES:
alg t1 3 2 30
geo t1 2 2 20
art t2 1 1 10

ROOMS:
rA 32
rB 20

CURRICULA:
q1 2 alg geo
q2 1 alg

UNAVAILABILITY_CONSTRAINTS:
geo 4 3

END.
"""


@pytest.fixture
def toy(tmp_path: Path) -> Path:
    path = tmp_path / "toy.ctt"
    path.write_text(TOY)
    return path


def test_courses_curricula_teachers_and_rooms_become_the_college_s(toy: Path) -> None:
    college = ctt_college(toy, TODAY)

    geometry = next(o for o in college.offerings if o.periods_per_week == 2)

    assert [len(x) for x in (college.offerings, college.sections, college.faculty, college.rooms)] == [
        3,
        3,
        2,
        2,
    ]
    assert geometry.unavailable == (Slot(5, 4),)
    assert geometry.min_days == 2
    assert len(college.timeslots) == 20


def test_people_are_added_an_hod_an_admin_and_two_students_a_section(toy: Path) -> None:
    college = ctt_college(toy, TODAY)

    roles = [u.role for u in college.users]
    head = next(u for u in college.users if u.role is Role.HOD)

    assert (roles.count(Role.FACULTY), roles.count(Role.HOD), roles.count(Role.ADMIN)) == (2, 1, 1)
    assert roles.count(Role.STUDENT) == 2 * len(college.sections)
    assert head.faculty is None
    assert college.departments[0].hod == head.id
    assert college.institute.policies.substitute_by == ("section",)


def test_ids_are_opaque_references_hold_and_the_same_file_makes_the_same_college(toy: Path) -> None:
    college = ctt_college(toy, TODAY)

    ids = [o.id for o in college.objects()]

    assert all(len(id) == 16 and id.isalnum() for id in ids)
    assert len(set(ids)) == len(ids)
    assert {o.subject for o in college.offerings} == {s.id for s in college.subjects}
    assert {f for o in college.offerings for f in o.faculty} == {f.id for f in college.faculty}
    assert {s for o in college.offerings for s in o.sections} == {s.id for s in college.sections}
    assert college == ctt_college(toy, TODAY)


def test_a_broken_file_is_refused_with_one_line(toy: Path) -> None:
    toy.write_text(TOY.replace("geo 4 3", "geo 9 3"))

    with pytest.raises(Malformed) as refused:
        ctt_college(toy, TODAY)

    assert "toy.ctt" in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_missing_file_is_refused_with_one_line(tmp_path: Path) -> None:
    with pytest.raises(Malformed, match=r"none\.ctt"):
        ctt_college(tmp_path / "none.ctt", TODAY)
