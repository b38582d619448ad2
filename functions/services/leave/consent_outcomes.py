"""What follows from an answer: for the plan while the leave waits, for the classes once it is approved."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from functions.services.leave import consents
from functions.services.leave.reversal import with_earlier
from functions.services.ports import CHANGE_SET, LEAVE, PLAN, ChangeSet, Records, Request, Write
from timetable.claims import joins_last
from timetable.errors import Moved
from timetable.leave import consents as consent_rules
from timetable.leave import recovery
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
class ConsentCase:
    """One consent with everything that its answer changes."""

    consent: Consent
    leave: FacultyUnavailability
    plan: Plan
    changes: ChangeSet | None
    all_consents: tuple[Consent, ...] = ()  # of the leave

    def with_answer(self, answer: Consent) -> tuple[Consent, ...]:
        """The consents of the leave, with this one answered."""
        return tuple(answer if a.id == answer.id else a for a in self.all_consents)


def settle(request: Request, write: Write, case: ConsentCase, *, answer: Consent) -> None:
    """Write the answer, and what follows from it for the plan or for the classes."""
    after = case.with_answer(answer)
    if answer.status is ConsentStatus.ACCEPTED:
        if case.leave.status is LeaveStatus.APPROVED and answer.before:
            _hold(request, write, case, after=after)
        else:
            _keep(request, write, case, after=after)
    elif case.leave.status is LeaveStatus.PENDING:
        _replan(request, write, case, after=after, answer=answer)
    else:
        _give_up(request, write, case, after=after, answer=answer)


def _keep(request: Request, write: Write, case: ConsentCase, *, after: tuple[Consent, ...]) -> None:
    """Write nothing but the answer."""
    booked = case.changes is not None
    step = consents.step_of_change(
        case.leave, before=case.all_consents, after=after, now=request.now, booked=booked
    )
    step.write(write, _term(request.records, case))
    write.unchanged(LEAVE[case.leave.id], was=case.leave.version, otherwise=_moved())


def _replan(
    request: Request, write: Write, case: ConsentCase, *, after: tuple[Consent, ...], answer: Consent
) -> None:
    """Write a plan in which these classes are uncovered, and ask the solver for another."""
    leave, plan, costs = case.leave, case.plan, request.reference.institute.policies.repair_costs
    lost = {consent_rules.key(row): consent_rules.asked_of(row) for row in answer.rows}
    without_host = consent_rules.with_followers(plan.rows, lost) - {*lost}
    why = {k: Reason("declined", ",".join(people)) for k, people in lost.items()}
    why |= dict.fromkeys(without_host, Reason("host_away"))
    rows = [
        _lost(row, why[consent_rules.key(row)], costs.cancelled) if consent_rules.key(row) in why else row
        for row in plan.rows
    ]
    made = replace(
        plan, revision=plan.revision + 1, rows=tuple(rows), status="feasible", bound=0, made_at=request.now,
        alternatives=(), in_exchange=(), hosts=(), edited_by=None,
    )  # fmt: skip
    step = consents.step_while_pending(request, leave, made, consents=case.all_consents, answered=after)
    stored = replace(following(made, plan), asks=step.ids)
    noted = replace(leave, plan_revision=stored.revision, updated_at=request.now, version=leave.version + 1)
    write.change(PLAN[leave.id], stored, was=plan.version, otherwise=_moved())
    write.change(LEAVE[leave.id], noted, was=leave.version, otherwise=_moved())
    step.write(write, _term(request.records, case))
    write.event("PlanRequested", leave.id, anew=1)


def _lost(row: PlanRow, reason: Reason, cost: int) -> PlanRow:
    return PlanRow(AdjustmentKind.CANCELLED, row.before, None, cost, (reason,), {"cancelled": cost})


def _hold(request: Request, write: Write, case: ConsentCase, *, after: tuple[Consent, ...]) -> None:
    """Have those classes held as they were asked about for which no more answers are awaited."""
    answer = next(a for a, b in zip(after, case.all_consents, strict=True) if a != b)
    waits = consent_rules.with_followers(case.plan.rows, consent_rules.waiting(after))
    ready = [row for row in answer.rows if consent_rules.key(row) not in waits]
    followers = [row for row in _followers(case.plan, ready) if consent_rules.key(row) not in waits]
    more = consents.later_consents(request, case.leave, case.plan, rows=ready)
    step = consents.step_of_change(
        case.leave, before=case.all_consents, after=(*after, *more), now=request.now, booked=True
    )
    step.write_first(write, _term(request.records, case))
    _change(request, write, case, rows=[*ready, *followers], change=recovery.covered)
    step.write_last(write, _term(request.records, case))
    if more:
        write.change(PLAN[case.plan.leave], replace(case.plan, asks=step.ids), was=case.plan.version)


def _give_up(
    request: Request, write: Write, case: ConsentCase, *, after: tuple[Consent, ...], answer: Consent
) -> None:
    """Leave the classes uncovered, and ask the solver for somebody else."""
    rows = {consent_rules.key(row) for row in answer.rows}
    freed = tuple(_without(a, rows) if a.id != answer.id else a for a in after)
    step = consents.step_of_change(
        case.leave, before=case.all_consents, after=freed, now=request.now, booked=True
    )
    step.write_first(write, _term(request.records, case))
    rows_held = [] if answer.before else [*_followers(case.plan, answer.rows), *answer.rows]
    _change(request, write, case, rows=rows_held, change=recovery.uncovered)
    step.write_last(write, _term(request.records, case))
    write.event("PlanRequested", case.leave.id)


def _followers(plan: Plan, rows: Sequence[PlanRow]) -> list[PlanRow]:
    """The plan's other rows whose classes are to be held together with one of these."""
    keys = {consent_rules.key(row) for row in rows}
    wanted = consent_rules.with_followers(plan.rows, keys) - keys
    return [row for row in plan.rows if consent_rules.key(row) in wanted]


def _without(consent: Consent, rows: set[consent_rules.ClassKey]) -> Consent:
    """The consent without these rows; it is taken back if no row is left."""
    left = tuple(row for row in consent.rows if consent_rules.key(row) not in rows)
    if not consent.is_live or len(left) == len(consent.rows):
        return consent
    return replace(consent, rows=left) if left else replace(consent, status=ConsentStatus.TAKEN_BACK)


Change = Callable[[RevisedDecision, PlanRow, Earlier], RevisedDecision]


def _change(
    request: Request, write: Write, case: ConsentCase, *, rows: list[PlanRow], change: Change
) -> None:
    """Change these rows in the adjustments of the leave's decision; nothing happens if it has none."""
    leave, changes = case.leave, case.changes
    write.unchanged(LEAVE[leave.id], was=leave.version, otherwise=_moved())
    if changes is None or not rows:
        return
    changed = RevisedDecision(leave, changes.adjustments)
    earlier = {a.id: e for a, e in with_earlier(request.records, _adjustments_of(changes, rows))}
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


def _adjustments_of(changes: ChangeSet, rows: list[PlanRow]) -> list[Adjustment]:
    """The adjustments of the classes of these rows."""
    keys = {consent_rules.key(row) for row in rows}
    return [a for a in changes.adjustments if (a.before.occupancy, a.before.date) in keys]


def _term(records: Records, case: ConsentCase) -> TermId:
    return records.reference.calendar(case.leave.start_date).term.id


def _moved() -> Moved:
    return Moved("This request was changed this very moment. Try again in a moment.")
