"""What the solver needs to know of the table: one leave's surroundings, or a whole term's instance."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from functions.services.days.weeks import Weeks
from functions.services.identity.clock import clock_request
from functions.services.leave import consents
from functions.services.plans.pending_input import problem_of
from functions.services.plans.repair_input import repair_problem
from functions.services.plans.term_input import term_instance
from functions.services.ports import (
    CHANGE_SET,
    DEPARTMENT,
    DRAFT,
    FACULTY,
    LEAVE,
    OFFERING,
    PLAN,
    SECTION,
    SUBJECT,
    WHAT_IF,
    ChangeSet,
    Directory,
    Draft,
    WhatIf,
)
from timetable import calendar as calendars
from timetable.leave.clashes import groups_sharing_dates, share_dates
from timetable.leave.consent_effects import with_answers
from timetable.leave.consents import Consent, waiting
from timetable.leave.request import blocked
from timetable.model import (
    AdjustmentKind,
    DepartmentId,
    FacultyId,
    FacultyUnavailability,
    InstituteId,
    LeaveId,
    LeaveStatus,
    OccupancyId,
    OfferingId,
    Plan,
    Slot,
    TermId,
    TimeSlotId,
)
from timetable.problems import Instance, RepairProblem


@dataclass(frozen=True, slots=True)
class SolverReader:
    """The solver's window on the table; it only reads."""

    directory: Directory
    now: datetime

    def leave(self, institute: InstituteId, leave_id: LeaveId) -> FacultyUnavailability | None:
        (found,) = self.directory.records(institute).fetch(LEAVE[leave_id])
        return found

    def plan(self, institute: InstituteId, leave_id: LeaveId) -> Plan | None:
        (found,) = self.directory.records(institute).fetch(PLAN[leave_id])
        return found

    def uncovered(self, institute: InstituteId, leave_id: LeaveId) -> dict[tuple[OccupancyId, date], str]:
        """The adjustments of an approved leave that cancel a class for good, by (occupancy, date): nobody has
        been found, or asked."""
        records = self.directory.records(institute)
        changes, plan = records.fetch(CHANGE_SET[leave_id], PLAN[leave_id])
        if changes is None or not changes.active:
            return {}
        return _lost(changes, consents.known(records, plan))

    def pending(self) -> list[tuple[InstituteId, LeaveId]]:
        """Every pending request of every institute."""
        found = []
        for institute in self.directory.institutes():
            records = self.directory.records(institute)
            departments = [d.id for d in records.reference.all(DEPARTMENT)]
            found += [(institute, leave.id) for leave in records.leaves(departments, LeaveStatus.PENDING)]
        return found

    def problem(self, institute: InstituteId, leave_id: LeaveId) -> RepairProblem | None:
        """A pending request with its classes, or an approved one with those that are still uncovered."""
        records = self.directory.records(institute)
        leave, changes, plan = records.fetch(LEAVE[leave_id], CHANGE_SET[leave_id], PLAN[leave_id])
        if leave is None:
            return None
        if leave.status is LeaveStatus.PENDING:
            return problem_of(clock_request(records, self.now), leave, plan)
        if leave.status is not LeaveStatus.APPROVED or changes is None:
            return None
        calendar = records.reference.calendar(leave.start_date)
        away = blocked(leave, calendar, records.reference.institute.policies)
        today = self.today(institute)
        asks = consents.known(records, plan)
        lost = _lost(changes, asks).values()
        left = (a.before for a in changes.adjustments if a.id in lost)
        classes = tuple(c for c in left if c.date >= today and calendar.day_on(c.date) == c.slot.day)
        problem = repair_problem(records, calendar, leave, classes, away, today)
        return with_answers(problem, asks, booked=True)

    def pending_beside(self, institute: InstituteId, leave_id: LeaveId) -> list[list[FacultyUnavailability]]:
        """The department's pending requests in groups that share dates; of these groups those that have, or
        had, to do with this request. By itself a request is a group only where it had."""
        records = self.directory.records(institute)
        (leave,) = records.fetch(LEAVE[leave_id])
        if leave is None:
            return []
        listed = records.leaves([leave.department], LeaveStatus.PENDING)
        found = records.fetch(*(LEAVE[id] for id in sorted({leave_id, *(one.id for one in listed)})))
        today = self.today(institute)
        open_ = [one for one in found if one and one.status is LeaveStatus.PENDING and one.end_date >= today]
        groups = groups_sharing_dates(open_)
        return [g for g in groups if g != [leave] and any(share_dates(leave, other) for other in g)]

    def problems(
        self, institute: InstituteId, leaves: Sequence[FacultyUnavailability]
    ) -> list[RepairProblem]:
        """Of pending requests, in their order."""
        records = self.directory.records(institute)
        read: dict[TermId, Weeks] = {}
        found = []
        for leave in leaves:
            term = records.reference.calendar(leave.start_date).term.id
            weeks = read.setdefault(term, Weeks(records, term))
            found.append(problem_of(clock_request(records, self.now), leave, weeks=weeks))
        return found

    def asked_what_if(self, institute: InstituteId, id: str) -> tuple[WhatIf, RepairProblem] | None:
        """What somebody wonders about, as a problem; None: it is answered, or forgotten."""
        records = self.directory.records(institute)
        (asked,) = records.fetch(WHAT_IF[id])
        if asked is None or asked.is_answered:
            return None
        return asked, problem_of(clock_request(records, self.now), asked.leave)

    def what_ifs(
        self, institute: InstituteId, people: Iterable[FacultyId], on: date
    ) -> Iterator[tuple[FacultyId, RepairProblem]]:
        """Of each of these people the problem that a leave of this one day would be, were it asked for."""
        records = self.directory.records(institute)
        known = records.reference.many(FACULTY, people)
        weeks = Weeks(records, records.reference.calendar(on).term.id)
        for person in known.values():
            leave = FacultyUnavailability(
                LeaveId("what-if"), person.id, person.department, on, on, None, None, "", "",
                LeaveStatus.PENDING, 0, self.now, self.now,
            )  # fmt: skip
            yield person.id, problem_of(clock_request(records, self.now), leave, weeks=weeks)

    def today(self, institute: InstituteId) -> date:
        return calendars.today(self.directory.records(institute).reference.institute.zone, self.now)

    def has_classes(self, institute: InstituteId, on: date) -> bool:
        """Whether the date is one of a term, on which there are classes."""
        reference = self.directory.records(institute).reference
        return any(t.first <= on <= t.last for t in reference.terms()) and bool(
            reference.calendar(on).slots_on(on)
        )

    def teachers(self, institute: InstituteId, department: DepartmentId) -> list[FacultyId]:
        everybody = self.directory.records(institute).reference.all(FACULTY)
        return sorted(f.id for f in everybody if f.department == department)

    def departments(self) -> list[tuple[InstituteId, DepartmentId]]:
        """Every department of every institute."""
        return [
            (institute, d.id)
            for institute in self.directory.institutes()
            for d in self.directory.records(institute).reference.all(DEPARTMENT)
        ]

    def term_of(self, institute: InstituteId, on: date) -> tuple[TermId, dict[Slot, TimeSlotId]]:
        """The term that a date is in, and the ids of the week's timeslots."""
        reference = self.directory.records(institute).reference
        return reference.calendar(on).term.id, {t.slot: t.id for t in reference.timeslots()}

    def instance(self, institute: InstituteId, term_id: TermId, *, anew: bool = False) -> Instance:
        """Everything that a term's timetable is made from; what is booked stays, unless it is made anew."""
        return term_instance(self.directory.records(institute), term_id, anew=anew)

    def offering_names(self, institute: InstituteId, term: TermId) -> dict[OfferingId, str]:
        """What people call the offerings of a term: the subject's code, and the sections."""
        reference = self.directory.records(institute).reference
        codes = {s.id: s.code for s in reference.all(SUBJECT)}
        sections = {s.id: s.name for s in reference.all(SECTION)}
        return {
            o.id: f"{codes.get(o.subject, o.subject)} ({', '.join(sections.get(s, s) for s in o.sections)})"
            for o in reference.all(OFFERING)
            if o.term == term
        }

    def draft(self, institute: InstituteId, id: str) -> Draft | None:
        (draft,) = self.directory.records(institute).fetch(DRAFT[id])
        return draft


def _lost(changes: ChangeSet, asks: Sequence[Consent]) -> dict[tuple[OccupancyId, date], str]:
    waits = waiting(asks)
    return {
        at: a.id
        for a in changes.adjustments
        for at in [(a.before.occupancy, a.before.date)]
        if a.kind is AdjustmentKind.CANCELLED and at not in waits
    }
