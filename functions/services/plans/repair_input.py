"""A leave's surroundings as the solver is given them: who is free, what they have, which rooms there are."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from functions.services.days import shared_classes
from functions.services.days.weeks import Weeks
from functions.services.plans.candidates import candidates, never_teaches
from functions.services.ports import FACULTY, OFFERING, ROOM, SECTION, SUBJECT, Records
from timetable.calendar import Calendar, dates
from timetable.day import Claim
from timetable.model import (
    ClassOnDate,
    FacultyUnavailability,
    Infra,
    LeaveStatus,
    Slot,
    Subject,
    SubjectId,
    TermId,
)
from timetable.problems import Host, RepairProblem, When

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
    weeks: Weeks | None = None,
) -> RepairProblem:
    """One leave with these of its classes, who could take them, and where else they could go. `weeks`: what
    has been read for other leaves of the term."""
    weeks = weeks or Weeks(records, calendar.term.id)
    policies = records.reference.institute.policies
    last = min(leave.end_date + timedelta(days=policies.move_within_days), calendar.term.last)
    span = list(dates(max(leave.start_date, today), last))
    at = [(on, t.slot) for on in span for t in calendar.slots_on(on)]
    own = weeks.claims("faculty", [leave.faculty])[leave.faculty]
    group_claims = weeks.claims("group", sorted({g for c in classes for g in c.groups}))
    sections = records.reference.many(SECTION, (s for c in classes for s in c.sections))
    strengths: Mapping[str, int] = {
        c.occupancy: shared_classes.strength(records, weeks.term, c, sections=sections) for c in classes
    }
    rooms = _rooms(records, classes, strengths)
    subjects: dict[SubjectId, Subject] = records.reference.many(SUBJECT, {c.subject for c in classes})  # type: ignore[assignment]
    never = never_teaches(records.reference.get(FACULTY[leave.faculty]))
    openings = tuple(w for w in at if w not in set(away) and w[1] not in never and _free(own, *w))
    pending = leave.status is LeaveStatus.PENDING  # cover that is found later replaces one adjustment by one
    return RepairProblem(
        leave=leave.id,
        faculty=leave.faculty,
        department=leave.department,
        classes=classes,
        candidates=tuple(candidates(records, weeks, calendar, leave, classes, group_claims, span)),
        openings=openings,
        rooms=tuple(rooms),
        room_kinds={c.occupancy: records.reference.get(ROOM[c.room]).kind for c in classes},  # type: ignore[union-attr]
        strengths=strengths,
        room_busy=_busy(weeks.claims("room", (r.id for r in rooms)).items(), at),
        group_busy=_busy(group_claims.items(), at),
        breaks_after=policies.breaks_after,
        unavailable=_unavailable(records, weeks.term, own, classes),
        away=tuple(away),
        later=_later(group_claims, classes, openings) if pending else (),
        hosts=tuple(
            Host(held, seats)
            for held, seats in shared_classes.parallel(records, calendar, classes)
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
    offerings = records.reference.many(OFFERING, (o.offering for o in weekly))
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


def _rooms(records: Records, classes: tuple[ClassOnDate, ...], strengths: Mapping[str, int]) -> list[Infra]:
    """Rooms that a class could move to: its own, and the best fitting of the same kind."""
    every: list[Infra] = records.reference.all(ROOM)
    by_id = {r.id: r for r in every}
    found: dict[str, Infra] = {}
    for class_ in classes:
        found[class_.room] = by_id[class_.room]
        need = strengths[class_.occupancy]
        fits = [r for r in every if r.kind == by_id[class_.room].kind and r.capacity >= need]
        found.update({r.id: r for r in sorted(fits, key=lambda r: (r.capacity, r.id))[:_ROOMS_LOOKED_AT]})
    return list(found.values())
