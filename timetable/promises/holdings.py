"""What every claim has to say, worked out from bookings, decisions, leaves and consents.

Nothing of `timetable.claims` but the note takes part: that module says which steps a change is, this one what
all changes together have come to.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from timetable import calendar as calendars
from timetable.calendar import Calendar
from timetable.claims import Note
from timetable.leave.consents import Consent, ConsentStatus
from timetable.leave.request import blocked
from timetable.model import (
    Adjustment,
    AdjustmentKind,
    ClassOnDate,
    FacultyUnavailability,
    LeaveStatus,
    Occupancy,
    PlanRow,
    Resource,
    Slot,
    TermId,
)
from timetable.promises.evidence import Decision, Evidence, Part, Place


@dataclass(frozen=True, slots=True)
class Collision:
    """Two that hold one period at once. `on` None: every week."""

    place: Place
    on: date | None
    holders: tuple[str, str]


@dataclass(slots=True)
class Holdings:
    """Every claim as it has to be, by share of a basket, and every collision of two in one period."""

    parts: dict[Place, dict[str, Part]] = field(default_factory=lambda: defaultdict(dict))
    collisions: list[Collision] = field(default_factory=list)

    def part(self, place: Place, share: str) -> Part:
        return self.parts[place].setdefault(share, Part())

    def book(self, place: Place, share: str, occupancy: Occupancy) -> None:
        part = self.part(place, share)
        if part.weekly is not None:
            self.collisions.append(Collision(place, None, (part.weekly.id, occupancy.id)))
        part.weekly = replace(occupancy, created_at=None, updated_at=None)

    def hold(self, place: Place, share: str, on: date, *, note: Note) -> None:
        part = self.part(place, share)
        if (other := part.on.get(on)) is not None:
            self.collisions.append(Collision(place, on, (other.id, note.id)))
        part.on[on] = note


def expected(evidence: Evidence) -> Holdings:
    holdings = Holdings()
    for booking in evidence.bookings:
        class_ = booking.on(date.min)
        for resource in class_.resources():
            holdings.book(Place(booking.term, resource, booking.slot), _share(class_, resource), booking)
    in_force = list(_in_force(evidence))
    replaced = {a.before.adjustment for _, a in in_force if a.before.adjustment}
    for term, adjustment in in_force:
        _adjusted(holdings, term, adjustment, is_last=adjustment.id not in replaced)
    for leave, on, slot, note in _absences(evidence):
        holdings.hold(
            Place(_term(evidence, leave.start_date), Resource("faculty", leave.faculty), slot),
            "",
            on,
            note=note,
        )
    for leave, person, on, slot in _on_hold(evidence):
        note = Note(f"hold:{leave.id}", leave.id)
        holdings.hold(
            Place(_term(evidence, leave.start_date), Resource("faculty", person), slot), "", on, note=note
        )
    holdings.collisions += list(_overlapping(holdings))
    return holdings


def _adjusted(holdings: Holdings, term: TermId, adjustment: Adjustment, *, is_last: bool) -> None:
    note = Note(adjustment.id, adjustment.cause, adjustment)
    before, after = adjustment.before, adjustment.after
    if before.adjustment is None:
        for resource in before.resources():
            part = holdings.part(Place(term, resource, before.slot), _share(before, resource))
            part.off[before.date] = note
    if after is None or not is_last:
        return
    for resource in after.resources():
        holdings.hold(Place(term, resource, after.slot), _share(after, resource), after.date, note=note)
    host = after.host
    for resource in host.resources() if host else ():
        assert host
        part = holdings.part(Place(term, resource, host.slot), _share(host, resource))
        if (other := part.joined.get(host.date)) is not None:
            both = (other.id, note.id)
            holdings.collisions.append(Collision(Place(term, resource, host.slot), host.date, both))
        part.joined[host.date] = note


def _share(class_: ClassOnDate, resource: Resource) -> str:
    shares = class_.basket and not class_.apart and resource.kind == "group"
    return class_.occupancy if shares else ""


def _in_force(evidence: Evidence) -> Iterator[tuple[TermId, Adjustment]]:
    """The adjustments of decisions that stand; of one that was taken back, those of dates that were past."""
    for decision in evidence.decisions.values():
        until = _past_of(evidence, decision)
        for adjustment in decision.adjustments:
            if decision.active or (until and adjustment.before.date < until):
                yield _term(evidence, adjustment.before.date), adjustment


def _past_of(evidence: Evidence, decision: Decision) -> date | None:
    """The date on which an approved leave was withdrawn: what had happened by then stays."""
    leave = evidence.leaves.get(decision.id)
    if decision.active or leave is None or leave.status is not LeaveStatus.WITHDRAWN:
        return None
    approved = LeaveStatus.APPROVED.value
    was = (
        e.before for e in evidence.audit if (e.action, e.kind, e.object) == ("withdraw", "leave", leave.id)
    )
    if not any(before and before.get("status") == approved for before in was) or leave.decided_at is None:
        return None
    return calendars.today(evidence.institute.zone, leave.decided_at)


def _absences(evidence: Evidence) -> Iterator[tuple[FacultyUnavailability, date, Slot, Note]]:
    """The periods that approved leaves hold, each with what became of the teacher's class then."""
    for decision in evidence.decisions.values():
        leave = evidence.leaves.get(decision.id)
        until = _past_of(evidence, decision)
        if leave is None or not (decision.active or until):
            continue
        became = {(a.before.date, a.before.slot): a for a in decision.adjustments if a.before.host is None}
        for on, slot in away_of(evidence, leave, decision):
            if decision.active or (until and on < until):
                yield leave, on, slot, Note(leave.id, leave.id, became.get((on, slot)))


