"""Creating, changing and deleting the objects of a college, by the access matrix and the rules."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, TypeVar

from functions.services.college import calendar_changes, profiles
from functions.services.college.calendar_changes import Touched
from functions.services.identity.idempotency import answered, once_only
from functions.services.identity.preconditions import check_version
from functions.services.identity.rights import require_unchanged_right
from functions.services.identity.visibility import finder, lister, may, noun, readable_object
from functions.services.ports import TERM, Kind, Records, Ref, Request, Write, kind_of
from timetable.access import Caller, Extent, department_of, may_write
from timetable.errors import InUse, NotAllowed
from timetable.model import (
    Institute,
    Term,
    TimeSlot,
    User,
)
from timetable.objects.consistency import check, check_change
from timetable.objects.relations import REFERRED, handle, placed

T = TypeVar("T")


def create(request: Request, kind: Kind[T], new: T) -> T:
    """Store a new object; raises a refusal if the rules, the matrix or an object of the same name forbid
    it."""
    writable = may(request, kind.name, write=True)
    if not writable:
        raise NotAllowed(f"You may not enter a {noun(kind)}.")
    (earlier,) = request.records.fetch(request.answer_ref)
    if before := answered(request, kind, earlier):
        return before
    made: Any = replace(_placed(request.records, new), created_at=request.now, updated_at=request.now)
    _check_may_write(request.caller, writable, made)
    _check(request.records, made)
    with once_only(request, kind) as repeat, request.write() as write:
        write.create(kind[made.id], made)
        if isinstance(made, TimeSlot):
            calendar_changes.follow_periods(request, write, [made])
        profiles.follow(request, write, before=None, after=made)
        _finish(write, request.caller, "create", before=None, after=made)
        write.answer(kind, made, ref=request.answer_ref, once=request.once)
    stored: T = made
    return repeat.answer or stored


def change(request: Request, ref: Ref[T], altered: Callable[[T], T], *, version: int | None) -> T:
    """Store the object as `altered` makes it, and return it; raises StaleVersion if `version` is not its
    version."""
    before, writable = _to_write(request, ref, version)
    after: Any = _placed(request.records, altered(before))
    if after == before:
        unchanged: T = before
        return unchanged
    after = replace(after, version=before.version + 1, updated_at=request.now)
    _check_may_write(request.caller, writable, after)
    _check_self(request.caller, before, after)
    _check(request.records, after)
    if ref.kind.name in REFERRED:
        check_change(before, after, request.records.uses(ref.kind, handle(before)))
    with request.write() as write:
        write.change(ref, after, was=before.version, before=before)
        profiles.follow(request, write, before=before, after=after)
        if isinstance(after, Institute):
            calendar_changes.check_week(request, before, after)
        if isinstance(after, Term):
            calendar_changes.follow(request, write, before=before, after=after)
        _finish(write, request.caller, "update", before=before, after=after)
    changed: T = after
    return changed


def would_touch(
    request: Request, id: str, altered: Callable[[Term], Term], *, version: int | None
) -> Touched:
    """What changing a term as `altered` does would touch. The change is checked, and nothing is written."""
    before, _ = _to_write(request, TERM[id], version)
    after = altered(before)
    _check(request.records, after)
    return calendar_changes.touched(request.records, before, after)


def delete(request: Request, ref: Ref[Any], version: int | None) -> None:
    """Delete the object; raises InUse, with the names of what refers to it, if something does."""
    before, _ = _to_write(request, ref, version)
    _check_self(request.caller, before, None)
    today = request.today
    profiles.check_not_booked(request.records, before, today)
    try:
        with request.write() as write:
            write.remove(ref, was=before.version, before=before)
            profiles.follow(request, write, before=before, after=None)
            _finish(write, request.caller, "delete", before=before, after=None)
    except InUse as refusal:
        raise profiles.in_use(request.records, ref.kind, before, refusal=refusal) from refusal


def _to_write(request: Request, ref: Ref[T], version: int | None) -> tuple[Any, Extent]:
    """The stored object, which the caller may write and which has the version meant, and what they may
    write."""
    before: Any = readable_object(request, ref)
    writable = may(request, ref.kind.name, write=True)
    _check_may_write(request.caller, writable, before)
    check_version(version, before.version)
    return before, writable


def _check_may_write(by: Caller, writable: Extent, value: Any) -> None:
    if not may_write(by, writable, value):
        raise NotAllowed(f"This {noun(kind_of(value))} is not yours to write.")


def _check_self(by: Caller, before: Any, after: Any | None) -> None:
    """Forbid people to change their own role or to shut themselves out: perhaps nobody could let them in
    again."""
    if not isinstance(before, User) or by.user is None or before.id != by.user.id:
        return
    if after is None or (after.role, after.active) != (before.role, before.active):
        raise NotAllowed("Nobody deletes themselves, changes their own role, or shuts themselves out.")


def _placed(records: Records, value: Any) -> Any:
    return placed(value, finder(records))


def _check(records: Records, value: Any) -> None:
    check(value, finder(records), lister(records))


def _finish(write: Write, by: Caller, action: str, *, before: Any | None, after: Any | None) -> None:
    """Audit the action, and have the transaction fail if what was checked or the caller's right has
    changed."""
    value: Any = after if after is not None else before
    write.as_read()
    require_unchanged_right(write, by)
    department = department_of(value)
    write.audit(by, action, kind_of(value)[value.id], before=before, after=after, department=department)
