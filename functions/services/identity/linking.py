"""Linking a Telegram account to a person: a single-use code, handed out by an admin or HOD."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from secrets import token_urlsafe

from functions.services.identity.hashing import digest
from functions.services.identity.visibility import finder, may, readable_object
from functions.services.ports import LINK_CODE, STUDENT, USER, Directory, LinkCode, Records, Request, Write
from timetable.access import Caller, may_write
from timetable.errors import AlreadyLinked, LinkSpent, NotAllowed
from timetable.model import Department, Role, Section, User, UserId
from timetable.objects import listings

LIVES = timedelta(days=7)
_AT_ONCE = 20
"""codes made in one transaction"""
_SPENT = "This link has been used, has expired, or never was. Ask your HOD or an admin for a new one."


def invite(request: Request, user_id: UserId) -> str:
    """A fresh code for one person, shown once; only its hash is stored."""
    user = readable_object(request, USER[user_id])
    if not may_write(request.caller, may(request, "user", write=True), user):
        raise NotAllowed("Admins hand out links, and HODs to the people of their department.")
    code = token_urlsafe(12)
    stored = LinkCode(request.institute, user.id, request.now + LIVES)
    with request.write() as write:
        write.create(LINK_CODE[digest(code)], stored)
        _with_authority(write, request.caller)
        write.audit(request.caller, "invite", USER[user.id], department=user.department)
    return code


def _with_authority(write: Write, by: Caller) -> None:
    if by.user:
        gone = NotAllowed("Your right to do this has just changed.")
        write.unchanged(USER[by.user.id], was=by.user.version, otherwise=gone)


@dataclass(frozen=True, slots=True)
class Invited:
    """A person and the code that links them."""

    user: User
    code: str


def invite_group(
    request: Request, of: Section | Department, *, limit: int, after: str | None
) -> tuple[list[Invited], str | None]:
    """Codes for a section's students or a department's faculty who aren't linked yet, page by page."""
    department = of.id if isinstance(of, Department) else of.department
    may_invite = may(request, "user", write=True)
    if not may_invite.covers(department):
        raise NotAllowed("Admins hand out links, and HODs to the people of their department.")
    users, following = _members(request.records, of, limit, after)
    wanted = [
        u for u in users if u.active and u.telegram is None and may_write(request.caller, may_invite, u)
    ]
    made = [Invited(user, token_urlsafe(12)) for user in wanted]
    for start in range(0, len(made), _AT_ONCE):
        with request.write() as write:
            for invited in made[start : start + _AT_ONCE]:
                stored = LinkCode(request.institute, invited.user.id, request.now + LIVES)
                write.create(LINK_CODE[digest(invited.code)], stored)
                write.audit(
                    request.caller, "invite", USER[invited.user.id], department=invited.user.department
                )
            _with_authority(write, request.caller)
    return made, following


def _members(
    records: Records, of: Section | Department, limit: int, after: str | None
) -> tuple[list[User], str | None]:
    if isinstance(of, Department):
        teaching = [listings.Stretch(1, "", listings.places(of.id, r)) for r in (Role.HOD, Role.FACULTY)]
        page = records.page(USER, teaching, limit=limit, after=after)
        return list(page.values), page.next
    wanted = listings.with_parents("student", {"section": of.id}, finder(records)) or {}
    stretches, _ = listings.stretches("student", wanted, None)
    students = records.page(STUDENT, stretches, limit=limit, after=after)
    users = records.fetch(*(USER[s.user] for s in students.values)) if students.values else ()
    return [u for u in users if u], students.next


def unlink(request: Request) -> None:
    """From the next message on the account is a stranger's again; the person stays who they are."""
    user = request.caller.user
    if user is None:
        raise NotAllowed("Only people are linked; this is a program's token.")
    free = replace(user, telegram=None, version=user.version + 1, updated_at=request.now)
    with request.write() as write:
        write.change(USER[user.id], free, was=user.version, before=user)
        write.audit(request.caller, "unlink", USER[user.id], department=user.department)


def link(directory: Directory, telegram: int, code: str, now: datetime) -> tuple[User, Records]:
    """Spend the code: from now on this Telegram account speaks for that person."""
    known = directory.by_telegram(telegram)
    if known:
        raise AlreadyLinked(f"This Telegram account is linked to {known[0].name} already.")
    found = directory.link_code(digest(code))
    if found is None or found.expires < now:
        raise LinkSpent(_SPENT, field="code")
    records = directory.records(found.institute)
    (user,) = records.fetch(USER[found.user])
    if user is None or not user.active:
        raise LinkSpent(_SPENT, field="code")
    if user.telegram is not None:
        raise AlreadyLinked("This person has linked a Telegram account already. They /unlink it first.")
    linked = replace(user, telegram=telegram, reachable=True, version=user.version + 1)
    caller = Caller(records.institute, user.role, linked)
    with records.write(now) as write:
        write.remove(LINK_CODE[digest(code)], was=0, otherwise=LinkSpent(_SPENT, field="code"))
        write.change(USER[user.id], linked, was=user.version, otherwise=LinkSpent(_SPENT, field="code"))
        write.audit(caller, "link", USER[user.id], department=user.department)
    return linked, records
