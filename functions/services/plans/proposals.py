"""The solver's proposal for a leave becomes the plan on the request, checked against the timetable."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date

from functions.services.days import shared_classes
from functions.services.identity.tokens import check_scope
from functions.services.leave import consents
from functions.services.leave.requests import affected
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

MOST_WITH_CHOICES = 120
"""classes; a longer plan is kept without runners-up and alternatives, for it is one item of at most 400 KB"""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a class is moved to."""

    date: date
    slot: Slot


@dataclass(frozen=True, slots=True)
class RowProposal:
    """What the solver wants to become of one class affected, and all that it says of that."""

    occupancy: OccupancyId
    date: date
    outcome: Outcome
    cost: int
    reasons: tuple[Reason, ...] = ()
    parts: Mapping[str, int] = field(default_factory=dict)
    runners_up: tuple[RunnerUp, ...] = ()


@dataclass(frozen=True, slots=True)
class AlternativeProposal:
    name: str
    status: str
    bound: int
    rows: tuple[RowProposal, ...]


@dataclass(frozen=True, slots=True)
class Proposal:
    based_on: int
    status: str
    bound: int
    rows: tuple[RowProposal, ...]
    alternatives: tuple[AlternativeProposal, ...] = ()


def store(request: Request, leave_id: LeaveId, proposal: Proposal) -> Plan:
    """Put a new plan on a pending request; refused when the request or the timetable has moved on."""
    if reach(request.caller, "plan", write=True) is not Scope.ALL:
        raise NotAllowed("Plans are written by the scheduler.")
    leave, plan = request.records.fetch(LEAVE[leave_id], PLAN[leave_id])
    if leave is None or not isinstance(plan, Plan):
        raise NotFound("leave request")
    if leave.status is not LeaveStatus.PENDING:
        raise Decided(f"This request is {leave.status} already.", decision=str(leave.status))
    check_is_next(proposal, plan)
    made = checked(request, leave, plan, proposal)
    stored = replace(made, asks=plan.asks)
    if replace(stored, revision=plan.revision, bound=plan.bound, made_at=plan.made_at) == plan:
        return plan
    step = consents.pending(request, leave, stored, consents.known(request.records, plan))
    stored = replace(stored, asks=step.ids)
    noted = replace(leave, plan_revision=stored.revision, updated_at=request.now, version=leave.version + 1)
    with outdated_where_taken(plan), request.write() as write:
        check_scope(write, request.caller, "plans")
        write.change(PLAN[leave.id], stored, was=plan.version)
        write.change(LEAVE[leave.id], noted, was=leave.version)
        step.write(write, request.reference.calendar(leave.start_date).term.id)
        ref = LEAVE[leave.id]
        write.audit(request.caller, "plan", ref, before=leave, after=noted, department=leave.department)
        write.event("PlanStored", leave.id, revision=stored.revision)
    return stored


@contextmanager
def outdated_where_taken(plan: Plan) -> Iterator[None]:
    """Somebody who was to be kept for the plan is taken by now: the plan is of the past."""
    try:
        yield
    except (Taken, InTheWay) as clash:
        said = f"The timetable has changed in the meantime; solve again. {clash.sentence}"
        raise StalePlan(said, field="rows", plan_revision=plan.revision) from clash


def check_is_next(proposal: Proposal, present: Plan) -> None:
    """Raises StalePlan where the proposal is meant to follow another plan than the present one."""
    if proposal.based_on != present.revision:
        raise StalePlan("There is another plan by now.", field="based_on", plan_revision=present.revision)


