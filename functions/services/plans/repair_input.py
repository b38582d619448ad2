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
    TermId,
)
from timetable.problems import Host, RepairProblem, When

_MAX_ROOMS_PER_KIND = 12  # the best fitting ones
_MAX_EXCHANGED_CLASSES = 40  # because the plan names each class that is given in return


def repair_problem(
    records: Records,
    calendar: Calendar,
    leave: FacultyUnavailability,
    *,
    classes: tuple[ClassOnDate, ...],
    away: list[tuple[date, Slot]],
    today: date,
    weeks: Weeks | None = None,
) -> RepairProblem:
    """The repair problem of these classes of a leave: who could take them, and where else they could go.

    `away` are the teacher's periods of leave, `weeks` the claims that were read for other leaves of the term.
    """
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
    own_rooms = records.reference.many(ROOM, (c.room for c in classes))
    subjects = {s.id: s for s in records.reference.many(SUBJECT, {c.subject for c in classes}).values()}
    never = never_teaches(records.reference.get(FACULTY[leave.faculty]))
    openings = tuple(w for w in at if w not in set(away) and w[1] not in never and _free(own, *w))
    pending = leave.status is LeaveStatus.PENDING  # cover that is found later replaces one adjustment by one
    return RepairProblem(
        leave=leave.id,
        faculty=leave.faculty,
        department=leave.department,
        classes=classes,
        candidates=tuple(
            candidates(
                records, weeks, calendar, leave=leave, classes=classes, students=group_claims, span=span
            )
        ),
        openings=openings,
        rooms=tuple(rooms),
        room_kinds={c.occupancy: own_rooms[c.room].kind for c in classes},
        strengths=strengths,
        room_busy=_busy(weeks.claims("room", (r.id for r in rooms)).items(), at),
        group_busy=_busy(group_claims.items(), at),
        breaks_after=policies.breaks_after,
        unavailable=_unavailable(records, weeks.term, own=own, classes=classes),
        away=tuple(away),
        later=_later(group_claims, classes, openings) if pending else (),
        hosts=tuple(
            Host(host, seats)
            for host, seats in shared_classes.parallel(records, calendar, classes)
            if leave.faculty not in host.faculty
        ),
        costs=policies.repair_costs,
        subjects=subjects,
    )


def _later(
    group_claims: dict[str, list[Claim]], classes: tuple[ClassOnDate, ...], openings: tuple[When, ...]
) -> tuple[ClassOnDate, ...]:
    """The nearest single periods that one colleague holds for just the students of a class affected."""
    students = {frozenset(c.groups) for c in classes}
    classes_then = {
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
    taught = {(c.date, c.subject, c.slot.period) for c in classes_then}
    single = [
        c for c in classes_then if not any((c.date, c.subject, c.slot.period + n) in taught for n in (-1, 1))
    ]
    return tuple(single[:_MAX_EXCHANGED_CLASSES])


def _unavailable(
    records: Records, term: TermId, *, own: Iterable[Claim], classes: Iterable[ClassOnDate]
) -> dict[str, frozenset[Slot]]:
    """The timeslots that an offering can't be given, by the teacher's weekly bookings and classes of others
    that they take.
    """
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
    for id, weekly in claims:
        by_slot = {c.slot: c for c in weekly}
        busy += [(id, on, slot) for on, slot in at if slot in by_slot and not by_slot[slot].is_free(on)]
    return frozenset(busy)


def _rooms(records: Records, classes: tuple[ClassOnDate, ...], strengths: Mapping[str, int]) -> list[Infra]:
    """Rooms that a class could move to: its own, and the best fitting of the same kind."""
    all_rooms = records.reference.all(ROOM)
    by_id = {r.id: r for r in all_rooms}
    rooms: dict[str, Infra] = {}
    for class_ in classes:
        rooms[class_.room] = by_id[class_.room]
        need = strengths[class_.occupancy]
        fits = [r for r in all_rooms if r.kind == by_id[class_.room].kind and r.capacity >= need]
        rooms.update({r.id: r for r in sorted(fits, key=lambda r: (r.capacity, r.id))[:_MAX_ROOMS_PER_KIND]})
    return list(rooms.values())
