"""What one person is told by a notice, as things stand now; and which message of theirs tells it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from functions.services.days import electives
from functions.services.days.day_views import DayView
from functions.services.leave import consents
from functions.services.leave.consent_answers import may_answer
from functions.services.notices import daily, recipients
from functions.services.ports import (
    CHANGE_SET,
    CONSENT,
    DEPARTMENT,
    LEAVE,
    NOTICE,
    PLAN,
    Draft,
    Notice,
    Records,
    Request,
)
from functions.services.schedule import drafts
from functions.services.schedule.drafts import DRAFTED
from timetable.access import Caller, may_decide
from timetable.errors import NotFound
from timetable.leave.consents import Consent
from timetable.model import (
    Adjustment,
    Department,
    FacultyUnavailability,
    LeaveId,
    LeaveStatus,
    Plan,
    PlanRow,
    Role,
    User,
)


@dataclass(frozen=True, slots=True)
class Told:
    """A notice with all that it is about."""

    notice: Notice
    leave: FacultyUnavailability | None
    plan: Plan | None = None
    adjustments: tuple[Adjustment, ...] = ()
    """none where they were taken back"""
    asks: tuple[Consent, ...] = ()
    """of a card: whose answers its plan needs"""
    ask: Consent | None = None
    """of a notice that asks something"""
    department: Department | None = None
    """of a notice about who acts for its HOD"""
    day: DayView | None = None
    """what a digest or a reminder tells"""
    draft: Draft | None = None
    """of a notice about a timetable that is being made, or is made"""
    restored: tuple[date, ...] = ()
    """the dates whose changes were taken back"""


def one(request: Request, notice_id: str) -> Told:
    """What the caller is told by this notice as things stand now; NotFound where it does not concern them."""
    user = _user(request.caller)
    kind, about, news = _parts(notice_id)
    if kind in daily.KINDS:
        notice = _kept(request.records, user, notice_id) or Notice(
            notice_id, user.id, kind, LeaveId(""), version=0
        )
        return Told(notice, None, day=daily.shown(request, notice_id))
    new = Notice(notice_id, user.id, kind, LeaveId(about), news, version=0)
    if kind == "acting":
        return _acting(request.records, user, new)
    if kind in DRAFTED:
        return _drafted(request, new)
    return _of_leave(request, new)


def _of_leave(request: Request, new: Notice) -> Told:
    user, kind = _user(request.caller), new.kind
    stored, leave, plan, changes, ask = request.records.fetch(
        NOTICE[f"{user.id}/{new.id}"],
        LEAVE[new.leave],
        PLAN[new.leave],
        CHANGE_SET[new.leave],
        CONSENT[new.change if kind == "ask" else ""],
    )
    if leave is None:
        raise NotFound("notice")
    notice = stored or new
    if kind == "ask":
        if ask is None or ask.leave != leave.id or not may_answer(request, ask):
            raise NotFound("notice")
        return Told(notice, leave, ask=ask)
    adjustments = changes.adjustments if changes else ()
    known = electives.needed(request.records, [user], (a.before for a in adjustments))
    mine = tuple(a for a in adjustments if _concerns(request.records, user, kind, leave, a, known))
    if not _may_read(request, kind, leave, mine):
        raise NotFound("notice")
    if kind == "decided" and _is_past(leave, new.change):
        raise NotFound("notice")
    if kind in _OF_CHANGES and changes and not changes.active:
        if new.change != f"v{changes.version}":  # it comes late: that of the latest version says what is so
            raise NotFound("notice")
        return Told(notice, leave, restored=tuple(sorted({a.before.date for a in mine})))
    if kind not in _CARDS or plan is None:
        return Told(notice, leave, None, mine)
    decided = leave.status in (LeaveStatus.APPROVED, LeaveStatus.WITHDRAWN)
    shown = _as_it_is(plan, adjustments) if decided else plan
    return Told(notice, leave, shown, mine, consents.known(request.records, plan))


def _is_past(leave: FacultyUnavailability, news: str) -> bool:
    """The decision that the news is of (`approved.3`) was followed by another, which is told by itself."""
    decided = news.partition(".")[0]
    return bool(decided) and leave.status != ("pending" if decided == "undone" else decided)


def _acting(records: Records, user: User, new: Notice) -> Told:
    """Who heads a department is no secret but to students; told is only whoever it is about."""
    department = records.reference.get(DEPARTMENT[new.leave])
    if not isinstance(department, Department) or user.role is Role.STUDENT:
        raise NotFound("notice")
    return Told(_kept(records, user, new.id) or new, None, department=department)


def _drafted(request: Request, new: Notice) -> Told:
    """A draft is told to whoever asked for it."""
    user = _user(request.caller)
    draft = drafts.one(request, new.leave)
    if draft.asked_by != user.id:
        raise NotFound("notice")
    return Told(_kept(request.records, user, new.id) or new, None, draft=draft)


def _kept(records: Records, user: User, notice_id: str) -> Notice | None:
    (stored,) = records.fetch(NOTICE[f"{user.id}/{notice_id}"])
    return stored if isinstance(stored, Notice) else None


def mark(request: Request, notice_id: str, message_id: int, shown: str) -> Notice:
    """Remember which message tells it, so that it is told once and the card can be redrawn."""
    told = one(request, notice_id)
    noted = replace(told.notice, message_id=message_id, shown=shown, version=told.notice.version + 1)
    id = f"{noted.user}/{noted.id}"
    with request.write() as write:
        if told.notice.version:
            write.change(NOTICE[id], noted, was=told.notice.version)
        else:
            write.create(NOTICE[id], noted)
    return noted


def _as_it_is(plan: Plan, adjustments: Sequence[Adjustment]) -> Plan:
    """The plan that was decided, with what has been found for its classes since."""
    by_class = {(a.before.occupancy, a.before.date): a for a in adjustments}
    rows = []
    for row in plan.rows:
        now = by_class.get((row.before.occupancy, row.before.date))
        became = PlanRow(now.kind, row.before, now.after, 0, in_return=row.in_return) if now else row
        rows.append(row if became.outcome == row.outcome else replace(became, in_return=None))
    return replace(plan, rows=tuple(rows))


def _parts(notice_id: str) -> tuple[str, str, str]:
    """The kind, what it is about, and what is news about that."""
    kind, _, rest = notice_id.partition(".")
    about, _, news = rest.partition(".")
    if kind not in _KINDS or not about:
        raise NotFound("notice")
    return kind, about, news


_CARDS = ("card", "reminder")
_OF_CHANGES = ("substituting", "changes", "told_hod")
"""what they tell is over once the changes are taken back: all is as planned again"""
_KINDS = {*_CARDS, *_OF_CHANGES, *DRAFTED, *daily.KINDS, "acting", "ask", "decided"}


def _user(by: Caller) -> User:
    if by.user is None:
        raise NotFound("notice")
    return by.user


def _may_read(
    request: Request, kind: str, leave: FacultyUnavailability, mine: tuple[Adjustment, ...]
) -> bool:
    if kind in _CARDS:
        today = request.today
        return may_decide(request.caller, leave, request.department(leave.department), today=today)
    if kind == "decided":
        return leave.faculty == request.caller.faculty
    return bool(mine)


def _concerns(
    records: Records,
    user: User,
    kind: str,
    leave: FacultyUnavailability,
    adjustment: Adjustment,
    known: electives.Electives,
) -> bool:
    if kind == "substituting":
        return user.faculty is not None and user.faculty in recipients.substitutes(leave, [adjustment])
    if kind == "changes":
        return electives.is_in(user, adjustment.before, known)
    if kind == "told_hod":
        heads = {d.hod for d in recipients.departments_of(records, [adjustment]) if d.id != leave.department}
        return user.id in heads
    return leave.faculty == user.faculty