def checked(request: Request, leave: FacultyUnavailability, before: Plan, proposal: Proposal) -> Plan:
    """What was proposed, over the classes as they are now; every alternative is checked as the plan is."""
    calendar = request.reference.calendar(leave.start_date)
    away = blocked(leave, calendar, request.reference.institute.policies)
    classes = affected(request.records, leave.faculty, calendar, away)
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
    hosts = shared_classes.hosts(request.records, calendar, joined, proposal.based_on)

    def rows(of: Sequence[RowProposal]) -> tuple[PlanRow, ...]:
        proposed = _by_class(of, classes, proposal.based_on)
        wanted = [proposed[c.occupancy, c.date] for c in classes]
        afters = classes_after(classes, [row.outcome for row in wanted], hosts)
        for class_, row, after in zip(classes, wanted, afters, strict=True):
            shared_classes.check_merged(
                request.records, calendar, class_, row.outcome, after, proposal.based_on
            )
        return tuple(
            _row(calendar, leave.faculty, given, class_, row, after)
            for class_, row, after in zip(classes, wanted, afters, strict=True)
        )

    if len(classes) > MOST_WITH_CHOICES:
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
    """The rows of each class; StalePlan where they are about others than these."""
    found = {(r.occupancy, r.date): r for r in proposed}
    if set(found) != {(c.occupancy, c.date) for c in classes} or len(found) != len(proposed):
        raise StalePlan(
            "The classes affected have changed; solve again.", field="rows", plan_revision=based_on
        )
    return found


def _check_names(records: Records, proposal: Proposal) -> None:
    """Everybody and every room that is named exists."""
    rows = [*proposal.rows, *(row for o in proposal.alternatives for row in o.rows)]
    outcomes = [outcome for row in rows for outcome in (row.outcome, *(r.fate for r in row.runners_up))]
    people = {person for outcome in outcomes for person in outcome.faculty or ()}
    rooms = {outcome.room for outcome in outcomes if outcome.room}
    if not people <= set(records.reference.many(FACULTY, people)):
        raise RuleBroken("A substitute named in the plan does not exist.", field="rows.faculty")
    if not rooms <= set(records.reference.many(ROOM, rooms)):
        raise RuleBroken("A room named in the plan does not exist.", field="rows.room")


def _in_exchange(records: Records, calendar: Calendar, proposal: Proposal) -> dict[Given, ClassOnDate]:
    """The classes that substitutes give in return, as they hold them now; a query per substitute."""
    rows = [*proposal.rows, *(row for o in proposal.alternatives for row in o.rows)]
    outcomes = [outcome for row in rows for outcome in (row.outcome, *(r.fate for r in row.runners_up))]
    found: dict[Given, ClassOnDate] = {}
    for person in {f for outcome in outcomes if outcome.in_return for f in outcome.faculty or ()}:
        dates = {
            outcome.in_return[1]
            for outcome in outcomes
            if outcome.in_return and person in (outcome.faculty or ())
        }
        at = [(on, t.slot) for on in sorted(dates) for t in calendar.slots_on(on)]
        held = affected(records, person, calendar, at)
        found |= {(c.occupancy, c.date): c for c in held if c.faculty == (person,) and not c.host}
    wanted = {outcome.in_return for outcome in outcomes if outcome.in_return}
    if not wanted <= set(found):
        raise StalePlan(
            "A class that was to be taken in return has changed; solve again.",
            field="rows.in_return",
            plan_revision=proposal.based_on,
        )
    return {key: found[key] for key in sorted(wanted)}


def _row(
    calendar: Calendar,
    away: FacultyId,
    given: Mapping[Given, ClassOnDate],
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
    faculty: tuple[FacultyId, ...] | None,
    room: InfraId | None,
    to: Place | None,
) -> ClassOnDate | None:
    """The class as it will be; None where it is cancelled."""
    if kind is not AdjustmentKind.CANCELLED:
        _check_place(calendar, to or Place(class_.date, class_.slot))
    return Outcome(kind, faculty, to.date if to else None, to.slot if to else None, room).applied_to(class_)


def _check_place(calendar: Calendar, place: Place) -> None:
    if place.slot not in {t.slot for t in calendar.slots_on(place.date)}:
        raise RuleBroken(
            f"{place.date} has no period {place.slot.period} of day {place.slot.day}.", field="to"
        )
