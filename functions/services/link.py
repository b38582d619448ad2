"""Linking a Telegram account to a person: a single-use code, handed out by an admin or HOD."""

from dataclasses import replace
from datetime import datetime, timedelta
from secrets import token_urlsafe

from functions.services.digests import digest
from functions.services.ports import Door, LinkCode, Records, Ref
from functions.services.resources import may, one
from timetable.access import Caller, may_write
from timetable.errors import AlreadyLinked, LinkSpent, NotAllowed
from timetable.model import User, UserId

LIVES = timedelta(days=7)
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
        if by.user:
            gone = NotAllowed("Your right to do this has just changed.")
            write.unchanged("user", by.user.id, was=by.user.version, otherwise=gone)
        write.audit(by, "invite", Ref("user", user.id), department=user.department)
    return code


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
    linked = replace(user, telegram=telegram, version=user.version + 1)
    caller = Caller(records.institute, user.role, linked)
    with records.write(now) as write:
        write.remove("link", digest(code), was=0, otherwise=LinkSpent(_SPENT, field="code"))
        write.change("user", user.id, linked, was=user.version, otherwise=LinkSpent(_SPENT, field="code"))
        write.audit(caller, "link", Ref("user", user.id), department=user.department)
    return linked, records
