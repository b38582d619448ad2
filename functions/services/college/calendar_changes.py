"""Changing a term's calendar: which bookings, leaves and adjustments it touches, and what becomes of them.

If the timeslots of a date change, the adjustments for its old timeslots stay, and hold again if it gets
them back. Its new timeslots are covered in the same transaction: whoever is on approved leave on the date
is away from them, too, and their classes there are cancelled until the solver has found cover.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from functions.services.leave.requests import affected_classes
from functions.services.ports import (
    CHANGE_SET,
    LEAVE,
    OCCUPANCY,
    SECTION,
    TERM,
    ChangeSet,
    Records,
    Request,
    Write,
)
from functions.services.ports.paging import every
from timetable import calendar as calendars
from timetable import claims
from timetable.calendar import Calendar, dates
from timetable.errors import InTheWay, Moved, RuleBroken
from timetable.leave.recovery import next_number
from timetable.leave.request import blocked, uncovered
from timetable.model import (
    Adjustment,
    AdjustmentId,
    FacultyUnavailability,
    Institute,
    LeaveStatus,
    Occupancy,
    Resource,
    Section,
    SectionId,
    Slot,
    Term,
    TimeSlot,
)
from timetable.objects import listings
from timetable.objects.listings import Stretch

_MAX_NAMED = 50


@dataclass(frozen=True, slots=True)
class TouchedDate:
    """One date whose timeslots change, or on which sections sit an examination.

    `lost` and `gained` count the weekly bookings that no longer take place on the date, or do so now.
    """

    date: date
    was: str
    becomes: str
    lost: int
    gained: int
    bookings: tuple[Occupancy, ...]  # the first of those that are lost


@dataclass(frozen=True, slots=True)
class Touched:
    """What a change of a calendar touches."""

    dates: tuple[TouchedDate, ...]
    leaves: tuple[FacultyUnavailability, ...]
    adjustments: tuple[Adjustment, ...]
    in_the_way: tuple[
        Adjustment, ...
    ]  # classes moved to a timeslot that is removed; they must be moved first


@dataclass(frozen=True, slots=True)
class _Change:
    """A term's calendar before and after a change."""

    before: Calendar
    after: Calendar

    def slots(self, calendar: Calendar, on: date) -> set[Slot]:
        return {t.slot for t in calendar.slots_on(on)}

    def examined(self, on: date) -> set[SectionId]:
        """The sections that sit an examination on a date, and did not before."""
        return set(self.after.entry(on).sections) - set(self.before.entry(on).sections)

    def changed(self) -> list[date]:
        """The dates whose timeslots are others now, or on which other sections sit an examination."""
        terms = (self.before.term, self.after.term)
        span = list(dates(min(t.first for t in terms), max(t.last for t in terms)))
        return [
            d for d in span if self.slots(self.before, d) != self.slots(self.after, d) or self.examined(d)
        ]


def touched(records: Records, before: Term, after: Term) -> Touched:
    """What the change would touch; nothing is written."""
    change = _change(records, before, after)
    on = change.changed()
    decisions = _decisions(records, on)
    adjustments = [a for c in decisions for a in c.adjustments]
    refs = [LEAVE[c.cause] for c in decisions if c.cause and _covers(c, on)]
    approved = [leave for leave in records.fetch(*refs) if leave] if refs else []
    pending = _pending(records, on)
    return Touched(
        tuple(_date(records, change, d) for d in on),
        tuple(approved + pending),
        tuple(a for a in adjustments if a.before.date in on),
        tuple(_stranded(change, on, adjustments)),
    )


def follow(request: Request, write: Write, *, before: Term, after: Term) -> None:
    """Add to a term's change what follows from it for leaves and adjustments, in the same transaction.

    Raises InTheWay, naming classes that were moved to a timeslot that is removed, and RuleBroken for past
    dates.
    """
    seen = request.records.decisions(before.id)
    change = _change(request.records, before, after)
    on = change.changed()
    today = request.today
    if on and on[0] < today:
        raise RuleBroken(f"{on[0]} is past: what was held then has happened.", field="days")
    decisions = _decisions(request.records, on)
    stranded = list(_stranded(change, on, (a for c in decisions for a in c.adjustments)))
    if stranded:
        raise InTheWay(
            f"{len(stranded)} classes were moved to a time that goes. Move them elsewhere first.",
            adjustments=[a.id for a in stranded[:_MAX_NAMED]],
        )
    moved = Moved("Leave was decided this very moment. Try again.")
    write.recalendar(before.id, seen=seen, version=after.version, otherwise=moved)
    for decision in decisions:
        if decision.cause and _covers(decision, on):
            _extend_leave(request, write, change, decision=decision, on=on)
    for leave in _pending(request.records, on):
        write.event("PlanRequested", leave.id)


def follow_periods(request: Request, write: Write, made: Sequence[TimeSlot]) -> None:
    """Add to the creation of new periods what follows from it for approved leaves, in the same transaction.

    A week with more periods changes the calendar of every term that is not over: whoever is on leave all
    day is away in them, too. A decision that is made at the same time is refused and begins anew.
    """
    if not made:
        return
    reference = request.reference
    today = calendars.today(reference.institute.zone, request.now)
    slots, working = reference.timeslots(), reference.institute.policies.working_days
    for term in reference.terms():
        if term.last < today:
            continue
        change = _Change(Calendar(term, slots, working), Calendar(term, (*slots, *made), working))
        on = [d for d in change.changed() if d >= today]
        later = replace(term, version=term.version + 1, updated_at=request.now)
        seen, moved = (
            request.records.decisions(term.id),
            Moved("Leave was decided this very moment. Try again."),
        )
        write.change(TERM[term.id], later, was=term.version)
        write.recalendar(term.id, seen=seen, version=later.version, otherwise=moved)
        for decision in _decisions(request.records, on):
            if decision.cause and _covers(decision, on):
                _extend_leave(request, write, change, decision=decision, on=on)


