"""What follows from an answer: for the plan while the leave waits, for the classes once it is approved."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from functions.services.leave import consents as asking
from functions.services.leave.reversal import with_earlier
from functions.services.ports import CHANGE_SET, LEAVE, PLAN, ChangeSet, Records, Request, Write
from timetable.claims import joins_last
from timetable.errors import Moved
from timetable.leave import consents, recovery
from timetable.leave.consents import Consent, ConsentStatus
from timetable.leave.recovery import Earlier, RevisedDecision
from timetable.leave.request import following
from timetable.model import (
    Adjustment,
    AdjustmentKind,
    FacultyUnavailability,
    LeaveStatus,
    Plan,
    PlanRow,
    Reason,
    TermId,
)


@dataclass(frozen=True, slots=True)
class Asked:
    """An ask with all that its answer changes."""

    ask: Consent
    leave: FacultyUnavailability
    plan: Plan
    changes: ChangeSet | None
    all: tuple[Consent, ...] = field(default=())
    """of this leave"""

    def with_answer(self, answer: Consent) -> tuple[Consent, ...]:
        return tuple(answer if a.id == answer.id else a for a in self.all)


def settle(request: Request, write: Write, found: Asked, answer: Consent) -> None:
    """The answer, and what follows from it for the plan or for the classes."""
    after = found.with_answer(answer)
    if answer.status is ConsentStatus.ACCEPTED:
        if found.leave.status is LeaveStatus.APPROVED and answer.before:
            _hold(request, write, found, after)
        else:
            _keep(request, write, found, after)
    elif found.leave.status is LeaveStatus.PENDING:
        _replan(request, write, found, after, answer)
    else:
        _give_up(request, write, found, after, answer)


def _keep(request: Request, write: Write, found: Asked, after: tuple[Consent, ...]) -> None:
    """Nothing but the answer is new."""
    booked = found.changes is not None
    step = asking.became(found.leave, found.all, after, request.now, booked=booked)
    step.write(write, _term(request.records, found))
    write.unchanged(LEAVE[found.leave.id], was=found.leave.version, otherwise=_moved())


def _replan(
    request: Request, write: Write, found: Asked, after: tuple[Consent, ...], answer: Consent
) -> None:
    """The plan's next revision has these classes uncovered, until the solver has found another."""
    leave, plan, costs = found.leave, found.plan, request.reference.institute.policies.repair_costs
    lost = {consents.key(row): consents.asked_of(row) for row in answer.rows}
    without_host = consents.with_followers(plan.rows, lost) - {*lost}
    why = {k: Reason("declined", ",".join(people)) for k, people in lost.items()}
    why |= dict.fromkeys(without_host, Reason("host_away"))
    rows = [
        _lost(row, why[consents.key(row)], costs.cancelled) if consents.key(row) in why else row
        for row in plan.rows
    ]
    made = replace(
        plan, revision=plan.revision + 1, rows=tuple(rows), status="feasible", bound=0, made_at=request.now,
        alternatives=(), in_exchange=(), hosts=(), edited_by=None,
    )  # fmt: skip
    step = asking.pending(request, leave, made, found.all, answered=after)
    stored = replace(following(made, plan), asks=step.ids)
    noted = replace(leave, plan_revision=stored.revision, updated_at=request.now, version=leave.version + 1)
    write.change(PLAN[leave.id], stored, was=plan.version, otherwise=_moved())
    write.change(LEAVE[leave.id], noted, was=leave.version, otherwise=_moved())
    step.write(write, _term(request.records, found))
    write.event("PlanRequested", leave.id, anew=1)


def _lost(row: PlanRow, reason: Reason, cost: int) -> PlanRow:
    return PlanRow(AdjustmentKind.CANCELLED, row.before, None, cost, (reason,), {"cancelled": cost})


