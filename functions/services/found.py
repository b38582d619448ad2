"""Founding a college: every object it begins with, and the token of its scheduler."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from functions.services.link import digest
from functions.services.ports import Records, Ref, ServiceToken
from timetable.access import Caller
from timetable.college import College
from timetable.errors import StaleVersion
from timetable.model import (
    Course,
    Department,
    Faculty,
    Infra,
    Offering,
    Role,
    Section,
    Student,
    Subject,
    Term,
    TimeSlot,
    User,
)

_AT_ONCE = 40
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
    objects = list(college.objects())
    for portion in _portions(iter(objects)):
        _write(records, by, portion, now)
    token = ServiceToken("scheduler", college.institute.id, "scheduler", now + timedelta(days=365))
    rest = [("token", digest(scheduler_token), token), ("institute", college.institute.id, college.institute)]
    for kind, id, value in rest:
        _write_named(records, by, [(kind, id, value)], now)


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
    except StaleVersion:
        if len(named) > 1:
            for one in named:
                _write_named(records, by, [one], now)
