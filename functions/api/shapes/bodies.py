"""The bodies of requests about leave, turned into the values that the services take."""

import dataclasses

from functions.api.shapes.leaves import LeaveIn
from functions.api.shapes.proposals import AlternativeRowIn, ChoiceIn, OutcomeIn, PlanIn, RowIn
from functions.services.leave.requests import LeaveFields
from functions.services.plans import proposals
from functions.services.plans.edits import RowChoice
from timetable.model import FacultyId, InfraId, OccupancyId, Outcome, Reason, RunnerUp, Slot


def leave_fields(body: LeaveIn) -> LeaveFields:
    """What somebody enters for a leave."""
    periods = tuple(body.periods) if body.periods is not None else None
    return LeaveFields(body.start_date, body.end_date, periods, body.half, body.kind, body.reason.strip())


def proposal(body: PlanIn) -> proposals.Proposal:
    """A plan that the solver hands in, with its alternatives."""
    alternatives = tuple(
        proposals.AlternativeProposal(a.name, a.status, a.bound, tuple(_alternative_row(r) for r in a.rows))
        for a in body.alternatives
    )
    return proposals.Proposal(
        body.based_on, body.status, body.bound, tuple(row_proposal(r) for r in body.rows), alternatives
    )


def row_proposal(row: RowIn) -> proposals.RowProposal:
    """One row of such a plan, with its reasons and the next best outcomes."""
    return dataclasses.replace(
        _alternative_row(row),
        reasons=tuple(Reason(r.code, r.about) for r in row.reasons),
        parts=row.parts,
        runners_up=tuple(RunnerUp(_outcome(r), r.extra, r.why_not, r.whole_run) for r in row.runners_up),
    )


def choice(body: ChoiceIn) -> RowChoice:
    """The outcome that a decider chooses for one class of a plan."""
    return RowChoice(
        body.plan_revision, OccupancyId(body.occupancy), body.date, _outcome(body), body.whole_run
    )


def _alternative_row(row: AlternativeRowIn) -> proposals.RowProposal:
    return proposals.RowProposal(OccupancyId(row.occupancy), row.date, _outcome(row), row.cost)


def _outcome(body: OutcomeIn) -> Outcome:
    return Outcome(
        body.kind,
        tuple(FacultyId(f) for f in body.faculty) if body.faculty else None,
        body.to.date if body.to else None,
        Slot(body.to.day, body.to.period) if body.to else None,
        InfraId(body.room) if body.room else None,
        (OccupancyId(body.in_return.occupancy), body.in_return.date) if body.in_return else None,
        OccupancyId(body.host) if body.host else None,
    )
