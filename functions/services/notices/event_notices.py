"""Whom an event concerns, each once per kind of notice."""

from collections.abc import Iterable, Sequence

from functions.services.days import electives
from functions.services.notices import recipients, routing
from functions.services.notices.routing import Telling
from functions.services.ports import (
    CHANGE_SET,
    CONSENT,
    DRAFT,
    LEAVE,
    NOTICE,
    USER,
    ChangeSet,
    Records,
    Request,
)
from functions.services.schedule import drafts
from timetable.model import FacultyUnavailability, LeaveId, LeaveStatus, User, UserId


def whom_to_tell(
    request: Request, event: str, leave_id: LeaveId, news: str, only: Sequence[str]
) -> list[Telling]:
    """Everybody whom this event concerns and who has linked an account, each once per kind of notice.

    `news` tells the decision from others about the same leave; `only` are the adjustments it is about. What
    differs is told under the version of the change set, so two events about one version tell it once.
    """
    leave, changes = request.records.fetch(LEAVE[leave_id], CHANGE_SET[leave_id])
    if leave is None:
        return []
    deciders = recipients.deciders(request, leave)
    tellings = _to(request.records, "card", leave.id, "", deciders)
    if event == "LeaveWaits":
        return _reminded(request.records, leave, deciders, only)
    if event == "AsksChanged":
        return tellings + _asked(request, only)
    if event in _DECIDING:
        tellings += _reminders(request.records, leave, deciders)
        requester = recipients.users_of(request.records, [leave.faculty])
        if event != "LeaveWithdrawn" or leave.decided_by not in {u.id for u in requester}:
            tellings += _tell("decided", leave.id, news, requester)
    if event in _CHANGING and isinstance(changes, ChangeSet):
        told = [a for a in changes.adjustments if not only or a.id in only]
        version = f"v{changes.version}"
        substitutes = recipients.users_of(request.records, recipients.substitutes(leave, told))
        tellings += _tell("substituting", leave.id, version, substitutes)
        groups = sorted({g for a in told for g in a.before.groups})
        members = request.records.members_of(groups)
        known = electives.needed(request.records, members, (a.before for a in told))
        students = [u for u in members if any(electives.is_in(u, a.before, known) for a in told)]
        tellings += _tell("changes", leave.id, version, students)
        others = recipients.other_heads(request.records, leave, told)
        tellings += _to(request.records, "told_hod", leave.id, version, others)
    return tellings


_DECIDING = ("LeaveApproved", "LeaveRejected", "LeaveWithdrawn", "LeaveExpired", "DecisionUndone")
"""events after which a request is decided, or open again"""
_CHANGING = ("LeaveApproved", "LeaveWithdrawn", "AdjustmentsChanged", "DecisionUndone")
"""events after which classes are held otherwise"""


def named_acting(records: Records, user: UserId, department: str, version: str) -> list[Telling]:
    """Whoever acts for an HOD from now on, or no longer does."""
    found = records.fetch(USER[user])
    return _tell("acting", LeaveId(department), version, [u for u in found if u])


def drafted(records: Records, draft_id: str, *, over: bool) -> list[Telling]:
    """Whoever asked for a draft: their message follows it; once it is `over` another says so."""
    (draft,) = records.fetch(DRAFT[draft_id])
    asker = records.fetch(USER[draft.asked_by]) if draft and draft.asked_by else ()
    kinds = drafts.DRAFTED if over else drafts.DRAFTED[:1]
    return [t for kind in kinds for t in _tell(kind, LeaveId(draft_id), "", (u for u in asker if u))]


def _asked(request: Request, ids: Sequence[str]) -> list[Telling]:
    """Everybody who is asked, and whose question is answered or taken back: their message says so."""
    tellings = []
    for ask in (a for a in request.records.fetch(*(CONSENT[id] for id in ids)) if a):
        news = ask.id
        if ask.addressee.kind == "faculty":
            tellings += _tell(
                "ask", ask.leave, news, recipients.users_of(request.records, [ask.addressee.id])
            )
            continue
        today = request.today
        department = request.department(ask.addressee.id)
        heads = [u for u in (department.hod, department.acting_on(today)) if u] if department else []
        tellings += _to(request.records, "ask", ask.leave, news, heads)
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


def _reminders(records: Records, leave: FacultyUnavailability, deciders: Sequence[UserId]) -> list[Telling]:
    """Those that were told before: they show the outcome as the card does, and can be tapped no longer."""
    policies = records.reference.institute.policies
    numbers = range(1, len(set(policies.remind_at)) + 1)
    asked = dict.fromkeys((*deciders, *policies.admins))
    refs = [NOTICE[f"{user}/reminder.{leave.id}.{n}"] for n in numbers for user in asked]
    told = [notice for notice in records.fetch(*refs) if notice] if refs else []
    return [t for n in told for t in _to(records, n.kind, leave.id, n.change, [n.user])]


def _to(records: Records, kind: str, leave: LeaveId, news: str, users: Sequence[UserId]) -> list[Telling]:
    found = records.fetch(*(USER[u] for u in dict.fromkeys(users))) if users else []
    return _tell(kind, leave, news, [u for u in found if u])


def _tell(kind: str, leave: LeaveId, news: str, users: Iterable[User]) -> list[Telling]:
    return routing.to(f"{kind}.{leave}.{news}" if news else f"{kind}.{leave}", users)
