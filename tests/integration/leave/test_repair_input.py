"""What the solver reads of a college: what a leave has need of, once, however large the department is."""

from dataclasses import replace
from datetime import date

import pytest

from functions import wiring
from functions.services.college.founding import found_college
from functions.services.identity.clock import clock_request
from functions.store.records import TableDirectory
from tests.benchmarks.call_counts import counted
from tests.integration.conftest import TinyCollege
from tests.support import api, tiny
from timetable.model import DepartmentId, Faculty, FacultyId, InstituteId, Role, User, UserId

INST = InstituteId("inst")
FRIDAY, SATURDAY = date(2026, 11, 27), date(2026, 11, 28)


@pytest.fixture
def large(directory: TableDirectory) -> TinyCollege:
    """The tiny college with 70 more teachers in its department, who teach nothing."""
    cs = DepartmentId("cs")
    users = [User(UserId(f"u-x{n}"), f"Dr X{n}", Role.FACULTY, cs, FacultyId(f"x{n}")) for n in range(70)]
    people = [Faculty(FacultyId(f"x{n}"), UserId(f"u-x{n}"), cs, f"Dr X{n}") for n in range(70)]
    made = tiny.college()
    made = replace(made, users=(*made.users, *users), faculty=(*made.faculty, *people))
    found_college(clock_request(directory.records(INST), wiring.now()), made, api.SCHEDULER)
    college = TinyCollege(directory.records(INST))
    college.book(("c1", "o-dbms", "t53", "r1"), ("c2", "o-dbms", "t63", "r1"))
    return college


def candidates(on: date) -> set[str]:
    ((_, problem),) = wiring.solver_reader().what_ifs(INST, [FacultyId("rao")], on)
    return {c.id for c in problem.candidates}


def test_of_a_large_department_all_who_fit_and_sixty_others_are_looked_at(large: TinyCollege) -> None:
    friday = candidates(FRIDAY)

    assert len(friday) == 61 and "meera" in friday, "she teaches the subject"
    assert candidates(FRIDAY) == friday
    assert candidates(SATURDAY) != friday and len(candidates(SATURDAY)) == 61


def test_several_leaves_of_a_date_read_everybody_once(large: TinyCollege) -> None:
    reader = wiring.solver_reader()
    one, three = ["rao"], ["rao", "meera", "iyer"]
    list(reader.what_ifs(INST, [FacultyId(f) for f in one], FRIDAY))

    calls = []
    for people in (one, three):
        with counted() as count:
            list(reader.what_ifs(INST, [FacultyId(f) for f in people], FRIDAY))
        calls.append(len(count.operations))

    assert calls[1] - calls[0] <= 6
    assert "Scan" not in count.operations
