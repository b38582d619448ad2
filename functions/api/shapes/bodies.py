"""The bodies of requests about leave, as what the services take."""

import dataclasses

from functions.api.shapes.leaves import LeaveIn
from functions.api.shapes.planned import AlternativeRowIn, ChoiceIn, OutcomeIn, PlanIn, RowIn
from functions.services.leave.requests import LeaveFields
from functions.services.plans import proposals
from functions.services.plans.edits import Wanted
from timetable.model import FacultyId, InfraId, OccupancyId, Outcome, Reason, RunnerUp, Slot


def wish(body: LeaveIn) -> LeaveFields:
    periods = tuple(body.periods) if body.periods is not None else None
    return LeaveFields(body.start_date, body.end_date, periods, body.half, body.kind, body.reason.strip())


def proposal(body: PlanIn) -> proposals.Proposal:
    others = tuple(
        proposals.AlternativeProposal(o.name, o.status, o.bound, tuple(_alternative_row(r) for r in o.rows))
        for o in body.alternatives
    )
    return proposals.Proposal(
        body.based_on, body.status, body.bound, tuple(row(r) for r in body.rows), others
    )


def row(of: RowIn) -> proposals.RowProposal:
    return dataclasses.replace(
        _alternative_row(of),
        reasons=tuple(Reason(r.code, r.about) for r in of.reasons),
        parts=of.parts,
        runners_up=tuple(RunnerUp(outcome(r), r.extra, r.why_not, r.whole_run) for r in of.runners_up),
    )


def wanted(body: ChoiceIn) -> Wanted:
    return Wanted(body.plan_revision, OccupancyId(body.occupancy), body.date, outcome(body), body.whole_run)


def _alternative_row(of: AlternativeRowIn) -> proposals.RowProposal:
    return proposals.RowProposal(OccupancyId(of.occupancy), of.date, outcome(of), of.cost)


def outcome(of: OutcomeIn) -> Outcome:
    return Outcome(
        of.kind,
        tuple(FacultyId(f) for f in of.faculty) if of.faculty else None,
        of.to.date if of.to else None,
        Slot(of.to.day, of.to.period) if of.to else None,
        InfraId(of.room) if of.room else None,
        (OccupancyId(of.in_return.occupancy), of.in_return.date) if of.in_return else None,
        OccupancyId(of.host) if of.host else None,
    )
