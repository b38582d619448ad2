"""A leave's surroundings as the solver is given them: who is free, what they have, which rooms there are."""

from collections.abc import Iterable
from datetime import date, timedelta

from functions.services import joint
from functions.services.ports import Records
from timetable.calendar import Calendar, dates
from timetable.day import Claim
from timetable.model import (
    ClassOnDate,
    Faculty,
    FacultyId,
    FacultyUnavailability,
    Infra,
    LeaveStatus,
    Resource,
    Section,
    Slot,
    Subject,
    SubjectId,
    TermId,
)
from timetable.problems import Candidate, Host, RepairProblem, When

_ROOMS_LOOKED_AT = 12
"""per kind of room, the best fitting ones"""
_MOST_TO_EXCHANGE = 40
"""classes; a plan names each that is given in return"""


def repair_problem(
    records: Records,
    calendar: Calendar,
    leave: FacultyUnavailability,
    classes: tuple[ClassOnDate, ...],
    away: list[tuple[date, Slot]],
    today: date,
) -> RepairProblem:
    """One leave with these of its classes, who could take them, and where else they could go."""
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
    never = _never(records.reference.get("faculty", leave.faculty))
    openings = tuple(w for w in at if w not in set(away) and w[1] not in never and _free(own, *w))
    pending = leave.status is LeaveStatus.PENDING  # cover that is found later replaces one adjustment by one
    return RepairProblem(
        leave=leave.id,
        faculty=leave.faculty,
        department=leave.department,
        classes=classes,
        candidates=tuple(_candidates(records, calendar, leave, classes, group_claims, span)),
        openings=openings,
        rooms=tuple(rooms),
        room_kinds={c.occupancy: records.reference.get("infra", c.room).kind for c in classes},  # type: ignore[union-attr]
        strengths={c.occupancy: joint.strength(c, sections) for c in classes},
        room_busy=_busy(((r.id, records.claims(Resource("room", r.id), term)) for r in rooms), at),
        group_busy=_busy(group_claims.items(), at),
        breaks_after=policies.breaks_after,
        unavailable=_unavailable(records, term, own, classes),
        away=tuple(away),
        later=_later(group_claims, classes, openings) if pending else (),
        hosts=tuple(
            Host(held, seats)
            for held, seats in joint.parallel(records, calendar, classes)
            if leave.faculty not in held.faculty
        ),
        costs=policies.repair_costs,
        subjects=subjects,
    )


def _later(
    group_claims: dict[str, list[Claim]], classes: tuple[ClassOnDate, ...], openings: tuple[When, ...]
) -> tuple[ClassOnDate, ...]:
    """Single periods that one colleague holds for just the students of a class affected; the nearest few."""
    students = {frozenset(c.groups) for c in classes}
    held = {
        class_: None
        for on, slot in openings
        for claims in group_claims.values()
        for claim in claims
        if claim.slot == slot
        and (class_ := claim.held_on(on))
        and class_.adjustment is None
        and on not in claim.joined
        and len(class_.faculty) == 1
        and frozenset(class_.groups) in students
    }
    taught = {(c.date, c.subject, c.slot.period) for c in held}
    single = [c for c in held if not any((c.date, c.subject, c.slot.period + n) in taught for n in (-1, 1))]
    return tuple(single[:_MOST_TO_EXCHANGE])


def _unavailable(
    records: Records, term: TermId, own: Iterable[Claim], classes: Iterable[ClassOnDate]
) -> dict[str, frozenset[Slot]]:
    """Per weekly booking of the teacher, and per class taken from another, the timeslots that its offering
    can't be given."""
    weekly = [c.weekly for c in own if c.weekly]
    known = {o.id for o in weekly}
    taken = {c.occupancy for c in classes} - known
    weekly += [o for o in (records.occupancy(term, id) for id in sorted(taken)) if o]
    offerings = records.reference.many("offering", (o.offering for o in weekly))
    return {o.id: frozenset(offerings[o.offering].unavailable) for o in weekly if o.offering in offerings}


def _never(person: Faculty | None) -> frozenset[Slot]:
    """The timeslots in which they never teach."""
    return frozenset(person.unavailable if person else ())


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
    never = _never(person)
    return Candidate(
        id=person.id,
        department=person.department,
        subjects=frozenset(person.subjects),
        sections=frozenset(knows),  # type: ignore[arg-type]
        busy=frozenset(
            (on, slot)
            for on, slot in at
            if slot in never or (slot in claims and not claims[slot].is_free(on))
        ),
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
        need = joint.strength(class_, sections)
        fits = [r for r in every if r.kind == by_id[class_.room].kind and r.capacity >= need]
        found.update({r.id: r for r in sorted(fits, key=lambda r: (r.capacity, r.id))[:_ROOMS_LOOKED_AT]})
    return list(found.values())