def away_of(
    evidence: Evidence, leave: FacultyUnavailability, decision: Decision
) -> Iterable[tuple[date, Slot]]:
    if decision.away is not None:
        return decision.away
    return blocked(leave, calendar_of(evidence, leave.start_date), evidence.institute.policies)


def _on_hold(evidence: Evidence) -> Iterator[tuple[FacultyUnavailability, str, date, Slot]]:
    """The periods of substitutes that wait for an answer, or have agreed to what is not decided yet."""
    by_leave: dict[str, list[Consent]] = defaultdict(list)
    for consent in evidence.objects_of("ask").values():
        by_leave[consent.leave].append(consent)
    for id, consents in by_leave.items():
        leave = evidence.leaves.get(id)
        if leave is None or leave.status not in (LeaveStatus.PENDING, LeaveStatus.APPROVED):
            continue
        before = [a for a in consents if a.before]
        open_ = {_class(row) for a in before if a.status is ConsentStatus.ASKED for row in a.rows}
        rows = [
            r for a in before if a.status in (ConsentStatus.ASKED, ConsentStatus.ACCEPTED) for r in a.rows
        ]
        if leave.status is LeaveStatus.APPROVED:
            rows = [r for r in rows if _class(r) in open_]
        periods_on_hold = {(f, r.before.date, r.before.slot) for r in rows for f in _in_place(r)}
        yield from ((leave, person, on, slot) for person, on, slot in sorted(periods_on_hold))


def _class(row: PlanRow) -> tuple[str, date]:
    return row.before.occupancy, row.before.date


def _in_place(row: PlanRow) -> list[str]:
    """Who takes the class in place of its teachers."""
    after = row.after.faculty if row.kind is AdjustmentKind.SUBSTITUTED and row.after else ()
    return [person for person in after if person not in row.before.faculty]


def _term(evidence: Evidence, on: date) -> TermId:
    return calendar_of(evidence, on).term.id


def calendar_of(evidence: Evidence, on: date) -> Calendar:
    """Of the term that a date is in, or of the nearest."""
    terms = sorted(evidence.objects_of("term").values(), key=lambda t: t.first)
    term = min(terms, key=lambda t: max((t.first - on).days, (on - t.last).days, 0))
    return Calendar(term, evidence.timeslots, evidence.institute.policies.working_days)


def _overlapping(holdings: Holdings) -> Iterator[Collision]:
    """What has a period every week and is not away, beside what holds it on a date; baskets beside others."""
    for place, parts in holdings.parts.items():
        for part in parts.values():
            for on, note in part.on.items():
                if part.weekly and note and on not in part.off:
                    yield Collision(place, on, (part.weekly.id, note.id))
        yield from _of_baskets(place, parts)


def _of_baskets(place: Place, parts: Mapping[str, Part]) -> Iterator[Collision]:
    weekly_by_share = {share: part.weekly for share, part in parts.items() if share and part.weekly}
    if not weekly_by_share:
        return
    first = next(iter(weekly_by_share.values()))
    for other in weekly_by_share.values():
        if other.basket != first.basket:
            yield Collision(place, None, (first.id, other.id))
    whole = parts.get("", Part())
    if whole.weekly:
        yield Collision(place, None, (whole.weekly.id, first.id))
    for on, note in whole.on.items():
        if note:
            yield Collision(place, on, (first.id, note.id))
