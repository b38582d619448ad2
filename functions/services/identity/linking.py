"""Linking a Telegram account to a person: a single-use code, handed out by an admin or HOD."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from secrets import token_urlsafe

from functions.services.identity.hashing import hash_secret
from functions.services.identity.rights import require_unchanged_right
from functions.services.identity.visibility import finder, may, readable_object
from functions.services.ports import LINK_CODE, STUDENT, USER, Directory, LinkCode, Records, Request
from timetable.access import Caller, may_write
from timetable.errors import AlreadyLinked, LinkSpent, NotAllowed
from timetable.model import Department, Role, Section, User, UserId
from timetable.objects import listings

CODE_LIFETIME = timedelta(days=7)
_CODES_PER_TRANSACTION = 20
_SPENT = "This link has been used, has expired, or never was. Ask your HOD or an admin for a new one."


def invite(request: Request, user_id: UserId) -> str:
    """Make a code that links one person. It is shown once: only its hash is stored."""
    user = readable_object(request, USER[user_id])
    if not may_write(request.caller, may(request, "user", write=True), user):
        raise NotAllowed("Admins hand out links, and HODs to the people of their department.")
    code = token_urlsafe(12)
    stored = LinkCode(request.institute, user.id, request.now + CODE_LIFETIME)
    with request.write() as write:
        write.create(LINK_CODE[hash_secret(code)], stored)
        require_unchanged_right(write, request.caller)
        write.audit(request.caller, "invite", USER[user.id], department=user.department)
    return code


@dataclass(frozen=True, slots=True)
class Invited:
    """A person and the code that links them."""

    user: User
    code: str


def invite_group(
    request: Request, invitees: Section | Department, *, limit: int, after: str | None
) -> tuple[list[Invited], str | None]:
    """Make codes for a page of a section's students or a department's faculty, those who aren't linked yet.

    The second value is the cursor of the next page.
    """
    department = invitees.id if isinstance(invitees, Department) else invitees.department
    may_invite = may(request, "user", write=True)
    if not may_invite.covers(department):
        raise NotAllowed("Admins hand out links, and HODs to the people of their department.")
    users, following = _members(request.records, invitees, limit=limit, after=after)
    wanted = [
        u for u in users if u.active and u.telegram is None and may_write(request.caller, may_invite, u)
    ]
    invitations = [Invited(user, token_urlsafe(12)) for user in wanted]
    for start in range(0, len(invitations), _CODES_PER_TRANSACTION):
        with request.write() as write:
            for invited in invitations[start : start + _CODES_PER_TRANSACTION]:
                stored = LinkCode(request.institute, invited.user.id, request.now + CODE_LIFETIME)
                write.create(LINK_CODE[hash_secret(invited.code)], stored)
                write.audit(
                    request.caller, "invite", USER[invited.user.id], department=invited.user.department
                )
            require_unchanged_right(write, request.caller)
    return invitations, following


def _members(
    records: Records, invitees: Section | Department, *, limit: int, after: str | None
) -> tuple[list[User], str | None]:
    """A page of the users whom the section or department has, and the cursor of the next page."""
    if isinstance(invitees, Department):
        teaching = [
            listings.Stretch(1, "", listings.places(invitees.id, r)) for r in (Role.HOD, Role.FACULTY)
        ]
        page = records.page(USER, teaching, limit=limit, after=after)
        return list(page.values), page.next
    wanted = listings.with_parents("student", {"section": invitees.id}, finder(records)) or {}
    stretches, _ = listings.stretches("student", wanted, None)
    students = records.page(STUDENT, stretches, limit=limit, after=after)
    users = records.fetch(*(USER[s.user] for s in students.values)) if students.values else ()
    return [u for u in users if u], students.next


def unlink(request: Request) -> None:
    """Separate the caller from their Telegram account: it is a stranger's from the next message on."""
    user = request.caller.user
    if user is None:
        raise NotAllowed("Only people are linked; this is a program's token.")
    free = replace(user, telegram=None, version=user.version + 1, updated_at=request.now)
    with request.write() as write:
        write.change(USER[user.id], free, was=user.version, before=user)
        write.audit(request.caller, "unlink", USER[user.id], department=user.department)


def link(directory: Directory, telegram: int, *, code: str, now: datetime) -> tuple[User, Records]:
    """Spend the code: from now on the Telegram account is that of the user whom the code was made for."""
    known = directory.by_telegram(telegram)
    if known:
        raise AlreadyLinked(f"This Telegram account is linked to {known[0].name} already.")
    invitation = directory.link_code(hash_secret(code))
    if invitation is None or invitation.expires < now:
        raise LinkSpent(_SPENT, field="code")
    records = directory.records(invitation.institute)
    (user,) = records.fetch(USER[invitation.user])
    if user is None or not user.active:
        raise LinkSpent(_SPENT, field="code")
    if user.telegram is not None:
        raise AlreadyLinked("This person has linked a Telegram account already. They /unlink it first.")
    linked = replace(user, telegram=telegram, reachable=True, version=user.version + 1)
    caller = Caller(records.institute, user.role, linked)
    with records.write(now) as write:
        write.remove(LINK_CODE[hash_secret(code)], was=0, otherwise=LinkSpent(_SPENT, field="code"))
        write.change(USER[user.id], linked, was=user.version, otherwise=LinkSpent(_SPENT, field="code"))
        write.audit(caller, "link", USER[user.id], department=user.department)
    return linked, records
