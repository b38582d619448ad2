"""Answering what one is asked about a plan: yes, no, or nothing until it is too late."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime

from functions.services import asking
from functions.services.decide import with_earlier
from functions.services.ports import ChangeSet, Once, Page, Records, Ref, Write
from functions.services.repeats import answered, once_only
from timetable import asks, listings, recovering
from timetable import calendar as calendars
from timetable.access import Caller, acting, heads, may_see_leave
from timetable.asks import Addressee, Ask, AskStatus
from timetable.errors import InTheWay, Malformed, Moved, NotAllowed, NotFound, StalePlan, Taken
from timetable.leave import LONGEST_REASON, following
from timetable.model import (
    Adjustment,
    AdjustmentKind,
    FacultyUnavailability,
    LeaveStatus,
    Plan,
    PlanRow,
    Reason,
    Role,
    TermId,
)
from timetable.recovering import Changed, Earlier


@dataclass(frozen=True, slots=True)
class Asked:
    """An ask with all that its answer changes."""

    ask: Ask
    leave: FacultyUnavailability
    plan: Plan
    changes: ChangeSet | None
    all: tuple[Ask, ...] = field(default=())
    """of this leave"""

    def with_answer(self, answer: Ask) -> tuple[Ask, ...]:
        return tuple(answer if a.id == answer.id else a for a in self.all)


def mine(
    records: Records, by: Caller, status: AskStatus, *, limit: int, after: str | None, now: datetime
) -> Page:
    """What the caller is asked, themselves and as head of departments; the most urgent first."""
    today = calendars.today(records.reference.institute.zone, now)
    headed = [d.id for d in records.reference.all("department") if heads(by, d, today)]
    to = [Addressee("faculty", by.faculty)] if by.faculty else []
    to += [Addressee("department", id) for id in headed]
    stretches = [listings.asks_of(addressee, status) for addressee in to]
    if not stretches:
        return Page(())
    return records.page("ask", stretches, limit=limit, after=after)


def one(records: Records, by: Caller, id: str, now: datetime) -> Asked:
    """For whoever is asked, and whoever may see the leave; NotFound for others."""
    found = _read(records, id)
    today = calendars.today(records.reference.institute.zone, now)
    department = records.reference.get("department", found.leave.department)
    if not may_answer(records, by, found.ask, now) and not may_see_leave(by, found.leave, department, today):
        raise NotFound("question")
    return found


def may_answer(records: Records, by: Caller, ask: Ask, now: datetime) -> bool:
    """The substitute themselves; for a department its HOD, who acts for them, or an admin."""
    kind, id = ask.addressee
    if kind == "faculty":
        return by.faculty == id
    today = calendars.today(records.reference.institute.zone, now)
    return by.role is Role.ADMIN or heads(by, records.reference.get("department", id), today)


def accept(records: Records, by: Caller, id: str, once: Once | None, now: datetime) -> Ask:
    """Yes. Where the leave is approved already and nobody else is waited for, the classes are held now."""
    return _answer(records, by, id, AskStatus.ACCEPTED, "", once, now)


def decline(records: Records, by: Caller, id: str, note: str, once: Once | None, now: datetime) -> Ask:
    """No, and why: another plan is looked for, without this substitute for these classes."""
    note = note.strip()
    if not note:
        raise Malformed("Say why in a few words: the HOD gets to read it.", field="note")
    if len(note) > LONGEST_REASON:
        raise Malformed(f"Keep the note to {LONGEST_REASON} characters.", field="note")
    return _answer(records, by, id, AskStatus.DECLINED, note, once, now)


def lapse(records: Records, by: Caller, id: str, now: datetime) -> Ask:
    """The time to answer is over: a no; after the decision, by the institute's policy, a yes."""
    found = _read(records, id)
    accepts = records.reference.institute.policies.silence_accepts and not found.ask.before
    if found.ask.deadline > now or found.ask.status is not AskStatus.ASKED:
        return found.ask
    status = AskStatus.ACCEPTED if accepts else AskStatus.LAPSED
    answer = asks.answered(found.ask, status, by=None, now=now)
    with records.write(now) as write:
        _settle(records, write, found, answer, now)
        _record(records, write, by, found, answer, now)
    return replace(answer, version=answer.version + 1)


