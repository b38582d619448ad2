"""Domain values as they go over the wire, with the names that ids stand for."""

from collections.abc import Iterable, Sequence
from datetime import date

from functions.api import shapes
from functions.api.desk import Desk
from functions.services.ports import ChangeSet, Ref
from functions.services.viewing import DayView
from timetable.access import heads, may_decide, may_see_reason
from timetable.calendar import DAY_NAMES
from timetable.day import SeenClass
from timetable.model import (
    Adjustment,
    ClassOnDate,
    FacultyUnavailability,
    Occupancy,
    Plan,
    PlanRow,
    Reason,
    Role,
    RunnerUp,
    Section,
    Slot,
    UserId,
)
from timetable.quota import Balance


class Names:
    """The names in a set of classes, fetched in one call where they are not known yet."""

    def __init__(self, desk: Desk, classes: Iterable[ClassOnDate | None]) -> None:
        self._reference = desk.records.reference
        self._reference.load(ref for c in classes if c for ref in _refs(c))
        self._times = {t.slot: t for t in self._reference.timeslots()}

    def planned(self, class_: ClassOnDate) -> shapes.PlannedOut:
        return shapes.PlannedOut(**self._where(class_))

    def class_(self, seen: SeenClass) -> shapes.ClassOut:
        return shapes.ClassOut(
            **self._where(seen.class_),
            **self._what(seen.class_),
            state=seen.state.value,
            was=self.planned(seen.was) if seen.was else None,
            now=self.planned(seen.now) if seen.now else None,
        )

    def row(self, row: PlanRow) -> shapes.RowOut:
        return shapes.RowOut(
            **self._where(row.before),
            **self._what(row.before),
            kind=row.kind,
            after=self.planned(row.after) if row.after else None,
            cost=row.cost,
            reasons=[shapes.ReasonShape(code=r.code, about=self._about(r)) for r in row.reasons],
        )

    def plan_row(self, row: PlanRow) -> shapes.PlanRowOut:
        others = [self._runner_up(row, r) for r in row.runners_up]
        return shapes.PlanRowOut(**self.row(row).model_dump(), parts=dict(row.parts), runners_up=others)

    def _runner_up(self, row: PlanRow, other: RunnerUp) -> shapes.RunnerUpOut:
        after = other.fate.of(row.before)
        return shapes.RunnerUpOut(
            kind=other.fate.kind,
            after=self.planned(after) if after else None,
            extra=other.extra,
            why_not=other.why_not,
            whole_run=other.whole_run,
        )

    def adjustment(self, adjustment: Adjustment) -> shapes.AdjustmentOut:
        row = PlanRow(adjustment.kind, adjustment.before, adjustment.after, 0)
        after = adjustment.after
        slot = self._times.get(after.slot) if after else None
        return shapes.AdjustmentOut(
            **self.row(row).model_dump(),
            id=adjustment.id,
            cause=adjustment.cause,
            room=after.room if after else None,
            timeslot=slot.id if slot else None,
            faculty=list(after.faculty) if after else None,
        )

    def occupancy(self, booking: Occupancy, students: list[str]) -> shapes.OccupancyOut:
        what = self._what(booking.on(date.min))
        return shapes.OccupancyOut(
            id=booking.id,
            version=booking.version,
            created_at=booking.created_at,
            updated_at=booking.updated_at,
            term=booking.term,
            offering=booking.offering,
            subject=booking.subject,
            room=booking.room,
            timeslot=self._times[booking.slot].id,
            faculty=list(booking.faculty),
            sections=list(booking.sections),
            faculty_name=[self._name("faculty", f) for f in booking.faculty],
            subject_name=what["subject_name"],
            room_name=self._name("infra", booking.room),
            section_names=what["section_names"],
            student_ids=students,
        )

    def _where(self, class_: ClassOnDate) -> dict:  # type: ignore[type-arg]
        start, end = self._time(class_.slot)
        return {
            "date": class_.date,
            "period": class_.slot.period,
            "start": start,
            "end": end,
            "room_name": self._name("infra", class_.room),
            "faculty_names": [self._name("faculty", f) for f in class_.faculty],
        }

    def _what(self, class_: ClassOnDate) -> dict:  # type: ignore[type-arg]
        subject = self._reference.get("subject", class_.subject)
        return {
            "occupancy": class_.occupancy,
            "subject_name": subject.name if subject else "?",
            "subject_code": subject.code if subject else "?",
            "section_names": [self._section(s, class_) for s in class_.sections],
        }

    def _section(self, id: str, class_: ClassOnDate) -> str:
        """A section's name, with its batches where only some of them are in the class."""
        section = self._reference.get("section", id)
        if not isinstance(section, Section):
            return "?"
        present = [b.name for b in section.batches if b.id in class_.groups]
        if not section.batches or len(present) == len(section.batches):
            return section.name
        spoken = (name if name.startswith(section.name) else f"{section.name} {name}" for name in present)
        return ", ".join(spoken)

    def _time(self, slot: Slot) -> tuple[str, str]:
        timeslot = self._times.get(slot)
        return (timeslot.start, timeslot.end) if timeslot else ("", "")

    def _name(self, kind: str, id: str) -> str:
        found = self._reference.get(kind, id)
        return found.name if found else "?"

    def _about(self, reason: Reason) -> str:
        """A reason may name a person by id; people read names."""
        found = self._reference.get("faculty", reason.about) if reason.code in _ABOUT_PEOPLE else None
        return found.name if found else reason.about


