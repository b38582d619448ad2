"""Domain values as they go over the wire, with the names that ids stand for."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from functions.api.answers import comparison, consents
from functions.api.answers.names import Names
from functions.api.shapes.bookings import AdjustmentOut
from functions.api.shapes.days import DayOut, SpecialOut
from functions.api.shapes.leaves import BalanceOut, LeaveOut
from functions.api.shapes.people import LeaveKindOut, MeOut, PeriodOut, TermNowOut
from functions.api.shapes.plans import AlternativeOut, OptionList, OptionOut, PlanOut
from functions.api.shapes.proposals import ChoiceIn, GivenIn, PlaceIn
from functions.services.days.day_views import DayView
from functions.services.leave.same_dates import SameDates
from functions.services.plans.edits import Choices
from functions.services.ports import DEPARTMENT, FACULTY, SECTION, USER, ChangeSet, Request
from timetable.access import heads, may_decide, may_see_reason
from timetable.calendar import DAY_NAMES, Calendar
from timetable.leave.consents import Consent
from timetable.leave.quota import Balance
from timetable.model import (
    Adjustment,
    FacultyUnavailability,
    Plan,
    Role,
    UserId,
)
from timetable.plan.choices import Choice


def day(request: Request, view: DayView) -> DayOut:
    return days(request, [view])[0]


def days(request: Request, views: Sequence[DayView]) -> list[DayOut]:
    names = Names(request, (c for v in views for s in v.seen for c in (s.class_, s.was, s.now, s.held_with)))
    return [
        DayOut(
            date=view.date,
            weekday=DAY_NAMES[view.date.isoweekday()],
            is_today=view.date == request.today,
            special=special(view.calendar, view.date),
            note=view.calendar.note(view.date),
            classes=[names.class_(s) for s in view.seen],
        )
        for view in views
    ]


def special(calendar: Calendar, on: date) -> SpecialOut | None:
    special_date = calendar.special(on)
    return SpecialOut(code=special_date.code, about=special_date.about) if special_date else None


def plan(
    request: Request,
    value: Plan,
    *,
    same_dates: SameDates | None = None,
    since: int | None = None,
    known_consents: Sequence[Consent] = (),
    decides: bool = False,
) -> PlanOut:
    """A plan with its alternatives. Rows that differ from revision `since` are marked; each row has those of
    the `known_consents` that it needs, with their notes if the reader `decides` the leave."""
    others = [(a, value.rows_of(a)) for a in value.alternatives]
    rows = [*value.rows, *(r for _, alternative_rows in others for r in alternative_rows)]
    possible = (other.fate.applied_to(r.before) for r in value.rows for other in r.runners_up)
    names = Names(request, (*(c for r in rows for c in (r.before, r.after, r.in_return)), *possible))
    return PlanOut(
        leave=value.leave,
        revision=value.revision,
        status=value.status,  # type: ignore[arg-type]
        cost=value.cost,
        bound=value.bound,
        rows=[
            names.plan_row(r, since).model_copy(
                update={"asks": consents.of_row(request, r, known_consents, whole=decides)}
            )
            for r in value.rows
        ],
        alternatives=[
            AlternativeOut(
                name=a.name,  # type: ignore[arg-type]
                status=a.status,  # type: ignore[arg-type]
                cost=a.cost,
                bound=a.bound,
                rows=[names.exchanged_row(r) for r in alternative_rows],
            )
            for a, alternative_rows in others
        ],
        edited_by=value.edited_by,
        edited_by_name=user_names(request, [value.edited_by])[value.edited_by] if value.edited_by else None,
        together=comparison.pending(request, same_dates) if same_dates else [],
        away=comparison.away(request, same_dates) if same_dates else [],
    )


def options(request: Request, value: Choices) -> OptionList:
    rows = [value.row, *(c.row for c in value.choices)]
    names = Names(request, (c for r in rows for c in (r.before, r.after, r.in_return)))
    return OptionList(
        leave=value.plan.leave,
        revision=value.plan.revision,
        row=names.explained_row(value.row),
        results=[
            OptionOut(
                row=names.explained_row(c.row),
                extra=c.extra,
                why_not=c.why_not,
                whole_run=c.whole_run,
                choose=_choice(value.plan, c),
            )
            for c in value.choices
        ],
    )


def _choice(plan: Plan, choice: Choice) -> ChoiceIn:
    before, outcome = choice.row.before, choice.row.outcome
    on, slot = outcome.on or before.date, outcome.slot or before.slot
    moves = outcome.on or outcome.slot
    given = outcome.in_return
    return ChoiceIn(
        plan_revision=plan.revision,
        occupancy=before.occupancy,
        date=before.date,
        kind=outcome.kind,
        faculty=list(outcome.faculty) if outcome.faculty else None,
        room=outcome.room,
        to=PlaceIn(date=on, day=slot.day, period=slot.period) if moves else None,
        in_return=GivenIn(occupancy=given[0], date=given[1]) if given else None,
        host=outcome.host,
        whole_run=choice.whole_run,
    )


def rows(
    request: Request, adjustments: Sequence[Adjustment], changes: ChangeSet | None = None
) -> list[AdjustmentOut]:
    """Adjustments of one decision, or of several; with `changes`, each has the version of that decision."""
    names = Names(request, (c for a in adjustments for c in (a.before, a.after)))
    about = (
        {"version": changes.version, "created_at": changes.created_at, "updated_at": changes.updated_at}
        if changes
        else {}
    )
    return [names.adjustment(a).model_copy(update=about) for a in adjustments]


def leave(request: Request, value: FacultyUnavailability) -> LeaveOut:
    return leaves(request, [value])[0]


def leaves(request: Request, values: Sequence[FacultyUnavailability]) -> list[LeaveOut]:
    reference = request.reference
    reference.load(r for v in values for r in (FACULTY[v.faculty], DEPARTMENT[v.department]))
    deciders = user_names(request, [v.decided_by for v in values if v.decided_by])
    return [_leave(request, v, deciders.get(v.decided_by or UserId(""))) for v in values]


def _leave(request: Request, value: FacultyUnavailability, decider: str | None) -> LeaveOut:
    reference, caller, today = request.reference, request.caller, request.today
    department = reference.get(DEPARTMENT[value.department])
    faculty = reference.get(FACULTY[value.faculty])
    why = may_see_reason(caller, value, department, today=today)
    decides = may_decide(caller, value, department, today=today)
    return LeaveOut(
        id=value.id,
        version=value.version,
        faculty=value.faculty,
        faculty_name=faculty.name if faculty else "?",
        department=value.department,
        department_name=department.name if department else "?",
        start_date=value.start_date,
        end_date=value.end_date,
        periods=list(value.periods) if value.periods is not None else None,
        half=value.half,
        kind=value.kind if why else None,
        kind_name=kind_name(request, value.kind) if why else None,
        reason=value.reason if why else None,
        status=value.status,
        decided_by=value.decided_by,
        decided_by_name=decider,
        decided_at=value.decided_at,
        decision_note=value.decision_note if why else "",
        plan_revision=value.plan_revision,
        created_at=value.created_at,
        updated_at=value.updated_at,
        can_decide=value.status == "pending" and decides,
        undo_until=_undo_until(request, value) if decides else None,
        is_mine=value.faculty == caller.faculty,
    )


def _undo_until(request: Request, value: FacultyUnavailability) -> datetime | None:
    if value.status not in ("approved", "rejected") or value.decided_at is None:
        return None
    window = timedelta(minutes=request.reference.institute.policies.undo_within)
    return value.decided_at + window if request.now <= value.decided_at + window else None


def balance(value: Balance) -> BalanceOut:
    return BalanceOut(
        kind=value.kind.code,
        kind_name=value.kind.name,
        first=value.first,
        last=value.last,
        quota=None if value.quota is None else value.quota / 2,
        taken=value.taken / 2,
        pending=value.pending / 2,
        left=None if value.left is None else value.left / 2,
    )


def kind_name(request: Request, code: str) -> str:
    kinds = request.reference.institute.policies.leave_kinds
    return next((k.name for k in kinds if k.code == code), code)


def decider_names(request: Request, department_id: str, requester: UserId | None) -> list[str]:
    """The names of who will decide: the HOD and who acts for them, but never the requester themselves."""
    institute = request.reference.institute
    department = request.reference.get(DEPARTMENT[department_id])
    heads_ = [u for u in (department.hod, department.acting_on(request.today)) if u] if department else []
    others = [u for u in heads_ if u != requester] or list(institute.policies.admins)
    names = user_names(request, others)
    return [names[u] for u in others if u in names]


def user_names(request: Request, ids: Sequence[UserId]) -> dict[UserId, str]:
    """Names of users by id; the caller's own name needs no call."""
    user = request.caller.user
    known = {user.id: user.name} if user else {}
    wanted = [i for i in dict.fromkeys(ids) if i not in known]
    users = request.records.fetch(*(USER[i] for i in wanted)) if wanted else []
    return known | {u.id: u.name for u in users if u}


