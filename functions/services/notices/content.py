"""What one person is told by a notice, as things stand now; and which message of theirs tells it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from functions.services.days import electives
from functions.services.days.day_views import DayView
from functions.services.leave import consents
from functions.services.leave.consent_answers import may_answer
from functions.services.notices import daily, recipients
from functions.services.ports import ChangeSet, Draft, Notice, Records, Ref
from functions.services.schedule import drafts
from functions.services.schedule.drafts import DRAFTED
from timetable import calendar as calendars
from timetable.access import Caller, may_decide
from timetable.errors import NotFound
from timetable.leave.consents import Ask
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
    asks: tuple[Ask, ...] = ()
    """of a card: whose answers its plan needs"""
    ask: Ask | None = None
    """of a notice that asks something"""
    department: Department | None = None
    """of a notice about who acts for its HOD"""
    day: DayView | None = None
    """what a digest or a reminder tells"""
    draft: Draft | None = None
    """of a notice about a timetable that is being made, or is made"""
    restored: tuple[date, ...] = ()
    """the dates whose changes were taken back"""


def one(records: Records, by: Caller, notice_id: str, now: datetime) -> Told:
    """What the caller is told by this notice as things stand now; NotFound where it does not concern them."""
    user = _user(by)
    kind, about, news = _parts(notice_id)
    if kind in daily.KINDS:
        notice = _kept(records, user, notice_id) or Notice(notice_id, user.id, kind, LeaveId(""), version=0)
        return Told(notice, None, day=daily.shown(records, by, notice_id, now))
    new = Notice(notice_id, user.id, kind, LeaveId(about), news, version=0)
    if kind == "acting":
        return _acting(records, user, new)
    if kind in DRAFTED:
        return _drafted(records, by, new)
    return _of_leave(records, by, new, now)


def _of_leave(records: Records, by: Caller, new: Notice, now: datetime) -> Told:
    user, kind = _user(by), new.kind
    stored, leave, plan, changes, ask = records.fetch(
        Ref("notice", f"{user.id}/{new.id}"),
        Ref("leave", new.leave),
        Ref("plan", new.leave),
        Ref("change", new.leave),
        Ref("ask", new.change if kind == "ask" else ""),
    )
    if leave is None:
        raise NotFound("notice")
    notice = stored or new
    if kind == "ask":
        if not isinstance(ask, Ask) or ask.leave != leave.id or not may_answer(records, by, ask, now):
            raise NotFound("notice")
        return Told(notice, leave, ask=ask)
    adjustments = changes.adjustments if isinstance(changes, ChangeSet) else ()
    known = electives.needed(records, [user], (a.before for a in adjustments))
    mine = tuple(a for a in adjustments if _concerns(records, user, kind, leave, a, known))
    if not _may_read(records, by, kind, leave, mine, now):
        raise NotFound("notice")
    if kind == "decided" and _is_past(leave, new.change):
        raise NotFound("notice")
    if kind in _OF_CHANGES and isinstance(changes, ChangeSet) and not changes.active:
        if new.change != f"v{changes.version}":  # it comes late: that of the latest version says what is so
            raise NotFound("notice")
        return Told(notice, leave, restored=tuple(sorted({a.before.date for a in mine})))
    if kind not in _CARDS or not isinstance(plan, Plan):
        return Told(notice, leave, None, mine)
    decided = leave.status in (LeaveStatus.APPROVED, LeaveStatus.WITHDRAWN)
    shown = _as_it_is(plan, adjustments) if decided else plan
    return Told(notice, leave, shown, mine, consents.known(records, plan))


def _is_past(leave: FacultyUnavailability, news: str) -> bool:
    """The decision that the news is of (`approved.3`) was followed by another, which is told by itself."""
    decided = news.partition(".")[0]
    return bool(decided) and leave.status != ("pending" if decided == "undone" else decided)


def _acting(records: Records, user: User, new: Notice) -> Told:
    """Who heads a department is no secret but to students; told is only whoever it is about."""
    department = records.reference.get("department", new.leave)
    if not isinstance(department, Department) or user.role is Role.STUDENT:
        raise NotFound("notice")
    return Told(_kept(records, user, new.id) or new, None, department=department)


def _drafted(records: Records, by: Caller, new: Notice) -> Told:
    """A draft is told to whoever asked for it."""
    user = _user(by)
    draft = drafts.one(records, by, new.leave)
    if draft.asked_by != user.id:
        raise NotFound("notice")
    return Told(_kept(records, user, new.id) or new, None, draft=draft)


def _kept(records: Records, user: User, notice_id: str) -> Notice | None:
    (stored,) = records.fetch(Ref("notice", f"{user.id}/{notice_id}"))
    return stored if isinstance(stored, Notice) else None


def mark(records: Records, by: Caller, notice_id: str, message_id: int, shown: str, now: datetime) -> Notice:
    """Remember which message tells it, so that it is told once and the card can be redrawn."""
    told = one(records, by, notice_id, now)
    noted = replace(told.notice, message_id=message_id, shown=shown, version=told.notice.version + 1)
    id = f"{noted.user}/{noted.id}"
    with records.write(now) as write:
        if told.notice.version:
            write.change("notice", id, noted, was=told.notice.version)
        else:
            write.create("notice", id, noted)
    return noted


def _as_it_is(plan: Plan, adjustments: Sequence[Adjustment]) -> Plan:
    """The plan that was decided, with what has been found for its classes since."""
    by_class = {(a.before.occupancy, a.before.date): a for a in adjustments}
    rows = []
    for row in plan.rows:
        now = by_class.get((row.before.occupancy, row.before.date))
        became = PlanRow(now.kind, row.before, now.after, 0, in_return=row.in_return) if now else row
        rows.append(row if became.fate == row.fate else replace(became, in_return=None))
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
    records: Records,
    by: Caller,
    kind: str,
    leave: FacultyUnavailability,
    mine: tuple[Adjustment, ...],
    now: datetime,
) -> bool:
    if kind in _CARDS:
        today = calendars.today(records.reference.institute.zone, now)
        return may_decide(by, leave, records.reference.get("department", leave.department), today)
    if kind == "decided":
        return leave.faculty == by.faculty
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