def check_week(request: Request, before: Institute, after: Institute) -> None:
    """Raise RuleBroken if other working days would change the dates of approved leave."""
    if before.policies.working_days == after.policies.working_days:
        return
    today = calendars.today(before.zone, request.now)
    if any(c.active and c.away for c in request.records.change_sets_from(today)):
        raise RuleBroken(
            "There is approved leave ahead. Say in the term's calendar which dates are working or holidays.",
            field="policies.working_days",
        )


def _change(records: Records, before: Term, after: Term) -> _Change:
    slots, working = records.reference.timeslots(), records.reference.institute.policies.working_days
    return _Change(Calendar(before, slots, working), Calendar(after, slots, working))


def _decisions(records: Records, on: list[date]) -> list[ChangeSet]:
    """The change sets, of approved leaves and of scheduler updates, that concern one of the dates."""
    if not on:
        return []
    return [
        c
        for c in records.change_sets_from(on[0])
        if c.active and (_covers(c, on) or any(_reaches(a, set(on)) for a in c.adjustments))
    ]


def _covers(decision: ChangeSet, on: Iterable[date]) -> bool:
    """True if the change set is of a leave whose first and last date have one of the dates between them."""
    away = [d for d, _ in decision.away or ()]
    return bool(away) and any(away[0] <= d <= away[-1] for d in on)


def _reaches(adjustment: Adjustment, on: set[date]) -> bool:
    return adjustment.before.date in on or (adjustment.after is not None and adjustment.after.date in on)


def _pending(records: Records, on: list[date]) -> list[FacultyUnavailability]:
    """The pending leaves that have one of the dates between their first and last."""
    if not on:
        return []
    pending = every(records, LEAVE, listings.leaves(LeaveStatus.PENDING, None))
    return [leave for leave in pending if any(leave.start_date <= d <= leave.end_date for d in on)]


def _stranded(change: _Change, on: list[date], adjustments: Iterable[Adjustment]) -> Iterable[Adjustment]:
    """The classes that were moved from another date to a timeslot that the change removes."""
    for a in adjustments:
        if a.after is None or a.after.date not in on or a.after.date == a.before.date:
            continue
        if a.after.slot not in change.slots(change.after, a.after.date):
            yield a


def _date(records: Records, change: _Change, on: date) -> TouchedDate:
    was, becomes = change.slots(change.before, on), change.slots(change.after, on)
    lost = [listings.bookings(change.before.term.id, slot=s) for s in sorted(was - becomes)]
    classes = _of_sections(records, change, on)
    gained = [listings.bookings(change.before.term.id, slot=s) for s in sorted(becomes - was)]
    named = records.page(OCCUPANCY, lost, limit=_MAX_NAMED).values if lost else tuple(classes)
    return TouchedDate(
        on,
        change.before.note(on) or "as its day of the week",
        change.after.note(on) or "as its day of the week",
        _count(records, lost) or len(classes),
        _count(records, gained),
        tuple(named[:_MAX_NAMED]),
    )


def _of_sections(records: Records, change: _Change, on: date) -> list[Occupancy]:
    """The weekly bookings of the sections that sit an examination on the date; one query for each of their
    groups."""
    day = change.after.day_on(on)
    sections: dict[str, Section] = records.reference.many(SECTION, change.examined(on))
    if day is None or not sections:
        return []
    groups = [Resource("group", g) for s in sections.values() for g in s.groups()]
    booked = (c.bookings() for g in groups for c in records.claims(g, change.after.term.id, day))
    return list({booking.id: booking for bookings in booked for booking in bookings}.values())


def _count(records: Records, stretches: list[Stretch]) -> int:
    return sum(records.count(OCCUPANCY, s) for s in stretches)


def _extend_leave(
    request: Request, write: Write, change: _Change, *, decision: ChangeSet, on: list[date]
) -> None:
    """Have an approved leave take the new periods of its dates, and cancel the classes in them."""
    (leave,) = request.records.fetch(LEAVE[decision.cause or ""])
    if not isinstance(leave, FacultyUnavailability) or leave.status is not LeaveStatus.APPROVED:
        return
    taken = set(decision.away or ())
    policies = request.reference.institute.policies
    wanted = [at for at in blocked(leave, change.after, policies) if at[0] in on and at not in taken]
    if not wanted:
        return
    classes = affected_classes(request.records, leave.faculty, change.after, away=wanted)
    rows = uncovered(leave, classes, policies.repair_costs).rows
    first = next_number(decision.adjustments)
    made = claims.adjustments_of(leave.id, rows, decision.id)
    made = tuple(replace(a, id=AdjustmentId(f"{decision.id}.{first + n}")) for n, a in enumerate(made))
    write.claims(change.after.term.id, claims.approve(leave, wanted, made))
    away = tuple(sorted({*taken, *wanted}))
    stored = replace(
        decision,
        adjustments=(*decision.adjustments, *made),
        away=away,
        version=decision.version + 1,
        updated_at=request.now,
    )
    write.change(CHANGE_SET[decision.id], stored, was=decision.version)
    write.unchanged(LEAVE[leave.id], was=leave.version, otherwise=Moved("Try again."))
    if made:
        ids = ",".join(a.id for a in made)
        write.event("AdjustmentsChanged", leave.id, change=decision.id, ids=ids)
        write.event("PlanRequested", leave.id)
