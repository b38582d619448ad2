"""What somebody is asked about a plan, as it goes over the wire."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from functions.api.answers.names import Names
from functions.api.request import Desk
from functions.api.shapes.plans import AskOut, RowAskOut
from functions.services.leave import consent_answers
from functions.services.ports import Ref
from timetable.access import heads, may_decide
from timetable.leave import consents
from timetable.leave.consents import Ask, AskStatus
from timetable.model import FacultyUnavailability, PlanRow


def ask(desk: Desk, value: Ask, leave: FacultyUnavailability) -> AskOut:
    names = Names(desk, (c for row in value.rows for c in (row.before, row.after, row.in_return)))
    away = desk.records.reference.get("faculty", leave.faculty)
    by = desk.records.fetch(Ref("user", value.answered_by))[0] if value.answered_by else None
    zone = ZoneInfo(desk.records.reference.institute.zone)
    mine = consent_answers.may_answer(desk.records, desk.caller, value, desk.now)
    return AskOut(
        **_about(desk, value, whole=mine or _decides(desk, leave)).model_dump(),
        leave=value.leave,
        faculty_name=away.name if away else "?",
        rows=[names.exchanged_row(row) for row in value.rows],
        plan_revision=value.plan_revision,
        answered_by_name=by.name if by else None,
        answered_at=value.answered_at,
        until=f"{value.deadline.astimezone(zone):%Y-%m-%dT%H:%M}",
        can_answer=mine and value.status is AskStatus.ASKED and desk.now < value.deadline,
    )


def of_row(desk: Desk, row: PlanRow, known: Sequence[Ask], *, whole: bool) -> list[RowAskOut]:
    """Those who are asked about a row as it is now."""
    return [
        _about(desk, a, whole=whole)
        for a in known
        if a.status is not AskStatus.TAKEN_BACK
        and any(consents.key(r) == consents.key(row) and r.fate == row.fate for r in a.rows)
    ]


def _about(desk: Desk, value: Ask, *, whole: bool) -> RowAskOut:
    kind, id = value.addressee
    found = desk.records.reference.get(kind, id)
    return RowAskOut(
        id=value.id,
        kind=kind,  # type: ignore[arg-type]
        name=found.name if found else "?",
        status=value.status,
        before=value.before,
        deadline=value.deadline,
        note=value.note if whole else "",
    )


def _decides(desk: Desk, leave: FacultyUnavailability) -> bool:
    department = desk.records.reference.get("department", leave.department)
    return may_decide(desk.caller, leave, department, desk.today) or heads(
        desk.caller, department, desk.today
    )
