"""Linking a Telegram account to a person: a single-use code, handed out by an admin or HOD."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from secrets import token_urlsafe

from functions.services.identity.hashing import digest
from functions.services.identity.visibility import may, one
from functions.services.ports import Door, LinkCode, Records, Ref, Write
from timetable.access import Caller, may_write
from timetable.errors import AlreadyLinked, LinkSpent, NotAllowed
from timetable.model import Department, Role, Section, User, UserId
from timetable.objects import listings

LIVES = timedelta(days=7)
_AT_ONCE = 20
"""codes made in one transaction"""
_SPENT = "This link has been used, has expired, or never was. Ask your HOD or an admin for a new one."


def invite(records: Records, by: Caller, user_id: UserId, now: datetime) -> str:
    """A fresh code for one person, shown once; only its hash is stored."""
    user = one(records, by, "user", user_id, now)
    if not may_write(by, may(records, by, "user", now, write=True), user):
        raise NotAllowed("Admins hand out links, and HODs to the people of their department.")
    code = token_urlsafe(12)
    stored = LinkCode(records.institute, user.id, now + LIVES)
    with records.write(now) as write:
        write.create("link", digest(code), stored)
        _with_authority(write, by)
        write.audit(by, "invite", Ref("user", user.id), department=user.department)
    return code


def _with_authority(write: Write, by: Caller) -> None:
    if by.user:
        gone = NotAllowed("Your right to do this has just changed.")
        write.unchanged("user", by.user.id, was=by.user.version, otherwise=gone)


@dataclass(frozen=True, slots=True)
class Invited:
    """A person and the code that links them."""

    user: User
    code: str


def invite_group(
    records: Records, by: Caller, of: Section | Department, *, limit: int, after: str | None, now: datetime
) -> tuple[list[Invited], str | None]:
    """Codes for a section's students or a department's faculty who aren't linked yet, page by page."""
    department = of.id if isinstance(of, Department) else of.department
    may_invite = may(records, by, "user", now, write=True)
    if not may_invite.covers(department):
        raise NotAllowed("Admins hand out links, and HODs to the people of their department.")
    users, following = _members(records, of, limit, after)
    wanted = [u for u in users if u.active and u.telegram is None and may_write(by, may_invite, u)]
    made = [Invited(user, token_urlsafe(12)) for user in wanted]
    for start in range(0, len(made), _AT_ONCE):
        with records.write(now) as write:
            for invited in made[start : start + _AT_ONCE]:
                stored = LinkCode(records.institute, invited.user.id, now + LIVES)
                write.create("link", digest(invited.code), stored)
                write.audit(by, "invite", Ref("user", invited.user.id), department=invited.user.department)
            _with_authority(write, by)
    return made, following


def _members(
    records: Records, of: Section | Department, limit: int, after: str | None
) -> tuple[list[User], str | None]:
    if isinstance(of, Department):
        teaching = [listings.Stretch(1, "", listings.places(of.id, r)) for r in (Role.HOD, Role.FACULTY)]
        page = records.page("user", teaching, limit=limit, after=after)
        return list(page.values), page.next
    wanted = listings.with_parents("student", {"section": of.id}, records.reference.get) or {}
    stretches, _ = listings.stretches("student", wanted, None)
    page = records.page("student", stretches, limit=limit, after=after)
    found = records.fetch(*(Ref("user", s.user) for s in page.values)) if page.values else []
    return [u for u in found if u], page.next


def unlink(records: Records, by: Caller, now: datetime) -> None:
    """From the next message on the account is a stranger's again; the person stays who they are."""
    user = by.user
    if user is None:
        raise NotAllowed("Only people are linked; this is a program's token.")
    free = replace(user, telegram=None, version=user.version + 1, updated_at=now)
    with records.write(now) as write:
        write.change("user", user.id, free, was=user.version, before=user)
        write.audit(by, "unlink", Ref("user", user.id), department=user.department)


def link(door: Door, telegram: int, code: str, now: datetime) -> tuple[User, Records]:
    """Spend the code: from now on this Telegram account speaks for that person."""
    known = door.by_telegram(telegram)
    if known:
        raise AlreadyLinked(f"This Telegram account is linked to {known[0].name} already.")
    found = door.link_code(digest(code))
    if found is None or found.expires < now:
        raise LinkSpent(_SPENT, field="code")
    records = door.records(found.institute)
    (user,) = records.fetch(Ref("user", found.user))
    if user is None or not user.active:
        raise LinkSpent(_SPENT, field="code")
    if user.telegram is not None:
        raise AlreadyLinked("This person has linked a Telegram account already. They /unlink it first.")
    linked = replace(user, telegram=telegram, reachable=True, version=user.version + 1)
    caller = Caller(records.institute, user.role, linked)
    with records.write(now) as write:
        write.remove("link", digest(code), was=0, otherwise=LinkSpent(_SPENT, field="code"))
        write.change("user", user.id, linked, was=user.version, otherwise=LinkSpent(_SPENT, field="code"))
        write.audit(caller, "link", Ref("user", user.id), department=user.department)
    return linked, records
