"""A decider chooses what becomes of one class of a plan: what there is to choose from, and the choice."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from functions.services.leave import consents
from functions.services.leave.decide import check_decider
from functions.services.leave.decisions import moved_on, require_right_to_decide, stale
from functions.services.leave.requests import planned
from functions.services.plans.pending_input import problem_of
from functions.services.plans.proposals import MAX_ROWS_WITH_CHOICES, refusing_outdated_plan
from functions.services.ports import LEAVE, PLAN, Request
from timetable.access import Caller, acting
from timetable.errors import Decided, NotFound, RuleBroken
from timetable.leave.request import following
from timetable.model import (
    ClassOnDate,
    FacultyUnavailability,
    LeaveId,
    LeaveStatus,
    OccupancyId,
    Outcome,
    Plan,
    PlanRow,
)
from timetable.plan.choices import Choice, choices, chosen
from timetable.plan.constraints import violations
from timetable.problems import RepairProblem


@dataclass(frozen=True, slots=True)
class Choices:
    """One row of a plan, and what else could become of its class, the best first."""

    plan: Plan
    row: PlanRow
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class RowChoice:
    """What a decider wants to become of one class."""

    plan_revision: int
    occupancy: OccupancyId
    date: date
    outcome: Outcome
    whole_run: bool = False


@dataclass(frozen=True, slots=True)
class _Editing:
    """A pending request that the caller decides, its plan, and the problem as it is now."""

    leave: FacultyUnavailability
    plan: Plan
    problem: RepairProblem

    def class_(self, occupancy: OccupancyId, on: date) -> ClassOnDate:
        for row in self.plan.rows:
            if (row.before.occupancy, row.before.date) == (occupancy, on):
                return row.before
        raise NotFound("row of the plan")


def options(request: Request, leave_id: LeaveId, *, occupancy: OccupancyId, on: date) -> Choices:
    """What could become of one class if the rest of the plan stays as it is.

    If the plan no longer holds, the solver is asked for a new one and StalePlan is raised.
    """
    editing = _editing(request, leave_id)
    class_ = editing.class_(occupancy, on)
    _check_holds(request, editing)
    row = next(r for r in editing.plan.rows if r.before == class_)
    return Choices(editing.plan, row, tuple(choices(editing.problem, editing.plan.rows, class_)))


def choose(request: Request, leave_id: LeaveId, wanted: RowChoice) -> Plan:
    """Store the next revision of the plan, with this row as the decider wants it; raises RuleBroken if a rule
    forbids it."""
    editing = _editing(request, leave_id)
    leave, plan, problem = editing.leave, editing.plan, editing.problem
    if wanted.plan_revision != plan.revision:
        raise stale("There is another plan by now. Look at it, then choose.", plan)
    class_ = editing.class_(wanted.occupancy, wanted.date)
    _check_holds(request, editing)
    rows = chosen(problem, plan.rows, class_, outcome=wanted.outcome, whole_run=wanted.whole_run)
    if rows is None or violations(problem, rows):
        raise _not_possible(problem, plan, class_=class_, outcome=wanted.outcome)
    if [row.outcome for row in rows] == [row.outcome for row in plan.rows]:
        return plan
    edited = _edited(plan, rows, by=request.caller, now=request.now)
    step = consents.step_while_pending(
        request, leave, edited, consents=consents.read_all(request.records, plan)
    )
    edited = replace(edited, asks=step.ids)
    noted = replace(leave, plan_revision=edited.revision, updated_at=request.now, version=leave.version + 1)
    department = request.department(leave.department)
    as_ = acting(request.caller, department, request.today)
    with refusing_outdated_plan(plan), request.write() as write:
        write.change(PLAN[leave.id], edited, was=plan.version, otherwise=moved_on(plan))
        write.change(LEAVE[leave.id], noted, was=leave.version, otherwise=moved_on(plan))
        step.write(write, request.reference.calendar(leave.start_date).term.id)
        require_right_to_decide(request, write, leave)
        ref, before = PLAN[leave.id], replace(plan, alternatives=(), in_exchange=())
        after = replace(edited, alternatives=(), in_exchange=())
        write.audit(as_, "edit", ref, before=before, after=after, department=leave.department)
        write.event("PlanStored", leave.id, revision=edited.revision)
    return edited


def _editing(request: Request, leave_id: LeaveId) -> _Editing:
    """The pending request, ready to be edited; raises if the caller may not decide it, or it is decided."""
    leave, plan = planned(request, leave_id)
    check_decider(request, leave)
    if leave.status is not LeaveStatus.PENDING:
        raise Decided(f"This request is {leave.status} already.", decision=str(leave.status))
    return _Editing(leave, plan, problem_of(request, leave, plan))


def _check_holds(request: Request, editing: _Editing) -> None:
    """Raise StalePlan, and ask for a new plan, if the present one could not be committed as it is."""
    if broken := violations(editing.problem, editing.plan.rows):
        with request.write() as write:
            write.event("PlanRequested", editing.leave.id)
        raise stale(
            f"The timetable has changed since this plan was made. {broken[0].sentence} "
            "A new plan is on its way.",
            editing.plan,
        )


def _edited(plan: Plan, rows: Sequence[PlanRow], *, by: Caller, now: datetime) -> Plan:
    """The next revision of the plan, with these rows; the bound of the plan before still holds."""
    if len(rows) > MAX_ROWS_WITH_CHOICES:
        rows = [replace(row, runners_up=()) for row in rows]
    cost = sum(row.cost for row in rows)
    edited = replace(
        plan,
        revision=plan.revision + 1,
        rows=tuple(rows),
        status="optimal" if cost == plan.bound else "feasible",
        made_at=now,
        edited_by=by.user.id if by.user else None,
    )
    return following(edited, plan)


def _not_possible(problem: RepairProblem, plan: Plan, *, class_: ClassOnDate, outcome: Outcome) -> RuleBroken:
    row = PlanRow(outcome.kind, class_, outcome.applied_to(class_), 0)
    broken = violations(problem, [row if r.before == class_ else r for r in plan.rows])
    return RuleBroken(
        "This class can't come to that beside the rest of the plan: whoever would take it is not free then, "
        "is over their limit or may not. Choose one of its options.",
        field="faculty" if outcome.faculty else "kind",
        rule=broken[0].rule if broken else "runs_change_together",
    )
