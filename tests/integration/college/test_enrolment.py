"""An elective has as many students as have chosen it; before anybody has, as many as were entered."""

from typing import Any

from functions import wiring
from tests.benchmarks.call_counts import counted
from tests.integration.conftest import TinyCollege
from tests.support import api, tiny
from timetable.model import InstituteId


def strengths() -> dict[str, int]:
    instance = wiring.solver_reader().instance(InstituteId("inst"), tiny.TERM)
    return {o.id: o.strength for o in instance.offerings}


def patch(url: str, **fields: Any) -> None:
    answer = api.call("admin", "PATCH", url, fields)
    assert answer.status == 200, answer.body


def make_elective(offering: str, **fields: Any) -> None:
    """What is booked has to go first: whoever is of a basket holds its students' time another way."""
    for booked in api.call("admin", "GET", f"/occupancies/?term={tiny.TERM}&offering={offering}").body[
        "results"
    ]:
        assert api.call("admin", "DELETE", f"/occupancies/{booked['id']}/").status == 204
    patch(f"/offerings/{offering}/", parallel="basket", **fields)


def test_an_elective_has_the_students_who_chose_it_and_others_what_was_entered(college: TinyCollege) -> None:
    make_elective("o-nets", strength=35)
    patch("/offerings/o-dbms/", strength=38)
    before = strengths()

    for student in ("s-asha", "s-bala"):
        patch(f"/students/{student}/", electives=["nets", "dbms"])
    patch("/students/s-chitra/", electives=["nets"])

    assert (before["o-nets"], before["o-dbms"]) == (35, 38)
    assert strengths() == before | {"o-nets": 2}  # not Chitra, who is of another section


def test_no_student_is_read_where_nothing_is_elective(college: TinyCollege) -> None:
    strengths()
    with counted() as plain:
        strengths()
    make_elective("o-nets")
    strengths()

    with counted() as elective:
        strengths()

    assert len(elective.operations) - len(plain.operations) == 2  # the rosters, and their students
