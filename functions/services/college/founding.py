"""Founding a college: every object it begins with, and the token of its scheduler."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from itertools import islice
from typing import Any

from functions.services.identity import tokens
from functions.services.identity.hashing import digest
from functions.services.ports import Records, Ref, ServiceToken
from timetable.access import Caller
from timetable.errors import Duplicate, StaleVersion, TooManyWrites
from timetable.model import (
    Course,
    Department,
    Faculty,
    Infra,
    Institute,
    Offering,
    Role,
    Section,
    Student,
    Subject,
    Term,
    TimeSlot,
    User,
)
from timetable.objects.college import College
from timetable.objects.relations import placed

_AT_ONCE = 40
_SCHEDULER = "scheduler"
_KINDS: dict[type, str] = {
    TimeSlot: "timeslot",
    Department: "department",
    Course: "course",
    Subject: "subject",
    Infra: "infra",
    Section: "section",
    User: "user",
    Faculty: "faculty",
    Student: "student",
    Term: "term",
    Offering: "offering",
}


def found(records: Records, college: College, scheduler_token: str, now: datetime) -> None:
    """Write the whole college, in portions; what is there already stays, so it may be run again.

    The institute itself comes last: where it exists, everything else does.
    """
    by = Caller(college.institute.id, Role.ADMIN)
    objects = list(_placed(college, now))
    for portion in _portions(iter(objects)):
        _write(records, by, portion, now)
    for department in college.departments:
        _head(records, by, department, now)
    token, secret = tokens.made(_SCHEDULER, records.institute, scheduler_token, tokens.SCOPES, now)
    rest: list[tuple[str, str, Any]] = [
        ("token", token.secrets[0].digest, secret),
        ("servicetoken", token.id, token),
        ("institute", college.institute.id, college.institute),
    ]
    for kind, id, value in rest:
        _write_named(records, by, [(kind, id, value)], now)


def begin(records: Records, institute: Institute, admin: User, now: datetime) -> None:
    """A college that has nothing yet but who can enter the rest."""
    with records.write(now) as write:
        write.create("user", admin.id, replace(admin, created_at=now, updated_at=now))
        write.create("institute", institute.id, replace(institute, created_at=now, updated_at=now))
        write.audit(Caller(institute.id, Role.ADMIN), "found", Ref("institute", institute.id))


def admit_scheduler(records: Records, secret: str, now: datetime) -> bool:
    """The deployment's scheduler may write: with this secret, and with no other that it had. Whether that is
    news."""
    id = digest(secret)
    (before,) = records.fetch(Ref("servicetoken", _SCHEDULER))
    held = (
        {s.digest for s in before.secrets if s.expires > now} if isinstance(before, ServiceToken) else set()
    )
    if held == {id}:
        return False
    token, entry = tokens.made(_SCHEDULER, records.institute, secret, tokens.SCOPES, now)
    with records.write(now) as write:
        if isinstance(before, ServiceToken):
            renewed = replace(token, created_at=before.created_at, version=before.version + 1)
            write.change("servicetoken", token.id, renewed, was=before.version)
            for old in before.secrets:
                if old.digest != id:
                    write.forget("token", old.digest)
        else:
            write.create("servicetoken", token.id, token)
        write.keep("token", id, entry)
        write.audit(Caller(records.institute, Role.ADMIN), "found", Ref("servicetoken", token.id))
    return True


def _placed(college: College, now: datetime) -> Iterator[Any]:
    """Every object with what is derived of the others, and with when it came."""
    by_id = {(_KINDS[type(o)], o.id): o for o in college.objects()}
    for value in college.objects():
        headless = _headless(value) if isinstance(value, Department) else value
        whole = placed(headless, lambda kind, id: by_id.get((kind, id)))
        yield replace(whole, created_at=now, updated_at=now)


def _head(records: Records, by: Caller, department: Department, now: datetime) -> None:
    """Departments come before the people who head them, so their heads are named afterwards."""
    headless = _headless(department)
    if headless == department:
        return
    try:
        with records.write(now) as write:
            headed = replace(department, version=department.version + 1, created_at=now, updated_at=now)
            write.change("department", department.id, headed, was=department.version, before=headless)
            write.audit(by, "found", Ref("department", department.id), department=department.id)
    except StaleVersion:
        return


def _headless(department: Department) -> Department:
    return replace(department, hod=None, acting_hod=None)


def _portions(objects: Iterator[Any]) -> Iterator[list[Any]]:
    while portion := list(islice(objects, _AT_ONCE)):
        yield portion


def _write(records: Records, by: Caller, portion: list[Any], now: datetime) -> None:
    _write_named(records, by, [(_KINDS[type(o)], o.id, o) for o in portion], now)


def _write_named(records: Records, by: Caller, named: list[tuple[str, str, Any]], now: datetime) -> None:
    try:
        with records.write(now) as write:
            for kind, id, value in named:
                write.create(kind, id, value)
            write.audit(by, "found", Ref("institute", records.institute))
    except TooManyWrites:
        half = len(named) // 2
        _write_named(records, by, named[:half], now)
        _write_named(records, by, named[half:], now)
    except (StaleVersion, Duplicate):
        if len(named) > 1:
            for one in named:
                _write_named(records, by, [one], now)
