"""What an approval writes: the leave, its plan, every change of the timetable, the consents."""

from dataclasses import dataclass, replace

from functions.services.leave import consents
from functions.services.leave.decisions import audit_decision, moved_on, require_right_to_decide, stale
from functions.services.leave.reversal import away_of
from functions.services.ports import CHANGE_SET, LEAVE, PLAN, ChangeSet, Request, Write
from timetable import claims
from timetable.leave.consents import key, waiting, with_followers
from timetable.model import AdjustmentKind, FacultyUnavailability, Plan, PlanRow, Term


@dataclass(frozen=True, slots=True)
class Approval:
    """Everything that the transaction of an approval writes."""

    leave: FacultyUnavailability
    decided: FacultyUnavailability
    plan: Plan  # the one that the decider has seen
    chosen: Plan  # the same or one of its alternatives, with the consents that it needs
    undone: ChangeSet | None  # of an earlier approval that was undone
    step: consents.Step

    def put(self, request: Request, write: Write) -> None:
        """Add all of it to the transaction."""
        leave, overtaken = self.leave, moved_on(self.plan)
        term = request.reference.calendar(leave.start_date).term
        write.change(LEAVE[leave.id], self.decided, was=leave.version, otherwise=overtaken)
        if self.chosen != self.plan:
            write.change(PLAN[leave.id], self.chosen, was=self.plan.version, otherwise=overtaken)
        away = tuple(away_of(request.records, leave))
        adjustments = claims.adjustments_of(leave.id, _rows_for_now(self.chosen, self.step), leave.id)
        made = ChangeSet(
            leave.id, leave.id, adjustments, away=away, created_at=request.now, updated_at=request.now
        )
        if self.undone:
            again = replace(made, version=self.undone.version + 1)
            write.change(CHANGE_SET[leave.id], again, was=self.undone.version, otherwise=overtaken)
        else:
            write.create(CHANGE_SET[leave.id], made, otherwise=overtaken)
        self.step.write_first(write, term.id)
        write.claims(term.id, claims.approve(leave, away, adjustments))
        self.step.write_last(write, term.id)
        _require_same_calendar(write, term, self.plan)
        require_right_to_decide(request, write, leave)
        audit_decision(request, write, "approve", before=leave, after=self.decided)
        write.event("LeaveApproved", leave.id, revision=self.plan.revision, version=self.decided.version)


def _rows_for_now(plan: Plan, step: consents.Step) -> list[PlanRow]:
    """The plan's rows, with those classes cancelled that wait for a consent or for such a class."""
    waits = with_followers(plan.rows, waiting(step.after))
    return [
        PlanRow(AdjustmentKind.CANCELLED, row.before, None, 0) if key(row) in waits else row
        for row in plan.rows
    ]


def _require_same_calendar(write: Write, term: Term, plan: Plan) -> None:
    """Let the transaction happen only if the term's calendar is the one by which the leave's periods were
    found.
    """
    changed = stale("The calendar has changed this very moment. Look at the request again.", plan)
    write.decides(term, otherwise=changed)
