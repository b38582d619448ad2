"""What a notice says to one person, as things stand now, and which message shows it."""

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
    DRAFT_NOTICE_KINDS,
    LEAVE,
    NOTICE,
    PLAN,
    Draft,
    Notice,
    Records,
    Request,
)
from functions.services.schedule import drafts
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
class NoticeContent:
    """A notice with everything that it says. Which fields are filled depends on the notice's kind."""

    notice: Notice
    leave: FacultyUnavailability | None
    plan: Plan | None = None
    adjustments: tuple[Adjustment, ...] = ()  # empty if they were taken back
    consents: tuple[Consent, ...] = ()  # in a card: the consents that its plan needs
    consent: Consent | None = None  # in a notice that asks for a consent
    department: Department | None = None  # in a notice about who acts for its HOD
    day: DayView | None = None  # in a digest, or a reminder of a class
    draft: Draft | None = None
    restored: tuple[date, ...] = ()  # the dates whose changes were taken back


def read(request: Request, notice_id: str) -> NoticeContent:
    """What this notice says to the caller now. Raises NotFound if it does not concern them, or no longer
    does."""
    user = _user(request.caller)
    kind, about, news = _parts(notice_id)
    if kind in daily.KINDS:
        new = Notice(notice_id, user.id, kind, LeaveId(""), version=0)
        notice = _stored(request.records, user, notice_id) or new
        return NoticeContent(notice, None, day=daily.shown(request, notice_id))
    new = Notice(notice_id, user.id, kind, LeaveId(about), news, version=0)
    if kind == "acting":
        return _acting(request.records, user, new)
    if kind in DRAFT_NOTICE_KINDS:
        return _drafted(request, new)
    return _of_leave(request, new)


def _of_leave(request: Request, new: Notice) -> NoticeContent:
    """What a notice about a leave says."""
    user, kind = _user(request.caller), new.kind
    stored, leave, plan, changes, consent = request.records.fetch(
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
        if consent is None or consent.leave != leave.id or not may_answer(request, consent):
            raise NotFound("notice")
        return NoticeContent(notice, leave, consent=consent)
    adjustments = changes.adjustments if changes else ()
    mine = _concerning(request.records, user, adjustments, kind=kind, leave=leave)
    if not _may_read(request, kind, leave, mine=mine):
        raise NotFound("notice")
    if kind == "decided" and _is_past(leave, new.change):
        raise NotFound("notice")
    if kind in _OF_CHANGES and changes and not changes.active:
        if new.change != f"v{changes.version}":  # another notice tells of the latest version
            raise NotFound("notice")
        return NoticeContent(notice, leave, restored=tuple(sorted({a.before.date for a in mine})))
    if kind not in _CARDS or plan is None:
        return NoticeContent(notice, leave, None, mine)
    decided = leave.status in (LeaveStatus.APPROVED, LeaveStatus.WITHDRAWN)
    shown = _as_it_is(plan, adjustments) if decided else plan
    return NoticeContent(notice, leave, shown, mine, consents.read_all(request.records, plan))


def _is_past(leave: FacultyUnavailability, news: str) -> bool:
    """True if the decision that `news` names (`approved.3`) was followed by another, which has its own
    notice."""
    decided = news.partition(".")[0]
    return bool(decided) and leave.status != ("pending" if decided == "undone" else decided)


def _acting(records: Records, user: User, new: Notice) -> NoticeContent:
    """What a notice about who acts for an HOD says. Students may not read it."""
    department = records.reference.get(DEPARTMENT[new.leave])
    if not isinstance(department, Department) or user.role is Role.STUDENT:
        raise NotFound("notice")
    return NoticeContent(_stored(records, user, new.id) or new, None, department=department)


def _drafted(request: Request, new: Notice) -> NoticeContent:
    """What a notice about a draft says. Only whoever asked for the draft may read it."""
    user = _user(request.caller)
    draft = drafts.read(request, new.leave)
    if draft.asked_by != user.id:
        raise NotFound("notice")
    return NoticeContent(_stored(request.records, user, new.id) or new, None, draft=draft)


def _stored(records: Records, user: User, notice_id: str) -> Notice | None:
    (stored,) = records.fetch(NOTICE[f"{user.id}/{notice_id}"])
    return stored


def mark(request: Request, notice_id: str, *, message_id: int, shown: str) -> Notice:
    """Store which message shows the notice, and a hash of what it shows, so that it is sent once and
    redrawn."""
    before = read(request, notice_id).notice
    after = replace(before, message_id=message_id, shown=shown, version=before.version + 1)
    ref = NOTICE[f"{after.user}/{after.id}"]
    with request.write() as write:
        if before.version:
            write.change(ref, after, was=before.version)
        else:
            write.create(ref, after)
    return after


def _as_it_is(plan: Plan, adjustments: Sequence[Adjustment]) -> Plan:
    """The plan that was decided, with the outcomes that its classes have had since."""
    by_class = {(a.before.occupancy, a.before.date): a for a in adjustments}
    rows = []
    for row in plan.rows:
        now = by_class.get((row.before.occupancy, row.before.date))
        became = PlanRow(now.kind, row.before, now.after, 0, in_return=row.in_return) if now else row
        rows.append(row if became.outcome == row.outcome else replace(became, in_return=None))
    return replace(plan, rows=tuple(rows))


def _parts(notice_id: str) -> tuple[str, str, str]:
    """The parts of a notice's id: its kind, what it is about, and what is new about that."""
    kind, _, rest = notice_id.partition(".")
    about, _, news = rest.partition(".")
    if kind not in _KINDS or not about:
        raise NotFound("notice")
    return kind, about, news


_CARDS = ("card", "reminder")
_OF_CHANGES = (
    "substituting",
    "changes",
    "told_hod",
)  # they have nothing to say once the changes are taken back
_KINDS = {*_CARDS, *_OF_CHANGES, *DRAFT_NOTICE_KINDS, *daily.KINDS, "acting", "ask", "decided"}


def _user(by: Caller) -> User:
    if by.user is None:
        raise NotFound("notice")
    return by.user


def _may_read(
    request: Request, kind: str, leave: FacultyUnavailability, *, mine: tuple[Adjustment, ...]
) -> bool:
    """True if a notice of this kind about the leave concerns the caller; `mine` are their adjustments of
    it."""
    if kind in _CARDS:
        today = request.today
        return may_decide(request.caller, leave, request.department(leave.department), today=today)
    if kind == "decided":
        return leave.faculty == request.caller.faculty
    return bool(mine)


def _concerning(
    records: Records,
    user: User,
    adjustments: Sequence[Adjustment],
    *,
    kind: str,
    leave: FacultyUnavailability,
) -> tuple[Adjustment, ...]:
    """Those adjustments of the leave that a notice of this kind tells the user of."""
    known = electives.needed(records, [user], (a.before for a in adjustments))

    def concerns(adjustment: Adjustment) -> bool:
        if kind == "substituting":
            return user.faculty is not None and user.faculty in recipients.substitutes(leave, [adjustment])
        if kind == "changes":
            return electives.is_in(user, adjustment.before, known)
        if kind == "told_hod":
            departments = recipients.departments_of(records, [adjustment])
            return user.id in {d.hod for d in departments if d.id != leave.department}
        return leave.faculty == user.faculty

    return tuple(a for a in adjustments if concerns(a))