def _answer(
    records: Records, by: Caller, id: str, status: AskStatus, note: str, once: Once | None, now: datetime
) -> Ask:
    found = one(records, by, id, now)
    if not may_answer(records, by, found.ask, now):
        raise NotAllowed("This question is for somebody else to answer.")
    if once and (before := answered(Ask, once, *records.fetch(once.ref(by)))):
        return before
    user = by.user.id if by.user else None
    answer = asks.answered(found.ask, status, by=user, now=now, note=note)
    kept = replace(answer, version=answer.version + 1, updated_at=now)
    try:
        with once_only(records, by, once, Ask) as repeat, records.write(now) as write:
            _settle(records, write, found, answer, now)
            _with_right(records, write, by, found.ask)
            _record(records, write, by, found, answer, now)
            write.answer(by, once, "ask", kept)
    except (Taken, InTheWay) as clash:
        with records.write(now) as write:
            write.event("PlanRequested", found.leave.id, anew=1)
        said = f"The timetable has changed since. {clash.sentence} Another plan is looked for."
        raise StalePlan(said, field="id", collides_with=clash.facts) from clash
    return repeat.answer or kept


def _read(records: Records, id: str) -> Asked:
    (ask,) = records.fetch(Ref("ask", id))
    if not isinstance(ask, Ask):
        raise NotFound("question")
    refs = (Ref(kind, ask.leave) for kind in ("leave", "plan", "change"))
    leave, plan, changes = records.fetch(*refs)
    assert isinstance(leave, FacultyUnavailability) and isinstance(plan, Plan)
    every = asking.known(records, plan)
    present = next((a for a in every if a.id == id), ask)
    active = changes if isinstance(changes, ChangeSet) and changes.active else None
    return Asked(present, leave, plan, active, every)


def _settle(records: Records, write: Write, found: Asked, answer: Ask, now: datetime) -> None:
    """The answer, and what follows from it for the plan or for the classes."""
    after = found.with_answer(answer)
    if answer.status is AskStatus.ACCEPTED:
        if found.leave.status is LeaveStatus.APPROVED and answer.before:
            _hold(records, write, found, after, now)
        else:
            _keep(records, write, found, after, now)
    elif found.leave.status is LeaveStatus.PENDING:
        _replan(records, write, found, after, answer, now)
    else:
        _give_up(records, write, found, after, answer, now)


def _keep(records: Records, write: Write, found: Asked, after: tuple[Ask, ...], now: datetime) -> None:
    """Nothing but the answer is new."""
    booked = found.changes is not None
    step = asking.became(found.leave, found.all, after, now, booked=booked)
    step.write(write, _term(records, found))
    write.unchanged("leave", found.leave.id, was=found.leave.version, otherwise=_moved())


def _replan(
    records: Records, write: Write, found: Asked, after: tuple[Ask, ...], answer: Ask, now: datetime
) -> None:
    """The plan's next revision has these classes uncovered, until the solver has found another."""
    leave, plan, costs = found.leave, found.plan, records.reference.institute.policies.repair_costs
    lost = {asks.key(row): asks.substitutes(row) for row in answer.rows}
    rows = [
        _lost(row, lost[asks.key(row)], costs.cancelled) if asks.key(row) in lost else row
        for row in plan.rows
    ]
    made = replace(
        plan, revision=plan.revision + 1, rows=tuple(rows), status="feasible", bound=0, made_at=now,
        alternatives=(), in_exchange=(), edited_by=None,
    )  # fmt: skip
    step = asking.pending(records, leave, made, found.all, now, answered=after)
    stored = replace(following(made, plan), asks=step.ids)
    noted = replace(leave, plan_revision=stored.revision, updated_at=now, version=leave.version + 1)
    write.change("plan", leave.id, stored, was=plan.version, otherwise=_moved())
    write.change("leave", leave.id, noted, was=leave.version, otherwise=_moved())
    step.write(write, _term(records, found))
    write.event("PlanRequested", leave.id, anew=1)


def _lost(row: PlanRow, substitutes: tuple[str, ...], cost: int) -> PlanRow:
    reason = Reason("declined", ",".join(substitutes))
    return PlanRow(AdjustmentKind.CANCELLED, row.before, None, cost, (reason,), {"cancelled": cost})