_ABOUT_PEOPLE = {"one_person_for_run"}


def _refs(class_: ClassOnDate) -> list[Ref]:
    return [
        Ref("subject", class_.subject),
        Ref("infra", class_.room),
        *(Ref("faculty", f) for f in class_.faculty),
        *(Ref("section", s) for s in class_.sections),
    ]


def day(desk: Desk, view: DayView) -> shapes.DayOut:
    return days(desk, [view])[0]


def days(desk: Desk, views: Sequence[DayView]) -> list[shapes.DayOut]:
    names = Names(desk, (c for v in views for s in v.seen for c in (s.class_, s.was, s.now)))
    return [
        shapes.DayOut(
            date=view.date,
            weekday=DAY_NAMES[view.date.isoweekday()],
            is_today=view.date == desk.today,
            note=view.calendar.note(view.date),
            classes=[names.class_(s) for s in view.seen],
        )
        for view in views
    ]


def plan(desk: Desk, value: Plan) -> shapes.PlanOut:
    others = [(a, value.rows_of(a)) for a in value.alternatives]
    rows = [*value.rows, *(r for _, of in others for r in of)]
    possible = (other.fate.of(r.before) for r in value.rows for other in r.runners_up)
    names = Names(desk, (*(c for r in rows for c in (r.before, r.after)), *possible))
    return shapes.PlanOut(
        leave=value.leave,
        revision=value.revision,
        status=value.status,  # type: ignore[arg-type]
        cost=value.cost,
        bound=value.bound,
        rows=[names.plan_row(r) for r in value.rows],
        alternatives=[
            shapes.AlternativeOut(
                name=a.name,  # type: ignore[arg-type]
                status=a.status,  # type: ignore[arg-type]
                cost=a.cost,
                bound=a.bound,
                rows=[names.row(r) for r in of],
            )
            for a, of in others
        ],
    )


def rows(
    desk: Desk, adjustments: Sequence[Adjustment], of: ChangeSet | None = None
) -> list[shapes.AdjustmentOut]:
    """`of`: the decision that they belong to, where its version is to be told."""
    names = Names(desk, (c for a in adjustments for c in (a.before, a.after)))
    about = {"version": of.version, "created_at": of.created_at, "updated_at": of.updated_at} if of else {}
    return [names.adjustment(a).model_copy(update=about) for a in adjustments]


def leave(desk: Desk, value: FacultyUnavailability) -> shapes.LeaveOut:
    return leaves(desk, [value])[0]


