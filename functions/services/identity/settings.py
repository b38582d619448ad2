"""What people choose for themselves; whether Telegram still takes anything for them."""

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
    user = _user(request.caller)
    (found,) = request.records.fetch(SETTINGS[user.id])
    return found if isinstance(found, Settings) else Settings(user.id, version=0)


def change(request: Request, changed: Mapping[str, Any]) -> Settings:
    """The settings with these fields changed. What every answer and every telling needs is copied to the user
    in the same transaction."""
    user, before = _user(request.caller), read(request)
    after = replace(before, **changed)
    preferences.check(after)
    if after == before:
        return before
    came = before.created_at or request.now
    after = replace(after, version=before.version + 1, created_at=came, updated_at=request.now)
    with request.write() as write:
        write.change(SETTINGS[user.id], after, was=before.version)
        _write_user(write, user, request.now, language=after.language, quiet=after.quiet)
        write.audit(request.caller, "update", SETTINGS[user.id], before=before, after=after)
    return after


def lose(request: Request) -> None:
    """Telegram takes nothing for the caller: nothing is told until they write again."""
    _reach(request, False)


def find_again(request: Request) -> Caller:
    """The caller, who writes again. Where they are changed this very moment, the next request finds them."""
    try:
        return replace(request.caller, user=_reach(request, True))
    except StaleVersion:
        return request.caller


def _reach(request: Request, reachable: bool) -> User:
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
