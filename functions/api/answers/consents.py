"""Consents to a plan as they go over the wire."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from functions.api.answers.names import Names
from functions.api.shapes.plans import AskOut, RowAskOut
from functions.services.leave import consent_answers
from functions.services.ports import DEPARTMENT, FACULTY, KINDS, USER, Request
from timetable.access import heads, may_decide
from timetable.leave import consents
from timetable.leave.consents import Consent, ConsentStatus
from timetable.model import FacultyUnavailability, PlanRow


def ask(request: Request, value: Consent, leave: FacultyUnavailability) -> AskOut:
    names = Names(request, (c for row in value.rows for c in (row.before, row.after, row.in_return)))
    away = request.reference.get(FACULTY[leave.faculty])
    by = request.records.fetch(USER[value.answered_by])[0] if value.answered_by else None
    zone = ZoneInfo(request.reference.institute.zone)
    mine = consent_answers.may_answer(request, value)
    return AskOut(
        **_about(request, value, whole=mine or _decides(request, leave)).model_dump(),
        leave=value.leave,
        faculty_name=away.name if away else "?",
        rows=[names.exchanged_row(row) for row in value.rows],
        plan_revision=value.plan_revision,
        answered_by_name=by.name if by else None,
        answered_at=value.answered_at,
        until=f"{value.deadline.astimezone(zone):%Y-%m-%dT%H:%M}",
        can_answer=mine and value.status is ConsentStatus.ASKED and request.now < value.deadline,
    )


def of_row(request: Request, row: PlanRow, known: Sequence[Consent], *, whole: bool) -> list[RowAskOut]:
    """The consents that a row needs as it is now; with `whole`, their notes, too."""
    return [
        _about(request, a, whole=whole)
        for a in known
        if a.status is not ConsentStatus.TAKEN_BACK
        and any(consents.key(r) == consents.key(row) and r.outcome == row.outcome for r in a.rows)
    ]


def _about(request: Request, value: Consent, *, whole: bool) -> RowAskOut:
    kind, id = value.addressee
    addressee = request.reference.get(KINDS[kind][id])
    return RowAskOut(
        id=value.id,
        kind=kind,  # type: ignore[arg-type]
        name=addressee.name if addressee else "?",
        status=value.status,
        before=value.before,
        deadline=value.deadline,
        note=value.note if whole else "",
    )


def _decides(request: Request, leave: FacultyUnavailability) -> bool:
    department = request.reference.get(DEPARTMENT[leave.department])
    return may_decide(request.caller, leave, department, today=request.today) or heads(
        request.caller, department, request.today
    )
