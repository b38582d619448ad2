"""What people choose for themselves; whether Telegram still takes anything for them."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from functions.services.ports import Records, Ref, Write
from timetable.access import Caller
from timetable.errors import NotAllowed, StaleVersion
from timetable.model import User
from timetable.objects import preferences
from timetable.objects.preferences import Settings


def read(records: Records, by: Caller) -> Settings:
    user = _user(by)
    (found,) = records.fetch(Ref("settings", user.id))
    return found if isinstance(found, Settings) else Settings(user.id, version=0)


def change(records: Records, by: Caller, changed: Mapping[str, Any], now: datetime) -> Settings:
    """The settings with these fields changed. What every answer and every telling needs is copied to the user
    in the same transaction."""
    user, before = _user(by), read(records, by)
    after = replace(before, **changed)
    preferences.check(after)
    if after == before:
        return before
    came = before.created_at or now
    after = replace(after, version=before.version + 1, created_at=came, updated_at=now)
    with records.write(now) as write:
        write.change("settings", user.id, after, was=before.version)
        _write_user(write, user, now, language=after.language, quiet=after.quiet)
        write.audit(by, "update", Ref("settings", user.id), before=before, after=after)
    return after


def lose(records: Records, by: Caller, now: datetime) -> None:
    """Telegram takes nothing for the caller: nothing is told until they write again."""
    _reach(records, by, False, now)


def find_again(records: Records, by: Caller, now: datetime) -> Caller:
    """The caller, who writes again. Where they are changed this very moment, the next request finds them."""
    try:
        return replace(by, user=_reach(records, by, True, now))
    except StaleVersion:
        return by


def _reach(records: Records, by: Caller, reachable: bool, now: datetime) -> User:
    user = _user(by)
    if user.reachable == reachable:
        return user
    with records.write(now) as write:
        after = _write_user(write, user, now, reachable=reachable)
        action = "found_again" if reachable else "lost"
        write.audit(by, action, Ref("user", user.id), department=user.department)
    return after


def _write_user(write: Write, user: User, now: datetime, **fields: Any) -> User:
    after = replace(user, **fields)
    stale = StaleVersion("You were changed this very moment. Try again.")
    if after == user:
        write.unchanged("user", user.id, was=user.version, otherwise=stale)
        return user
    after = replace(after, version=user.version + 1, updated_at=now)
    write.change("user", user.id, after, was=user.version, before=user, otherwise=stale)
    return after


def _user(by: Caller) -> User:
    if by.user is None:
        raise NotAllowed("Only people have settings; this is a program's token.")
    return by.user
