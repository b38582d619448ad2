"""The notices that follow from an event, each person once per kind of notice."""

from collections.abc import Sequence

from functions.services.days import electives
from functions.services.notices import recipients, routing
from functions.services.notices.routing import Telling
from functions.services.ports import (
    CHANGE_SET,
    CONSENT,
    DRAFT,
    DRAFT_NOTICE_KINDS,
    LEAVE,
    NOTICE,
    USER,
    ChangeSet,
    Records,
    Request,
)
from timetable.model import FacultyUnavailability, LeaveId, LeaveStatus, UserId


def tellings_of(
    request: Request, event: str, leave_id: LeaveId, *, news: str, only: Sequence[str]
) -> list[Telling]:
    """Notices for everybody whom this event concerns and who has linked an account, each once per kind of
    notice.

    `news` tells the decision from others about the same leave; `only` lists the adjustments or consents
    that the event is about. A notice about changed classes has the version of the change set in its id, so
    two events about one version send it once.
    """
    leave, changes = request.records.fetch(LEAVE[leave_id], CHANGE_SET[leave_id])
    if leave is None:
        return []
    deciders = recipients.deciders(request, leave)
    tellings = _to(request.records, _id("card", leave.id), deciders)
    if event == "LeaveWaits":
        return _reminded(request.records, leave, deciders, only=only)
    if event == "AsksChanged":
        return tellings + _asked(request, only)
    if event in _DECIDING:
        tellings += _reminders(request.records, leave, deciders)
        requester = recipients.users_of(request.records, [leave.faculty])
        if event != "LeaveWithdrawn" or leave.decided_by not in {u.id for u in requester}:
            tellings += routing.to(_id("decided", leave.id, news), requester)
    if event in _CHANGING and isinstance(changes, ChangeSet):
        adjustments = [a for a in changes.adjustments if not only or a.id in only]
        version = f"v{changes.version}"
        substitutes = recipients.users_of(request.records, recipients.substitutes(leave, adjustments))
        tellings += routing.to(_id("substituting", leave.id, version), substitutes)
        groups = sorted({g for a in adjustments for g in a.before.groups})
        members = request.records.members_of(groups)
        known = electives.needed(request.records, members, (a.before for a in adjustments))
        students = [u for u in members if any(electives.is_in(u, a.before, known) for a in adjustments)]
        tellings += routing.to(_id("changes", leave.id, version), students)
        others = recipients.other_heads(request.records, leave, adjustments)
        tellings += _to(request.records, _id("told_hod", leave.id, version), others)
    return tellings


# After these events a leave is decided, or open again.
_DECIDING = ("LeaveApproved", "LeaveRejected", "LeaveWithdrawn", "LeaveExpired", "DecisionUndone")
# After these events classes take place otherwise than before.
_CHANGING = ("LeaveApproved", "LeaveWithdrawn", "AdjustmentsChanged", "DecisionUndone")


def named_acting(records: Records, user: UserId, *, department: str, version: str) -> list[Telling]:
    """The notice for a person who acts for an HOD from now on, or no longer does."""
    return _to(records, _id("acting", department, version), [user])


def drafted(records: Records, draft_id: str, *, over: bool) -> list[Telling]:
    """The notice for whoever asked for a draft, which follows the solver; once it is `over`, a second one
    says so."""
    (draft,) = records.fetch(DRAFT[draft_id])
    askers = [draft.asked_by] if draft and draft.asked_by else []
    kinds = DRAFT_NOTICE_KINDS if over else DRAFT_NOTICE_KINDS[:1]
    return [telling for kind in kinds for telling in _to(records, _id(kind, draft_id), askers)]


def _asked(request: Request, ids: Sequence[str]) -> list[Telling]:
    """Notices for everybody whose consent is asked, answered or taken back: their message says so."""
    tellings = []
    for consent in (c for c in request.records.fetch(*(CONSENT[id] for id in ids)) if c):
        notice = _id("ask", consent.leave, consent.id)
        if consent.addressee.kind == "faculty":
            tellings += routing.to(notice, recipients.users_of(request.records, [consent.addressee.id]))
            continue
        today = request.today
        department = request.department(consent.addressee.id)
        heads = [u for u in (department.hod, department.acting_on(today)) if u] if department else []
        tellings += _to(request.records, notice, heads)
    return tellings


def _reminded(
    records: Records, leave: FacultyUnavailability, deciders: Sequence[UserId], *, only: Sequence[str]
) -> list[Telling]:
    """The first reminder goes to the HOD alone, later ones to who acts for the HOD, too, and the last one
    to the admins as well. `only` holds the number of this reminder."""
    policies, times = records.reference.institute.policies, int(only[0]) if only else 1
    if leave.status is not LeaveStatus.PENDING:
        return []
    asked = list(deciders[:1] if times == 1 else deciders)
    if times >= len(set(policies.remind_at)):
        asked += policies.admins
    return _to(records, _id("reminder", leave.id, str(times)), asked)


def _reminders(records: Records, leave: FacultyUnavailability, deciders: Sequence[UserId]) -> list[Telling]:
    """The reminders that were sent before: they show the outcome as the card does, and lose their buttons."""
    policies = records.reference.institute.policies
    numbers = range(1, len(set(policies.remind_at)) + 1)
    asked = dict.fromkeys((*deciders, *policies.admins))
    refs = [NOTICE[f"{user}/reminder.{leave.id}.{n}"] for n in numbers for user in asked]
    sent = [notice for notice in records.fetch(*refs) if notice] if refs else []
    return [t for n in sent for t in _to(records, _id(n.kind, leave.id, n.change), [n.user])]


def _to(records: Records, notice: str, users: Sequence[UserId]) -> list[Telling]:
    stored = records.fetch(*(USER[u] for u in dict.fromkeys(users))) if users else []
    return routing.to(notice, (u for u in stored if u))


def _id(kind: str, about: str, news: str = "") -> str:
    """The id of a notice: its kind, the leave, department or draft it is about, and what is new about
    that."""
    return f"{kind}.{about}.{news}" if news else f"{kind}.{about}"
