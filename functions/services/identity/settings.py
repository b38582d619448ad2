"""What people choose for themselves; whether Telegram still delivers to them."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from functions.services.ports import SETTINGS, USER, Request, Write
from timetable.access import Caller
from timetable.errors import NotAllowed, StaleVersion
from timetable.model import User
from timetable.objects import preferences
from timetable.objects.preferences import Settings


def read(request: Request) -> Settings:
    """The caller's settings, with the defaults for whatever they have never chosen."""
    user = _user(request.caller)
    (settings,) = request.records.fetch(SETTINGS[user.id])
    return settings or Settings(user.id, version=0)


def change(request: Request, changed: Mapping[str, Any]) -> Settings:
    """Change these fields of the caller's settings. Language and quiet hours, which every answer and every
    notice needs, are copied to the user in the same transaction.
    """
    user, before = _user(request.caller), read(request)
    after = replace(before, **changed)
    preferences.check(after)
    if after == before:
        return before
    created_at = before.created_at or request.now
    after = replace(after, version=before.version + 1, created_at=created_at, updated_at=request.now)
    with request.write() as write:
        write.change(SETTINGS[user.id], after, was=before.version)
        _write_user(write, user, request.now, language=after.language, quiet=after.quiet)
        write.audit(request.caller, "update", SETTINGS[user.id], before=before, after=after)
    return after


def mark_unreachable(request: Request) -> None:
    """Telegram no longer delivers to the caller: they get no notice until they write again."""
    _set_reachable(request, False)


def mark_reachable(request: Request) -> Caller:
    """The caller, who has written again and gets notices again. If somebody else is changing their user at
    this moment, the next request does it.
    """
    try:
        return replace(request.caller, user=_set_reachable(request, True))
    except StaleVersion:
        return request.caller


def _set_reachable(request: Request, reachable: bool) -> User:
    user = _user(request.caller)
    if user.reachable == reachable:
        return user
    with request.write() as write:
        after = _write_user(write, user, request.now, reachable=reachable)
        action = "found_again" if reachable else "lost"
        write.audit(request.caller, action, USER[user.id], department=user.department)
    return after


def _write_user(write: Write, user: User, now: datetime, **fields: Any) -> User:
    after = replace(user, **fields)
    stale = StaleVersion("You were changed this very moment. Try again.")
    if after == user:
        write.unchanged(USER[user.id], was=user.version, otherwise=stale)
        return user
    after = replace(after, version=user.version + 1, updated_at=now)
    write.change(USER[user.id], after, was=user.version, before=user, otherwise=stale)
    return after


def _user(by: Caller) -> User:
    if by.user is None:
        raise NotAllowed("Only people have settings; this is a program's token.")
    return by.user
