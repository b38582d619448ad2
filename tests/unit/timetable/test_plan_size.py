"""A plan with all that it says of itself is kept in one item of the table."""

from datetime import timedelta

from functions.services.plans.proposals import MAX_ROWS_WITH_CHOICES
from functions.services.ports import PLAN
from functions.store import objects
from tests.support.tiny import FRIDAY, slot
from timetable.model import (
    AdjustmentKind,
    Alternative,
    ClassOnDate,
    FacultyId,
    InfraId,
    LeaveId,
    OccupancyId,
    Outcome,
    Plan,
    PlanRow,
    Reason,
    RunnerUp,
    SectionId,
    SubjectId,
)

MAX_ITEM_BYTES = 400 * 1024
"""bytes"""
REASONS = ("teaches_subject", "knows_section", "same_department", "free_then", "light_day", "fair_share")
PARTS = ("not_subject", "not_section", "other_department", "load_that_day", "cover_given", "split")


def id_(n: int) -> str:
    return f"{n:016x}"


def row(n: int) -> PlanRow:
    on = FRIDAY + timedelta(days=n % 30)
    people, sections = (FacultyId(id_(4)), FacultyId(id_(5))), (SectionId(id_(6)), SectionId(id_(7)))
    groups = tuple(id_(8 + g) for g in range(4))
    subject, room = SubjectId(id_(2)), InfraId(id_(3))
    class_ = ClassOnDate(OccupancyId(id_(n)), subject, on, slot(1, 1), room, people, sections, groups)
    reasons = tuple(Reason(code, id_(1)) for code in REASONS)
    other = RunnerUp(outcome(), 1000, "other_department", whole_run=True)
    return PlanRow(
        AdjustmentKind.SUBSTITUTED, class_, class_, 600, reasons, dict.fromkeys(PARTS, 100), (other, other)
    )


def outcome() -> Outcome:
    return Outcome(AdjustmentKind.MOVED, (FacultyId(id_(1)),), FRIDAY, slot(1, 2), InfraId(id_(2)))


def test_the_longest_plan_with_runners_up_and_alternatives_fits_an_item_and_comes_back_whole() -> None:
    outcomes = ((outcome(), 1000),) * MAX_ROWS_WITH_CHOICES
    others = tuple(
        Alternative(name, outcomes, "optimal") for name in ("fewest_changes", "fairest", "nothing_moved")
    )
    plan = Plan(LeaveId(id_(1)), 7, tuple(map(row, range(MAX_ROWS_WITH_CHOICES))), "optimal", 1, None, others)

    stored = objects.dump(PLAN, plan)

    assert len(stored.encode()) < MAX_ITEM_BYTES * 0.9
    assert objects.load(PLAN, stored) == plan


def test_a_plan_kept_before_there_were_runners_up_can_still_be_read() -> None:
    before = '{"leave":"l","revision":1,"rows":[],"status":"optimal","bound":0,"made_at":null}'

    assert objects.load(PLAN, before).alternatives == ()
