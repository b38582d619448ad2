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
    """What the solver reads from the table."""

    directory: Directory
    now: datetime

    def leave(self, institute: InstituteId, leave_id: LeaveId) -> FacultyUnavailability | None:
        (leave,) = self.directory.records(institute).fetch(LEAVE[leave_id])
        return leave

    def plan(self, institute: InstituteId, leave_id: LeaveId) -> Plan | None:
        (plan,) = self.directory.records(institute).fetch(PLAN[leave_id])
        return plan

    def uncovered(self, institute: InstituteId, leave_id: LeaveId) -> dict[tuple[OccupancyId, date], str]:
        """The adjustments of an approved leave that cancel a class for good, by (occupancy, date), because
        nobody could take it and nobody is being asked.
        """
        records = self.directory.records(institute)
        changes, plan = records.fetch(CHANGE_SET[leave_id], PLAN[leave_id])
        if changes is None or not changes.active:
            return {}
        return _lost(changes, consents.read_all(records, plan))

    def pending(self) -> list[tuple[InstituteId, LeaveId]]:
        """Every pending request of every institute."""
        pending = []
        for institute in self.directory.institutes():
            records = self.directory.records(institute)
            departments = [d.id for d in records.reference.all(DEPARTMENT)]
            pending += [(institute, leave.id) for leave in records.leaves(departments, LeaveStatus.PENDING)]
        return pending

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
        plan_consents = consents.read_all(records, plan)
        lost = _lost(changes, plan_consents).values()
        left = (a.before for a in changes.adjustments if a.id in lost)
        classes = tuple(c for c in left if c.date >= today and calendar.day_on(c.date) == c.slot.day)
        problem = repair_problem(records, calendar, leave, classes=classes, away=away, today=today)
        return with_answers(problem, plan_consents, booked=True)

    def pending_on_same_dates(
        self, institute: InstituteId, leave_id: LeaveId
    ) -> list[list[FacultyUnavailability]]:
        """The groups of the department's pending requests that share dates with each other and with this
        leave.

        This leave alone is no group.
        """
        records = self.directory.records(institute)
        (leave,) = records.fetch(LEAVE[leave_id])
        if leave is None:
            return []
        listed = records.leaves([leave.department], LeaveStatus.PENDING)
        leaves = records.fetch(*(LEAVE[id] for id in sorted({leave_id, *(other.id for other in listed)})))
        today = self.today(institute)
        open_ = [
            other
            for other in leaves
            if other and other.status is LeaveStatus.PENDING and other.end_date >= today
        ]
        groups = groups_sharing_dates(open_)
        return [g for g in groups if g != [leave] and any(share_dates(leave, other) for other in g)]

    def problems(
        self, institute: InstituteId, leaves: Sequence[FacultyUnavailability]
    ) -> list[RepairProblem]:
        """The problems of these pending requests, in their order."""
        records = self.directory.records(institute)
        read: dict[TermId, Weeks] = {}
        problems = []
        for leave in leaves:
            term = records.reference.calendar(leave.start_date).term.id
            weeks = read.setdefault(term, Weeks(records, term))
            problems.append(problem_of(clock_request(records, self.now), leave, weeks=weeks))
        return problems

    def unanswered_what_if(self, institute: InstituteId, id: str) -> tuple[WhatIf, RepairProblem] | None:
        """The what-if and its problem; None if it has been answered, or deleted."""
        records = self.directory.records(institute)
        (what_if,) = records.fetch(WHAT_IF[id])
        if what_if is None or what_if.is_answered:
            return None
        return what_if, problem_of(clock_request(records, self.now), what_if.leave)

    def what_ifs(
        self, institute: InstituteId, people: Iterable[FacultyId], on: date
    ) -> Iterator[tuple[FacultyId, RepairProblem]]:
        """For each of these people the problem of a leave of this one day."""
        records = self.directory.records(institute)
        known = records.reference.many(FACULTY, people)
        weeks = Weeks(records, records.reference.calendar(on).term.id)
        for person in known.values():
            leave = FacultyUnavailability(
                id=LeaveId("what-if"),
                faculty=person.id,
                department=person.department,
                start_date=on,
                end_date=on,
                periods=None,
                half=None,
                kind="",
                reason="",
                status=LeaveStatus.PENDING,
                plan_revision=0,
                created_at=self.now,
                updated_at=self.now,
            )
            yield person.id, problem_of(clock_request(records, self.now), leave, weeks=weeks)

    def today(self, institute: InstituteId) -> date:
        return calendars.today(self.directory.records(institute).reference.institute.zone, self.now)

    def has_classes(self, institute: InstituteId, on: date) -> bool:
        """True if the date is in a term and has classes."""
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


def _lost(changes: ChangeSet, plan_consents: Sequence[Consent]) -> dict[tuple[OccupancyId, date], str]:
    """The ids of the adjustments that cancel a class about which nobody is being asked."""
    waits = waiting(plan_consents)
    return {
        at: a.id
        for a in changes.adjustments
        for at in [(a.before.occupancy, a.before.date)]
        if a.kind is AdjustmentKind.CANCELLED and at not in waits
    }