def _hold(request: Request, write: Write, found: Asked, after: tuple[Consent, ...]) -> None:
    """The classes that nobody is waited for any longer are held as they were asked about."""
    answer = next(a for a, b in zip(after, found.all, strict=True) if a != b)
    waits = consents.with_followers(found.plan.rows, consents.waiting(after))
    ready = [row for row in answer.rows if consents.key(row) not in waits]
    followers = [row for row in _followers(found.plan, ready) if consents.key(row) not in waits]
    more = asking.more(request, found.leave, found.plan, ready)
    step = asking.became(found.leave, found.all, (*after, *more), request.now, booked=True)
    step.write_first(write, _term(request.records, found))
    _change(request, write, found, [*ready, *followers], recovery.covered)
    step.write_last(write, _term(request.records, found))
    if more:
        write.change(PLAN[found.plan.leave], replace(found.plan, asks=step.ids), was=found.plan.version)


def _give_up(
    request: Request, write: Write, found: Asked, after: tuple[Consent, ...], answer: Consent
) -> None:
    """The classes are uncovered, until the solver has found somebody else."""
    rows = {consents.key(row) for row in answer.rows}
    freed = tuple(_without(a, rows) if a.id != answer.id else a for a in after)
    step = asking.became(found.leave, found.all, freed, request.now, booked=True)
    step.write_first(write, _term(request.records, found))
    held = [] if answer.before else [*_followers(found.plan, answer.rows), *answer.rows]
    _change(request, write, found, held, recovery.uncovered)
    step.write_last(write, _term(request.records, found))
    write.event("PlanRequested", found.leave.id)


def _followers(plan: Plan, rows: Sequence[PlanRow]) -> list[PlanRow]:
    """Those that are to be held together with one of these."""
    keys = {consents.key(row) for row in rows}
    wanted = consents.with_followers(plan.rows, keys) - keys
    return [row for row in plan.rows if consents.key(row) in wanted]


def _without(ask: Consent, rows: set[consents.ClassKey]) -> Consent:
    """Nobody else needs to answer about classes that will not be held so."""
    left = tuple(row for row in ask.rows if consents.key(row) not in rows)
    if not ask.is_live or len(left) == len(ask.rows):
        return ask
    return replace(ask, rows=left) if left else replace(ask, status=ConsentStatus.TAKEN_BACK)


Change = Callable[[RevisedDecision, PlanRow, Earlier], RevisedDecision]


def _change(request: Request, write: Write, found: Asked, rows: list[PlanRow], change: Change) -> None:
    """The adjustments of the leave's decision, with these rows changed; nothing where there are none."""
    leave, changes = found.leave, found.changes
    write.unchanged(LEAVE[leave.id], was=leave.version, otherwise=_moved())
    if changes is None or not rows:
        return
    changed = RevisedDecision(leave, changes.adjustments)
    earlier = {a.id: e for a, e in with_earlier(request.records, _of(changes, rows))}
    for row in rows:
        at = changed.at(row.before.occupancy, row.before.date)
        changed = change(changed, row, earlier.get(at.id) if at else None)
    if not changed.touched:
        return
    term = request.reference.calendar(leave.start_date).term
    write.claims(term.id, joins_last(changed.steps))
    write.decides(term, otherwise=_moved())
    after = replace(
        changes, adjustments=changed.adjustments, version=changes.version + 1, updated_at=request.now
    )
    write.change(CHANGE_SET[changes.id], after, was=changes.version, otherwise=_moved())
    write.event("AdjustmentsChanged", leave.id, change=changes.id, ids=",".join(changed.touched))


def _of(changes: ChangeSet, rows: list[PlanRow]) -> list[Adjustment]:
    keys = {consents.key(row) for row in rows}
    return [a for a in changes.adjustments if (a.before.occupancy, a.before.date) in keys]


def _term(records: Records, found: Asked) -> TermId:
    return records.reference.calendar(found.leave.start_date).term.id


def _moved() -> Moved:
    return Moved("This request was changed this very moment. Try again in a moment.")
