"""The bodies of requests about leave, as what the services take."""

import dataclasses

from functions.api.shapes.leaves import LeaveIn
from functions.api.shapes.proposals import AlternativeRowIn, ChoiceIn, OutcomeIn, PlanIn, RowIn
from functions.services.leave.requests import LeaveFields
from functions.services.plans import proposals
from functions.services.plans.edits import Wanted
from timetable.model import FacultyId, Fate, InfraId, OccupancyId, Reason, RunnerUp, Slot


def leave_fields(body: LeaveIn) -> LeaveFields:
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


def row(body: RowIn) -> proposals.RowProposal:
    return dataclasses.replace(
        _alternative_row(body),
        reasons=tuple(Reason(r.code, r.about) for r in body.reasons),
        parts=body.parts,
        runners_up=tuple(RunnerUp(outcome(r), r.extra, r.why_not, r.whole_run) for r in body.runners_up),
    )


def wanted(body: ChoiceIn) -> Wanted:
    return Wanted(body.plan_revision, OccupancyId(body.occupancy), body.date, outcome(body), body.whole_run)


def _alternative_row(body: AlternativeRowIn) -> proposals.RowProposal:
    return proposals.RowProposal(OccupancyId(body.occupancy), body.date, outcome(body), body.cost)


def outcome(body: OutcomeIn) -> Fate:
    return Fate(
        body.kind,
        tuple(FacultyId(f) for f in body.faculty) if body.faculty else None,
        body.to.date if body.to else None,
        Slot(body.to.day, body.to.period) if body.to else None,
        InfraId(body.room) if body.room else None,
        (OccupancyId(body.in_return.occupancy), body.in_return.date) if body.in_return else None,
        OccupancyId(body.host) if body.host else None,
    )
