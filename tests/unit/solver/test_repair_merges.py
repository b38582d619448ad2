"""A merge: a class is held with a colleague's of the same subject; and what becomes of both later."""

from dataclasses import replace
from typing import Any

import pytest

from solver_layer.repair.repair import alternatives, repair
from tests.support.tiny import FRIDAY, slot
from tests.unit.solver.test_repair import (
    IYER,
    MEERA,
    RAO,
    SATURDAY,
    candidate,
    class_,
    joined_class,
    kinds,
    parallel_class,
    problem,
)
from timetable import claims
from timetable.model import AdjustmentKind, LeaveId, PlanRow, RepairCosts, SubjectId
from timetable.plan import costs
from timetable.plan.constraints import violations
from timetable.problems import Host, RepairProblem

HOST = parallel_class(3, faculty=(IYER,))
ENOUGH = 40
OPENING = ((SATURDAY, slot(6, 2)),)


def mergeable(**more: Any) -> RepairProblem:
    return problem(class_(3), **({"hosts": (Host(HOST, ENOUGH),)} | more))


def test_a_class_that_nobody_can_take_is_held_together_with_a_parallel_one() -> None:
    found = repair(mergeable())

    (row,) = found.rows
    assert row.kind == "merged" and row.after == class_(3).joining(HOST) and found.status == "optimal"
    assert row.parts == {"merged": RepairCosts().merged}
    assert [r.code for r in row.reasons] == ["joins_parallel", "nobody_qualified", "no_opening"]


def test_the_order_of_preference_is_data() -> None:
    everything = mergeable(candidates=(MEERA,), openings=OPENING)

    assert kinds(repair(everything)) == ["substituted"]
    assert kinds(repair(replace(everything, candidates=()))) == ["moved"]
    assert kinds(repair(replace(everything, candidates=(), openings=()))) == ["merged"]
    eager = RepairCosts(merged=1, moved=30)
    assert kinds(repair(replace(everything, candidates=(), costs=eager))) == ["merged"]
    assert kinds(repair(mergeable(costs=RepairCosts(merged=200)))) == ["cancelled"]


@pytest.mark.parametrize(
    "host",
    [
        Host(HOST, ENOUGH - 1),
        Host(replace(HOST, subject=SubjectId("nets")), ENOUGH),
        Host(parallel_class(4, faculty=(IYER,)), ENOUGH),
        Host(replace(HOST, faculty=(IYER, RAO)), ENOUGH),
        Host(replace(HOST, host=class_(3, "another")), ENOUGH),
    ],
)
def test_a_host_is_of_the_same_subject_and_time_by_others_and_has_a_seat_for_everybody(host: Host) -> None:
    some = mergeable(hosts=(host,))
    row = PlanRow(AdjustmentKind.MERGED, class_(3), class_(3).joining(host.class_), 60)

    assert kinds(repair(some)) == ["cancelled"]
    assert violations(some, [row]) != []
    assert violations(mergeable(), [replace(row, after=class_(3).joining(HOST))]) == []


def test_a_block_joins_a_block_or_nothing() -> None:
    block = (class_(4), class_(5))
    hosts = tuple(parallel_class(p, faculty=(IYER,)) for p in (4, 5))
    other = replace(hosts[1], groups=("c",), room=block[0].room)

    def merged(*held: Any) -> list[str]:
        return kinds(repair(problem(*block, hosts=tuple(Host(h, ENOUGH) for h in held))))

    assert merged(*hosts) == ["merged", "merged"]
    assert merged(hosts[0]) == ["cancelled", "cancelled"] == merged(hosts[0], other)
    torn = [
        PlanRow(AdjustmentKind.MERGED, c, c.joining(h), 60)
        for c, h in zip(block, (hosts[0], other), strict=True)
    ]
    some = problem(*block, hosts=(Host(hosts[0], ENOUGH), Host(other, ENOUGH)))
    assert {v.rule for v in violations(some, torn)} == {"runs_merge_as_a_whole"}


