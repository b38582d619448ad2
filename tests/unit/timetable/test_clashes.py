"""Leaves two by two: granted together, or over which classes they clash, and who could take those."""

from dataclasses import replace
from datetime import timedelta
from itertools import combinations

import pytest
from hypothesis import given, settings

from solver_layer.repair.clashes import pairs
from solver_layer.repair.comparison import grant_most, grantable
from solver_layer.repair.repair import Effort
from tests.support.tiny import FRIDAY, slot
from tests.unit.solver.test_repair import MEERA, candidate
from tests.unit.solver.test_repair_comparison import KHAN, RAO, leave, several
from tests.unit.timetable.test_leave import leave as request
from timetable.leave.clashes import Clash, Pair, groups_sharing_dates, share_dates
from timetable.model import FacultyUnavailability, LeaveId
from timetable.problems import RepairProblem

EFFORT = Effort(5.0, 1, 0)


def pair(a: RepairProblem, b: RepairProblem) -> Pair:
    (judged,) = pairs([(a, b)], ())
    return judged


def clash(a: RepairProblem, b: RepairProblem) -> tuple[str, list[tuple[str, int]], tuple[str, ...]]:
    judged = pair(a, b)
    assert judged.grantable is False and judged.clash
    classes = [(c.leave.removeprefix("l-"), c.slot.period) for c in judged.clash.classes]
    return judged.clash.code, classes, judged.clash.people


def test_with_a_colleague_for_each_both_are_granted() -> None:
    people = (MEERA, candidate("iyer"))

    assert pair(leave(RAO, 3, candidates=people), leave(KHAN, 3, candidates=people)).grantable is True


def test_two_clash_over_the_classes_that_only_one_colleague_could_take() -> None:
    busy = replace(candidate("iyer"), busy=frozenset({(FRIDAY, slot(5, 3))}))
    people = (MEERA, busy)

    reason = clash(leave(RAO, 1, 3, 4, candidates=people), leave(KHAN, 2, 3, candidates=people))

    assert reason == ("same_people", [("rao", 3), ("khan", 3)], ("meera",))


def test_a_load_limit_makes_classes_of_different_periods_clash() -> None:
    tired = (replace(MEERA, daily_limit=1),)

    reason = clash(leave(RAO, 3, candidates=tired), leave(KHAN, 4, candidates=tired))

    assert reason == ("same_people", [("rao", 3), ("khan", 4)], ("meera",))


def test_two_who_could_only_take_each_others_classes_clash_over_that() -> None:
    each_other = (candidate("rao"), candidate("khan"))
    all_day = tuple((FRIDAY, slot(5, p)) for p in range(1, 7))

    reason = clash(
        leave(RAO, 3, candidates=each_other, away=all_day),
        leave(KHAN, 5, candidates=each_other, away=all_day),
    )

    assert reason[0] == "each_other" and set(reason[2]) <= {"rao", "khan"}


def test_a_leave_that_nobody_could_cover_anyway_is_named_alone() -> None:
    reason = clash(leave(RAO, 3, candidates=(MEERA,)), leave(KHAN, 2, 3))

    assert reason == ("alone", [("khan", 2)], ())


def test_a_class_of_both_can_be_changed_for_one_of_them() -> None:
    people = (MEERA, candidate("iyer"))
    first, other = leave(RAO, 3, candidates=people), leave(KHAN, 3, candidates=people)
    shared_class = replace(first.classes[0], faculty=(RAO, KHAN))
    known = {"room_kinds": {shared_class.occupancy: "classroom"}, "strengths": {shared_class.occupancy: 40}}

    reason = clash(*(replace(p, classes=(shared_class,), **known) for p in (first, other)))  # type: ignore[arg-type]

    assert reason[:2] == ("same_class", [("rao", 3), ("khan", 3)])


def test_what_is_known_to_go_together_is_not_tried() -> None:
    a, b = leave(RAO, 3), leave(KHAN, 3)

    (compared,) = pairs([(a, b)], (a.leave, b.leave))

    assert compared == Pair((a.leave, b.leave), grantable=True)


def test_without_time_nothing_is_claimed() -> None:
    a, b = leave(RAO, 3, candidates=(MEERA,)), leave(KHAN, 3, candidates=(MEERA,))

    (compared,) = pairs([(a, b)], (), seconds=0)

    assert (compared.grantable, compared.clash) == (None, None)


@settings(max_examples=40, deadline=None)
@given(several())
def test_a_pair_is_grantable_exactly_when_its_best_set_is_both(problems: list[RepairProblem]) -> None:
    for a, b in combinations(problems, 2):
        compared = pair(a, b)

        assert compared.grantable is (len(grant_most([a, b]).plans) == 2)
        assert (compared.clash is None) is compared.grantable
        if compared.clash:
            _clashes_over_just_these(compared.clash, a, b)


def _clashes_over_just_these(compared: Clash, a: RepairProblem, b: RepairProblem) -> None:
    over = {(c.leave, c.date, c.slot) for c in compared.classes}
    needed = [
        replace(p, classes=tuple(c for c in p.classes if (p.leave, c.date, c.slot) in over))
        for p in (a, b)
        if compared.code != "alone" or p.leave in {leave for leave, *_ in over}
    ]
    assert grantable(needed, EFFORT) is False
    for p in needed:
        for c in p.classes:
            fewer = [replace(q, classes=tuple(d for d in q.classes if (q, d) != (p, c))) for q in needed]
            assert grantable(fewer, EFFORT) is True


def asked(id: str, first: int, last: int) -> FacultyUnavailability:
    day = timedelta(days=1)
    return request(id=LeaveId(id), start_date=FRIDAY + first * day, end_date=FRIDAY + last * day)


@pytest.mark.parametrize(
    ("spans", "groups"),
    [
        ([], []),
        ([(0, 0), (0, 0)], [["0", "1"]]),
        ([(0, 0), (1, 1)], [["0"], ["1"]]),
        ([(3, 5), (0, 1), (1, 3)], [["1", "2", "0"]]),
        ([(0, 9), (1, 1), (5, 5), (10, 10)], [["0", "1", "2"], ["3"]]),
    ],
)
def test_who_shares_a_date_is_in_one_group_be_it_through_others(
    spans: list[tuple[int, int]], groups: list[list[str]]
) -> None:
    leaves = [asked(str(n), *span) for n, span in enumerate(spans)]

    assert [[leave_.id for leave_ in group] for group in groups_sharing_dates(leaves)] == groups


def test_the_last_date_of_one_may_be_the_first_of_the_other() -> None:
    assert share_dates(asked("a", 0, 2), asked("b", 2, 3))
    assert not share_dates(asked("a", 0, 2), asked("b", 3, 3))
