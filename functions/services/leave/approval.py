"""What an approval writes: the leave, its plan, every change of the timetable, whoever is asked."""

from dataclasses import dataclass, replace

from functions.services.leave import consents
from functions.services.leave.decisions import moved_on, recorded, stale, with_authority
from functions.services.leave.reversal import away_of
from functions.services.ports import CHANGE_SET, LEAVE, PLAN, ChangeSet, Request, Write
from timetable import claims
from timetable.leave.consents import key, waiting, with_followers
from timetable.model import AdjustmentKind, FacultyUnavailability, Plan, PlanRow, Term


@dataclass(frozen=True, slots=True)
class Approval:
    """All that one transaction commits."""

    leave: FacultyUnavailability
    decided: FacultyUnavailability
    plan: Plan
    """as it was seen"""
    chosen: Plan
    """it, or its alternative, with who is asked"""
    undone: ChangeSet | None
    """of an approval before, which was taken back"""
    step: consents.Step

    def put(self, request: Request, write: Write) -> None:
        """Add all of it to the transaction."""
        leave, overtaken = self.leave, moved_on(self.plan)
        term = request.reference.calendar(leave.start_date).term
        write.change(LEAVE[leave.id], self.decided, was=leave.version, otherwise=overtaken)
        if self.chosen != self.plan:
            write.change(PLAN[leave.id], self.chosen, was=self.plan.version, otherwise=overtaken)
        away = tuple(away_of(request.records, leave))
        adjustments = claims.adjustments_of(leave.id, _held(self.chosen, self.step), leave.id)
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
        _same_calendar(write, term, self.plan)
        with_authority(request, write, leave)
        recorded(request, write, "approve", leave, self.decided)
        write.event("LeaveApproved", leave.id, revision=self.plan.revision, version=self.decided.version)


def _held(plan: Plan, step: consents.Step) -> list[PlanRow]:
    """What becomes of the classes for now: what waits for an answer is not held yet, nor what is to be held
    together with it."""
    waits = with_followers(plan.rows, waiting(step.after))
    return [
        PlanRow(AdjustmentKind.CANCELLED, row.before, None, 0) if key(row) in waits else row
        for row in plan.rows
    ]


def _same_calendar(write: Write, term: Term, plan: Plan) -> None:
    """The dates are still what they were when it was worked out which periods the leave takes."""
    changed = stale("The calendar has changed this very moment. Look at the request again.", plan)
    write.decides(term, otherwise=changed)