def test_one_class_is_joined_by_one_other_only() -> None:
    second = class_(3, "second", groups=("c",), room="r9")

    found = repair(problem(class_(3), second, hosts=(Host(HOST, ENOUGH),)))

    assert sorted(kinds(found)) == ["cancelled", "merged"]


def test_a_merge_costs_its_host_no_load_and_is_told_among_what_else_there_was() -> None:
    full = candidate("iyer", busy=frozenset({(FRIDAY, slot(5, 3))}), daily_limit=0)
    (row,) = repair(mergeable(candidates=(MEERA, full))).rows

    assert kinds(repair(mergeable(candidates=(full,)))) == ["merged"]
    assert [(o.fate.kind, o.fate.host, o.extra, o.why_not) for o in row.runners_up] == [
        ("merged", HOST.occupancy, 60, "held_together"),
        ("cancelled", None, 100, "nobody_teaches"),
    ]


def test_with_nothing_moved_a_merge_is_still_possible_and_counts_as_a_change() -> None:
    dear = mergeable(openings=OPENING)

    assert kinds(alternatives(dear)["nothing_moved"]) == ["merged"]


TAKEN = class_(3)
JOINED = joined_class(TAKEN)


def test_whoever_takes_a_class_takes_the_one_that_had_joined_it() -> None:
    found = repair(problem(TAKEN, JOINED, candidates=(MEERA,)))

    taken, following = found.rows
    assert taken.after and following.after and kinds(found) == ["substituted", "merged"]
    assert following.after.host == taken.after and following.after.faculty == (MEERA.id,)


def test_a_class_that_had_joined_one_without_a_teacher_moves_or_is_cancelled() -> None:
    nobody = repair(problem(TAKEN, JOINED))
    elsewhere = repair(
        problem(TAKEN, JOINED, openings=OPENING, group_busy=frozenset({("cse3a1", *OPENING[0])}))
    )

    assert kinds(nobody) == ["cancelled", "cancelled"]
    assert [r.code for r in nobody.rows[1].reasons] == ["host_away", "no_opening"]
    assert kinds(elsewhere) == ["cancelled", "moved"]
    assert elsewhere.rows[1].after and elsewhere.rows[1].after.host is None


def test_a_class_goes_on_with_its_host_only_where_somebody_takes_that() -> None:
    some = problem(TAKEN, JOINED, candidates=(MEERA,))
    cancelled = PlanRow(AdjustmentKind.CANCELLED, TAKEN, None, 100)
    by_meera = replace(TAKEN, faculty=(MEERA.id,))
    alone = PlanRow(AdjustmentKind.MERGED, JOINED, JOINED.joining(by_meera), 60)
    in_the_room = PlanRow(AdjustmentKind.SUBSTITUTED, JOINED, replace(JOINED, faculty=(MEERA.id,)), 0)

    assert {v.rule for v in violations(some, [cancelled, alone])} == {"hosts_take_place"}
    assert {v.rule for v in violations(some, [cancelled, in_the_room])} == {"each_row_is_of_its_kind"}


def test_a_merge_is_priced_as_the_institute_says() -> None:
    row = PlanRow(AdjustmentKind.MERGED, class_(3), class_(3).joining(HOST), 0)

    assert costs.priced(mergeable(costs=RepairCosts(merged=7)), [row]) == [7]


def test_the_adjustment_of_who_follows_names_the_host_as_the_plan_leaves_it() -> None:
    rows = repair(problem(TAKEN, JOINED, candidates=(MEERA,))).rows

    taken, following = claims.adjustments_of(LeaveId("l1"), rows, "l1")

    assert following.after and following.after.host == taken.after
    assert taken.after and taken.after.adjustment == "l1.0"


def test_an_elective_that_moves_is_apart_from_its_basket_and_one_that_stays_is_not() -> None:
    elective = replace(class_(3), basket="b")

    (moved,) = repair(problem(elective, openings=OPENING)).rows
    (taken,) = repair(problem(elective, candidates=(MEERA,))).rows

    assert moved.after and moved.after.apart and taken.after and not taken.after.apart
    busy = frozenset({("cse3a2", *OPENING[0])})
    assert kinds(repair(problem(elective, openings=OPENING, group_busy=busy))) == ["cancelled"]