def _hold(records: Records, write: Write, found: Asked, after: tuple[Ask, ...], now: datetime) -> None:
    """The classes that nobody is waited for any longer are held as they were asked about."""
    waits, answer = asks.waiting(after), next(a for a, b in zip(after, found.all, strict=True) if a != b)
    ready = [row for row in answer.rows if asks.key(row) not in waits]
    more = asking.more(records, found.leave, found.plan, ready, now)
    step = asking.became(found.leave, found.all, (*after, *more), now, booked=True)
    step.write_first(write, _term(records, found))
    _change(records, write, found, ready, recovering.covered, now)
    step.write_last(write, _term(records, found))
    if more:
        write.change("plan", found.plan.leave, replace(found.plan, asks=step.ids), was=found.plan.version)


def _give_up(
    records: Records, write: Write, found: Asked, after: tuple[Ask, ...], answer: Ask, now: datetime
) -> None:
    """The classes are uncovered, until the solver has found somebody else."""
    rows = {asks.key(row) for row in answer.rows}
    freed = tuple(_without(a, rows) if a.id != answer.id else a for a in after)
    step = asking.became(found.leave, found.all, freed, now, booked=True)
    step.write_first(write, _term(records, found))
    held = [] if answer.before else list(answer.rows)
    _change(records, write, found, held, recovering.uncovered, now)
    step.write_last(write, _term(records, found))
    write.event("PlanRequested", found.leave.id)


def _without(ask: Ask, rows: set[asks.ClassKey]) -> Ask:
    """Nobody else needs to answer about classes that will not be held so."""
    left = tuple(row for row in ask.rows if asks.key(row) not in rows)
    if not ask.is_live or len(left) == len(ask.rows):
        return ask
    return replace(ask, rows=left) if left else replace(ask, status=AskStatus.TAKEN_BACK)


Change = Callable[[FacultyUnavailability, Changed, PlanRow, Earlier], Changed]


def _change(
    records: Records, write: Write, found: Asked, rows: list[PlanRow], change: Change, now: datetime
) -> None:
    """The adjustments of the leave's decision, with these rows changed; nothing where there are none."""
    leave, changes = found.leave, found.changes
    write.unchanged("leave", leave.id, was=leave.version, otherwise=_moved())
    if changes is None or not rows:
        return
    changed = Changed(changes.adjustments)
    earlier = {a.id: e for a, e in with_earlier(records, _of(changes, rows))}
    for row in rows:
        at = changed.at(row.before.occupancy, row.before.date)
        changed = change(leave, changed, row, earlier.get(at.id) if at else None)
    if not changed.touched:
        return
    term = records.reference.calendar(leave.start_date).term
    write.claims(term.id, changed.steps)
    write.decides(term, otherwise=_moved())
    after = replace(changes, adjustments=changed.adjustments, version=changes.version + 1, updated_at=now)
    write.change("change", changes.id, after, was=changes.version, otherwise=_moved())
    write.event("AdjustmentsChanged", leave.id, change=changes.id, ids=",".join(changed.touched))


def _of(changes: ChangeSet, rows: list[PlanRow]) -> list[Adjustment]:
    keys = {asks.key(row) for row in rows}
    return [a for a in changes.adjustments if (a.before.occupancy, a.before.date) in keys]


def _with_right(records: Records, write: Write, by: Caller, ask: Ask) -> None:
    """The right to answer must still stand when the transaction happens."""
    gone = NotAllowed("Your right to answer this has just changed.")
    if by.user:
        write.unchanged("user", by.user.id, was=by.user.version, otherwise=gone)
    department = records.reference.get("department", ask.addressee.id)
    if ask.addressee.kind == "department" and department is not None:
        write.unchanged("department", department.id, was=department.version, otherwise=gone)


def _record(records: Records, write: Write, by: Caller, found: Asked, answer: Ask, now: datetime) -> None:
    today = calendars.today(records.reference.institute.zone, now)
    department = found.leave.department
    asked = answer.addressee.id if answer.addressee.kind == "department" else department
    as_ = acting(by, records.reference.get("department", asked), today)
    verb = {AskStatus.ACCEPTED: "accept", AskStatus.DECLINED: "decline"}.get(answer.status, "lapse")
    write.audit(as_, verb, Ref("ask", answer.id), before=found.ask, after=answer, department=department)


def _term(records: Records, found: Asked) -> TermId:
    return records.reference.calendar(found.leave.start_date).term.id


def _moved() -> Moved:
    return Moved("This request was changed this very moment. Try again in a moment.")
