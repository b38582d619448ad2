"""The solver's proposal for a leave becomes the plan on the request, checked against the timetable."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date

from functions.services.days import shared_classes
from functions.services.identity.tokens import check_scope
from functions.services.leave import consents
from functions.services.leave.requests import affected_classes
from functions.services.ports import FACULTY, LEAVE, PLAN, ROOM, Records, Request
from timetable.access import Scope, reach
from timetable.calendar import Calendar
from timetable.errors import Decided, InTheWay, NotAllowed, NotFound, RuleBroken, StalePlan, Taken
from timetable.leave.request import blocked, following
from timetable.model import (
    AdjustmentKind,
    Alternative,
    ClassOnDate,
    FacultyId,
    FacultyUnavailability,
    InfraId,
    LeaveId,
    LeaveStatus,
    OccupancyId,
    Outcome,
    Plan,
    PlanRow,
    Reason,
    RunnerUp,
    Slot,
    classes_after,
)

Given = tuple[OccupancyId, date]

# A longer plan is stored without runners-up and alternatives, because it is one item of at most 400 KB.
MAX_ROWS_WITH_CHOICES = 120


@dataclass(frozen=True, slots=True)
class Place:
    """Where a class is moved to."""

    date: date
    slot: Slot


@dataclass(frozen=True, slots=True)
class RowProposal:
    """What the solver proposes for one class affected, with its cost and reasons."""

    occupancy: OccupancyId
    date: date
    outcome: Outcome
    cost: int
    reasons: tuple[Reason, ...] = ()
    parts: Mapping[str, int] = field(default_factory=dict)
    runners_up: tuple[RunnerUp, ...] = ()


@dataclass(frozen=True, slots=True)
class AlternativeProposal:
    """Another plan for the same classes, by its name."""

    name: str
    status: str
    bound: int
    rows: tuple[RowProposal, ...]


@dataclass(frozen=True, slots=True)
class Proposal:
    """A plan that the solver proposes; `based_on` is the revision of the plan that it is to follow."""

    based_on: int
    status: str
    bound: int
    rows: tuple[RowProposal, ...]
    alternatives: tuple[AlternativeProposal, ...] = ()


def store(request: Request, leave_id: LeaveId, proposal: Proposal) -> Plan:
    """Store the solver's plan for a pending request; raises StalePlan if the request or the timetable has
    changed.
    """
    if reach(request.caller, "plan", write=True) is not Scope.ALL:
        raise NotAllowed("Plans are written by the scheduler.")
    leave, plan = request.records.fetch(LEAVE[leave_id], PLAN[leave_id])
    if leave is None or plan is None:
        raise NotFound("leave request")
    if leave.status is not LeaveStatus.PENDING:
        raise Decided(f"This request is {leave.status} already.", decision=str(leave.status))
    check_is_next(proposal, plan)
    made = checked_plan(request, leave, plan, proposal=proposal)
    stored = replace(made, asks=plan.asks)
    if replace(stored, revision=plan.revision, bound=plan.bound, made_at=plan.made_at) == plan:
        return plan
    step = consents.step_while_pending(
        request, leave, stored, consents=consents.read_all(request.records, plan)
    )
    stored = replace(stored, asks=step.ids)
    noted = replace(leave, plan_revision=stored.revision, updated_at=request.now, version=leave.version + 1)
    with refusing_outdated_plan(plan), request.write() as write:
        check_scope(write, request.caller, "plans")
        write.change(PLAN[leave.id], stored, was=plan.version)
        write.change(LEAVE[leave.id], noted, was=leave.version)
        step.write(write, request.reference.calendar(leave.start_date).term.id)
        ref = LEAVE[leave.id]
        write.audit(request.caller, "plan", ref, before=leave, after=noted, department=leave.department)
        write.event("PlanStored", leave.id, revision=stored.revision)
    return stored


@contextmanager
def refusing_outdated_plan(plan: Plan) -> Iterator[None]:
    """Put this around a write: if somebody whom the plan needs is taken by now, it raises StalePlan."""
    try:
        yield
    except (Taken, InTheWay) as clash:
        sentence = f"The timetable has changed in the meantime; solve again. {clash.sentence}"
        raise StalePlan(sentence, field="rows", plan_revision=plan.revision) from clash


def check_is_next(proposal: Proposal, present: Plan) -> None:
    """Raise StalePlan if the proposal is meant to follow another plan than the present one."""
    if proposal.based_on != present.revision:
        raise StalePlan("There is another plan by now.", field="based_on", plan_revision=present.revision)


def checked_plan(request: Request, leave: FacultyUnavailability, before: Plan, *, proposal: Proposal) -> Plan:
    """The plan that is proposed, over the classes as they are now. The plan and every alternative are
    checked.
    """
    calendar = request.reference.calendar(leave.start_date)
    away = blocked(leave, calendar, request.reference.institute.policies)
    classes = affected_classes(request.records, leave.faculty, calendar, away=away)
    _check_names(request.records, proposal)
    given = _in_exchange(request.records, calendar, proposal)
    slots = {(c.occupancy, c.date): c.slot for c in classes}
    every = [*proposal.rows, *(row for o in proposal.alternatives for row in o.rows)]
    joined = {
        (row.outcome.host, row.date, slots[row.occupancy, row.date])
        for row in every
        if row.outcome.host
        and (row.occupancy, row.date) in slots
        and (row.outcome.host, row.date) not in slots
    }
    hosts = shared_classes.hosts(request.records, calendar, joined, based_on=proposal.based_on)

    def rows(proposed_rows: Sequence[RowProposal]) -> tuple[PlanRow, ...]:
        proposed = _by_class(proposed_rows, classes, proposal.based_on)
        wanted = [proposed[c.occupancy, c.date] for c in classes]
        afters = classes_after(classes, [row.outcome for row in wanted], hosts)
        for class_, row, after in zip(classes, wanted, afters, strict=True):
            shared_classes.check_merged(
                request.records,
                calendar,
                class_,
                outcome=row.outcome,
                after=after,
                based_on=proposal.based_on,
            )
        return tuple(
            _row(calendar, leave.faculty, given, class_=class_, row=row, after=after)
            for class_, row, after in zip(classes, wanted, afters, strict=True)
        )

    if len(classes) > MAX_ROWS_WITH_CHOICES:
        bare = tuple(replace(row, runners_up=()) for row in proposal.rows)
        proposal = replace(proposal, rows=bare, alternatives=())
    alternatives = tuple(
        Alternative(o.name, tuple((row.outcome, row.cost) for row in rows(o.rows)), o.status, o.bound)
        for o in proposal.alternatives
    )
    made = Plan(
        leave.id,
        before.revision + 1,
        rows(proposal.rows),
        proposal.status,
        proposal.bound,
        request.now,
        alternatives,
        tuple(given.values()) if alternatives else (),
        tuple(hosts) if alternatives else (),
    )
    return following(made, before)


def _by_class(
    proposed: Sequence[RowProposal], classes: Sequence[ClassOnDate], based_on: int
) -> dict[tuple[OccupancyId, date], RowProposal]:
    """The row of each class; raises StalePlan if the rows are about other classes than these."""
    by_class = {(r.occupancy, r.date): r for r in proposed}
    if set(by_class) != {(c.occupancy, c.date) for c in classes} or len(by_class) != len(proposed):
        raise StalePlan(
            "The classes affected have changed; solve again.", field="rows", plan_revision=based_on
        )
    return by_class


def _check_names(records: Records, proposal: Proposal) -> None:
    """Raise RuleBroken if a person or a room that is named does not exist."""
    rows = [*proposal.rows, *(row for o in proposal.alternatives for row in o.rows)]
    outcomes_named = [outcome for row in rows for outcome in (row.outcome, *(r.fate for r in row.runners_up))]
    people = {person for outcome in outcomes_named for person in outcome.faculty or ()}
    rooms = {outcome.room for outcome in outcomes_named if outcome.room}
    if not people <= set(records.reference.many(FACULTY, people)):
        raise RuleBroken("A substitute named in the plan does not exist.", field="rows.faculty")
    if not rooms <= set(records.reference.many(ROOM, rooms)):
        raise RuleBroken("A room named in the plan does not exist.", field="rows.room")


def _in_exchange(records: Records, calendar: Calendar, proposal: Proposal) -> dict[Given, ClassOnDate]:
    """The classes that substitutes give in return, as they hold them now; a query per substitute."""
    rows = [*proposal.rows, *(row for o in proposal.alternatives for row in o.rows)]
    outcomes_named = [outcome for row in rows for outcome in (row.outcome, *(r.fate for r in row.runners_up))]
    exchanged: dict[Given, ClassOnDate] = {}
    for person in {f for outcome in outcomes_named if outcome.in_return for f in outcome.faculty or ()}:
        dates = {
            outcome.in_return[1]
            for outcome in outcomes_named
            if outcome.in_return and person in (outcome.faculty or ())
        }
        at = [(on, t.slot) for on in sorted(dates) for t in calendar.slots_on(on)]
        classes = affected_classes(records, person, calendar, away=at)
        exchanged |= {(c.occupancy, c.date): c for c in classes if c.faculty == (person,) and not c.host}
    wanted = {outcome.in_return for outcome in outcomes_named if outcome.in_return}
    if not wanted <= set(exchanged):
        raise StalePlan(
            "A class that was to be taken in return has changed; solve again.",
            field="rows.in_return",
            plan_revision=proposal.based_on,
        )
    return {key: exchanged[key] for key in sorted(wanted)}


def _row(
    calendar: Calendar,
    away: FacultyId,
    given: Mapping[Given, ClassOnDate],
    *,
    class_: ClassOnDate,
    row: RowProposal,
    after: ClassOnDate | None,
) -> PlanRow:
    if row.parts and sum(row.parts.values()) != row.cost:
        raise RuleBroken("The parts of a row's cost don't add up to it.", field="rows.parts")
    outcome = row.outcome
    if after:
        _check_place(calendar, Place(after.date, after.slot))
    if after and not (outcome.on or outcome.slot) and away in after.faculty:
        raise RuleBroken("The teacher on leave can't hold the class.", field="rows.faculty")
    returned = given[outcome.in_return] if outcome.in_return else None
    if returned and not (after and set(returned.faculty) == set(after.faculty) - set(class_.faculty)):
        raise RuleBroken("Only who takes a class gives one of theirs in return.", field="rows.in_return")
    return PlanRow(outcome.kind, class_, after, row.cost, row.reasons, row.parts, row.runners_up, returned)


def after_of(
    calendar: Calendar,
    class_: ClassOnDate,
    kind: AdjustmentKind,
    *,
    faculty: tuple[FacultyId, ...] | None,
    room: InfraId | None,
    to: Place | None,
) -> ClassOnDate | None:
    """The class as it will be; None if it is cancelled."""
    if kind is not AdjustmentKind.CANCELLED:
        _check_place(calendar, to or Place(class_.date, class_.slot))
    return Outcome(kind, faculty, to.date if to else None, to.slot if to else None, room).applied_to(class_)


def _check_place(calendar: Calendar, place: Place) -> None:
    if place.slot not in {t.slot for t in calendar.slots_on(place.date)}:
        raise RuleBroken(
            f"{place.date} has no period {place.slot.period} of day {place.slot.day}.", field="to"
        )
