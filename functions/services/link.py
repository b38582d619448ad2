"""Linking a Telegram account to a person: a single-use code, handed out by an admin or HOD."""

from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256
from secrets import token_urlsafe

from functions.services.ports import Door, LinkCode, Records, Ref
from timetable.access import Caller, Scope, reach
from timetable.errors import AlreadyLinked, LinkSpent, NotAllowed, NotFound
from timetable.model import Role, User, UserId

LIVES = timedelta(days=7)
_SPENT = "This link has been used, has expired, or never was. Ask your HOD or an admin for a new one."


def digest(secret: str) -> str:
    """What is stored of a code or token: nothing in the table can be used to get in."""
    return sha256(secret.encode()).hexdigest()


def invite(records: Records, by: Caller, user_id: UserId, now: datetime) -> str:
    """A fresh code for one person, shown once; only its hash is stored."""
    if reach(by, "user", write=True) < Scope.DEPARTMENT:
        raise NotAllowed("Admins and HODs hand out links.")
    (user,) = records.fetch(Ref("user", user_id))
    if user is None:
        raise NotFound("user")
    if by.role is Role.HOD and by.user and user.department != by.user.department:
        raise NotFound("user")
    code = token_urlsafe(12)
    stored = LinkCode(records.institute, user.id, now + LIVES)
    with records.write(now) as write:
        write.create("link", digest(code), stored)
        write.audit(by, "invite", Ref("user", user.id))
    return code


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
    linked = replace(user, telegram=telegram, version=user.version + 1)
    caller = Caller(records.institute, user.role, linked)
    with records.write(now) as write:
        write.remove("link", digest(code), was=0, otherwise=LinkSpent(_SPENT, field="code"))
        write.change("user", user.id, linked, was=user.version, otherwise=LinkSpent(_SPENT, field="code"))
        write.audit(caller, "link", Ref("user", user.id))
    return linked, records