def me(request: Request) -> MeOut:
    reference, user = request.reference, request.caller.user
    assert user is not None, "only people ask who they are"
    institute, today = reference.institute, request.today
    term = reference.calendar(today).term if reference.terms() else None
    department = reference.get(DEPARTMENT[user.department]) if user.department else None
    section = reference.get(SECTION[user.section]) if user.section else None
    periods = {t.period: t for t in reversed(reference.timeslots())}
    return MeOut(
        id=user.id,
        name=user.name,
        role=user.role,
        department=user.department,
        department_name=department.name if department else None,
        faculty=user.faculty,
        section_name=section.name if section else None,
        institute=institute.id,
        institute_name=institute.name,
        zone=institute.zone,
        today=today,
        term=TermNowOut(id=term.id, name=term.name, first=term.first, last=term.last) if term else None,
        periods=[PeriodOut(period=p, start=periods[p].start, end=periods[p].end) for p in sorted(periods)],
        forenoon_until=institute.policies.forenoon_until,
        working_days=list(institute.policies.working_days),
        leave_kinds=[LeaveKindOut(code=k.code, name=k.name) for k in institute.policies.leave_kinds],
        decides=user.role is Role.ADMIN
        or any(heads(request.caller, d, today) for d in reference.all(DEPARTMENT)),
    )
