"""Founding a college: writing the objects that it begins with, and the token of its scheduler."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from itertools import islice
from typing import Any

from functions.services.identity import tokens
from functions.services.identity.hashing import hash_secret
from functions.services.ports import (
    DEPARTMENT,
    INSTITUTE,
    SECRET,
    SERVICE_TOKEN,
    USER,
    Ref,
    Request,
    kind_of,
)
from timetable.access import Caller
from timetable.errors import Duplicate, StaleVersion, TooManyWrites
from timetable.model import (
    Department,
    Institute,
    Role,
    User,
)
from timetable.objects.college import College
from timetable.objects.relations import placed

_OBJECTS_PER_TRANSACTION = 40  # halved where they turn out to be too much
_SCHEDULER = "scheduler"


def found_college(request: Request, college: College, scheduler_token: str) -> None:
    """Write the whole college in portions. Objects that exist already stay as they are, so it may be run
    again.

    The institute is written last: if it exists, everything else does.
    """
    request = replace(request, caller=Caller(college.institute.id, Role.ADMIN))
    objects = list(_placed(college, request.now))
    for portion in _portions(iter(objects)):
        _write(request, portion)
    for department in college.departments:
        _head(request, department)
    token, secret = tokens.token_with_secret(
        _SCHEDULER, request.institute, scheduler_token, scopes=tokens.SCOPES, now=request.now
    )
    rest: list[tuple[Ref[Any], Any]] = [
        (SECRET[token.secrets[0].digest], secret),
        (SERVICE_TOKEN[token.id], token),
        (INSTITUTE[college.institute.id], college.institute),
    ]
    for ref, value in rest:
        _write_named(request, [(ref, value)])


def begin(request: Request, institute: Institute, admin: User) -> None:
    """Write a college that has only an admin, who can enter the rest."""
    with request.write() as write:
        write.create(USER[admin.id], replace(admin, created_at=request.now, updated_at=request.now))
        write.create(
            INSTITUTE[institute.id], replace(institute, created_at=request.now, updated_at=request.now)
        )
        write.audit(Caller(institute.id, Role.ADMIN), "found", INSTITUTE[institute.id])


def admit_scheduler(request: Request, secret: str) -> bool:
    """Let the deployment's scheduler write with this secret, and with none that it had before; returns
    False if that was so already."""
    id = hash_secret(secret)
    (before,) = request.records.fetch(SERVICE_TOKEN[_SCHEDULER])
    valid = {s.digest for s in before.secrets if s.expires > request.now} if before else set()
    if valid == {id}:
        return False
    token, entry = tokens.token_with_secret(
        _SCHEDULER, request.institute, secret, scopes=tokens.SCOPES, now=request.now
    )
    with request.write() as write:
        if before:
            renewed = replace(token, created_at=before.created_at, version=before.version + 1)
            write.change(SERVICE_TOKEN[token.id], renewed, was=before.version)
            for old in before.secrets:
                if old.digest != id:
                    write.forget(SECRET[old.digest])
        else:
            write.create(SERVICE_TOKEN[token.id], token)
        write.keep(SECRET[id], entry)
        write.audit(Caller(request.institute, Role.ADMIN), "found", SERVICE_TOKEN[token.id])
    return True


def _placed(college: College, now: datetime) -> Iterator[Any]:
    """Every object of the college, with the fields that are derived from others, and the time of its
    creation."""
    by_id = {(kind_of(o).name, o.id): o for o in college.objects()}
    for value in college.objects():
        headless = _headless(value) if isinstance(value, Department) else value
        whole = placed(headless, lambda kind, id: by_id.get((kind, id)))
        yield replace(whole, created_at=now, updated_at=now)


def _head(request: Request, department: Department) -> None:
    """Name the department's head: departments are written before the people who head them."""
    headless = _headless(department)
    if headless == department:
        return
    try:
        with request.write() as write:
            headed = replace(
                department, version=department.version + 1, created_at=request.now, updated_at=request.now
            )
            write.change(DEPARTMENT[department.id], headed, was=department.version, before=headless)
            write.audit(request.caller, "found", DEPARTMENT[department.id], department=department.id)
    except StaleVersion:
        return


def _headless(department: Department) -> Department:
    return replace(department, hod=None, acting_hod=None)


def _portions(objects: Iterator[Any]) -> Iterator[list[Any]]:
    while portion := list(islice(objects, _OBJECTS_PER_TRANSACTION)):
        yield portion


def _write(request: Request, portion: list[Any]) -> None:
    _write_named(request, [(kind_of(o)[o.id], o) for o in portion])


def _write_named(request: Request, named: list[tuple[Ref[Any], Any]]) -> None:
    try:
        with request.write() as write:
            for ref, value in named:
                write.create(ref, value)
            write.audit(request.caller, "found", INSTITUTE[request.institute])
    except TooManyWrites:
        half = len(named) // 2
        _write_named(request, named[:half])
        _write_named(request, named[half:])
    except (StaleVersion, Duplicate):
        if len(named) > 1:
            for pair in named:
                _write_named(request, [pair])
