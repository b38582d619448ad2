"""What the solver needs to know of the table: one leave's surroundings, or a whole term's instance."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from functions.services.leaves import affected
from functions.services.ports import ChangeSet, Door, Records, Ref
from timetable import calendar as calendars
from timetable.calendar import Calendar, dates
from timetable.day import Claim
from timetable.leave import blocked
from timetable.model import (
    AdjustmentKind,
    ClassOnDate,
    Faculty,
    FacultyId,
    FacultyUnavailability,
    Infra,
    InstituteId,
    LeaveId,
    LeaveStatus,
    Occupancy,
    Plan,
    Resource,
    Section,
    Slot,
    Subject,
    SubjectId,
    TermId,
    TimeSlotId,
)
from timetable.problems import Candidate, Instance, RepairProblem

_ROOMS_LOOKED_AT = 12
"""per kind of room, the best fitting ones"""


@dataclass(frozen=True, slots=True)
class SolverReader:
    """The solver's window on the table; it only reads."""

    door: Door
    now: datetime

    def leave(self, institute: InstituteId, leave_id: LeaveId) -> FacultyUnavailability | None:
        (found,) = self.door.records(institute).fetch(Ref("leave", leave_id))
        return found

    def plan(self, institute: InstituteId, leave_id: LeaveId) -> Plan | None:
        (found,) = self.door.records(institute).fetch(Ref("plan", leave_id))
        return found

    def uncovered(self, institute: InstituteId, leave_id: LeaveId) -> dict[tuple[str, date], str]:
        """The adjustments of an approved leave that cancel a class, by (occupancy, date)."""
        (changes,) = self.door.records(institute).fetch(Ref("change", leave_id))
        if not isinstance(changes, ChangeSet) or not changes.active:
            return {}
        return {
            (a.before.occupancy, a.before.date): a.id
            for a in changes.adjustments
            if a.kind is AdjustmentKind.CANCELLED
        }

    def pending(self) -> list[tuple[InstituteId, LeaveId]]:
        """Every pending request of every institute."""
        found = []
        for institute in self.door.institutes():
            records = self.door.records(institute)
            departments = [d.id for d in records.reference.all("department")]
            found += [(institute, leave.id) for leave in records.leaves(departments, LeaveStatus.PENDING)]
        return found

    def problem(self, institute: InstituteId, leave_id: LeaveId) -> RepairProblem | None:
        """A pending request with its classes, or an approved one with those that are still uncovered."""
        records = self.door.records(institute)
        leave, changes = records.fetch(Ref("leave", leave_id), Ref("change", leave_id))
        if leave is None:
            return None
        calendar = records.reference.calendar(leave.start_date)
        away = blocked(leave, calendar, records.reference.institute.policies)
        today = calendars.today(records.reference.institute.zone, self.now)
        if leave.status is LeaveStatus.PENDING:
            classes = affected(records, leave.faculty, calendar, away)
        elif leave.status is LeaveStatus.APPROVED and isinstance(changes, ChangeSet):
            lost = (a.before for a in changes.adjustments if a.kind is AdjustmentKind.CANCELLED)
            classes = tuple(c for c in lost if c.date >= today and calendar.day_on(c.date) == c.slot.day)
        else:
            return None
        return _problem(records, calendar, leave, classes, away, today)

    def term_of(self, institute: InstituteId, on: date) -> tuple[TermId, dict[Slot, TimeSlotId]]:
        """The term that a date is in, and the ids of the week's timeslots."""
        reference = self.door.records(institute).reference
        return reference.calendar(on).term.id, {t.slot: t.id for t in reference.timeslots()}

    def instance(self, institute: InstituteId, term_id: TermId) -> Instance:
        """Everything that a term's timetable is made from; bookings that exist stay."""
        reference = self.door.records(institute).reference
        fixed: list[Occupancy] = []
        after: str | None = None
        while True:
            page, after = self.door.records(institute).occupancies(term_id, limit=200, after=after)
            fixed += page
            if after is None:
                break
        return Instance(
            term=term_id,
            timeslots=reference.timeslots(),
            rooms=tuple(reference.all("infra")),
            faculty=tuple(reference.all("faculty")),
            sections=tuple(reference.all("section")),
            offerings=tuple(o for o in reference.all("offering") if o.term == term_id),
            fixed=tuple(fixed),
            breaks_after=reference.institute.policies.breaks_after,
        )


def _problem(
    records: Records,
    calendar: Calendar,
    leave: FacultyUnavailability,
    classes: tuple[ClassOnDate, ...],
    away: list[tuple[date, Slot]],
    today: date,
) -> RepairProblem:
    policies = records.reference.institute.policies
    term = calendar.term.id
    last = min(leave.end_date + timedelta(days=policies.move_within_days), calendar.term.last)
    span = list(dates(max(leave.start_date, today), last))
    at = [(on, t.slot) for on in span for t in calendar.slots_on(on)]
    own = records.claims(Resource("faculty", leave.faculty), term)
    groups = sorted({g for c in classes for g in c.groups})
    group_claims = {g: records.claims(Resource("group", g), term) for g in groups}
    sections = records.reference.many("section", (s for c in classes for s in c.sections))
    rooms = _rooms(records, classes, sections)
    subjects: dict[SubjectId, Subject] = records.reference.many("subject", {c.subject for c in classes})  # type: ignore[assignment]
    return RepairProblem(
        leave=leave.id,
        faculty=leave.faculty,
        department=leave.department,
        classes=classes,
        candidates=tuple(_candidates(records, calendar, leave, classes, group_claims, span)),
        openings=tuple(w for w in at if w not in set(away) and _free(own, *w)),
        rooms=tuple(rooms),
        room_kinds={c.occupancy: records.reference.get("infra", c.room).kind for c in classes},  # type: ignore[union-attr]
        strengths={c.occupancy: _strength(c, sections) for c in classes},
        room_busy=_busy(((r.id, records.claims(Resource("room", r.id), term)) for r in rooms), at),
        group_busy=_busy(group_claims.items(), at),
        breaks_after=policies.breaks_after,
        unavailable=_unavailable(records, own),
        away=tuple(away),
        costs=policies.repair_costs,
        subjects=subjects,
    )


