"""Whom an event concerns, and what one person is told of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from functions.services import asking, electives, routines, telling
from functions.services.answers import may_answer
from functions.services.ports import ChangeSet, Notice, Records, Ref
from functions.services.telling import Telling
from functions.services.viewing import DayView
from timetable import calendar as calendars
from timetable.access import Caller, may_decide
from timetable.asks import Ask
from timetable.errors import NotFound
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
    UserId,
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


def whom_to_tell(
    records: Records, event: str, leave_id: LeaveId, news: str, only: Sequence[str], now: datetime
) -> list[Telling]:
    """Everybody whom this event concerns and who has linked an account, each once per kind of notice.

    `news` tells the decision from others about the same leave; `only` are the adjustments it is about. What
    differs is told under the version of the change set, so two events about one version tell it once.
    """
    leave, changes = records.fetch(Ref("leave", leave_id), Ref("change", leave_id))
    if leave is None:
        return []
    deciders = _deciders(records, leave, now)
    tellings = _to(records, "card", leave.id, "", deciders)
    if event == "LeaveWaits":
        return _reminded(records, leave, deciders, only)
    if event == "AsksChanged":
        return tellings + _asked(records, only, now)
    if event in ("LeaveApproved", "LeaveRejected", "LeaveWithdrawn", "LeaveExpired", "DecisionUndone"):
        requester = _users_of(records, [leave.faculty])
        if event != "LeaveWithdrawn" or leave.decided_by not in {u.id for u in requester}:
            tellings += _tell("decided", leave.id, news, requester)
    if event in _CHANGING and isinstance(changes, ChangeSet):
        told = [a for a in changes.adjustments if not only or a.id in only]
        version = f"v{changes.version}"
        substitutes = _users_of(records, _substitutes(leave, told))
        tellings += _tell("substituting", leave.id, version, substitutes)
        groups = sorted({g for a in told for g in a.before.groups})
        members = records.members_of(groups)
        known = electives.needed(records, members, (a.before for a in told))
        students = [u for u in members if any(electives.is_in(u, a.before, known) for a in told)]
        tellings += _tell("changes", leave.id, version, students)
        others = _other_heads(records, leave, told)
        tellings += _to(records, "told_hod", leave.id, version, others)
    return tellings


_CHANGING = ("LeaveApproved", "LeaveWithdrawn", "AdjustmentsChanged", "DecisionUndone")
"""events after which classes are held otherwise"""


def one(records: Records, by: Caller, notice_id: str, now: datetime) -> Told:
    """What the caller is told by this notice as things stand now; NotFound where it does not concern them."""
    user = _user(by)
    if (kind := notice_id.split(".")[0]) in routines.KINDS:
        (stored,) = records.fetch(Ref("notice", f"{user.id}/{notice_id}"))
        notice = stored or Notice(notice_id, user.id, kind, LeaveId(""), version=0)
        return Told(notice, None, day=routines.shown(records, by, notice_id, now))
    kind, leave_id, news = _parts(notice_id)
    if kind == "acting":
        return _acting(records, user, notice_id, news)
    stored, leave, plan, changes, ask = records.fetch(
        Ref("notice", f"{user.id}/{notice_id}"),
        Ref("leave", leave_id),
        Ref("plan", leave_id),
        Ref("change", leave_id),
        Ref("ask", news if kind == "ask" else ""),
    )
    if leave is None:
        raise NotFound("notice")
    if kind == "ask":
        if not isinstance(ask, Ask) or ask.leave != leave.id or not may_answer(records, by, ask, now):
            raise NotFound("notice")
        return Told(
            stored or Notice(notice_id, user.id, kind, leave_id, news, version=0), leave, None, (), ask=ask
        )
    adjustments = changes.adjustments if isinstance(changes, ChangeSet) else ()
    known = electives.needed(records, [user], (a.before for a in adjustments))
    mine = tuple(a for a in adjustments if _concerns(records, user, kind, leave, a, known))
    if not _may_read(records, by, kind, leave, mine, now):
        raise NotFound("notice")
    notice = stored or Notice(notice_id, user.id, kind, leave_id, news, version=0)
    if kind not in _CARDS or not isinstance(plan, Plan):
        is_over = kind in _OF_CHANGES and isinstance(changes, ChangeSet) and not changes.active
        return Told(notice, leave, None, () if is_over else mine)
    decided = leave.status in (LeaveStatus.APPROVED, LeaveStatus.WITHDRAWN)
    shown = _as_it_is(plan, adjustments) if decided else plan
    return Told(notice, leave, shown, mine, asking.known(records, plan))


def _asked(records: Records, ids: Sequence[str], now: datetime) -> list[Telling]:
    """Everybody who is asked, and whose question is answered or taken back: their message says so."""
    tellings = []
    for ask in (a for a in records.fetch(*(Ref("ask", id) for id in ids)) if a):
        news = ask.id
        if ask.addressee.kind == "faculty":
            tellings += _tell("ask", ask.leave, news, _users_of(records, [ask.addressee.id]))
            continue
        today = calendars.today(records.reference.institute.zone, now)
        department = records.reference.get("department", ask.addressee.id)
        heads = [u for u in (department.hod, department.acting_on(today)) if u] if department else []
        tellings += _to(records, "ask", ask.leave, news, heads)
    return tellings


def _reminded(
    records: Records, leave: FacultyUnavailability, deciders: Sequence[UserId], only: Sequence[str]
) -> list[Telling]:
    """The HOD first; the next time who acts for them, too; the last time the admins. `only`: which time."""
    policies, times = records.reference.institute.policies, int(only[0]) if only else 1
    if leave.status is not LeaveStatus.PENDING:
        return []
    asked = list(deciders[:1] if times == 1 else deciders)
    if times >= len(set(policies.remind_at)):
        asked += policies.admins
    return _to(records, "reminder", leave.id, str(times), asked)


def named_acting(records: Records, user: UserId, department: str, version: str) -> list[Telling]:
    """Whoever acts for an HOD from now on, or no longer does."""
    found = records.fetch(Ref("user", user))
    return _tell("acting", LeaveId(department), version, [u for u in found if u])


def _acting(records: Records, user: User, notice_id: str, news: str) -> Told:
    """Who heads a department is no secret but to students; told is only whoever it is about."""
    department = records.reference.get("department", notice_id.split(".")[1])
    (stored,) = records.fetch(Ref("notice", f"{user.id}/{notice_id}"))
    if not isinstance(department, Department) or user.role is Role.STUDENT:
        raise NotFound("notice")
    notice = stored or Notice(notice_id, user.id, "acting", LeaveId(department.id), news, version=0)
    return Told(notice, None, None, (), department=department)


def _as_it_is(plan: Plan, adjustments: Sequence[Adjustment]) -> Plan:
    """The plan that was decided, with what has been found for its classes since."""
    by_class = {(a.before.occupancy, a.before.date): a for a in adjustments}
    rows = []
    for row in plan.rows:
        now = by_class.get((row.before.occupancy, row.before.date))
        became = PlanRow(now.kind, row.before, now.after, 0, in_return=row.in_return) if now else row
        rows.append(row if became.fate == row.fate else replace(became, in_return=None))
    return replace(plan, rows=tuple(rows))


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


def _parts(notice_id: str) -> tuple[str, LeaveId, str]:
    kind, _, rest = notice_id.partition(".")
    leave, _, news = rest.partition(".")
    if kind not in _KINDS or not leave:
        raise NotFound("notice")
    return kind, LeaveId(leave), news


_CARDS = ("card", "reminder")
_OF_CHANGES = ("substituting", "changes", "told_hod")
"""what they tell is over once the changes are taken back: all is as planned again"""
_KINDS = {*_CARDS, *_OF_CHANGES, "acting", "ask", "decided"}


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
        return user.faculty is not None and user.faculty in _substitutes(leave, [adjustment])
    if kind == "changes":
        return electives.is_in(user, adjustment.before, known)
    if kind == "told_hod":
        heads = {d.hod for d in _departments_of(records, [adjustment]) if d.id != leave.department}
        return user.id in heads
    return leave.faculty == user.faculty


def _deciders(records: Records, leave: FacultyUnavailability, now: datetime) -> list[UserId]:
    """The HOD and who acts for them; for the HOD's own leave whoever acts, else the admins. Of some kinds of
    leave the admins alone."""
    if leave.approver == "admin":
        return list(records.reference.institute.policies.admins)
    today = calendars.today(records.reference.institute.zone, now)
    department = records.reference.get("department", leave.department)
    heads = [u for u in (department.hod, department.acting_on(today)) if u] if department else []
    users = [u for u in records.fetch(*(Ref("user", id) for id in heads)) if u] if heads else []
    others = [u.id for u in users if u.faculty != leave.faculty and u.active]
    return others or list(records.reference.institute.policies.admins)


def _other_heads(records: Records, leave: FacultyUnavailability, told: list[Adjustment]) -> list[UserId]:
    """The HODs of the other departments whose sections are concerned."""
    return sorted({d.hod for d in _departments_of(records, told) if d.id != leave.department and d.hod})


def _departments_of(records: Records, adjustments: Iterable[Adjustment]) -> list[Department]:
    sections = records.reference.many("section", (s for a in adjustments for s in a.before.sections))
    courses = records.reference.many("course", (s.course for s in sections.values()))
    departments = records.reference.many("department", (c.department for c in courses.values()))
    return list(departments.values())


def _substitutes(leave: FacultyUnavailability, adjustments: Iterable[Adjustment]) -> list[str]:
    """Who takes classes that were not theirs, or gives one in return; not the teacher on leave."""
    people = {f for a in adjustments if a.after for f in {*a.after.faculty} ^ {*a.before.faculty}}
    return sorted(people - {leave.faculty})


def _users_of(records: Records, faculty: Iterable[str]) -> list[User]:
    people = records.reference.many("faculty", faculty)
    users = records.fetch(*(Ref("user", p.user) for p in people.values())) if people else []
    return [u for u in users if u]


def _to(records: Records, kind: str, leave: LeaveId, news: str, users: Sequence[UserId]) -> list[Telling]:
    found = records.fetch(*(Ref("user", u) for u in dict.fromkeys(users))) if users else []
    return _tell(kind, leave, news, [u for u in found if u])


def _tell(kind: str, leave: LeaveId, news: str, users: Iterable[User]) -> list[Telling]:
    return telling.to(f"{kind}.{leave}.{news}" if news else f"{kind}.{leave}", users)
