"""The objects of a college: looking at them, making, changing, deleting them, by the matrix and the rules."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from functions.services.college import calendar_changes, profiles
from functions.services.college.calendar_changes import Touched
from functions.services.identity.idempotency import answered, once_only
from functions.services.identity.visibility import NAMES, TYPES, look, may, one
from functions.services.ports import Once, Records, Ref, Write
from timetable import calendar as calendars
from timetable.access import Caller, Extent, department_of, may_write
from timetable.errors import InUse, NotAllowed, StaleVersion
from timetable.model import (
    Institute,
    Term,
    TimeSlot,
    User,
)
from timetable.objects.consistency import check, check_change
from timetable.objects.relations import REFERRED, handle, placed


def create(records: Records, by: Caller, kind: str, made: Any, once: Once | None, now: datetime) -> Any:
    """A new object; raises what the rules, the matrix or another object of the same name say against it."""
    writable = may(records, by, kind, now, write=True)
    if not writable:
        raise NotAllowed(f"You may not enter a {NAMES.get(kind, kind)}.")
    if once and (found := answered(TYPES[kind], once, *records.fetch(once.ref(by)))):
        return found
    made = replace(_placed(records, made), created_at=now, updated_at=now)
    _check_may_write(by, writable, kind, made)
    _check(records, made)
    with once_only(records, by, once, TYPES[kind]) as repeat, records.write(now) as write:
        write.create(kind, made.id, made)
        if isinstance(made, TimeSlot):
            calendar_changes.follow_periods(records, write, [made], now)
        profiles.follow(records, write, None, made, now)
        _finish(write, by, "create", None, made)
        write.answer(by, once, kind, made)
    return repeat.answer or made


def change(
    records: Records,
    by: Caller,
    kind: str,
    id: str,
    altered: Callable[[Any], Any],
    version: int | None,
    now: datetime,
) -> Any:
    """The object as `altered` makes it; raises StaleVersion where it is not the version meant."""
    before, writable = _to_write(records, by, kind, id, version, now)
    after = _placed(records, altered(before))
    if after == before:
        return before
    after = replace(after, version=before.version + 1, updated_at=now)
    _check_may_write(by, writable, kind, after)
    _check_self(by, before, after)
    _check(records, after)
    if kind in REFERRED:
        check_change(before, after, records.uses(kind, handle(before)))
    with records.write(now) as write:
        write.change(kind, id, after, was=before.version, before=before)
        profiles.follow(records, write, before, after, now)
        if isinstance(after, Institute):
            calendar_changes.check_week(records, before, after, now)
        if isinstance(after, Term):
            calendar_changes.follow(records, write, before, after, now)
        _finish(write, by, "update", before, after)
    return after


def would_touch(
    records: Records, by: Caller, id: str, altered: Callable[[Any], Any], version: int | None, now: datetime
) -> Touched:
    """What changing a term so would touch; checked as the change is, and nothing is written."""
    before, _ = _to_write(records, by, "term", id, version, now)
    after = altered(before)
    _check(records, after)
    return calendar_changes.touched(records, before, after)


def delete(records: Records, by: Caller, kind: str, id: str, version: int | None, now: datetime) -> None:
    """Remove the object; raises InUse, naming what refers to it, where something does."""
    before, _ = _to_write(records, by, kind, id, version, now)
    _check_self(by, before, None)
    today = calendars.today(records.reference.institute.zone, now)
    profiles.check_not_held(records, before, today)
    try:
        with records.write(now) as write:
            write.remove(kind, id, was=before.version, before=before)
            profiles.follow(records, write, before, None, now)
            _finish(write, by, "delete", before, None)
    except InUse as refusal:
        raise profiles.in_use(records, kind, before, refusal) from refusal


def _to_write(
    records: Records, by: Caller, kind: str, id: str, version: int | None, now: datetime
) -> tuple[Any, Extent]:
    before = one(records, by, kind, id, now)
    writable = may(records, by, kind, now, write=True)
    _check_may_write(by, writable, kind, before)
    if version is not None and version != before.version:
        raise StaleVersion(
            f"It is version {before.version} by now. Look at it again, then retry.",
            field="version",
            version=before.version,
        )
    return before, writable


def _check_may_write(by: Caller, writable: Extent, kind: str, value: Any) -> None:
    if not may_write(by, writable, value):
        raise NotAllowed(f"This {NAMES.get(kind, kind)} is not yours to write.")


def _check_self(by: Caller, before: Any, after: Any | None) -> None:
    """An admin who shuts themselves out may leave nobody who lets them in again."""
    if not isinstance(before, User) or by.user is None or before.id != by.user.id:
        return
    if after is None or (after.role, after.active) != (before.role, before.active):
        raise NotAllowed("Nobody deletes themselves, changes their own role, or shuts themselves out.")


def _placed(records: Records, value: Any) -> Any:
    return placed(value, lambda kind, id: look(records, kind, id))


def _check(records: Records, value: Any) -> None:
    check(value, lambda kind, id: look(records, kind, id), records.reference.all)


def _finish(write: Write, by: Caller, action: str, before: Any | None, after: Any | None) -> None:
    """What the rules were checked against still stands, the writer's right too, and it is on record."""
    value: Any = after if after is not None else before
    kind = next(k for k, t in TYPES.items() if type(value) is t)
    write.as_read()
    if by.user:
        gone = NotAllowed("Your right to do this has just changed.")
        write.unchanged("user", by.user.id, was=by.user.version, otherwise=gone)
    department = department_of(value)
    write.audit(by, action, Ref(kind, value.id), before=before, after=after, department=department)