def _unavailable(records: Records, own: Iterable[Claim]) -> dict[str, frozenset[Slot]]:
    """Per weekly booking of the teacher, the timeslots that its offering can't be given."""
    weekly = [c.weekly for c in own if c.weekly]
    offerings = records.reference.many("offering", (o.offering for o in weekly))
    return {o.id: frozenset(offerings[o.offering].unavailable) for o in weekly if o.offering in offerings}


def _free(claims: Iterable[Claim], on: date, slot: Slot) -> bool:
    return all(c.is_free(on) for c in claims if c.slot == slot)


def _busy(
    claims: Iterable[tuple[str, list[Claim]]], at: list[tuple[date, Slot]]
) -> frozenset[tuple[str, date, Slot]]:
    busy = []
    for id, held in claims:
        by_slot = {c.slot: c for c in held}
        busy += [(id, on, slot) for on, slot in at if slot in by_slot and not by_slot[slot].is_free(on)]
    return frozenset(busy)


def _candidates(
    records: Records,
    calendar: Calendar,
    leave: FacultyUnavailability,
    classes: tuple[ClassOnDate, ...],
    group_claims: dict[str, list[Claim]],
    span: list[date],
) -> Iterable[Candidate]:
    """Whoever the institute's policy lets substitute here, with all that they have already."""
    ways = records.reference.institute.policies.substitute_by
    knows: dict[str, set[str]] = {}
    wanted = {s for c in classes for s in c.sections}
    for claims in group_claims.values():
        for claim in claims:
            for f in claim.weekly.faculty if claim.weekly else ():
                knows.setdefault(f, set()).update(wanted & set(claim.weekly.sections if claim.weekly else ()))
    subjects = {c.subject for c in classes}
    people: list[Faculty] = records.reference.all("faculty")
    for person in people:
        fits = (
            ("subject" in ways and bool(subjects & set(person.subjects)))
            or ("section" in ways and person.id in knows)
            or ("department" in ways and person.department == leave.department)
        )
        if fits and person.id != leave.faculty:
            yield _candidate(records, calendar, person, frozenset(knows.get(person.id, ())), classes, span)


def _candidate(
    records: Records,
    calendar: Calendar,
    person: Faculty,
    knows: frozenset[str],
    classes: tuple[ClassOnDate, ...],
    span: list[date],
) -> Candidate:
    claims = {c.slot: c for c in records.claims(Resource("faculty", person.id), calendar.term.id)}
    days = {c.date for c in classes}
    mondays = {d - timedelta(days=d.isoweekday() - 1) for d in days}
    weeks = [m + timedelta(days=n) for m in sorted(mondays) for n in range(7)]
    at = [(on, t.slot) for on in dict.fromkeys([*weeks, *span]) for t in calendar.slots_on(on)]
    held = [(on, slot) for on, slot in at if slot in claims and claims[slot].held_on(on)]
    months = {(d.year, d.month) for d in days}
    covered = _covered(person.id, claims.values())
    return Candidate(
        id=person.id,
        department=person.department,
        subjects=frozenset(person.subjects),
        sections=frozenset(knows),  # type: ignore[arg-type]
        busy=frozenset(w for w in at if w[1] in claims and not claims[w[1]].is_free(w[0])),
        load={on: sum(1 for d, _ in held if d == on) for on in {d for d, _ in held}},
        daily_limit=person.daily_limit,
        weekly_limit=person.weekly_limit,
        covered_month=sum((on.year, on.month) in months for on in covered),
        covered_term=len(covered),
    )


def _covered(person: FacultyId, claims: Iterable[Claim]) -> list[date]:
    """The dates of the term on which they take a colleague's period, once for each of these periods."""
    return [
        on
        for claim in claims
        for on, note in claim.on.items()
        if (made := note.adjustment)
        and note.id == made.id
        and made.after
        and person in made.after.faculty
        and person not in made.before.faculty
    ]


def _rooms(records: Records, classes: tuple[ClassOnDate, ...], sections: dict[str, Section]) -> list[Infra]:
    """Rooms that a class could move to: its own, and the best fitting of the same kind."""
    every: list[Infra] = records.reference.all("infra")
    by_id = {r.id: r for r in every}
    found: dict[str, Infra] = {}
    for class_ in classes:
        found[class_.room] = by_id[class_.room]
        need = _strength(class_, sections)
        fits = [r for r in every if r.kind == by_id[class_.room].kind and r.capacity >= need]
        found.update({r.id: r for r in sorted(fits, key=lambda r: (r.capacity, r.id))[:_ROOMS_LOOKED_AT]})
    return list(found.values())


def _strength(class_: ClassOnDate, sections: dict[str, Section]) -> int:
    """Students in the class: those of its batches, or of its sections without batches."""
    return sum(
        next((b.strength for b in section.batches if b.id == group), section.strength)
        for section in (sections[s] for s in class_.sections)
        for group in section.groups()
        if group in class_.groups
    )