def leaves(desk: Desk, values: Sequence[FacultyUnavailability]) -> list[shapes.LeaveOut]:
    reference = desk.records.reference
    reference.load(r for v in values for r in (Ref("faculty", v.faculty), Ref("department", v.department)))
    deciders = _user_names(desk, [v.decided_by for v in values if v.decided_by])
    return [_leave(desk, v, deciders.get(v.decided_by or UserId(""))) for v in values]


def _leave(desk: Desk, value: FacultyUnavailability, decider: str | None) -> shapes.LeaveOut:
    reference, caller, today = desk.records.reference, desk.caller, desk.today
    department = reference.get("department", value.department)
    faculty = reference.get("faculty", value.faculty)
    why = may_see_reason(caller, value, department, today)
    return shapes.LeaveOut(
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
        kind_name=kind_name(desk, value.kind) if why else None,
        reason=value.reason if why else None,
        status=value.status,
        decided_by=value.decided_by,
        decided_by_name=decider,
        decided_at=value.decided_at,
        decision_note=value.decision_note if why else "",
        plan_revision=value.plan_revision,
        created_at=value.created_at,
        updated_at=value.updated_at,
        can_decide=value.status == "pending" and may_decide(caller, value, department, today),
        is_mine=value.faculty == caller.faculty,
    )


def balance(value: Balance) -> shapes.BalanceOut:
    return shapes.BalanceOut(
        kind=value.kind.code,
        kind_name=value.kind.name,
        first=value.first,
        last=value.last,
        quota=None if value.quota is None else value.quota / 2,
        taken=value.taken / 2,
        pending=value.pending / 2,
        left=None if value.left is None else value.left / 2,
    )


def kind_name(desk: Desk, code: str) -> str:
    kinds = desk.records.reference.institute.policies.leave_kinds
    return next((k.name for k in kinds if k.code == code), code)


def decider_names(desk: Desk, department_id: str) -> list[str]:
    """Who will be asked: the HOD and who acts for them, but never the requester themselves."""
    institute = desk.records.reference.institute
    department = desk.records.reference.get("department", department_id)
    heads_ = [u for u in (department.hod, department.acting_on(desk.today)) if u] if department else []
    others = [u for u in heads_ if u != desk.caller.id] or list(institute.policies.admins)
    names = _user_names(desk, others)
    return [names[u] for u in others if u in names]


def _user_names(desk: Desk, ids: Sequence[UserId]) -> dict[UserId, str]:
    """Names of users; the caller's own needs no call."""
    user = desk.caller.user
    known = {user.id: user.name} if user else {}
    wanted = [i for i in dict.fromkeys(ids) if i not in known]
    found = desk.records.fetch(*(Ref("user", i) for i in wanted)) if wanted else []
    return known | {u.id: u.name for u in found if u}


def me(desk: Desk) -> shapes.MeOut:
    reference, user = desk.records.reference, desk.caller.user
    assert user is not None, "only people ask who they are"
    institute, today = reference.institute, desk.today
    calendar = reference.calendar(today)
    department = reference.get("department", user.department) if user.department else None
    section = reference.get("section", user.section) if user.section else None
    periods = {t.period: t for t in reversed(reference.timeslots())}
    return shapes.MeOut(
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
        term=shapes.TermOut(
            id=calendar.term.id,
            name=calendar.term.name,
            first=calendar.term.first,
            last=calendar.term.last,
        ),
        periods=[
            shapes.PeriodOut(period=p, start=periods[p].start, end=periods[p].end) for p in sorted(periods)
        ],
        forenoon_until=institute.policies.forenoon_until,
        working_days=list(institute.policies.working_days),
        leave_kinds=[shapes.LeaveKindOut(code=k.code, name=k.name) for k in institute.policies.leave_kinds],
        decides=user.role is Role.ADMIN
        or any(heads(desk.caller, d, today) for d in reference.all("department")),
    )
