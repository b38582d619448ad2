"""The states of a leave request, what it blocks, and the plan that repairs the timetable for it."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Protocol

from timetable.calendar import Calendar, dates
from timetable.errors import Decided, Malformed, Overlaps, RuleBroken
from timetable.model import (
    AdjustmentKind,
    ClassOnDate,
    FacultyUnavailability,
    Half,
    LeaveId,
    LeaveStatus,
    Plan,
    PlanRow,
    Policies,
    Reason,
    RepairCosts,
    Slot,
    UserId,
)

_NEXT = {
    LeaveStatus.PENDING: {
        LeaveStatus.APPROVED,
        LeaveStatus.REJECTED,
        LeaveStatus.WITHDRAWN,
        LeaveStatus.EXPIRED,
    },
    LeaveStatus.APPROVED: {LeaveStatus.WITHDRAWN},
}
MAX_REASON_CHARACTERS = 500


def moved_to(
    leave: FacultyUnavailability, status: LeaveStatus, *, by: UserId | None, now: datetime, note: str = ""
) -> FacultyUnavailability:
    """The request in its next state; raises Decided where that step does not exist."""
    if status not in _NEXT.get(leave.status, set()):
        raise Decided(f"This request is {leave.status} already.", decision=str(leave.status))
    return replace(
        leave,
        status=status,
        decided_by=by,
        decided_at=now,
        decision_note=note,
        updated_at=now,
        version=leave.version + 1,
    )


def reopened(leave: FacultyUnavailability, within: timedelta, now: datetime) -> FacultyUnavailability:
    """The request as it was before its decision; raises Decided or RuleBroken where that can't be undone."""
    if leave.status not in (LeaveStatus.APPROVED, LeaveStatus.REJECTED) or leave.decided_at is None:
        raise Decided(
            f"This request is {leave.status}; there is no decision to undo.", decision=str(leave.status)
        )
    if now - leave.decided_at > within:
        raise RuleBroken(
            f"A decision can be undone for {int(within.total_seconds() // 60)} minutes; that time is over.",
            field="decided_at",
            rule="undo_over",
            minutes=int(within.total_seconds() // 60),
        )
    return replace(
        leave,
        status=LeaveStatus.PENDING,
        decided_by=None,
        decided_at=None,
        decision_note="",
        updated_at=now,
        version=leave.version + 1,
    )


def check_request(
    leave: FacultyUnavailability, calendar: Calendar, policies: Policies, *, today: date
) -> None:
    """Raises Malformed or RuleBroken with the field and the way out; returns when it may be asked for."""
    term = calendar.term
    if leave.end_date < leave.start_date:
        raise Malformed(
            "The last date is before the first. Swap them.", field="end_date", rule="dates_swapped"
        )
    if leave.start_date < today:
        raise RuleBroken(
            f"{leave.start_date} is past. Leave can be asked from {today} on.",
            field="start_date",
            rule="date_past",
            on=leave.start_date.isoformat(),
            first=today.isoformat(),
        )
    if leave.start_date < term.first or leave.end_date > term.last:
        raise RuleBroken(
            f"The term runs from {term.first} to {term.last}. Ask for dates inside it.",
            field="start_date"
            if leave.start_date < term.first or leave.start_date > term.last
            else "end_date",
            rule="outside_term",
            first=term.first.isoformat(),
            last=term.last.isoformat(),
        )
    _check_periods(leave, {t.period for t in calendar.timeslots})
    if len(leave.reason) > MAX_REASON_CHARACTERS:
        raise Malformed(
            f"Keep the reason to {MAX_REASON_CHARACTERS} characters.",
            field="reason",
            rule="too_long",
            most=MAX_REASON_CHARACTERS,
        )
    if not blocked(leave, calendar, policies):
        raise RuleBroken(
            "There are no classes at that time anyway; no leave is needed.",
            field="start_date",
            rule="no_leave_needed",
        )


def _check_periods(leave: FacultyUnavailability, known: set[int]) -> None:
    if leave.periods is None:
        return
    if leave.half is not None:
        raise Malformed("Give periods or a half day, not both.", field="half")
    if not leave.periods:
        raise Malformed("Name at least one period, or leave periods out for whole days.", field="periods")
    unknown = sorted(set(leave.periods) - known)
    if unknown:
        raise RuleBroken(
            f"There is no period {unknown[0]}. The day has periods {min(known)} to {max(known)}.",
            field="periods",
            rule="no_such_period",
            period=unknown[0],
            first=min(known),
            last=max(known),
        )


class Away(Protocol):
    """A stretch of time for which somebody asks leave."""

    @property
    def start_date(self) -> date: ...
    @property
    def end_date(self) -> date: ...
    @property
    def periods(self) -> tuple[int, ...] | None: ...
    @property
    def half(self) -> Half | None: ...


def asked_periods(leave: Away, policies: Policies, periods: Iterable[int]) -> set[int]:
    """Which of a day's periods the request is about."""
    if leave.periods is not None:
        return set(leave.periods) & set(periods)
    if leave.half is Half.FORENOON:
        return {p for p in periods if p <= policies.forenoon_until}
    if leave.half is Half.AFTERNOON:
        return {p for p in periods if p > policies.forenoon_until}
    return set(periods)


def blocked(leave: Away, calendar: Calendar, policies: Policies) -> list[tuple[date, Slot]]:
    """Every (date, timeslot) at which the faculty member is away, in order."""
    return [
        (on, t.slot)
        for on in dates(leave.start_date, leave.end_date)
        for slots in [calendar.slots_on(on)]
        for wanted in [asked_periods(leave, policies, (t.period for t in slots))]
        for t in slots
        if t.period in wanted
    ]


def check_overlap(
    asked: set[tuple[date, Slot]], others: Iterable[tuple[LeaveId, set[tuple[date, Slot]]]]
) -> None:
    """Raises Overlaps, naming the request that holds one of the same periods."""
    for other, other_periods in others:
        both = asked & other_periods
        if both:
            on, slot = min(both)
            raise Overlaps(
                f"You have asked for leave on {on}, period {slot.period} already. "
                "Withdraw that request first, or choose other periods.",
                field="start_date",
                leave=other,
                rule="asked_already",
                on=on.isoformat(),
                period=slot.period,
            )


def uncovered(leave: FacultyUnavailability, classes: Iterable[ClassOnDate], costs: RepairCosts) -> Plan:
    """The plan of revision 0: nobody was looked for yet, every class affected is cancelled."""
    return Plan(
        leave=leave.id,
        revision=0,
        rows=tuple(
            PlanRow(AdjustmentKind.CANCELLED, c, None, costs.cancelled, (Reason("not_planned_yet"),))
            for c in classes
        ),
        status="none",
    )


def following(plan: Plan, before: Plan) -> Plan:
    """The plan with each row knowing since which revision it is so, by the plan that it follows."""
    known = {(r.before.occupancy, r.before.date): (r.outcome, r.since) for r in before.rows}

    def since(row: PlanRow) -> int:
        outcome, revision = known.get((row.before.occupancy, row.before.date), (None, 0))
        return revision if row.outcome == outcome else plan.revision

    return replace(plan, rows=tuple(replace(row, since=since(row)) for row in plan.rows))
